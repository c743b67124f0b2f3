"""Which strip feeds which, and in what order they can be computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from dsp.effects.level import OFF_DB, Output, Send, Solo
from dsp.mix import Mix, Slot, Strip


class BadRoute(ValueError):
    """A strip feeds something that cannot be fed."""


@dataclass(frozen=True)
class Cable:
    """One connection between two strips.

    Attributes
    ----------
    origin, to
        The strip it comes from and the strip it feeds.
    slot
        The send it is tapped at, empty for the strip's output.
    """

    origin: str
    to: str
    slot: str = ""


def output(strip: Strip) -> str:
    """Return the strip that another feeds: where its output is led, else where it always goes; empty for main."""
    led = [slot.effect.to for slot in strip.at_work if isinstance(slot.effect, Output) and slot.effect.to]
    return led[-1] if led else strip.output


def feeding(mix: Mix, name: str) -> tuple[str, ...]:
    """Return the strips whose output a strip takes, in the order of the mix."""
    return tuple(strip.name for strip in mix if strip.name != name and output(strip) == name)


def cables(mix: Mix) -> tuple[Cable, ...]:
    """Return every connection, in the order of the strips and along their chains: the order of sums.

    Raises
    ------
    BadRoute
        If a strip feeds one that does not exist or one that plays a file.
    """
    found = tuple(cable for strip in mix for cable in _leaving(strip))
    for cable in found:
        if cable.to not in mix:
            raise BadRoute(f"{cable.origin} feeds {cable.to}, which is not in the mix")
        if mix[cable.to].kind == "track":
            raise BadRoute(f"{cable.origin} feeds {cable.to}, a track: only buses, returns and main take a feed")
    return found


def _leaving(strip: Strip) -> Iterable[Cable]:
    for slot in strip.at_work:
        if isinstance(slot.effect, Send) and slot.effect.to:
            yield Cable(strip.name, slot.effect.to, slot.name)
    if to := output(strip):
        yield Cable(strip.name, to)


def upstream(mix: Mix, names: Collection[str]) -> tuple[str, ...]:
    """Return `names` and all strips that they need, every strip after those that feed it.

    Raises
    ------
    BadRoute
        If strips feed each other in a circle, or a name is not in the mix.
    """
    for name in names:
        if name not in mix:
            raise BadRoute(f"there is no strip {name} to listen to")
    feeders = _feeders(mix)
    try:
        order = tuple(TopologicalSorter(feeders).static_order())
    except CycleError as error:
        raise BadRoute(f"strips feed each other in a circle: {' > '.join(error.args[1])}") from None
    needed = set(names)
    for name in reversed(order):
        if name in needed:
            needed.update(feeders[name])
    return tuple(name for name in order if name in needed)


def depths(mix: Mix, names: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Return `names` by how long the way to them is: those of a depth need only what lies before it.

    In the order of the mix within a depth; `names` holds all that they need.
    """
    feeders = _feeders(mix)
    found: dict[str, int] = {}
    for name in names:
        found[name] = 1 + max((found[feeder] for feeder in feeders[name]), default=-1)
    strips = [strip.name for strip in mix if strip.name in found]
    deepest = max(found.values(), default=-1)
    return tuple(tuple(name for name in strips if found[name] == depth) for depth in range(deepest + 1))


def _feeders(mix: Mix) -> dict[str, list[str]]:
    """Return what each strip needs: those that feed it and those that its detectors listen to."""
    feeders: dict[str, list[str]] = {strip.name: [] for strip in mix}
    for cable in cables(mix):
        feeders[cable.to].append(cable.origin)
    for strip in mix:
        for slot in strip.at_work:
            if slot.key and slot.key not in mix:
                raise BadRoute(f"{slot.name} on {strip.name} listens to {slot.key}, which is not in the mix")
            if slot.key and not slot.effect.listens:
                raise BadRoute(
                    f"{slot.name} on {strip.name} cannot listen to {slot.key}: a {slot.effect.words[0]} has no ear"
                )
            if slot.key:
                feeders[strip.name].append(slot.key)
    return feeders


def silenced(mix: Mix, among: Collection[str]) -> frozenset[str]:
    """Return the tracks that a solo on another silences.

    A track is heard if it, or a bus on its way to main, is soloed; buses and returns stay open.
    """
    soloed = {
        strip.name
        for strip in mix
        if strip.name in among
        and strip.kind in ("track", "bus")
        and any(isinstance(slot.effect, Solo) and slot.effect.on for slot in strip.at_work)
    }
    if not soloed:
        return frozenset()
    tracks = [strip for strip in mix if strip.name in among and strip.kind == "track"]
    return frozenset(track.name for track in tracks if soloed.isdisjoint(way(mix, track)))


def soloed(mix: Mix, names: Collection[str]) -> Mix:
    """Return a mix in which those named are soloed and nobody else; only tracks and buses have a solo."""
    return Mix(tuple(_soloed(strip, strip.name in names) for strip in mix))


def _soloed(strip: Strip, on: bool) -> Strip:
    if strip.kind not in ("track", "bus"):
        return strip
    chain = tuple(slot for slot in strip if not isinstance(slot.effect, Solo))
    return replace(strip, chain=(*chain, Slot("solo", Solo(on=on))))


def way(mix: Mix, strip: Strip) -> Iterable[str]:
    """Name a strip and those that it passes through on its way out, main the last."""
    yield strip.name
    while to := output(strip):
        strip = mix[to]
        yield strip.name


def level_db(mix: Mix, cable: Cable, silent: Collection[str]) -> float:
    """Return the level at which a cable carries its strip."""
    if cable.origin in silent:
        return OFF_DB
    slot = mix[cable.origin].slot(cable.slot)
    return slot.effect.level_db if slot and isinstance(slot.effect, Send) else 0.0


def span_of(mix: Mix, cable: Cable) -> tuple[float, float] | None:
    """Return in which part of the song a cable carries anything; None for all of it."""
    slot = mix[cable.origin].slot(cable.slot)
    return slot.span if slot else None
