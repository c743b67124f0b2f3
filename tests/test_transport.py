"""The transport, heard by a sink in memory: what it plays, when it stops, and that it counts what went wrong."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from rig import RATE, ArrayStream, Desk, desk_mix, noise, strip
from sink import Memory

from dsp.deck import Version
from dsp.effects import Bell, Fader, Limiter
from dsp.engine import Engine
from dsp.play import BLOCK, PlayError
from dsp.transport import Player

FRAMES = 100 * BLOCK
SONG = {"a": noise(3, 1, FRAMES, 0.05)}
WAIT_S = 20.0


def mix(gain_db=0.0, *more):
    return desk_mix(strip("a", Fader(gain_db=gain_db), *more))


def player(sink, song=SONG):
    return Player(lambda strip: ArrayStream(song[strip.name]), RATE, sink)


def rendered(mix, frames=FRAMES, song=SONG):
    engine = Engine(mix, Desk(song), RATE)
    engine.process(engine.latency)
    return engine.process(frames)["main"]


def until(true):
    for _ in range(int(WAIT_S / 0.002)):
        if true():
            return
        time.sleep(0.002)
    raise AssertionError("it never came to be so")


def test_what_is_heard_is_what_is_rendered_and_the_device_is_let_go():
    sink = Memory()
    playing = player(sink)
    playing.play([Version(mix(-6.0, Limiter(ceiling_db=-20)))])
    assert playing.wait(WAIT_S)
    np.testing.assert_array_equal(sink.heard[:, :FRAMES], rendered(mix(-6.0, Limiter(ceiling_db=-20))))
    assert not sink.heard[:, FRAMES + 480 :].any()
    assert sink.closed == 1
    assert playing.state.status == "stopped"
    assert playing.state.under_runs == 0
    assert playing.state.turned_down_db == 0
    assert playing.state.trouble == ""


def test_a_knob_moves_with_the_next_block():
    playing = player(sink := Memory(at={20: lambda: playing.set(mix(-20.0))}))
    playing.play([Version(mix())])
    assert playing.wait(WAIT_S)
    engine = Engine(mix(), Desk(SONG), RATE)
    first = engine.process(20 * BLOCK)["main"]
    engine.set(mix(-20.0))
    offline = np.concatenate([first, engine.process(FRAMES - 20 * BLOCK)["main"]], axis=1)
    np.testing.assert_array_equal(sink.heard[:, :FRAMES], offline)


def test_another_effect_comes_in_while_it_plays():
    after = mix(0.0, Bell(frequency_hz=1000, gain_db=-24, q=0.5))
    playing = player(sink := Memory(at={20: lambda: playing.set(after)}))
    playing.play([Version(mix())])
    assert playing.wait(WAIT_S)
    late = slice(24 * BLOCK, FRAMES)
    np.testing.assert_allclose(sink.heard[:, :FRAMES][:, late], rendered(after)[:, late], atol=1e-6)


def test_stop_fades_out_and_what_plays_next_begins_there():
    playing = player(sink := Memory(pace_s=0.001))
    playing.play([Version(mix())])
    until(lambda: len(sink.blocks) > 10)
    playing.stop()
    assert playing.state.status == "stopped"
    assert sink.closed == 1
    assert np.abs(sink.heard[:, -8:]).max() < 1e-2
    before = len(sink.blocks)
    playing.play([Version(mix(-3.0))], start=FRAMES - BLOCK)
    assert playing.wait(WAIT_S)
    assert len(sink.blocks) > before
    assert sink.closed == 2


def test_pause_is_silence_and_resume_goes_on():
    playing = player(sink := Memory(pace_s=0.001))
    playing.play([Version(mix())])
    until(lambda: len(sink.blocks) > 5)
    playing.pause()
    until(lambda: playing.state.status == "paused")
    at = playing.state.position
    until(lambda: not sink.blocks[-1].any())
    playing.resume()
    until(lambda: playing.state.status == "playing")
    assert playing.wait(WAIT_S)
    assert at < FRAMES
    assert playing.state.position >= FRAMES - BLOCK


def test_a_seek_and_a_loop_are_shown_and_a_loop_ends_only_when_told():
    playing = player(sink := Memory(pace_s=0.0005))
    playing.play([Version(mix())], start=40 * BLOCK, loop=(40 * BLOCK, 50 * BLOCK))
    until(lambda: len(sink.blocks) > 60)
    assert playing.state.loop == (40 * BLOCK, 50 * BLOCK)
    assert 38 * BLOCK <= playing.state.position <= 50 * BLOCK
    playing.seek(80 * BLOCK)
    playing.go_round(None)
    assert playing.wait(WAIT_S)
    assert playing.state.loop is None


def test_playing_something_else_gives_way_by_a_fade():
    playing = player(sink := Memory(pace_s=0.001))
    playing.play([Version(mix())])
    until(lambda: len(sink.blocks) > 10)
    playing.play([Version(mix(-6.0))], start=90 * BLOCK)
    assert playing.wait(WAIT_S)
    assert sink.closed == 1
    assert len(sink.blocks) < 60


def test_switching_between_two_versions_is_a_matter_of_a_block():
    playing = player(sink := Memory(at={10: lambda: playing.switch(1), 30: lambda: playing.switch(0)}))
    playing.play([Version(mix()), Version(mix(-12.0))])
    assert playing.wait(WAIT_S)
    quiet, loud = rendered(mix(-12.0)), rendered(mix())
    middle, later = slice(13 * BLOCK, 29 * BLOCK), slice(33 * BLOCK, FRAMES)
    np.testing.assert_array_equal(sink.heard[:, middle], quiet[:, middle])
    np.testing.assert_array_equal(sink.heard[:, later], loud[:, later])


def test_nothing_over_full_scale_reaches_the_device_and_by_how_much_it_was_turned_down_is_said():
    song = {"a": SONG["a"].copy()}
    song["a"][0, 50 * BLOCK + 17] = 2.0
    playing = player(sink := Memory(), song)
    playing.play([Version(mix())])
    assert playing.wait(WAIT_S)
    assert np.abs(sink.heard).max() <= 1.0
    assert playing.state.turned_down_db == pytest.approx(6.02, abs=0.01)
    whole = rendered(mix(), song=song)
    np.testing.assert_array_equal(sink.heard[:, : 49 * BLOCK], whole[:, : 49 * BLOCK])
    np.testing.assert_allclose(sink.heard[:, 50 * BLOCK : FRAMES], whole[:, 50 * BLOCK :] / 2, atol=1e-6)
    ramp = sink.heard[0, 49 * BLOCK : 50 * BLOCK] / whole[0, 49 * BLOCK : 50 * BLOCK]
    assert np.abs(np.diff(ramp)).max() < 2 / BLOCK


def test_under_runs_are_counted():
    playing = player(Memory(dry=(7, 9, 30)))
    playing.play([Version(mix())])
    assert playing.wait(WAIT_S)
    assert playing.state.under_runs == 3


def test_without_a_device_it_says_so_and_can_be_asked_again():
    def broken(sample_rate):
        raise PlayError("there is no sound device here")

    playing = player(broken)
    with pytest.raises(PlayError, match="no sound device"):
        playing.play([Version(mix())])
    assert playing.state.status == "stopped"
    assert playing.wait(0)
    playing.set(mix(-3.0))
    playing.seek(100)
    playing.stop()


def test_a_device_or_a_file_that_goes_away_ends_it_with_a_sentence():
    def gone():
        raise PlayError("the sound device takes no more sound (unplugged)")

    sink = Memory(at={12: gone})
    playing = player(sink)
    playing.play([Version(mix())])
    assert playing.wait(WAIT_S)
    assert playing.state.status == "stopped"
    assert playing.state.trouble == "Playing stopped: the sound device takes no more sound (unplugged)."
    assert sink.closed == 1


def test_many_hands_at_once_do_no_harm():
    playing = player(sink := Memory(pace_s=0.0005))
    playing.play([Version(mix()), Version(mix(-6.0))], loop=(0, FRAMES))

    def ask(status):
        until(lambda: len(sink.blocks) > 400)
        seen.add(status())

    seen = set()
    asking = threading.Thread(target=ask, args=(lambda: playing.state.status,))
    asking.start()
    rng = np.random.default_rng(5)
    for turn in range(60):
        playing.set(mix(float(rng.integers(-12, 0)), *([Bell(gain_db=3)] * (turn % 3))))
        playing.switch(turn % 2)
        playing.seek(int(rng.integers(0, FRAMES // 2)))
    asking.join()
    playing.stop()
    assert playing.state.trouble == ""
    assert seen == {"playing"}
    assert np.abs(sink.heard).max() < 1.0
