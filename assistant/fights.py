"""Which tracks are in each other's way, and what hides one of them: by how much of its loudness is lost, and where."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.bands import REGIONS
from assistant.explain import number
from assistant.outcome import Decline, Done, refuses
from assistant.resolve import listed, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.measure.masking import Masking, Overlap, both_ways
from dsp.mix import Evidence, Mix
from grammar.intent import Ask

FIGHT = 0.4
"""A pair fights if both lose so much of their loudness to each other."""

HIDES = 0.35
"""Who takes so much of a track's loudness hides it."""

MOST = 3
KIT = frozenset(("drums", "kick", "snare", "hihat", "tom", "cymbals", "ride", "crash", "overheads", "room"))
"""Microphones on one drum kit hear the same strokes: nothing can be made of what they hide of each other."""


def listen(mix: Mix, studio: Studio, hz: float | None = None) -> tuple[Overlap, ...]:
    """Return what the tracks of a mix hide of each other, the most first; mics of one kit are left out.

    `hz` says about which frequency to look, if not where most is hidden.
    """
    studio.ready()
    mix = studio.playable(mix)
    names = tuple(strip.name for strip in mix if strip.kind == "track")
    studio.say("listening for what hides what")
    meter: Masking | None = None
    for blocks in studio.render(mix, names) if names else ():
        meter = meter or Masking(studio.sample_rate, {name: len(blocks[name]) for name in names})
        meter.feed(blocks)
    kit = {strip.name for strip in mix if strip.role in KIT}
    found = meter.overlaps(hz) if meter else ()
    return tuple(one for one in found if not {one.masked, one.masker} <= kit)


def answer(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say which tracks fight, or what masks those that are named."""
    if not intent.target:
        return _fights(session, studio, intent.name)
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    found = listen(session.mix, studio)
    among = len(intent.target.refs) > 1 and len(names) > 1
    if among:  # "does the bass clash with the kick?" is of these two, "what masks the guitars?" of all others
        found = tuple(one for one in found if one.masker in names)
    hidden = {name: [one for one in found if one.masked == name and one.lost >= HIDES][:MOST] for name in names}
    lines = [
        f"{name} loses {listed(_share(one) for one in some)}." if some else _unhidden(name, names if among else ())
        for name, some in hidden.items()
    ]
    if worst := max((one for some in hidden.values() for one in some), key=lambda one: one.lost, default=None):
        lines.append(f'"make room for {worst.masked}{f" in {worst.masker}" if among else ""}" mends it.')
    evidence = [
        Evidence(name, f"loudness lost to {one.masker}", 100 * one.lost, "%")
        for name, some in hidden.items()
        for one in some
    ]
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def _unhidden(name: str, among: Sequence[str]) -> str:
    """Say that nothing hides somebody, or none of those that were asked about."""
    share = f"{round(100 * HIDES)}%"
    if others := [one for one in among if one != name]:
        return f"{name} loses less than {share} of its loudness to {listed(others, 'or')}."
    return f"Nothing hides as much as {share} of {name} while both sound."


def _fights(session: Session, studio: Studio, place: str = "") -> Done | Decline:
    """Name the pairs that hide each other most; those alone that do so in a part of the spectrum, if one is named."""
    if sum(strip.kind == "track" for strip in studio.playable(session.mix)) < 2:
        return refuses("It takes two tracks to fight.")
    # A pair is led by the one that loses more; it is a fight if the other loses much as well.
    pairs = [(one, other) for one, other in both_ways(listen(session.mix, studio)) if other and other.lost >= FIGHT]
    pairs.sort(key=lambda pair: -pair[1].lost)
    low, high = REGIONS.get(place, (0.0, math.inf))
    pairs = [(one, other) for one, other in pairs if low <= other.hz < high]
    if not pairs:
        there = f" in the {place}" if place else ""
        lost = f"none lose {round(100 * FIGHT)}% of their loudness to each other"
        return Done(text=f"No two tracks fight{there}: {lost}{' there' if place else ''}.")
    lines, evidence = [], []
    for one, other in pairs[:MOST]:
        lines.append(
            f"{one.masked} and {one.masker}, about {pitch(other.hz)}: {one.masked} loses {round(100 * one.lost)}% of "
            f"its loudness while both sound, {other.masked} {round(100 * other.lost)}%."
        )
        evidence += [Evidence(o.masked, f"loudness lost to {o.masker}", 100 * o.lost, "%") for o in (one, other)]
    return Done(text="\n".join(lines), evidence=tuple(evidence))


def _share(one: Overlap) -> str:
    return f"{round(100 * one.lost)}% of its loudness to {one.masker}, about {pitch(one.hz)}"


def pitch(hz: float) -> str:
    """Say a frequency as people do."""
    return number(hz / 1000, "kHz") if hz >= 1000 else f"{round(hz, -1):.0f} Hz"
