"""Who feeds which bus: what stands under it, and which bus sums just some tracks."""

from __future__ import annotations

from collections.abc import Collection

from dsp.mix import Mix
from dsp.routing import feeding, way


def under(mix: Mix, name: str) -> tuple[str, ...]:
    """Return the tracks that pass through a bus on their way to main, in the order of the mix."""
    return tuple(strip.name for strip in mix if strip.kind == "track" and name in tuple(way(mix, strip))[1:])


def through(mix: Mix, names: Collection[str]) -> frozenset[str]:
    """Return the tracks that pass through some buses; what is done to main is done to nobody in particular."""
    return frozenset(track for name in names if name in mix and mix[name].kind == "bus" for track in under(mix, name))


def summing(mix: Mix, members: Collection[str]) -> str:
    """Return the bus that sums just these tracks, empty if there is none.

    Of a group that has a bus it is that one even after some were taken out of it: the only bus that sums more than one
    of them and nobody else.
    """
    sums = {strip.name: set(under(mix, strip.name)) for strip in mix if strip.kind == "bus"}
    whole = [name for name, some in sums.items() if some == set(members)]
    part = [name for name, some in sums.items() if len(some) > 1 and some < set(members)]
    return whole[0] if whole else part[0] if len(part) == 1 else ""


def tops(mix: Mix, members: Collection[str]) -> tuple[str, ...]:
    """Return what a bus of these tracks is fed by: the buses that sum some of them and nobody else, then the others."""
    found = set(members)
    for strip in mix:
        some = set(under(mix, strip.name)) if strip.kind == "bus" else set()
        if some and some <= set(members):
            found.add(strip.name)
    inner = {below for name in found for below in feeding(mix, name)}
    return tuple(strip.name for strip in mix if strip.name in found - inner)


def common(mix: Mix, names: Collection[str]) -> str | None:
    """Return the strip that all of some strips feed, None if they feed several."""
    fed = {next(iter(tuple(way(mix, mix[name]))[1:]), "") for name in names}
    return fed.pop() if len(fed) == 1 else None
