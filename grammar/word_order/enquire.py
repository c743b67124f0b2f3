"""The clauses that ask what a thing is, how two stand to each other, and what a processor does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from grammar.catalogue import LEVEL, Knob, Label, Pole, kind_of, unaided
from grammar.intent import Ask, Condition, If, NotYet, Target
from grammar.parts import Parts, Unclear
from grammar.pieces import Direction, Effect, Quality, Way
from grammar.refs import IT
from grammar.word_order.agree import Agree
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read

LOUD, QUIET = "loud", "quiet"
"""What is asked of levels, beside the words of sound."""


OF_SOMEBODY = {"loudest": Ask("most", name=LOUD), "wrong": Ask("wrong"), "done": Ask("chain")}
"""What is asked of the session, where it is asked of somebody in it."""


class Enquire(Agree):
    """The rules that ask for an explanation, a setting or a comparison."""

    def matter(self, said: Said) -> Ask:
        """Return the question what a thing is: a term, a kind of an effect, an effect, a word of sound."""
        first = said[0]
        if "TERM" in first.readings:
            return Ask("term", name=read(said, "TERM", str))
        if "LABEL" in first.readings:
            return Ask("kind", name=read(said, "LABEL", Label).word)
        if "EFFECT" in first.readings:
            return Ask("effect", name=read(said, "EFFECT", str))
        return Ask("quality", name=read(said, "QUALITY" if "QUALITY" in first.readings else "FAULT", str))

    def meter(self, said: Said) -> Ask:
        return Ask("knob", name=read(said[-1:], "KNOB", Knob).word)

    def explained(self, said: Said) -> Intents:
        return tuple(dict.fromkeys(part for part in said if isinstance(part, Ask)))

    def settings(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = next(iter(parts.all(Effect)), None)
        assert effect, "it asks how an effect is set"
        return (Ask("settings", parts.one(Target) or Target(), effect.name),)

    def reduction(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = parts.one(Effect)
        if effect and effect.name and not hasattr(kind_of(effect.name), "params"):
            raise Unclear("it does not turn anything down")
        return (Ask("reduction", parts.one(Target) or Target(), effect.name if effect else ""),)

    def reduction_of_it(self, said: Said) -> Intents:
        if said[0] != IT:
            raise Unclear("it does not say which effect works")
        return self.reduction(said)

    def against(self, said: Said) -> Intents:
        parts = Parts(said)
        targets = parts.all(Target)
        one, other = targets if len(targets) > 1 else _parted(targets[0])
        return (Ask("against", one, _figure(said) or LOUD, beside=other),)

    def most(self, said: Said) -> Intents:
        name = _figure(said)
        if not name:
            raise Unclear("it does not say the most of what")
        targets = Parts(said).all(Target)
        return (Ask("most", Target(tuple(ref for target in targets for ref in target.refs)), name),)

    def asked_of(self, said: Said) -> Intents:
        about, target = read(said, "ABOUT", str), Parts(said).all(Target)[0]
        if about == "masking":
            return (Ask("masking", target),)
        if about not in OF_SOMEBODY and all(ref.kind in ("main", "it", "all") for ref in target.refs):
            return (Ask(cast(Any, about)),)
        if about not in OF_SOMEBODY:
            raise Unclear("that is asked of the whole session")
        return (replace(OF_SOMEBODY[about], target=target),)

    def how_much_so(self, said: Said) -> Intents:
        parts = Parts(said)
        return (If(Condition("sounds", parts.all(Target)[0], quality=parts.all(Quality)[0].name), ()),)

    def advised(self, said: Said) -> Intents:
        return (Ask("balance", Parts(said).all(Target)[0]),)

    def by_note(self, said: Said) -> Intents:
        asked = [one for part in said if isinstance(part, tuple) for one in part]
        whom = next((named for one in asked if (named := getattr(one, "target", None))), Target())
        return (NotYet("by_note", whom),)

    def superlative(self, said: Said) -> Quality | Pole | Way:
        if isinstance(said[0], Quality | Pole | Way):
            return said[0]
        name = read(said, "SUPERLATIVE", str)
        return Way(name == LOUD) if name in (LOUD, QUIET) else Quality(name)


def _parted(target: Target) -> tuple[Target, Target]:
    """Return two of whom it is asked how far apart they are; one alone may be several of a kind."""
    if len(target.refs) == 2 and not target.without:
        return Target(target.refs[:1]), Target(target.refs[1:])
    return target, Target()


def _figure(said: Said) -> str:
    """Return what is compared: a word of sound, or how loud."""
    for part in said:
        if isinstance(part, Quality):
            return part.name
        if isinstance(part, Direction):  # what is "low" would be mended upwards
            return QUIET if part.up else LOUD
        if isinstance(part, Way):
            return LOUD if part.up else QUIET
        if isinstance(part, Pole):
            move = unaided(part)
            if move is None or move[:2] != LEVEL:
                raise Unclear(f"it asks who is {part.word}, which I measure of nobody")
            return LOUD if move[2] else QUIET
    return ""
