"""By how much an effect turns down, said behind it: "glue the drums, 2 dB of reduction", "de-ess her, at most 5 dB"."""

from __future__ import annotations

from dataclasses import replace

from grammar.catalogue import kind_of
from grammar.intent import Clause, Glue, Intent, NotUnderstood, Reducing, Set, Target
from grammar.refs import IT

SUMS = ("main", "bus")
"""Whom something is done to as one."""

RANGED = frozenset({"DeEsser", "DynamicEq", "Expander", "Gate"})
"""The effects with a knob for how far they turn down at most."""

EACH = "what holds several together stands on their sum; say the ratio of it by its bus"


def reduced(before: Clause, now: Intent) -> Clause | None:
    """Return a clause with how far its effect is to turn down, None if the next one says something else."""
    asked = before.meaning
    if isinstance(asked, Glue) and isinstance(now, Set) and now.effect == "Compressor" and not now.target:
        summed = all(ref.kind in SUMS for ref in asked.target.refs)
        return None if summed else Clause(before.text, NotUnderstood(before.text, len(before.text), reason=EACH))
    if not isinstance(now, Reducing) or now.by or now.target not in (Target(), IT, getattr(asked, "target", None)):
        return None
    if isinstance(asked, Glue) and asked.more is None and asked.reduction_db is None and asked.amount.value is None:
        return replace(before, meaning=replace(asked, reduction_db=now.reduction_db))
    if isinstance(asked, Set) and asked.effect in RANGED and not {"range_db", "gain_db"} & dict(asked.knobs).keys():
        assert "range_db" in kind_of(asked.effect).params, "it turns down so far"
        return replace(before, meaning=replace(asked, knobs=(*asked.knobs, ("range_db", now.reduction_db))))
    return None
