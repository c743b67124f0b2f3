"""What only the neighbours of a concept tell: which of two meanings it has, or that it says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.concept import PEOPLE, Concept, begun, may_begin, undivided
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.vocabulary import word_list


def _only_points(concept: Concept) -> bool:
    """Whether a word before somebody named says nothing of its own: "these", "both", "all" of the toms."""
    slip = (
        isinstance(ref := concept.readings.get("REF"), Ref)
        and ref.kind == "it"
        and concept.word not in word_list("him_or_her")
    )
    return concept.may_be("_BOTH") or concept.word in word_list("only_points") or slip  # "mute tehm toms"


def _of_voices(found: Sequence[Concept], rest: Sequence[Concept]) -> bool:
    """Whether "backing" beside the lead is who sings behind it: "both vocals, lead and backing"."""
    before = found[-2] if len(found) > 1 and found[-1].may_be("_AND") and found[-1].text != "," else None
    after = rest[1] if len(rest) > 1 and rest[0].may_be("_AND") and rest[0].text != "," else None
    roles = [one.readings.get("ROLE") for one in (before, after) if one is not None]
    return any(isinstance(role, Ref) and role.value == "lead vocal" for role in roles)


def _is_the_rest(concept: Concept) -> bool:
    ref = concept.readings.get("REF")
    return isinstance(ref, Ref) and ref.kind == "rest"


def _begins_there(section: Concept, ahead: Concept) -> bool:
    """Whether a part of the song is named for what is asked there, and no effect: "chorus vocals +1"."""
    return ahead.may_be("_COLON") or (ahead.may_be("ROLE", "STRIP") and ahead.start == section.end + 1)


def _only_those(found: Sequence[Concept], rest: Sequence[Concept]) -> bool:
    """Whether an "only" says no more than the list of names before it: "reverb on the vocal and the piano only"."""
    if rest and not rest[0].separates:
        return False
    at = len(found)
    while at and (found[at - 1].may_be("STRIP", "ROLE") or found[at - 1].may_be("_AND")):
        at -= 1
    names = [one for one in found[at:] if one.may_be("STRIP", "ROLE")]
    head = found[begun(found, at) : at]
    joined = len(names) > 1 and found[-1] is names[-1] and found[-2].text != ","  # "the drums, snare only" is a choice
    return joined and bool(head) and not any(one.may_be("_PLAY") for one in head)


def placed(concepts: Sequence[Concept]) -> list[Concept]:
    """Settle what only the neighbour tells: "these" guitars are no "these", the mix of a compressor is no mix."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        ref = concept.readings.get("REF")
        ahead = concepts[at + 1] if at + 1 < len(concepts) else None
        if concept.word in word_list("away") and found and found[-1].may_be("EFFECT", "FAMILY"):
            concept = concept.but("_ON")
        if (
            concept.may_be("SECTION")
            and concept.may_be("EFFECT")
            and may_begin(found)
            and ahead
            and _begins_there(concept, ahead)
        ):
            concept = concept.only("SECTION")  # "chorus: vox +1"
        if concept.may_be("_ONLY") and _only_those(found, concepts[at + 1 :]):
            continue
        if concept.word in ("only on", "just on") and found and found[-1].may_be("EFFECT"):
            concept = concept.read_as("_ON", "")
        named = concept.may_be("STRIP", "ROLE") or (isinstance(ref, Ref) and ref.kind == "band")
        if named and found and _only_points(found[-1]):
            found.pop()
        if concept.may_be("FAULT", "SUFFERS") and found and found[-1].word in ("her", "his", "their"):
            found.pop()  # "her s sounds are too sharp"
        if concept.word == "all" and found and found[-1].may_be("_IS", "_SOUNDS"):
            continue  # "it's all muddy"
        if (
            concept.may_be("_COMES_IN")
            and "sing" in concept.word
            and found
            and found[-1].word in word_list("who_sings")
        ):
            singer = Ref("role", "lead vocal", words=found[-1].word)
            found[-1] = found[-1].read_as("ROLE", singer)  # "whenever she is singing"
        if concept.may_be("EFFECT") and len(found) > 1 and found[-1].word in ("all", "any"):
            found.pop()  # "remove all compression from the piano"
        if concept.may_be("EFFECT", "FAMILY") and found and found[-1].word == "both":
            found.pop()  # "bypass both the comp and the EQ"
        raised = concept.may_be("_UP", "_DOWN") and found and found[-1].word == "back"
        if raised and any(one.may_be(*PEOPLE, "REF") for one in found):
            found.pop()  # "bring the bass back up"
        if concept.may_be("_BOTH") and found and found[-1].may_be("REF", "ROLE", "STRIP"):
            continue
        if concept.word in ("backing", "backings") and _of_voices(found, concepts[at + 1 :]):
            concept = concept.read_as("ROLE", Ref("role", "backing vocal", words="backing vocals"))
        if concept.may_be("ROLE") and found and _is_the_rest(found[-1]):
            role, before = concept.readings["ROLE"], found.pop()
            assert isinstance(role, Ref)
            other = {"REF": Ref("rest", role.value, words=role.words)}
            concept = Concept(f"{before.text} {concept.text}", before.start, concept.end, other)
        if concept.may_be("REF") and concept.may_be("KNOB"):
            is_knob = bool(found) and found[-1].may_be("EFFECT") and not found[-1].may_be("DEED", "_FADE", "_RAMP")
            shared = ahead is not None and ahead.may_be("PERCENT") and bool(found) and found[-1].may_be("EFFECT")
            is_knob = is_knob or (shared and concept.start == found[-1].end + 1)  # "drive mix 40 %"
            is_knob = is_knob or (
                bool(found) and getattr(found[-1].readings.get("QUANTITY"), "unit", "") == "%"
            )  # "15 % mix"
            of_effect = found[-1:] and found[-1].may_be("_AND") and any(one.may_be("EFFECT", "LABEL") for one in found)
            put = (
                of_effect and ahead is not None and ahead.may_be("PLAIN", "PERCENT") and ahead.start == concept.end + 1
            )
            dosed = (
                bool(found)
                and found[-1].may_be("_MORE", "_LESS")
                and any(one.may_be("EFFECT") for one in concepts[at + 1 :])
            )  # "more feedback but less mix on the delay"
            set_to = bool(found) and found[-1].may_be("_WITH") and ahead is not None and ahead.may_be("_OF")
            dosed = dosed or (set_to and any(one.may_be("EFFECT") for one in found))  # "a compressor with a mix of 40"
            kept = "KNOB" if is_knob or put or dosed else "REF"  # "a doubler on the lead, mix 25"
            concept = concept.only(kept)
        found.append(concept)
    return found


