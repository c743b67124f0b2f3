from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rig import RATE, Desk, Late, Ring, desk_mix, noise, strip

from dsp.bank import GRID, RAMP, travelled
from dsp.effects.level import OFF_DB, Fader, Mute, Pan, Send, Solo, Width
from dsp.effects.limiter import Limiter
from dsp.engine import Engine
from dsp.mix import Mix, adjust
from dsp.node import DelayLine
from dsp.routing import BadRoute


def play(mix, audio, frames, outputs=("main",)):
    return Engine(mix, Desk(audio), RATE, outputs).process(frames)


def turned(mix: Mix, strip_name: str, slot_name: str, **knobs) -> Mix:
    slot = mix[strip_name].slot(slot_name)
    return mix.apply(adjust(mix[strip_name], slot, replace(slot.effect, **knobs)))


def test_mono_and_stereo_tracks_sum_to_the_hand_computed_mix():
    mono, stereo = (
        np.array([[0.5, -0.25, 0.125]], np.float32),
        np.array([[0.1, 0.2, 0.3], [1, 2, 3]], np.float32),
    )
    mix = desk_mix(strip("a", Fader(gain_db=20)), strip("b", Width(width_pct=0)))
    y = play(mix, {"a": mono, "b": stereo}, 3)["main"]
    mid = stereo.mean(axis=0)
    np.testing.assert_allclose(y, [10 * mono[0] + mid, 10 * mono[0] + mid], rtol=1e-6)


def test_a_mono_track_stays_mono_until_it_is_panned():
    mono = noise(1, 1, 100)
    mix = desk_mix(strip("plain", Fader()), strip("panned", Fader(), Pan(position_pct=-100)))
    engine = Engine(mix, Desk({"plain": mono, "panned": mono}), RATE, ("plain", "panned", "main"))
    assert engine.channels == {"plain": 1, "panned": 2, "main": 2}
    out = engine.process(100)
    assert out["plain"].tobytes() == mono.tobytes()
    np.testing.assert_allclose(out["main"][1], mono[0], rtol=1e-6)
    np.testing.assert_allclose(out["main"][0], (1 + np.sqrt(2)) * mono[0], rtol=1e-6)


def test_sums_are_kept_in_double_precision():
    # In float32 the small one would be lost beside the large one before they cancel.
    large, small = np.full((1, 8), 2.0**20, np.float32), np.full((1, 8), 2.0**-10, np.float32)
    audio = {"a": large, "b": small, "c": -large}
    assert (play(desk_mix(*map(strip, audio)), audio, 8)["main"] == 2.0**-10).all()


def test_buses_and_returns_carry_what_is_fed_to_them():
    x, z = noise(2, 1, 50), noise(3, 1, 50)
    mix = desk_mix(
        strip("kick", Fader(gain_db=-20), Send(to="room", level_db=-20), output="drums"),
        strip("vox", Send(to="room"), Fader(gain_db=-20)),
        strip("drums", Fader(gain_db=20), kind="bus"),
        strip("room", Fader(gain_db=6.0206), kind="return"),
    )
    out = play(mix, {"kick": x, "vox": z}, 50, ("main", "room", "kick", "drums"))
    np.testing.assert_allclose(out["kick"], 0.1 * x, rtol=1e-6)
    np.testing.assert_allclose(out["drums"], np.vstack([x, x]), rtol=1e-6)
    # The kick is tapped after its fader, the vocal before it.
    room = 2 * (0.01 * x + z)
    np.testing.assert_allclose(out["room"], np.vstack([room, room]), rtol=2e-6, atol=1e-8)
    np.testing.assert_allclose(out["main"][0], (x + 0.1 * z + room)[0], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    "mix",
    [
        desk_mix(strip("a", Late(frames=37), Fader()), strip("b", Fader(gain_db=0))),
        desk_mix(strip("a", Late(frames=5), output="slow"), strip("slow", Late(frames=64), kind="bus"), strip("b")),
        desk_mix(strip("a", Late(frames=37)), strip("b", Late(frames=11)), main=[Late(frames=3)]),
    ],
    ids=["a slow track", "a slow bus", "two slow tracks and a slow main"],
)
def test_a_path_with_latency_nulls_against_a_dry_one(mix):
    x = noise(4, 1, 2000)
    engine = Engine(mix, Desk({"a": x, "b": -x}), RATE)
    assert engine.latency > 0
    assert not engine.process(2000)["main"].any()
    loud = Engine(mix, Desk({"a": x, "b": x}), RATE)
    y = loud.process(2000)["main"][0]
    np.testing.assert_array_equal(y[loud.latency :], 2 * x[0, : 2000 - loud.latency])
    assert not y[: loud.latency].any()


