"""The clauses that say how something is, or what it lacks: "too bright", "the vocal is buried", "it needs air"."""

from __future__ import annotations

from typing import NoReturn

from grammar.catalogue import LEVEL, Knob, Pole, unaided
from grammar.concept import Concept
from grammar.intent import (
    Nudge,
    Ref,
    Set,
    Sound,
    Target,
    Unmask,
)
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Change, Degree, Direction, Effect, Hint, Mended, Quality, Region, Value, Way, Zone
from grammar.refs import IT
from grammar.senses import (
    SPREAD,
    alike,
    complaining,
    felt,
    headed,
    more_of,
    moved,
    spread,
    whom,
)
from grammar.settings import band, cured, hertz, is_place
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said
from grammar.word_order.shape import Shape

WISHED = ("distant", "narrow", "cold", "dull")
"""Faults that are wanted as often: named before somebody, "a distant piano", they may be either."""


OF_A_TRACK = frozenset({"uneven"})
"""What is said of how a track goes on, and of no part of its spectrum."""

_ZONES = {"LowShelf": "low", "Bell": "mid", "HighShelf": "high", "full": "low", "bright": "high"}
"""The part of the spectrum that a region lies in, or that a quality is about: "highs" and "treble" are both."""


_HOMES = {
    "harsh": ("Bell 3000", "HighShelf"),
    "sizzling": ("HighShelf", "Bell 3000"),
    "sibilant": ("HighShelf", "Bell 3000"),
    "muddy": ("Bell 300", "LowShelf"),
    "boomy": ("LowShelf", "Bell 300"),
    "boxy": ("Bell 300", "Bell 1000"),
    "nasal": ("Bell 1000", "Bell 300"),
}
"""Where in the spectrum a fault is anyway, so that saying so says nothing new."""


def _lives_elsewhere(fault: str, region: Region) -> bool:
    """Whether a fault that has its place is said to be in another: "boomy in the upper mids" is too much of those."""
    where = f"{region.effect} {region.frequency_hz:g}" if region.frequency_hz else region.effect
    return fault in _HOMES and where not in _HOMES[fault]


def _near(said: Said) -> float:
    """Return about which frequency something is, in Hz; 0 where none is said."""
    places = [value for value in Parts(said).all(Value) if value.preposition != "by"]
    if any(not is_place(place) for place in places):
        raise Unclear("it says by how much and not about which frequency")
    return hertz(places[0].quantity) if places else 0.0


