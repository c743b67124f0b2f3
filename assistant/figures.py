"""What each kind of effect can be held to: the measurement that must change when its knobs do."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant import dynamic_eqs, harmonics
from assistant.moments import MOMENTS
from assistant.slots import at_work
from assistant.studio import Studio
from assistant.taken import most_db
from assistant.turn import Check, Verdict
from dsp.effect import Effect
from dsp.effects import (
    BassEnhancer,
    Bell,
    Clipper,
    Compressor,
    DeEsser,
    Drive,
    Ducker,
    DynamicEq,
    Exciter,
    Fader,
    HighPass,
    HighShelf,
    Limiter,
    LinearPhaseEq,
    LowPass,
    LowShelf,
    Mute,
    Notch,
    Pan,
    Send,
    Tilt,
    Trim,
    Width,
)
from dsp.effects.dynamic_eq import SIGNS
from dsp.effects.eq import Filter, response_db
from dsp.measure import BANDS, Measurement
from dsp.mix import Mix, Move, Slot, Strip
from dsp.units import SILENCE_DB, decibels

SAME_DB = 0.3
"""A level that should move by so much and lands this close to it is as asked."""

HALF = 0.5
"""A change through a filter or a dynamics processor counts from this share of what it should be."""


@dataclass(frozen=True)
class Turned:
    """One slot's change, with the strip measured on either side of it."""

    before: Effect | None
    after: Effect | None
    was: Measurement
    now: Measurement
    sample_rate: int

    @property
    def kind(self) -> type[Effect]:
        """What was turned."""
        return type(self.after or self.before or Effect())

    def settings(self) -> tuple[Effect, Effect]:
        """Return the settings before and after; an absent effect counts as one at rest."""
        rest = self.kind()
        return self.before or rest, self.after or rest


def checks_of(studio: Studio, before: Mix, after: Mix, name: str, moves: tuple[Move, ...]) -> tuple[Check, ...]:
    """Measure a strip on either side of some moves on it, and judge each of them.

    A move whose effect on this strip has no figure of its own (solo, the reverb's inside) claims nothing.
    """
    found = []
    for move in moves:
        if move.strip != name or not isinstance(move.thing, Slot):
            continue
        kind = type(move.thing.effect)
        if kind in MOMENTS:
            check = MOMENTS[kind](studio, before, after, name, move)
            found += [check] if check else []
        elif kind is Send:
            found.append(_send(studio, before, after, name))
        elif kind in FIGURES:
            old, new = at_work(move.before), at_work(move.after)
            turned = Turned(old, new, studio.heard(before, name), studio.heard(after, name), studio.sample_rate)
            check = FIGURES[kind](turned)
            if kind is Compressor and check.verdict != "verified":  # hits that it lets through, then holds
                check = _gripped(turned, studio, before, after, name, move) or check
            found.append(replace(check, strip=name))
    return tuple(found)


def _exact(was: float | None, now: float | None, change: float) -> Verdict:
    """Judge a figure that should move by just so much."""
    if was is None or now is None:
        return "refused"
    off = abs(now - was - change)
    return "verified" if off <= SAME_DB else "partly" if off <= abs(change) * HALF else "refused"


def _share(was: float | None, now: float | None, change: float) -> Verdict:
    """Judge a figure that should move about so much."""
    if was is None or now is None or change == 0:
        return "refused"
    share = (now - was) / change
    return "verified" if share >= HALF else "partly" if share >= HALF / 2 else "refused"


def _fader(t: Turned) -> Check:
    old, new = t.settings()
    change = getattr(new, "gain_db", 0.0) - getattr(old, "gain_db", 0.0)
    was, now = t.was.active_dbfs, t.now.active_dbfs
    return Check("", "level", was, now, "dBFS", _exact(was, now, change))


def _mute(t: Turned) -> Check:
    was, now = t.was.active_dbfs, t.now.active_dbfs
    muted = bool(getattr(t.after, "on", False))
    silent = now is None
    return Check("", "level", was, now, "dBFS", "verified" if muted == silent else "refused")


ONE_SIDED_DB = 60.0
"""What stands further than this over the other side is on one side only: no number says more."""


def _pan(t: Turned) -> Check:
    old, new = t.settings()
    assert isinstance(old, Pan)
    assert isinstance(new, Pan)
    was, now = t.was.balance_db, t.now.balance_db
    hard = 100 in (abs(new.position_pct), abs(old.position_pct))
    change = _leaning(new) - _leaning(old)
    judged = _share(was, now, change) if hard else _exact(was, now, change)
    counted = [None if level is None else max(-ONE_SIDED_DB, min(ONE_SIDED_DB, level)) for level in (was, now)]
    what = "left over right" + (f", counted to {ONE_SIDED_DB:g} dB" if counted != [was, now] else "")
    return Check("", what, counted[0], counted[1], "dB", judged)


