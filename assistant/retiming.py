"""What is said of times in the song when the song goes at another speed: it stays with the music it was said of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.turn import Section
from dsp.effect import Effect
from dsp.effects import Fade, PanRamp, Ramp, TimeStretch
from dsp.mix import MAIN, Mix, Move, Slot, adjust
from dsp.speed import AS_RECORDED, song_pct

PLACES = ("start_s", "end_s")
LASTS = ("fade_in_s", "fade_out_s")

Later = Callable[[float], float]


def later(before: Mix, after: Mix, length: float) -> Later:
    """Return how a time of one mix's song becomes that of another's; past its end, in its tail, nothing is stretched.

    Parameters
    ----------
    length
        Of the song in `before`, in seconds.
    """
    ratio = song_pct(before) / song_pct(after)
    return lambda at: at * ratio if at <= length else length * ratio + at - length


def retimed(before: Mix, after: Mix, length: float) -> tuple[Move, ...]:
    """Return the moves on `after` by which whatever stood at a time of the song in `before` stands there still.

    What `after` has at another time than `before` was put there on purpose, and stays.
    """
    if song_pct(before) == song_pct(after):
        return ()
    when = later(before, after, length)
    ratio = song_pct(before) / song_pct(after)
    found: list[Move] = []
    for strip in after:
        for slot in strip:
            was = before[strip.name].slot(slot.name) if strip.name in before else None
            if was is None:
                continue
            span = slot.span
            if span and span == was.span:
                span = (round(when(span[0]), 3), round(when(span[1]), 3))
            effect = _effect(slot.effect, was.effect, when, ratio)
            if (span, effect) != (slot.span, slot.effect):
                found.append(replace(adjust(strip, slot, effect), after=replace(slot, span=span, effect=effect)))
    return tuple(found)


def _effect(effect: Effect, was: Effect, when: Later, ratio: float) -> Effect:
    """Return a fade or a ramp whose times go along; whatever else as it is."""
    if not isinstance(effect, Fade | Ramp | PanRamp) or type(was) is not type(effect):
        return effect
    turned: dict[str, float] = {}
    for knob, param in effect.params.items():
        value = getattr(effect, knob)
        if value == getattr(was, knob) and knob in (*PLACES, *LASTS):
            turned[knob] = param.snap(when(value) if knob in PLACES else value * ratio)
    return effect.with_(**turned)


def moved(sections: Mapping[str, Section], ratio: float) -> dict[str, Section]:
    """Return sections of a song that has become so many times as long."""
    return {name: _moved(section, ratio) for name, section in sections.items()}


def all_moved(sections: tuple[Section, ...], ratio: float) -> tuple[Section, ...]:
    """Return sections as `moved` does, in their order."""
    return tuple(_moved(section, ratio) for section in sections)


def _moved(section: Section, ratio: float) -> Section:
    if ratio == 1.0:
        return section
    return replace(section, start_s=round(section.start_s * ratio, 3), end_s=round(section.end_s * ratio, 3))


def speed_after(speed: float, moves: tuple[Move, ...]) -> float:
    """Return how fast the song goes after some moves, if it went at `speed` before."""
    for one in moves:
        slot = one.thing
        if one.strip == MAIN and isinstance(slot, Slot) and isinstance(slot.effect, TimeStretch):
            speed = slot.effect.speed_pct if one.after and not slot.bypassed else AS_RECORDED
    return speed
