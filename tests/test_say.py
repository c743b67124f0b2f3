"""Every move can be said, and what is said reads back as the same move."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.effect import Effect
from dsp.effects import EFFECTS, Bell, Fader, Output, Send
from dsp.mix import MAIN, Mix, Move, Slot, Strip, adjust, insert, remove
from dsp.param import Param
from grammar.gathering import everyday
from grammar.intent import (
    AddStrip,
    Again,
    Amount,
    Answer,
    Ask,
    Bypass,
    Compare,
    Export,
    FromBus,
    Glue,
    Intent,
    Keep,
    Mark,
    Master,
    Named,
    Nudge,
    Play,
    Recall,
    Redo,
    Ref,
    Remove,
    RemoveStrip,
    Reset,
    Seek,
    Set,
    Sound,
    Span,
    Talk,
    Target,
    ToBus,
    Transport,
    Undo,
    Why,
)
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.say import intent_text
from grammar.say_move import say
from tests.test_corpus import WORDS, corpus

QUALITIES = {"warm": ("warm", "warmth"), "muddy": ("muddy", "mud")}
ODD = (
    "Lead Vox",
    "Up & Down (2).final",
    "kick and snare",
    "undo",
    "3",
    "Gtr: left",
    'the "big" one',
    '"quoted"',
    "l'été à Paris",
    "ドラム",
    "tab\tinside",
    " space around ",
    "remove bell presence",
    "new return X",
    "a, b; c.",
    "\\back\\slash",
    "line\nbreak",
)


EVERYDAY = everyday(QUALITIES, frozenset({"muddy"}), {"spotify": ("spotify",)}, {"automix": ("mix it",)})


@cache
def lexicon(*strips: str) -> Lexicon:
    return Lexicon(strips, EVERYDAY)


def understood(text: str, *strips: str) -> Intent:
    (intent,) = read(text, lexicon(*strips)).intents
    return intent


def applied(mix: Mix, intent: Intent) -> Mix:
    """Return the mix after a canonical sentence's intent, made by nothing but what the intent says."""
    assert isinstance(intent, Set | Remove)
    (ref,) = intent.target.refs
    strip = mix[MAIN if ref.kind == "main" else ref.value]
    slot = strip.slot(intent.slot)
    if isinstance(intent, Remove):
        assert slot
        assert type(slot.effect).__name__ == intent.effect
        return mix.apply(remove(strip, slot))
    kind = next(effect for effect in EFFECTS if effect.__name__ == intent.effect)
    knobs: dict[str, Any] = dict(intent.knobs)
    stands: dict[str, Any] = {} if intent.bypassed is None else {"bypassed": intent.bypassed}
    stands |= {"span": (intent.span.start, intent.span.end)} if intent.span else {}
    stands |= {} if intent.key is None else {"key": intent.key}
    if slot:
        after = replace(slot, effect=replace(slot.effect, **knobs), **stands)
        return mix.apply(replace(adjust(strip, slot, slot.effect), after=after))
    return mix.apply(insert(strip, Slot(intent.slot, kind(**knobs), **stands), intent.at))


def knob_values(param: Param) -> st.SearchStrategy[float | bool]:
    if isinstance(param.default, bool):
        return st.booleans()
    if param.choices:
        return st.sampled_from(param.choices)
    return st.floats(param.low, param.high).map(lambda value: float(f"{value:.6g}")).filter(param.allows)


def effects() -> st.SearchStrategy[Effect]:
    return st.sampled_from(EFFECTS).flatmap(settings_of)


@st.composite
def settings_of(draw: st.DrawFn, kind: type[Effect]) -> Effect:
    knobs = {name: draw(knob_values(param)) for name, param in kind.params.items()}
    names = {"to": draw(st.sampled_from(("Reverb", 'say "hi", 3', "")))} if kind in (Send, Output) else {}
    return kind(**names, **knobs)


