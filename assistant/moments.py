"""What an effect can be held to that works at certain moments: as it fades, between the notes, in what is soft."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from assistant import (
    bands,
    convolved,
    copies,
    echoes,
    pitches,
    rides,
    sides,
)
from assistant.faults import judge
from assistant.gaps import QUIETEST_DB, peaks_db
from assistant.punch import stand_out_db
from assistant.qualities import QUALITIES
from assistant.repairs import REPAIRS
from assistant.slots import at_work
from assistant.studio import Studio
from assistant.swept import swept
from assistant.swings import swung
from assistant.turn import Check, Verdict
from dsp.effect import Effect
from dsp.effects import (
    AutoPan,
    Chorus,
    Convolution,
    Delay,
    Doubler,
    Expander,
    Fade,
    Flanger,
    Gate,
    Imager,
    MultibandCompressor,
    PanRamp,
    Phaser,
    PitchShift,
    Ramp,
    Rider,
    Transient,
    Tremolo,
    UpwardCompressor,
)
from dsp.mix import Mix, Move, Slot, Strip
from dsp.units import SILENCE_DB

QUIET_PERCENTILES = (20, 40, 60)
"""What so much of the time stays under: what lies between the notes. A gate is told by whichever it moves most: where
the quietest are silent already, opening it lets the next ones through."""

SOFT_PERCENTILE, LOUD_PERCENTILE = 40, 97
"""What is soft of a track while it sounds, and what is loud."""

RAMPS_END, RAMP_NEAR_DB = 0.1, 0.5
"""The share of a ramp over which its end is measured, and how near it must come to where it was to."""


def shifted(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check | None:
    """Hold a pitch shifter to how far the spectrum has gone up or down; where it is to stay, nothing is claimed."""
    old, new = (
        effect.pitch_semitones if isinstance(effect := at_work(thing), PitchShift) else 0.0
        for thing in (move.before, move.after)
    )
    return pitches.check(studio, before, after, name, new - old) if new != old else None


def faded(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a fade to its quieter half: a longer one takes more of the sound there, a shorter one gives some back."""
    old, new = (fade if isinstance(fade := at_work(thing), Fade) else Fade() for thing in (move.before, move.after))
    out = (old.fade_out_s, old.end_s) != (new.fade_out_s, new.end_s) and bool(old.fade_out_s or new.fade_out_s)
    longer = new.fade_out_s - old.fade_out_s if out else new.fade_in_s - old.fade_in_s
    at = new if longer >= 0 else old
    what = f"level as it fades {'out' if out else 'in'}"
    span = (at.end_s - at.fade_out_s / 2, at.end_s) if out else (at.start_s, at.start_s + at.fade_in_s / 2)
    was, now = (studio.heard(mix, name, (span,)).rms_dbfs for mix in (before, after))
    if was is None and now is None:
        return Check(name, what, was, now, "dBFS", "refused")
    moved = (SILENCE_DB if was is None else was) - (SILENCE_DB if now is None else now)
    heard = abs(moved) > 1.0 if not longer else moved * math.copysign(1, longer) > 1.0
    return Check(name, what, was, now, "dBFS", "verified" if heard else "partly")


