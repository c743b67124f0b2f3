"""Strips side by side: spans, keys, threads and lanes leave every strip as it would sound alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rig import RATE, Desk, Late, desk_mix, noise, strip

from dsp.bank import RAMP
from dsp.effects import Bell, Compressor, DeEsser, Drive, Fader, HighPass, Limiter, LowShelf, Pan, Reverb, Send, Solo
from dsp.engine import Engine
from dsp.mix import Mix, Slot, adjust
from dsp.routing import BadRoute
from dsp.span import FADE_S
from dsp.stage import stages

FRAMES = 12_000


def play(mix, audio, frames=FRAMES, outputs=("main",), block=0, **options):
    engine = Engine(mix, Desk(audio), RATE, outputs, **options)
    blocks = [engine.process(min(block or frames, frames - at)) for at in range(0, frames, block or frames)]
    engine.close()
    return {name: np.concatenate([out[name] for out in blocks], axis=1) for name in outputs}


def slot(strip, name, **fields):
    chain = tuple(replace(s, **fields) if s.name == name else s for s in strip)
    return replace(strip, chain=chain)


def band():
    """Ten strips of unequal chains, mono and stereo, with a bus, a return and a keyed compressor."""
    chains = [
        (
            HighPass(cutoff_hz=80),
            Bell(gain_db=3),
            Compressor(threshold_db=-30),
            Fader(gain_db=-3),
            Pan(position_pct=-40),
        ),
        (Bell(gain_db=-4), Bell(frequency_hz=3000, gain_db=2), Compressor(threshold_db=-24, ratio=4), Fader()),
        (Compressor(threshold_db=-20), HighPass(cutoff_hz=120), Send(to="hall", level_db=-6), Pan(position_pct=10)),
        (Drive(drive_db=6), LowShelf(gain_db=3), Fader(gain_db=1)),
        (DeEsser(range_db=6), Compressor(threshold_db=-30), Bell(gain_db=5), Fader(gain_db=-1)),
    ]
    tracks = [strip(f"t{i}", *chains[i % 5], output="bus" if i % 3 == 0 else "main") for i in range(10)]
    audio = {track.name: noise(i, 1 + i % 2, FRAMES) for i, track in enumerate(tracks)}
    ducked = slot(tracks[1], "compressor", key="t4")
    mix = desk_mix(
        tracks[0],
        ducked,
        *tracks[2:],
        strip("bus", Compressor(threshold_db=-18), Fader(gain_db=-2), kind="bus"),
        strip("hall", Reverb(decay_s=0.5), kind="return"),
        main=[Limiter(gain_db=3), Fader()],
    )
    return mix, audio


def test_neighbours_that_one_pass_can_serve_share_a_stage():
    kinds = [[s.name for s in stage.slots] for stage in stages(band()[0]["t0"])]
    assert kinds == [["highpass", "bell"], ["compressor"], ["fader", "pan"]]
    spanned = slot(band()[0]["t0"], "bell", span=(0.0, 1.0))
    assert [len(stage.slots) for stage in stages(spanned)] == [1, 1, 1, 2]


@pytest.mark.parametrize(("threads", "block"), [(2, 0), (3, 4096), (1, 700), (2, 64)])
def test_samples_depend_neither_on_threads_nor_on_blocks(threads, block):
    mix, audio = band()
    names = ("main", "t1", "t4", "bus", "hall")
    once, again = play(mix, audio, outputs=names), play(mix, audio, outputs=names, threads=threads, block=block)
    for name in names:
        assert again[name].tobytes() == once[name].tobytes()


@pytest.mark.parametrize("name", ["t0", "t2", "t3", "t6", "t9"])
def test_a_strip_among_others_sounds_as_it_does_alone(name):
    mix, audio = band()
    among = play(mix, audio, outputs=tuple(audio))[name]
    engine = Engine(mix, Desk(audio), RATE, (name,))
    late = Engine(mix, Desk(audio), RATE, tuple(audio)).latency - engine.latency
    alone = engine.process(FRAMES)[name]
    assert among[:, late:].tobytes() == alone[:, : FRAMES - late].tobytes()


def test_knobs_that_move_in_one_strip_leave_the_others_alone():
    mix, audio = band()
    still = play(mix, audio, outputs=("t5", "t0"))
    engine = Engine(mix, Desk(audio), RATE, ("t5", "t0"))
    first = engine.process(3000)
    bell = mix["t0"].slot("bell")
    engine.set(mix.apply(adjust(mix["t0"], bell, replace(bell.effect, gain_db=-12))))
    second = engine.process(FRAMES - 3000)
    moved = {name: np.concatenate([first[name], second[name]], axis=1) for name in first}
    assert moved["t5"].tobytes() == still["t5"].tobytes()
    assert np.abs(moved["t0"] - still["t0"]).max() > 0.01


@pytest.mark.parametrize("effect", [Fader(gain_db=-20), Late(frames=100), Bell(gain_db=12)])
def test_an_effect_with_a_span_is_heard_there_and_nowhere_else(effect):
    x = noise(1, 2, 2 * RATE)
    span = (0.5, 1.0)
    part = slot(strip("a", effect), type(effect).__name__.lower(), span=span)
    out, always = (play(desk_mix(s), {"a": x}, 2 * RATE, ("a",))["a"] for s in (part, strip("a", effect)))
    late = Engine(desk_mix(part), Desk({"a": x}), RATE, ("a",)).latency
    begin, end, fade = round(span[0] * RATE) + late, round(span[1] * RATE) + late, round(FADE_S * RATE)
    np.testing.assert_array_equal(out[:, begin:end], always[:, begin:end])
    for outside in (slice(late, begin - fade), slice(end + fade, 2 * RATE)):
        np.testing.assert_array_equal(out[:, outside], x[:, outside.start - late : outside.stop - late])


def test_the_way_into_a_span_does_not_click():
    t = np.arange(RATE) / RATE
    x = (0.5 * np.sin(2 * np.pi * 200 * t)).astype(np.float32)[np.newaxis]
    out = play(desk_mix(slot(strip("a", Fader(gain_db=-60)), "fader", span=(0.4, 0.6))), {"a": x}, RATE, ("a",))["a"]
    steepest = 0.5 * 2 * np.pi * 200 / RATE + 0.5 / (FADE_S * RATE)
    assert np.abs(np.diff(out.astype(np.float64))).max() < 1.05 * steepest


def test_a_span_counts_from_the_beginning_of_the_song_wherever_playing_begins():
    mix = desk_mix(slot(strip("a", Late(frames=50), Fader(gain_db=-40)), "fader", span=(0.1, 0.2)))
    x = noise(1, 1, RATE)
    whole, later = play(mix, {"a": x}, RATE), play(mix, {"a": x}, RATE - 4000, start=4000)
    np.testing.assert_array_equal(later["main"][:, 50:], whole["main"][:, 4050:])


def keyed(key="kick", before=()):
    squeezed = strip("bass", *before, Compressor(threshold_db=-30, ratio=20, attack_ms=0.5, release_ms=20))
    return slot(squeezed, "compressor", key=key)


def test_a_detector_listens_to_another_strip():
    bass = np.full((1, RATE), 0.25, np.float32)
    kick = np.zeros((2, RATE), np.float32)
    kick[:, RATE // 2 : RATE * 3 // 4] = 0.5 * np.sin(np.arange(RATE // 4) * 0.1)
    out = play(desk_mix(keyed(), strip("kick")), {"bass": bass, "kick": kick}, RATE, ("bass",))["bass"][0]
    assert (out[: RATE // 2] == 0.25).all()
    level = 20 * np.log10(out[RATE * 7 // 10] / 0.25)
    assert level == pytest.approx((-30 - 20 * np.log10(0.5)) * (1 - 1 / 20), abs=0.3)
    assert out[-1] == pytest.approx(0.25, rel=1e-3)


@pytest.mark.parametrize(("early", "late"), [((), (Late(frames=300),)), ((Late(frames=300),), ())])
def test_a_key_comes_in_time_whichever_of_the_two_is_later(early, late):
    x, z = noise(1, 1, 6000), noise(2, 1, 6000, level=0.5)
    same = desk_mix(keyed(), strip("kick"))
    plain = play(same, {"bass": x, "kick": z}, 5000, ("bass",))["bass"]
    mix = desk_mix(keyed(before=early), strip("kick", *late))
    delayed = play(mix, {"bass": x, "kick": z}, 5300, ("bass",))["bass"]
    np.testing.assert_allclose(delayed[:, 300:], plain, atol=1e-7)


def test_a_solo_silences_the_other_strip_but_not_the_detector_that_listens_to_it():
    audio = {"bass": noise(1, 1, 6000), "kick": noise(2, 1, 6000, level=0.5)}
    bass = replace(keyed(), chain=(*keyed().chain, Slot("solo", Solo(on=True))))
    ducked = play(desk_mix(keyed(), strip("kick")), audio, 6000, ("bass",))["bass"]
    alone = play(desk_mix(bass, strip("kick")), audio, 6000)["main"]
    assert alone.tobytes() == np.vstack([ducked, ducked]).tobytes()
    assert np.abs(ducked - audio["bass"]).max() > 0.1


def test_a_key_that_is_not_there_or_comes_round_in_a_circle_is_refused():
    with pytest.raises(BadRoute, match="compressor on bass listens to kick, which is not in the mix"):
        Engine(desk_mix(keyed()), Desk({"bass": noise(1, 1, 10)}), RATE)
    with pytest.raises(BadRoute, match="strips feed each other in a circle"):
        Engine(desk_mix(keyed("main")), Desk({"bass": noise(1, 1, 10)}), RATE)
    deaf = slot(strip("bass", Fader()), "fader", key="kick")
    with pytest.raises(BadRoute, match="fader on bass cannot listen to kick: a fader has no ear"):
        Engine(desk_mix(deaf, strip("kick")), Desk({}), RATE)


def test_a_span_or_a_key_takes_a_new_engine_and_a_knob_does_not():
    mix = desk_mix(keyed(), strip("kick"))
    engine = Engine(mix, Desk({"bass": noise(1, 1, 10), "kick": noise(2, 1, 10)}), RATE)
    engine.set(Mix(tuple(slot(s, "compressor", effect=Compressor(threshold_db=-10)) for s in mix)))
    for other in ({"key": ""}, {"span": (0.0, 1.0)}):
        with pytest.raises(ValueError, match="only knobs can be set while it plays"):
            engine.set(Mix(tuple(slot(s, "compressor", **other) for s in mix)))


def test_an_engine_begun_later_goes_on_as_one_that_was_there_from_the_start():
    mix = desk_mix(strip("a", Bell(gain_db=6), Fader(gain_db=-3)), main=[Late(frames=20)])
    x = noise(1, 2, RATE)
    whole, later = play(mix, {"a": x}, RATE)["main"], play(mix, {"a": x}, 8000, start=RATE - 8000)["main"]
    run_up = 4 * RAMP
    np.testing.assert_allclose(later[:, run_up:], whole[:, RATE - 8000 + run_up :], atol=1e-6)


def test_a_slot_says_by_itself_when_and_to_what_it_listens():
    assert Slot("a", Fader()) == Slot("a", Fader(), None, "")


@pytest.mark.parametrize("sizes", [[5000, 70_000, 100], [100_000], [65_536, 1, 65_536]])
def test_reading_ahead_leaves_the_same_samples_whatever_is_asked_for(sizes):
    audio = {"a": noise(1, 1, 150_000), "b": noise(2, 2, 150_000)}
    mix = desk_mix(strip("a", Fader(gain_db=-3)), strip("b", Bell(gain_db=3)))
    engines = [Engine(mix, Desk(audio), RATE, threads=threads) for threads in (1, 2)]
    for size in sizes:
        one, two = (engine.process(size)["main"] for engine in engines)
        assert one.tobytes() == two.tobytes()


def test_what_was_handed_out_stays_as_it_was():
    mix = desk_mix(strip("a", Bell(gain_db=3)), strip("b"))
    engine = Engine(mix, Desk({"a": noise(1, 1, 1000), "b": noise(2, 1, 1000)}), RATE, ("main", "a", "b"))
    first = engine.process(500)
    kept = {name: block.copy() for name, block in first.items()}
    engine.process(500)
    for name, block in first.items():
        np.testing.assert_array_equal(block, kept[name])
