"""What only says something of an effect beside one: "one repeat", "mix half", "low in the mix" of a delay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from dsp.effects import BY_NAME
from grammar.catalogue import SENT, Knob, knobs, states
from grammar.concept import Concept, undivided, unsaid
from grammar.numbers import LEAST_HZ, Quantity
from grammar.together.listing import effect_of

HEARD_DB = -24.0
"""What lies this far under the first echo is not counted as one."""

ECHOES = frozenset({"repeat", "repeats", "echo", "echoes", "bounce", "bounces"})
MIDDLE = frozenset({"medium", "med", "moderate", "middling", "average", "normal", "standard", "mid"})
MIDDLING = frozenset({"attack", "release", "ratio", "rate", "depth", "knee", "hold", "decay", "speed", "range"})
"""The knobs of which "medium" says that they are to stand where they do as an effect comes."""

HEAVY = {**dict.fromkeys(["light", "subtle", "mild", "slight"], "down"), **dict.fromkeys(["heavy", "strong"], "up")}
"""What a degree before a knob says of it: "light depth"."""

ONE = frozenset({"one", "single", "a single", "1"})

_MIX = frozenset({"mix", "wet", "blend", "mixed in", "blended in", "blended", "mixed"})

_NARROW = frozenset(
    {"tight", "nice and tight", "sharp", "pinpoint", "razor sharp", "needle thin", "hair thin", "very tight"}
)
"""How narrow a band is to be, said behind it."""

LOW = frozenset(
    [
        *("low in the mix", "down in the mix", "deep in the mix", "back in the mix", "low in level", "low", "low down"),
        *("tucked in", "tucked under", "tucked away", "tucked back", "tucked in behind", "tucked underneath"),
        *("in the background", "well back", "way back", "far back", "kept low", "kept quiet", "set low", "mixed low"),
        *("barely audible", "barely there", "only just audible", "just audible", "hardly audible", "hardly there"),
        *("underneath", "behind it", "not too loud", "not loud"),
    ]
)
"""How soft an echo or a reverb is to be, said behind it."""

_STRESSED = ("quite", "very", "pretty", "really", "fairly", "rather", "nice and", "just", "kept", "only")


def told(text: str, concepts: Sequence[Concept], tools: Mapping[str, str]) -> list[Concept]:
    """Return the concepts with what is said of the effect before it in the words of that effect's knobs."""
    found: list[Concept] = []
    effect = ""
    at = 0
    while at < len(concepts):
        concept = concepts[at]
        effect = (
            ""
            if concept.may_be("_THEN", "_QUESTION", "_REMOVE")
            else effect_of(concept, tools) or effect or _implied(concept)
        )
        if concept.word == "a notch" and _is_filter(found, concepts[at + 1 :]):
            found.append(replace(concept, readings={"EFFECT": "Notch", "FRESH": "Notch"}))
            effect = "Notch"
            at += 1
        elif concept.word == "up to" and at + 1 < len(concepts) and concepts[at + 1].may_be("FACTOR"):
            middle = concept.start + len("up")  # "turn it up to a third" does not turn it down
            found += [Concept("up", concept.start, middle, {"_UP": ""}), replace(concept, text="to", start=middle + 1)]
            at += 1
        elif effect == "Doubler" and concept.word == "apart" and found[-1].may_be("QUANTITY"):
            at += 1  # "15 cents and 20 ms apart"
        elif _is_nothing_counted(found, concepts, at):
            concept = concept.but("PLAIN")
            named = next((one for one in reversed(found) if one.may_be("FRESH")), None)
            found.append(replace(named, start=concept.start, end=concept.end) if named else concept)
            at += 1
        elif mixing := _mixed_in(found, concepts[at:]):
            found.append(mixing)
            at += 2
        elif effect and (other := _said(text, found, concepts[at:], effect)):
            found += other[1]
            at += other[0]
        else:
            found.append(_owned(found, concepts, at, effect))
            at += 1
    return found


def _implied(concept: Concept) -> str:
    """Return the effect that a number is of where none is named: "kick 4:1, medium release" is of a compressor."""
    number = concept.readings.get("QUANTITY")
    return "Compressor" if isinstance(number, Quantity) and number.unit == ":1" else ""


def _is_filter(before: Sequence[Concept], ahead: Sequence[Concept]) -> bool:
    """Whether "a notch" is one, at a frequency, and no little: "put a notch at 1.2k"."""
    if not ahead or not ahead[0].may_be("_AT", "_ABOUT", "_ON", "_IN"):
        return False
    at = next(
        (i for i, one in enumerate(undivided(ahead[:-1])) if one.may_be("_AT", "_ABOUT") and one.word != "in"), -1
    )
    said = ahead[at + 1].readings if at >= 0 else {}
    number = said.get("QUANTITY", said.get("PLAIN"))
    adds = not before or before[-1].may_be("_ADD", "_SET", "_AND", "_THEN")
    place = isinstance(number, Quantity) and (number.unit == "Hz" or (not number.unit and number.value >= LEAST_HZ))
    return adds and place


def _is_nothing_counted(before: Sequence[Concept], concepts: Sequence[Concept], at: int) -> bool:
    """Whether a "one" is an effect, and no number: "is there a phaser? put one on the guitars"."""
    ahead = concepts[at + 1] if at + 1 < len(concepts) else None
    adds = bool(before) and before[-1].may_be("_ADD")
    return concepts[at].word == "one" and adds and ahead is not None and ahead.may_be("_ON", "_FOR")


