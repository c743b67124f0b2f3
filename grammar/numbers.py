"""Numbers as people write and say them, with their units: `-3db`, `3.4k`, `4:1`, `half a dB`, `24 dB/oct`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from grammar import notes
from grammar.words import Word

UNITS: dict[tuple[str, ...], tuple[str, int | Decimal]] = {
    **dict.fromkeys([("db",), ("dbs",), ("decibel",), ("decibels",), ("dbfs",), ("db", "fs"), ("lu",)], ("dB", 1)),
    **dict.fromkeys([("hz",), ("hertz",), ("cycles",), ("cycle",)], ("Hz", 1)),
    **dict.fromkeys([("k",), ("khz",), ("kilohertz",), ("k", "hz"), ("kay",), ("ks",)], ("Hz", 1000)),
    **dict.fromkeys([("ms",), ("msec",), ("millisecond",), ("milliseconds",), ("millis",)], ("ms", 1)),
    **dict.fromkeys([("s",), ("sec",), ("secs",), ("second",), ("seconds",)], ("s", 1)),
    **dict.fromkeys([("min",), ("mins",), ("minute",), ("minutes",)], ("s", 60)),
    **dict.fromkeys([("bar",), ("bars",), ("measure",), ("measures",)], ("bars", 1)),
    **dict.fromkeys([("bpm",), ("beats", "per", "minute"), ("beats", "a", "minute")], ("BPM", 1)),
    **dict.fromkeys([("%",), ("percent",), ("per", "cent"), ("pct",)], ("%", 1)),
    **dict.fromkeys([("lufs",), ("lkfs",), ("lufs", "integrated"), ("lufs", "i")], ("LUFS", 1)),
    **dict.fromkeys([("db", "peak"), ("db", "peaks"), ("dbfs", "peak"), ("db", "fs", "peak")], ("dBTP", 1)),
    **dict.fromkeys([("dbtp",), ("db", "tp"), ("db", "true", "peak"), ("db", "dbtp")], ("dBTP", 1)),
    **dict.fromkeys(
        [
            ("db", "/", "oct"),
            ("db", "/", "octave"),
            ("db", "per", "octave"),
            ("db", "per", "oct"),
            ("db", "octave"),
            ("db", "an", "octave"),
        ],
        ("dB/oct", 1),
    ),
    **dict.fromkeys(
        [
            ("semitone",),
            ("semitones",),
            ("semi", "tone"),
            ("semi", "tones"),
            ("semis",),
            ("half", "step"),
            ("half", "steps"),
        ],
        ("semitones", 1),
    ),
    **dict.fromkeys([("whole", "tone"), ("whole", "tones"), ("whole", "step"), ("whole", "steps")], ("semitones", 2)),
    **dict.fromkeys([("octave",), ("octaves",)], ("semitones", 12)),
    **dict.fromkeys([("cent",), ("cents",)], ("semitones", Decimal("0.01"))),
    **dict.fromkeys([("to", "one"), ("to", "1"), ("in", "one")], (":1", 1)),
    **dict.fromkeys([("times",), ("x",)], ("x", 1)),
}
"""Each unit's spellings, and how many of the plain unit one of it is."""

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMERALS = {
    **{word: Decimal(value) for value, word in enumerate(_SMALL)},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS, 2)},
}
LOWEST_HZ = 80
"""From here on two bare numbers may be frequencies: "between 200 and 400"; lower ones are rather times."""

_CLOCK = re.compile(r"(?:\d+:)?\d+:[0-5]\d(?:\.\d+)?")
_DIGITS = frozenset("123456789")
_PARTS = {"quarter": Decimal("0.25"), "third": Decimal(1) / 3, "fifth": Decimal("0.2"), "tenth": Decimal("0.1")}
_UP_TO = ("to", "or", "till", "til", "until", "thru", "through")
"""What stands between the two ends of a range."""
_MORE = frozenset({"more", "less", "extra", "fewer"})
LONGEST = 9
"""Words that a number may have."""

_LONGEST_UNIT = max(map(len, UNITS))
_FIRST_OF_UNIT = frozenset(unit[0] for unit in UNITS)


LEAST_HZ = 20
"""What is less, said with no unit, is no frequency in Hz."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, empty if none was said; `signed` if it came with a plus or a minus.

    "2 to 4 kHz" is the number in the middle of it, `octaves` wide.
    """

    value: float
    unit: str = ""
    signed: bool = False
    octaves: float = 0.0


