"""The compiled loops give what the plain ones in `oracle` give: resting, travelling, alone and among other lanes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pytest
from numpy.typing import NDArray
from oracle import compressor_gain, deessed, filtered

from dsp.bank import RAMP
from dsp.effect import Effect
from dsp.effects import Bell, Compressor, DeEsser, HighPass, HighShelf, LowPass, LowShelf

FRAMES = 6500
TURNS = (1000, 1500, 5000)
"""Frames at which knobs are turned: the second while the first is still on its way, the third after a rest."""


def music(channels: int, rate: int, seed: int = 1) -> NDArray[np.float32]:
    """Thumps, a tone, and bursts of hiss as esses are, each channel its own; shape (channels, frames)."""
    rng = np.random.default_rng(seed)
    t = np.arange(FRAMES) / rate
    thump = np.sin(2 * np.pi * 60 * t) * np.exp(-(t % 0.05) / 0.02)
    tones = [np.sin(2 * np.pi * hz * t) for hz in (440, 523)[:channels]]
    hiss = np.diff(rng.standard_normal((channels, FRAMES + 1))) * (np.sin(2 * np.pi * 19 * t) > 0.2)
    return (0.2 * (thump + tones + hiss)).astype(np.float32)


def product(
    x: NDArray[np.float32], effect: Effect, rate: int, turns: Sequence[tuple[int, Effect]] = (), lanes: int = 1
) -> NDArray[np.float64]:
    """What the bank gives on its last lane, shape (channels, frames); the others play something else."""
    idle = [type(effect)() for _ in range(lanes - 1)]
    bank = effect.bank([*idle, effect], rate, len(x))
    for at, to in turns:
        bank.set(lanes - 1, to, at)
    others = [music(len(x), rate, seed) for seed in range(2, lanes + 1)]
    return bank.process(np.stack([*others, x]))[-1].astype(np.float64)


def error_db(got: NDArray[np.float64], exact: NDArray[np.float64]) -> float:
    """The mean error against the mean level, both as they are after rounding to single precision."""
    error = np.mean((got - exact.astype(np.float32)) ** 2)
    return float(10 * np.log10(error / np.mean(exact**2) + 1e-30))


FILTERS: Sequence[tuple[Effect, Sequence[Effect]]] = (
    (HighPass(cutoff_hz=30, slope_db_oct=48), [HighPass(cutoff_hz=900, slope_db_oct=48), HighPass(cutoff_hz=200)]),
    (HighPass(), [HighPass(cutoff_hz=120, slope_db_oct=18), HighPass(), HighPass(cutoff_hz=60)]),
    (LowPass(cutoff_hz=9000), [LowPass(cutoff_hz=400, slope_db_oct=36), LowPass(), LowPass(cutoff_hz=21000)]),
    (Bell(frequency_hz=30, gain_db=12, q=4), [Bell(frequency_hz=3000, gain_db=-18, q=20), Bell()]),
    (Bell(frequency_hz=20000, gain_db=-24, q=0.1), [Bell(frequency_hz=20, gain_db=24, q=20)]),
    (LowShelf(gain_db=-24, q=4), [LowShelf(gain_db=24, frequency_hz=20)]),
    (HighShelf(gain_db=9), [HighShelf(gain_db=-9, frequency_hz=20000, q=0.1), HighShelf()]),
)
by_filter = pytest.mark.parametrize(("effect", "goals"), FILTERS, ids=[f"{e!r}" for e, _ in FILTERS])
everywhere = pytest.mark.parametrize("rate", [44100, 192000])


@everywhere
@pytest.mark.parametrize(("channels", "lanes"), [(1, 1), (2, 1), (1, 11), (2, 5)])
@by_filter
def test_a_filter_is_the_textbooks_within_140_db(effect, goals, rate, channels, lanes):
    x = music(channels, rate)
    assert error_db(product(x, effect, rate, lanes=lanes), filtered(x, effect, rate)) <= -140


@everywhere
@pytest.mark.parametrize(("channels", "lanes"), [(1, 1), (2, 5)])
@by_filter
def test_a_filter_whose_knobs_travel_is_the_textbooks_within_140_db(effect, goals, rate, channels, lanes):
    x = music(channels, rate)
    turns = list(zip(TURNS, goals, strict=False))
    assert error_db(product(x, effect, rate, turns, lanes), filtered(x, effect, rate, turns)) <= -140


@everywhere
@pytest.mark.parametrize("channels", [1, 2])
def test_filters_in_one_pass_are_the_textbooks_one_after_the_other(rate, channels):
    x = music(channels, rate)
    chain = [effect for effect, _ in FILTERS]
    exact = x
    for effect in chain:
        exact = filtered(exact, effect, rate)
    assert error_db(product(x, reduce(_then, chain), rate), exact) <= -140


def _then(first: Effect, second: Effect) -> Effect:
    joined = first.then(second)
    assert joined
    return joined


COMPRESSORS: Sequence[tuple[Compressor, Sequence[Compressor]]] = (
    (Compressor(threshold_db=-30, ratio=4), [Compressor(threshold_db=-10, ratio=2, makeup_db=3)]),
    (
        Compressor(threshold_db=-40, ratio=20, knee_db=0, attack_ms=0.1, release_ms=5),
        [Compressor(threshold_db=-20, knee_db=24, attack_ms=200, release_ms=2000), Compressor()],
    ),
    (
        Compressor(threshold_db=-30, ratio=6, sidechain_hz=150, mix_pct=50),
        [Compressor(threshold_db=-30), Compressor(threshold_db=-60, sidechain_hz=1000, mix_pct=100)],
    ),
)
by_compressor = pytest.mark.parametrize(("effect", "goals"), COMPRESSORS, ids=range(len(COMPRESSORS)))


@everywhere
@pytest.mark.parametrize(("channels", "lanes"), [(1, 1), (2, 1), (1, 9), (2, 4)])
@by_compressor
def test_a_compressors_gain_is_the_textbooks_within_a_thousandth_of_a_db(effect, goals, rate, channels, lanes):
    x = music(channels, rate)
    turns = list(zip(TURNS, goals, strict=False))
    exact = compressor_gain(x.astype(np.float64), effect, rate, turns)
    y = product(x, effect, rate, turns, lanes)
    heard = np.abs(x) > 0.01  # elsewhere the rounding of a sample says more than the gain
    off_db = 20 * np.log10((y[heard] / x[heard]) / np.broadcast_to(exact, x.shape)[heard])
    assert np.abs(off_db).max() <= 0.001
    assert np.ptp(20 * np.log10(exact)) > 5, "the compressor was hardly at work"


@everywhere
@pytest.mark.parametrize(("channels", "lanes"), [(1, 1), (2, 1), (1, 9), (2, 4)])
def test_a_de_esser_is_the_textbooks_within_110_db(rate, channels, lanes):
    x = music(channels, rate)
    effect = DeEsser(range_db=12, threshold_db=-12, frequency_hz=5000)
    turns = [(1000, DeEsser(range_db=24, threshold_db=-20, frequency_hz=2500)), (1000 + RAMP + 200, DeEsser())]
    exact = deessed(x.astype(np.float64), effect, rate, turns)
    assert error_db(product(x, effect, rate, turns, lanes), exact) <= -110
    assert error_db(x.astype(np.float64), exact) > -30, "the de-esser was hardly at work"
