"""Colour: sines, noises and offsets whose figures are known."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from assistant.measuring import measure_files
from dsp.measure import measure
from dsp.measure.colour import Colour, ColourMeter, derived
from tests.studio import RATE, noise, write
from tests.tones import tone


def colour(x: np.ndarray, rate: int = RATE, block: int = 0) -> Colour:
    meter = ColourMeter(rate, len(x))
    for at in range(0, x.shape[1], block or x.shape[1]):
        meter.feed(x[:, at : at + (block or x.shape[1])])
    return meter.result()


def test_a_sine_has_its_own_frequency_and_no_flatness() -> None:
    found = colour(tone(-20, 2.0, RATE, 2000.0))
    assert found.centroid_hz == pytest.approx(2000, rel=0.01)
    assert found.zero_crossings_hz == pytest.approx(4000, rel=0.001)
    assert found.flatness is not None
    assert found.flatness < 0.01
    assert found.mono_loss_db == pytest.approx(0, abs=1e-6)


def test_white_noise_is_flat_and_its_centre_is_half_way_up() -> None:
    """The geometric mean of exponentially distributed powers lies under their mean by e to Euler's constant."""
    found = colour(noise(4.0))
    assert found.flatness == pytest.approx(math.exp(-np.euler_gamma), abs=0.02)
    assert found.centroid_hz == pytest.approx(RATE / 4, rel=0.02)


def test_what_mono_loses() -> None:
    left = noise(2.0, seed=1)
    assert colour(np.concatenate([left, noise(2.0, seed=2)])).mono_loss_db == pytest.approx(3.01, abs=0.1)
    assert (colour(np.concatenate([left, -left])).mono_loss_db or 0) > 90
    assert colour(np.concatenate([left, 0 * left])).mono_loss_db == pytest.approx(3.01, abs=0.01)
    assert colour(left).mono_loss_db is None


def test_an_offset_is_found_with_its_sign() -> None:
    assert colour(noise(2.0, 2) - np.array([[0.0], [0.05]], np.float32)).dc_offset == pytest.approx(-0.05, abs=1e-3)


def test_silence_has_no_colour() -> None:
    found = colour(np.zeros((2, RATE), np.float32))
    assert (found.centroid_hz, found.flatness, found.mono_loss_db, found.dc_offset) == (None, None, None, 0.0)


def test_the_same_in_any_blocks() -> None:
    x = np.concatenate([noise(1.0, seed=1), noise(1.0, seed=2)])
    assert colour(x, block=777) == colour(x) == colour(x, block=4096)


def test_tilt_and_peak_over_loudness() -> None:
    """White noise has as much power in every hertz, so 3 dB more in every octave above."""
    heard = measure(noise(4.0, 2), RATE)
    figures = derived(heard)
    assert figures["tilt_db_per_octave"] == pytest.approx(3.01, abs=0.15)
    assert heard.integrated_lufs is not None
    assert figures["plr_db"] == pytest.approx(heard.true_peak_dbtp - heard.integrated_lufs)


def test_the_command_prints_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"one": noise(4.0, 2)})
    assert measure_files([str(tmp_path / "one.wav")], True, cast(Any, _Quiet())) == 0
    data = json.loads(capsys.readouterr().out)
    assert {"integrated_lufs", "spectrum_db", "centroid_hz", "flatness", "plr_db", "mono_loss_db"} <= data.keys()
    assert measure_files([str(tmp_path / "one.wav")], False, cast(Any, _Quiet())) == 0
    assert "centroid" in capsys.readouterr().out


class _Quiet:
    def __call__(self, _: str) -> None:
        pass

    def done(self) -> None:
        pass
