"""The clauses that put strips beside each other: as loud as, louder than, the loudest of them, matched."""

from __future__ import annotations

from grammar.intent import LevelAs, Matched, Ref, Target
from grammar.parts import Parts, Unclear
from grammar.pieces import Degree, Direction, Value, Way
from grammar.senses import whom
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.pan import Panning, is_of_a_kind

STEP_DB = 1.0
"""How far over all others the loudest stands, no more being said: enough to be heard as such.

References
----------
E. Zwicker, H. Fastl, "Psychoacoustics", Springer, 1999, section 7.1: a change of level of about 1 dB is just noticed.
"""


class Beside(Panning):
    """The rules for levels beside others."""

    def level_as(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        value, degree, way = parts.one(Value), parts.one(Degree), parts.one(Way)
        if degree and way:
            return (LevelAs(one, other, (2 * STEP_DB * degree.factor) * (1 if way.up else -1)),)
        if not value:
            return (LevelAs(one, other),)
        if value.quantity.unit not in ("dB", "") or value.quantity.signed or not way:
            raise Unclear("a level over another is in dB")
        return (LevelAs(one, other, value.quantity.value * (1 if way.up else -1)),)

    def beyond(self, said: Said) -> Way:
        return Way(read(said, "BEYOND", str) == "up")

    def level_beyond(self, said: Said) -> Intents:
        """Return what "louder than the guitars" asks of somebody: a step over them at least, or as much as is said."""
        parts = Parts(said)
        (one, other), way = parts.all(Target), parts.one(Way) or parts.one(Direction)
        value, degree = parts.one(Value), parts.one(Degree)
        if not way or (value and (value.quantity.unit not in ("dB", "") or value.quantity.signed)):
            raise Unclear("a level over another is in dB")
        step = value.quantity.value if value else STEP_DB * (degree.factor if degree else 1.0)
        return (LevelAs(one, other, step if way.up else -step, bound="least"),)

    def level_beneath(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        if any(way.up for way in (*parts.all(Way), *parts.all(Direction))):
            raise Unclear("it goes up to be below")
        degree = parts.one(Degree)
        return (LevelAs(one, other, -STEP_DB * (degree.factor if degree else 1.0), bound="least"),)

    def level_within(self, said: Said) -> Intents:
        """Return what "no louder than the guitars" asks of somebody: as loud as they at most."""
        parts = Parts(said)
        (one, other), way = parts.all(Target), parts.one(Way)
        if not way or not way.up:
            raise Unclear("it does not say how loud it may be")
        return (LevelAs(one, other, bound="most"),)

    def level_alike(self, said: Said) -> Intents:
        target = whom(Parts(said))
        if is_of_a_kind(target) or len(target.refs) > 1:
            return (Matched(target),)
        raise Unclear('it does not say which of them is to move; say for example "the kick as loud as the bass"')

    def matched(self, said: Said) -> Intents:
        return self.level_alike(said)

    def matched_to(self, said: Said) -> Intents:
        one, other = Parts(said).all(Target)
        both = Target((*one.refs, *other.refs))
        return (Matched(both),) if is_of_a_kind(both) else (LevelAs(one, other),)

    def levelled_to(self, said: Said) -> Intents:
        one, other = Parts(said).all(Target)
        return (LevelAs(one, other),)

    def extreme(self, said: Said) -> Way:
        return Way(read(said, "EXTREME", str) == "up")

    def loudest_of(self, said: Said) -> Intents:
        """Return what "the loudest thing in the kit" asks of somebody: a step over the loudest of the others."""
        parts = Parts(said)
        way, (one, *among) = parts.one(Way), parts.all(Target)
        assert way, "it is to be the loudest, or the quietest"
        others = among[0] if among else Target((Ref("all"),))
        return (LevelAs(one, others, STEP_DB if way.up else -STEP_DB, each=True),)
