"""What could come next, for the prompt."""

from __future__ import annotations

import pytest

from grammar.complete import MOST, complete
from grammar.gathering import everyday
from grammar.lexicon import Lexicon
from grammar.parse import read

QUALITIES = {"warm": ("warm", "warmth"), "bright": ("bright", "brightness")}
LEXICON = Lexicon(("Kick", "Lead Vox"), everyday(QUALITIES, platforms={"spotify": ("spotify",), "tidal": ("tidal",)}))


@pytest.mark.parametrize(
    ("typed", "next_word"),
    [
        ("", "make"),
        ("make the vocal ", "warmer"),
        ("make the vocal wa", "warmer"),
        ("Ki", "Kick"),
        ("mute Le", "Lead Vox"),
        ("mas", "master"),
        ("master for sp", "spotify"),
        ("pan the kick 30 ", "left"),
        ("make the vocal warmer and br", "brighter"),
        ("turn the kick up 2 dB an", "and"),
    ],
)
def test_what_fits_is_suggested(typed: str, next_word: str) -> None:
    assert next_word in complete(typed, LEXICON)


def test_what_does_not_fit_is_not() -> None:
    assert "warmer" not in complete("master for ", LEXICON)
    assert complete("make the xyzzy ", LEXICON) == ()


@pytest.mark.parametrize("typed", ["make the vocal ", "turn the kick ", "undo ", "pan the kick "])
def test_a_suggestion_brings_reading_further(typed: str) -> None:
    for word in complete(typed, LEXICON):
        reading = read(typed + word, LEXICON)
        assert all(unread.word == "" for unread in reading.unread), word


def test_no_more_is_shown_than_fits_a_glance() -> None:
    assert len(complete("", LEXICON)) <= MOST
