"""What a turn, a session or a measurement looks like from outside: JSON for scripts, rich text for people."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.slots import effect_of, knobs_of
from assistant.turn import Turn
from dsp.routing import output

if TYPE_CHECKING:
    from assistant.session import Session
    from dsp.measure import Measurement
    from dsp.mix import Move, Slot, Strip


def line(data: Mapping[str, Any]) -> str:
    """Return one line of strict JSON; what could not be measured is null."""
    return json.dumps(_strict(data), ensure_ascii=False, allow_nan=False)


def _strict(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(item) for item in value]
    return value


def turn_data(turn: Turn) -> dict[str, Any]:
    """Return a turn as `say --json` prints it."""
    from assistant.serial import encode

    reasons = [r for step in turn.steps for r in step.reasons]
    return {
        "said": turn.said,
        "status": turn.status,
        "intents": [encode(intent) for intent in turn.intents],
        "moves": [move_data(move) for move in net(turn.moves)],
        "reasons": [_fields(r, "strip", "slot", "knob", "source", "value", "weight", "because") for r in reasons],
        "evidence": [_fields(e, "strip", "what", "value", "unit", "usual", "n") for e in turn.evidence],
        "checks": [_fields(c, "strip", "what", "before", "after", "unit", "verdict") for c in turn.checks],
        "files": list(turn.files),
        "reply": turn.spoken,
    }


def _fields(value: object, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def net(moves: tuple[Move, ...]) -> list[Move]:
    """Return what moves come to: one for each slot that stands differently at the end."""
    from dataclasses import replace

    slots: dict[tuple[str, str], Move] = {}
    for move in moves:
        key = (move.strip, move.slot)
        if key in slots:
            slots[key] = replace(slots[key], after=move.after)
        else:
            slots[key] = move
    return [move for move in slots.values() if move.before != move.after]


def move_data(move: Move) -> dict[str, Any]:
    """Return a move as scripts read it."""
    return {
        "strip": move.strip,
        "slot": move.slot or None,
        "effect": effect_of(move),
        "before": knobs_of(move.before),
        "after": knobs_of(move.after),
        "span": _span(move.thing),
    }


def _span(thing: Slot | Strip) -> list[float] | None:
    span = getattr(thing, "span", None)  # a strip has none
    return list(span) if span else None


def session_data(
    session: Session, seconds: float, confidence: Mapping[str, float], paths: Mapping[str, str]
) -> dict[str, Any]:
    """Return a session as `show --json` prints it."""
    strips = []
    for strip in session.mix:
        chain = [
            {
                "slot": slot.name,
                "effect": type(slot.effect).__name__,
                "knobs": knobs_of(slot),
                "span": _span(slot),
                "bypassed": slot.bypassed,
            }
            for slot in strip
        ]
        strips.append(
            {
                "name": strip.name,
                "kind": strip.kind,
                "role": strip.role or None,
                "role_confidence": confidence.get(strip.name),
                "source": paths.get(strip.name),
                "output": output(strip) or None,
                "chain": chain,
            }
        )
    return {
        "name": session.name,
        "sample_rate": session.sample_rate,
        "seconds": seconds,
        "strips": strips,
        "sections": [_fields(section, "name", "start_s", "end_s") for section in session.sections.values()],
        "deliveries": [_fields(d, "target", "lufs", "ceiling_db", "format", "rate_hz") for d in session.deliveries],
        "pending": None if session.pending is None else session.turns[-1].reply,
    }


def measurement_data(file: str, heard: Measurement) -> dict[str, Any]:
    """Return a measurement as `measure --json` prints it."""
    return {"file": file, **heard.as_dict()}
