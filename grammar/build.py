"""From word order to intents: one method for each rule of the `.lark` files that is a clause.

A rule takes its parts by kind, not by place, so that the grammar alone decides in which order they may come. Every
clause becomes a tuple of intents: "warmer and brighter" is two.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NoReturn

from grammar.catalogue import LEVEL, SENT, Knob, Pole
from grammar.concept import Concept
from grammar.filled import BANDS
from grammar.intent import (
    Amount,
    Intent,
    Nudge,
    Ref,
    Remove,
    Set,
    Sound,
    Target,
)
from grammar.knobs import Intents, Knobs, whole_verbs
from grammar.leaves import Said, read
from grammar.numbers import Quantity
from grammar.parts import (
    POINTING,
    AsMuch,
    But,
    Change,
    Degree,
    Direction,
    Effect,
    Heading,
    Hint,
    Likewise,
    Mended,
    OnlyFor,
    OnlyThem,
    Parts,
    Qualify,
    Quality,
    Region,
    RestKept,
    Unclear,
    Value,
    Way,
    Zone,
    amount,
)
from grammar.senses import (
    SHELVED,
    SPREAD,
    about,
    changed,
    effect_of,
    headed,
    left_out,
    more_of,
    moved,
    so_much,
    spread,
    whom,
)
from grammar.settings import band, is_place, put
from grammar.vocabulary import vocabulary

BY_CORNER = frozenset({"HighPass", "LowPass"})
"""The effects of which there is no more or less, so that to pull them out is to have them gone."""


HEARD_BESIDE = ("breaths", "hummy", "noisy", "clicky", "sibilant", "plosive", "rumbly")
"""What is heard beside somebody's sound and may be louder or quieter by itself."""