SLOTS = st.from_regex(r"[a-z0-9][a-z0-9 -]{0,12}", fullmatch=True).filter(
    lambda name: name == name.strip()
) | st.sampled_from(
    (
        "presence",
        "gain",
        "q 1",
        "gain 3",
        "remove",
        "bell",
        "in place 3",
        "to x",
        "frequency",
        "on",
        "off",
        "Odd, one: 2",
    )
)


@st.composite
def parts_of_a_song(draw: st.DrawFn) -> tuple[float, float]:
    """From when to when, to the millisecond that songs are parted by."""
    start = draw(st.integers(0, 5_000_000))
    return start / 1000, (start + draw(st.integers(1, 5_000_000))) / 1000


SPANS = st.none() | parts_of_a_song()


@settings(max_examples=150, deadline=None)
@given(effects(), SLOTS, st.sampled_from((*ODD, MAIN)), SPANS, st.booleans())
def test_a_slot_that_comes_is_said_and_read_back(
    effect: Effect, slot: str, name: str, span: tuple[float, float] | None, bypassed: bool
) -> None:
    strip = Strip(name)
    mix = Mix((strip,))
    move = insert(strip, Slot(slot, effect, span, bypassed=bypassed), 0)
    assert applied(mix, understood(say(move, place=True), name)) == mix.apply(move)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(EFFECTS).flatmap(lambda kind: st.tuples(*[settings_of(kind)] * 2)), SLOTS, st.sampled_from(ODD))
def test_a_slot_that_is_turned_is_said_and_read_back(pair: tuple[Effect, Effect], slot: str, name: str) -> None:
    old, new = pair
    strip = Strip(name, chain=(Slot(slot, old),))
    mix = Mix((strip,))
    move = adjust(strip, strip.chain[0], new)
    assert applied(mix, understood(say(move), name)) == mix.apply(move)


@settings(max_examples=60, deadline=None)
@given(effects(), SLOTS, parts_of_a_song(), st.none() | parts_of_a_song(), st.booleans())
def test_a_slot_that_is_set_aside_or_moved_to_a_part_of_the_song_is_said_and_read_back(
    effect: Effect, slot: str, span: tuple[float, float], was: tuple[float, float] | None, bypassed: bool
) -> None:
    before = Slot(slot, effect, was, bypassed=not bypassed)
    strip = Strip("Lead Vox", chain=(before,))
    mix = Mix((strip,))
    for after in (replace(before, bypassed=bypassed), replace(before, span=span), replace(before, key="")):
        move = replace(adjust(strip, before, effect), after=after)
        assert applied(mix, understood(say(move), "Lead Vox")) == mix.apply(move)


@settings(max_examples=60, deadline=None)
@given(effects(), SLOTS, st.sampled_from(ODD))
def test_a_slot_that_goes_is_said_and_read_back(effect: Effect, slot: str, name: str) -> None:
    strip = Strip(name, chain=(Slot(slot, effect),))
    mix = Mix((strip,))
    move = remove(strip, strip.chain[0])
    assert applied(mix, understood(say(move), name)) == mix.apply(move)


@pytest.mark.parametrize("name", ODD)
def test_a_strip_that_comes_or_goes_is_said_and_read_back(name: str) -> None:
    come = Move(name, None, Strip(name, "return"), at=0)
    assert understood(say(come)) == AddStrip(name, "return")
    assert understood(say(come.inverse)) == RemoveStrip(name)


def test_sentences_look_as_an_engineer_would_write_them() -> None:
    strip = Strip("Lead Vox", chain=(Slot("presence", Bell(frequency_hz=3400, gain_db=-2.5, q=1.4)),))
    assert say(remove(strip, strip.chain[0])) == "Lead Vox: remove bell presence"
    assert (
        say(adjust(strip, strip.chain[0], Bell(frequency_hz=3400, gain_db=-3, q=1.4)))
        == "Lead Vox: bell presence gain -3 dB"
    )
    coming = insert(Strip("Lead Vox"), strip.chain[0], 0)
    assert say(coming) == "Lead Vox: bell presence frequency 3.4 kHz, gain -2.5 dB, q 1.4"
    assert say(insert(Strip("Kick"), Slot("fader", Fader(gain_db=-6)), 0)) == "Kick: fader gain -6 dB"


