"""Sibilance is heard in esses, not in bright instruments' absence of them, and follows a de-esser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from dsp.measure.sibilance import Sibilance
from dsp.sources import examine, read

BAND = Path(__file__).parents[2] / "shared" / "data" / "band"
RATE = 44_100


def voice(ess_db: float, seconds: float = 10.0) -> np.ndarray:
    """Vowels of a buzz below 4 kHz with an ess of 100 ms every second, at `ess_db` against the vowels."""
    rng = np.random.default_rng(8)
    frames = int(seconds * RATE)
    t = np.arange(frames) / RATE
    vowel = sum(np.sin(2 * np.pi * 150 * k * t + k * k) / k for k in range(1, 20))
    vowel *= 0.1 / np.sqrt(np.mean(vowel**2))
    hiss = scipy.signal.sosfilt(
        scipy.signal.butter(4, [5500, 8500], "bandpass", fs=RATE, output="sos"), rng.standard_normal(frames)
    )
    hiss *= 0.1 * 10 ** (ess_db / 20) / np.sqrt(np.mean(hiss**2))
    is_ess = (t % 1.0) < 0.1
    return np.where(is_ess, hiss, vowel).astype(np.float32)[None]


def sibilance(x: np.ndarray, rate: int = RATE) -> float | None:
    meter = Sibilance(rate, x.shape[0])
    meter.feed(x)
    return meter.sibilance_db


@pytest.mark.parametrize("ess_db", [-15.0, -10.0, -5.0, 0.0])
def test_it_reads_the_level_of_the_esses_against_the_voice(ess_db: float) -> None:
    assert sibilance(voice(ess_db)) == pytest.approx(ess_db, abs=1.5)


def test_esses_turned_down_read_as_much_lower() -> None:
    loud, soft = sibilance(voice(-4.0)), sibilance(voice(-10.0))
    assert loud is not None
    assert soft is not None
    assert loud - soft == pytest.approx(6.0, abs=0.6)


def test_gain_changes_nothing() -> None:
    assert sibilance(voice(-6.0) * 0.25) == pytest.approx(sibilance(voice(-6.0)), abs=0.01)


def test_without_esses_or_without_their_range_there_is_no_reading() -> None:
    t = np.arange(RATE * 3) / RATE
    assert sibilance((0.3 * np.sin(2 * np.pi * 220 * t)).astype(np.float32)[None]) is None
    assert sibilance(np.zeros((2, RATE), np.float32)) is None
    assert sibilance(np.zeros((1, 0), np.float32)) is None
    assert sibilance(scipy.signal.decimate(voice(-5.0), 4).astype(np.float32), RATE // 4) is None


def test_blocks_make_no_difference() -> None:
    x = voice(-6.0, 3.0)
    meter = Sibilance(RATE, 1)
    for start in range(0, x.shape[1], 333):
        meter.feed(x[:, start : start + 333])
    assert meter.sibilance_db == sibilance(x)


def test_a_real_voice_has_esses_and_a_bass_has_none() -> None:
    if not BAND.exists():
        pytest.skip(f"no real recordings at {BAND}")
    sung, plucked = (read(examine(BAND / name), RATE) for name in ("Lead Vox.flac", "Bass DI.flac"))
    reading = sibilance(sung)
    assert reading is not None
    assert -25 < reading < 0
    assert sibilance(plucked) is None
    # A shelf that lifts the range by 6 dB lifts the reading by less than that, but by most of it.
    sos = scipy.signal.butter(2, [5000, 9000], "bandpass", fs=RATE, output="sos")
    brighter = sung + scipy.signal.sosfiltfilt(sos, sung.astype(float))
    lifted = sibilance(brighter.astype(np.float32))
    assert lifted is not None
    assert 2.0 < lifted - reading < 6.5
