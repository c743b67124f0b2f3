"""From phrases to concepts: session names, misspellings, politeness, collisions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grammar.concept import Concept
from grammar.gathering import everyday
from grammar.inflect import comparatives, deeds, positives, workings
from grammar.intent import Ref
from grammar.lexicon import Lexicon
from grammar.spelling import meant
from grammar.vocabulary import vocabulary

WARM = {"warm": ("warm", "warmth"), "muddy": ("muddy", "mud"), "bright": ("bright", "treble")}


EVERYDAY = everyday(WARM, frozenset({"muddy"}), {"spotify": ("spotify",)})


def make(*strips: str) -> Lexicon:
    return Lexicon(strips, EVERYDAY)


def only(lexicon: Lexicon, text: str) -> Concept:
    (concept,) = lexicon.concepts(text)
    return concept


@pytest.mark.parametrize("text", ["Lead Vox", "lead vox", "LEAD VOX", "Lead_Vox", "the lead-vox"])
def test_a_strip_is_found_however_it_is_written(text: str) -> None:
    assert only(make("Lead Vox", "Bass"), text).readings == {"STRIP": "Lead Vox"}


def test_a_part_of_a_name_is_enough_where_no_other_name_has_it() -> None:
    lexicon = make("Solo Marimba Take 3", "Bass Take 3")
    assert only(lexicon, "marimba take 3").readings["STRIP"] == "Solo Marimba Take 3"
    assert not any("STRIP" in concept.readings for concept in lexicon.concepts("take 3"))


def test_a_side_tells_the_two_of_a_pair_apart() -> None:
    lexicon = make("Gtr L", "Gtr R")
    assert only(lexicon, "the left guitar").readings["STRIP"] == "Gtr L"
    assert only(lexicon, "guitar right").readings["STRIP"] == "Gtr R"


def test_a_word_for_several_strips_is_the_role_and_for_one_alone_its_name() -> None:
    assert only(make("Snare", "Snare Bottom"), "snare").readings == {"ROLE": Ref("role", "snare")}
    assert only(make("Snare", "Kick"), "snare").readings == {"STRIP": "Snare"}


def test_a_number_counts_the_strips_of_a_role_only_where_there_are_so_many() -> None:
    lexicon = make("Rack Tom", "Floor Tom", "Bass")
    assert only(lexicon, "tom 2").readings == {"REF": Ref("role", "tom", 2)}
    assert len(lexicon.concepts("toms 3")) == 2
    assert len(lexicon.concepts("bass 1")) == 2


def test_a_number_beyond_the_strips_of_a_role_counts_them_where_another_says_how_much() -> None:
    lexicon = make("Rack Tom", "Floor Tom", "Bass")
    assert lexicon.concepts("tom 7 up 3 dB")[0].readings == {"REF": Ref("role", "tom", 7)}
    assert len(lexicon.concepts("toms 7 up")) == 3


def test_the_reverb_is_the_effect_even_where_its_return_is_called_so() -> None:
    assert "STRIP" not in only(make("Reverb", "Vox"), "reverb").readings
    assert only(make("Room", "Vox"), "room").readings == {"STRIP": "Room"}


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("voacls", "ROLE"),
        ("warmmer", "COMPARATIVE"),
        ("brigther", "COMPARATIVE"),
        ("compresor", "EFFECT"),
        ("thresold", "KNOB"),
    ],
)
def test_a_slip_of_the_keyboard_is_read_as_meant(typed: str, concept: str) -> None:
    assert concept in only(make("Vox"), typed).readings


@pytest.mark.parametrize("typed", ["bake", "live", "xyzzy", "barter", "kept"])
def test_another_word_is_not_bent_into_one_of_ours(typed: str) -> None:
    assert only(make("Vox"), typed).readings == {}


def test_a_slip_between_two_names_is_asked_about() -> None:
    concept = only(make("Marta", "Marfa"), "marpa")
    assert concept.readings == {}
    assert set(concept.nearest) == {"marta", "marfa"}


def test_a_tie_of_equal_distance_is_returned_whole() -> None:
    assert meant("bease", ("bears", "beast", "tease", "bass")) == ("beast",)
    assert meant("boll", ("bolt", "bold", "ball")) == ("ball", "bold", "bolt")


def test_politeness_is_left_out_and_nothing_else() -> None:
    polite = make("Vox").concepts("Could you please just make the vox a bit warmer, thanks in advance?")
    assert [concept.text for concept in polite] == ["make", "vox", "a bit", "warmer", "?"]


@pytest.mark.parametrize("word", ["not", "don't", "only", "without", "except", "but", "unless", "no", "never", "keep"])
def test_no_word_that_turns_a_meaning_round_is_politeness(word: str) -> None:
    sayings = {*vocabulary().filler, *vocabulary().throat}
    assert not any(word in saying.split() for saying in sayings)
    assert only(make("Vox"), f"{word}").text == word


def test_one_saying_for_two_things_of_a_kind_is_refused_by_name() -> None:
    twice = {"warm": ("warm", "round"), "soft": ("soft", "round")}
    with pytest.raises(ValueError, match="'round' is both warm and soft"):
        everyday(twice)


def test_a_word_of_two_kinds_keeps_both_readings() -> None:
    lexicon = Lexicon((), everyday({"wide": ("wide", "width")}))
    assert {"EFFECT", "QUALITY"} <= only(lexicon, "width").readings.keys()


def test_two_strips_of_one_spelling_are_nobody_in_particular() -> None:
    assert "STRIP" not in only(make("Lead Vox", "lead_vox"), "lead vox").readings


def test_what_one_session_names_is_said_in_no_other() -> None:
    before = {saying: dict(readings) for saying, readings in EVERYDAY.readings.items()}
    named = Lexicon(("Kick In", "Warm", "Toms"), EVERYDAY, ("too loud",), ("the guitars",), ("Drums",))
    assert only(named, "warm").readings["STRIP"] == "Warm"
    assert only(named, "too loud").readings["KEPT"] == "too loud"
    assert only(named, "the guitars").readings == {"REF": Ref("group", "the guitars")}
    assert only(named, "the drum bus").readings["STRIP"] == "Drums"
    assert EVERYDAY.readings == before
    assert "STRIP" not in only(make("Vox"), "warm").readings
    assert only(make("Vox"), "guitars").readings == {"ROLE": Ref("role", "guitar")}


@pytest.mark.parametrize(
    ("adjective", "more"),
    [
        ("warm", "warmer"),
        ("muddy", "muddier"),
        ("wide", "wider"),
        ("thin", "thinner"),
        ("loud", "louder"),
        ("dry", "drier"),
    ],
)
def test_adjectives_are_raised_and_lowered_again(adjective: str, more: str) -> None:
    assert more in comparatives(adjective)
    assert adjective in positives(more)


def test_tools_become_verbs_and_verbs_nouns() -> None:
    assert deeds("compressor") == ("compress",)
    assert deeds("limiter") == ("limit",)
    assert deeds("saturation") == ("saturate",)
    assert "compression" in workings("compress")
    assert "limiting" in workings("limit")


def test_reading_loads_nothing_that_renders() -> None:
    code = (
        "import sys; from grammar import lexicon, parse, say, complete; "
        "sys.exit(bool({'numba', 'scipy', 'torch', 'soundfile', 'textual'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("strips", "said", "strip"),
    [
        (("Bass", "Synth Bass"), "synth bass", "Synth Bass"),
        (("Floor Tom", "Rack Tom"), "floor tom", "Floor Tom"),
        (("flute", "saxophone 1"), "flute", "flute"),
    ],
)
def test_a_name_said_in_full_is_that_strip_though_others_play_the_like(strips, said, strip) -> None:
    assert only(make(*strips), said).readings == {"STRIP": strip}


def test_every_list_of_words_is_there_and_looked_for() -> None:
    root = Path(__file__).parents[1]
    sources = [
        path.read_text(encoding="utf-8") for path in (*root.glob("grammar/**/*.py"), *root.glob("assistant/*.py"))
    ]
    named = set(re.findall(r'word_list\("(\w+)"\)', "".join(sources)))
    assert named | {"long_fade", "short_fade"} == vocabulary().words.keys()
