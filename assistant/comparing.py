"""How tracks stand to each other by any figure that is measured: by how much one is over another, who is most so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant import ears
from assistant.explain import number
from assistant.gaps import peaks_db
from assistant.outcome import Decline, Done, asks, refuses
from assistant.punch import stand_out_db
from assistant.qualities import QUALITIES, meaning
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.slots import added, find
from assistant.studio import Studio
from dsp.effects import Mute
from dsp.mix import MAIN, Evidence, Mix, adjust
from grammar.inflect import comparatives
from grammar.intent import Ask

ALIKE_DB = 0.5
"""Nearer than this nobody could say which of two has more."""

LEVELS = ("loud", "quiet")


@dataclass(frozen=True)
class Gauge:
    """What is compared: what it is called, its unit, how it is read, and whether more of the figure is more of it."""

    what: str
    unit: str
    read: Callable[[Studio, Mix, str], float | None]
    more: bool = True


def gauge(name: str) -> Gauge | Decline:
    """Return how a word for loudness or for a sound is measured of a strip."""
    if name in LEVELS:
        return Gauge(
            "level while it plays", "dBFS", lambda studio, mix, one: studio.heard(mix, one).active_dbfs, name == "loud"
        )
    quality, more = meaning(name, True)
    known = QUALITIES[quality]
    if known.way == "punch":
        return Gauge(known.figure, "dB", lambda studio, mix, one: stand_out_db(peaks_db(studio, mix, one)), more)
    if known.way in ("tone", "sibilance", "width"):
        return Gauge(known.figure, "dB", lambda studio, mix, one: ears.figure(quality, studio.heard(mix, one)), more)
    told = [word for word in QUALITIES if QUALITIES[word].way in ("tone", "sibilance", "width", "punch")]
    return refuses(f"How {name} one is beside another I do not measure; I can compare how loud, {listed(told, 'or')}.")


def against(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say by how much one is over another in a figure; several together are heard as their sum."""
    one, other = strips(intent.target, session), None
    if isinstance(one, Decline):
        return one
    if intent.beside:
        other = strips(intent.beside, session)
    elif len(one) == 2:
        one, other = one[:1], one[1:]
    if isinstance(other, Decline):
        return other
    if other is None:
        return asks('Against whom? For example "how far is the vocal above the band?"')
    if set(one) == set(other):
        return asks(
            f"That is {listed(map(called, one))} against {'itself' if len(one) == 1 else 'themselves'}; against whom?"
        )
    read = gauge(intent.name)
    if isinstance(read, Decline):
        return read
    values = [_together(read, names, session.mix, studio) for names in (one, other)]
    words = [_whom(one), _whom(other)]
    for value, said in zip(values, words, strict=True):
        if value is None:
            return refuses(
                f"{said} {'is' if ' and ' not in said else 'are'} silent there, so there is nothing to hold against."
            )
    first, second = (value or 0.0 for value in values)
    return Done(
        text=_standing(intent.name, read, words, first, second),
        focus=one,
        evidence=tuple(Evidence(w, read.what, v, read.unit) for w, v in zip(words, (first, second), strict=True)),
    )


def _standing(name: str, read: Gauge, words: list[str], first: float, second: float) -> str:
    """Say which of two has more, by how much, and what was measured."""
    apart = (first - second) * (1 if read.more else -1)
    stands = f"{read.what} {number(first, read.unit)} against {number(second, read.unit)}"
    if abs(apart) < ALIKE_DB:
        return f"{words[0]} and {words[1]} are as {name} as each other: {stands}."
    verb = "are" if " and " in words[0] else "is"
    if name in LEVELS:
        so = "louder" if first > second else "quieter"
    else:
        so = next(iter(comparatives(name)), f"more {name}") if apart > 0 else f"less {name}"
    return f"{words[0][0].upper()}{words[0][1:]} {verb} {number(abs(apart), 'dB')} {so} than {words[1]}: {stands}."


def _whom(names: tuple[str, ...]) -> str:
    if names == (MAIN,):
        return "the mix"
    return listed(names) if len(names) <= MANY else f"the sum of {len(names)} tracks"


MANY = 3
"""More tracks than these are not named one by one."""


def _together(read: Gauge, names: tuple[str, ...], mix: Mix, studio: Studio) -> float | None:
    """Return a figure of one strip, or of several as they sound together at the end of the mix."""
    if len(names) == 1:
        return read.read(studio, mix, names[0])
    for strip in mix:
        if strip.kind == "track" and strip.name not in names:
            slot = find(strip, Mute)
            mix = mix.apply(adjust(strip, slot, Mute(on=True)) if slot else added(strip, Mute(on=True)))
    return read.read(studio, mix, MAIN)


def most(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """List tracks by a figure, who has most of it first."""
    tracks = tuple(strip.name for strip in session.mix if strip.kind == "track")
    names = strips(intent.target, session) if intent.target else tracks
    if isinstance(names, Decline):
        return names
    if names == (MAIN,):
        names = tracks
    read = gauge(intent.name)
    if isinstance(read, Decline):
        return read
    found = {name: read.read(studio, session.mix, name) for name in names}
    heard = {name: value for name, value in found.items() if value is not None}
    if not heard:
        return refuses(f"{listed(names)} {'is' if len(names) == 1 else 'are'} silent.")
    order = sorted(heard, key=lambda name: heard[name] * (-1 if read.more else 1))
    width = max(map(len, found))
    rows = [f"{name:<{width}}  {number(heard[name], read.unit)}" for name in order]
    rows += [f"{name:<{width}}  silent" for name in found if name not in heard]
    close = len(order) > 1 and abs(heard[order[0]] - heard[order[1]]) < ALIKE_DB
    opens = (
        f"{listed(order[:2])} are as {intent.name} as each other" if close else f"{order[0]} is the most {intent.name}"
    )
    if intent.name in LEVELS and not close:
        opens = f"{order[0]} is the {'loudest' if intent.name == 'loud' else 'quietest'}"
    evidence = tuple(Evidence(name, read.what, heard[name], read.unit) for name in order)
    return Done(text="\n".join((f"{opens}, by {read.what}:", *rows)), focus=(order[0],), evidence=evidence)
