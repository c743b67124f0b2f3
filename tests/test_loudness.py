"""Loudness reads as the standards' own cases demand and as independent meters read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from dsp.measure.loudness import Loudness, loudness
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"
RATES = (44_100, 48_000, 96_000)


def tone(dbfs: float, seconds: float, rate: int = 48_000, hz: float = 1000.0, channels: int = 2) -> np.ndarray:
    """A sine whose peaks are at `dbfs`, as EBU and ITU state levels."""
    t = np.arange(round(seconds * rate)) / rate
    return np.tile(10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * t), (channels, 1)).astype(np.float32)


def sequence(*parts: tuple[float, float], rate: int = 48_000) -> np.ndarray:
    return np.concatenate([tone(dbfs, seconds, rate) for dbfs, seconds in parts], axis=1)


def metered(x: np.ndarray, rate: int = 48_000) -> Loudness:
    meter = Loudness(rate, x.shape[0])
    meter.feed(x)
    return meter


def music(seconds: float, rate: int = 44_100) -> np.ndarray:
    """Noise of a music-like slope whose level wanders, different on either side."""
    rng = np.random.default_rng(11)
    frames = int(seconds * rate)
    x = rng.standard_normal((2, frames))
    spectrum = np.fft.rfft(x) / np.sqrt(np.maximum(np.arange(frames // 2 + 1), 20.0))
    x = np.fft.irfft(spectrum, frames)
    envelope = np.interp(np.arange(frames), np.linspace(0, frames, 12), 10 ** (rng.uniform(-40, 0, 12) / 20))
    return (0.5 * x / np.abs(x).max() * envelope).astype(np.float32)


@pytest.mark.parametrize("rate", [*RATES, 8_000, 22_050, 32_000, 192_000])
def test_a_full_scale_997_hz_tone_in_one_channel_reads_minus_3_01(rate: int) -> None:
    x = tone(0.0, 5.0, rate, 997.0)
    x[1] = 0.0
    assert loudness(x, rate) == pytest.approx(-3.01, abs=0.05)
    assert loudness(x[:1], rate) == pytest.approx(-3.01, abs=0.05)


# EBU Tech 3341 (2016), table 1. Levels are those of a sine in both channels.
TECH_3341 = {
    1: ([(-23.0, 20.0)], -23.0),
    2: ([(-33.0, 20.0)], -33.0),
    3: ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
    4: ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
    5: ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
}


@pytest.mark.parametrize("case", TECH_3341)
@pytest.mark.parametrize("rate", RATES)
def test_tech_3341_integrated(case: int, rate: int) -> None:
    parts, expected = TECH_3341[case]
    assert loudness(sequence(*parts, rate=rate), rate) == pytest.approx(expected, abs=0.1)


def test_tech_3341_steady_tone_reads_the_same_on_every_scale() -> None:
    meter = metered(sequence((-23.0, 20.0)))
    assert meter.momentary_max_lufs == pytest.approx(-23.0, abs=0.1)
    assert meter.short_term_max_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("late", [0.0, 0.15, 1.05, 2.85])
def test_tech_3341_case_10_finds_the_loudest_3_seconds_wherever_they_begin(late: float) -> None:
    x = np.pad(tone(-23.0, 3.0), ((0, 0), (round(late * 48_000), 48_000)))
    assert metered(x).short_term_max_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("late", [0.0, 0.02, 0.18, 0.38])
def test_tech_3341_case_13_finds_the_loudest_400_ms_wherever_they_begin(late: float) -> None:
    x = np.pad(tone(-23.0, 0.4), ((0, 0), (round(late * 48_000), 48_000)))
    assert metered(x).momentary_max_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((-20.0, -30.0), 10.0),
        ((-20.0, -15.0), 5.0),
        ((-40.0, -20.0), 20.0),
        ((-50.0, -35.0, -20.0, -35.0, -50.0), 15.0),
    ],
)
def test_tech_3342_loudness_range(levels: tuple[float, ...], expected: float) -> None:
    meter = metered(sequence(*((level, 20.0) for level in levels)))
    assert meter.lra_lu == pytest.approx(expected, abs=0.3)  # the standard allows 1 LU


def test_blocks_make_no_difference() -> None:
    x = music(5.0)
    whole = metered(x, 44_100)
    for size in (1, 441, 1000, 4096):
        end = 44_100 if size == 1 else x.shape[1]
        expected = metered(x[:, :end], 44_100) if size == 1 else whole
        meter = Loudness(44_100, 2)
        for start in range(0, end, size):
            meter.feed(x[:, start : min(start + size, end)])
        assert meter.integrated_lufs == expected.integrated_lufs
        assert meter.momentary_max_lufs == expected.momentary_max_lufs
        assert meter.lra_lu == expected.lra_lu


def test_what_cannot_be_measured_is_none() -> None:
    short = metered(tone(-20.0, 0.39))
    assert (short.integrated_lufs, short.momentary_max_lufs, short.lra_lu) == (None, None, None)
    assert metered(tone(-20.0, 0.4)).integrated_lufs == pytest.approx(-20.0, abs=0.3)
    brief = metered(tone(-20.0, 2.9))
    assert (brief.short_term_max_lufs, brief.lra_lu) == (None, None)
    silent = metered(np.zeros((2, 200_000), np.float32))
    assert (silent.integrated_lufs, silent.momentary_max_lufs, silent.lra_lu) == (None, None, None)
    assert metered(tone(-75.0, 5.0)).integrated_lufs is None
    assert Loudness(48_000, 2).integrated_lufs is None


def test_it_agrees_with_pyloudnorm() -> None:
    # Its high shelf differs from the standard's by a few hundredths of a decibel.
    x = music(20.0)
    expected = pyloudnorm.Meter(44_100).integrated_loudness(x.T.astype(float))
    assert loudness(x, 44_100) == pytest.approx(expected, abs=0.06)


def ffmpeg_reads(path: Path) -> tuple[float, float]:
    """Integrated loudness and loudness range."""
    command = ["ffmpeg", "-nostats", "-hide_banner", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary") :]
    found = [re.search(rf"{name}:\s+(-?[\d.]+)", summary) for name in ("I", "LRA")]
    return tuple(float(match[1]) for match in found if match)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("rate", [22_050, *RATES])
def test_it_agrees_with_ffmpeg(tmp_path: Path, rate: int) -> None:
    x = music(20.0, rate)
    soundfile.write(tmp_path / "x.wav", x.T, rate, subtype="FLOAT")
    meter = metered(x, rate)
    integrated, range_lu = ffmpeg_reads(tmp_path / "x.wav")
    assert meter.integrated_lufs == pytest.approx(integrated, abs=0.1)
    assert meter.lra_lu == pytest.approx(range_lu, abs=0.15)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", ["BassDrums", "Guitar", "PianoSynth", "Vocals"])
def test_it_agrees_with_ffmpeg_on_real_recordings(name: str) -> None:
    path = DATA / "starlight" / f"{name}.mp3"
    if not path.exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(path)
    meter = metered(read(source, source.sample_rate), source.sample_rate)
    integrated, range_lu = ffmpeg_reads(path)
    assert meter.integrated_lufs == pytest.approx(integrated, abs=0.1)
    assert meter.lra_lu == pytest.approx(range_lu, abs=0.1)