def test_a_limiter_that_has_nothing_to_do_nulls_against_the_dry_track():
    x = noise(19, 1, 20_000, level=0.01)
    engine = Engine(desk_mix(strip("a", Limiter()), strip("b")), Desk({"a": x, "b": -x}), RATE)
    assert engine.latency > 0
    assert np.abs(engine.process(20_000)["main"]).max() < 1e-6 * np.abs(x).max()


def test_a_send_is_aligned_though_tapped_before_or_after_a_slow_effect():
    x = noise(5, 1, 2000)
    mix = desk_mix(
        strip("a", Send(to="r"), Late(frames=50), Send(to="s"), Late(frames=9)),
        strip("r", Late(frames=20), kind="return"),
        strip("s", kind="return"),
    )
    engine = Engine(mix, Desk({"a": x}), RATE)
    assert engine.latency == 59
    y = engine.process(2000)["main"][0]
    np.testing.assert_allclose(y[59:], 3 * x[0, :-59], rtol=1e-6)


def test_all_outputs_lag_alike():
    x = noise(6, 1, 500)
    mix = desk_mix(strip("a", Late(frames=37)), strip("b"), main=[Late(frames=5)])
    engine = Engine(mix, Desk({"a": x, "b": x}), RATE, ("a", "b", "main"))
    out = engine.process(500)
    assert engine.latency == 42
    for name, factor in [("a", 1), ("b", 1), ("main", 2)]:
        np.testing.assert_array_equal(out[name][0, 42:], factor * x[0, :-42])


def busy_mix() -> Mix:
    return desk_mix(
        strip("a", Late(frames=13), Fader(gain_db=-3), Pan(position_pct=-30), Solo(), Send(to="r", level_db=-6)),
        strip("b", Width(width_pct=80), Mute(), Fader(gain_db=2), Ring(feedback=0.3), Send(to="r"), output="bus"),
        strip("bus", Late(frames=5), Width(width_pct=150), kind="bus"),
        strip("r", Ring(feedback=0.6, every=41), kind="return"),
        main=[Fader(gain_db=-1), Late(frames=77)],
    )


@pytest.mark.parametrize("block", [1, 7, 64, 4096])
def test_samples_do_not_depend_on_the_block_size(block):
    first, second, total = 2112, 2500, 6000
    outputs = ("main", "a", "r")

    def performance(size):
        mix = busy_mix()
        engine = Engine(mix, Desk({"a": noise(7, 1, 5000), "b": noise(8, 2, 5000)}), RATE, outputs)
        blocks = []
        for until, strip_name, slot, knobs in [
            (first, "a", "fader", {"gain_db": -20.0}),
            (second, "a", "solo", {"on": True}),
            (total, "b", "mute", {"on": True}),
        ]:
            while engine.frame < until:
                blocks.append(engine.process(min(size, until - engine.frame)))
            mix = turned(mix, strip_name, slot, **knobs)
            engine.set(mix)
        return {name: np.concatenate([b[name] for b in blocks], axis=1).tobytes() for name in outputs}

    assert performance(block) == performance(total)


def test_a_solo_leaves_one_track_and_its_send():
    a, b = noise(9, 1, 100), noise(10, 1, 100)
    mix = desk_mix(strip("a", Solo(on=True), Send(to="r")), strip("b", Send(to="r")), strip("r", kind="return"))
    out = play(mix, {"a": a, "b": b}, 100, ("main", "a", "b", "r"))
    np.testing.assert_array_equal(out["main"], np.vstack([2 * a, 2 * a]))
    np.testing.assert_array_equal(out["r"], np.vstack([a, a]))
    assert not out["b"].any()


def test_a_strip_listened_to_by_itself_sounds_though_another_is_soloed():
    mix = desk_mix(strip("a", Solo(on=True)), strip("b"))
    b = noise(11, 1, 100)
    assert play(mix, {"a": b, "b": b}, 100, ("b",))["b"].tobytes() == b.tobytes()


def test_a_solo_pressed_while_playing_fades_the_others_out_and_back():
    ones = np.ones((1, 9000), np.float32)
    mix = desk_mix(strip("a", Solo()), strip("b"))
    engine = Engine(mix, Desk({"a": 0 * ones, "b": ones}), RATE)
    engine.process(100)
    engine.set(turned(mix, "a", "solo", on=True))
    y = engine.process(2 * RAMP)["main"][0]
    start = 2 * GRID - 100
    assert (y[: start + 1] == 1).all()
    corners = np.arange(0, RAMP, GRID)
    np.testing.assert_allclose(y[start + corners], [1 - travelled(int(i)) for i in corners], atol=1e-6)
    assert not y[start + RAMP :].any()
    engine.set(mix)
    assert (engine.process(2 * RAMP)["main"][0, -100:] == 1).all()


