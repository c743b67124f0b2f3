from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import RATE, noise

from dsp.bank import GRID, RAMP, Through, travelled
from dsp.effects.level import Fader, Pan, Solo, Width


def gains(bank, frames):
    """What a lane of faders multiplies by, frame by frame."""
    return bank.process(np.ones((bank.lanes, 1, frames), np.float32))[:, 0].astype(np.float64)


def way():
    """How far a knob has gone on each frame of its way: a straight line from one frame of the grid to the next."""
    corners = np.arange(0, RAMP + 1, GRID)
    return np.interp(np.arange(RAMP), corners, [travelled(frames) for frames in corners])


def test_a_knob_sets_off_and_arrives_gently():
    steps = np.diff(way())
    assert steps[0] == pytest.approx(steps[-1])
    assert steps[0] < 0.2 * steps.max()
    assert steps.max() <= 1.5 / RAMP * 1.01
    assert (travelled(0), travelled(RAMP // 2), travelled(RAMP)) == (0.0, 0.5, 1.0)


def in_blocks(bank, x, sizes):
    parts, at, turn = [], 0, 0
    while at < x.shape[-1]:
        size = sizes[turn % len(sizes)]
        parts.append(bank.process(x[..., at : at + size]))
        at, turn = at + size, turn + 1
    return np.concatenate(parts, axis=-1)


turns = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 1), st.floats(-60, 24)), max_size=6)


@settings(max_examples=25, deadline=None)
@given(turns=turns, sizes=st.lists(st.sampled_from([1, 7, 63, 64, 65, 1000, 4096]), min_size=1, max_size=4))
def test_samples_do_not_depend_on_the_block_size(turns, sizes):
    def bank():
        made = Fader.bank([Fader(), Fader(gain_db=-6)], RATE, 2)
        for at, lane, db in turns:
            made.set(lane, Fader(gain_db=db), at)
        return made

    x = np.stack([noise(1, 2, 8000), noise(2, 2, 8000)])
    assert in_blocks(bank(), x, sizes).tobytes() == bank().process(x).tobytes()


@settings(max_examples=25, deadline=None)
@given(turns=turns)
def test_a_lane_sounds_the_same_alone_and_beside_others(turns):
    both = Pan.bank([Pan(), Pan(position_pct=30)], RATE, 1)
    alone = Pan.bank([Pan(position_pct=30)], RATE, 1)
    for at, lane, db in turns:
        both.set(lane, Pan(position_pct=db), at)
        if lane == 1:
            alone.set(0, Pan(position_pct=db), at)
    x = np.stack([noise(3, 1, 8000), noise(4, 1, 8000)])
    assert both.process(x)[1:].tobytes() == alone.process(x[1:]).tobytes()


@pytest.mark.parametrize(("at_frame", "begins"), [(0, 0), (1, GRID), (GRID, GRID), (1000, 1024)])
def test_a_knob_starts_on_the_grid_and_arrives_exactly(at_frame, begins):
    bank = Fader.bank([Fader()], RATE, 1)
    bank.set(0, Fader(gain_db=20), at_frame)
    y = gains(bank, begins + RAMP + 50)[0]
    assert (y[: begins + 1] == 1).all()
    np.testing.assert_allclose(y[begins : begins + RAMP], 1 + 9 * way(), rtol=1e-6)
    assert (y[begins + RAMP :] == 10).all()


def test_a_knob_turned_again_on_its_way_goes_on_from_where_it_is():
    bank = Fader.bank([Fader()], RATE, 1)
    bank.set(0, Fader(gain_db=20), 0)
    bank.set(0, Fader(), RAMP // 2)
    y = gains(bank, 2 * RAMP)[0]
    assert y[RAMP // 2] == pytest.approx(5.5, rel=1e-6)
    assert np.abs(np.diff(y)).max() <= 1.5 * 9 / RAMP * 1.01
    assert (y[RAMP // 2 + RAMP :] == 1).all()


def test_of_two_turns_at_once_the_later_said_wins():
    bank = Fader.bank([Fader()], RATE, 1)
    bank.set(0, Fader(gain_db=20), 10)
    bank.set(0, Fader(gain_db=-20), 20)
    assert gains(bank, 2 * RAMP)[0, -1] == pytest.approx(0.1)


def test_a_turn_in_the_past_is_refused():
    bank = Fader.bank([Fader()], RATE, 1)
    gains(bank, 200)
    with pytest.raises(ValueError, match="frame 128 has gone by: the bank stands at 200"):
        bank.set(0, Fader(gain_db=1), 100)


def test_a_knob_left_alone_long_after_a_turn_stands_still_to_the_bit():
    bank = Fader.bank([Fader()], RATE, 1)
    bank.set(0, Fader(gain_db=-7), 0)
    gains(bank, 100_000)
    still = Fader.bank([Fader(gain_db=-7)], RATE, 1)
    x = noise(5, 1, 500)[np.newaxis]
    assert bank.process(x).tobytes() == still.process(x).tobytes()


def test_a_bank_at_unity_starts_to_move_when_it_is_told():
    bank = Width.bank([Width()], RATE, 2)
    x = noise(6, 2, 3000)[np.newaxis]
    bank.set(0, Width(width_pct=0), 512)
    y = in_blocks(bank, x, [100])
    assert y[..., :512].tobytes() == x[..., :512].tobytes()
    np.testing.assert_array_equal(y[0, 0, 512 + RAMP :], y[0, 1, 512 + RAMP :])


def test_an_empty_block_changes_nothing():
    bank = Pan.bank([Pan(position_pct=20)], RATE, 1)
    assert bank.process(np.zeros((1, 1, 0), np.float32)).shape == (1, 2, 0)
    assert bank.frame == 0


def test_through_passes_and_counts():
    bank = Through([Solo(), Solo()], RATE, 1)
    x = np.stack([noise(7, 1, 100), noise(8, 1, 100)])
    bank.set(0, Solo(on=True), 0)
    assert bank.process(x) is x
    assert bank.frame == 100