class Complain(Shape):
    """The rules that are complaints and wants."""

    # ---- complaints and wants

    def too(self, said: Said) -> Intents:
        parts = Parts(said)
        if hint := parts.one(Hint):
            return (headed(parts, hint.heading, up=False),)
        if parts.has(Region) and parts.has(Pole):
            raise Unclear("it says of a track and of a region how loud it is")
        return tuple(felt(parts, what, more=False) for what in alike(parts))

    def denied(self, _: Said) -> NoReturn:
        raise Unclear("it says what does not disturb; say what is to be done")

    def unlike(self, said: Said) -> Intents:
        parts = Parts(said)
        return tuple(felt(parts, what, more=True) for what in alike(parts))

    def faulty(self, said: Said) -> Intents:
        found = []
        degree = said[-1] if isinstance(said[-1], Degree) else None
        target = whom(Parts(said))
        if isinstance(said[0], Quality) and said[-1] == IT:
            raise Unclear("it may ask for that or complain of it")  # "boom it"
        if places := Parts(said).all(Value):  # where it is said, it is there that it is mended
            return (band(target, "", False, places, (), None),)
        region = Parts(said).one(Region)
        if region and any(_lives_elsewhere(part.name, region) for part in Parts(said).all(Quality)):
            about = [part for part in said if isinstance(part, Target | Degree | Region)]
            return (complaining(more_of(Parts(about), up=False)),)
        for part in said:
            if isinstance(part, Degree):
                degree = part
            elif isinstance(part, Quality):
                found.append(Sound(target, part.name, False, amount(Parts([degree])), complaint=True))
                degree = None
        return tuple(found)

    def faulty_one(self, said: Said) -> Intents:
        """Return what "muddy bass" complains of; "distant guitars" are as well asked for."""
        named = Parts(said).one(Quality)
        if named and named.name in WISHED:
            raise Unclear(f'it may be what is heard or what is wanted; "make it more {named.name}" asks for it')
        return self.faulty(said)

    def fault_at(self, said: Said) -> Intents:
        parts = Parts(said)
        mended, fault, places = parts.one(Mended), parts.one(Quality), parts.all(Value)
        name = mended.name if mended else fault.name if fault else ""
        return cured(whom(parts), name, places) or (band(whom(parts), "", False, places, (), None),)

    def mild(self, said: Said) -> Intents:
        parts = Parts(said)
        degree = parts.one(Degree)
        if degree is None or degree.factor >= 1:
            raise Unclear('it only says how it sounds; with "too" it would be a complaint')
        if hint := parts.one(Hint):
            return (headed(parts, hint.heading, up=False),)
        return tuple(felt(parts, what, more=False) for what in alike(parts))

    def excess(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        if places := parts.all(Value):
            if any(not is_place(place) for place in places):
                raise Unclear("it does not say too much of what")
            return (band(whom(parts), "", False, places, (), parts.one(Degree)),)
        if way is None:  # drowning in an effect
            return (more_of(parts, up=False),)
        return (complaining(more_of(parts, way.up)),)

    def lack(self, said: Said) -> Intents:
        return (complaining(more_of(Parts(said), up=True)),)

    def level_fault(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Direction)
        target, *over = parts.all(Target)
        if over and all(ref.kind in ("main", "all") for ref in target.refs):
            return (Nudge(over[0], *LEVEL, False, amount(parts)),)  # "the mix gets swallowed by the guitars"
        return (Nudge(target, *LEVEL, way.up if way else True, amount(parts)),)

    def placed(self, said: Said) -> Intents:
        parts = Parts(said)
        place, *felt_so = [part for part in said if isinstance(part, Region | Quality | Pole | Direction)]
        what = felt_so[0] if felt_so else None
        zone = _ZONES.get(getattr(place, "effect", "") or getattr(place, "name", ""))
        if isinstance(what, Quality) and what.name in SPREAD and zone:
            left = Parts([part for part in said if isinstance(part, Target | Degree | Value)])
            return (spread(whom(left), what.name, Zone(zone), False, amount(left)),)
        if isinstance(what, Quality):
            if what.name in OF_A_TRACK:
                raise Unclear("it says of a part of the spectrum what only a whole track can be; say which track")
            return (Sound(whom(parts), what.name, False, amount(parts), complaint=True),)
        up = what.up if isinstance(what, Direction) else None
        if isinstance(what, Pole) and (move := unaided(what)) and move[:2] == LEVEL:
            up = not move[2]
        if up is None:
            raise Unclear("it does not say what is to be mended")
        left = Parts([place, *(part for part in said if isinstance(part, Target | Degree))])
        return (complaining(more_of(left, up)),)

    def overdone(self, said: Said) -> Intents:
        place = next(part for part in said if isinstance(part, Quality))
        about = Parts([part for part in said if isinstance(part, Target | Degree)])
        return (Sound(whom(about), place.name, False, amount(about), complaint=True),)

    def unheard(self, said: Said) -> Intents:
        return (Set(Parts(said).all(Target)[0], "BassEnhancer"),)

    def fight(self, said: Said) -> Intents:
        one, *others = Parts(said).all(Target)
        if any(c.readings.get("FIGHT") == "over" for c in Parts(said).all(Concept)):
            if not others:
                raise Unclear("it does not say in whose way")
            if others[0] == Target((Ref("main"),)):  # "the bass eats the mix"
                return (Nudge(one, *LEVEL, False),)
            return (Unmask(others[0], one, near_hz=_near(said)),)
        return (Unmask(Target((*one.refs, *(ref for other in others for ref in other.refs))), near_hz=_near(said)),)

    def unmask(self, said: Said) -> Intents:
        parts = Parts(said)
        one, *others = parts.all(Target)
        if any(way.up is False for way in parts.all(Direction)):
            raise Unclear("it says of one that it is too loud beside the other")
        return (Unmask(one, others[0] if others else Target(), amount(parts), _near(said)),)

    def masked(self, said: Said) -> Intents:
        other, one = Parts(said).all(Target)
        return (Unmask(one, other, near_hz=_near(said)),)

    def wanting(self, _: Said) -> Intents:
        raise Unclear("it does not say more of what: level, brightness, reverb, compression")

    def need(self, said: Said) -> Intents:
        parts = Parts(said)
        where, *who = parts.all(Target)
        if who and where != Target((Ref("main"),)):
            raise Unclear("it says of two what is needed")
        if parts.has(Change):
            return self.make([*parts.but(Target), *(who or [where])])
        ways = parts.all(Way)
        if who:  # the whole of the song needs somebody lower
            return (moved(Parts([*parts.but(Target), *who]), ways[0].up),)
        if any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
            return (more_of(parts, up=True),)
        return (moved(parts, ways[0].up),)