def joined(words: Sequence[Word]) -> list[Word]:
    """Return the words with a unit next to its number: "two more dB" is "two dB more", "another dB" another one."""
    found: list[Word] = []
    for word in words:
        if found and found[-1].text == "another" and (word.text,) in UNITS:
            found.append(Word("one", word.start, word.start))
        if word.text in ("semitone", "semitones", "octave") and (not found or found[-1].text in (",", "and")):
            found.append(Word("one", word.start, word.start))  # "semitone down on the kick"
        found.append(word)
    for at in range(1, len(found) - 1):
        number, more, unit = found[at - 1 : at + 2]
        counts = number.text in NUMERALS or number.text[0].isdigit()
        if counts and more.text in _MORE and UNITS.get((unit.text,), ("",))[0] == "dB":
            found[at], found[at + 1] = unit, Word(more.text, more.start, unit.end)
    return found


def quantity(words: Sequence[Word]) -> tuple[Quantity, int] | None:
    """Read a quantity at the head of `words`; return it and how many words it took, None if there is none."""
    if found := notes.note(words, _FIRST_OF_UNIT - {"to"}):
        return Quantity(found[0], notes.UNIT), found[1]
    return _range(words) or _one(words)


def _range(words: Sequence[Word]) -> tuple[Quantity, int] | None:
    """Read "2 to 4 kHz", "between 1 and 2 dB", "2 or 3 dB": the middle, on the scale on which the ear has one."""
    between = words[0].text == "between"
    first = _one(words[1:]) if between and len(words) > 1 else _one(words)
    if first is None or first[0].signed or first[0].unit not in ("", "dB", "Hz", "%"):
        return None
    at = first[1] + between
    if not words[at:] or words[at].text not in (["and"] if between else _UP_TO):
        return None
    second = _one(words[at + 1 :]) if at + 1 < len(words) else None
    if second and words[at].text == "or" and (first[0].unit, second[0].unit) == ("dB", ""):  # "a dB or two"
        second = (replace(second[0], unit="dB"), second[1])
    if second is None or second[0].signed or second[0].unit not in ("dB", "Hz", "%", *([""] if between else [])):
        return None
    (low, high), unit = (first[0].value, second[0].value), second[0].unit
    if words[at].text == "or" and high > 2 * low:
        return None  # "2 or 10 dB" leaves a choice
    if unit == "" and (first[0].unit or low < LOWEST_HZ):
        return None
    if unit == "Hz" and first[0].unit == "" and low * 1000 < high * 1.01 and low < 30 <= high:
        low *= 1000  # "2 to 4k"
    if first[0].unit not in ("", unit) or not 0 < low < high:
        return None
    if unit in ("Hz", ""):
        return Quantity(_three_digits(math.sqrt(low * high)), unit, octaves=math.log2(high / low)), at + 1 + second[1]
    return Quantity((low + high) / 2, unit), at + 1 + second[1]


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _one(words: Sequence[Word]) -> tuple[Quantity, int] | None:
    found = _number(words)
    if found is None:
        return None
    value, taken, signed, needs_unit = found
    if _CLOCK.fullmatch(words[0].text):
        return Quantity(float(value), "s"), taken
    if words[taken - 1].text.endswith(":1"):
        return Quantity(float(value), ":1"), taken
    if unit := _unit(words[taken:], needs_unit):
        (name, worth), length = unit
        taken += length
        if [word.text for word in words[taken : taken + 3]] == ["and", "a", "half"]:  # "a dB and a half"
            value, taken = value + Decimal("0.5") * (-1 if value < 0 else 1), taken + 3
        return Quantity(float(value * worth), name, signed), taken
    return None if needs_unit else (Quantity(float(value), "", signed), taken)


def _unit(words: Sequence[Word], only: bool) -> tuple[tuple[str, int | Decimal], int] | None:
    """Return the unit at the head of `words` and how many of them it takes; `only` if the number is none without."""
    for length in range(min(_LONGEST_UNIT, len(words)), 0, -1):
        known = UNITS.get(tuple(word.text for word in words[:length]))
        if known and not (known[0] == "x" and only):
            return known, length
    return None


