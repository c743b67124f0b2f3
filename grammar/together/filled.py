"""What is said behind a band of the equalizer, or a limiter, and is about that: "a bell at 1.2k, up 2 dB, Q 0.9"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.catalogue import LEVEL, kind_of
from grammar.concept import Concept
from grammar.intent import Amount, Clause, Intent, NotUnderstood, Nudge, Set, Target
from grammar.refs import IT
from grammar.word_order.knobs import HOLDS

BANDS = frozenset({"Bell", "HighShelf", "LowShelf"})
"""The effects that go up or down at a frequency."""


def filled(before: Clause, now: Intent) -> Clause | None:
    """Return a clause with what the next one says of the same band, None if that says something else.

    `before` asked for the band, `now` says by how much it goes up or down, or another of its knobs.
    """
    asked = before.meaning
    if not isinstance(asked, Set) or asked.effect not in BANDS or "frequency_hz" not in dict(asked.knobs):
        return None
    named = getattr(now, "target", Target())
    more: dict[str, float | bool | str]
    if isinstance(now, Nudge) and (now.effect, now.knob) == LEVEL and _in_db(now.amount) and named in (Target(), IT):
        more = {"gain_db": (now.amount.value or 0.0) * (1 if now.up else -1)}
    elif named not in (Target(), IT, asked.target):
        return None
    elif (
        isinstance(now, Set) and now.effect == "" and all(knob in kind_of(asked.effect).params for knob, _ in now.knobs)
    ):
        more = dict(now.knobs)
    else:
        return None
    if more.keys() & dict(asked.knobs).keys():
        return None
    return Clause(before.text, replace(asked, knobs=(*asked.knobs, *more.items())), before.complains, before.why)


def held(before: Clause, now: Intent, said: str) -> Intent:
    """Return a request as one for a limit, where the one before it was: "limit the bass at -5 and the kick at -3"."""
    asked = before.meaning
    if not isinstance(asked, Set) or asked.effect not in HOLDS or not isinstance(now, Set) or now.effect != LEVEL[0]:
        return now
    if " at " not in before.text or " at " not in said or "ceiling_db" not in dict(asked.knobs):
        return now
    return replace(asked, target=now.target, span=now.span, knobs=(("ceiling_db", dict(now.knobs)[LEVEL[1]]),))


def turned_too(before: Intent | NotUnderstood, said: Intent, now: Intent, concepts: Sequence[Concept]) -> Intent:
    """Return what only goes up or down as the knob that did before: "reverb down in the verse and up in the bridge".

    `now` is what was `said` with whom it is about.
    """
    knob = isinstance(before, Nudge) and (before.effect, before.knob) != LEVEL
    bare = isinstance(said, Nudge) and not said.target and (said.effect, said.knob) == LEVEL
    only = bool(concepts) and concepts[0].may_be("_UP", "_DOWN") and not any(c.may_be("EFFECT") for c in concepts)
    if not (knob and bare and only) or not isinstance(before, Nudge) or not isinstance(now, Nudge):
        return now
    return replace(now, effect=before.effect, knob=before.knob, slot=before.slot)


def _in_db(amount: Amount) -> bool:
    return amount.value is not None and amount.unit in ("", "dB")