VOCAL = Target((Ref("role", "lead vocal", words="vocal"),))
DRUM_BUS = Target((Ref("bus", of=(Ref("role", "drums"),), words="drum bus"),))
IT = Target((Ref("it"),))


@pytest.mark.parametrize(
    "intent",
    [
        Sound(VOCAL, "warm"),
        Sound(VOCAL, "warm", amount=Amount(0.5, words="a bit")),
        Sound(VOCAL, "muddy", more=False),
        Sound(VOCAL, "warm", amount=Amount(value=2, unit="dB")),
        Sound(Target((Ref("all"),), (Ref("role", "drums"),)), "warm"),
        Nudge(VOCAL, "Fader", "gain_db", True, Amount(value=2, unit="dB")),
        Nudge(VOCAL, "Fader", "gain_db", False, Amount(0.5, words="a bit")),
        Nudge(VOCAL, "Send", "level_db", True),
        Nudge(VOCAL, "Compressor", "attack_ms", True, Amount(value=5, unit="ms")),
        Nudge(VOCAL, "", "threshold", False, Amount(value=3, unit="dB")),
        Set(VOCAL, "Compressor", (("ratio", 4.0), ("attack_ms", 10.0))),
        Set(VOCAL, "Compressor"),
        Set(VOCAL, "Bell", (("frequency_hz", 350.0), ("gain_db", -3.0))),
        Set(VOCAL, "Fader", (("gain_db", -6.0),)),
        Set(VOCAL, "Pan", (("position_pct", -30.0),)),
        Set(VOCAL, "Mute", (("on", True),)),
        Set(VOCAL, "Solo", (("on", False),)),
        Set(VOCAL, "Send", (("level_db", -12.0),)),
        Glue(Target((Ref("role", "drums"),))),
        Glue(Target((Ref("role", "drums"),)), 2.0),
        Glue(Target((Ref("role", "drums"),)), amount=Amount(0.5, words="a bit"), more=False, span=Span(5.0, 9.0)),
        Glue(Target((Ref("main"),)), more=True),
        Glue(DRUM_BUS, parallel=True),
        Glue(DRUM_BUS, amount=Amount(value=30, unit="%"), parallel=True),
        Set(Target((Ref("bus", of=(Ref("role", "kick"), Ref("role", "snare"))),)), "Compressor", (("ratio", 2.0),)),
        ToBus(Target((Ref("role", "guitar"),))),
        ToBus(Target((Ref("role", "guitar"),)), "smash"),
        ToBus(VOCAL, to=DRUM_BUS),
        FromBus(DRUM_BUS, VOCAL),
        FromBus(DRUM_BUS),
        Remove(VOCAL, "Compressor", "glue"),
        Remove(VOCAL, "Compressor", "parallel"),
        Nudge(Target((Ref("return", "Reverb", words="reverb"),)), "Fader", "gain_db", False),
        Remove(VOCAL, "Compressor"),
        Remove(VOCAL, "Send"),
        Remove(VOCAL, "EQ"),
        Bypass(VOCAL, "Compressor"),
        Bypass(VOCAL, "EQ", on=False),
        Bypass(VOCAL),
        Reset(VOCAL),
        Reset(VOCAL, "Compressor"),
        Nudge(VOCAL, "Fader", "gain_db", True, Amount(value=2, unit="dB"), span=Span(section="chorus")),
        Nudge(VOCAL, "Fader", "gain_db", False, span=Span(section="verse", also=(Span(section="bridge"),))),
        Set(VOCAL, "Mute", (("on", True),), span=Span(0.0, 10.0)),
        Set(VOCAL, "Compressor", (("ratio", 4.0),), span=Span(45.0, 62.5)),
        Sound(VOCAL, "warm", span=Span(section="chorus 2")),
        Sound(VOCAL, "warm", span=Span(section="last chorus")),
        Sound(VOCAL, "warm", span=Span(section="verse", onwards=True, until="bridge")),
        Remove(VOCAL, "Send", span=Span(60.0)),
        Remove(VOCAL, "Send", span=Span(-4.0)),
        Bypass(VOCAL, "Compressor", span=Span(5.0, 9.0, bars=True)),
        Set(VOCAL, "Mute", (("on", True),), span=Span(section="chorus", onwards=True)),
        Master(("spotify",), lufs=-14, ceiling_db=-1),
        Export(),
        Export("stems", format="flac"),
        Export("strip", VOCAL),
        Export("again"),
        Undo(),
        Undo(count=3),
        Undo(all=True),
        Undo(Named(VOCAL, quality="warm")),
        Undo(Named(effect="Pan")),
        Undo(Named(VOCAL)),
        Redo(),
        Why(),
        Why(Named(VOCAL)),
        Again(1.5),
        Again(0.5),
        Again(2.0),
        Keep(),
        Answer(),
        Answer(False),
        Answer(True, 2),
        Ask("help"),
        Ask("tempo"),
        Ask("masking"),
        Ask("masking", VOCAL),
        Ask("loudness", VOCAL),
        Talk("thanks"),
        Play(),
        Play(Span(20.0, 65.5)),
        Play(Span(end=3723.0)),
        Play(Span(-4.0)),
        Play(Span(section="chorus")),
        Play(Span(section="verse 2", onwards=True), VOCAL, loop=True),
        Play(target=Target((Ref("all"),), (Ref("role", "drums"),))),
        *map(Transport, ("stop", "pause", "resume", "unloop", "switch", "a", "b")),
        Seek(Span(60.0)),
        Seek(Span(section="bridge", onwards=True)),
        Seek(by=-5.0),
        Seek(by=12.5),
        Compare(),
        Compare(original=True, span=Span(20.0, 30.0)),
        Compare(what=Named(effect="Compressor")),
        Compare(what=Named(VOCAL)),
        Mark("chorus", 45.0, 70.0),
        Mark("verse 2", 0.0, 12.25),
    ],
    ids=intent_text,
)
def test_a_paraphrase_means_what_it_paraphrases(intent: Intent) -> None:
    assert understood(intent_text(intent)) == intent


