"""Where to set the knobs of a new effect that nobody said: from what reaches it, never from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from assistant import bands, clicks, clippings, convolving, dynamic_eqs, harmonics, hums, noise, rides, roominess, sides
from assistant.esses import DEPTH_DB
from assistant.gaps import gap, peaks_db
from assistant.outcome import Decline, asks
from assistant.slots import place
from assistant.studio import Studio
from dsp.effect import Effect
from dsp.effects import (
    AutoPan,
    BassEnhancer,
    Chorus,
    Clipper,
    Compressor,
    Convolution,
    DeClick,
    DeClip,
    DeEsser,
    DeHum,
    Delay,
    DeNoise,
    DeReverb,
    Doubler,
    Drive,
    Ducker,
    DynamicEq,
    Exciter,
    Expander,
    Fade,
    Flanger,
    Gate,
    HighPass,
    Imager,
    LinearPhaseEq,
    MonoBelow,
    MultibandCompressor,
    Notch,
    Phaser,
    PitchShift,
    Ramp,
    Rider,
    Transient,
    Tremolo,
    UpwardCompressor,
)
from dsp.measure import BANDS, Measurement
from dsp.measure.clicks import SENSITIVITY_PCT
from dsp.mix import Mix, Strip

RUMBLE_DB = 30.0
"""What lies under a high-pass may hold this much less than the whole, and is not missed."""

CLIPPED_DB = 3.0
"""What a clipper may take off the highest peak."""


@dataclass(frozen=True)
class Decided:
    """A knob's value and the measurement that led to it."""

    knob: str
    value: float
    because: str


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
        end = Fade.params["end_s"].snap(studio.frames / studio.sample_rate)
        return () if "end_s" in said else (Decided("end_s", end, "the longest recording ends there"),)
    if effect is Ramp and not {"from_level_db", "to_level_db"} & said.keys():
        return asks(f'From where to where? For example "ramp {strip.name} up 3 dB from 0:10 to 0:20".')
    if effect is Ducker:
        return asks(f'Under which track is {strip.name} to step back? For example "duck {strip.name} under the kick".')
    before_it = replace(strip, chain=strip.chain[: place(strip, effect())])
    reaching = Mix(tuple(before_it if s is strip else s for s in mix))
    if effect in (Gate, Expander) and "threshold_db" not in said:
        found = _between_the_notes(studio, reaching, key or strip.name, effect)
        return found if isinstance(found, Decline) else tuple(d for d in found if d.knob not in said)
    if effect is DeHum and "frequency_hz" not in said:
        return _hum(studio, reaching, strip.name, said)
    if effect is DeClip and "amount_pct" not in said:
        clipping = clippings.listen(studio, reaching, strip.name)
        if clipping is None:
            return clippings.none_there(strip.name)
        return (Decided("amount_pct", clippings.AMOUNT_PCT, clippings.found_words(clipping)),)
    if effect is DeClick and "sensitivity_pct" not in said:
        counted = clicks.listen(studio, reaching, strip.name)
        if counted is None:
            return clicks.none_there(strip.name)
        return (Decided("sensitivity_pct", SENSITIVITY_PCT, clicks.found_words(counted)),)
    if effect is LinearPhaseEq and not any(knob.endswith("_db") for knob in said):
        word = effect.words[0]
        return asks(f'What should it do? For example "add a {word} to {strip.name} with a high gain of 2 dB".')
    if effect is PitchShift and "pitch_semitones" not in said:
        return asks(
            f'By how much? For example "pitch {strip.name} up 2 semitones" or "detune {strip.name} by 20 cents".'
        )
    if effect is DeReverb:
        return _dereverb(studio, reaching, strip.name, said)
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
    if effect is DeNoise and "reduction_db" not in said:
        amount = noise.amount(studio, reaching, strip.name)
        return amount if isinstance(amount, Decline) else (Decided("reduction_db", amount.depth_db, amount.words),)
    rule = RULES.get(effect)
    if rule is None:
        return ()
    decided = tuple(d for d in rule(studio.heard(reaching, key or strip.name)) if d.knob not in said)
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


def _hum(studio: Studio, mix: Mix, name: str, said: Mapping[str, float]) -> tuple[Decided, ...] | Decline:
    """Return the mains frequency that is heard, how far up it goes and an ordinary depth; say so if there is none."""
    hum = hums.listen(studio, mix, name).hum
    if hum is None:
        return hums.none_there(name)
    found = hums.knobs(hum).knobs()
    return tuple(Decided(knob, found[knob], hums.found_words(hum)) for knob in found if knob not in said)


def _dereverb(studio: Studio, mix: Mix, name: str, said: Mapping[str, float]) -> tuple[Decided, ...] | Decline:
    """Return an ordinary amount and in what time the room dies away; say so if there is no room."""
    seconds = None if "t60_s" in said else roominess.decay_s(studio, mix, name)
    if seconds is None and "t60_s" not in said:
        return roominess.none_there(name)
    effect = roominess.settings(seconds or said["t60_s"])
    why = "an ordinary amount: the room steps back and is not cut off" if seconds is None else ""
    found = effect.knobs()
    because = why or roominess.found_words(seconds or 0.0)
    return tuple(Decided(knob, found[knob], because) for knob in found if knob not in said)


def _rider(studio: Studio, mix: Mix, name: str, said: Mapping[str, float]) -> tuple[Decided, ...] | Decline:
    """Return the level that half the phrases exceed, and what is too soft to be one; ask where too little sounds."""
    ride = rides.listen(studio, mix, name)
    if ride is None:
        return asks(f"{name} sounds for too short a time to tell its usual level; say a target, for example -20 dB.")
    effect = rides.knobs(ride)
    values, why = effect.knobs(), rides.because(ride, effect)
    return tuple(Decided(knob, values[knob], text) for knob, text in why.items() if knob not in said)