def _number(words: Sequence[Word]) -> tuple[Decimal, int, bool, bool] | None:
    """Return value, words taken, whether signed, and whether it is only a number if a unit follows."""
    texts = [word.text for word in words[:LONGEST]]
    first = texts[0]
    if share := _share(texts):
        return share
    if _CLOCK.fullmatch(first):
        *hours, minutes, seconds = first.split(":")
        return 3600 * Decimal(sum(map(int, hours))) + 60 * int(minutes) + Decimal(seconds), 1, False, False
    if first.endswith(":1"):
        return Decimal(first.removesuffix(":1")), 1, False, False
    if re.fullmatch(r"[-+]?[\d,]*\.?\d+", first):
        part, taken = _and_part(texts[1:])
        return _digits(first) + part, 1 + taken, first[0] in "+-", False
    if first in ("minus", "plus") and len(texts) > 1:
        after = _number(words[1:])
        if after and not after[2]:
            return (-after[0] if first == "minus" else after[0]), after[1] + 1, True, after[3]
        return None
    if first == "unity":
        return Decimal(0), 2 if texts[1:2] == ["gain"] else 1, False, False
    if first == "a" and texts[1:2] in (["hundred"], ["thousand"]):
        return _numerals(["one", *texts[1:]])
    if texts[:2] == ["a", "few"] or first == "few":
        return Decimal(3), 2 if first == "a" else 1, False, True
    if first == "half" or texts[:2] == ["a", "half"]:
        taken = 2 if first == "a" else 1
        taken += texts[taken : taken + 1] in (["a"], ["an"])
        return Decimal("0.5"), taken, False, True
    if texts[:3] == ["a", "couple", "of"] or first == "couple":
        return Decimal(2), 3 if first == "a" else 1, False, True
    if texts[:2] == ["a", "couple"]:
        return Decimal(2), 2, False, True
    if first in ("a", "an"):
        return Decimal(1), 1, False, True
    return _numerals(texts)


def _share(texts: list[str]) -> tuple[Decimal, int, bool, bool] | None:
    """Read "a quarter of a dB", "three quarters of a dB", "1/2 dB", which are numbers of what follows only."""
    if texts[1:2] == ["/"] and texts[0] in _DIGITS and texts[2:3] and texts[2] in _DIGITS:
        return Decimal(texts[0]) / int(texts[2]), 3, False, True
    many = NUMERALS.get(texts[0], Decimal(texts[0] in ("a", "one")))
    part = _PARTS.get(texts[1].removesuffix("s")) if len(texts) > 1 and many else None
    if part is None or texts[2:3] not in (["of"], ["db"], ["decibel"]):
        return None
    taken = 2 + (texts[2] == "of")
    taken += texts[taken : taken + 1] in (["a"], ["an"])
    return round(many * part, 3), taken, False, True


def _numerals(texts: list[str]) -> tuple[Decimal, int, bool, bool] | None:
    """Read a number in words: "two and a half", "a hundred and ten", "one point five", "three thousand"."""
    value, taken = _below_hundred(texts)
    if not taken:
        return None
    thousands = Decimal(0)
    for word, times in (("thousand", 1000), ("hundred", 100)):
        if texts[taken : taken + 1] == [word]:
            joined = texts[taken + 1 : taken + 2] == ["and"]
            more, length = _below_hundred(texts[taken + 1 + joined :])
            thousands, value = thousands + value * times, more
            taken += 1 + (length + joined if length else 0)
    value += thousands
    if texts[taken : taken + 1] == ["point"] and texts[taken + 1 : taken + 2] and texts[taken + 1] in _SMALL[:10]:
        return value + NUMERALS[texts[taken + 1]] / 10, taken + 2, False, False
    part, length = _and_part(texts[taken:])
    return value + part, taken + length, False, False


def _below_hundred(texts: list[str]) -> tuple[Decimal, int]:
    """Return a number below a hundred in words, and how many it takes: none if there is none."""
    if not texts or texts[0] not in NUMERALS:
        return Decimal(0), 0
    value = NUMERALS[texts[0]]
    if value >= 20 and texts[1:2] and 0 < NUMERALS.get(texts[1], Decimal(0)) < 10:
        return value + NUMERALS[texts[1]], 2
    return value, 1


def _and_part(texts: list[str]) -> tuple[Decimal, int]:
    """Return the part in "and a half", "and three quarters", and how many words it takes: none if there is none."""
    if texts[:1] != ["and"] or len(texts) < 3:
        return Decimal(0), 0
    many = NUMERALS.get(texts[1], Decimal(texts[1] == "a"))
    part = {"half": Decimal("0.5"), **_PARTS}.get(texts[2].removesuffix("s"))
    of_it = texts[3:4] in (["of"], ["the"])  # "and a third of that" is something else
    return (many * part, 3) if part and many and not of_it else (Decimal(0), 0)


def _digits(text: str) -> Decimal:
    """Read digits; a comma before exactly three of them parts thousands, any other is a decimal comma."""
    whole, comma, rest = text.rpartition(",")
    if comma and (len(rest.split(".")[0]) != 3 or whole.strip("+-") in ("", "0")):
        return Decimal(f"{whole.replace(',', '')}.{rest}")
    return Decimal(text.replace(",", ""))


def clock(seconds: float) -> str:
    """Write a place in a song as it is said: `0:20`, `1:05.5`, `1:02:03`."""
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    after = f"{rest:06.3f}".rstrip("0").rstrip(".")
    return f"{hours}:{minutes:02d}:{after}" if hours else f"{minutes}:{after}"
