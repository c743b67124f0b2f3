"""The canonical sentences: what a strip, a slot and its knobs are put at, exactly."""

from __future__ import annotations

from typing import Any, cast

from grammar import intent
from grammar.catalogue import kind_of
from grammar.intent import Target
from grammar.parts import Unclear
from grammar.word_order.further import Furthering
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read


class Exacting(Furthering):
    """The rules for what is said exactly."""

    def exact_gone(self, said: Said) -> Intents:
        effect = read(said, "EFFECT", str, 1)
        slot = next((read([c], "SLOT", str) for c in said if "SLOT" in c.readings), kind_of(effect).words[0])
        return (intent.Remove(Target(self.strip(said)), effect, slot),)

    def exact(self, said: Said) -> Intents:
        target = Target(self.strip(said))
        effect = next(read([c], "EFFECT", str) for c in said if "EFFECT" in c.readings)
        slot = next((read([c], "SLOT", str) for c in said if "SLOT" in c.readings), kind_of(effect).words[0])
        knobs = tuple(read([c], "SETTING", tuple) for c in said if "SETTING" in c.readings)
        at = next((read([c], "PLACE", int) for c in said if "PLACE" in c.readings), -1)
        span = next((read([c], "SPAN", intent.Span) for c in said if "SPAN" in c.readings), intent.WHOLE)
        bypassed = next((read([c], "BYPASSED", bool) for c in said if "BYPASSED" in c.readings), None)
        key = next((read([c], "KEYED", str) for c in said if "KEYED" in c.readings), None)
        if not knobs and not span and bypassed is None and key is None:
            raise Unclear("it does not say what is to be done with it")
        return (intent.Set(target, effect, knobs, slot, at, span, bypassed, key),)

    def new_strip(self, said: Said) -> Intents:
        return (intent.AddStrip(read(said, "NAME", str, 1), cast(Any, read(said, "KIND", str))),)

    def remove_strip(self, said: Said) -> Intents:
        return (intent.RemoveStrip(read(said, "NAME", str, 1)),)
