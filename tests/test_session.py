from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studio import DEAF, desk, talking

from assistant.respond import respond
from assistant.session import Session, first_mix, take_back
from assistant.turn import Step, Turn
from dsp.effects import Bell, Compressor, Fader, HighPass, Mute, Pan
from dsp.mix import Slot, Strip, adjust, insert, remove
from grammar.intent import Set, Target

NAMES = ("Lead Vox", "Bass", "Piano")
KNOBS = {
    Fader: st.builds(Fader, gain_db=st.integers(-20, 20)),
    Pan: st.builds(Pan, position_pct=st.integers(-100, 100)),
    Bell: st.builds(Bell, frequency_hz=st.sampled_from((100, 300, 3000)), gain_db=st.integers(-9, 9)),
    Compressor: st.builds(Compressor, threshold_db=st.integers(-40, 0), ratio=st.integers(1, 8)),
    HighPass: st.builds(HighPass, cutoff_hz=st.integers(20, 200)),
    Mute: st.builds(Mute, on=st.booleans()),
}


def empty_desk() -> Session:
    mix = first_mix(tuple(Strip(name, source=name) for name in NAMES))
    return Session("desk", 44_100, mix, mix)


@st.composite
def turns(draw: st.DrawFn, count: int) -> tuple[Turn, ...]:
    """Turns of one to three steps each, every step a slot coming, turning or going on some strip."""
    mix = empty_desk().mix
    made = []
    for _ in range(count):
        steps = []
        for _ in range(draw(st.integers(1, 3))):
            strip = mix[draw(st.sampled_from(NAMES))]
            kind = draw(st.sampled_from(list(KNOBS)))
            effect = draw(KNOBS[kind])
            there = strip.of(kind)
            if not there:
                move = insert(strip, Slot(kind.__name__.lower(), effect), draw(st.integers(0, len(strip.chain))))
            elif kind not in (Fader, Pan) and draw(st.booleans()):
                move = remove(strip, there[0])
            elif there[0].effect != effect:
                move = adjust(strip, there[0], effect)
            else:
                continue
            mix = mix.apply(move)
            steps.append(Step(strip.name, "turned", Set(Target(), kind.__name__), (move,)))
        made.append(Turn("something", "done", steps=tuple(steps)))
    return tuple(made)


def said(session: Session, *sentences: str) -> Session:
    """The session after some sentences that concern no sound."""
    for sentence in sentences:
        session = session.after(respond(session, sentence, DEAF))
    return session


@settings(max_examples=30)
@given(turns(5))
def test_any_turns_undone_one_by_one_give_back_every_mix_on_the_way(made):
    session = empty_desk()
    mixes = [session.mix]
    for turn in made:
        session = session.after(turn)
        if turn.moves:
            mixes.append(session.mix)
    for before in mixes[-2::-1]:
        session = said(session, "undo")
        assert session.mix == before
    assert session.mix == session.initial
    assert said(session, "undo").turns[-1].status == "answered"


@settings(max_examples=20)
@given(turns(4))
def test_starting_over_restores_the_untouched_mix(made):
    session = empty_desk()
    for turn in made:
        session = session.after(turn)
    assert said(session, "start over").mix == session.initial


@settings(max_examples=20)
@given(turns(4), st.integers(1, 4))
def test_redo_gives_back_what_undo_took(made, count):
    session = empty_desk()
    for turn in made:
        session = session.after(turn)
    full = session.mix
    for _ in range(count):
        session = said(session, "undo")
    for _ in range(count):
        session = said(session, "redo")
    assert session.mix == full
    assert said(session, "redo").mix == full


def bell_at(session: Session, gain_db: float, q: float = 1.0) -> Turn:
    strip = session.mix["Bass"]
    now = strip.slot("bell")
    effect = Bell(frequency_hz=300, gain_db=gain_db, q=q)
    move = adjust(strip, now, effect) if now else insert(strip, Slot("bell", effect), 0)
    return Turn("turn it", "done", steps=(Step("Bass", "turned", Set(Target(), "Bell"), (move,)),))


