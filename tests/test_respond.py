"""One turn, from outside: deterministic, all or nothing, never an exception, never a bluff."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from studio import DEAF, desk

from assistant.not_yet import acts
from assistant.respond import respond
from assistant.session import Session, first_mix
from dsp.mix import Strip
from grammar.roles import role_of

NAMES = ("Bass", "Elec Gtr", "Hats", "Lead Vox", "Piano")
WORDS = (
    "the bass", "lead vox", "guitars", "everything", "it", "the rest", "up", "down", "2 dB", "a bit", "a lot", "warmer",
    "less", "more", "muddy", "too", "is", "make", "pan", "30 left", "mute", "solo", "undo", "redo", "and", "but",
    "except", "compress", "4:1", "high-pass", "at", "100 Hz", "reverb", "add", "remove", "master", "for", "spotify",
    "to", "-14 LUFS", "yes", "no", "why", "?", "export", "stems", "on", "cut", "3 dB", "350 Hz", "not", "wider",
)  # fmt: skip


def silent() -> Session:
    mix = first_mix(tuple(Strip(name, source=name, role=role_of(name)[0]) for name in NAMES))
    return Session("band", 44_100, mix, mix)


@settings(max_examples=80, phases=(Phase.generate,))
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3))
def test_whatever_is_said_there_is_an_answer_and_what_is_not_done_changes_nothing(sentences):
    session = silent()
    for sentence in sentences:
        turn = respond(session, sentence, DEAF)
        assert turn.reply.strip() or turn.asked, sentence
        assert turn.status in ("done", "asked", "refused", "not_understood", "answered")
        if turn.status != "done":
            assert turn.moves == (), sentence
            assert turn.asked == ()
        if turn.status == "done":
            assert turn.moves or turn.asked or turn.undoes or turn.redoes, sentence
        session = session.after(turn)


@settings(max_examples=100, phases=(Phase.generate,))
@given(st.text(max_size=40))
def test_no_text_whatever_is_an_exception(text):
    turn = respond(silent(), text, DEAF)
    assert turn.said == text
    assert turn.reply or turn.asked


def test_the_same_sentence_is_the_same_turn(recorded):
    (session, studio), (_, fresh) = desk(recorded), desk(recorded)
    sentence = "make the piano brighter and bass down 1 dB"
    assert respond(session, sentence, studio) == respond(session, sentence, fresh)


@pytest.mark.parametrize("act", acts())
def test_an_act_that_is_not_built_is_refused_by_every_word_for_it(act):
    for words in acts()[act].words:
        # "reset" alone is to start over; of one track it is not built
        turn = respond(silent(), "reset the piano" if words == "reset" else words, DEAF)
        assert turn.status == "refused", words
        assert turn.reply.startswith("I understand")
        assert acts()[act].nearest in turn.reply


def test_an_act_that_is_not_built_stops_the_rest_and_offers_it():
    turn = respond(silent(), "bass down 2 dB and autotune the lead vox", DEAF)
    assert turn.status == "asked"
    assert turn.moves == ()
    session = silent().after(turn)
    assert [move.strip for move in respond(session, "yes", DEAF).moves] == ["Bass"]


def test_a_sentence_that_acts_and_asks_is_done(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "bass down 2 dB and how loud is the bass?", studio)
    assert turn.status == "done"
    assert "LUFS" in turn.reply


def test_later_clauses_know_what_earlier_ones_did(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "cut 3 dB at 350 Hz on the bass and pan it 20 left", studio)
    assert turn.status == "done"
    assert {move.strip for move in turn.moves} == {"Bass"}


@pytest.mark.parametrize("said", ["yes", "Yes.", "yes please", "ok", "sure", "do it", "go ahead"])
def test_a_question_takes_yes_in_many_words(said):
    session = silent()
    session = session.after(respond(session, "bass up 90 dB", DEAF))
    turn = respond(session, said, DEAF)
    assert turn.status == "done", turn.reply
    assert session.after(turn).pending is None


@pytest.mark.parametrize("said", ["no", "no thanks", "nope", "never mind"])
def test_a_question_takes_no_in_many_words(said):
    session = silent()
    session = session.after(respond(session, "bass up 90 dB", DEAF))
    turn = respond(session, said, DEAF)
    assert turn.moves == ()
    assert turn.status == "answered", turn.reply
    assert session.after(turn).pending is None