def _leaning(pan: Pan) -> float:
    left, right = pan.weights(1).ravel()
    return decibels(float(left)) - decibels(float(right))


def _width(t: Turned) -> Check:
    old, new = t.settings()
    before, after = getattr(old, "width_pct", 100.0), getattr(new, "width_pct", 100.0)
    change = 20 * math.log10(max(after, 0.1) / max(before, 0.1))
    return Check("", "side level", t.was.side_db, t.now.side_db, "dB", _share(t.was.side_db, t.now.side_db, change))


WITHIN = 2 ** np.linspace(-1 / 6, 1 / 6, 25)
"""Frequencies across a third of an octave, as multiples of its centre."""


def _filter(t: Turned) -> Check:
    """Hold a filter to the band where it changes most of what can be heard."""
    old, new = (_bands_db(effect, t.sample_rate) for effect in (t.before, t.after))
    levels = np.array([SILENCE_DB if level is None else level for level in t.was.spectrum_db])
    heard = np.clip((levels - levels.max() + 60) / 30, 0.0, 1.0)
    change = new - old
    band = int(np.argmax(np.abs(change) * heard))
    was, now = t.was.spectrum_db[band], t.now.spectrum_db[band]
    place = f"{BANDS[band] / 1000:g} kHz" if BANDS[band] >= 1000 else f"{BANDS[band]:g} Hz"
    return Check("", f"level at {place}", was, now, "dBFS", _share(was, now, float(change[band])))


def _bands_db(effect: Effect | None, sample_rate: int) -> NDArray[np.float64]:
    """Return what an equaliser does to each band as a whole: a notch takes little of the one that it stands in."""
    within = np.minimum(np.array(BANDS)[:, None] * WITHIN, 0.45 * sample_rate)
    gains = _shape_db(effect, within.ravel(), sample_rate).reshape(within.shape)
    return np.asarray(10 * np.log10((10 ** (gains / 10)).mean(axis=1)))