def test_undoing_an_older_turn_keeps_the_knobs_turned_since_and_says_which():
    session = empty_desk()
    session = session.after(bell_at(session, -3))
    session = session.after(bell_at(session, -6, q=2))
    older = session.turns[-1].moves
    session = session.after(bell_at(session, -6, q=4))
    moves, left = take_back(session.mix, older)
    bell = session.mix.apply(*moves)["Bass"].slot("bell")
    assert bell is not None
    assert bell.effect == Bell(frequency_hz=300, gain_db=-3, q=4), "the gain goes back, the later Q stays"
    assert left == ("Bass's bell Q was turned again since",) or left == ("Bass's bell q was turned again since",)


def test_an_effect_turned_since_it_came_is_left_and_named():
    session = empty_desk()
    session = session.after(bell_at(session, -3))
    first = session.turns[0].moves
    session = session.after(bell_at(session, -6))
    moves, left = take_back(session.mix, first)
    assert moves == ()
    assert left == ("Bass's bell was turned again since",)


@pytest.fixture
def desk_of(recorded):
    session, studio = desk(recorded)

    def say(*sentences: str) -> list[Turn]:
        now = session
        out = []
        for sentence in sentences:
            turn = respond(now, sentence, studio)
            now = now.after(turn)
            out.append(turn)
        say.session = now
        return out

    say.session = session
    return say


def fader(session: Session, name: str) -> float:
    slot = session.mix[name].slot("fader")
    assert slot is not None
    assert isinstance(slot.effect, Fader)
    return slot.effect.gain_db


def pan(session: Session, name: str) -> float:
    slot = session.mix[name].slot("pan")
    assert slot is not None
    assert isinstance(slot.effect, Pan)
    return slot.effect.position_pct


def test_a_named_undo_takes_back_only_what_is_named(desk_of):
    desk_of("lead vox up 2 dB", "pan the piano 30 left", "bass down 1 dB", "undo the pan")
    session = desk_of.session
    assert (fader(session, "Lead Vox"), pan(session, "Piano"), fader(session, "Bass")) == (2, 0, -1)


def test_an_undo_and_an_act_in_one_sentence_are_each_undone(desk_of):
    desk_of("lead vox up 2 dB", "pan the piano 30 left", "undo the pan and bass down 3 dB")
    assert (pan(desk_of.session, "Piano"), fader(desk_of.session, "Bass")) == (0, -3)
    told = respond(desk_of.session, "what have you done?", DEAF)
    assert "Bass" in told.reply, "what was done beside an undo is still done"
    after = desk_of.session.after(respond(desk_of.session, "undo", DEAF))
    assert fader(after, "Bass") == 0
    assert fader(after, "Lead Vox") == 2


def test_redo_takes_a_number(desk_of):
    desk_of("lead vox up 2 dB", "bass down 3 dB", "undo", "undo", "redo 2")
    assert (fader(desk_of.session, "Lead Vox"), fader(desk_of.session, "Bass")) == (2, -3)


def test_redo_is_over_once_something_else_is_done(desk_of):
    *_, last = desk_of("lead vox up 2 dB", "undo", "bass down 3 dB", "redo")
    assert last.status == "answered"
    assert last.reply == "There is nothing to redo."


def test_undo_of_a_master_ends_its_delivery(song):
    with talking(song) as conversation:
        conversation.say("master to -20 LUFS")
        assert [d.target for d in conversation.session.deliveries] == ["-20 LUFS"]
        turn = conversation.say("undo")
        assert turn.status == "done"
        assert "stays on disk" in turn.reply
        assert conversation.session.deliveries == ()
        assert conversation.say("redo").status == "done"
        assert [d.target for d in conversation.session.deliveries] == ["-20 LUFS"]


def test_it_is_whoever_was_last_talked_about(desk_of):
    desk_of("lead vox up 2 dB", "pan it 20 left")
    assert pan(desk_of.session, "Lead Vox") == -20
    assert desk_of.session.focus == ("Lead Vox",)


def test_nobody_named_and_nobody_talked_about_is_asked(desk_of):
    (turn,) = desk_of("pan 20 left")
    assert turn.status == "asked"
    assert turn.moves == ()
    assert "Lead Vox" in turn.reply


