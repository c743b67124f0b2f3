"""True peak sees between the samples what independent resampling shows; the standard's cases are in test_ebu_3341."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
import soundfile

from dsp.measure.peak import TAPS, TruePeak, bend, interpolators, oversampling, true_peak
from dsp.sources import examine, read

STARLIGHT = Path(__file__).parents[2] / "shared" / "data" / "starlight"


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000])
def test_it_agrees_with_strict_resampling_up_to_20_khz(rate: int) -> None:
    rng = np.random.default_rng(5)
    edge = min(0.4 * rate, 20_000)
    x = scipy.signal.sosfilt(scipy.signal.butter(12, edge, fs=rate, output="sos"), rng.standard_normal((2, rate)))
    x = np.clip(x, -1.0, 1.0) * np.hanning(rate)
    strict = 20 * np.log10(np.abs(scipy.signal.resample(x, 16 * rate, axis=1)).max())
    assert true_peak(x.astype(np.float32), rate) == pytest.approx(strict, abs=0.25)


@pytest.mark.parametrize("rate", [8_000, 48_000, 96_000])
def test_looking_at_fewer_stretches_changes_nothing(rate: int) -> None:
    rng = np.random.default_rng(9)
    colours = ([1.0], [1.0, 1.0], [1.0, 3.0, 3.0, 1.0], [1.0, -1.0])  # bright noise bends most, dark noise least
    for _ in range(10):
        for colour in colours:
            x = rng.standard_normal((2, 3000)) * rng.uniform(0, 1, 3000) ** 3
            x = scipy.signal.lfilter(colour, 1.0, x).astype(np.float32)
            phases = interpolators(oversampling(rate))
            everywhere = max(np.abs(np.convolve(row, phase[::-1])).max() for row in x for phase in phases)
            expected = 20 * np.log10(max(everywhere, float(np.abs(x).max())))
            assert true_peak(x, rate) == pytest.approx(expected, abs=1e-9)


def test_no_value_between_samples_breaks_the_bound_that_stretches_are_passed_over_by() -> None:
    for rate in (8_000, 44_100, 96_000):
        phases = interpolators(oversampling(rate))
        limit = bend(phases)
        for x in (*np.sign(phases), *np.random.default_rng(3).uniform(-1, 1, (100, TAPS)), np.resize([1, -1], TAPS)):
            middle = np.abs(x[TAPS // 2 - 1 : TAPS // 2 + 1]).max()
            assert np.abs(phases @ x).max() <= middle + limit * np.abs(np.diff(x, 2)).max()


def test_blocks_make_no_difference() -> None:
    x = np.random.default_rng(2).standard_normal((2, 10_000)).astype(np.float32)
    whole = true_peak(x, 44_100)
    for size in (1, 7, 64, 4096):
        meter = TruePeak(44_100, 2)
        for start in range(0, x.shape[1], size):
            meter.feed(x[:, start : start + size])
        assert meter.true_peak_dbtp == whole


def test_a_peak_at_the_very_end_is_seen() -> None:
    x = np.zeros((1, 1000), np.float32)
    x[0, -2:] = 0.9  # a band-limited pulse of two equal samples stands higher between them
    assert true_peak(x, 48_000) > 20 * np.log10(0.9) + 1.5


def test_it_never_reads_below_the_samples_and_reads_silence_as_silence() -> None:
    x = np.zeros((1, 100), np.float32)
    assert true_peak(x, 48_000) == -200.0
    x[0, 50] = -0.7
    assert true_peak(x, 48_000) == pytest.approx(20 * np.log10(0.7))
    assert TruePeak(48_000, 2).true_peak_dbtp == -200.0


def ffmpeg_reads(path: Path) -> float:
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = re.search(r"Peak:\s+(-?[\d.]+) dBFS", said[said.rindex("Summary") :])
    assert found
    return float(found[1])


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000, 192_000])
def test_it_agrees_with_ffmpeg_on_clipped_noise(tmp_path: Path, rate: int) -> None:
    x = np.clip(np.random.default_rng(1).standard_normal((2, rate * 3)) * 0.5, -1, 1).astype(np.float32)
    soundfile.write(tmp_path / "x.wav", x.T, rate, subtype="FLOAT")
    assert true_peak(x, rate) == pytest.approx(ffmpeg_reads(tmp_path / "x.wav"), abs=0.15)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", ["BassDrums", "Guitar", "PianoSynth", "Vocals"])
def test_it_agrees_with_ffmpeg_on_real_recordings(name: str) -> None:
    path = STARLIGHT / f"{name}.mp3"
    if not path.exists():
        pytest.skip(f"no real recordings at {STARLIGHT}")
    source = examine(path)
    reading = true_peak(read(source, source.sample_rate), source.sample_rate)
    assert reading == pytest.approx(ffmpeg_reads(path), abs=0.1)
