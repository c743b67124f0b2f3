"""What is said beside a request: passed over where it cannot change what is done, and asked about where it can."""

from __future__ import annotations

import pytest

from grammar.intent import LevelAs, NotUnderstood, Nudge, Sound, Talk
from grammar.lexicon import Lexicon
from grammar.parse import read


@pytest.mark.parametrize(
    "said",
    [
        "turn the guitars down so I can barely hear them",
        "turn the guitars down so we can hear them at half the level",
        "turn the piano down until I can hear the vocal",
        "my wife never says the vocal is too loud",
        "nobody says the vocal is too loud",
        "it's only a ballad so the drums can sit back",
        "the singer says more reverb",
        "turn the guitars down so I can hear the vocal turn the zorp up",
    ],
)
def test_what_may_change_what_is_done_is_never_passed_over(lexicon: Lexicon, said: str) -> None:
    assert read(said, lexicon).unread


@pytest.mark.parametrize(
    "said",
    [
        "turn the guitars down so I can hear the vocal",
        "turn the guitars down so the vocal comes through",
        "my teacher says the guitars should come down",
        "the guitars are too loud, the drummer says",
    ],
)
def test_what_it_is_good_for_and_who_says_so_ask_for_nothing_else(lexicon: Lexicon, said: str) -> None:
    (only,) = read(said, lexicon).clauses
    assert isinstance(only.meaning, Nudge)
    assert not only.meaning.up
    assert only.meaning.target.refs[0].value == "guitar"


def test_a_remark_is_told_as_one_and_alone_it_is_asked_about(lexicon: Lexicon) -> None:
    remark, request = read("it's a ballad. turn the drums down", lexicon).clauses
    assert remark.meaning == Talk("remark", "it's a ballad")
    assert isinstance(request.meaning, Nudge)
    (alone,) = read("it's a ballad", lexicon).clauses
    assert isinstance(alone.meaning, NotUnderstood)


def test_ups_and_downs_are_one_complaint(lexicon: Lexicon) -> None:
    (only,) = read("the vocal jumps out at some points and is too soft at others", lexicon).clauses
    assert isinstance(only.meaning, Sound)
    assert (only.meaning.quality, only.meaning.more) == ("uneven", False)


def test_louder_than_somebody_is_a_wish_and_no_statement(lexicon: Lexicon) -> None:
    (wish,) = read("the vocal should be louder than the guitars", lexicon).clauses
    assert isinstance(wish.meaning, LevelAs)
    assert wish.meaning.bound == "least"
    assert read("the vocal is louder than the guitars", lexicon).unread


def test_a_place_named_before_holds_for_what_is_said_of_it(lexicon: Lexicon) -> None:
    played, heard = read("play the second verse, the hat is too loud there", lexicon).clauses
    assert isinstance(heard.meaning, Nudge)
    assert heard.meaning.span.section == "verse 2"
    assert played.meaning != heard.meaning


@pytest.mark.parametrize(
    ("said", "many"),
    [
        ("the vocal is dull so brighten the vocal so it cuts through", 1),
        ("turn the guitars down so we can be honest: the kick down", 2),
        ("turn the guitars down so I can hear the vocal and turn the kick down", 2),
    ],
)
def test_no_request_is_lost_with_what_another_is_good_for(lexicon: Lexicon, said: str, many: int) -> None:
    reading = read(said, lexicon)
    assert reading.unread or len(reading.intents) >= many


@pytest.mark.parametrize(
    "said",
    [
        "mute the cowbell, it annoys my landlord",
        "A again, I lost track",
        "undo that, the singer hates it",
        "turn the snare up, my neighbour is deaf",
        "I'm hopeless at this, turn the snare up 2 dB",
    ],
)
def test_why_it_is_asked_for_is_told_as_said_in_passing(lexicon: Lexicon, said: str) -> None:
    reading = read(said, lexicon)
    assert not reading.unread
    assert [clause.meaning.kind for clause in reading.clauses if isinstance(clause.meaning, Talk)] == ["remark"]


@pytest.mark.parametrize(
    "said",
    [
        "master for TV, we're in the US",
        "turn the snare up, the same goes for the toms",
        "turn the snare up, that includes the toms",
        "turn the snare up, the hats stay",
        "turn the snare up, the choir is awfully grating",
        "turn the snare up, zorp the toms",
        "mute the snare, the verse is fine with it",
    ],
)
def test_a_statement_that_may_bear_on_a_request_is_no_remark(lexicon: Lexicon, said: str) -> None:
    reading = read(said, lexicon)
    assert not any(isinstance(clause.meaning, Talk) for clause in reading.clauses)
