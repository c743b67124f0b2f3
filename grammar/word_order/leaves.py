"""The smallest rules of `leaves.lark`: a concept each, or a few, become a part of a clause."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from lark import Transformer

from dsp.mix import MAIN
from grammar.catalogue import Knob, Label, Pole, poles
from grammar.concept import Concept
from grammar.intent import Ref, Target
from grammar.mastered import CALLED
from grammar.numbers import Quantity
from grammar.parts import Unclear
from grammar.pieces import (
    AsMuch,
    But,
    Deed,
    Degree,
    Direction,
    Effect,
    Exactly,
    Factor,
    Heading,
    Hint,
    Mended,
    Particle,
    Qualify,
    Quality,
    Region,
    Value,
    Way,
    Zone,
)
from grammar.refs import names_level
from grammar.vocabulary import talk

T = TypeVar("T")
Said = list[Any]


def read(said: Said, terminal: str, kind: type[T], at: int = 0) -> T:
    """Return what the concept at that place stands for as `terminal`."""
    value = said[at].readings[terminal]
    assert isinstance(value, kind), f"{terminal} stands for a {kind.__name__}"
    return value


class Leaves(Transformer[Concept, Any]):
    """The rules that name somebody, something, a direction or a number."""

    def target(self, said: Said) -> Target:
        groups = [part for part in said if isinstance(part, tuple)]
        excepted = said.index(EXCEPT) if EXCEPT in said else len(said)
        refs = [ref for group in said[:excepted] for ref in group]
        without = [ref for group in said[excepted + 1 :] for ref in group]
        assert groups, "a target names somebody"
        if refs[0].kind == "bus" and not refs[0].words:  # "the bus of the kick and the snare"
            refs = [replace(refs[0], of=(*refs[0].of, *refs[1:]))]
        if len(refs) > 1 and names_level(Target(tuple(refs))):
            raise Unclear("it names somebody, and a level beside him")  # "lower the reverb on the vocal and its level"
        if len(refs) > 1 and Ref("main") in refs:  # "mix the vocal at -6" turns no mix
            raise Unclear("it names the whole mix and a part of it")
        if Ref("it") in without and {ref.kind for ref in refs} <= {
            "strip",
            "role",
            "it",
        }:
            raise Unclear("it names somebody and leaves him out at once")  # "the synth but drop it 2 dB"
        if len(refs) > 1 and refs[-1].kind == "bus":
            raise Unclear(
                "it may mean one bus of all of them or the bus of the last; a bus that is there goes by its name"
            )
        if without and {ref.kind for ref in refs} == {"main"}:
            refs = [Ref("all")]  # "brighten the mix except the vocal": nothing but the tracks can leave one out
        return Target(tuple(refs), tuple(without))

    def excepted(self, _: Said) -> str:
        return EXCEPT

    def strip(self, said: Said) -> tuple[Ref, ...]:
        name = read(said, "STRIP", str)
        return (Ref("main") if name == MAIN else Ref("strip", name),)

    def role(self, said: Said) -> tuple[Ref, ...]:
        return (read(said, "ROLE", Ref),)

    def general(self, said: Said) -> tuple[Ref, ...]:
        ref = read(said, "REF", Ref)
        return (replace(ref, words=CALLED) if ref.kind == "main" and said[0].text.casefold() == CALLED else ref,)

    def somebody(self, said: Said) -> Target:
        return Target(self.strip(said) if "STRIP" in said[0].readings else self.role(said))

    def ordinal(self, said: Said) -> tuple[Ref, ...]:
        return (replace(read(said, "ROLE", Ref, 1), index=int(read(said, "ORDINAL", str))),)

    def last(self, said: Said) -> tuple[Ref, ...]:
        return (replace(read(said, "ROLE", Ref), index=-1),)

    def sided(self, said: Said) -> tuple[Ref, ...]:
        return (Ref("strip", read(said, "SIDED", str, 1)),)

    def nth(self, said: Said) -> tuple[Ref, ...]:
        readings = said[0].readings
        number = int(readings["ORDINAL"]) if "ORDINAL" in readings else int(readings["PLAIN"].value)
        if number < 1 or ("PLAIN" in readings and readings["PLAIN"].value != number):
            raise Unclear("it does not say which track")
        return (Ref("track", index=number),)

    def but(self, said: Said) -> But:
        return But(said[0].refs)

    def afterthought(self, said: Said) -> Degree:
        return Degree(float(read(said, "AFTERTHOUGHT", str)), said[0].text.lower())

    def factor(self, said: Said) -> Factor:
        return Factor(float(Fraction(read(said, "FACTOR", str))))

    def precisely(self, said: Said) -> Exactly:
        return Exactly("", said[0])

    def precisely_by(self, said: Said) -> Exactly:
        return Exactly("by", said[0])

    def halved(self, _: Said) -> Factor:
        return Factor(0.5)

    def degree(self, said: Said) -> Degree:
        return Degree(float(read(said, "DEGREE", str)), said[0].text.lower())

    def short(self, said: Said) -> Degree:
        return Degree(float(read(said, "SHORT", str)), "")

    def quantity(self, said: Said) -> Quantity:
        return next(value for value in said[0].readings.values() if isinstance(value, Quantity))

    def bare(self, said: Said) -> Value:
        return Value("", said[0])

    def by(self, said: Said) -> Value:
        return Value("by", said[0])

    def as_much(self, said: Said) -> AsMuch:
        return AsMuch(said[0] if said else Target())

    def half_as_much(self, _: Said) -> AsMuch:
        return AsMuch(Target(), 0.5)

    def never_over(self, said: Said) -> Value:
        number = said[0]
        return Value("to", number if isinstance(number, Quantity) else self.quantity(said))

    def to(self, said: Said) -> Value:
        return Value("to", said[0])

    def at(self, said: Said) -> Value:
        return Value("at", said[0])

    def below(self, said: Said) -> Value:
        return Value("below", said[0])

    def above(self, said: Said) -> Value:
        return Value("above", said[0])

    def effect(self, said: Said) -> Effect:
        return Effect(read(said, "EFFECT", str))

    def kinded(self, said: Said) -> Effect:
        label, named = read(said, "LABEL", Label), read(said, "EFFECT", str, 1) if len(said) > 1 else ""
        owner = label.of(named)
        if owner is None:
            raise Unclear(f"it does not say {label.word} of what")
        return Effect(owner[0], (owner[1:],))

    def sort(self, said: Said) -> Effect:
        label = read(said, "LABEL", Label)
        if len(said) == 1 and label.of("") is None:
            return Effect("", label=label)
        return self.kinded(said)

    def deed(self, said: Said) -> Deed:
        return Deed(read(said, "DEED", str))

    def knob(self, said: Said) -> Knob:
        return read(said, "KNOB", Knob)

    def quality(self, said: Said) -> Quality:
        ill = any(isinstance(one, Concept) and one.may_be("FAULT") for one in said)
        return Quality(read(said, "QUALITY", str), ill)

    def fault(self, said: Said) -> Quality:
        return Quality(read(said, "FAULT", str))

    def placed_fault(self, said: Said) -> Quality:
        return Quality(read(said, "PLACED", str))

    def fault_there(self, said: Said) -> Mended:
        return Mended(read(said, "FAULT", str))

    def suffers(self, said: Said) -> Quality:
        return Quality(read(said, "SUFFERS", str))

    def misses(self, said: Said) -> Quality:
        return Quality(read(said, "MISSES", str))

    def region(self, said: Said) -> Region:
        effect, _, hertz = read(said, "REGION", str).partition(" ")
        return Region(effect, float(hertz or 0))

    def zone(self, said: Said) -> Zone:
        return Zone(read(said, "ZONE", str))

    def bassy(self, _: Said) -> Region:
        return Region("LowShelf")

    def state(self, said: Said) -> Pole:
        return read(said, "STATE", Pole)

    def adjective(self, said: Said) -> Pole:
        return read(said, "ADJECTIVE", Pole)

    def family(self, said: Said) -> Effect:
        return Effect(read(said, "FAMILY", str))

    def heading(self, said: Said) -> Heading:
        readings = said[0].readings
        pole, way = readings.get("POLE"), readings.get("HEADING")
        return Heading(
            pole if isinstance(pole, Pole) else None, None if way is None else way == "up", said[0].text.lower()
        )

    def header(self, said: Said) -> Heading:
        word = read(said, "HEADER", str)
        way = talk().get(word, {}).get("HEADING")
        return Heading(poles().get(word), None if way is None else way == "up", word)

    def hint(self, said: Said) -> Hint:
        readings = said[0].readings
        pole, way = readings.get("STATE"), readings.get("TRAIT")
        found = pole if isinstance(pole, Pole) else None
        return Hint(Heading(found, None if way is None else way == "up", said[0].text.lower(), stands=True))

    def fresh(self, said: Said) -> Effect:
        return Effect(read(said, "FRESH", str))

    def heavily(self, _: Said) -> Degree:
        return Degree(2.0, "hard")

    def comparative(self, said: Said) -> Quality | Pole:
        readings = said[0].readings
        return Quality(read(said, "COMPARATIVE", str)) if "COMPARATIVE" in readings else read(said, "BETTER", Pole)

    def doing(self, said: Said) -> Qualify:
        return Qualify(*read(said, "QUALIFY", tuple))

    def doing_to(self, said: Said) -> Qualify:
        return Qualify(*read(said, "QUALIFY_THE", tuple))

    def apart(self, said: Said) -> Qualify:
        return Qualify(*read(said, "QUALIFY_APART", tuple))

    def deed_apart(self, said: Said) -> Deed:
        return Deed(*read(said, "DEED_APART", tuple))

    def particle(self, said: Said) -> Particle:
        return Particle(read(said, "PARTICLE", str))

    def direction(self, said: Said) -> Direction:
        return Direction(read(said, "RAISE", str) == "up")

    def cutting(self, _: Said) -> Direction:
        return Direction(False)

    def drowning(self, said: Said) -> Direction:
        return Direction(read(said, "LEVEL_FAULT", str) == "up")

    def level_state(self, said: Said) -> Direction:
        return Direction(read(said, "LEVEL_STATE", str) == "up")

    def weak(self, said: Said) -> Direction:
        return Direction(read(said, "WEAK", str) == "up")

    def up(self, _: Said) -> Way:
        return Way(True)

    def down(self, _: Said) -> Way:
        return Way(False)

    def back(self, _: Said) -> Way:
        return Way(False)

    def more(self, _: Said) -> Way:
        return Way(True)

    def less(self, _: Said) -> Way:
        return Way(False)

    def much(self, _: Said) -> Way:
        return Way(False)

    def little(self, _: Said) -> Way:
        return Way(True)

    def enough(self, _: Said) -> Way:
        return Way(True)


EXCEPT = "except"
