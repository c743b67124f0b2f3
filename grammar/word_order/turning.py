"""The clauses that turn something up or down, ask for more or less of it, or add it."""

from __future__ import annotations

from grammar.catalogue import LEVEL, SENT, Knob
from grammar.concept import Concept
from grammar.intent import Nudge, Ref, Remove, Set, Sound, Target
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import POINTING, Degree, Direction, Effect, Heading, Hint, Quality, Region, Value, Way
from grammar.senses import effect_of, headed, more_of, moved, whom
from grammar.settings import band, is_place
from grammar.together.filled import BANDS
from grammar.word_order.build import Build
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read

BY_CORNER = frozenset({"HighPass", "LowPass"})
"""The effects of which there is no more or less, so that to pull them out is to have them gone."""


class Turning(Build):
    """The rules for up and down, more and less."""

    def brought(self, said: Said) -> Intents:
        return (moved(Parts(said), up=True),)

    def rolled(self, said: Said) -> Intents:
        return self.filter(said)

    def taken_off(self, said: Said) -> Intents:
        return (moved(Parts(said), up=False),)

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

    def dosed_beside(self, said: Said) -> Intents:
        if effect_of(Parts(said)) == "Pan":
            raise Unclear("it does not say to where")  # "pan the snare less"
        return self.dose(said)

    def dose(self, said: Said) -> Intents:
        parts = Parts(said)
        way = parts.one(Way)
        assert way, "a dose is more or less"
        if places := [value for value in parts.all(Value) if value.preposition == "at"]:
            if any(not is_place(place) for place in places):
                raise Unclear("it does not say more or less of what")
            return (band(whom(parts), "", way.up, parts.all(Value), (), parts.one(Degree)),)
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
