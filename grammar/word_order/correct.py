"""The clauses that say what was meant: "no, the kick", "I meant 2 dB", "the other way"."""

from __future__ import annotations

from grammar import intent
from grammar.catalogue import LEVEL
from grammar.intent import Amount, Correct, Ref, Target
from grammar.parts import Parts, Unclear
from grammar.pieces import AsMuch, Degree, Value
from grammar.senses import effect_of, whom
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read
from grammar.word_order.sparing import Sparing


class Correcting(Sparing):
    """The rules for what was meant."""

    def correct(self, said: Said) -> Intents:
        parts = Parts(said)
        target = parts.one(Target) or Target()
        if target and any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say whom you meant")
        values, degree = parts.all(Value), parts.one(Degree)
        if as_much := parts.one(AsMuch):
            return (Correct(target, Amount(as_much.share, as_much=True, as_on=as_much.target)),)
        if values:
            quantity = values[0].quantity
            sign = -1 if quantity.signed and quantity.value < 0 else 1
            return (Correct(target, Amount(value=sign * abs(quantity.value), unit=quantity.unit)),)
        return (Correct(target, Amount(degree.factor, words=degree.words) if degree else None),)

    def instead_of(self, _: Said) -> None:
        """Give nothing: what stood there is what is taken back."""

    def named_alone(self, said: Said) -> Intents:
        target = Parts(said).all(Target)[0]
        if any(ref.kind == "it" for ref in target.refs):
            raise Unclear("it does not say what is to be done")
        return (Correct(target, answers=True),)

    def opposite(self, _: Said) -> Intents:
        return (Correct(opposite=True),)

    def dislike(self, _: Said) -> Intents:
        return (intent.Dislike(),)

    def disliked_there(self, said: Said) -> Intents:
        parts = Parts(said)
        effect, target = effect_of(parts), whom(parts)
        if effect == LEVEL[0] or not target:
            raise Unclear("it does not say of whom it is disliked")
        return (intent.Dislike(target, effect),)

    def last_option(self, _: Said) -> Intents:
        return (intent.Answer(True, -1),)

    def of_that(self, said: Said) -> Intents:
        if read(said, "REF", Ref).kind != "it":
            raise Unclear("it does not say what is to be so much")
        return self.correct(said[1:])

    def not_that_one(self, said: Said) -> Intents:
        wrong, right = Parts(said).all(Target)
        return (Correct(right, instead_of=wrong),)
