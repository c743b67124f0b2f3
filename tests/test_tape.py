"""Winding: every frame of playing is a frame of the song, and where it bends nothing clicks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig import ArrayStream, noise
from scipy.signal import butter, sosfilt

from dsp.tape import CROSSFADE, Tape, Timeline

RATE = 48_000
RAMP = np.arange(20 * CROSSFADE, dtype=np.float32)[None]


def tape(audio, timeline, frame=0):
    found = Tape(lambda: ArrayStream(audio), timeline)
    found.seek(frame)
    return found


def taken(found, frames):
    """The next frames that a tape gives."""
    out = np.empty((found.channels, frames), np.float32)
    found.fill(out)
    return out


def read_in(found, blocks):
    return np.concatenate([taken(found, frames) for frames in blocks], axis=1)


def test_played_from_a_place_it_is_the_song_from_there_and_silence_before_and_after():
    y = taken(tape(RAMP, Timeline(100), -50), RAMP.shape[1] + 100)
    assert not y[:, :50].any()
    np.testing.assert_array_equal(y[:, 50 : 50 + RAMP.shape[1]], RAMP)
    assert not y[:, 50 + RAMP.shape[1] :].any()


def test_a_jump_is_straight_on_both_sides_and_whole_on_its_goal():
    timeline, to = Timeline(), 7000
    found = tape(RAMP, timeline)
    taken(found, 500)
    timeline.jump(to, 500)
    y = taken(found, 4 * CROSSFADE)[0]
    np.testing.assert_array_equal(y[CROSSFADE:], np.arange(to, to + 3 * CROSSFADE))
    assert timeline.song(500 + CROSSFADE) == to
    assert timeline.song(500 + CROSSFADE - 1) == 500 + CROSSFADE - 1
    share = np.arange(1, CROSSFADE + 1) / CROSSFADE
    old, new = np.arange(500, 500 + CROSSFADE), np.arange(to - CROSSFADE, to)
    np.testing.assert_allclose(y[:CROSSFADE], old + (new - old) * share, rtol=1e-6)


def test_a_loop_comes_round_again_and_again():
    timeline, start, end = Timeline(3000), 2000, 6000
    timeline.go_round((start, end), 3000)
    y = taken(tape(RAMP, timeline, 3000), 20_000)[0]
    for turn in range(4):
        begins = (end - 3000) + turn * (end - start)
        whole = end - start - CROSSFADE
        np.testing.assert_array_equal(y[begins : begins + whole], np.arange(start, start + whole))
    assert timeline.song(end) == start


def test_a_loop_may_be_let_go_and_taken_up_past_its_end():
    timeline = Timeline()
    timeline.go_round((0, 4000), 0)
    timeline.go_round(None, 100)
    assert timeline.song(9000) == 9000
    timeline.go_round((0, 4000), 9000)
    assert timeline.song(9000 + CROSSFADE) == 0
    assert timeline.song(9000 + CROSSFADE + 4000) == 0


def test_a_jump_within_a_loop_keeps_the_loop_and_one_beyond_leaves_it():
    timeline = Timeline()
    timeline.go_round((0, 8000), 0)
    timeline.jump(6000, 1000)
    assert timeline.song(1000 + CROSSFADE + 2000) == 0
    timeline.jump(9000, 5000)
    assert timeline.song(5000 + CROSSFADE + 3000) == 12_000


def test_a_loop_too_short_to_be_faded_is_refused():
    with pytest.raises(ValueError, match="too short"):
        Timeline().go_round((0, CROSSFADE), 0)


def test_a_seam_does_not_click():
    seconds = np.arange(2 * RATE) / RATE
    sine = (0.5 * np.sin(2 * np.pi * 220 * seconds)).astype(np.float32)[None]
    timeline = Timeline()
    timeline.go_round((1234, 12_345), 0)
    y = taken(tape(sine, timeline), RATE)[0].astype(np.float64)
    high = butter(8, 5000, "high", fs=RATE, output="sos")
    residue = np.abs(sosfilt(high, y))[CROSSFADE:]
    assert 20 * np.log10(residue.max()) < -80
    cut = np.concatenate([sine[0, :12_345], sine[0, 1234:12_345]])  # the same seam without the fade does click
    assert 20 * np.log10(np.abs(sosfilt(high, cut))[CROSSFADE:].max()) > -50


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=20), st.integers(0, 5000))
def test_blocks_make_no_difference(blocks, jump):
    audio = noise(1, 2, 20_000)

    def play(sizes):
        timeline = Timeline(700)
        timeline.go_round((500, 4000), 700)
        timeline.jump(3 * jump, 700)
        return read_in(tape(audio, timeline, -300), sizes)

    np.testing.assert_array_equal(play(blocks), play([sum(blocks)]))


def test_whoever_begins_later_reads_the_same():
    audio = noise(2, 1, 20_000)
    timeline = Timeline(1000)
    timeline.go_round((1000, 5000), 1000)
    timeline.jump(3000, 1100)
    whole = taken(tape(audio, timeline), 14_000)
    for late in (1, 600, CROSSFADE, CROSSFADE + 700, 7000):
        np.testing.assert_array_equal(taken(tape(audio, timeline, late), 3000), whole[:, late : late + 3000])
