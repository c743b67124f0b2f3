"""Loudness reads as independent meters read it, whatever the blocks; the standards' cases have their own files."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from tones import RATES, tone

from dsp.measure.loudness import Loudness, loudness
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"


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
