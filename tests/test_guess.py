"""What is said too shortly to be a request is asked about in words that are one; nothing is done before the answer."""

from __future__ import annotations

import json

import pytest
from studio import DEAF
from test_corpus import nonsense
from test_respond import silent

from assistant import serial
from assistant.journal import CLASSES
from assistant.respond import lexicon, respond
from grammar.guess import guess
from grammar.lexicon import Lexicon
from grammar.parse import read


def guessed(said: str, words: Lexicon) -> list[str]:
    reading = read(said, words)
    assert reading.unread
    return [one.said for one in guess(reading, words)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("crisp", ["make it more bright"]),
        ("a bit warm", ["make it a bit more warm"]),
        ("crispy hat", ["make the hat more bright"]),
        ("hat crispy", ["make the hat more bright"]),
        ("a warm vocal please", ["make the vocal more warm"]),
        ("kick and snare punchy", ["make Kick and Snare more punchy"]),
        ("harsh", ["make it less harsh"]),
        ("warm bass, bright piano", ["make the bass more warm", "make Piano more bright"]),
        ("warm, fat", ["make it more warm", "make it more full"]),
        ("wide smooth", ["make it more wide", "make it more smooth"]),
        ("cavernous", ["make it sound like cave"]),
        ("piano up 2 dB, airy", ["turn Piano up by 2 dB", "make it more airy"]),
    ],
)
def test_a_way_to_sound_alone_may_be_a_wish(said: str, meant: list[str], lexicon: Lexicon) -> None:
    assert guessed(said, lexicon) == meant


@pytest.mark.parametrize(
    "said",
    [
        "the vocal is warm",
        "warm?",
        "no warm vocals",
        "not warm",
        "don't make it crisp",
        "warm or bright",
        "warm if it is too cold",
        "warm flugelhorn",
        "glorp on the bass",
        "warm but harsh",
        "roomy, warm",  # a fault among wishes: is it wanted or not?
        "bright dark",
        "warm, fat, wide, airy",
        "warm bass bright piano",
        "warm at 3 kHz",
        "a bit underwater",
        "",
    ],
)
def test_it_stays_silent_where_something_else_is_said_or_nothing(said: str, lexicon: Lexicon) -> None:
    assert guessed(said, lexicon) == []


def test_every_way_to_sound_is_guessed_in_words_that_are_read_as_it(lexicon: Lexicon) -> None:
    tried = 0
    for concept, field in (("QUALITY", "quality"), ("CHARACTER", "name")):
        for said in lexicon.sayings(concept):
            reading = read(said, lexicon)
            (found,) = lexicon.concepts(said) if len(lexicon.concepts(said)) == 1 else (None,)
            if found is None or not reading.unread or ("QUALITY" in found.readings and concept == "CHARACTER"):
                continue
            for one in guess(reading, lexicon):
                assert read(one.said, lexicon).intents == (one.meant,)
                assert getattr(one.meant, field) == found.readings[concept]
                tried += 1
    assert tried > 300


@pytest.mark.parametrize("answer", ["yes", "the first"])
def test_yes_does_what_it_would_do_typed(answer: str) -> None:
    session = silent()
    asked = respond(session, "wide elec gtr", DEAF)
    assert (asked.status, asked.moves) == ("asked", ())
    assert "did you mean: make Elec Gtr more wide?" in asked.reply
    assert asked.pending
    after = session.after(asked)
    assert after.mix == session.mix
    done, typed = respond(after, answer, DEAF), respond(session, "make Elec Gtr more wide", DEAF)
    assert done.intents == typed.intents
    assert (done.status, done.moves) == (typed.status, typed.moves)


def test_no_does_nothing() -> None:
    session = silent()
    after = session.after(respond(session, "wide elec gtr", DEAF))
    assert respond(after, "no", DEAF).reply == "All right, nothing is changed."


def test_the_journal_records_the_canonical_words() -> None:
    asked = respond(silent(), "wide elec gtr", DEAF)
    line = serial.dumps(asked)
    assert '"make Elec Gtr more wide"' in line

    assert serial.decode(json.loads(line), CLASSES) == asked


def test_nothing_that_is_no_request_is_done_for_having_been_guessed() -> None:
    session = silent()
    words = lexicon(session)
    for said in nonsense():
        if read(said, words).unread:
            assert respond(session, said, DEAF).moves == ()
