"""The clauses that go on from what was done last: "a bit less", "too much", "half of that", "the same on the snare"."""

from __future__ import annotations

from dataclasses import replace

from grammar import intent
from grammar.catalogue import LEVEL
from grammar.intent import Again, Amount, Named, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import AsMuch, Degree, Factor, Likewise, Quality, Value, Way
from grammar.senses import names_strips, whom
from grammar.session_intents import LESS, MORE
from grammar.settings import put
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.undo import Undoing


class Furthering(Undoing):
    """The rules that go on from the last change."""

    def once_more(self, said: Said) -> Intents:
        parts = Parts(said)
        way, how_much = parts.one(Way) or Way(True), amount(parts)  # "another 2 dB": as it went
        if how_much.value is not None:
            return (Again(MORE if way.up else LESS, how_much),)
        return (_again(MORE if way.up else LESS, parts.one(Degree)),)

    def more_of_it(self, said: Said) -> Intents:
        return (_again(MORE, Parts(said).one(Degree)),)

    def less_of_it(self, said: Said) -> Intents:
        parts = Parts(said)
        if names_strips(parts.one(Target) or Target()):
            raise Unclear("it does not say of what it is too much")
        return (_again(LESS, parts.one(Degree)),)

    def than_before(self, said: Said) -> Intents:
        """Return what "the bass down a bit less than before" asks for: less of what was done to it last."""
        parts = Parts(said)
        *ways, dose = parts.all(Way)
        if len(ways) > 1:
            raise Unclear("it says twice which way")
        again = self.once_more([dose, *parts.all(Value), *parts.all(Degree)])[0]
        assert isinstance(again, Again)
        up = ways[0].up if ways else None
        level = LEVEL[0] if ways else ""
        return (replace(again, what=Named(parts.all(Target)[0], level), up=up),)

    def gentler(self, said: Said) -> Factor:
        degree = Parts(said).one(Degree)
        return Factor(_scaled(LESS, degree))

    def harsher(self, said: Said) -> Factor:
        return Factor(_scaled(MORE, Parts(said).one(Degree)))

    def doubled(self, _: Said) -> Factor:
        return Factor(2.0)

    def tempered_again(self, said: Said) -> Intents:
        return (Again(Parts(said).all(Factor)[0].times),)

    def times_that(self, said: Said) -> Intents:
        factor, ref = said[:2]
        times = factor.times if isinstance(factor, Factor) else factor.value if factor.unit == "x" else 0.0
        if read([ref], "REF", intent.Ref).kind != "it" or times <= 0 or times == 1:
            raise Unclear("it does not say of what")
        return (Again(times),)

    def part_back(self, said: Said) -> Intents:
        """Return what "a third of the way back" asks for: what is left of the last change then."""
        parts = Parts(said)
        (factor,) = parts.all(Factor)
        if factor.times >= 1:
            raise Unclear("it does not say how far back")
        target = parts.one(Target) or Target()
        return (Again(1.0 - factor.times, what=Named(target) if names_strips(target) else Named()),)

    def too_much_by(self, said: Said) -> Intents:
        return self._further_by(said, LESS)

    def too_little_by(self, said: Said) -> Intents:
        return self._further_by(said, MORE)

    def backed_off(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(way.up for way in parts.all(Way)):
            raise Unclear("it does not say which way")
        target = parts.one(Target) or Target()
        if names_strips(target):
            return (intent.Nudge(target, *LEVEL, False, amount(parts)),)
        return self._further_by(said, LESS)

    def _further_by(self, said: Said, factor: float) -> Intents:
        parts = Parts(said)
        target, how_much = parts.one(Target) or Target(), amount(parts)
        what = Named(target) if names_strips(target) else Named()
        if how_much.as_much:
            raise Unclear("it does not say by how much")
        if how_much.value is None:
            return (replace(_again(factor, parts.one(Degree)), what=what),)
        return (Again(factor, how_much, what),)

    def half(self, _: Said) -> Intents:
        return (Again(0.5),)

    def twice(self, _: Said) -> Intents:
        return (Again(2.0),)

    def likewise(self, said: Said) -> Intents | tuple[Likewise]:
        parts = Parts(said)
        way, values, degree = parts.one(Way), parts.all(Value), parts.one(Degree)
        if values and not way and (values[0].quantity.signed or values[0].quantity.unit == ":1"):
            return put(whom(parts), "", (), values)
        if values and not way and values[0].quantity == Quantity(0.0) and not values[0].preposition:
            return put(whom(parts), "", (), [Value("to", Quantity(0.0))])  # "unity on the snare"
        if any(value.quantity.unit == "note" for value in values):
            raise Unclear("it does not say what is to last that long")
        if places := [value for value in values if value.preposition == "at"]:
            depths = [value for value in values if value not in places]
            return (Likewise(whom(parts), None, amount(Parts(depths)), places[0].quantity),)
        how_much = amount(parts) if values or degree else None
        if as_much := parts.one(AsMuch):
            how_much = Amount(as_much.share, words="gentler")  # "... and the bass by half that"
        quality = parts.one(Quality)
        return (Likewise(whom(parts), way.up if way else None, how_much, quality=quality.name if quality else ""),)

    def same_as(self, said: Said) -> Intents:
        other = Parts(said).all(Target)[1]
        (part,) = self.likewise([one for one in said if one is not other])
        if not isinstance(part, Likewise) or part.place is not None:
            raise Unclear("it does not say how much of the same")
        return (intent.Same(part.target, part.more, part.amount, like=other),)

    def softly(self, said: Said) -> Degree:
        degree = Parts(said).one(Degree)
        return Degree(round(0.5 ** (degree.factor if degree else 1.0), 2), "gentler")

    def strongly(self, said: Said) -> Degree:
        degree = Parts(said).one(Degree)
        return Degree(round(1.5 ** (degree.factor if degree else 1.0), 2), "harder")

    def opposed(self, _: Said) -> Degree:
        return Degree(1.0, "opposite")

    def given_too(self, said: Said) -> Intents | tuple[Likewise]:
        """Return what "... and add some to the kick" asks for: more of what was said before, for somebody else."""
        return self.likewise([Way(True), *said])


def _again(factor: float, degree: Degree | None) -> Again:
    """Scale by the degree: "a lot less" is "less" twice over, "a bit less" half of it."""
    return Again(_scaled(factor, degree), Amount(degree.factor, words=degree.words) if degree else None)


def _scaled(factor: float, degree: Degree | None) -> float:
    return float(round(factor ** (degree.factor if degree else 1.0), 3))
