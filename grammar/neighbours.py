"""What only the neighbours of a concept tell: whose side, how many, which of two meanings, what says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grammar.clauses import VERBS
from grammar.concept import PEOPLE, Concept
from grammar.intent import Ref
from grammar.numbers import Quantity
from grammar.sayings import Sayings
from grammar.vocabulary import word_list

OPENERS = ("_MAKE", "_TURN", "_ADD", "RAISE", "CUT", "_FIX")
"""Verbs before which "like" says nothing."""


def counted(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Join a role and the numbers behind it, where the session has so many of it: "toms 1 and 3"."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        number = _whole(concept)
        role = found[-1].readings.get("ROLE") if found else None
        through = found[-2].readings.get("REF") if len(found) > 1 and found[-1].text in ("to", "-") else None
        listed = found[-2].readings.get("REF") if len(found) > 1 and found[-1].may_be("_AND") else None
        of_them = concept.readings.get("ROLE")
        all_of = len(found) > 1 and found[-2].word in ("all", "both", "these", "those")
        so_many = _whole(found[-1]) if found and (found[-1].may_be("COUNT") or all_of) else 0
        if isinstance(of_them, Ref) and so_many > 1 and so_many == sayings.count(of_them.value):
            found[-1] = concept  # "the two guitars" are the guitars
        elif isinstance(role, Ref) and _counts(number, found[-1], sayings.count(role.value), concepts[at + 1 :]):
            ref: Mapping[str, object] = {"REF": replace(role, index=number)}
            found[-1] = Concept(f"{found[-1].text} {concept.text}", found[-1].start, concept.end, ref)
        elif isinstance(through, Ref) and through.index and through.index < number <= sayings.count(through.value):
            found.pop()  # "toms 1 to 3"
            for index in range(through.index + 1, number + 1):
                found.append(replace(concept, readings={"ROLE": replace(through, index=index)}))
        elif isinstance(listed, Ref) and listed.index and 0 < number <= sayings.count(listed.value):
            found.append(replace(concept, readings={"REF": replace(listed, index=number)}))
        else:
            found.append(concept)
    return found


NUMBERED = 24
"""No track is numbered higher, and a higher number is of something else: "tom 80 left"."""


def _counts(number: int, named: Concept, count: int, rest: Sequence[Concept]) -> bool:
    """Whether a number behind a role says which of several: one of them, or one too many, which is told then.

    Behind one named it always does, so that "tom 7" is no 7 dB; behind many, where another number says how much.
    """
    if count < 2 or not 0 < number <= max(count, NUMBERED):
        return False
    goes_on = bool(rest) and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE", "_TO")
    how_much = goes_on and any(concept.may_be("QUANTITY", "PLAIN") for concept in rest)
    ups = bool(rest) and rest[0].may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER")
    if ups and not how_much and named.word.endswith("s"):
        return False  # "guitars 1 up" are all of them, by one
    return number <= count or how_much or not named.word.endswith("s")


def _whole(concept: Concept) -> int:
    number = concept.readings.get("PLAIN")
    if not isinstance(number, Quantity) or number.signed:
        return 0  # "guitar +3" is no third guitar
    return int(number.value) if number.value == int(number.value) else 0


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


def placed(concepts: Sequence[Concept]) -> list[Concept]:
    """Settle what only the neighbour tells: "these" guitars are no "these", the mix of a compressor is no mix."""
    found: list[Concept] = []
    for at, concept in enumerate(concepts):
        ref = concept.readings.get("REF")
        ahead = concepts[at + 1] if at + 1 < len(concepts) else None
        if concept.word in word_list("away") and found and found[-1].may_be("EFFECT", "FAMILY"):
            concept = replace(concept, readings={k: v for k, v in concept.readings.items() if k != "_ON"})
        if (
            concept.may_be("SECTION")
            and concept.may_be("EFFECT")
            and (not found or found[-1].may_be("_AND", "_THEN"))
            and ahead
            and _begins_there(concept, ahead)
        ):
            concept = replace(concept, readings={"SECTION": concept.readings["SECTION"]})  # "chorus: vox +1"
        named = concept.may_be("STRIP", "ROLE") or (isinstance(ref, Ref) and ref.kind == "band")
        if named and found and _only_points(found[-1]):
            found.pop()
        if concept.may_be("FAULT", "SUFFERS") and found and found[-1].word in ("her", "his", "their"):
            found.pop()  # "her s sounds are too sharp"
        if concept.word == "all" and found and found[-1].may_be("_IS", "_SOUNDS"):
            continue  # "it's all muddy"
        if (
            concept.may_be("_COMES_IN")
            and "sing" in concept.text
            and found
            and found[-1].word in word_list("who_sings")
        ):
            singer = Ref("role", "lead vocal", words=found[-1].word)
            found[-1] = replace(found[-1], readings={"ROLE": singer})  # "whenever she is singing"
        if concept.may_be("EFFECT") and len(found) > 1 and found[-1].word in ("all", "any"):
            found.pop()  # "remove all compression from the piano"
        if concept.may_be("EFFECT", "FAMILY") and found and found[-1].word == "both":
            found.pop()  # "bypass both the comp and the EQ"
        if concept.may_be("_BOTH") and found and found[-1].may_be("REF", "ROLE", "STRIP"):
            continue
        if concept.word in ("backing", "backings") and _of_voices(found, concepts[at + 1 :]):
            concept = replace(concept, readings={"ROLE": Ref("role", "backing vocal", words="backing vocals")})
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
            of_effect = found[-1:] and found[-1].may_be("_AND") and any(one.may_be("EFFECT") for one in found)
            put = (
                of_effect and ahead is not None and ahead.may_be("PLAIN", "PERCENT") and ahead.start == concept.end + 1
            )
            kept = "KNOB" if is_knob or put else "REF"  # "a doubler on the lead, mix 25"
            concept = replace(concept, readings={kept: concept.readings[kept]})
        found.append(concept)
    return found


def cleared(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what only clears the throat: "ok, make it louder", "like, make it louder"."""
    left: list[Concept] = []
    for at, concept in reversed(list(enumerate(concepts))):
        sighed = _is_sigh(concept, left, concepts[at - 1] if at else None)
        padded = bool(at and left) and _is_padding(concepts[at - 1], concept, left[0])
        knob = concept.word == "wow" and bool(at) and concepts[at - 1].may_be("EFFECT", "LABEL")
        if knob:
            left.insert(0, replace(concept, readings={}))  # "the delay's wow" is no sigh
        elif not sighed and not padded and not (at and _is_breath(concept, left[0] if left else None)):
            left.insert(0, concept)
    left = _unhesitating(left)
    if len(left) > 2 and left[0].word == "right" and left[1].text == ",":
        left = left[2:]  # "Right, leave the vocal alone" agrees to nothing that was asked before
    while len(left) > 1 and left[0].may_be("_THROAT") and not _is_written(left[0], left[1]):
        left.pop(0)
        while len(left) > 1 and left[0].may_be("_AND"):
            left.pop(0)
    if len(left) > 1 and left[0].word in ("nah", "nope") and not left[1].may_be("_AND", "_THEN", "_NOPE"):
        left.insert(1, Concept(",", left[0].end, left[0].end, {"_AND": ""}))  # "nah too much"
    if len(left) > 1 and left[0].may_be("_KEEP") and left[0].text.isalpha() and left[1].may_be("_SNAPSHOT", *OPENERS):
        left.insert(1, Concept(",", left[0].end, left[0].end, {"_AND": ""}))  # "cool save that as version 1"
    states = any(concept.may_be("_IS", "_TOO", "_NEEDS") for concept in left[1:])
    begins = len(left) > 1 and (left[1].may_be("_AND", *OPENERS) or (states and left[1].may_be(*PEOPLE)))
    if begins and left[0].word == "like":
        left.pop(0)
    return left


