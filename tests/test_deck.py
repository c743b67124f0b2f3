"""The deck plays what the engine renders, from anywhere, and nothing it does clicks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from rig import RATE, ArrayStream, Desk, desk_mix, noise, strip
from scipy.signal import butter, sosfilt

from dsp.deck import Deck, Glide, Version
from dsp.effects import Bell, Compressor, Fader, LowShelf, Mute, Reverb, Send, Solo
from dsp.engine import Engine
from dsp.mix import Slot, Strip
from dsp.tape import CROSSFADE

FRAMES = 4 * RATE
SONG = {name: noise(seed, channels, FRAMES, 0.1) for seed, (name, channels) in enumerate({"a": 1, "b": 2}.items())}


def mix(gain_db=0.0, *more, muted=False, solo=False):
    squeezed = Compressor(threshold_db=-30, ratio=4, attack_ms=5, release_ms=100)
    return desk_mix(
        strip("a", Bell(frequency_hz=700, gain_db=gain_db), squeezed, Mute(on=muted), *more),
        strip("b", Fader(gain_db=-3), Solo(on=solo)),
        main=[LowShelf(gain_db=2)],
    )


def deck(*versions, audio=SONG, **how):
    return Deck([Version(m) if not isinstance(m, Version) else m for m in versions], opened(audio), RATE, **how)


def opened(audio):
    return lambda strip: ArrayStream(audio[strip.name])


def rendered(mix, frames, audio=SONG):
    engine = Engine(mix, Desk(audio), RATE)
    engine.process(engine.latency)
    return engine.process(frames)["main"]


def apart_db(y, x):
    return 20 * np.log10(np.abs(y.astype(np.float64) - x).max() / np.abs(x).max() + 1e-12)


def blocks(deck, frames, block=512):
    return np.concatenate([deck.read(min(block, frames - at)) for at in range(0, frames, block)], axis=1)


def clicks_db(y):
    """Peak of what a sine and its slow changes do not hold, in dB of full scale."""
    high = butter(8, 6000, "high", fs=RATE, output="sos")
    return 20 * np.log10(np.abs(sosfilt(high, y.astype(np.float64)))[..., 2 * CROSSFADE :].max() + 1e-12)


@pytest.mark.parametrize("block", [7, 512, RATE])
def test_from_the_beginning_it_is_the_offline_render_bit_for_bit(block):
    np.testing.assert_array_equal(blocks(deck(mix(6.0)), RATE, block), rendered(mix(6.0), RATE))


def test_knobs_turned_while_it_plays_move_where_the_engine_moves_them():
    playing, frames = deck(mix(0.0)), 20 * 512
    offline = Engine(mix(0.0), Desk(SONG), RATE)
    offline.process(offline.latency)
    for move in range(1, frames // 512):
        playing.set(0, mix(float(move % 7)))
        offline.set(mix(float(move % 7)))
        np.testing.assert_array_equal(playing.read(512), offline.process(512)["main"])


def test_from_the_middle_it_is_as_if_it_had_always_been_playing():
    start = 2 * RATE + 777
    y = blocks(deck(mix(6.0), start=start), CROSSFADE + RATE)
    whole = rendered(mix(6.0), start + RATE)[:, start - CROSSFADE :]
    assert apart_db(y[:, CROSSFADE:], whole[:, CROSSFADE:]) < -90
    share = np.arange(1, CROSSFADE + 1) / CROSSFADE
    assert apart_db(y[:, :CROSSFADE], whole[:, :CROSSFADE] * share) < -90


def test_reverb_of_what_came_before_rings_into_the_place_it_is_played_from():
    hit = np.zeros((1, FRAMES), np.float32)
    hit[0, RATE] = 1.0
    room = Strip("room", "return", chain=(Slot("reverb", Reverb(decay_s=1.5)),))
    wet = desk_mix(strip("a", Send(to="room")), room)
    start = RATE + RATE // 2
    y = blocks(deck(wet, audio={"a": hit}, start=start), CROSSFADE + 4096)[:, CROSSFADE:]
    whole = rendered(wet, start + 4096, {"a": hit})[:, start:]
    assert np.abs(whole).max() > 1e-4
    assert apart_db(y, whole) < -60


def test_another_effect_is_brought_in_by_a_crossfade_from_one_true_render_to_the_other():
    before, after = mix(6.0), mix(6.0, Bell(frequency_hz=3000, gain_db=-9))
    playing = deck(before)
    first = blocks(playing, RATE)
    with pytest.raises(ValueError, match="only knobs"):
        playing.set(0, after)
    voice = playing.prepare(0, after)
    gone_on = playing.read(5000)  # while it was being prepared
    playing.bring_in(0, voice)
    y = blocks(playing, RATE)
    old, new = rendered(before, 3 * RATE), rendered(after, 3 * RATE)
    at = RATE + 5000
    np.testing.assert_array_equal(np.concatenate([first, gone_on], axis=1), old[:, :at])
    share = np.minimum(np.arange(1, RATE + 1) / CROSSFADE, 1.0)
    old, new = old[:, at : at + RATE], new[:, at : at + RATE]
    assert apart_db(y, old + (new - old) * share) < -90


def test_an_effect_on_a_part_of_the_song_is_heard_there_wherever_playing_jumps():
    def part(gain_db):
        return Slot("part", Fader(gain_db=gain_db), span=(1.0, 2.0))

    constant = {"a": np.full((1, FRAMES), 0.5, np.float32), "b": np.zeros((2, FRAMES), np.float32)}
    quieter = desk_mix(Strip("a", chain=(part(-20.0),)), strip("b"))
    playing = deck(quieter, audio=constant, start=RATE + RATE // 2)
    assert playing.read(2048)[0, -1] == pytest.approx(0.05, abs=1e-6)
    playing.seek(3 * RATE)
    assert playing.read(2 * CROSSFADE)[0, -1] == pytest.approx(0.5, abs=1e-6)
    playing.go_round((RATE // 2, RATE + RATE // 4))
    playing.seek(RATE)
    round_and_round = blocks(playing, 3 * RATE)[0, 2 * CROSSFADE :]
    assert np.abs(np.diff(round_and_round)).max() < 0.5 / 300, "it comes and goes by a fade"
    quiet, loud = (np.abs(round_and_round - level) < 1e-6 for level in (0.05, 0.5))
    assert quiet.mean() == pytest.approx(1 / 3, abs=0.08), "it is at work in a third of the loop"
    assert loud.mean() == pytest.approx(2 / 3, abs=0.08)


def test_two_versions_run_in_step_and_the_louder_is_turned_down():
    quiet, loud = mix(0.0), mix(9.0)
    playing = deck(quiet, Version(loud, -4.0), heard=1)
    one = blocks(playing, RATE // 2)
    playing.switch(0)
    two = blocks(playing, RATE // 2)
    loud_one = rendered(loud, RATE)[:, : RATE // 2] * 10 ** (-4 / 20)
    assert apart_db(one, loud_one) < -120
    whole = rendered(quiet, RATE)[:, RATE // 2 :]
    np.testing.assert_array_equal(two[:, CROSSFADE:], whole[:, CROSSFADE:])


def test_it_fades_out_at_the_end_of_the_span_and_rings_out_at_the_end_of_the_song():
    playing = deck(mix(), start=RATE, end=RATE + 3000)
    y = blocks(playing, CROSSFADE + 3000 + 4 * CROSSFADE)
    assert playing.is_silent
    assert np.abs(y[:, CROSSFADE + 2900 : CROSSFADE + 3000]).max() > 0.05
    assert not y[:, CROSSFADE + 3000 + CROSSFADE :].any()
    whole = deck(mix(), start=FRAMES - 3000)
    assert not whole.is_silent
    blocks(whole, CROSSFADE + 3000 + RATE)
    assert whole.is_silent
    assert whole.position == FRAMES


def test_paused_it_stays_and_goes_on_where_it_stayed():
    playing = deck(mix())
    playing.read(RATE)
    playing.fade_out()
    y = playing.read(2 * CROSSFADE)
    assert playing.is_silent
    assert not y[:, CROSSFADE:].any()
    at = playing.position
    playing.fade_in()
    assert not playing.is_silent
    playing.read(CROSSFADE)
    assert playing.position == at + CROSSFADE
    assert apart_db(playing.read(512), rendered(mix(), at + CROSSFADE + 512)[:, -512:]) < -90


def sine(hz=220.0):
    wave = 0.5 * np.sin(2 * np.pi * hz * np.arange(FRAMES) / RATE)
    return {"a": wave.astype(np.float32)[None], "b": np.zeros((2, FRAMES), np.float32)}


GESTURES = {
    "a knob": lambda playing, turn: playing.set(0, mix(6.0 * (turn % 2))),
    "mute": lambda playing, turn: playing.set(0, mix(muted=bool(turn % 2))),
    "solo": lambda playing, turn: playing.set(0, mix(solo=bool(turn % 2))),
    "seek": lambda playing, turn: playing.seek(12_345 + 7_001 * turn),
    "loop": lambda playing, turn: playing.go_round((12_000, 23_456 + 777 * turn)),
    "switch": lambda playing, turn: playing.switch(turn % 2),
    "pause": lambda playing, turn: playing.fade_out() if turn % 2 else playing.fade_in(),
    "an effect": lambda playing, turn: playing.bring_in(
        0, playing.prepare(0, mix(0.0, *([Bell(frequency_hz=300, gain_db=6)] * (turn % 3))))
    ),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_nothing_clicks(gesture):
    quiet = Version(mix(6.0), -6.0)
    playing = deck(mix(), quiet, audio=sine(), start=5000)
    parts = []
    for turn in range(1, 12):
        GESTURES[gesture](playing, turn)
        parts += [playing.read(512) for _ in range(5)]
    assert clicks_db(np.concatenate(parts, axis=1)) < -80


def test_the_measure_of_clicks_hears_one():
    wave = sine()["a"]
    cut = np.concatenate([wave[:, :20_000], wave[:, 20_109:50_000]], axis=1)
    assert clicks_db(cut) > -50


def test_a_glide_goes_straight_and_may_change_its_mind():
    glide = Glide(0.0)
    glide.to(1.0)
    up = np.concatenate([np.broadcast_to(glide.next(100), 100) for _ in range(3)])
    glide.to(0.0)
    rest = np.concatenate([np.broadcast_to(glide.next(64), 64) for _ in range(20)])
    path = np.concatenate([[0.0], up, rest])
    assert max(abs(b - a) for a, b in pairwise(path)) <= 1.0001 / CROSSFADE
    assert path[300] == pytest.approx(300 / CROSSFADE)
    assert path[-1] == 0
    assert glide.is_silent


def test_everything_it_opened_is_closed():
    desk = Desk(SONG)
    found = []
    playing = Deck([Version(mix())], lambda s: found.append(desk(s)) or found[-1], RATE, start=CROSSFADE)
    playing.bring_in(0, playing.prepare(0, mix(0.0, Bell())))
    playing.read(2 * CROSSFADE)
    playing.close()
    assert len(found) == 4
    assert all(stream.closed for stream in found)
