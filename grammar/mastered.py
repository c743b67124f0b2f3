"""A master that is to be louder or quieter than the last: it is made anew, whatever the mix's fader does."""

from __future__ import annotations

from grammar.intent import Amount, Master, Target
from grammar.parts import Unclear

CALLED = "master"
"""What the whole mix is called where its master may be meant; "the master bus" is never one."""

STEP_LU = 2.0
"""How much louder or quieter another master is that is to be."""


def is_master(target: Target) -> bool:
    """Whether it is the master that is named."""
    return [ref.words for ref in target.refs if ref.kind == "main"] == [CALLED]


def remastered(louder: bool, how_much: Amount) -> Master:
    """Return a master that is louder, or quieter, than the last; raises `Unclear` for what is no loudness."""
    if how_much.as_much or how_much.unit not in ("", "dB", "LUFS"):
        raise Unclear(f"no master gets louder by {how_much.unit or 'that'}")
    by = STEP_LU * how_much.degree if how_much.value is None else abs(how_much.value)
    return Master(by=by if louder else -by)