def _unhesitating(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop where somebody looks for a word: "needs, like, more thump", "brighten the, uh, right guitar"."""
    found: list[Concept] = []
    hesitates = False
    for concept in concepts:
        last = found[-1] if found else None
        stops = concept.text == "," and last is not None
        if stops and last and last.word == "like" and len(found) > 1:
            found.pop()
            if found[-1].text == ",":
                found.pop()
        elif stops and last and not last.readings and last.word in word_list("determiners"):
            found.pop()
            hesitates = True
        elif not (stops and (hesitates or (last and last.may_be("_NEEDS", "_ALIKE")))):
            found.append(concept)
            hesitates = False
    return found


def _is_written(sigh: Concept, after: Concept) -> bool:
    """Whether "OH", in capitals or with a colon, is the overheads: "OH hpf 250", "oh: down 2"."""
    if after.may_be("_COLON"):
        return sigh.may_be(*PEOPLE)
    return sigh.text == "OH" and not after.may_be("_AND", "_THEN", "_TURN", "_MAKE", "_ADD", "_SET", "_TAKE", "SWITCH")


def _is_sigh(concept: Concept, after: Sequence[Concept], before: Concept | None) -> bool:
    """Whether "oh" is what one says as something comes to mind, and no overheads: ". oh and unmute the hats"."""
    if concept.word not in ("oh", "ooh", "ah") or len(after) < 2:
        return False
    goes_on = after[0].may_be("_AND") and after[0].text != ","
    return goes_on and (after[1].may_be(*OPENERS, *VERBS) or (before is not None and before.may_be("_THEN")))


def _is_padding(before: Concept, concept: Concept, after: Concept) -> bool:
    """Whether "like" only comes before how something is, or is to be: "need to be like more smooth"."""
    if concept.word != "like" or not before.may_be("_NEEDS", "_IS", "_TO_BE"):
        return False
    return after.may_be("_MORE", "_LESS", "_TOO", "DEGREE", "COMPARATIVE") or (
        after.may_be("QUALITY", "ADJECTIVE", "LEVEL_STATE") and not after.may_be("CHARACTER", "SIMILE")
    )


def _is_breath(concept: Concept, after: Concept | None) -> bool:
    """Whether a word amid others only draws breath: "the bass is well boomy", "yeah so like turn it up"."""
    kinds = set(concept.readings)
    if kinds == {"_THROAT"} or (concept.readings.get("TALK") == "aside" and concept.text.isalpha()):
        return True
    says_nothing = concept.word == "like" or {"_THROAT"} <= kinds <= {"_THROAT", "DEGREE"}
    compares = concept.word == "so" and after is not None and after.may_be("COMPARATIVE", "POLE")
    return says_nothing and after is not None and (compares or after.may_be(*OPENERS))  # "so warmer and softer"


def added(text: str, concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return the concepts, "drop" before "a gate on" as what adds one; "the gate", or one "from" somebody, goes."""
    for one, other, place in zip(concepts, concepts[1:], concepts[2:], strict=False):
        new = text[one.end : other.start].strip().casefold() in ("a", "an", "some", "a bit of", "a little")
        if one.word == "drop" and new and other.may_be("EFFECT") and place.may_be("_INTO", "_TO", "_ON"):
            if place.may_be("_FROM", "_OFF"):
                break
            return [replace(each, readings={"_ADD": ""}) if each is one else each for each in concepts]
    return concepts


def unfilled(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts, what only fills elsewhere as what it says here.

    "Overall" is the mix where something is to go up or down and nobody is named for it; "a dip would help the singer"
    is done to no singer; "it sounds like a duck" asks for no ducker.
    """
    found = list(concepts)
    for at, concept in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if concept.word == "would help" and after and after.may_be(*PEOPLE):
            found[at] = replace(concept, readings={})
        ref = concept.readings.get("REF")
        if isinstance(ref, Ref) and ref.kind == "main" and "loudness" in concept.word:
            found[at + 1 :] = _as_loudness(found[at + 1 :])
        ends = after is None or after.may_be("_AND", "_THEN", "_QUESTION")
        if concept.word in word_list("as_a_whole") and ends and any(one.may_be(*PEOPLE) for one in found[:at]):
            found[at] = replace(concept, readings={"_FILLER": ""})  # "take the compressor off the strings entirely"
        if (
            concept.word in word_list("played")
            and not concept.readings
            and at
            and found[at - 1].may_be("ROLE", "STRIP")
        ):
            found[at] = replace(concept, readings={"_FILLER": ""})  # "more definition on the bass notes"
        likened = concept.may_be("_THROAT") and concept.word.endswith("sounds like")
        ends = at + 2 == len(found) or (at + 2 < len(found) and found[at + 2].may_be("_AND", "_THEN"))
        if likened and ends and after and after.may_be("EFFECT") and after.start > concept.end + 1:
            found[at + 1] = replace(after, readings={})
        if concept.word not in ("overall", "in the mix"):
            continue
        begin = max((i + 1 for i in range(at) if found[i].may_be("_AND", "_THEN")), default=0)
        end = next((i for i in range(at, len(found)) if found[i].may_be("_AND", "_THEN")), len(found))
        clause = [one for one in found[begin:end] if "_FILLER" not in one.readings]
        moved = any(one.may_be("_UP", "_DOWN", "COMPARATIVE", "BETTER", "_MORE", "_LESS") for one in clause)
        if clause and moved and not any(one.may_be(*PEOPLE, "REF", "EFFECT", "KNOB", "REGION") for one in clause):
            found[at] = replace(concept, readings={"REF": Ref("main")})
    return found


def _as_loudness(rest: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with the number that a loudness is to be as one of LUFS: "overall loudness at -11"."""
    found = list(rest)
    end = next((i for i, one in enumerate(found) if one.may_be("_AND", "_THEN")), len(found))
    for at, concept in enumerate(found[:end]):
        value = getattr(concept.readings.get("PLAIN"), "value", 0.0)
        if QUIETEST_LUFS <= value <= LOUDEST_LUFS and not any(one.may_be("_UP", "_DOWN", "_BY") for one in found[:at]):
            found[at] = replace(concept, readings={"LOUDNESS": Quantity(value, "LUFS", signed=True)})
    return found


QUIETEST_LUFS, LOUDEST_LUFS = -30.0, -5.0
"""How loud a song may be meant to be by a number alone."""

LONGEST_REPEAT = 4
"""Concepts that may be said over and over for emphasis: "more bass more bass"."""


def once(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what is said over and over in the same words: "more bass more bass more bass" is more bass."""
    found: list[Concept] = []
    for concept in concepts:
        found.append(concept)
        for length in range(2, LONGEST_REPEAT + 1):
            said, before = found[-length:], found[-2 * length : -length]
            if before and [one.word for one in said] == [one.word for one in before]:
                del found[-length:]
                break
    return found


def tidied(concepts: Sequence[Concept]) -> list[Concept]:
    """Make one separator of several in a row, and drop those that part nothing."""
    found: list[Concept] = []
    for concept in concepts:
        of_effect = len(found) > 1 and found[-1].may_be("EFFECT") and found[-2].may_be("_EQ")  # "eq the reverb: ..."
        if concept.may_be("_COLON") and not (found and (of_effect or found[-1].may_be("STRIP", "ROLE", "REF"))):
            continue  # it announces nothing
        if concept.may_be("_QUESTION") and found and found[-1].may_be("_AND", "_THEN"):
            found.pop()
        same = bool(found) and concept.word == found[-1].word
        again = same and (concept.text.isalpha() or concept.may_be("_UNDO"))  # "go back go back" is once
        counts = concept.text.isalpha() or concept.word.startswith("ctrl")
        if again and concept.may_be("_UNDO", "_REDO") and counts:  # said three times it is done three times
            found.append(Concept("and", concept.start, concept.start, {"_AND": ""}))
        elif again or (concept.may_be("_QUESTION") and found and found[-1].may_be("_QUESTION")):
            continue  # said twice, meant once
        doubled = concept.may_be("_AND", "_THEN") and (not found or found[-1].may_be("_AND", "_THEN"))
        if not doubled:
            found.append(concept)
        elif found and concept.may_be("_THEN"):
            found[-1] = concept
    while found and found[-1].may_be("_AND", "_THEN"):
        found.pop()
    return found
