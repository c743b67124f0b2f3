from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from studio import DEAF, desk

from assistant.respond import lexicon, respond
from assistant.session import Session, first_mix
from assistant.slots import added
from dsp.effect import Effect
from dsp.effects import EFFECTS, Bell, Compressor, Fader, HighPass, Output, Pan, Reverb, Send
from dsp.mix import MAIN, Mix, Move, Slot, Strip, adjust, insert, remove
from grammar.intent import NotUnderstood
from grammar.parse import read
from grammar.say_move import say

QUICK = (Phase.explicit, Phase.generate)
NAMES = ("Lead Vox", "Up & Down (2)", "bass 01", "Ünïcode, the 2nd")
RETURNS = ("Reverb", "Echo: long")
BUS = "The Lot"


def console() -> Mix:
    mix = first_mix(tuple(Strip(name, source=name) for name in NAMES))
    for i, name in enumerate(RETURNS):
        mix = mix.apply(Move(name, None, Strip(name, "return"), at=len(NAMES) + i))
    return mix.apply(Move(BUS, None, Strip(BUS, "bus"), at=len(NAMES) + len(RETURNS)))


def session_of(mix: Mix) -> Session:
    return Session("desk", 44_100, mix, mix)


@st.composite
def settings_of(draw: st.DrawFn, kind: type[Effect]) -> Effect:
    """An effect with every knob somewhere on its grid."""
    values: dict[str, object] = {}
    for name, param in kind.params.items():
        if isinstance(param.default, bool):
            values[name] = draw(st.booleans())
        elif param.choices:
            values[name] = draw(st.sampled_from(param.choices))
        else:
            values[name] = param.snap(draw(st.floats(param.low, param.high)))
    if kind is Send:
        values["to"] = draw(st.sampled_from(RETURNS))
    if kind is Output:
        values["to"] = draw(st.sampled_from((BUS, MAIN)))
    return kind(**values)


def obeyed(mix: Mix, sentence: str) -> Mix:
    """The mix after a sentence, which must be done or be so already."""
    session = session_of(mix)
    turn = respond(session, sentence, DEAF)
    assert turn.status in ("done", "answered"), (sentence, turn.reply)
    return mix.apply(*turn.moves)


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.__name__)
@settings(max_examples=8, phases=QUICK)
@given(data=st.data())
def test_every_move_can_be_said_and_what_is_said_is_the_move(kind, data):
    mix = console()
    name = data.draw(st.sampled_from(NAMES if kind in (Send, Output) else (*NAMES, MAIN)))
    strip = mix[name]
    effect = data.draw(settings_of(kind))
    there = strip.of(kind)
    if there:
        move = adjust(strip, there[0], effect)
    else:
        slot = data.draw(st.sampled_from((kind.words[0], "presence", "low mid 2", "in place 3", 'the "best"')))
        move = insert(strip, Slot(slot, effect), data.draw(st.integers(0, len(strip.chain))))
    came = mix.apply(move)
    sentence = say(move, place=True)
    if came != mix:
        assert obeyed(mix, sentence) == came, sentence

    stands = next(slot for slot in came[name] if type(slot.effect) is kind)
    turned = data.draw(settings_of(kind))
    if turned != stands.effect:
        adjusted = adjust(came[name], stands, turned)
        assert obeyed(came, say(adjusted)) == came.apply(adjusted), say(adjusted)
    if kind not in (Fader, Pan):
        gone = remove(came[name], stands)
        assert obeyed(came, say(gone)) == mix if not there else True


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.__name__)
def test_an_effect_goes_where_the_console_has_it_when_no_place_is_said(kind):
    mix = console()
    strip = mix["Lead Vox"]
    if strip.of(kind):
        return
    effect = Send(to="Reverb", level_db=-7) if kind is Send else Output(to=BUS) if kind is Output else kind()
    moved = {name: param.move(getattr(effect, name), 1) for name, param in kind.params.items() if not param.choices}
    effect = replace(
        effect, **{n: bool(v) if isinstance(kind.params[n].default, bool) else v for n, v in moved.items()}
    )
    move = added(strip, effect)
    assert obeyed(mix, say(move)) == mix.apply(move)


@pytest.mark.parametrize("name", [*RETURNS, 'a "b"', "12", "undo"])
@pytest.mark.parametrize("kind", ["return", "bus"])
def test_strips_come_and_go_by_what_is_said(name, kind):
    mix = first_mix((Strip("Lead Vox", source="x"),))
    came = Move(name, None, Strip(name, kind), at=1)
    after = obeyed(mix, say(came))
    assert after == mix.apply(came)
    gone = Move(name, after[name], None, was=1)
    assert obeyed(after, say(gone)) == mix


