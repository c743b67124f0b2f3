"""Moves as sentences: exact and canonical, so that reading one makes the same change of it again."""

from __future__ import annotations

import json

from dsp.mix import Move, Slot, Strip
from grammar.canonical import slot_written, written
from grammar.catalogue import texts
from grammar.numbers import clock


def say(move: Move, *, place: bool = False) -> str:
    """Return the canonical sentence for a move.

    All of a slot's knobs are said when it comes, only the turned ones when it is adjusted. A whole strip is said
    by its kind and name: what stands in its chain comes and goes by moves of its own.

    Parameters
    ----------
    place
        Say too where in the chain the slot stands.
    """
    if isinstance(move.thing, Strip):
        return f"{'new' if move.after else 'remove'} {move.thing.kind} {written(move.strip)}"
    slot = move.thing
    kind = slot.effect.words[0]
    name = f"{kind} {slot_written(slot.name, type(slot.effect))}" if slot.name != kind else kind
    if move.after is None:
        return f"{written(move.strip)}: remove {name}"
    before = move.before if isinstance(move.before, Slot) else None
    said = [", ".join(_settings(slot, before))] if not before or before.effect != slot.effect else []
    if slot.bypassed != (before is not None and before.bypassed):
        said.append("bypassed" if slot.bypassed else "at work")
    if slot.key != (before.key if before else ""):
        said.append(f"keyed by {json.dumps(slot.key) if slot.key else 'itself'}")
    if slot.span and not (before and before.span == slot.span):
        said.append(f"from {clock(slot.span[0])} to {clock(slot.span[1])}")
    if not said:
        said.append(", ".join(_settings(slot, None)))
    if place and move.at >= 0:
        said.append(f"in place {move.at + 1}")
    return f"{written(move.strip)}: {name} {', '.join(said)}"


def _settings(slot: Slot, before: Slot | None) -> list[str]:
    """Return what is said of a slot's knobs: those that differ, all of them if none does or it is new."""
    effect = slot.effect
    turned = [f for f in (*texts(type(effect)), *effect.params) if not before or _at(slot, f) != _at(before, f)]
    return [_setting(slot, field) for field in turned or (*texts(type(effect)), *effect.params)]


def _at(slot: Slot, field: str) -> object:
    return getattr(slot.effect, field)


def _setting(slot: Slot, field: str) -> str:
    param, value = slot.effect.params.get(field), _at(slot, field)
    if param is None:
        return f"{field} {json.dumps(value)}"
    assert isinstance(value, int | float), "a knob stands at a number"
    said = param.format(value)
    return said if isinstance(value, bool) else f"{param.words[0]} {said}"
