"""What stands around a request and says nothing of its own, or says it in an odd place: found word by word.

"The piano sitting slightly left", "the guitars could both come down", "bring them up gradually": each is made the plain
request within it before its word order is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile

from grammar.clauses import VERBS
from grammar.concept import WHOM, Concept, begun, unsaid
from grammar.numbers import Quantity
from grammar.passes.counting import some
from grammar.passes.sayers import said_in_front
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list
from grammar.words import spell

_PLACED = (
    "SIDE",
    "SIDE_AT",
    "_HARD",
    "_HALFWAY",
    "_CENTER",
    "QUANTITY",
    "PLAIN",
    "DEGREE",
    "_BACK",
    "_AT",
    "_ABOUT",
    "_UP",
    "_DOWN",
    "_AS_LOUD_AS",
    "_AS_LOUD",
    "COMPARATIVE",
    "BETTER",
    "EXTREME",
)
"""What may say where or how somebody is to sit; "sits better" is something else."""


NEARLY = 0.1
"""How far "slightly under" is from what it is under, as a part of it."""

_WAITING = frozenset({"DynamicEq", "Multiband", "Compressor", "DeEsser", "Limiter", "Expander", "Clipper"})
"""The effects that do nothing until it is loud."""

HIGH_FROM_HZ, LOW_TO_HZ = 1000.0, 500.0
"""A shelf from the one up is one of the highs, from the other down one of the lows; between them nobody knows."""

_SLOWLY = {"_TURN": "_RAMP", "up": "_RAMP_UP", "down": "_RAMP_DOWN"}
"""What a verb is with "gradually" behind it."""


def framed(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return the concepts without what only frames them."""
    return through(
        concepts,
        _whether_any,
        said_in_front,
        partial(_suffers_less, sayings=sayings),
        partial(_than_before, sayings=sayings),
        partial(_during, sayings=sayings),
        _stressed,
        partial(some, sayings=sayings),
        _nearly,
        _unframed,
        _slowed,
        _shelved,
    )


def _unframed(said: Sequence[Concept]) -> list[Concept]:
    found: list[Concept] = []
    for at, concept in enumerate(said):
        before, rest = (found[-1] if found else None), said[at + 1 :]
        if concept.may_be("_SITTING", "_IS") and concept.word == "sit" and _opens(before):
            concept = concept.but("_IS")  # "sit the vocal further back" asks nothing
        if before and _says_nothing(found, concept, rest):
            if concept.may_be("_SITTING") and before.word == "to":
                found.pop()
            continue
        if before and concept.text == "." and _goes_on(rest):
            concept = replace(concept, text=",", readings={"_AND": ""})  # "more. like double"
        found.append(concept)
    return found


def _opens(before: Concept | None) -> bool:
    return before is None or before.separates


def _says_nothing(found: Sequence[Concept], concept: Concept, rest: Sequence[Concept]) -> bool:
    """Whether a word behind others adds nothing to them."""
    before = found[-1]
    if concept.may_be("_SITTING"):  # "I'd like the piano sitting slightly left"
        named = found[-2] if len(found) > 1 and before.word == "to" else before
        return named.may_be(*WHOM, "_NEEDS") and bool(rest) and rest[0].may_be(*_PLACED)
    if concept.may_be("_ALSO") and before.may_be(*WHOM) and rest:  # "the other guitar as well to 60% right"
        return rest[0].may_be("_TO", "_UP", "_DOWN", "SIDE", "_BY", "COMPARATIVE", "QUANTITY", "DEGREE", "SWITCH")
    if concept.may_be("_BOTH"):  # "the guitars could both come down"
        return before.may_be("_NEEDS")
    if concept.may_be("_TOGETHER") and not rest and any(one.may_be("_UP", "_DOWN", "RAISE") for one in found):
        return not any(
            one.may_be("DEED", "_GLUE", "_BUSSING", "_HOLD") for one in found
        )  # "the drums up 2 dB together"
    if concept.may_be("_FROM_THERE"):  # "the bass gets lost after 3 minutes, bring it up from there on"
        return any(one.may_be("_FROM") and two.may_be("SECONDS") for one, two in pairwise(found))
    if not concept.may_be("_BETWEEN_PHRASES", "_WHEN_LOUD"):
        return concept.may_be("_JUST_ADDED") and before.may_be("EFFECT", "QUALITY", "KNOB", "REGION", "FAMILY")
    clause = list(takewhile(lambda one: not one.may_be("_THEN"), reversed(found)))
    if concept.may_be("_BETWEEN_PHRASES"):  # where else are breaths?
        return any(one.readings.get("QUALITY") == "breaths" or one.may_be("_BLEED") for one in clause)
    waits = any(one.readings.get("EFFECT", one.readings.get("DEED")) in _WAITING for one in clause)  # which these do
    return waits or any(one.may_be("FAULT") for one in clause)  # "too harsh when she sings loud"