def ramped(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a ramp to the level of the last tenth of its way, beside what that was."""
    new, old = (at_work(thing) for thing in (move.after, move.before))
    there = new if isinstance(new, Ramp) else old
    assert isinstance(there, Ramp)
    what, span = "level where it ends", (there.end_s - RAMPS_END * (there.end_s - there.start_s), there.end_s)
    was, now = (studio.heard(mix, name, (span,)) for mix in (before, after))
    if not was.active_fraction or not now.active_fraction:
        return Check(name, what, None, None, "dBFS", "refused")
    middle = np.array([there.end_s - RAMPS_END / 2 * (there.end_s - there.start_s)])
    gains = [float(one.gain_at(middle)[0]) if isinstance(one, Ramp) else 1.0 for one in (new, old)]
    apart = abs(now.rms_dbfs - was.rms_dbfs - 20 * math.log10(gains[0] / gains[1]))
    judged: Verdict = "verified" if apart <= RAMP_NEAR_DB else "partly" if apart <= 2 * RAMP_NEAR_DB else "refused"
    return Check(name, what, was.rms_dbfs, now.rms_dbfs, "dBFS", judged)


def gated(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a gate to the quiet fifth of the track: it must have gone down, or come back where the gate went."""
    levels = [peaks_db(studio, mix, name) for mix in (before, after)]
    pairs = np.percentile(levels, QUIET_PERCENTILES, axis=1)
    was, now = (float(level) for level in max(pairs, key=lambda pair: abs(pair[1] - pair[0])))
    closer = _grip_below(move.after) - _grip_below(move.before)
    moved = (was - now) * math.copysign(1, closer) if closer else abs(was - now)
    judged: Verdict = "verified" if moved >= 3.0 else "partly" if moved >= 0.5 else "refused"
    return Check(name, "quiet moments", was, now, "dBFS", judged)


def _grip_below(thing: Slot | Strip | None) -> float:
    """Return how much a gate or an expander takes from what is quiet, and how early it begins."""
    effect = at_work(thing)
    if isinstance(effect, Gate):
        return effect.range_db + effect.threshold_db + 100
    if isinstance(effect, Expander):
        return effect.range_db + (effect.threshold_db + 80) * (effect.ratio - 1)
    return 0.0


def lifted(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold an upward compressor to how far the soft moments stand under the loud ones: they must come nearer."""
    was, now = (_soft_under_loud(studio, mix, name) for mix in (before, after))
    what = "soft moments under the loud ones"
    if was is None or now is None:
        return Check(name, what, was, now, "dB", "refused")
    firmer = _lift(move.after) - _lift(move.before)
    moved = (was - now) * math.copysign(1, firmer) if firmer else abs(was - now)
    return Check(name, what, was, now, "dB", "verified" if moved >= 0.5 else "partly" if moved >= 0.1 else "refused")


def _soft_under_loud(studio: Studio, mix: Mix, name: str) -> float | None:
    levels = peaks_db(studio, mix, name)
    heard = levels[levels > QUIETEST_DB]
    if not heard.size:
        return None
    soft, loud = np.percentile(heard, (SOFT_PERCENTILE, LOUD_PERCENTILE))
    return float(loud - soft)


def _lift(thing: Slot | Strip | None) -> float:
    """Return by how much an upward compressor lifts what lies far under its threshold."""
    effect = at_work(thing)
    return effect.range_db * (1 - 1 / effect.ratio) if isinstance(effect, UpwardCompressor) else 0.0


def struck(studio: Studio, before: Mix, after: Mix, name: str, move: Move) -> Check:
    """Hold a transient shaper to how far hits stand over what follows: attack raises that, sustain lowers it."""
    was, now = (stand_out_db(peaks_db(studio, mix, name)) for mix in (before, after))
    what = QUALITIES["punchy"].figure
    if was is None or now is None:
        return Check(name, what, was, now, "dB", "refused")
    harder = _strike(move.after) - _strike(move.before)
    moved = (now - was) * math.copysign(1, harder)
    return Check(name, what, was, now, "dB", "verified" if moved >= 0.5 else "partly" if moved >= 0.1 else "refused")


def _strike(thing: Slot | Strip | None) -> float:
    effect = at_work(thing)
    return effect.onset_db - effect.sustain_db if isinstance(effect, Transient) else 0.0


Judge = Callable[[Studio, Mix, Mix, str, Move], Check | None]

MOMENTS: Mapping[type[Effect], Judge] = {
    Fade: faded,
    Ramp: ramped,
    PanRamp: swept,
    Gate: gated,
    Expander: gated,
    **{fault.effect: judge(fault) for fault in REPAIRS.values()},
    UpwardCompressor: lifted,
    Transient: struck,
    Delay: echoes.check,
    Convolution: convolved.check,
    Tremolo: swung,
    AutoPan: swung,
    **dict.fromkeys((Chorus, Flanger, Phaser, Doubler), copies.check),
    Rider: rides.check,
    MultibandCompressor: bands.check,
    PitchShift: shifted,
    Imager: sides.check,
}
