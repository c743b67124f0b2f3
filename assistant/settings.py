"""Where to set the knobs of a new effect that nobody said: from what reaches it, never from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant import (
    bands,
    convolving,
    dynamic_eqs,
    lowest_notes,
    rides,
    sides,
)
from assistant.gaps import gap, peaks_db
from assistant.outcome import Decline, asks
from assistant.repairs import REPAIRS
from assistant.rules import RULES, Decided
from assistant.slots import place
from assistant.studio import Studio
from dsp.effect import Effect
from dsp.effects import (
    Convolution,
    Ducker,
    DynamicEq,
    Expander,
    Fade,
    Gate,
    HighPass,
    Imager,
    LinearPhaseEq,
    MultibandCompressor,
    PanRamp,
    PitchShift,
    Ramp,
    Rider,
)
from dsp.measure import Measurement
from dsp.mix import Mix, Strip


def decide(
    studio: Studio, mix: Mix, strip: Strip, effect: type[Effect], said: Mapping[str, float], key: str = ""
) -> tuple[Decided, ...] | Decline:
    """Return values for the knobs of a new effect that were not said but cannot stay at rest.

    Parameters
    ----------
    said
        The knobs that were given a number, and which: nothing here touches them.
    key
        The strip that it is to listen to, empty for its own: a threshold is one of what is listened to.
    """
    if effect is Fade:
        end = Fade.params["end_s"].snap(studio.seconds(mix))
        return () if "end_s" in said else (Decided("end_s", end, "the longest recording ends there"),)
    if effect is Ramp and not {"from_level_db", "to_level_db"} & said.keys():
        return asks(f'From where to where? For example "ramp {strip.name} up 3 dB from 0:10 to 0:20".')
    if effect is PanRamp and not {"from_position_pct", "to_position_pct"} & said.keys():
        return asks(f'From where to where? For example "sweep {strip.name} from left to right from 0:10 to 0:20".')
    if effect is Ducker:
        return asks(f'Under which track is {strip.name} to step back? For example "duck {strip.name} under the kick".')
    before_it = replace(strip, chain=strip.chain[: place(strip, effect())])
    reaching = Mix(tuple(before_it if s is strip else s for s in mix))
    if effect in (Gate, Expander) and "threshold_db" not in said:
        found = _between_the_notes(studio, reaching, key or strip.name, effect)
        return found if isinstance(found, Decline) else tuple(d for d in found if d.knob not in said)
    fault = FAULTS.get(effect)
    if fault and fault.told_by not in said:
        sought = fault.find(studio, reaching, strip.name, 1.0)
        if isinstance(sought, Decline):
            return sought
        values = sought.effect.knobs()
        return tuple(Decided(knob, values[knob], why) for knob, why in sought.because.items() if knob not in said)
    if effect is LinearPhaseEq and not any(knob.endswith("_db") for knob in said):
        word = effect.words[0]
        return asks(f'What should it do? For example "add a {word} to {strip.name} with a high gain of 2 dB".')
    if effect is PitchShift and "pitch_semitones" not in said:
        return asks(
            f'By how much? For example "pitch {strip.name} up 2 semitones" or "detune {strip.name} by 20 cents".'
        )
    if effect is Convolution:
        return convolving.with_what(studio, strip.name)
    if effect is Rider:
        return _rider(studio, reaching, strip.name, said)
    if effect is DynamicEq:
        found = _dynamic_eq(studio.heard(reaching, strip.name), said)
        return tuple(d for d in found if d.knob not in said)
    if effect is MultibandCompressor:
        held = bands.held(studio.heard(reaching, key or strip.name), said)
        return tuple(Decided(*one) for one in held if one[0] not in said)
    if effect is Imager:
        without = sides.none_there(studio, reaching, strip)
        return without or tuple(Decided(*one) for one in sides.firm_and_airy(studio, reaching, strip.name, said))
    rule = RULES.get(effect)
    if rule is None:
        return ()
    heard = studio.heard(reaching, key or strip.name)
    found = lowest_notes.corner(heard, strip.role, rule(heard)) if effect is HighPass else rule(heard)
    decided = tuple(d for d in found if d.knob not in said)
    return (
        tuple(replace(d, because=d.because.replace("its level", f"{key}'s level")) for d in decided) if key else decided
    )


def _between_the_notes(studio: Studio, mix: Mix, name: str, effect: type[Effect]) -> tuple[Decided, ...] | Decline:
    """Return the threshold between notes and what lies between them; ask where they cannot be told apart."""
    found = gap(peaks_db(studio, mix, name))
    word = effect.words[0]
    if found is None:
        return asks(
            f"{name} never falls quiet enough between its notes for me to tell them from what lies between; "
            f'say where the {word} should act, for example "add a {word} to {name} with a threshold of -40 dB".'
        )
    param = effect.params["threshold_db"]
    threshold = param.snap(found.threshold_db)
    decided = (Decided("threshold_db", threshold, found.words),)
    if effect is Gate:
        return decided
    return (*decided, Decided("range_db", 12.0, "12 dB let the room be there, only further away"))


def _rider(studio: Studio, mix: Mix, name: str, said: Mapping[str, float]) -> tuple[Decided, ...] | Decline:
    """Return the level that half the phrases exceed, and what is too soft to be one; ask where too little sounds."""
    ride = rides.listen(studio, mix, name)
    if ride is None:
        return asks(f"{name} sounds for too short a time to tell its usual level; say a target, for example -20 dB.")
    effect = rides.knobs(ride)
    values, why = effect.knobs(), rides.because(ride, effect)
    return tuple(Decided(knob, values[knob], text) for knob, text in why.items() if knob not in said)


def _dynamic_eq(heard: Measurement, said: Mapping[str, float]) -> tuple[Decided, ...]:
    """Set it where the loud moments differ most from the usual, to what is usual there."""
    place = dynamic_eqs.restless_hz(heard)
    if place is None:
        return ()
    hz, swing = place
    level = dynamic_eqs.usual_level_db(heard, DynamicEq(**{"frequency_hz": hz, **said}))
    if level is None:
        return ()
    threshold = DynamicEq.params["threshold_db"].snap(round(level))
    return (
        Decided(
            "frequency_hz", hz, f"nowhere do its loud moments stand further over the usual than there: {swing:.1f} dB"
        ),
        Decided("threshold_db", threshold, f"{level:.1f} dBFS is what usually sounds there while it plays"),
        Decided("range_db", 6.0, "6 dB tame what sticks out and leave the sound its colour"),
    )


FAULTS = {fault.effect: fault for fault in REPAIRS.values()}
"""What takes a fault out is set by what is found of it."""
