"""Buses, glue and returns: what is asked of a sum is done to the sum, and to make a bus is not heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from studio import BAND, RATE, desk, talking, write

from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from assistant.sums import summing
from dsp.effects import Bell, Compressor, Drive, Fader, HighPass, Mute, Output, Send
from dsp.mix import Mix, Slot
from dsp.render import stems
from dsp.routing import BadRoute, feeding, output, upstream
from grammar.say_move import say

KIT = ("Kick", "Snare", "Tom 1", "Tom 2")


def hits(every_s: float, hz: float, level: float, seed: int) -> np.ndarray:
    """A drum: strokes of unlike strength, each dying away, with hiss under it; 4 s."""
    rng = np.random.default_rng(seed)
    n = np.arange(4 * RATE)
    since = n % round(every_s * RATE) / RATE
    strength = rng.uniform(0.4, 1.0, 64)[n // round(every_s * RATE)]
    tone = np.sin(2 * np.pi * hz * since) + 0.2 * rng.standard_normal(n.size)
    return (level * strength * tone * np.exp(-since / 0.12)).astype(np.float32)[None]


def tone(hz: float) -> np.ndarray:
    n = np.arange(4 * RATE)
    return (0.1 * np.sin(2 * np.pi * hz * n / RATE) * (1 + 0.5 * np.sin(2 * np.pi * n / RATE))).astype(np.float32)[None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    drums = {name: hits(0.5 - 0.05 * i, 60 * (i + 1), 0.4, i) for i, name in enumerate(KIT)}
    others = {"Gtr L": tone(220), "Gtr R": tone(331), "Lead Vox": tone(440)}
    return write(tmp_path_factory.mktemp("kit"), {**drums, **others})


class Talk:
    """A session and its studio, and what each sentence came to."""

    def __init__(self, session: Session, studio: Studio) -> None:
        self.session, self.studio = session, studio

    def __call__(self, *sentences: str) -> str:
        for sentence in sentences:
            self.turn = respond(self.session, sentence, self.studio)
            self.session = self.session.after(self.turn)
        return self.turn.reply

    @property
    def mix(self) -> Mix:
        return self.session.mix

    def sound(self, mix: Mix | None = None, name: str = "main") -> np.ndarray:
        return np.concatenate(list(self.studio.sound(mix or self.mix, name)), axis=1).astype(np.float64)

    def has(self, name: str) -> set[type]:
        return {type(slot.effect) for slot in self.mix[name]}

    def slot(self, strip: str, name: str) -> Slot:
        found = self.mix[strip].slot(name)
        assert found, f"{strip} has no {name}"
        return found


@pytest.fixture
def talk(folder) -> Talk:
    return Talk(*desk(folder))


def db(x: np.ndarray) -> float:
    peak = float(np.abs(x).max())
    return 20 * np.log10(peak) if peak else -np.inf


# ---- a bus that only sums


def test_to_make_a_bus_is_not_heard(talk):
    before = talk.sound()
    reply = talk("make a drum bus")
    assert reply.startswith("Drum Bus  a bus fed by Kick, Snare, Tom 1 and Tom 2")
    assert feeding(talk.mix, "Drum Bus") == KIT
    assert db(talk.sound() - before) < -120
    assert db(talk.sound(name="Drum Bus")) > -20, "and the drums do pass through it"


@pytest.mark.parametrize(
    "said", ["mute the kick", "solo the snare", "pan tom 1 30 left", "add reverb to the snare", "kick down 6 dB"]
)
def test_what_is_done_to_a_member_sounds_as_it_does_without_a_bus(talk, folder, said):
    talk("make a drum bus", said)
    plain = Talk(*desk(folder))
    plain(said)
    assert db(talk.sound() - plain.sound()) < -120


def test_a_bus_can_be_soloed_and_muted(talk):
    drums = talk.sound(replace(talk.mix, strips=tuple(s for s in talk.mix if s.name in (*KIT, "main"))))
    talk("make a drum bus", "solo the drum bus")
    assert db(talk.sound() - drums) < -120
    talk("unsolo the drum bus", "mute the drum bus")
    assert isinstance(talk.slot("Drum Bus", "mute").effect, Mute)
    talk("unmute it", "undo", "undo")


def test_level_and_tone_of_a_group_are_those_of_its_members_and_of_its_bus_when_that_is_named(talk):
    talk("make a drum bus", "drums down 2 dB")
    assert all(talk.slot(name, "fader").effect == Fader(gain_db=-2) for name in KIT)
    assert Fader not in talk.has("Drum Bus")
    talk("drum bus down 3 dB", "cut 3 dB at 400 Hz on the drum bus")
    assert talk.slot("Drum Bus", "fader").effect == Fader(gain_db=-3)
    assert Bell in talk.has("Drum Bus")
    assert Bell not in talk.has("Kick")


def test_without_a_bus_level_and_tone_of_the_drum_bus_are_those_of_its_members(talk):
    talk("drum bus down 2 dB")
    assert all(talk.slot(name, "fader").effect == Fader(gain_db=-2) for name in KIT)
    assert not any(strip.kind == "bus" for strip in talk.mix)


def test_stems_with_a_bus_sum_to_the_mix(talk):
    talk("glue the drums together")
    names = stems(talk.mix)
    assert names == ("Gtr L", "Gtr R", "Lead Vox", "Drum Bus")
    sounds = next(iter(zip(*[[talk.sound(name=name)] for name in (*names, "main")], strict=True)))
    length = min(sound.shape[1] for sound in sounds)
    assert db(sum(sound[:, :length] for sound in sounds[:-1]) - sounds[-1][:, :length]) < -120


# ---- who feeds whom


def test_a_bus_of_a_persons_own_name_goes_by_it_and_by_what_it_sums(talk):
    talk("route the guitars to a bus called wall")
    assert feeding(talk.mix, "wall") == ("Gtr L", "Gtr R")
    talk("compress the guitar bus")
    assert Compressor in talk.has("wall")
    talk("wall down 1 dB")
    assert talk.slot("wall", "fader").effect == Fader(gain_db=-1)


def test_a_name_that_means_something_is_no_name_for_a_bus(talk):
    assert "means something already" in talk("route the guitars to a bus called compressor")
    assert talk.turn.status == "asked"


def test_a_bus_within_a_bus_feeds_it(talk):
    talk("make a drum bus", "group the toms")
    assert output(talk.mix["Tom Bus"]) == "Drum Bus"
    assert feeding(talk.mix, "Drum Bus") == ("Kick", "Snare", "Tom Bus")
    assert summing(talk.mix, KIT) == "Drum Bus"
    talk("take the toms out of the drum bus")
    assert output(talk.mix["Tom Bus"]) == "main"


def test_strips_that_feed_different_buses_have_no_bus_of_their_own(talk):
    talk("make a drum bus")
    assert "do not feed the same strip" in talk("compress the kick and the vocal together")
    assert not talk.turn.moves


def test_one_is_taken_out_and_put_back(talk):
    talk("make a drum bus", "take the snare out of the drum bus")
    assert output(talk.mix["Snare"]) == "main"
    assert Output not in talk.has("Snare")
    talk("put the snare back into the drum bus")
    assert feeding(talk.mix, "Drum Bus") == KIT
    assert "already" in talk("send the snare to the drum bus")


def test_a_bus_goes_with_what_stands_on_it_and_that_is_told(talk):
    before = talk.mix
    talk("compress the drum bus", "drum bus up 1 dB")
    reply = talk("remove the drum bus")
    assert talk.mix == before
    assert "gone with it: compressor threshold" in reply
    assert "fader +1 dB" in reply
    talk("undo")
    assert feeding(talk.mix, "Drum Bus") == KIT
    assert Compressor in talk.has("Drum Bus")


def test_there_is_no_bus_to_remove(talk):
    assert "no drum bus" in talk("remove the drum bus")
    assert talk.turn.status == "answered"
    assert "shall I make one of Kick, Snare, Tom 1 and Tom 2" in talk("send the snare to the drum bus")
    talk("yes")
    assert feeding(talk.mix, "Drum Bus") == KIT


def test_no_strip_is_led_back_into_itself(talk):
    talk("make a drum bus", "group the toms")
    reply = talk('Drum Bus: output to "Tom Bus"')
    assert talk.turn.status == "refused", reply
    assert "cannot feed" in reply
    looped = talk.mix.apply(*respond(talk.session, "undo", talk.studio).moves)
    assert upstream(looped, ["main"])
    bad = replace(talk.mix["Drum Bus"], chain=(Slot("output", Output(to="Tom Bus")),))
    with pytest.raises(BadRoute, match="circle"):
        upstream(Mix(tuple(bad if s.name == "Drum Bus" else s for s in talk.mix)), ["main"])


def test_what_was_done_can_be_said_and_done_again_in_those_words(talk, folder):
    talk("glue the drums together", "route the guitars to a bus called wall")
    again = Talk(*desk(folder))
    for turn in talk.session.turns:
        for move in turn.moves:
            again(say(move, place=True))
            assert again.turn.status == "done", again.turn.reply
    assert again.mix == talk.mix


def test_a_session_with_a_bus_reopens_as_it_was(folder, tmp_path):
    with talking(folder, state=tmp_path) as first:
        first.say("glue the drums together")
        first.say("more")
        left = first.session
    with talking(folder, state=tmp_path) as again:
        assert again.session == left
        assert "Drum Bus  bus of Kick, Snare, Tom 1 and Tom 2" in again.say("list the tracks").reply


# ---- what works on a sum


@pytest.mark.parametrize(
    ("said", "effect"),
    [
        ("compress the drum bus", Compressor),
        ("compress the drums as a group", Compressor),
        ("drive the drum bus a bit", Drive),
        ("saturate the drums as a group", Drive),
    ],
)
def test_what_depends_on_level_is_done_to_the_sum(talk, said, effect):
    talk(said)
    assert effect in talk.has("Drum Bus")
    assert not any(effect in talk.has(name) for name in KIT)
    talk("undo")
    assert "Drum Bus" not in talk.mix, "the bus came with what was asked, and goes with it"


def test_what_is_said_of_the_compressor_is_said_of_the_one_on_the_sum(talk):
    talk("put a compressor on the drum bus, 2:1, slow attack")
    (slot,) = talk.mix["Drum Bus"].of(Compressor)
    knobs = slot.effect.knobs()
    assert knobs["ratio"] == 2
    assert knobs["attack_ms"] > Compressor().attack_ms
    talk("faster attack on the drum bus compressor")
    assert talk.mix["Drum Bus"].of(Compressor)[0].effect.knobs()["attack_ms"] < knobs["attack_ms"]


def test_compress_the_drums_still_means_each_of_them(talk):
    talk("compress the drums")
    assert all(Compressor in talk.has(name) for name in KIT)
    assert "Drum Bus" not in talk.mix


def test_a_bus_of_one_is_the_track(talk):
    talk("compress the kick bus")
    assert Compressor in talk.has("Kick")
    assert not any(strip.kind == "bus" for strip in talk.mix)


def test_a_compressor_is_taken_off_a_bus_and_the_bus_stays(talk):
    talk("compress the drum bus 2:1", "remove the compressor from the drum bus")
    assert Compressor not in talk.has("Drum Bus")
    assert feeding(talk.mix, "Drum Bus") == KIT


# ---- glue


def loud_db(before: np.ndarray, after: np.ndarray) -> float:
    """By how much the loudest tenth of what plays was turned down, of frames of 10 ms: counted anew."""
    frame = RATE // 100
    whole = min(before.shape[1], after.shape[1]) // frame * frame
    was, now = (np.square(x[:, :whole]).sum(axis=0).reshape(-1, frame).mean(axis=1) for x in (before, after))
    plays = was > was.max() * 1e-4
    loud = plays & (was >= np.percentile(was[plays], 90))
    return float(np.mean(10 * np.log10(was[loud] / now[loud])))


@pytest.mark.parametrize(("said", "goal"), [("glue the drums together", 2), ("3 dB of glue on the drum bus", 3)])
def test_glue_turns_loud_moments_of_the_sum_down_by_so_much(talk, said, goal):
    talk(said)
    effect = talk.slot("Drum Bus", "glue").effect
    assert isinstance(effect, Compressor)
    assert (effect.ratio, effect.attack_ms, effect.release_mode) == (2, 30, 1)
    assert talk.turn.steps[0].checks[0].after == pytest.approx(goal, abs=0.3)
    dry = talk.sound(name="Drum Bus", mix=respond(talk.session, "undo", talk.studio) and _bare(talk.mix))
    wet = talk.sound(name="Drum Bus")
    assert loud_db(dry, wet) == pytest.approx(goal - effect.makeup_db, abs=0.3)
    assert 10 * np.log10(np.mean(wet**2) / np.mean(dry**2)) == pytest.approx(0, abs=0.3), "as loud as before"


def _bare(mix: Mix) -> Mix:
    return Mix(tuple(replace(s, chain=()) if s.name == "Drum Bus" else s for s in mix))


def test_more_and_less_glue_and_none(talk):
    talk("glue the drums together")
    had = talk.turn.steps[0].checks[0].after
    for said, factor in (("more", 1.5), ("less glue on the drums", 1 / 1.5), ("1 dB less", None)):
        talk(said)
        now = talk.turn.steps[0].checks[0].after
        assert now == pytest.approx(had * factor if factor else had - 1, abs=0.35), said
        had = now
    talk("undo the glue")
    assert "Drum Bus" not in talk.mix
    assert "no glue" in talk("less glue on the drums")


def test_what_was_done_on_the_bus_since_stays_when_its_glue_is_undone(talk):
    talk("glue the drums", "turn the drum bus down 2 dB")
    assert "Drum Bus, which has changed since" in talk("undo the glue")
    assert set(feeding(talk.mix, "Drum Bus")) == set(KIT)
    assert [type(slot.effect) for slot in talk.mix["Drum Bus"] if slot.effect != type(slot.effect)()] == [Fader]
    talk("remove the drum bus")
    assert {output(talk.mix[name]) for name in KIT} == {"main"}


def test_glue_is_removed_by_its_name(talk):
    talk("compress the drum bus", "glue the drums", "remove the glue from the drums")
    assert talk.mix["Drum Bus"].slot("glue") is None
    assert Compressor in talk.has("Drum Bus"), "the other compressor was not meant"
    assert "There is no glue" in talk("remove the glue")


def test_what_does_not_move_is_not_held_together(tmp_path):
    steady = np.sin(2 * np.pi * 220 * np.arange(4 * RATE) / RATE).astype(np.float32)[None]
    talk = Talk(*desk(write(tmp_path, {"Gtr L": 0.2 * steady, "Gtr R": 0.3 * steady})))
    talk("glue the guitars")
    assert talk.turn.steps[0].checks[1].verdict == "refused"


def test_glue_of_the_mix_is_on_main(talk):
    talk("glue the mix")
    assert talk.mix["main"].slot("glue")
    assert not any(strip.kind == "bus" for strip in talk.mix)


def test_glue_in_a_part_of_the_song_works_there_only(talk):
    before = talk.sound()
    talk("glue the drums from 0:01 to 0:02")
    (slot,) = talk.mix["Drum Bus"].of(Compressor)
    assert slot.span == (1.0, 2.0)
    after = talk.sound()
    assert db((after - before)[:, : RATE - RATE // 10]) < -120
    assert db((after - before)[:, RATE : 2 * RATE]) > -60


def test_parallel_compression_is_mixed_in_under_the_sum(talk):
    talk("some parallel compression on the drums please")
    effect = talk.slot("Drum Bus", "parallel").effect
    assert isinstance(effect, Compressor)
    assert effect.mix_pct == 40
    assert talk.turn.steps[0].checks[1].verdict == "verified"
    talk("more")
    assert talk.slot("Drum Bus", "parallel").effect.knobs()["mix_pct"] == 60
    talk("undo the parallel compression")
    assert "Drum Bus" not in talk.mix


def test_a_version_from_before_a_bus_has_none(talk):
    before = talk.mix
    talk("save this as dry", "glue the drums together", "go back to dry")
    assert talk.mix == before
    talk("undo")
    assert talk.mix["Drum Bus"].slot("glue")


# ---- hands off


def test_who_is_to_be_left_alone_is_asked_about(talk):
    talk("don't touch the drums")
    assert "leave Kick, Snare, Tom 1 and Tom 2 alone" in talk("glue the drums")
    assert not talk.turn.moves
    talk("yes")
    assert talk.mix["Drum Bus"].slot("glue")


def test_a_bus_is_not_touched_for_whom_it_sums(talk):
    talk("make a drum bus", "don't touch the kick")
    assert "leave Kick alone" in talk("compress the drum bus")
    assert not talk.turn.moves


def test_one_who_is_left_alone_stays_out_of_the_glue(talk):
    talk("don't touch the kick", "glue the drums")
    assert "Kick" not in feeding(talk.mix, "Drum Bus")
    assert len(feeding(talk.mix, "Drum Bus")) == 3


# ---- what is sent to a return, and the return itself


def test_the_return_is_worked_on_like_any_strip(talk):
    assert "There is no reverb yet" in talk("high-pass the reverb return at 300")
    assert "each track has its own delay" in talk("darken the delay return")
    talk("add reverb to the vocal", "high-pass the reverb return at 300", "the reverb return is too loud")
    assert talk.mix["Reverb"].of(HighPass)[0].effect == HighPass(cutoff_hz=300)
    assert talk.mix["Reverb"].of(Fader)[0].effect.knobs()["gain_db"] < 0
    talk("eq the reverb: cut 3 dB at 500", "compress the verb return", "darken the reverb return")
    assert {Bell, Compressor} <= talk.has("Reverb")
    assert "brightness" in talk.turn.reply
    assert talk.mix["Lead Vox"].of(Bell) == ()


def test_sends_by_share_and_out_again(talk):
    talk("send 20 % of the vocal to the reverb")
    assert talk.mix["Lead Vox"].of(Send)[0].effect == Send(to="Reverb", level_db=-14)
    talk("more of the vocal in the reverb")
    assert talk.mix["Lead Vox"].of(Send)[0].effect.knobs()["level_db"] == pytest.approx(-11)
    talk("take the vocal out of the reverb")
    assert not talk.mix["Lead Vox"].of(Send)


def test_make_up_is_held_to_the_level(talk):
    talk("compress the vocal", "add 2 dB of makeup gain to the vocal compressor")
    (check,) = talk.turn.steps[0].checks
    assert (check.what, check.verdict) == ("level", "verified")
    assert check.after - check.before == pytest.approx(2, abs=0.1)


def test_the_band_of_the_corpus_has_no_bus():
    assert not any("bus" in name.casefold() for name in BAND), "or the corpus would not read as it says"
