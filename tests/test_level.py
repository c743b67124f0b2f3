from __future__ import annotations

import numpy as np
import pytest
from rig import RATE, noise

from dsp.bank import GRID, RAMP
from dsp.effect import OutOfRange
from dsp.effects.level import OFF_DB, Fader, Mute, Output, Pan, Send, Solo, Width


def through(effect, x):
    """Pass (channels, frames) through one lane of an effect that stands still."""
    return effect.bank([effect], RATE, x.shape[0]).process(x[np.newaxis])[0]


@pytest.mark.parametrize(
    "effect", [Fader(), Pan(), Width(), Mute(), Solo(), Send(), Output()], ids=lambda e: e.words[0]
)
def test_untouched_level_effects_give_the_same_bits(effect):
    x = noise(1, 2, 1000)
    assert through(effect, x).tobytes() == x.tobytes()


@pytest.mark.parametrize(("db", "ratio"), [(-6.0206, 0.5), (20.0, 10.0), (6.0206, 2.0), (-60.0, 0.001)])
def test_a_fader_multiplies_by_ten_to_the_db_over_twenty(db, ratio):
    x = noise(2, 1, 500)
    np.testing.assert_allclose(through(Fader(gain_db=db), x), ratio * x, rtol=2e-6)


def test_a_fader_at_the_bottom_is_off():
    assert not through(Fader(gain_db=OFF_DB), noise(3, 2, 500)).any()
    assert through(Fader(gain_db=OFF_DB + 0.1), noise(3, 2, 500)).any()


@pytest.mark.parametrize("position", range(-100, 101, 10))
def test_panning_keeps_the_power(position):
    x = noise(4, 1, 500)
    left, right = through(Pan(position_pct=position), x).astype(np.float64)
    np.testing.assert_allclose(left**2 + right**2, 2 * x[0].astype(np.float64) ** 2, rtol=1e-6)


def test_hard_left_and_hard_right_leave_the_other_side_silent():
    x = noise(5, 1, 500)
    left, right = through(Pan(position_pct=-100), x)
    np.testing.assert_allclose(left, np.sqrt(2) * x[0], rtol=1e-6)
    assert not right.any()
    left, right = through(Pan(position_pct=100), x)
    assert not left.any()
    np.testing.assert_allclose(right, np.sqrt(2) * x[0], rtol=1e-6)


def test_half_left_is_the_textbook_angle_of_22_and_a_half_degrees():
    left, right = through(Pan(position_pct=-50), np.ones((1, 4), np.float32))
    assert left[0] == pytest.approx(np.sqrt(2) * np.cos(np.pi / 8), abs=1e-6)
    assert right[0] == pytest.approx(np.sqrt(2) * np.sin(np.pi / 8), abs=1e-6)


def test_a_stereo_strip_is_balanced_and_never_crossed_over():
    x = noise(6, 2, 500)
    x[0] = 0
    y = through(Pan(position_pct=-50), x)
    assert not y[0].any()
    np.testing.assert_allclose(y[1], np.sqrt(2) * np.sin(np.pi / 8) * x[1], rtol=1e-6)


@pytest.mark.parametrize("width", [0, 40, 100, 150, 200])
def test_width_scales_the_side_and_leaves_the_mono_sum(width):
    x = noise(7, 2, 500).astype(np.float64)
    y = through(Width(width_pct=width), x.astype(np.float32)).astype(np.float64)
    np.testing.assert_allclose(y[0] + y[1], x[0] + x[1], atol=2e-7)
    np.testing.assert_allclose(y[0] - y[1], width / 100 * (x[0] - x[1]), atol=2e-7)


def test_width_passes_a_mono_strip():
    x = noise(8, 1, 500)
    assert through(Width(width_pct=200), x).tobytes() == x.tobytes()


def test_a_mute_falls_to_silence_gently():
    bank = Mute.bank([Mute()], RATE, 1)
    bank.set(0, Mute(on=True), GRID)
    y = bank.process(np.ones((1, 1, GRID + RAMP + 100), np.float32))[0, 0]
    share = np.arange(RAMP + 1) / RAMP
    np.testing.assert_allclose(y[GRID : GRID + RAMP + 1], 1 - share**2 * (3 - 2 * share), atol=2e-3)
    assert (np.diff(y) <= 0).all()
    assert (y[: GRID + 1] == 1).all()
    assert not y[GRID + RAMP :].any()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Fader(), Fader(gain_db=-40)),
        (Fader(gain_db=OFF_DB), Fader()),
        (Pan(position_pct=-100), Pan(position_pct=100)),
        (Width(width_pct=0), Width(width_pct=200)),
        (Mute(on=True), Mute()),
    ],
    ids=lambda effect: str(effect),
)
def test_a_turned_knob_does_not_click(before, after):
    t = np.arange(8192) / RATE
    x = np.stack([np.sin(2 * np.pi * 200 * t), np.sin(2 * np.pi * 200 * t + 1)])[np.newaxis].astype(np.float32)
    bank = type(before).bank([before], RATE, 2)
    bank.set(0, after, 2048)
    y = bank.process(x)[0].astype(np.float64)
    sudden = np.concatenate([through(before, x[0, :, :2048]), through(after, x[0, :, 2048:])], axis=1)
    # The sine itself bends by 0.0014 a frame; a ramp adds at most sqrt(2) * 2 / 1024 where it sets in.
    assert np.abs(np.diff(y, 2)).max() < 0.0014 + 0.0028
    assert np.abs(np.diff(sudden.astype(np.float64), 2)).max() > 20 * 0.0042, "the measure sees no click"


@pytest.mark.parametrize(
    ("kind", "knob", "value", "message"),
    [
        (Fader, "gain_db", 30, "fader gain must be -100 dB to 24 dB, not 30 dB"),
        (Fader, "gain_db", -np.inf, "fader gain must be -100 dB to 24 dB"),
        (Pan, "position_pct", -130, "pan position must be -100% to 100%, not -130%"),
        (Width, "width_pct", 250, "width must be 0% to 200%, not 250%"),
        (Send, "level_db", 25, "send level must be -100 dB to 24 dB, not 25 dB"),
    ],
)
def test_a_level_out_of_range_is_refused_by_name(kind, knob, value, message):
    with pytest.raises(OutOfRange, match=message):
        kind(**{knob: value})
