"""Whatever is typed comes to a value, and slips of hand never turn a meaning round."""

from __future__ import annotations

import random
import string
from dataclasses import replace
from typing import Any

import pytest
from studio import BAND, DEAF, desk, noise, write
from test_corpus import bare, corpus, nonsense

from assistant.respond import respond
from grammar.gathering import everyday
from grammar.intent import (
    AddStrip,
    Forget,
    Gather,
    Intent,
    Prefer,
    Reading,
    Recall,
    Remove,
    RemoveStrip,
    Set,
    Simile,
    Snapshot,
    Talk,
    ToBus,
)
from grammar.lexicon import FILE, Lexicon
from grammar.parse import read
from grammar.utterance import LONGEST_TEXT
from grammar.vocabulary import talk

SOAK, TENTH = 20_000, 2_000
SAYINGS = [saying for _, saying in corpus()]
ODDITIES = (
    *"\"`'\\\0\t\n-−éßİ中",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    '""',
    "{}",
    "%s",
    "$(rm",
    "\U0001f3b8",
    "\u0301",
    "1e309",
    "NaN",
)
NUMBERS = (
    "-3dB",
    "1e99",
    "0",
    "-0",
    "9" * 20,
    "3.",
    ".5",
    "1,000,000",
    "-14LUFS",
    "7/8",
    "10:99",
    "440hz",
    "½",
    "\u0663",
)


def adverse(chance: random.Random) -> str:
    """Return something nobody should type."""
    known = chance.choice(SAYINGS)
    kind = chance.randrange(10)
    if kind == 0:  # words in any order
        words = list(talk())
        return " ".join(chance.choices(words, k=chance.randrange(1, 30)))
    if kind == 1:  # letters in any order
        return "".join(chance.choices(string.printable, k=chance.randrange(1, 200)))
    if kind == 2:  # any characters that there are
        return "".join(
            chr(chance.choice([chance.randrange(1, 0xD800), chance.randrange(0xE000, 0x110000)])) for _ in range(60)
        )
    if kind == 3:  # a request with something strange in it
        at = chance.randrange(len(known) + 1)
        return known[:at] + chance.choice(ODDITIES) * chance.randrange(1, 4) + known[at:]
    if kind == 4:  # requests run together, cut anywhere
        joined = chance.choice([" ", ", ", " and ", "; ", ""]).join(chance.choices(SAYINGS, k=chance.randrange(2, 8)))
        return joined[: chance.randrange(1, len(joined) + 1)]
    if kind == 5:  # quotes within quotes
        return f'{chance.choice(BAND)}: "{known} "{chance.choice(ODDITIES)}" {known}'
    if kind == 6:  # numbers where none belong
        return " ".join(
            chance.sample(
                [*known.split(), chance.choice(NUMBERS), chance.choice(NUMBERS)], k=min(6, len(known.split()) + 2)
            )
        )
    if kind == 7:  # words left out
        return " ".join(word for word in f"from to {known}".split() if chance.random() > 0.35)
    if kind == 8:  # a book
        return known * chance.randrange(1, 100_000 // len(known))
    return chance.choice(BAND) + chance.choice(": ,;=") + " ".join(chance.choices(NUMBERS + ODDITIES, k=5))


def attack(lexicon: Lexicon, seed: int, times: int) -> None:
    chance = random.Random(seed)
    for _ in range(times):
        text = adverse(chance)
        found = read(text, lexicon)
        assert isinstance(found, Reading)
        assert found.clauses
        if len(text) > LONGEST_TEXT:
            assert found.intents == (), "a book is not read"


def test_anything_typed_comes_to_a_value(lexicon: Lexicon) -> None:
    attack(lexicon, 1, TENTH)


@pytest.mark.soak
def test_anything_at_all_typed_comes_to_a_value(lexicon: Lexicon) -> None:
    attack(lexicon, 2, SOAK)


def test_and_to_an_answer(tmp_path) -> None:
    session, _ = desk(write(tmp_path / "song", {"Lead Vox": noise(0.5), "Bass": noise(0.5, seed=2)}))
    chance = random.Random(3)
    words = Lexicon(("Lead Vox", "Bass"), everyday({}))
    for _ in range(150):
        text = adverse(chance)
        if not read(text, words).intents:  # nothing to be rendered
            turn = respond(session, text[:LONGEST_TEXT], DEAF)
            assert turn.status in ("asked", "refused", "not_understood", "answered", "done")
            assert turn.reply or turn.asked, text  # a file that is written is told of when it is there


def slipped(word: str, chance: random.Random) -> str:
    """Return a word with one slip of the keyboard behind its first letter."""
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(3):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def edited(saying: str, chance: random.Random) -> str:
    """Return a request as somebody in a hurry types it."""
    match chance.randrange(5):
        case 0:
            return saying.upper()
        case 1:
            return f"{chance.choice(['please', 'can you', 'um,', 'hey,', 'ok,'])} {saying}"
        case 2:
            return f"{saying}{chance.choice([' please', '!!!', ' 🙏', '…', ' thanks'])}"
        case 3:
            return saying.replace(" dB", "dB").replace(" Hz", "hz").replace("-", "−").replace("'", "’")
    words = saying.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if long:
        at = chance.choice(long)
        words[at] = slipped(words[at], chance)
    return " ".join(words)


NAMING = Snapshot | Recall | Gather | AddStrip | RemoveStrip | Simile | Prefer | Forget
"""What holds a name or words of a person's own choosing: whatever is typed there is part of that."""


def meant(text: str, lexicon: Lexicon, kind: Any = Intent) -> list[Intent]:
    """Return what of a kind an utterance asks for; a greeting asks for nothing."""
    return [bare(one) for one in read(text, lexicon).intents if isinstance(one, kind) and not isinstance(one, Talk)]


def unnamed(intents: list[Intent]) -> list[Intent]:
    """Return intents without the names of slots and buses: canonical sentences spell them out, a slip renames them."""
    plain = [replace(one, slot="") if isinstance(one, Set | Remove) else one for one in intents]
    return [replace(one, name="") if isinstance(one, ToBus) else one for one in plain]


def test_a_slip_keeps_the_meaning_or_is_asked_about(lexicon: Lexicon) -> None:
    chance = random.Random(4)
    flipped = []
    for saying in chance.sample(
        [saying for saying in SAYINGS if not meant(saying, lexicon, NAMING) and not FILE.search(saying)], 500
    ):
        expected = meant(saying, lexicon)
        other = edited(saying, chance)
        found = read(other, lexicon)
        if not found.unread and unnamed(meant(other, lexicon)) != unnamed(expected):
            flipped.append((saying, other, found.intents))
    assert flipped == []


def test_what_must_not_act_does_not_act_for_a_slip_of_hand(lexicon: Lexicon) -> None:
    chance = random.Random(5)
    for text in nonsense():
        if read(text, lexicon).unread:
            assert read(edited(text, chance), lexicon).unread, text
