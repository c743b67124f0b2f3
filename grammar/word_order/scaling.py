"""The clauses that ask for so many times as much: half as loud, a third shorter, twice the decay."""

from __future__ import annotations

from dataclasses import replace

from grammar.catalogue import LEVEL, Pole
from grammar.intent import Amount, Intent, Nudge, Sound
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Change, Direction, Factor, Heading, Hint, Qualify, Quality, Value, Way
from grammar.senses import changed, headed, more_of, whom
from grammar.word_order.bus import Busing
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said

WRONG_WAY = "it goes up to less than what there is, or down to more"


class Scaling(Busing):
    """The rules with a share or a multiple of what there is.

    "To a third" leaves a third, "by a third" and "a third less" take it away, "a third more" adds it.
    """

    def scale(self, said: Said) -> Intents:
        parts = Parts(said)
        factor = parts.one(Factor)
        assert factor, "it is so many times as much"
        up = factor.times > 1
        if any(way.up != up for way in parts.all(Way) if type(way) in (Way, Direction)):
            raise Unclear(WRONG_WAY)
        if quality := parts.one(Quality):
            return (Sound(whom(parts), quality.name, up, Amount(2.0)),)
        if pole := parts.one(Pole):
            nudge = changed(whom(parts), Change(pole, up, Amount()))
            return (_times(nudge, factor.times),)
        rest = [part for part in parts.but(Factor) if not isinstance(part, Way)]
        return (more_of(Parts([*rest, Value("by", Quantity(_multiple(factor.times), "x"))]), up),)

    def scaled_now(self, said: Said) -> Intents:
        """Return what "40 % of the width we have now" asks for: so many times as much."""
        share = next((part for part in said if isinstance(part, Quantity)), None)
        if share is None or share.unit != "%" or not 0 < share.value != 100:
            raise Unclear("so much of what it is now is said in %")
        left = [part for part in said if part is not share and not isinstance(part, Way)]
        return self.scale([*left, Factor(share.value / 100)])

    def scaled_back(self, said: Said) -> Intents:
        """Return what "twice as loud as it ought to be" asks for: half of it."""
        factor = Parts(said).one(Factor)
        assert factor, "it is so many times as much"
        return self.scale([*Parts(said).but(Factor), Factor(1 / factor.times)])

    def scaled_level(self, said: Said) -> Intents:
        """Return what "down to half its volume" asks for."""
        parts = Parts(said)
        factor, way = parts.one(Factor), parts.one(Way)
        assert factor, "it is so many times as much"
        if way and way.up != (factor.times > 1):
            raise Unclear(WRONG_WAY)
        return (Nudge(whom(parts), *LEVEL, factor.times > 1, Amount(value=_multiple(factor.times), unit="x")),)

    def scaled_by(self, said: Said) -> Intents:
        parts = Parts(said)
        factor = parts.one(Factor)
        assert factor, "so much of it is added or taken"
        if heading := parts.one(Heading):
            return (_scaled(headed(Parts(parts.but(Factor)), heading), factor.times),)
        if way := parts.one(Way):
            times = _multiple(_changed(way.up, factor.times))
            return (more_of(Parts([*parts.but(Factor), Value("by", Quantity(times, "x"))]), way.up),)
        what = parts.one(Quality) or parts.one(Pole)
        assert what, "it becomes more of something"
        return (_scaled(changed(whom(parts), Change(what, True, Amount())), factor.times),)

    def sounded_share(self, said: Said) -> Intents:
        """Return what "quieter by a third" asks for: what is left of it is told."""
        factor = Parts(said).one(Factor)
        assert factor, "a share is named"
        return self.scaled_by([*Parts(said).but(Factor), Factor(round(1 - factor.times, 9))])

    def done_by(self, said: Said) -> Intents:
        """Return what "narrow the overheads by a third" asks for: so many per cent more of how it is to sound."""
        parts = Parts(said)
        factor, wanted = parts.one(Factor), parts.one(Qualify)
        assert factor, "a share is named"
        assert wanted, "it is to sound some way"
        return (_scaled(Sound(whom(parts), wanted.quality, wanted.more), factor.times),)

    def done_share(self, said: Said) -> Intents:
        factor = Parts(said).one(Factor)
        assert factor, "a share is named"
        return self.done_by([*Parts(said).but(Factor), Factor(round(1 - factor.times, 9))])

    def scaled_so(self, said: Said) -> Intents:
        """Return what "make the reverb twice as long" asks for: half as long is shorter."""
        parts = Parts(said)
        factor, hint = parts.one(Factor), parts.one(Hint)
        assert factor, "it is so many times as much"
        assert hint, "it is to be somehow"
        rest = Parts([part for part in said if not isinstance(part, Factor | Hint)])
        return (_times(headed(rest, hint.heading, factor.times > 1), factor.times),)

    def scaled_off(self, said: Said) -> Intents:
        """Return what "take a third off the reverb" asks for: less of it, or more where the verb says so."""
        parts = Parts(said)
        ways = {way.up for way in parts.all(Way)}
        if len(ways) > 1:
            raise Unclear("it goes up and down at once")
        way = Way(ways.pop() if ways else False)
        return self.scaled_by([*[part for part in said if not isinstance(part, Way)], way])

    def scaled_share(self, said: Said) -> Intents:
        factor = Parts(said).one(Factor)
        assert factor, "a share is named"
        return self.scaled_off([*Parts(said).but(Factor), Factor(round(1 - factor.times, 9))])

    def turned_half(self, said: Said) -> Intents:
        return self.turned_by([*said, Factor(0.5)])

    def turned_share(self, said: Said) -> Intents:
        """Return what "down by a third" asks for: so much of what there is less, or more."""
        factor = Parts(said).one(Factor)
        assert factor, "a share is named"
        return self.turned_by([*Parts(said).but(Factor), Factor(round(1 - factor.times, 9))])

    def turned_by(self, said: Said) -> Intents:
        parts = Parts(said)
        factor, way, direction = parts.one(Factor), parts.one(Way), parts.one(Direction)
        assert factor, "so much of it is added or taken"
        up = way.up if way else direction.up if direction else False
        return (Nudge(whom(parts), *LEVEL, up, Amount(value=_multiple(_changed(up, factor.times)), unit="x")),)


def _changed(up: bool, by: float) -> float:
    """Return what is left, or there is then, where a share is taken away or added; a multiple is one either way."""
    if by > 1:
        return by if up else 1 / by
    return 1 + by if up else 1 - by


def _multiple(times: float) -> float:
    return round(times if times > 1 else 1 / times, 3)


def _times(asked: Intent, times: float) -> Intent:
    return replace(asked, amount=Amount(value=_multiple(times), unit="x")) if isinstance(asked, Nudge) else asked


def _scaled(asked: Intent, by: float) -> Intent:
    """Return a move as one by a share of what there is; of a way to sound it is so many per cent more."""
    if isinstance(asked, Sound):
        return replace(asked, amount=Amount(value=round(100 * by if by < 1 else 100 * (by - 1), 1), unit="%"))
    return _times(asked, _changed(asked.up, by)) if isinstance(asked, Nudge) else asked