def _compressor(heard: Measurement) -> tuple[Decided, ...]:
    level = heard.active_dbfs
    if level is None:
        return ()
    threshold = Compressor.params["threshold_db"].snap(round(level))
    because = f"{level:.1f} dBFS is its level while it plays, so what is louder than usual is turned down"
    return (
        Decided("threshold_db", threshold, because),
        Decided("ratio", 3.0, "3:1 is firm enough to hear and gentle enough to leave the playing"),
    )


def _deesser(heard: Measurement) -> tuple[Decided, ...]:
    if heard.sibilance_db is None:
        return (Decided("range_db", DEPTH_DB, "I hear no esses to judge by, so this is an ordinary depth"),)
    because = f"its esses stand at {heard.sibilance_db:.1f} dB of the voice while it sings"
    return (Decided("range_db", DEPTH_DB, because),)


def _high_pass(heard: Measurement) -> tuple[Decided, ...]:
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    if not power.any():
        return ()
    below = np.cumsum(power) / power.sum()
    empty = np.flatnonzero(below < 10 ** (-RUMBLE_DB / 10))
    # a third of an octave below that, where its slope has hardly begun
    cutoff = HighPass.params["cutoff_hz"].snap(BANDS[max(0, int(empty[-1]) - 1)] if len(empty) else BANDS[0])
    under = float(below[np.array(BANDS) < cutoff][-1]) if cutoff > BANDS[0] else 0.0
    if under == 0.0:
        return (Decided("cutoff_hz", cutoff, "it sounds down to the lowest band I measure, so only rumble is cut"),)
    return (
        Decided(
            "cutoff_hz", cutoff, f"what lies below {cutoff:g} Hz stands {-10 * np.log10(under):.0f} dB under the whole"
        ),
    )


def _drive(heard: Measurement) -> tuple[Decided, ...]:
    if heard.active_dbfs is None:
        return ()
    return (Decided("drive_db", 6.0, "6 dB is an ordinary amount: heard as colour, not yet as distortion"),)


def _clipper(heard: Measurement) -> tuple[Decided, ...]:
    if heard.active_dbfs is None:
        return ()
    peak = heard.sample_peak_dbfs
    ceiling = Clipper.params["ceiling_db"].snap(round(peak - CLIPPED_DB))
    because = f"its peaks reach {peak:.1f} dBFS, and {CLIPPED_DB:g} dB of them go before it is heard as dirt"
    return (
        Decided("ceiling_db", ceiling, because),
        Decided("softness_pct", 20.0, "a bent corner is kinder than a sharp"),
    )


def _mono_below(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("frequency_hz", 120.0, "below 120 Hz the ear hardly tells where a sound comes from"),)


def _upward(heard: Measurement) -> tuple[Decided, ...]:
    level = heard.active_dbfs
    if level is None:
        return ()
    threshold = UpwardCompressor.params["threshold_db"].snap(round(level))
    return (
        Decided("threshold_db", threshold, f"{level:.1f} dBFS is its level while it plays; what is softer comes up"),
        Decided("range_db", 6.0, "6 dB bring detail up; what lies under the notes comes up as far, and no further"),
    )


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


def _transient(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("onset_db", 4.0, "4 dB are heard as more attack and not yet as clicks"),)


def _delay(_: Measurement) -> tuple[Decided, ...]:
    return (
        Decided("mix_pct", 25.0, "echoes 12 dB under the sound fill without crowding it"),
        Decided("time_ms", 350.0, "say a note value, such as a dotted eighth, to have it in time with the song"),
    )


def _chorus(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("mix_pct", 40.0, "the sound stays in front, the voices around it are 3.5 dB softer"),)


def _doubler(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("mix_pct", 30.0, "the two takes stand 7 dB under the sound, and mono loses less than half a dB"),)


def _flanger(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("mix_pct", 45.0, "its notches lie 15 dB under its crests, and nothing is lost altogether"),)


def _phaser(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("mix_pct", 50.0, "half and half its notches are deepest"),)


def _tremolo(_: Measurement) -> tuple[Decided, ...]:
    return (
        Decided("depth_pct", 50.0, "half the depth dips by 6 dB, which is heard as a pulse and not yet as gaps"),
        Decided("rate_hz", 5.0, "say a note value, such as an eighth note, to have it in time with the song"),
    )


def _autopan(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("depth_pct", 70.0, "it wanders widely and neither side ever falls silent"),)


def _mains_known(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("depth_db", hums.DEPTH_DB, "40 dB take hum below hearing"),)


def _notch(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("depth_db", 30.0, "30 dB take a whistle away"),)


def _stated(knobs: Callable[[Measurement], Mapping[str, tuple[float, str]]]) -> Callable[..., tuple[Decided, ...]]:
    """Return a rule from knobs that come with their reasons."""
    return lambda heard: tuple(Decided(knob, value, why) for knob, (value, why) in knobs(heard).items())


RULES = {
    Notch: _notch,
    DeHum: _mains_known,
    Delay: _delay,
    Chorus: _chorus,
    Doubler: _doubler,
    Flanger: _flanger,
    Phaser: _phaser,
    Tremolo: _tremolo,
    AutoPan: _autopan,
    Compressor: _compressor,
    DeEsser: _deesser,
    HighPass: _high_pass,
    Clipper: _clipper,
    MonoBelow: _mono_below,
    Drive: _drive,
    Exciter: _stated(harmonics.excited_knobs),
    BassEnhancer: _stated(harmonics.enhanced_knobs),
    UpwardCompressor: _upward,
    Transient: _transient,
}