def test_there_are_words_for_everything_that_can_be_said() -> None:
    meanings = {part for meaning, _ in corpus() for part in meaning.split(" + ")}
    meant = [eval(part, WORDS) for part in meanings]
    kinds = {type(intent) for intent in meant}
    rest = (AddStrip("Plate", "return"), RemoveStrip("Plate"), Recall("Friday"))  # these want a session that has them
    assert {kind for kind in get_args(Intent) if kind not in kinds} <= {type(intent) for intent in rest}
    assert all(intent_text(intent) for intent in (*meant, *rest))


@pytest.mark.parametrize("about", get_args(get_type_hints(Ask)["about"]))
def test_there_are_words_for_every_question_and_they_ask_it(about: str) -> None:
    name = {
        "effect": "Compressor",
        "quality": "muddy",
        "ready": "spotify",
        "having": "Mute",
        "term": "LUFS",
        "origin": "low end",
        "wet": "Send",
        "kind": "plate",
        "knob": "ratio",
        "settings": "Compressor",
        "reduction": "Compressor",
        "against": "loud",
        "most": "muddy",
        "trouble": "muddy",
        "level": "-14",
    }.get(about, "")
    whom = ("balance", "chain", "ringing", "floor", "phase", "small", "differs", "wet", "settings", "reduction", "most")
    whom = (*whom, "against", "trouble", "moment", "place")
    beside = Target((Ref("role", "guitar"),)) if about == "against" else Target()
    asked = Ask(about, VOCAL if about in whom else Target(), name, beside)
    assert understood(intent_text(asked)) == replace(
        asked, target=asked.target or understood(intent_text(asked)).target
    )
