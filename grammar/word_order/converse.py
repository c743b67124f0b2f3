"""The clauses that keep a conversation going: praise, answers, plain questions, small talk and what cannot be done."""

from __future__ import annotations

from typing import Any, cast

from grammar import intent
from grammar.concept import Concept
from grammar.intent import Answer, Target
from grammar.parts import Parts, Unclear
from grammar.word_order.exact import Exacting
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.undo import counted


class Converse(Exacting):
    """The rules of a conversation."""

    def keep(self, _: Said) -> Intents:
        return (intent.Keep(),)

    def praised(self, said: Said) -> Intents:
        if said[0].word != "that":
            raise Unclear("it does not say whether that is as it should be")
        return (intent.Keep(),)

    def fine(self, said: Said) -> Intents:
        return (intent.Keep(Parts(said).all(Target)[0]),)

    def yes(self, _: Said) -> Intents:
        return (Answer(True),)

    def no(self, _: Said) -> Intents:
        return (Answer(False),)

    def option(self, said: Said) -> Intents:
        readings = said[0].readings
        word = readings.get("ORDINAL", readings.get("LETTERED"))
        number = int(str(word)) if word else counted(readings["PLAIN"])
        if "PLAIN" in readings and readings["PLAIN"].signed:
            raise Unclear("an option has no sign")
        if word and any("PLAIN" in other.readings and other.word != "one" for other in said[1:]):
            raise Unclear("it chooses several, and only one can be had")
        return (Answer(True, number),)

    def ask(self, said: Said) -> Intents:
        return (intent.Ask(cast(Any, read(said, "ABOUT", str))),)

    def loudness(self, said: Said) -> Intents:
        return (intent.Ask("loudness", said[0] if said else Target()),)

    def masking(self, said: Said) -> Intents:
        return (intent.Ask("masking", Parts(said).all(Target)[-1]),)

    def fighting(self, said: Said) -> Intents:
        """Return who hides the two that fight; of one that masks another, who hides that other."""
        targets = Parts(said).all(Target)
        one_way = any(isinstance(part, Concept) and part.word in ("mask", "masking") for part in said)
        targets = targets[-1:] if one_way else targets
        return (intent.Ask("masking", Target(tuple(ref for target in targets for ref in target.refs))),)

    def ringing(self, said: Said) -> Intents:
        return (intent.Ask("ringing", said[0]),)

    def floor(self, said: Said) -> Intents:
        return (intent.Ask("floor", said[0]),)

    def talk(self, said: Said) -> Intents:
        return tuple(intent.Talk(cast(Any, read([one], "TALK", str))) for one in said)

    def act(self, said: Said) -> Intents:
        parts = Parts(said)
        act = parts.one(Concept)
        assert act, "an act is named"
        return (intent.NotYet(read([act], "ACT", str), next(iter(parts.all(Target)), Target())),)
