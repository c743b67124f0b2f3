"""How an utterance is cut, read and refused."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from lark import Tree
from lark.exceptions import VisitError
from studio import BAND
from test_corpus import corpus, nonsense

from grammar import earley
from grammar.explain import explain, tokens
from grammar.gathering import everyday
from grammar.intent import Answer, Keep, NotUnderstood, Nudge, Ref, Sound, Target
from grammar.lexicon import Lexicon
from grammar.parse import read
from grammar.parts import Unclear
from grammar.rules import FOLDER
from grammar.utterance import parse
from grammar.word_order.reshape import Reshaping

QUALITIES = {"warm": ("warm", "warmth"), "bright": ("bright", "brightness"), "muddy": ("muddy", "mud")}
EVERYDAY = everyday(QUALITIES, frozenset({"muddy"}), {"spotify": ("spotify",)}, {"automix": ("mix it",)})
LEXICON = Lexicon(BAND, EVERYDAY)


def unread(text: str) -> NotUnderstood:
    (stop,) = read(text, LEXICON).unread
    return stop


def test_every_clause_keeps_the_words_it_was_said_in() -> None:
    text = "Make the VOCAL warmer, and turn the kick up 2dB."
    assert [clause.text for clause in read(text, LEXICON).clauses] == ["Make the VOCAL warmer", "turn the kick up 2dB"]


def test_what_is_understood_stays_so_beside_what_is_not() -> None:
    reading = read("vocal up 2 dB and frobnicate the kick", LEXICON)
    assert len(reading.intents) == 1
    assert [stop.word for stop in reading.unread] == ["frobnicate"]


def test_reading_stops_at_the_word_that_is_not_known_and_says_what_it_looks_like() -> None:
    stop = unread("make the vocal brightish")
    assert (stop.word, stop.at) == ("brightish", len("make the vocal "))
    assert "bright" in stop.nearest


def test_half_a_sentence_says_what_could_come() -> None:
    stop = unread("make the vocal")
    assert stop.word == ""
    assert "warmer" in stop.expected


def test_words_that_make_no_one_sense_say_why() -> None:
    assert unread("raise the vocal by -3 dB").reason == "it goes up by less than nothing"
    assert unread("compressor frequency 300 Hz").reason == "compressor has no frequency"


def test_a_word_that_forbids_is_never_overheard() -> None:
    assert unread("don't make the vocal brighter").word == "don't"
    assert read("compress the kick, snare only", LEXICON).unread


def test_a_clause_without_a_name_is_about_whom_the_one_before_named() -> None:
    named, unnamed = read("pan the piano 30 left and up 2 dB", LEXICON).intents
    assert isinstance(unnamed, Nudge)
    assert unnamed.target == Target((Ref("strip", "Piano"),)) == getattr(named, "target", None)


def test_requests_need_no_word_between_them_but_praise_and_answers_do() -> None:
    assert len(read("vocal up 2 dB pan the piano 30 left", LEXICON).intents) == 2
    assert [type(intent) for intent in read("perfect, now make it brighter", LEXICON).intents] == [Keep, Sound]
    assert read("no praise for the snare", LEXICON).intents == ()


def test_opposites_in_one_breath_are_both_asked_about() -> None:
    assert read("vocal up 2 dB and vocal down 2 dB", LEXICON).intents == ()
    assert len(read("vocal up 2 dB and bass down 2 dB", LEXICON).intents) == 2


def test_two_ways_to_part_a_sentence_are_asked_about_and_a_comma_decides() -> None:
    assert read("mute the kick and the snare and the toms up 2 dB", LEXICON).intents == ()
    assert len(read("mute the kick and the snare, the toms up 2 dB", LEXICON).intents) == 2


@pytest.mark.parametrize(
    "text", ["", "   ", "🔥", "please", "a" * 2001, "warmer " * 300, "and " * 300, "(" * 500, "\n\n"]
)
def test_no_text_is_too_odd_to_answer(text: str) -> None:
    reading = read(text, LEXICON)
    assert reading.intents == ()
    assert len(reading.unread) == 1


def test_many_requests_in_one_breath_are_read() -> None:
    text = ", ".join(
        f"{name} up 1 dB" for name in ("kick", "snare", "hihat", "piano", "vocal", "bass", "toms", "guitars")
    )
    assert len(read(text, LEXICON).intents) == 8


def test_capitals_dashes_quotes_and_marks_make_no_difference() -> None:
    plain = read("cut 3 dB at 350 Hz on the vocal", LEXICON).intents
    for other in (
        "CUT 3DB AT 350HZ ON THE VOCAL!!!",
        "“cut 3 dB at 350 Hz on the vocal”",
        "cut −3 dB at 350 Hz on the vocal 😀",
    ):
        assert read(other, LEXICON).intents == plain


def test_the_stages_can_be_shown() -> None:
    shown = explain("make the vocal warmer", LEXICON)
    assert [token["text"] for token in shown.tokens] == ["make", "vocal", "warmer"]
    assert shown.tree == (["start", ["make", ["target", ["role", "vocal"]], ["change", ["comparative", "warmer"]]]],)
    assert shown.intents == (Sound(Target((Ref("role", "lead vocal"),)), "warm"),)
    assert tokens("warmer", LEXICON)[0]["concepts"] == ["COMPARATIVE"]


def test_every_rule_of_the_grammar_is_made_into_something() -> None:
    rules = {str(rule.alias or rule.origin.name) for rule in earley.word_order().every()}
    missing = {rule for rule in rules if not rule.startswith("_") and not hasattr(Reshaping, rule)}
    assert missing == set()


RANKED = {
    ("held_back", "apply"),  # "compress the overheads gently, 2 dB max" is so much gain reduction, no threshold
    ("level_beneath", "tuck"),  # "put the snare below the kick" says where it is to be
    ("play_for", "play"),  # "30 seconds from 1:00" is for how long, and from when
    ("explained", "has_it"),  # "what is true peak?" asks for the term, not for how much there is of it
    ("explained", "why"),
    ("ramp", "set"),  # "explain ratio" is about the knob, "explain that" about what was done
    ("settings", "chain"),
    ("no_bus", "undo"),  # to undo a bus is to have it gone, whatever was done on it last
    ("filter", "cut"),
    ("make", "dose"),
    ("fade", "set"),
    ("fade", "need"),  # "the guitars should fade in over 2 s" is no more of the knob for it
    ("master", "named_alone"),
    ("option", "correct"),
    ("overdone", "placed"),
    ("placed", "simile"),
    ("whether", "why"),
    ("pitched", "set"),
    ("apply", "named_alone"),
    ("ramp", "turn"),
    ("ramp", "from_to"),
    ("from_to", "set"),  # of "from 20 to 40 %" only the second is where it goes
    ("taken_off", "set"),
    ("off_of", "set"),  # "take 6 dB of reverb off the snare" takes so much off
    ("taken_off", "likewise"),  # "3 dB off the snare" goes down, whatever was done before
    ("fade", "turn"),
    ("remove", "move"),
    ("remove", "cut"),
    ("ducked", "duck"),
    ("add", "shaped"),
    ("adjust", "slowed"),  # "slow attack" is how it is to be
    ("reorder", "added_there"),  # "put the compressor before the EQ" moves what is there
    ("another", "likewise"),
    ("likeness", "simile"),
    ("has_it", "whether"),
    ("styled", "make"),
    ("styled", "act"),
    ("term", "has_it"),
    ("pace", "make"),
    ("pace", "turn"),
    ("pace", "set"),
    ("pace", "of_that"),
    ("pace", "headed_alone"),
    ("stretch", "set"),
    ("through", "set"),  # "low pass the delay return at 3k" is about its own filter
    ("swapped_in", "add"),  # "an expander rather than the gate" has the gate gone
    ("level_beyond", "just_over"),
    ("likewise", "set"),  # "... and the vocal 2:1" is as before, for the vocal
}
"""Rules that fit the same words and mean different things by them; the grammar ranks the first of each higher."""


def alternatives(node: Any) -> list[Any]:
    """Return the trees that a node stands for, which is several where the words fit several rules."""
    return [one for child in node.children for one in alternatives(child)] if node.data == "_ambig" else [node]


def values(node: Any) -> list[object]:
    """Return each thing that a node may come to, once: what makes no sense is none of them."""
    if not isinstance(node, Tree):
        return [node]
    found: list[object] = []
    for one in alternatives(node):
        for children in product(*map(values, one.children)):
            try:
                value = Reshaping().transform(Tree(one.data, list(children)))
            except VisitError as error:
                if not isinstance(error.orig_exc, Unclear):
                    raise
                continue
            if value not in found:
                found.append(value)
    return found


def meanings(tree: Any) -> Iterator[tuple[str, object]]:
    """Yield each meaning of an ambiguous tree, with the rule that it comes from."""
    for start in alternatives(tree):
        for rule in alternatives(start.children[0]):
            yield from ((rule.data, value) for value in values(Tree("start", [rule, *start.children[1:]])))


def test_no_saying_has_two_meanings_but_where_the_grammar_ranks_them(lexicon: Lexicon) -> None:
    for _, saying in corpus():
        for parsed in (one for one in parse(saying, lexicon) if one.is_read):
            trees = earley.tree(parsed.left or parsed.concepts, "explicit")
            found = list(meanings(trees)) if trees else []  # a refusal by one word's name has no order to tell
            if parsed.tree and (parsed.tree.children[0].data, parsed.meaning) not in found:
                continue  # a pattern that is marked to go first took it from the grammar
            for rule, meaning in found:
                if meaning != parsed.meaning:
                    assert parsed.tree
                    assert (parsed.tree.children[0].data, rule) in RANKED, saying


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("don't make the vocal brighter", "what not to do"),
        ("turn it up unless the singer minds", "condition"),
        ("compress the vocal or the bass", "choice"),
        ("make the vocal brighter than the piano", "compares"),
        ("is it normal to pan toms that wide", "advice"),
        ("which microphone is on the vocal", "question"),
        ("mute the toms and turn the vocal up in the chorus", "part of the song"),
        ("rends la voix plus brillante", "English"),
        ("🔥", "nothing in it"),
    ],
)
def test_what_is_not_done_says_why(text: str, word: str) -> None:
    assert word in unread(text).reason


def test_an_answer_stands_alone_or_first() -> None:
    assert read("right", LEXICON).intents == (Answer(True),)
    assert read("mute the guitars and right", LEXICON).unread
    assert [type(intent) for intent in read("yes, and turn the kick up", LEXICON).intents] == [Answer, Nudge]


def test_looking_ahead_changes_no_reading() -> None:
    for _, saying in [*corpus()][::7]:
        for parsed in parse(saying, LEXICON):
            assert (earley.stop(parsed.concepts) is None) == (earley.tree(parsed.concepts) is not None)


def test_the_same_words_are_read_alike_every_time() -> None:
    sayings = [saying for _, saying in corpus()][::5]
    assert [read(saying, LEXICON) for saying in sayings] == [read(saying, LEXICON) for saying in sayings]


def test_reading_takes_no_noticeable_time() -> None:
    sayings = [*[saying for _, saying in corpus()][::3], *nonsense()]
    read("warmer", LEXICON)
    spent = []
    for saying in sayings:
        start = time.perf_counter()
        read(saying, LEXICON)
        spent.append(time.perf_counter() - start)
    assert statistics.median(spent) < 0.03  # 3 ms on a free machine


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.lark")), ids=lambda path: path.stem)
def test_a_rule_stands_in_the_file_of_what_makes_intents_of_it(path: Path) -> None:
    for rule in re.findall(r"(?m)^[a-z]\w*[.:].*\n(?:[ |].*\n)*", path.read_text(encoding="utf-8")):
        names = [re.split(r"\W", rule)[0], *re.findall(r"-> *(\w+)", rule)]
        makers = {kind.__module__ for kind in Reshaping.__mro__ for name in names if name in vars(kind)}
        assert names[0] == "start" or not makers or f"grammar.word_order.{path.stem}" in makers, names
