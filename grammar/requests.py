"""What is to sound otherwise: one frozen dataclass for each kind of request about one strip, or each of several."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grammar.refs import NOBODY, WHOLE, Amount, Guard, Span, Target


@dataclass(frozen=True)
class Sound:
    """Make something sound a way ("warmer"), or less so ("less muddy", "too bright", "the bass is boomy")."""

    target: Target
    quality: str
    more: bool = True
    amount: Amount = field(default_factory=Amount)
    complaint: bool = False
    span: Span = WHOLE
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Nudge:
    """Move one knob from where it stands: up or down, by a degree or by a number ("vocal up 2 dB").

    `effect` is a class name (`Fader`), or empty where several effects share the knob's word; `knob` a field
    name (`gain_db`), or the plain word then (`gain`).
    """

    target: Target
    effect: str
    knob: str
    up: bool
    amount: Amount = field(default_factory=Amount)
    slot: str = ""
    span: Span = WHOLE
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Set:
    """Put knobs of one effect at values, adding the effect where it is absent ("cut 3 dB at 350 Hz").

    No knobs: just have the effect ("add a compressor"). `effect` and the knobs' names as in `Nudge`.
    `slot`, `at` (the place in the chain), `bypassed` and `key` (the strip it listens to, empty for its own) are said
    only by canonical sentences; `hears` is whom it is to listen to, as people say it. `notes` are knobs said as note
    values, in quarter notes, `bpm` the tempo that was said with them, 0 if none was. `sought` is whether the fault was
    named and not what takes it out ("remove the 60 Hz hum"): only where it is heard is there anything to do.
    """

    target: Target
    effect: str
    knobs: tuple[tuple[str, float | bool | str], ...] = ()
    slot: str = ""
    at: int = -1
    span: Span = WHOLE
    bypassed: bool | None = None
    key: str | None = None
    guards: tuple[Guard, ...] = ()
    hears: Target = NOBODY
    notes: tuple[tuple[str, float], ...] = ()
    bpm: float = 0.0
    sought: bool = False


@dataclass(frozen=True)
class Reshape:
    """Turn a cut or a boost that stands already ("make the cut deeper", "half the boost at 3k").

    Attributes
    ----------
    near_hz
        About where it is, 0 if that was not said.
    knob, more
        What is turned, and whether up; the gain goes away from 0 dB.
    times
        How many times as deep it is to be, 0 if it is turned by `amount`.
    to_hz
        Where it is to go, 0 if it stays.
    gone
        Whether it is to be taken away.
    """

    target: Target
    kind: Literal["cut", "boost"]
    near_hz: float = 0.0
    knob: Literal["gain_db", "q", "frequency_hz"] = "gain_db"
    more: bool = True
    amount: Amount = field(default_factory=Amount)
    times: float = 0.0
    to_hz: float = 0.0
    gone: bool = False


DEPTHS = {
    "deeper": ("gain_db", True),
    "shallower": ("gain_db", False),
    "wider": ("q", False),
    "narrower": ("q", True),
    "higher": ("frequency_hz", True),
    "lower": ("frequency_hz", False),
}
"""Which knob each word turns; the gain's way is away from 0 dB."""


@dataclass(frozen=True)
class Speed:
    """Have the song, or a track of it, played slower or faster at its pitch ("slow it down by 5 %", "make it 120 bpm").

    Attributes
    ----------
    target
        Nobody where the words leave open whether the song is meant ("a bit faster").
    value
        How fast, or how much faster, by `unit`; None where that is not said, but which way.
    unit
        `%` of the speed it was recorded at, `% long` of the length it had then, `x` as fast as now, `BPM`, or `s` for
        how long the song lasts.
    by
        Whether `value` is a change from how it stands, of that in %: slower and shorter are negative.
    up
        Whether it goes faster, where that is a change.
    """

    target: Target = NOBODY
    value: float | None = None
    unit: Literal["%", "% long", "x", "BPM", "s"] = "%"
    by: bool = False
    up: bool = True
    span: Span = WHOLE