def test_a_mute_after_the_send_keeps_the_send_and_before_it_stops_both():
    x = noise(12, 1, 100)
    back = strip("r", kind="return")
    after = desk_mix(strip("a", Send(to="r"), Mute(on=True)), back)
    before = desk_mix(strip("a", Mute(on=True), Send(to="r")), back)
    np.testing.assert_array_equal(play(after, {"a": x}, 100)["main"], np.vstack([x, x]))
    assert not play(before, {"a": x}, 100)["main"].any()


def test_a_send_level_moves_while_playing():
    x = np.ones((1, 9000), np.float32)
    mix = desk_mix(strip("a", Send(to="r", level_db=OFF_DB)), strip("r", kind="return"))
    engine = Engine(mix, Desk({"a": x}), RATE)
    assert (engine.process(GRID)["main"] == 1).all()
    engine.set(turned(mix, "a", "send", level_db=20.0))
    y = engine.process(2 * RAMP)["main"][0]
    corners = np.arange(0, RAMP, GRID)
    np.testing.assert_allclose(y[corners], [1 + 10 * travelled(int(i)) for i in corners], rtol=1e-6)
    assert (y[RAMP:] == 11).all()


def test_other_slots_take_a_new_engine():
    mix = desk_mix(strip("a", Fader()))
    engine = Engine(mix, Desk({"a": noise(13, 1, 10)}), RATE)
    for other in (
        desk_mix(strip("a", Fader(), Pan())),
        desk_mix(strip("a", Pan())),
        desk_mix(strip("b", Fader())),
    ):
        with pytest.raises(ValueError, match="only knobs can be set while it plays"):
            engine.set(other)


def test_only_the_sources_needed_are_opened_and_all_are_closed():
    desk = Desk({"a": noise(14, 1, 10), "b": noise(15, 1, 20)})
    engine = Engine(desk_mix(strip("a"), strip("b")), desk, RATE, ("a",))
    assert list(desk.opened) == ["a"]
    assert engine.frames == 10
    engine.close()
    assert desk.opened["a"].closed


def test_tails_add_up_along_the_longest_path():
    engine = Engine(busy_mix(), Desk({"a": noise(16, 1, 10), "b": noise(17, 2, 10)}), RATE)
    # b rings 5 x 100 frames, then in the return 5 x 41.
    assert engine.tail == 705


def test_a_mix_that_feeds_itself_is_refused():
    mix = desk_mix(strip("r", Send(to="s"), kind="return"), strip("s", kind="return", output="r"))
    with pytest.raises(BadRoute, match="circle"):
        Engine(mix, Desk({}), RATE)


def test_a_mix_without_tracks_is_silent():
    assert not play(desk_mix(), {}, 10)["main"].any()


@pytest.mark.parametrize("delay", [0, 1, 50, 1000])
@pytest.mark.parametrize("block", [1, 7, 300, 3000])
def test_a_delay_line_gives_back_what_went_in(delay, block):
    x = noise(18, 2, 3000)
    line = DelayLine(2, delay)
    y = np.concatenate([line.process(x[:, i : i + block]) for i in range(0, 3000, block)], axis=1)
    np.testing.assert_array_equal(y, np.concatenate([np.zeros((2, delay), np.float32), x], axis=1)[:, :3000])


def test_the_tail_grows_with_a_knob_that_is_turned_while_it_plays():
    mix = desk_mix(strip("a", Ring(feedback=0.3, every=100)))
    engine = Engine(mix, Desk({"a": noise(1, 1, 100)}), RATE)
    before = engine.tail
    engine.set(turned(mix, "a", "ring", every=1000))
    assert engine.tail == before + 5 * 900


def test_a_knob_said_again_stays_and_one_said_anew_moves():
    ones = {name: np.ones((1, 4 * RAMP), np.float32) for name in "ab"}
    mix = desk_mix(strip("a", Fader()), strip("b", Fader()))
    engine = Engine(mix, Desk(ones), RATE)
    once = turned(mix, "a", "fader", gain_db=-20.0)
    engine.set(once)
    assert engine.process(RAMP)["main"][0, -1] == pytest.approx(1.1, abs=0.001)
    engine.set(turned(once, "b", "fader", gain_db=-40.0))
    y = engine.process(2 * RAMP)["main"][0]
    assert np.abs(np.diff(y)).max() < 1.5 * 1.0 / RAMP
    assert y[-1] == pytest.approx(0.11)
