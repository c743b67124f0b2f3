"""Note values as people write and say them: `1/8`, "dotted eighth", "quarter note triplets", "semiquaver"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.words import Word

UNIT = "note"
"""The unit of a note value, which is counted in quarter notes."""

QUARTERS = {
    **dict.fromkeys(["whole", "semibreve"], 4.0),
    **dict.fromkeys(["half", "minim"], 2.0),
    **dict.fromkeys(["quarter", "crotchet", "4th"], 1.0),
    **dict.fromkeys(["eighth", "quaver", "8th"], 0.5),
    **dict.fromkeys(["sixteenth", "semiquaver", "16th"], 0.25),
    **dict.fromkeys(["thirtysecond", "demisemiquaver", "32nd"], 0.125),
}
"""How many quarter notes each lasts."""

MORE = {
    **dict.fromkeys(["dotted", "dot", "d"], 1.5),
    **dict.fromkeys(["triplet", "triplets", "t"], 2 / 3),
}
"""How many times as long a note is with a dot, and in a triplet, three of which take the time of two."""

ALONE = frozenset({"semibreve", "minim", "crotchet", "quaver", "semiquaver", "demisemiquaver"})
SEVERAL = frozenset({"eighth", "sixteenth", "thirtysecond", "8th", "16th", "32nd"})
"""What in the plural can be nothing but notes, where no number stands before it."""

REPEATS = frozenset({"delay", "delays", "echo", "echoes", "tremolo", "pulse"})
"""What is in time: in front of these "an eighth" is a note."""

NAMES = ((4.0, "whole"), (2.0, "half"), (1.0, "quarter"), (0.5, "eighth"), (0.25, "sixteenth"), (0.125, "32nd"))


def note(words: Sequence[Word], units: frozenset[str]) -> tuple[float, int] | None:
    """Read a note value at the head of `words`; return its quarter notes and how many words it took.

    Parameters
    ----------
    units
        What a fraction is of where one of these comes next: "1/2 dB" is no note.
    """
    texts = [word.text for word in words[:7]] + [""] * 3
    times = MORE.get(texts[0], 1.0) if len(texts[0]) > 1 else 1.0
    at = 1 if times != 1.0 else 0
    read = _value(texts[at:])
    if read is None:
        return None
    quarters, taken, sure = read
    at += taken
    sure = sure or times != 1.0
    for _ in range(2):  # "eighth note dotted", "triplet eighth notes"
        if texts[at] in ("note", "notes"):
            at, sure = at + 1, True
        elif texts[at] in MORE and times == 1.0 and (len(texts[at]) > 1 or texts[at - 1].isdigit()):
            times, at, sure = MORE[texts[at]], at + 1, True
    fraction = "/" in texts[:at]
    if texts[at] in units or not (sure or texts[at] in REPEATS or fraction):
        return None
    return quarters * times, at


def _value(texts: Sequence[str]) -> tuple[float, int, bool] | None:
    """Return the quarter notes of a plain value, the words it takes and whether it can be nothing but a note."""
    if texts[1] == "/" and re.fullmatch(r"\d+", texts[0]) and texts[2] in ("1", "2", "4", "8", "16", "32"):
        return (4.0 * int(texts[0]) / int(texts[2]), 3, False) if texts[0] != "0" else None
    if texts[0] == "thirty" and texts[1] == "second":
        return 0.125, 2, False
    name = texts[0] if texts[0] in QUARTERS else texts[0].removesuffix("s")
    several = name != texts[0] and name in SEVERAL  # "eighths", "dotted eighths"
    return (QUARTERS[name], 1, name in ALONE or several) if name in QUARTERS else None


def spoken(quarters: float) -> str:
    """Return what a note value is called: "dotted eighth note"."""
    for times, word in ((1.0, ""), (1.5, "dotted "), (2 / 3, "triplet ")):
        for length, name in NAMES:
            if abs(quarters / (length * times) - 1) < 1e-6:
                return f"{word}{name} note"
    return f"{quarters / 4:.4g} of a whole note"


def lasts_ms(quarters: float, bpm: float) -> float:
    """Return how long a note lasts where a quarter note is a beat, to a hundredth of a millisecond."""
    return round(60_000.0 * quarters / bpm, 2)