def test_the_reverb_on_a_track_is_not_the_one_on_the_return():
    """A canonical sentence means the strip it names, even where one reverb is shared."""
    mix = console()
    mix = mix.apply(insert(mix["Reverb"], Slot("reverb", Reverb()), 0))
    mix = mix.apply(insert(mix["Lead Vox"], Slot("reverb", Reverb(decay_s=1.0)), 0))
    strip = mix["Lead Vox"]
    slot = strip.slot("reverb")
    assert slot is not None
    move = adjust(strip, slot, Reverb(decay_s=2.0))
    assert obeyed(mix, say(move)) == mix.apply(move)


def test_a_slot_name_that_another_effect_has_is_asked_about():
    mix = console()
    turn = respond(session_of(mix), "Lead Vox: bell fader gain 3 dB", DEAF)
    assert turn.status in ("asked", "refused", "not_understood")
    assert turn.moves == ()


@pytest.mark.parametrize(
    ("sentence", "effect", "knob", "value"),
    [
        ("lead vox up 2 dB", Fader, "gain_db", 2.0),
        ("turn the lead vox down 1.5 dB", Fader, "gain_db", -1.5),
        ("set the lead vox fader to -4.2 dB", Fader, "gain_db", -4.2),
        ("pan the lead vox 33 left", Pan, "position_pct", -33.0),
        ("pan the lead vox hard right", Pan, "position_pct", 100.0),
        ("cut 3 dB at 350 Hz on the lead vox", Bell, "gain_db", -3.0),
        ("boost 2.5 dB at 3.4 kHz on the lead vox", Bell, "frequency_hz", 3400.0),
        ("high-pass the lead vox at 87 Hz", HighPass, "cutoff_hz", 87.0),
        ("compress the lead vox 4:1", Compressor, "ratio", 4.0),
    ],
)
def test_what_is_said_exactly_is_done_exactly(recorded, sentence, effect, knob, value):
    session, studio = desk(recorded)
    turn = respond(session, sentence, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Lead Vox"].of(effect)
    assert slot.effect.knobs()[knob] == value
    assert {move.strip for move in turn.moves} == {"Lead Vox"}
    assert any(reason.source == "you" and reason.value == value for step in turn.steps for reason in step.reasons)


def test_a_second_cut_at_the_same_place_turns_the_first(recorded):
    session, studio = desk(recorded)
    session = session.after(respond(session, "cut 3 dB at 350 Hz on the bass", studio))
    session = session.after(respond(session, "cut 5 dB at 355 Hz on the bass", studio))
    session = session.after(respond(session, "cut 2 dB at 1 kHz on the bass", studio))
    gains = sorted((s.effect.frequency_hz, s.effect.gain_db) for s in session.mix["Bass"].of(Bell))
    assert [gain for _, gain in gains] == [-5, -2]


def test_the_fader_cannot_be_taken_away(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "remove the fader from the bass", studio)
    assert turn.status in ("refused", "asked", "not_understood")
    assert turn.moves == ()


def test_a_knob_of_an_absent_effect_brings_the_effect_and_says_so(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "set the bass compressor attack to 30 ms", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Bass"].of(Compressor)
    assert slot.effect.attack_ms == 30
    assert "compressor" in turn.reply
    assert slot.effect.threshold_db < 0, "a compressor that compresses nothing is not what was asked for"


def test_a_return_that_is_fed_stays(recorded):
    session, studio = desk(recorded)
    session = session.after(respond(session, "add reverb to the lead vox", studio))
    turn = respond(session, "remove return Reverb", studio)
    assert turn.status == "refused"
    assert "Lead Vox" in turn.reply


def test_an_intent_about_several_strips_is_one_step_a_strip(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "lead vox and bass down 1 dB", studio)
    assert [step.strip for step in turn.steps] == ["Bass", "Lead Vox"]


def test_every_pinned_sentence_is_read_without_a_word_left_over():
    mix = console()
    words = lexicon(session_of(mix))
    for name in NAMES:
        sentence = say(insert(mix[name], Slot("presence", Bell(frequency_hz=2500, gain_db=-2.5)), 1), place=True)
        (clause,) = read(sentence, words).clauses
        assert not isinstance(clause.meaning, NotUnderstood), sentence