class Build(Knobs):
    """The rules that are clauses."""

    def start(self, said: Said) -> Intents:
        parts = Parts(said[1:])
        asked = tuple(said[0])
        if but := parts.one(But):
            asked = tuple(left_out(intent, but.refs) for intent in asked)
        if only := parts.one(OnlyFor):
            asked = tuple(about(only.target, intent) for intent in asked)
        if parts.has(OnlyThem) and any(len(getattr(one, "target", Target()).refs) > 1 for one in asked):
            raise Unclear("it does not say whether it is for all of them or for the last only")
        if parts.has(RestKept) and any(_is_about_all(intent) for intent in asked):
            raise Unclear("it is asked of all, so there is no rest to be left")
        if parts.has(Degree) or parts.has(Value):
            signed = {value.quantity.value > 0 for value in parts.all(Value) if value.quantity.signed}
            ways = {one.up for one in asked if isinstance(one, Nudge) and (one.effect, one.knob) == LEVEL}
            if signed and ways and signed != ways:
                raise Unclear("it goes one way, and its number the other")  # "louder, -3 dB"
            stands = any(value.preposition != "by" for value in parts.all(Value))
            several = len(asked) > 1  # "swap the delay for a reverb and keep it subtle" is about the reverb
            asked = tuple(
                one
                for intent in asked
                for one in (
                    (intent,) if several and isinstance(intent, Remove) else so_much(intent, amount(parts), stands)
                )
            )
        return asked

    def only_on(self, said: Said) -> OnlyFor:
        return OnlyFor(said[0])

    def only_them(self, _: Said) -> OnlyThem:
        return OnlyThem()

    def rest_kept(self, _: Said) -> RestKept:
        return RestKept()

    def addressed(self, said: Said) -> Intents:
        target, asked = said
        return tuple(about(target, intent) for intent in asked)

    def __default__(self, data: str, children: Said, meta: object) -> NoReturn:
        raise NotImplementedError(f"the grammar has a rule {data}, and nothing makes an intent of it")

    # ---- how things sound

    def change(self, said: Said) -> Change:
        parts = Parts(said)
        way = parts.one(Way)
        what = parts.one(Quality) or parts.one(Pole)
        assert what, "a change is of something"
        return Change(what, way.up if way else True, amount(parts))

    def plain(self, said: Said) -> Change:
        return replace(self.change(said), plain=True)

    def make(self, said: Said) -> Intents:
        parts = Parts(said)
        for one, other in pairwise(parts.all(Change)):
            if not one.more and other.plain:  # "less harsh and warm"
                raise Unclear('it may mean less or more of the second; say "more" or "less" with each')
        changes = parts.all(Change)
        match changes:
            case (Change(what=Quality(name=fault), plain=True), Change(what=Pole(word="quieter" | "louder" as way))):
                if fault in HEARD_BESIDE:  # "make the vocal breaths quieter"
                    changes = (replace(changes[0], more=way == "louder", amount=changes[1].amount),)
        return tuple(changed(whom(parts), change) for change in changes)

    def qualify(self, said: Said) -> Intents:
        parts = whole_verbs(said)
        if zone := parts.one(Zone):
            quality = parts.one(Quality)
            wanted = parts.one(Qualify) or Qualify(quality.name if quality else "", True)
            return (spread(whom(parts), wanted.quality, zone, wanted.more, amount(parts)),)
        if values := [value for value in parts.all(Value) if value.preposition == "to" or parts.has(Quality)]:
            return (self._as_wide(parts, values),)
        return tuple(Sound(whom(parts), q.quality, q.more, amount(parts)) for q in parts.all(Qualify))

    def made_to_suffer(self, said: Said) -> Intents:
        """Return what elsewhere is complained of, where it is asked for."""
        parts = Parts(said)
        return tuple(Sound(whom(parts), quality.name, True, amount(parts)) for quality in parts.all(Quality))

    def qualify_there(self, said: Said) -> Intents:
        """Return the band that "brighten the mix by 1 dB at 12k" asks for: a shelf from there."""
        parts = Parts(said)
        wanted = parts.one(Qualify)
        assert wanted, "a quality is done to somebody"
        if wanted.quality not in SHELVED:
            raise Unclear("it names a way to sound and a frequency")
        shelf, up = SHELVED[wanted.quality]
        return (band(whom(parts), shelf, wanted.more == up, parts.all(Value), (), parts.one(Degree)),)

    def brought(self, said: Said) -> Intents:
        return (moved(Parts(said), up=True),)

    def rolled(self, said: Said) -> Intents:
        return self.filter(said)

    def as_wide(self, said: Said) -> Intents:
        parts = Parts(said)
        return (self._as_wide(parts, [*parts.all(Value)]),)

    def _as_wide(self, parts: Parts, values: list[Value]) -> Intent:
        named = {one.quality for one in parts.all(Qualify)} | {one.name for one in parts.all(Quality)}
        if not named <= SPREAD.keys() or any(value.quantity.unit != "%" for value in values):
            raise Unclear("of how something sounds only the width is set to a number, in %")
        return put(whom(parts), "Width", (), values)[0]

    def fix(self, said: Said) -> Intents:
        parts = Parts(said)
        places, mended = parts.all(Value), parts.one(Mended)
        if mended:
            effect = next((effect for effect, some in vocabulary().mends.items() if mended.name in some), "")
            if not effect:
                raise Unclear("that is not mended at a frequency")
            return put(whom(parts), effect, (), places)
        if places:
            return (band(whom(parts), "", False, places, (), None),)
        return (more_of(parts, up=False),)

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

    def taken_off(self, said: Said) -> Intents:
        return (moved(Parts(said), up=False),)

    def softly(self, said: Said) -> Degree:
        degree = Parts(said).one(Degree)
        return Degree(round(0.5 ** (degree.factor if degree else 1.0), 2), "gentler")

    def strongly(self, said: Said) -> Degree:
        degree = Parts(said).one(Degree)
        return Degree(round(1.5 ** (degree.factor if degree else 1.0), 2), "harder")

    def given_too(self, said: Said) -> Intents | tuple[Likewise]:
        """Return what "... and add some to the kick" asks for: more of what was said before, for somebody else."""
        return self.likewise([Way(True), *said])

    # ---- up and down

    def adjust(self, said: Said) -> Intents:
        parts = Parts(said)
        hint = parts.one(Hint)
        heading = parts.one(Heading) or (hint.heading if hint else None)
        assert heading, "an adjustment goes somewhere"
        if effect_of(parts) == "Pan" and heading.word in ("wider", "narrower"):
            return (
                Sound(whom(parts), heading.word.removesuffix("r").replace("narrowe", "narrow"), True, amount(parts)),
            )
        return (headed(parts, heading),)

    def headed_alone(self, said: Said) -> Intents:
        """Turn what was turned last: "whoa, smaller" is the room that somebody was just put into."""
        parts = Parts(said)
        heading = parts.one(Heading)
        assert heading, "it goes somewhere"
        whom = next((read([c], "REF", Ref) for c in parts.all(Concept) if c.may_be("REF")), Ref("it"))
        if whom.kind != "it" or heading.word not in POINTING:
            raise Unclear("it does not say of what")
        return (Nudge(Target(), "", heading.word, True, amount(parts)),)

    def dose(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a dose is more or less"
        if places := [value for value in parts.all(Value) if value.preposition == "at"]:
            if any(not is_place(place) for place in places):
                raise Unclear("it does not say more or less of what")
            return (band(whom(parts), "", way.up, places, (), parts.one(Degree)),)
        return (more_of(parts, way.up),)

    def add(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = parts.one(Effect)
        if effect and effect.label:
            raise Unclear(f"it does not say {effect.label.word} of what")
        if effect and effect.sort:
            return self._of_a_sort(parts, effect)
        if effect and not parts.has(Degree) and not parts.has(Value) and effect.name not in SENT:
            return (Set(whom(parts), effect.name),)
        if parts.has(Knob):
            raise Unclear("a knob is turned, not added")
        return (more_of(parts, up=True),)

    def off_of(self, said: Said) -> Intents:
        return (more_of(Parts(said), up=False),)

    def another(self, said: Said) -> Intents:
        return (more_of(Parts(said), up=True),)

    def _of_a_sort(self, parts: Parts, effect: Effect) -> Intents:
        """Return what a kind of an effect asks for, and how much of it where that is said."""
        if not parts.has(Degree) and not parts.has(Value):
            return (Set(whom(parts), effect.name, effect.sort),)
        whose = Target() if effect.name in SENT else whom(parts)
        return (more_of(parts, up=True), Set(whose, effect.name, effect.sort))

    def become(self, said: Said) -> Intents:
        parts = Parts(said)
        named = parts.all(Effect)
        sort = next((one for one in reversed(named) if one.sort or one.label), None)
        assert sort, "it becomes something"
        others = [one for one in named if one is not sort]
        if sort.label:
            owner = sort.label.of(others[0].name) if others else None
            if owner is None:
                raise Unclear(f"it does not say {sort.label.word} of what")
            sort = Effect(owner[0], (owner[1:],))
        knob = parts.one(Knob)
        fields = {field for field, _ in sort.sort}
        if any(other.name != sort.name for other in others) or (knob and knob.among(sort.name) not in fields):
            raise Unclear("that cannot become of it")
        return (Set(whom(parts), sort.name, sort.sort),)

    def gain(self, said: Said) -> Intents:
        parts = Parts(said)
        if len(said) == 1:
            raise Unclear("it says neither where nor of whom")
        fallen = any(value.quantity.signed and value.quantity.value < 0 for value in parts.all(Value))
        return (moved(parts, up=not fallen),)

    def faders(self, said: Said) -> Intents:
        parts = Parts(said)
        values = parts.all(Value)
        if any(value.quantity.unit not in ("", "dB") for value in values):
            raise Unclear("a fader stands at a number of dB")
        level = values[0].quantity.value if values else 0.0
        return (Set(parts.one(Target) or Target((Ref("all"),)), LEVEL[0], ((LEVEL[1], level),)),)

    def zeroed(self, said: Said) -> Intents:
        number, *rest = said
        if number.value or number.unit not in ("", "dB"):
            raise Unclear("it does not say what of the faders")
        return self.faders(rest)

    def faders_moved(self, said: Said) -> Intents:
        parts = Parts(said)
        ways = {way.up for way in parts.all(Way)}
        if len(ways) != 1:
            raise Unclear("it does not say up or down")
        return (Nudge(parts.one(Target) or Target((Ref("all"),)), *LEVEL, ways.pop(), amount(parts)),)

    def turn(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a turn goes one way"
        if len(said) == 1:
            raise Unclear("it does not say of what")
        if type(way) is Way and any(value.quantity.octaves and not value.quantity.unit for value in parts.all(Value)):
            raise Unclear("it does not say whether that is from when to when, or which frequencies in Hz")
        return (moved(parts, way.up),)

    def move(self, said: Said) -> Intents:
        if (
            len(said) > 1
            and isinstance(said[0], Effect)
            and said[0].name not in BANDS
            and isinstance(said[1], Direction)
        ):
            raise Unclear("it may be that the effect is to do it")  # "have a compressor tame the tom"
        way, quality = Parts(said).one(Direction), Parts(said).one(Quality)
        if way and way.up and quality and quality.ill:  # "raise the muddy bass"
            raise Unclear("it may be whom that is said of who is to come up, or that itself; say only who")
        return self.turn(said)

    def risen(self, said: Said) -> Intents:
        return (moved(Parts(said), True),)

    def cut(self, said: Said) -> Intents:
        parts = Parts(said)
        if not any(parts.has(kind) for kind in (Value, Effect, Knob, Quality, Region)):
            raise Unclear("it does not say by how much")
        if (effect := effect_of(parts)) in BY_CORNER and not any(parts.has(kind) for kind in (Value, Knob, Degree)):
            return (Remove(whom(parts), effect),)  # "pull out the low cut"
        return self.take([part for part in said if not isinstance(part, Direction)])

    def take(self, said: Said) -> Intents:
        parts = Parts(said)
        if len(said) == 1 and not all(is_place(value) for value in parts.all(Value)):
            raise Unclear("it says neither where nor of whom")
        return (moved(parts, up=False),)


def _is_about_all(intent: Intent) -> bool:
    target = getattr(intent, "target", Target())
    return any(ref.kind in ("all", "rest", "main") for ref in target.refs) and not target.without
