"""What disturbs a recording, and what is to be left out of it, made plain: "the hiss when Gtr L isn't playing".

It tells apart where a thing disturbs (everywhere, in the pauses) from what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from grammar.concept import PEOPLE, Concept, parted, unsaid
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list


def disturbed(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts, clause by clause, as plain as what disturbs in them can be said."""
    found: list[Concept] = []
    for clause, separator in parted(concepts):
        found += _mended(_clause(clause, sayings), found, sayings)
        found += separator
    return found


def _clause(said: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    if not said:
        return []
    return through(
        said,
        partial(_in_the_pauses, sayings=sayings),
        partial(_between_phrases, sayings=sayings),
        partial(_noise_between, sayings=sayings),
        _everywhere,
        _held_again,
        _softened,
        partial(_kept_dry, sayings=sayings),
        partial(_left_out, sayings=sayings),
        _begun,
    )


def _in_the_pauses(said: list[Concept], sayings: Sayings) -> list[Concept]:
    """Return "when Gtr L isn't playing" as between phrases, of whom it names."""
    for at in range(len(said) - 2):
        who = said[at + 1]
        if said[at].word not in word_list("as_long_as") or not (
            who.may_be(*PEOPLE) or who.word in word_list("nobody_in_particular")
        ):
            continue
        denied = " ".join(one.word for one in said[at + 2 : -1])
        silent = not denied if who.word.startswith("no") else denied in word_list("silent")
        if not silent or not said[-1].word.endswith(word_list("plays")):
            continue
        pause = Concept("between phrases", said[at].start, said[-1].end, sayings.readings[("between", "phrases")])
        named = any(one.may_be(*PEOPLE, "REF") for one in said[:at])
        on = [unsaid("on", "_ON", said[at].start), who]
        return [*said[:at], *(on if who.may_be(*PEOPLE) and not named else ()), pause]
    return said


def _between_phrases(said: list[Concept], sayings: Sayings) -> list[Concept]:
    """Return "between her phrases" and "in the gaps of the vocal" as between phrases, of whom is named."""
    for at in range(len(said) - 1):
        after = said[at + 1 : at + 3]
        last = at and len(said) == at + 3 and after[0].may_be("_OF", "_ON", "_IN") and after[1].may_be(*PEOPLE, "REF")
        if last and said[at].may_be("_BETWEEN_PHRASES") and not said[at - 1].may_be(*PEOPLE):
            return [*said[:at], unsaid("on", "_ON", said[at].start), after[1], said[at]]
        if said[at].word not in ("between", "in between") or not after[0].may_be(*PEOPLE, "REF"):
            continue
        told = [one for one in after if one.word.split()[-1] in word_list("phrases")][:1]  # "the guitar notes"
        if not told or (told == after[1:] and after[1].may_be(*PEOPLE)):
            continue
        pause = Concept("between phrases", said[at].start, told[0].end, sayings.readings[("between", "phrases")])
        left = said[at + 1 + len(after[: after.index(told[0]) + 1]) :]
        return [*said[:at], unsaid("on", "_ON", said[at].start), after[0], pause, *left]
    return said


NOISES = ("hummy", "breaths", "clicky", "rumbly", "bleeding")
"""What disturbs most where nothing else is heard, and is taken out wherever it is."""

BESIDE_NOISE = (
    *(
        "_BETWEEN_PHRASES",
        "_FIX",
        "_CURE",
        "_REMOVE",
        "_ROLL_OFF",
        "_TAKE",
        "CUT",
        "_SILENCE",
        "RAISE",
        "_LESS",
        "_KILL",
    ),
    *("_THERE", "_ON", "_OF", "_IN", "_OUT", "_OFF", "_AND", "_IS", *PEOPLE, "REF"),
)
"""What may stand in a clause that says no more than that noise between phrases is to go."""


def _noise_between(said: list[Concept], sayings: Sayings) -> list[Concept]:
    """Return "clean up the noise between the vocal phrases" as silence there; other noises go wherever they are."""
    pause = next((one for one in said if one.may_be("_BETWEEN_PHRASES")), None)
    faults = {one.readings.get("FAULT", one.readings.get("SUFFERS")) for one in said} - {None}
    if pause is None or len(faults) != 1:
        return said
    if faults <= set(NOISES):
        return [one for one in said if one is not pause]
    people = [
        one for one in said if one.may_be(*PEOPLE) or (one.may_be("REF") and one.word not in word_list("pointed_at"))
    ]
    others = [one for one in said if not one.may_be("FAULT", "SUFFERS", *BESIDE_NOISE)]
    if faults != {"noisy"} or others or len(people) > 1:
        return said
    silence = unsaid("silence", "_SILENCE", said[0].start)
    whom = people or [one for one in said if one.may_be("REF")][:1]
    return [silence, *(whom or [Concept("it", pause.start, pause.start, sayings.readings[("it",)])]), pause]


def _is_fault(said: Sequence[Concept]) -> bool:
    return any(one.may_be("FAULT", "SUFFERS", "_BLEED") for one in said)


def _everywhere(said: list[Concept]) -> list[Concept]:
    """Leave out where a fault is said to be that is not looked for in one part of the song only."""
    if not _is_fault(said):
        return said
    left: list[Concept] = []
    for concept in said:
        whole = concept.may_be("REF") and concept.word.startswith(("whole ", "entire "))
        if (
            concept.may_be("_IN_PLACES")
            or concept.word in word_list("anywhere")
            or (whole and left and left[-1].may_be("_DURING", "_UNTIL"))
        ):
            if whole:
                left.pop()
            continue
        left.append(concept)
    return left


def _held_again(said: list[Concept]) -> list[Concept]:
    """Leave out what only says again of whom: "the voice has too much room in it", "clipping on the snare hits"."""
    if (
        len(said) > 3
        and said[0].may_be(*PEOPLE)
        and said[1].may_be("_HAS")
        and said[-1].word in word_list("it_or_that")
    ):
        return said[:-2] if said[-2].may_be("_ON", "_IN") else said
    ends = said[-1].word in word_list("strokes") and len(said) > 2 and said[-2].may_be(*PEOPLE)
    return said[:-1] if ends and said[-3].may_be("_ON", "_OF") and _is_fault(said) else said


def _softened(said: list[Concept]) -> list[Concept]:
    """Return "make the breaths quieter" as turning them down: nobody wants more of them, and quieter."""
    made = said[0].may_be("_MAKE") and len(said) > 2 and said[1].may_be("FAULT")
    way = {"quieter": "down", "softer": "down", "lower": "down", "louder": "up"}
    at = next((i for i, one in enumerate(said) if one.word in way), 0)
    if not made or not at:
        return said
    verb = said[0].read_as("RAISE", way[said[at].word])
    return [verb, *said[1:at], *said[at + 1 :]]


def _kept_dry(said: list[Concept], sayings: Sayings) -> list[Concept]:
    """Return "keep the vocal dry until the chorus" as without its reverb there; for good it may be a rule."""
    dry = next((i for i, one in enumerate(said) if one.word == "dry"), 0)
    if not dry or not said[0].may_be("_LEAVE") or not any(one.may_be("SECTION", "SECONDS", "_BAR") for one in said):
        return said
    whom, where = said[1:dry], said[dry + 1 :]
    people = [one for one in whom if one.may_be(*PEOPLE, "REF")]
    start = said[0].start
    off = [Concept("bypass", start, said[0].end, sayings.readings[("bypass",)])]
    off.append(Concept("reverb", start, said[0].end, {"EFFECT": "Reverb"}))
    if len(people) == len(whom):
        return [*off, unsaid("on", "_ON", start), *whom, *where]
    if not people and not where:
        return [*off, unsaid("in", "_DURING", start), *whom]
    return said


def _left_out(said: list[Concept], sayings: Sayings) -> list[Concept]:
    """Return "take the guitars out of verse two" as out in that part of the song; out of solo they are heard with all.

    Of a part of the song it would be "the solo".
    """
    at = next((i for i, one in enumerate(said[:-1]) if one.word == "out of"), 0)
    section = said[at + 1 :] if at else []
    switched = len(section) == 1 and section[0].may_be("SWITCH") and section[0].start - said[at].end < len(" the ")
    if switched and all(one.may_be(*PEOPLE, "REF", "_AND") for one in said[1:at]) and ("unsolo",) in sayings.readings:
        return [Concept("unsolo", said[0].start, said[0].end, sayings.readings[("unsolo",)]), *said[1:at]]
    begin = 1 if section and section[0].may_be("ORDINAL", "_LAST", "_EVERY") else 0
    if len(section) <= begin or not section[begin].may_be("SECTION") or not said[at - 1].may_be(*PEOPLE, "REF"):
        return said
    middle = said[at].start + len("out")
    out = Concept("out", said[at].start, middle, {"_OUT": ""})
    return [*said[:at], out, Concept("in", middle, said[at].end, {"_DURING": ""}), *section]


def _begun(said: list[Concept]) -> list[Concept]:
    """Return "start with just the piano for eight bars" as only the piano for the first eight of them."""
    starts = said[0].readings.get("EDGE") == "start" and len(said) > 3 and said[1].may_be("_ONLY")
    if not starts or not said[-2].may_be("_DURING") or not said[-1].may_be("QUANTITY"):
        return said
    first = Concept("first", said[-1].start, said[-1].start, {"ORDINAL": "1"})
    return [said[1].read_as("_ONLY"), *said[2:-1], first, said[-1]]


def _mended(said: list[Concept], before: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return "take it out" behind what disturbs as having that gone, which is no mute."""
    told = [one for one in before if one.may_be("_THERE", "_IS", "_ANNOYS", "_TOO_MUCH", "_HAS")]
    taken = len(said) in (3, 4) and said[0].may_be("_TAKE", "CUT") and said[1].word in word_list("it_or_that")
    if not (told and _is_fault(before) and taken and said[2].word in ("out", "away", "off")):
        return said
    gone = Concept("get rid of it", said[0].start, said[2].end, sayings.readings[("get", "rid", "of", "it")])
    return [gone, *said[3:]]
