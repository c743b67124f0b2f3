from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio import desk

from assistant.journal import CLASSES
from assistant.respond import respond
from assistant.serial import decode, dumps, encode
from assistant.turn import Check, Step, Turn
from dsp.effects import EFFECTS
from dsp.mix import Move, Slot
from grammar.intent import Set, Target

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=20)
CHECKS = st.builds(Check, TEXTS, TEXTS, st.none() | NUMBERS, st.none() | NUMBERS, TEXTS, st.just("verified"))


@given(TEXTS, st.lists(CHECKS, max_size=3).map(tuple))
def test_a_turn_comes_back_as_it_was(said, checks):
    turn = Turn(said, "done", said, steps=(Step("a", "b", Set(Target(), "Bell", (("q", 1.0),)), checks=checks),))
    assert decode(json.loads(dumps(turn)), CLASSES) == turn


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.__name__)
def test_every_effect_comes_back_as_it_was(kind):
    move = Move("strip", None, Slot("slot", kind()), at=2)
    assert decode(json.loads(dumps(move)), CLASSES) == move


@given(st.recursive(st.none() | NUMBERS | TEXTS, lambda inner: st.lists(inner).map(tuple), max_leaves=8))
def test_tuples_come_back_as_tuples(value):
    assert decode(json.loads(dumps(value)), {}) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_null(value):
    assert dumps({"a": value}) == '{"a":null}'
    assert encode([value]) == [None]


def test_a_line_holds_no_line_break():
    assert "\n" not in dumps(Turn("two\nlines\u2028three", "done", "a\r\nb"))


def test_a_field_that_is_new_is_at_its_default_and_one_that_is_gone_is_passed_over():
    assert decode({"_": "Turn", "said": "hi", "status": "done", "mood": "sunny"}, CLASSES) == Turn("hi", "done")


def test_a_class_that_nobody_knows_is_not_made():
    with pytest.raises(KeyError, match="Path"):
        decode({"_": "Path", "x": 1}, CLASSES)


@pytest.mark.parametrize(
    "sentence",
    [
        "make the piano brighter",
        "bass up 90 dB",
        "add reverb to the lead vox",
        "lead vox up 2 dB and frobnicate",
        "make the bass sibilant",
        "what can I say?",
        "master to -20 LUFS",
    ],
)
def test_whatever_a_real_turn_holds_comes_back(recorded, sentence):
    session, studio = desk(recorded)
    turn = respond(session, sentence, studio)
    assert decode(json.loads(dumps(turn)), CLASSES) == turn