@dataclass(frozen=True)
class Like:
    """Have something sound like another ("like an old radio"), or no longer.

    `amount` is how much of it where that is said, or so much more or less of it than there is; None is all of it.
    """

    target: Target
    name: str
    more: bool = True
    span: Span = WHOLE
    amount: Amount | None = None


@dataclass(frozen=True)
class Simile:
    """Have something sound like what nobody has told us the sound of ("like a hug")."""

    target: Target
    words: str
    span: Span = WHOLE
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Reducing:
    """Have loud moments turned down by so much by a compressor ("3 dB of gain reduction on the vocal").

    With `by` that is how much more than now they are to be, or less where it is negative.
    """

    target: Target
    reduction_db: float
    by: bool = False


@dataclass(frozen=True)
class Maximise:
    """Have something as loud as it goes before it hurts, under a ceiling of true peak ("as loud as possible")."""

    target: Target
    ceiling_db: float | None = None


@dataclass(frozen=True)
class Normalise:
    """Bring the peak of something to a level, or its loudness: `unit` is `dBTP` or `LUFS`, empty where neither is said.

    ("normalise the vocal", "normalise the mix to -16 LUFS")

    Attributes
    ----------
    most
        Whether that is where its peaks may stand at most: "leave 6 dB of headroom" turns nothing up.
    """

    target: Target
    value: float | None = None
    unit: str = ""
    most: bool = False


@dataclass(frozen=True)
class Fading:
    """Fade in or out, within so many seconds or along a part of the song ("fade out the last 8 seconds").

    Where no seconds are said, it is so many times as long as usual ("a slow fade out").
    """

    target: Target
    out: bool
    seconds: float | None = None
    span: Span = WHOLE
    times: float = 1.0


@dataclass(frozen=True)
class Trimming:
    """Leave a part of the song out of the mix, at its start or its end, or all but one; or the silence there."""

    span: Span = WHOLE
    keep: bool = False
    silence: Literal["", "start", "end", "both"] = ""
    target: Target = NOBODY


@dataclass(frozen=True)
class Ramping:
    """Let the level go from one place to another along a part of the song ("ramp the vocal from -3 to 0 dB").

    Attributes
    ----------
    start_db, end_db
        Where it stands before and after.
    """

    target: Target
    start_db: float
    end_db: float
    span: Span = WHOLE


@dataclass(frozen=True)
class Sweeping:
    """Let somebody go from one side to the other along a part of the song ("pan the piano from left to right").

    Attributes
    ----------
    start_pct, end_pct
        Where it stands before and after, from -100 on the left to 100 on the right; it begins where it is if None.
    """

    target: Target
    start_pct: float | None
    end_pct: float
    span: Span = WHOLE


@dataclass(frozen=True)
class Remove:
    """Take an effect away ("remove the reverb from the vocal")."""

    target: Target
    effect: str
    slot: str = ""
    span: Span = WHOLE


@dataclass(frozen=True)
class Reorder:
    """Have an effect stand elsewhere in the chain ("put the compressor before the EQ on the vocal").

    Attributes
    ----------
    place
        Before or behind `beside`, first or last of all effects; or the two change places.
    """

    target: Target
    effect: str
    place: Literal["before", "behind", "first", "last", "swapped"]
    beside: str = ""


@dataclass(frozen=True)
class Copy:
    """Put an effect of one strip on others as it stands there ("copy the EQ of the left guitar to the right one").

    Attributes
    ----------
    effect
        Which, the whole chain if empty.
    """

    source: Target
    target: Target
    effect: str = ""


@dataclass(frozen=True)
class Bypass:
    """Let the sound go past an effect that keeps its settings, or through it again; past all if none is named."""

    target: Target
    effect: str = ""
    on: bool = True
    span: Span = WHOLE


@dataclass(frozen=True)
class Reset:
    """Have a strip as it came, or one effect of it as if nobody had touched it."""

    target: Target
    effect: str = ""
