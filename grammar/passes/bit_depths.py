"""How finely files are written, told in a list: "16 and 24 bit wav" are two formats, and no sample rate of 16 kHz."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import Concept
from grammar.numbers import Quantity

BITS = {16.0: "wav16", 24.0: "wav24", 32.0: "wav32f"}
"""Formats by the bits that they are written with."""

FILES = ("_EXPORT", "FORMAT", "WHAT", "_MASTER")
"""What speaks of files, so that a bare 16 or 24 beside it is one of bits."""


def bits_listed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, each number in a list of bit depths as a format of its own; "wavs" are no waves."""
    found = [one.but("KNOB") if one.may_be("FORMAT") and one.word == "wavs" else one for one in concepts]
    at = next((i for i in range(len(found)) if _bits(found[i])), None)
    if at is None or not any(one.may_be(*FILES) for one in found):
        return found
    listed = [at]
    while listed[-1] + 2 < len(found) and found[listed[-1] + 1].may_be("_AND"):
        behind = found[listed[-1] + 2]
        if not (_bits(behind) or _says_bits(behind)):
            break
        listed.append(listed[-1] + 2)
    ends = found[listed[-1]]
    told = _says_bits(ends) or (len(listed) > 1 and at > 0 and found[at - 1].may_be("_AT"))
    # behind "at" alone, two of them: nobody asks for a file at 16 kHz and one at 24
    if len(listed) == 1 or not told:
        return found
    for place in listed:
        one = found[place]
        if bits := _bits(one):
            found[place] = Concept(f"{bits:g} bit", one.start, one.end, {"FORMAT": BITS[bits]})
    return found


def _bits(concept: Concept) -> float:
    """Return the number of bits that a bare number may be, 0 if it is none."""
    value = concept.readings.get("PLAIN")
    bare = isinstance(value, Quantity) and not value.signed and value.value in BITS
    return value.value if bare and isinstance(value, Quantity) else 0.0


def _says_bits(concept: Concept) -> bool:
    return concept.may_be("FORMAT") and "bit" in concept.word