def test_one_bad_clause_stops_all_and_the_rest_is_offered(desk_of):
    first, second = desk_of("lead vox up 2 dB and frobnicate the bass and pan the piano 30 left", "yes")
    assert first.status == "asked"
    assert first.moves == ()
    assert "frobnicate" in first.reply
    assert second.status == "done"
    assert (fader(desk_of.session, "Lead Vox"), pan(desk_of.session, "Piano")) == (2, -30)


def test_one_impossible_clause_stops_all_and_yes_does_the_rest(desk_of):
    first, second = desk_of("bass up 90 dB and pan the piano 30 left", "no")
    assert first.status == "asked"
    assert first.moves == ()
    assert second.status == "answered"
    assert desk_of.session.mix == desk_of.session.initial
    assert desk_of.session.pending is None


@pytest.mark.parametrize(
    ("sentence", "nearest", "slot", "knob", "value"),
    [
        ("set the bass fader to 40 dB", "24 dB", "fader", "gain_db", 24.0),
        ("pan the bass 140 left", "-100", "pan", "position_pct", -100.0),
        ("bass up 90 dB", "24 dB", "fader", "gain_db", 24.0),
        ("high-pass the bass at 20 kHz", "16 kHz", "high-pass", "cutoff_hz", 16000.0),
    ],
)
def test_out_of_range_offers_the_nearest_and_yes_does_it(desk_of, sentence, nearest, slot, knob, value):
    asked, done = desk_of(sentence, "yes")
    assert asked.status == "asked"
    assert asked.moves == ()
    assert nearest.lstrip("-") in asked.reply
    assert done.status == "done"
    there = desk_of.session.mix["Bass"].slot(slot)
    assert there is not None
    assert there.effect.knobs()[knob] == value


def test_what_is_already_so_is_answered_without_moves(desk_of):
    *_, again = desk_of("set the bass fader to -3 dB", "set the bass fader to -3 dB")
    assert again.status == "answered"
    assert again.moves == ()
    assert "already" in again.reply


def test_something_said_instead_of_an_answer_drops_the_question(desk_of):
    desk_of("bass up 90 dB", "pan the piano 30 left")
    assert desk_of.session.pending is None
    turn = respond(desk_of.session, "yes", DEAF)
    assert turn.moves == ()


def test_yes_to_no_question_changes_nothing(desk_of):
    (turn,) = desk_of("yes")
    assert turn.status == "answered"
    assert turn.reply == "All right."


def test_yes_and_more_answers_the_question_and_does_more(desk_of):
    _, turn = desk_of("bass up 90 dB", "yes and pan the piano 30 left")
    assert turn.status == "done"
    assert (fader(desk_of.session, "Bass"), pan(desk_of.session, "Piano")) == (24, -30)


def test_no_and_more_only_does_more(desk_of):
    *_, turn = desk_of("lead vox up 2 dB", "no, less")
    assert turn.status == "done"
    assert fader(desk_of.session, "Lead Vox") == 1
    assert "I have not asked" not in turn.reply


def test_more_of_a_number_is_that_number_further(desk_of):
    desk_of("lead vox up 2 dB", "1 dB more")
    assert fader(desk_of.session, "Lead Vox") == 3


def test_less_after_a_master_asks_and_does_not_claim_that_nothing_was_done(song):
    with talking(song) as conversation:
        conversation.say("master to -20 LUFS")
        turn = conversation.say("less")
        assert turn.status == "asked"
        assert "Nothing has been changed" not in turn.reply


def test_a_return_and_its_inside_come_back_whole(desk_of):
    desk_of("add reverb to the lead vox", "remove the reverb from the lead vox")
    before = desk_of.session.mix
    studio = DEAF
    session = desk_of.session.after(respond(desk_of.session, "remove return Reverb", studio))
    assert "Reverb" not in session.mix
    back = session.after(respond(session, "undo", studio))
    assert back.mix == before


def test_a_session_value_is_not_changed_by_its_turns(desk_of):
    start = desk_of.session
    copy = replace(start)
    desk_of("lead vox up 2 dB")
    assert start == copy
