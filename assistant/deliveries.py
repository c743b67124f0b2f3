"""Deliveries as they are ordered: which files, for which place, how loud and in which format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant import resolve
from assistant.outcome import Decline, Done, asks
from assistant.resolve import listed
from assistant.session import Session
from assistant.targets import TARGETS, UNLIMITED
from assistant.turn import Delivery
from dsp.mix import MAIN, Mix
from grammar.intent import Export, Master, Target
from grammar.roles import family_of
from grammar.say_parts import heard_text


def master(intent: Master, session: Session) -> Done | Decline:
    """Return the masters that are asked for, or what is to be said first."""
    if not intent.platforms and intent.lufs is None:
        names = ", ".join(target.name for target in TARGETS.values())
        return asks(f'Master for what? I know {names}; or say a loudness, for example "master to -14 LUFS".')
    wanted: list[Delivery] = []
    for name in intent.platforms:
        target = TARGETS[name]
        lufs = target.lufs if intent.lufs is None else intent.lufs
        louder = target.louder_ceiling_db if lufs > target.lufs else None
        ceiling = target.ceiling_db if louder is None else louder
        kind, rate_hz = intent.format or target.format, intent.rate_hz or target.rate_hz
        wanted.append(Delivery(name, lufs, ceiling, kind, rate_hz=rate_hz))
    if not wanted:
        kind = intent.format or "wav24"
        wanted.append(Delivery(f"{intent.lufs:g} LUFS", intent.lufs, -1.0, kind, rate_hz=intent.rate_hz))
    heard = _heard(intent.only, session)
    if isinstance(heard, Decline):
        return heard
    if intent.ceiling_db is not None:
        wanted = [replace(delivery, ceiling_db=intent.ceiling_db) for delivery in wanted]
    wanted = [replace(delivery, gentle=intent.gentle or delivery.target in UNLIMITED, **heard) for delivery in wanted]
    for delivery in wanted:
        if not -60 <= (delivery.lufs or 0) <= -5:
            return asks(f"{delivery.lufs:g} LUFS is not a loudness I can master to; say -60 to -5 LUFS.")
        if not -24 <= (delivery.ceiling_db or 0) <= 0:
            return asks(f"{delivery.ceiling_db:g} dBTP is not a ceiling I can hold; say -24 to 0 dBTP.")
    return Done(asked=tuple(wanted), focus=(MAIN,))


def export(intent: Export, session: Session) -> Done | Decline:
    """Return the files that are asked for unmastered, or all that were delivered before."""
    kind = intent.format or "wav24"
    if intent.what == "again":
        if not session.deliveries:
            return Decline(
                "answered",
                'Nothing has been delivered yet; say "master for Apple Music" or "render the mix".',
            )
        gone = [
            name for d in session.deliveries for name in filter(None, (d.strip, *d.only)) if name not in session.mix
        ]
        text = f"{listed(gone)} cannot be written again: it is not in the mix any more." if gone else ""
        return Done(text=text, asked=tuple(d for d in session.deliveries if {d.strip, *d.only}.isdisjoint(gone)))
    if intent.what == "strip":
        names = resolve.strips(intent.target, session)
        if isinstance(names, Decline):
            return names
        return Done(
            asked=tuple(Delivery(name, format=kind, strip=name, rate_hz=intent.rate_hz) for name in names), focus=names
        )
    if intent.what == "groups":
        groups = families(session.mix)
        return Done(
            asked=tuple(
                Delivery("mix", format=kind, rate_hz=intent.rate_hz, only=names, called=family)
                for family, names in groups.items()
            )
        )
    heard = _heard(intent.only, session)
    if isinstance(heard, Decline):
        return heard
    return Done(asked=(replace(Delivery(intent.what, format=kind, rate_hz=intent.rate_hz), **heard),))


def families(mix: Mix) -> dict[str, tuple[str, ...]]:
    """Return the tracks of a mix by what they play, such as drums and voices, in its order."""
    found: dict[str, tuple[str, ...]] = {}
    for strip in mix:
        if strip.kind == "track":
            family = family_of(strip.role) or strip.name
            found[family] = (*found.get(family, ()), strip.name)
    return found


def _heard(only: Target, session: Session) -> dict[str, Any] | Decline:
    """Return the fields of a delivery that tell who is heard in it, and in what words."""
    if not only:
        return {}
    names = resolve.strips(only, session)
    if isinstance(names, Decline):
        return names
    if not names:
        return asks("That leaves nobody out of all the tracks, so there would be nothing to hear.")
    return {"only": names, "called": heard_text(only).removeprefix("the mix ").removeprefix("with ")}