def _shape_db(effect: Effect | None, hz: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """Return what an equaliser does at some frequencies, nothing where there is none."""
    if isinstance(effect, LinearPhaseEq):
        return effect.response_db(hz)
    return response_db(effect, hz, sample_rate) if isinstance(effect, Filter) else np.zeros(hz.size)


def _compressor(t: Turned) -> Check:
    """Hold a compressor to its purpose: the loudest moments come nearer to the rest; its make-up to the level.

    Its times and its knee change the fronts of sounds, which the crest factor tells.
    """
    old, new = t.settings()
    if t.before and t.after and old != new and old.with_(makeup_db=0.0) == new.with_(makeup_db=0.0):
        change = new.knobs()["makeup_db"] - old.knobs()["makeup_db"]
        was, now = t.was.active_dbfs, t.now.active_dbfs
        judged = _exact(was, now, change) if new.knobs()["mix_pct"] == 100.0 else _share(was, now, change)
        return Check("", "level", was, now, "dBFS", judged)
    if t.before and t.after and _grip(old) == _grip(new):
        return _peaks(t)
    was, now = peak_to_average(t.was), peak_to_average(t.now)
    return Check("", "loudest moment over the average", was, now, "LU", _firmer(t, was, now))


def peak_to_average(heard: Measurement) -> float | None:
    """Return how far the loudest moment stands over the average, in LU."""
    if heard.integrated_lufs is None or heard.momentary_max_lufs is None:
        return None
    return heard.momentary_max_lufs - heard.integrated_lufs


def _peaks(t: Turned) -> Check:
    """Hold a limiter or a drive to what it takes off the peaks."""
    return Check("", "crest factor", t.was.crest_db, t.now.crest_db, "dB", _firmer(t, t.was.crest_db, t.now.crest_db))


def _firmer(t: Turned, was: float | None, now: float | None) -> Verdict:
    """Judge dynamics in the direction asked: a firmer setting must take some away, a gentler one give some back.

    Knobs that are neither (times, a knee) must only be heard.
    """
    if was is None or now is None:
        return "refused"
    firmer = _grip(t.after) - _grip(t.before)
    moved = (was - now) * math.copysign(1, firmer) if firmer else abs(now - was)
    return "verified" if moved >= 0.3 else "partly" if moved >= 0.1 else "refused"


def _grip(effect: Effect | None) -> float:
    """Return how hard a processor works on a full-scale sound, in dB; 0 where there is none."""
    match effect:
        case Compressor():
            return -effect.threshold_db * (1 - 1 / effect.ratio) * effect.mix_pct / 100
        case Clipper():
            return -effect.ceiling_db
        case Limiter():
            return effect.gain_db - effect.ceiling_db
        case Drive():
            return effect.drive_db * effect.mix_pct / 100
    return 0.0


def _gripped(t: Turned, studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check | None:
    """Hold a compressor to how far it turns down at most, where the dynamics of the whole tell nothing of it."""
    was, now = (most_db(mix, name, move.slot, studio) for mix in (before, after))
    judged = _firmer(t, -was, -now)
    return Check("", "turned down at most", was, now, "dB", judged) if judged != "refused" else None


def _ducked(t: Turned) -> Check:
    was, now = t.was.active_dbfs, t.now.active_dbfs
    before, after = (getattr(effect, "range_db", 0.0) for effect in (t.before, t.after))
    if was is None or now is None:
        return Check("", "level", was, now, "dBFS", "refused")
    deeper = after - before  # its other knobs must only be heard
    moved = (was - now) * math.copysign(1, deeper) if deeper else abs(was - now)
    return Check("", "level", was, now, "dBFS", "verified" if moved >= 0.3 else "partly" if moved > 0.05 else "refused")


def _dynamic_eq(t: Turned) -> Check:
    """Hold a dynamic equaliser to its band: in its loud moments, or throughout where it is for the soft ones."""
    old, new = t.settings()
    assert isinstance(old, DynamicEq)
    assert isinstance(new, DynamicEq)
    turned = new if t.after else old
    band, loud = dynamic_eqs.judged_at(turned), SIGNS[int(turned.direction)][1] > 0
    was, now = ((m.loud_spectrum_db if loud else m.spectrum_db)[band] for m in (t.was, t.now))
    place = f"{BANDS[band] / 1000:g} kHz" if BANDS[band] >= 1000 else f"{BANDS[band]:g} Hz"
    figure = f"{'loud moments' if loud else 'level'} at {place}"
    if was is None or now is None:
        return Check("", figure, was, now, "dBFS", "refused")
    pull = dynamic_eqs.pull_db(new) - dynamic_eqs.pull_db(old)
    moved = (now - was) * math.copysign(1, pull) if pull else abs(now - was)
    return Check("", figure, was, now, "dBFS", "verified" if moved >= 0.3 else "partly" if moved > 0.05 else "refused")


def _sibilance(t: Turned) -> Check:
    was, now = t.was.sibilance_db, t.now.sibilance_db
    return Check("", "sibilance", was, now, "dB", _share(was, now, -1.0 if t.after else 1.0))


def _excited(t: Turned) -> Check:
    old, new = (effect if isinstance(effect, Exciter) else None for effect in (t.before, t.after))
    return harmonics.excited(t.was, t.now, old, new)


def _enhanced(t: Turned) -> Check:
    old, new = (effect if isinstance(effect, BassEnhancer) else None for effect in (t.before, t.after))
    return harmonics.enhanced(t.was, t.now, old, new)


FIGURES: Mapping[type[Effect], Callable[[Turned], Check]] = {
    **dict.fromkeys((Fader, Trim), _fader),
    Mute: _mute,
    Pan: _pan,
    Width: _width,
    **dict.fromkeys((HighPass, LowPass, Notch, Tilt, Bell, LowShelf, HighShelf, LinearPhaseEq), _filter),
    Compressor: _compressor,
    Ducker: _ducked,
    DynamicEq: _dynamic_eq,
    **dict.fromkeys((Limiter, Clipper, Drive), _peaks),
    DeEsser: _sibilance,
    Exciter: _excited,
    BassEnhancer: _enhanced,
}


def dryness(studio: Studio, mix: Mix, name: str) -> float | None:
    """Return by how many dB a strip stands over its own reverb; None if it has none, or is silent."""
    strip = mix[name]
    sends = [slot.effect for slot in strip.at_work if isinstance(slot.effect, Send)]
    direct = studio.heard(mix, name).active_dbfs
    if direct is None or not sends:
        return None
    others = {s.name for s in mix if s.name != name}
    alone = Mix(tuple(replace(s, chain=_without_sends(s)) if s.name in others else s for s in mix))
    levels = [studio.heard(alone, send.to).active_dbfs for send in sends]
    power = sum(10 ** (level / 10) for level in levels if level is not None)
    return direct - 10 * math.log10(power) if power > 0 else None


def _without_sends(strip: Strip) -> tuple[Slot, ...]:
    return tuple(slot for slot in strip if not isinstance(slot.effect, Send))


def _send(studio: Studio, before: Mix, after: Mix, name: str) -> Check:
    was, now = dryness(studio, before, name), dryness(studio, after, name)
    if was is None or now is None:
        judged: Verdict = "verified" if was is not now and (was or now) is not None else "refused"
    else:
        judged = "verified" if abs(now - was) >= 1.0 else "partly"
    return Check(name, "level over its reverb", was, now, "dB", judged)
