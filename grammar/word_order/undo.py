"""The clauses that take back what was done, put it in again, and ask why it was done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grammar import intent
from grammar.catalogue import SENT, Pole, unaided
from grammar.concept import Concept
from grammar.intent import Named, Target
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Change, Effect, Qualify, Quality, Region, Switch, Value
from grammar.settings import is_place
from grammar.word_order.bus import Gluing
from grammar.word_order.deliver import Delivering
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.listen import seconds


@dataclass(frozen=True)
class Spared:
    """What stays of what is taken back."""

    what: Named


class Undoing(Delivering):
    """The rules that point back at what was done."""

    def named(self, said: Said) -> Named:
        return _named(Parts(said))

    def undo(self, said: Said) -> Intents:
        parts = Parts(said)
        if not parts.has(Named) and (target := parts.one(Target)):
            return (intent.Undo(Named(target)),)
        count = parts.one(Quantity)
        times = next((read([c], "TIMES", str) for c in parts.all(Concept)), "1")
        return (intent.Undo(parts.one(Named), counted(count) if count else int(times)),)

    def spared(self, said: Said) -> Spared:
        parts = Parts(said)
        return Spared(parts.one(Named) or _named(parts))

    def undo_but(self, said: Said) -> Intents:
        parts = Parts(said)
        count = parts.one(Quantity)
        return (intent.Undo(None, counted(count) if count else 1, but=parts.all(Spared)[0].what),)

    def undo_all_but(self, said: Said) -> Intents:
        return (intent.Undo(all=True, but=Parts(said).all(Spared)[0].what),)

    def undo_of(self, said: Said) -> Intents:
        """Return what "the reverb change on the snare" takes back: that alone, of whom alone."""
        parts = Parts(said)
        named, behind = parts.one(Named) or _named(parts), parts.one(Target)
        if behind and parts.has(Named):
            if named == Named(Target((intent.Ref("all"),))):
                return (intent.Undo(Named(behind), all=True),)  # "all the things I did to the drums"
            if named.target:
                raise Unclear("it says twice of whom")
            named = replace(named, target=behind)
        return (intent.Undo(named),)

    def undo_all_of(self, said: Said) -> Intents:
        return (intent.Undo(Named(Parts(said).all(Target)[0]), all=True),)

    def undo_keeping(self, said: Said) -> Intents:
        return (intent.Undo(_named(Parts(said[:1]))),)

    def wind_back(self, said: Said) -> Intents:
        (quantity,) = Parts(said).all(Quantity)
        if quantity.unit in ("s", "ms"):
            return (intent.Seek(by=-seconds(quantity)),)
        return self.undo(said)

    def undo_all(self, _: Said) -> Intents:
        return (intent.Undo(all=True),)

    def redo(self, said: Said) -> Intents:
        return (intent.Redo(counted(said[0]) if said else 1),)

    def put_back(self, said: Said) -> Intents:
        return (intent.Redo(what=_named(Parts(said))),)

    def why(self, said: Said) -> Intents:
        parts = Parts(said)
        changes = [change.what for change in parts.all(Change)]
        named = _named(Parts([*parts.but(Change), *changes]))
        pitched = any(is_place(value) for value in parts.all(Value))
        return (intent.Why(Named(named.target, "EQ") if pitched and not named.effect else named),)

    def why_so(self, said: Said) -> Intents:
        return (intent.Why(Named(Parts(said).all(Target)[0])),)


def counted(quantity: Quantity) -> int:
    """Return how many that is."""
    count = int(quantity.value)
    if count != quantity.value or count < 1 or quantity.unit not in ("", "x"):
        raise Unclear("it does not say how many")
    return count


def _named(parts: Parts) -> Named:
    """Return what was said of something done earlier."""
    target = parts.one(Target) or Target()
    quality = next((part.name for part in parts.all(Quality)), "")
    quality = quality or next((part.quality for part in parts.all(Qualify)), "")
    quality = quality or next((part.slot for part in parts.all(Gluing)), "")
    effects = [part.name for part in parts.all(Effect)]
    effects += [part.effect for part in parts.all(Region)] + [part.effect for part in parts.all(Switch)]
    effects += [move[0] for part in parts.all(Pole) if (move := unaided(part))]
    effect = effects[0] if effects else ""
    return Named(target, SENT.get(effect, effect), quality)