def _mixed_in(before: Sequence[Concept], rest: Sequence[Concept]) -> Concept | None:
    """Return "mix in" as what is done with what is in parallel, and no "mix": "parallel compression, mix in 40 %"."""
    if len(rest) < 3 or (rest[0].word, rest[1].word) != ("mix", "in"):
        return None
    if not any(one.may_be("_PARALLEL", "_PARALLELING", "_IN_PARALLEL") for one in before):
        return None
    return Concept("mix in", rest[0].start, rest[1].end, {"_MIXED": ""})


def _owned(before: Sequence[Concept], concepts: Sequence[Concept], at: int, effect: str) -> Concept:
    """Return a knob in a list as that of the effect that the list is of: "chorus on the piano, slow rate, 40% mix"."""
    concept = concepts[at]
    named = concept.readings.get("KNOB")
    if not isinstance(named, Knob) or not effect or not named.among(effect):
        return concept
    own = [*undivided(reversed(before)), *undivided(concepts[at:])]
    apart = len(own) <= len(before) and not any(one.may_be(*_NAMING) for one in own if one is not concept)
    owners = tuple(owner for owner in named.owners if owner[0] == effect)
    return replace(concept, readings={**concept.readings, "KNOB": Knob(named.word, owners)}) if apart else concept


_NAMING = ("EFFECT", "FAMILY", "STRIP", "ROLE", "REF", "CHARACTER", "DEED", "_MORE", "_LESS", "REGION")


def _said(
    text: str, before: Sequence[Concept], rest: Sequence[Concept], effect: str
) -> tuple[int, Sequence[Concept]] | None:
    """Return how many concepts say something of an effect, and what they come to; None if none do."""
    one, other = rest[0], rest[1] if len(rest) > 1 else None
    if effect == "Delay" and other and other.word in ECHOES and (count := _count(one)):
        feedback = 0 if count == 1 else round(100 * 10 ** (HEARD_DB / 20 / count))
        return 2, (_knob(one, effect, "feedback"), _number(other, float(feedback), "%"))
    knob = next((each for each in (one, other) if each and each.may_be("KNOB")), None)
    middle = next((each for each in (one, other) if each and each.word in MIDDLE), None)
    next_one = one is knob and bool(before) and before[-1].may_be("TRAIT") and rest[2:3] and rest[2].may_be("KNOB")
    if knob and middle and not next_one and (stands := _by_default(knob, effect)):
        assert other, "they are two"
        return 2, (
            replace(knob, start=one.start, end=one.end),
            _number(replace(other, text=middle.text), stands.value, stands.unit),
        )
    leads = one.may_be("_WITH") and any(each.may_be("CHARACTER") for each in undivided(reversed(before)))
    if leads and any(each.may_be("KNOB") for each in rest[1:4]):
        return 1, (unsaid(",", "_AND", one.start),)  # "eighth note ping pong with 25 % feedback"
    if not before or not before[-1].may_be("_AND", "_WITH"):
        return None
    end = next((i for i, each in enumerate(rest) if each.separates), len(rest))
    said = text[one.start : rest[end - 1].end].casefold() if end else ""
    if effect in ("Notch", "Bell") and before[-1].may_be("_AND") and said in _NARROW:
        return end, (Concept("narrow", one.start, rest[end - 1].end, {"STATE": states()["narrow"]}),)
    heavy = HEAVY.get(one.word)
    if end == 2 and heavy and other and other.may_be("KNOB") and one.may_be("DEGREE"):
        return 2, (one.read_as("TRAIT", heavy), other)
    mixed = next((each for each in rest[:end] if each.word in _MIX), None)
    share = next((each for each in rest[:end] if each.may_be("FACTOR")), None)
    if end == 2 and mixed and share and "mix_pct" in dict(_fields(effect)):
        percent = round(float(Fraction(str(share.readings["FACTOR"]))) * 100)
        if percent < 100:
            return 2, (_knob(one, effect, "mix"), _number(rest[1], float(percent), "%"))
    sized = any(each.may_be("QUANTITY", "LABEL") for each in before)
    if effect in ("Delay", *(SENT if sized else ())) and before[-1].may_be("_AND") and _unstressed(said) in LOW:
        return end, (Concept("quiet", one.start, rest[end - 1].end, {"STATE": states()["quiet"]}),)
    return None


def _knob(said: Concept, effect: str, word: str) -> Concept:
    """Return what was said as one knob of an effect."""
    owners = tuple(owner for owner in knobs()[word].owners if owner[0] == effect)
    return Concept(said.text, said.start, said.end, {"KNOB": Knob(word, owners)})


def _number(said: Concept, value: float, unit: str) -> Concept:
    """Return what was said as a number."""
    return Concept(said.text, said.start, said.end, {"QUANTITY": Quantity(value, unit)})


def _by_default(knob: Concept, effect: str) -> Quantity | None:
    """Return where a knob stands as an effect comes, if that is neither little nor much of it."""
    named = cast(Knob, knob.readings["KNOB"])
    if named.word not in MIDDLING or effect not in BY_NAME or not (field := named.among(effect)):
        return None
    param = BY_NAME[effect].params[field]
    return Quantity(float(param.default), param.unit) if param.low < param.default < param.high else None


def _fields(effect: str) -> tuple[tuple[str, str], ...]:
    return tuple((field, owner) for owner, field in knobs()["mix"].owners if owner == effect)


def _count(concept: Concept) -> int:
    """Return how many echoes are counted, 0 if none are."""
    if concept.word in ONE:
        return 1
    number = concept.readings.get("PLAIN")
    value = number.value if isinstance(number, Quantity) and not number.signed else 0.0
    return int(value) if value == int(value) and 1 <= value <= 12 else 0


def _unstressed(said: str) -> str:
    """Return what was said without a word that only makes it stronger."""
    for word in _STRESSED:
        said = said.removeprefix(f"{word} ")
    return said.removesuffix(" please").strip()