def _whether_any(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "any distortion on the bass" as the question whether there is some, and not as a wish for it."""
    asks = len(concepts) > 2 and concepts[0].word == "any"
    named = asks and concepts[1].may_be("FAULT", "QUALITY", "EFFECT", "FAMILY")
    if (
        not asks
        or not (named or concepts[-1].may_be("_QUESTION"))
        or concepts[1].may_be("_MORE", "_LESS", "COMPARATIVE")
    ):
        return concepts
    return [concepts[0].read_as("_IS_THERE"), *concepts[1:]]


STATES = ("LEVEL_STATE", "QUALITY", "FAULT", "WEAK", "ADJECTIVE")


def _stressed(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, "loud af" as too loud."""
    for at, concept in enumerate(concepts):
        after = concepts[at + 1] if at + 1 < len(concepts) else None
        if after and after.word in word_list("emphasis") and concept.may_be(*STATES):
            yield Concept(after.text, concept.start, concept.start, {"_TOO": ""})
        if concept.word not in word_list("emphasis") or not at or not concepts[at - 1].readings:
            yield concept


def _goes_on(rest: Sequence[Concept]) -> bool:
    """Whether behind a full stop only the amount of what stands before it is told: ". like 3 dB"."""
    told = list(takewhile(lambda concept: not concept.may_be("_THEN"), rest))
    return (
        1 < len(told) <= 3
        and told[0].may_be("_ABOUT")
        and all(concept.may_be("_TWICE", "QUANTITY", "PLAIN", "_EACH") for concept in told[1:])
    )


def amount_last(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "not more than 2 dB, but bring it down" with how much behind what is to be done."""
    if len(concepts) < 5 or not concepts[0].may_be("_ABOUT", "_LEAST") or not concepts[1].may_be("QUANTITY"):
        return concepts
    verb = next((at for at in range(2, len(concepts)) if concepts[at].may_be(*VERBS)), 2)
    between, rest = concepts[2:verb], [one for one in concepts[verb:] if one.text != "."]
    leads = bool(between) and all(one.may_be("_AND", "_EXCEPT", "_BUT") for one in between)
    if not leads or any(one.may_be("QUANTITY", "PLAIN", "_AND", "_THEN", "DEGREE") for one in rest):
        return concepts
    return [*rest, unsaid(",", "_AND", rest[-1].end), *concepts[:2]]


def _than_before(concepts: Sequence[Concept], sayings: Sayings) -> list[Concept]:
    """Return "louder than" and "before" as "louder" and "than before": it is held against nobody."""
    found: list[Concept] = []
    for concept in concepts:
        before = found[-1] if found else None
        if before and before.word.endswith(" than"):
            head, then = before.text[:-5], ("than", *spell(concept.text))
            readings = sayings.readings.get(spell(head), {})
            if readings and "_THAN_BEFORE" in sayings.readings.get(then, {}):
                found[-1] = replace(before, text=head, end=before.end - 5, readings=readings)
                concept = Concept(f"than {concept.text}", before.end - 4, concept.end, {"_THAN_BEFORE": ""})
        found.append(concept)
    return found


def _during(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Yield the concepts, "in the solo" as a part of the song: "in solo" is by itself."""
    for concept in concepts:
        head, the, name = concept.word.partition(" the ")
        if the and concept.may_be("_BY_ITSELF") and (name,) in sayings.readings and (head,) in sayings.readings:
            start = concept.end - len(name)
            yield Concept(
                concept.text[: len(head)], concept.start, concept.start + len(head), sayings.readings[(head,)]
            )
            yield Concept(concept.text[-len(name) :], start, concept.end, sayings.readings[(name,)])
        else:
            yield concept


def _suffers_less(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Yield the concepts, "less ring on tom 1" as less of it there: "the toms ring on" is something else."""
    for at, concept in enumerate(concepts):
        head, on, _ = concept.word.partition(" on")
        dosed = at > 0 and concepts[at - 1].may_be("_MORE", "_LESS", "_TOO_MUCH")
        if dosed and on and concept.may_be("SUFFERS") and (head,) in sayings.readings:
            middle = concept.start + len(head)
            yield Concept(concept.text[: len(head)], concept.start, middle, sayings.readings[(head,)])
            yield Concept("on", concept.end - 2, concept.end, sayings.readings[("on",)])
        else:
            yield concept


def _nearly(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with "slightly under a dB" as a little less than one, and "just over" as a little more."""
    found: list[Concept] = []
    for concept in concepts:
        number = concept.readings.get("QUANTITY")
        head = _short_of(found)
        if head and isinstance(number, Quantity) and number.unit in ("dB", "%") and not number.signed:
            share = 1 + NEARLY if head[-1].may_be("_OVER") else 1 - NEARLY
            value = replace(number, value=round(number.value * share, 2))
            found[-len(head) :] = [replace(concept, start=head[0].start, readings={"QUANTITY": value})]
        else:
            found.append(concept)
    return found


def _short_of(found: Sequence[Concept]) -> Sequence[Concept]:
    """Return the words at the end that say "slightly under", "(just) over"; none if they may mean anything else."""
    if [one.word for one in found[-2:]] == ["less", "than"]:
        begins = len(found) > 2 and (found[-3].separates or found[-3].may_be("_BUT", "_BY", "_UP", "_DOWN"))
        return found[-2:] if begins else ()
    if not found or not found[-1].may_be("_UNDER", "_OVER"):
        return ()
    if len(found) == 1 or found[-2].separates:
        return found[-1:]
    small = found[-2].may_be("DEGREE") and float(str(found[-2].readings["DEGREE"])) < 1
    return found[-2:] if small else ()


def _slowed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with "gradually", wherever it stands, as part of the verb of its clause."""
    found = list(concepts)
    slowly = next((at for at, concept in enumerate(found) if concept.may_be("_GRADUALLY")), None)
    if slowly is None:
        return found
    begin = begun(found, slowly)
    for at in range(begin, slowly):
        way = "_TURN" if found[at].may_be("_TURN") else str(found[at].readings.get("RAISE", ""))
        if way in _SLOWLY:
            found[at] = found[at].read_as(_SLOWLY[way])
            return [*found[:slowly], *found[slowly + 1 :]]
    if slowly + 1 < len(found):
        verb = found[slowly + 1]
        way = "_TURN" if verb.may_be("_TURN") else str(verb.readings.get("RAISE", ""))
        if way in _SLOWLY:
            found[slowly : slowly + 2] = [verb.read_as(_SLOWLY[way])]
    return found


def _shelved(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with "a shelf" as that of the highs or of the lows, by the frequency beside it."""
    found = list(concepts)
    for at, concept in enumerate(found):
        if not concept.may_be("_SHELF") or concept.may_be("EFFECT"):
            continue
        around = [*takewhile(_is_inside, reversed(found[:at])), *takewhile(_is_inside, found[at + 1 :])]
        corners = _corners(around)
        behind = [i for i in range(at + 1, len(found)) if found[i].separates]
        if not corners and behind and found[behind[0]].text == ",":  # "a shelf on the vocal, plus 1.5 above 10k"
            more = list(takewhile(_is_inside, found[behind[0] + 1 :]))
            strange = any(
                one.may_be("EFFECT", "STRIP", "ROLE", *VERBS) and one.word not in ("up", "down") for one in more
            )
            corners = set() if strange else _corners(more)
        if len(corners) != 1:
            continue
        corner = corners.pop()
        kind = "HighShelf" if corner >= HIGH_FROM_HZ else "LowShelf" if corner <= LOW_TO_HZ else ""
        if kind:
            found[at] = replace(concept, readings={"EFFECT": kind, "FRESH": kind})
    return found


def _corners(concepts: Sequence[Concept]) -> set[float]:
    """Return the frequencies that are named, by their unit or by what stands above or below them."""
    found: set[float] = set()
    for at, concept in enumerate(concepts):
        number = concept.readings.get("QUANTITY", concept.readings.get("PLAIN"))
        edge = at > 0 and concepts[at - 1].may_be("_ABOVE", "_BELOW")
        if isinstance(number, Quantity) and (number.unit == "Hz" or (edge and not number.unit and not number.signed)):
            found.add(number.value)
    return found


def _is_inside(concept: Concept) -> bool:
    return not concept.separates
