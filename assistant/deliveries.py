"""Deliveries as they are ordered: which files, for which place, how loud and in which format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant import resolve
from assistant.outcome import Decline, Done, asks
from assistant.parts import parts
from assistant.resolve import listed
from assistant.session import Session
from assistant.studio import Studio
from assistant.targets import TARGETS, UNLIMITED
from assistant.turn import Delivery
from dsp.edges import edges
from dsp.mix import MAIN, Mix
from grammar.intent import Export, Master, Span, Target
from grammar.numbers import clock
from grammar.roles import family_of
from grammar.say_parts import heard_text


def master(intent: Master, session: Session) -> Done | Decline:
    """Return the masters that are asked for, or what is to be said first."""
    if intent.by:
        return _anew(intent, session)
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
    return _ordered(wanted)


def last_masters(session: Session) -> list[Delivery]:
    """Return the masters that were made together last, none if none was made."""
    made = ([one for one in turn.asked if one.lufs is not None] for turn in reversed(session.turns))
    return next((some for some in made if some), [])


def _last_for(platforms: tuple[str, ...], session: Session) -> list[Delivery]:
    """Return the last master for each of some places, those that were made together last where no place is named."""
    if not platforms:
        return last_masters(session)
    made = [one for turn in reversed(session.turns) for one in turn.asked if one.lufs is not None]
    found = [next((one for one in made if one.target == place), None) for place in platforms]
    return [one for one in found if one]


def _anew(intent: Master, session: Session) -> Done | Decline:
    """Return the last masters, louder or quieter: the mix's own level would change nothing of how loud they are."""
    made = _last_for(intent.platforms, session)
    if not made and intent.platforms and last_masters(session):
        place = TARGETS[intent.platforms[0]].name
        return asks(f"No master has been made for {place} yet; shall I make it?", (Master(intent.platforms),))
    if not made:
        way = "up" if intent.by > 0 else "down"
        return asks(
            f'No master has been made yet: "master for Spotify", say, makes one as loud as it is played there, '
            f'and "turn the mix {way} by {abs(intent.by):g} dB" turns the mix itself.'
        )
    wanted = []
    for one in made:
        lufs = round((one.lufs or 0.0) + intent.by, 2)
        target = TARGETS.get(one.target)
        ceilings = (one.ceiling_db, target.louder_ceiling_db if target and lufs > target.lufs else None)
        # a place that has a ceiling of its own for what is louder gets that; a master named by its loudness the new one
        name = one.target if target else f"{lufs:g} LUFS"
        wanted.append(replace(one, target=name, lufs=lufs, ceiling_db=min(c for c in ceilings if c is not None)))
    return _ordered(wanted)


def _ordered(wanted: list[Delivery]) -> Done | Decline:
    for delivery in wanted:
        if not -60 <= (delivery.lufs or 0) <= -5:
            return asks(f"{delivery.lufs:g} LUFS is not a loudness I can master to; say -60 to -5 LUFS.")
        if not -24 <= (delivery.ceiling_db or 0) <= 0:
            return asks(f"{delivery.ceiling_db:g} dBTP is not a ceiling I can hold; say -24 to 0 dBTP.")
    return Done(asked=tuple(wanted), focus=(MAIN,))


def export(intent: Export, session: Session, studio: Studio) -> Done | Decline:
    """Return the files that are asked for unmastered, or all that were delivered before."""
    if intent.what == "again":
        return _again(session)
    file = Delivery("mix", format=intent.format or "wav24", rate_hz=intent.rate_hz)
    if intent.what == "strip":
        names = resolve.strips(intent.target, session)
        if isinstance(names, Decline):
            return names
        wanted = [replace(file, target=name, strip=name) for name in names]
    elif intent.what == "groups":
        names = ()
        wanted = [replace(file, only=only, called=family) for family, only in families(session.mix).items()]
    else:
        heard = _heard(intent.only, session)
        if isinstance(heard, Decline):
            return heard
        names, wanted = (), [replace(file, target=intent.what, **heard)]
    stretches = _stretches(intent.span, session, studio)
    if isinstance(stretches, Decline):
        return stretches
    asked = tuple(_of_part(delivery, *stretch) for stretch in stretches for delivery in wanted)
    return Done(asked=asked or tuple(wanted), focus=names)


def _again(session: Session) -> Done | Decline:
    """Return all files that were delivered before, but of whom is there no more."""
    if not session.deliveries:
        text = 'Nothing has been delivered yet; say "master for Apple Music" or "render the mix".'
        return Decline("answered", text)
    named = [name for delivery in session.deliveries for name in filter(None, (delivery.strip, *delivery.only))]
    gone = list(dict.fromkeys(name for name in named if name not in session.mix))
    text = f"{listed(gone)} cannot be written again: it is not in the mix any more." if gone else ""
    return Done(text=text, asked=tuple(d for d in session.deliveries if {d.strip, *d.only}.isdisjoint(gone)))


def _stretches(span: Span, session: Session, studio: Studio) -> list[tuple[float, float, str]] | Decline:
    """Return the parts of the song that are to be written, each with what it is called; none for all of it."""
    spans = parts(span, session, studio) if span else ()
    if isinstance(spans, Decline):
        return spans
    starts, ends = edges(session.mix)
    there = [(max(start, starts), min(end, ends)) for start, end in spans if start < ends and end > starts]
    if spans and not there:
        last = min(ends, studio.seconds(session.mix))
        return asks(f"That part was trimmed off: the mix goes from {clock(starts)} to {clock(last)}.")
    one = span.section if len(there) == 1 and span.section and not (span.until or span.edge or span.onwards) else ""
    return [(start, end, one or f"{clock(start)} to {clock(end)}") for start, end in there]


def _of_part(delivery: Delivery, start: float, end: float, called: str) -> Delivery:
    """Return a delivery of which only a part of the song is written."""
    return replace(delivery, between_s=(start, end), called=", ".join(filter(None, (delivery.called, called))))


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
