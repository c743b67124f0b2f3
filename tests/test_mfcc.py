"""Mel-frequency cepstrum and chroma: the formula as it stands in the paper, and notes told by name."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dsp.measure.chroma import chroma_weights
from dsp.measure.mfcc import mfcc
from dsp.measure.windows import Windows, in_bands, mel_weights


def test_the_cepstrum_is_the_cosine_sum_of_davis_and_mermelstein() -> None:
    """Each coefficient is the sum of log energies times cos(n (k - 1/2) pi / K), scaled to be orthonormal."""
    bands = np.random.default_rng(3).uniform(0.01, 1.0, (5, 40))
    found = mfcc(bands, 13)
    for frame in range(5):
        for n in range(13):
            log = [10 * math.log10(value) for value in bands[frame]]
            plain = sum(x * math.cos(n * (k + 0.5) * math.pi / 40) for k, x in enumerate(log))
            scale = math.sqrt((1 if n == 0 else 2) / 40)
            assert found[frame, n] == pytest.approx(scale * plain, abs=1e-9)


def test_turning_it_up_moves_the_first_coefficient_alone() -> None:
    bands = np.random.default_rng(4).uniform(1e-4, 1.0, (8, 40))
    was, now = mfcc(bands), mfcc(100 * bands)
    assert now[:, 0] - was[:, 0] == pytest.approx(20 * math.sqrt(40))
    assert now[:, 1:] == pytest.approx(was[:, 1:], abs=1e-9)


def test_silence_has_no_shape_and_what_is_80_db_down_none_either() -> None:
    assert not mfcc(np.zeros((3, 40))).any()
    deep = np.full((1, 40), 1e-12)
    deep[0, 0] = 1.0
    deeper = deep.copy()
    deeper[0, 1:] = 0.0
    assert mfcc(deep) == pytest.approx(mfcc(deeper))


@pytest.mark.parametrize("rate", [22_050, 44_100, 96_000])
@pytest.mark.parametrize(("hz", "note"), [(440.0, 9), (261.63, 0), (1046.5, 0), (185.0, 6)])
def test_a_note_is_told_by_its_name_in_any_octave(rate: int, hz: float, note: int) -> None:
    size = 2 ** round(math.log2(0.19 * rate))
    weights = chroma_weights(rate, size)
    windows = Windows(size, size // 2, 1, lambda power: in_bands(power, weights))
    windows.feed(np.sin(2 * np.pi * hz * np.arange(rate) / rate)[None].astype(np.float32))
    notes = windows.rows()[2]
    assert int(np.argmax(notes)) == note
    assert notes[note] > 3 * np.delete(notes, [note, (note + 1) % 12, (note - 1) % 12]).max()


def test_a_mel_band_that_is_darker_has_a_higher_second_coefficient() -> None:
    size, rate = 8192, 44_100
    mel = mel_weights(40, 40.0, 11_000.0, rate, size)
    hz = np.arange(size // 2 + 1) * rate / size
    dark, bright = (in_bands((1 / (1 + (hz / corner) ** 2))[None], mel) for corner in (300.0, 3000.0))
    assert mfcc(dark)[0, 1] > mfcc(bright)[0, 1] + 10