def _somewhere(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, "too harsh up there", "lacking sparkle up top" without where in the spectrum that is."""
    found: list[Concept] = []
    at = 0
    while at < len(concepts):
        said = " ".join(one.word for one in concepts[at : at + 2])
        taken = 2 if said in word_list("up_there") else 1 if concepts[at].word in word_list("up_there") else 0
        heard = bool(found) and found[-1].may_be("QUALITY", "FAULT") and not found[-1].may_be("REGION")
        named = heard and any(one.may_be(*PEOPLE) for one in found)
        told = heard and any(one.may_be("_LACKS", *(("_TOO", "_IS", "_SOUNDS") if named else ())) for one in found)
        ends = at + taken >= len(concepts) or concepts[at + taken].separates or concepts[at + taken].may_be("_ON")
        if taken and told and ends:
            at += taken
        else:
            found.append(concepts[at])
            at += 1
    return found


def _by_ear(concepts: Sequence[Concept]) -> list[Concept]:
    """Return "brighter with an eq" as brighter: it is done so anyway; and "up to taste" as up."""
    found = list(concepts)
    for at in range(len(found) - 1, 0, -1):
        ends = at + 2 >= len(found) or found[at + 2].separates
        eq = found[at].may_be("_WITH") and at + 1 < len(found) and found[at + 1].word in word_list("equalisers")
        if eq and ends and any(one.may_be("COMPARATIVE", "QUALITY", "FAULT") for one in found[:at]):
            return [*found[:at], *found[at + 2 :]]
    return found


def _joined(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "warmer please, on the voice" without the comma before whom all that was said before it is for."""
    for at in range(1, len(concepts) - 2):
        if concepts[at].text != "," or not concepts[at + 1].may_be("_ON"):
            continue
        before = [one for one in concepts[:at] if not one.may_be("_FILLER")]
        behind = undivided(concepts[at + 1 :])
        if not before:
            continue
        wished = before[-1].may_be("COMPARATIVE", "BETTER", "QUALITY", "EFFECT", "REGION", "DEGREE", "QUANTITY")
        open_ = wished and not any(one.may_be(*PEOPLE, "REF") or one.separates for one in before)
        if open_ and len(behind) > 1 and all(one.may_be(*PEOPLE, "_TRACK") for one in behind[1:]):
            return [*before, *concepts[at + 1 :]]
    return concepts


def added(text: str, concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return the concepts, "drop" before "a gate on" as what adds one; "the gate", or one "from" somebody, goes."""
    for one, other, place in zip(concepts, concepts[1:], concepts[2:], strict=False):
        new = text[one.end : other.start].strip().casefold() in ("a", "an", "some", "a bit of", "a little")
        if one.word == "drop" and new and other.may_be("EFFECT") and place.may_be("_INTO", "_TO", "_ON"):
            if place.may_be("_FROM", "_OFF"):
                break
            return [each.read_as("_ADD") if each is one else each for each in concepts]
    return concepts


def unfilled(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, what only fills elsewhere as what it says here.

    "Overall" is the mix where something is to go up or down and nobody is named for it; "a dip would help the singer"
    is done to no singer; "it sounds like a duck" asks for no ducker.
    """
    found = _by_ear(_somewhere(_joined(concepts)))
    for at, concept in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if concept.word == "would help" and after and after.may_be(*PEOPLE):
            found[at] = concept.only()
        ref = concept.readings.get("REF")
        if isinstance(ref, Ref) and ref.kind == "main" and "loudness" in concept.word:
            found[at + 1 :] = _as_loudness(found[at + 1 :])
        ends = after is None or after.may_be("_AND", "_THEN", "_QUESTION")
        if concept.word in word_list("as_a_whole") and ends and any(one.may_be(*PEOPLE) for one in found[:at]):
            found[at] = concept.read_as("_FILLER")  # "take the compressor off the strings entirely"
        if (
            concept.word in word_list("played")
            and not concept.readings
            and at
            and found[at - 1].may_be("ROLE", "STRIP")
            and not (at > 1 and found[at - 2].word.endswith("between"))
        ):
            found[at] = concept.read_as("_FILLER")  # "more definition on the bass notes"
        likened = concept.may_be("_THROAT") and concept.word.endswith("sounds like")
        ends = at + 2 == len(found) or (at + 2 < len(found) and found[at + 2].separates)
        if likened and ends and after and after.may_be("EFFECT") and after.start > concept.end + 1:
            found[at + 1] = after.only()
        if concept.word not in ("overall", "in the mix"):
            continue
        begin = begun(found, at)
        end = next((i for i in range(at, len(found)) if found[i].separates), len(found))
        clause = [one for one in found[begin:end] if "_FILLER" not in one.readings]
        moved = any(one.may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER", "_MORE", "_LESS") for one in clause)
        if clause and moved and not any(one.may_be(*PEOPLE, "REF", "EFFECT", "KNOB", "REGION") for one in clause):
            found[at] = concept.read_as("REF", Ref("main"))
    return found


def _as_loudness(rest: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with the number that a loudness is to be as one of LUFS: "overall loudness at -11"."""
    found = list(rest)
    end = next((i for i, one in enumerate(found) if one.separates), len(found))
    for at, concept in enumerate(found[:end]):
        value = getattr(concept.readings.get("PLAIN"), "value", 0.0)
        if QUIETEST_LUFS <= value <= LOUDEST_LUFS and not any(one.may_be("_UP", "_DOWN", "_BY") for one in found[:at]):
            found[at] = concept.read_as("LOUDNESS", Quantity(value, "LUFS", signed=True))
    return found


QUIETEST_LUFS, LOUDEST_LUFS = -30.0, -5.0
"""How loud a song may be meant to be by a number alone."""
