"""What we tell people to say is understood when they say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

import pytest

from assistant import not_yet
from assistant.answers import HELP
from assistant.respond import lexicon_of
from grammar.intent import NotYet
from grammar.parse import read

BAND = ("Bass", "Gtr L", "Gtr R", "Hats", "Kick", "Lead Vox", "Piano", "Snare", "Tom 1", "Tom 2")
LEXICON = lexicon_of(BAND)

SUGGESTED = [said for act in not_yet.acts().values() for said in re.findall(r'"([^"]+)"', act.nearest)]
EXAMPLES = [said.strip() for row in re.findall(r"(?m)^  \S+(?: back)?  +(.+)$", HELP) for said in row.split("·")]


@pytest.mark.parametrize("said", [*SUGGESTED, *EXAMPLES])
def test_what_is_suggested_is_understood(said: str) -> None:
    reading = read(said, LEXICON)
    assert reading.intents, said
    assert not reading.unread, reading.unread
    assert not any(isinstance(intent, NotYet) for intent in reading.intents), "the nearest thing can be done"


def test_there_are_suggestions_and_examples_to_test() -> None:
    assert len(SUGGESTED) > 10
    assert len(EXAMPLES) > 15


def recognised(act: str, words: Sequence[str]) -> None:
    for said in words:
        # some words need somebody: "reset" alone is starting over, "reset the piano" is not built
        readings = [read(said, LEXICON), read(f"{said} the piano", LEXICON)]
        meant = [{type(intent) for intent in reading.intents} for reading in readings if not reading.unread]
        assert {NotYet} in meant, said


@pytest.mark.parametrize("act", not_yet.acts())
def test_every_act_is_recognised_by_its_own_words(act: str) -> None:
    words = not_yet.acts()[act].words
    recognised(act, Random(act).sample(words, min(len(words), 80)))


@pytest.mark.soak
@pytest.mark.parametrize("act", not_yet.acts())
def test_every_act_is_recognised_by_all_of_its_own_words(act: str) -> None:
    recognised(act, not_yet.acts()[act].words)
