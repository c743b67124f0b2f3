"""Words beside others that ask for nothing themselves: they tell which, in what order, or from where on."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.catalogue import knobs
from grammar.concept import PEOPLE, Concept, may_begin, unsaid
from grammar.numbers import LEAST_HZ, Quantity
from grammar.vocabulary import word_list

STATES = ("_NEEDS", "_IS", "_LACKS", "SUFFERS", "_SOUNDS")
"""What is said of somebody: who that is stands before it."""

COMPARED = ("COMPARATIVE", "POLE", "SUPERLATIVE")
"""Before "one" these pick somebody: "the louder one" is no "louder by one"."""


BOUNDED = {"up": "above", "upwards": "above", "upward": "above", "down": "below", "downwards": "below"}
"""What behind a frequency tells on which side of it: "from 6k up" is above 6k."""


def attributed(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, without what only describes, counts off or bounds what stands beside it.

    "Funky bass needs more snap" asks for nothing funky, "first the vocal" is no first vocal, and a range of frequencies
    goes nowhere: "cut the guitars from 6k up".
    """
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        behind = concepts[at + 1 : at + 3]
        described = len(behind) == 2 and behind[0].may_be(*PEOPLE) and behind[1].may_be(*STATES)
        if concept.may_be("CHARACTER") and described and may_begin(found):
            continue
        if concept.word in word_list("channels") and behind and behind[0].may_be(*PEOPLE):
            opens = concept.word == "stereo" and may_begin(found) and len(behind) == 2
            if opens or _is_definite(text[: concept.start].rpartition(" ")[0].rpartition(" ")[2]):
                continue  # "the stereo piano"
        knob = bool(behind) and behind[0].may_be("KNOB") and _is_definite(text[concept.end : behind[0].start])
        if concept.word == "not" and knob:
            concept = concept.read_as("_NOT")  # "not the attack, the release" is no attack of 0
        if concept.word == "first" and behind and _is_definite(text[concept.end : behind[0].start]):
            continue
        picks = concept.word == "one" and found and found[-1].may_be(*COMPARED)
        asks = concept.word in word_list("delivered") and behind and behind[0].may_be("_QUESTION")
        if picks or asks:
            concept = concept.only()  # "the louder one", "saved?"
        if concept.word == "really" and behind and not behind[0].may_be("_QUESTION", "_AND", "_THEN"):
            concept = concept.only("DEGREE")
        if concept.word.startswith("width") and found and _has_width(found[-1]):
            end = concept.start + len("width")
            found.append(Concept(text[concept.start : end], concept.start, end, {"KNOB": knobs()["width"]}))
            if concept.end > end:
                found.append(Concept(text[end : concept.end].strip(), end + 1, concept.end, {"_ON": ""}))
            continue  # "turn the reverb width on the piano up"
        section = found[-1] if found and found[-1].may_be("SECTION") else None
        if section and concept.may_be("PLAIN") and _are_apart(text, section, concept):
            found.append(unsaid("", "_BY", concept.start))  # "take the choruses one louder"
        if concept.may_be("EDGE") and concept.may_be("REGION") and _is_of_the_mix(concepts[at + 1 :]):
            concept = concept.but("EDGE")
        side = BOUNDED.get(concept.word)
        goes_on = bool(behind) and behind[0].may_be("_TO", "QUANTITY", "PLAIN")
        if side and not goes_on and len(found) > 1 and found[-2].may_be("_FROM") and _is_frequency(found[-1]):
            start, end = found[-2].start, found[-2].end
            found[-2] = Concept(text[start:end], start, end, {f"_{side.upper()}": side})
            continue
        found.append(concept)
    return found


def _are_apart(text: str, section: Concept, number: Concept) -> bool:
    """Whether a number behind a part of the song is none of that: "in the choruses one louder", "in the intro: 15"."""
    many = section.word.endswith(("es", "os", "oks", "ins"))  # misspelt too: "chorruses"
    return many or bool(text[section.end : number.start].strip(" #"))


def _is_of_the_mix(behind: Sequence[Concept]) -> bool:
    """Whether "the top" is what is high in a mix, and no beginning of a song: "harsh at the top of the mix"."""
    return len(behind) > 1 and behind[0].may_be("_OF") and behind[1].word == "mix"


def _has_width(concept: Concept) -> bool:
    """Whether an effect is named that has a width of its own, as a reverb has."""
    effect = concept.readings.get("EFFECT")
    return isinstance(effect, str) and effect != "Width" and knobs()["width"].among(effect) is not None


def _is_definite(between: str) -> bool:
    return between.strip().casefold() in ("the", "my", "our")


def _is_frequency(concept: Concept) -> bool:
    said = concept.readings.get("QUANTITY") or concept.readings.get("PLAIN")
    if not isinstance(said, Quantity) or said.signed:
        return False
    return said.unit == "Hz" or (not said.unit and said.value >= LEAST_HZ)
