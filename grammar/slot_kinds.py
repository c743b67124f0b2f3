"""What kinds of slots a pattern may have, and what may stand in each."""

from __future__ import annotations

from collections.abc import Mapping

MOMENTS = ("time", "end")
"""Slots for a time in the song: from when, and until when."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "amount": ("QUANTITY", "PLAIN", "DEGREE"),
    "degree": ("DEGREE",),
    "number": ("PLAIN", "QUANTITY"),
    "loudness": ("LOUDNESS", "PLAIN", "QUANTITY"),
    "inlufs": ("LOUDNESS",),
    "quality": ("QUALITY",),
    "virtue": ("QUALITY",),
    "fault": ("FAULT",),
    "noise": ("FAULT",),
    "comparative": ("COMPARATIVE",),
    "effect": ("EFFECT", "FAMILY"),
    "present": ("EFFECT", "FAMILY"),
    "dynamics": ("EFFECT",),
    "swinging": ("EFFECT",),
    "superlative": ("SUPERLATIVE",),
    "knob": ("KNOB",),
    "character": ("CHARACTER", "SIMILE"),
    "region": ("REGION", "ZONE"),
    "ordinal": ("ORDINAL",),
    "side": ("SIDE",),
    "platform": ("PLATFORM",),
    "format": ("FORMAT",),
    "kind": ("LABEL",),
    "factor": ("FACTOR",),
    "term": ("TERM",),
    "version": ("VERSION",),
    "file": ("FILE",),
}
"""What may stand in a slot, by the concepts it may be; a virtue is a quality that nobody complains of.

An effect is `present` that is spoken of as one that is there: "the reverb", not "reverb".
"""

PLACES = ("highs", "treble", "top end", "top", "lows", "bottom end", "bottom")
"""Parts of the spectrum, whatever else they may be."""

WHOLE = ("rest", "complaint", "so", "what")
"""Slots for all that follows: `{so}` is said of whoever stands before it, `{what}` is asked for of whoever is named."""

DYNAMICS = (
    "Compressor",
    "MultibandCompressor",
    "Limiter",
    "DeEsser",
    "Gate",
    "Expander",
    "UpwardCompressor",
    "Clipper",
)
OF_A_SORT = {
    "dynamics": DYNAMICS,
    "swinging": ("Delay", "Tremolo", "AutoPan", "Phaser", "Flanger", "Chorus"),
}
"""Slots for an effect of some sort only: that may be asked how hard it works, that may keep the song's time."""

UNITS = {
    "db": "dB",
    "hz": "Hz",
    "rate": "Hz",
    "ms": "ms",
    "seconds": "s",
    "percent": "%",
    "note": "note",
    "lufs": "LUFS",
    "peak": "dBTP",
    "ratio": ":1",
    "slope": "dB/oct",
    "beats": "BPM",
    "time": "s",
    "end": "s",
}
"""Slots for a number of one unit, which may be left unsaid."""

LEAST_SECONDS = 4.0
"""What a bare number is one of seconds from: less may count steps."""

LEAST_RATE_HZ = 1000.0
"""A smaller sample rate is said in kHz."""

NUMBERS = ("QUANTITY", "PLAIN", "LOUDNESS", "CEILING")
"""The concepts that are numbers."""

UNDER_FULL_SCALE = ("LUFS", "dBTP")
"""Units of which nothing but what lies under full scale is asked for, though the minus may be left unsaid."""
