"""The pieces of a clause, between words and intents: what a rule of the grammar hands to the one above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grammar.catalogue import Knob, Label, Pole
from grammar.intent import Amount, Ref, Target
from grammar.numbers import Quantity


@dataclass(frozen=True)
class Way:
    """Up or down, more or less."""

    up: bool


@dataclass(frozen=True)
class Direction(Way):
    """A verb, or a state, that asks for up or down by itself: `raise`, `cut`, `buried`."""


@dataclass(frozen=True)
class Degree:
    """How much, in words: 1 is an ordinary change."""

    factor: float
    words: str


@dataclass(frozen=True)
class Value:
    """A number and the preposition it came with."""

    preposition: Literal["", "by", "to", "at", "below", "above"]
    quantity: Quantity


@dataclass(frozen=True)
class Exactly(Value):
    """A number said behind, which goes before a degree said in front: "up a lot, like 4 dB"."""


@dataclass(frozen=True)
class Since:
    """Where something goes from: "from -3 dB"."""

    quantity: Quantity


@dataclass(frozen=True)
class Effect:
    """An effect named, by its class name; `sort` is the knob and the position of a kind that was named with it.

    A kind that several effects can be of has no name until another part of the clause says which.
    """

    name: str
    sort: tuple[tuple[str, float], ...] = ()
    label: Label | None = None


@dataclass(frozen=True)
class Response:
    """A recording to convolve with, by the name of its file."""

    name: str


@dataclass(frozen=True)
class Deed:
    """An effect named by its verb: `compress`, or by a verb in two parts, `even` and `out`."""

    name: str
    particle: str = ""


@dataclass(frozen=True)
class Pitching:
    """A verb that moves pitch: `shift`, `tune` or `detune`."""

    verb: str


@dataclass(frozen=True)
class Kept:
    """Formants that are to stay where they are."""


@dataclass(frozen=True)
class Quality:
    """A way to sound; `ill` if it is a word for what disturbs."""

    name: str
    ill: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Mended:
    """A fault without a place in the spectrum of its own, said with a frequency: "60 Hz hum"."""

    name: str


@dataclass(frozen=True)
class Qualify:
    """A quality as a verb: `brighten` is more of it; `smooth` is, where its `particle` "out" follows."""

    quality: str
    more: bool
    particle: str = ""


@dataclass(frozen=True)
class Particle:
    """The second part of a verb that stands behind its object: "smooth the cymbals out"."""

    word: str


@dataclass(frozen=True)
class Region:
    """A region of the spectrum, by the shelf that governs it, or by the bell and where that stands."""

    effect: str
    frequency_hz: float = 0.0


@dataclass(frozen=True)
class Zone:
    """The lows, the middle or the highs, where something is done to these alone."""

    name: str


@dataclass(frozen=True)
class Switch:
    """Mute or solo, on or off."""

    effect: str
    on: bool


@dataclass(frozen=True)
class Others:
    """All but who was named."""


@dataclass(frozen=True)
class OnlyFor:
    """Whom a request is for and nobody else, said behind it."""

    target: Target


@dataclass(frozen=True)
class OnlyThem:
    """Only who is named already: "..., vocal only"."""


@dataclass(frozen=True)
class RestKept:
    """All that is not named is to stay as it is."""


@dataclass(frozen=True)
class Power:
    """An effect switched off or on, its settings kept."""

    bypassed: bool


@dataclass(frozen=True)
class Fades:
    """A fade, out or in."""

    out: bool


@dataclass(frozen=True)
class Paced:
    """How long a fade is, as an adjective: a multiple of the usual."""

    times: float


@dataclass(frozen=True)
class Heading:
    """A comparative said of a knob: a pole it declares, or a word that fits any knob, and how that is spelt.

    `stands` if it says how the knob is to be and not which way it goes: a slow attack, not a slower one.
    """

    pole: Pole | None
    up: bool | None
    word: str = ""
    stands: bool = False


@dataclass(frozen=True)
class Hint:
    """How a knob or an effect is to be, as an adjective: a slow attack, a long reverb."""

    heading: Heading
    degree: Degree | None = None
    knob: Knob | None = None


@dataclass(frozen=True)
class Hinted:
    """Adjectives said behind a request: "..., narrow", "..., slow and deep"."""

    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Setting:
    """A knob and the number it is to stand at; `bare` if no word between them says that it is."""

    knob: Knob
    quantity: Quantity
    bare: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class But:
    """Who is left out, said behind."""

    refs: tuple[Ref, ...]


@dataclass(frozen=True)
class Character:
    """Something to sound like, by its name."""

    name: str


@dataclass(frozen=True)
class InChain:
    """Where in its chain an effect is to stand."""

    place: Literal["before", "behind", "first", "last", "swapped"]


@dataclass(frozen=True)
class Unknown:
    """Something to sound like that no vocabulary has."""

    words: str


@dataclass(frozen=True)
class Factor:
    """So many times as much."""

    times: float


@dataclass(frozen=True)
class Side:
    """Left or right: where exactly, or merely which way."""

    sign: int
    position: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class AsMuch:
    """As much as was done last, to somebody or at all; or a `share` of that."""

    target: Target
    share: float = 1.0


@dataclass(frozen=True)
class View:
    """From where a kit is seen, and whether its drummer is left-handed."""

    whose: Literal["drummer", "audience"]
    left_handed: bool = False


@dataclass(frozen=True)
class Change:
    """A way to sound, or a pole of a knob, and how much more or less of it; plain where neither word was said."""

    what: Quality | Pole
    more: bool
    amount: Amount
    plain: bool = False


@dataclass(frozen=True)
class Likewise:
    """What the clause in front asked for, but of somebody else, by another amount, elsewhere or the other way."""

    target: Target
    more: bool | None = None
    amount: Amount | None = None
    place: Quantity | None = None
    quality: str = ""


POINTING = ("longer", "shorter", "smaller", "bigger", "larger", "deeper", "shallower", "quicker", "snappier", "steeper")
"""Words that by themselves turn what was turned last: "whoa, smaller" is the room that somebody was just put into."""
