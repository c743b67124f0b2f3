"""Where the knobs of a new effect stand by what is measured of the sound that reaches it, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from assistant import harmonics, hums, roominess
from assistant.esses import DEPTH_DB
from dsp.effects import (
    AutoPan,
    BassEnhancer,
    Chorus,
    Clipper,
    Compressor,
    DeEsser,
    DeHum,
    Delay,
    DeReverb,
    Doubler,
    Drive,
    Exciter,
    Flanger,
    HighPass,
    HighShelf,
    Limiter,
    LowShelf,
    MonoBelow,
    Notch,
    Phaser,
    Transient,
    Tremolo,
    UpwardCompressor,
)
from dsp.measure import BANDS, Measurement

RUMBLE_DB = 30.0
"""What lies under a high-pass may hold this much less than the whole, and is not missed."""

DEEPEST_DB = 12.0
"""The lowest note is where what lies under it holds this much less than the whole."""

LOWS_HZ = (80.0, 250.0)
"""Between these the lows of a sound end: an octave over its lowest note."""

HIGHS_HZ = 5000.0

LIMITED_DB = 3.0
"""What a limiter holds of the highest peak, which is hardly heard."""

SAFE_DB = -1.0
"""The highest ceiling where none is said."""

CLIPPED_DB = 3.0
"""What a clipper may take off the highest peak."""


@dataclass(frozen=True)
class Decided:
    """A knob's value and the measurement that led to it."""

    knob: str
    value: float
    because: str


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


def _low_shelf(heard: Measurement) -> tuple[Decided, ...]:
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    if not power.any():
        return ()
    lowest = BANDS[int(np.argmax(np.cumsum(power) > power.sum() * 10 ** (-DEEPEST_DB / 10)))]
    corner = LowShelf.params["frequency_hz"].snap(min(max(2 * lowest, LOWS_HZ[0]), LOWS_HZ[1]))
    return (Decided("frequency_hz", corner, f"it sounds down to about {lowest:g} Hz, so its lows lie under this"),)


def _high_shelf(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("frequency_hz", HIGHS_HZ, "above 5 kHz lie no notes, only their brightness"),)


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


def _limiter(heard: Measurement) -> tuple[Decided, ...]:
    if heard.active_dbfs is None:
        return ()
    peak = heard.sample_peak_dbfs
    ceiling = Limiter.params["ceiling_db"].snap(min(round(peak - LIMITED_DB), SAFE_DB))
    return (Decided("ceiling_db", ceiling, f"its peaks reach {peak:.1f} dBFS, and what is over the ceiling is held"),)


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


def _room_known(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("reduction_db", roominess.AMOUNT_DB, "an ordinary amount: the room steps back and is not cut off"),)


def _notch(_: Measurement) -> tuple[Decided, ...]:
    return (Decided("depth_db", 30.0, "30 dB take a whistle away"),)


def _stated(knobs: Callable[[Measurement], Mapping[str, tuple[float, str]]]) -> Callable[..., tuple[Decided, ...]]:
    """Return a rule from knobs that come with their reasons."""
    return lambda heard: tuple(Decided(knob, value, why) for knob, (value, why) in knobs(heard).items())


RULES = {
    Notch: _notch,
    DeHum: _mains_known,
    DeReverb: _room_known,
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
    LowShelf: _low_shelf,
    HighShelf: _high_shelf,
    Clipper: _clipper,
    Limiter: _limiter,
    MonoBelow: _mono_below,
    Drive: _drive,
    Exciter: _stated(harmonics.excited_knobs),
    BassEnhancer: _stated(harmonics.enhanced_knobs),
    UpwardCompressor: _upward,
    Transient: _transient,
}
