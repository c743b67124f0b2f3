"""What the effects' declarations say about words: nothing here is written down, all of it is derived.

Importing this imports the declarations only; what makes them sound is loaded when something is rendered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from dsp.effect import Effect
from dsp.effects import BY_NAME, EFFECTS
from dsp.param import Param
from grammar.inflect import deeds, positives, workings
from grammar.vocabulary import vocabulary
from grammar.words import Saying, spell

SENT = {"Reverb": "Send"}
"""Effects that live on a return of their own: a track has more or less of them by its send."""

SHARES = {"Convolution": "Reverb"}
"""Effects that share words with one of their kind: said alone, such a word is that one's."""

LEVEL = ("Fader", "gain_db")
"""What is turned when a strip is turned and no knob is named."""


def is_switch(kind: type[Effect]) -> bool:
    """Whether an effect is merely on or off."""
    return all(isinstance(param.default, bool) for param in kind.params.values())


PITCH = ("PitchShift", "pitch_semitones")
"""What is turned when a strip goes up or down by semitones."""

_KNOBBED = tuple(kind for kind in EFFECTS if not is_switch(kind))
"""Switches are left out: muting and soloing have words of their own, in the vocabulary."""


@dataclass(frozen=True)
class Tool:
    """An effect, as said; `deed` if the word can be a verb (`compress`)."""

    effect: str
    deed: bool = False


SEVERAL = ("gate", "ssor", "esser", "limiter", "expander", "reverb", "delay", "filter", "clipper", "doubler")
"""How effects are called of which one speaks in the plural: "gates on all three toms"."""

MEASURED = {"ms": ("time",), "s": ("time",), "Hz": ("frequency", "freq"), "%": ("amount",)}
"""What a knob of a unit measures, which may be said with its word."""


@dataclass(frozen=True)
class Knob:
    """A knob's word and every knob it may mean, as (effect, field)."""

    word: str
    owners: tuple[tuple[str, str], ...]

    @property
    def alone(self) -> dict[str, str]:
        """The field it may mean of each effect where none is named."""
        owners = dict(self.owners)
        return {effect: field for effect, field in self.owners if SHARES.get(effect) not in owners}

    @property
    def in_full(self) -> tuple[str, ...]:
        """What it is called with what it measures: "attack time", "cutoff frequency", "depth amount"."""
        units = {BY_NAME[effect].params[field].unit for effect, field in self.owners}
        if self.word in tools():  # "delay time" is the delay's
            return ()
        measures = dict.fromkeys(measure for unit in units for measure in MEASURED.get(unit, ()))
        return tuple(f"{self.word} {measure}" for measure in measures if measure not in self.word.split())

    def among(self, effect: str) -> str | None:
        """Return the field it means on `effect`, None if that has no such knob."""
        return next((field for owner, field in self.owners if owner == effect), None)


@dataclass(frozen=True)
class Pole:
    """What turning knobs one way sounds like: each (effect, field, whether up)."""

    word: str
    moves: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Label:
    """A kind that an effect can be of, and every knob it is a position of, as (effect, field, position)."""

    word: str
    owners: tuple[tuple[str, str, float], ...]

    def of(self, effect: str) -> tuple[str, str, float] | None:
        """Return which knob of `effect` it sets, of whatever effect it is one of if that is empty, None if of none."""
        fitting = [owner for owner in self.owners if effect == owner[0] or (not effect and _named(owner))]
        return fitting[0] if len(fitting) == 1 else None


def _named(owner: tuple[str, str, float]) -> bool:
    return BY_NAME[owner[0]].params[owner[1]].named


@cache
def tools() -> Mapping[str, Tool]:
    """Return every word for an effect; raises `ValueError` if two effects claim one word."""
    found: dict[str, Tool] = {}
    for kind in _KNOBBED:
        for word in kind.words:
            for deed in deeds(word):
                _claim(found, deed, Tool(kind.__name__, deed=deed != word))
                for noun in workings(deed) if deed != word else ():
                    _claim(found, noun, Tool(kind.__name__))
            _claim(found, word, Tool(kind.__name__))
            if word.endswith(SEVERAL):
                _claim(found, f"{word}s", Tool(kind.__name__))
    return found


def _claim(found: dict[str, Tool], word: str, tool: Tool) -> None:
    other = found.setdefault(word, tool)
    if other.effect != tool.effect:
        raise ValueError(f"{other.effect} and {tool.effect} are both called {word}")


@cache
def knobs() -> Mapping[str, Knob]:
    """Return every word for a knob, with all the knobs it may mean."""
    owners: dict[Saying, list[tuple[str, str]]] = defaultdict(list)
    plain: dict[Saying, str] = {}
    for kind in _KNOBBED:
        for field, param in kind.params.items():
            for word in param.words:
                said = spell(word)
                if (kind.__name__, field) not in owners[said]:
                    owners[said].append((kind.__name__, field))
                plain.setdefault(said, word)
    return {plain[said]: Knob(plain[said], tuple(which)) for said, which in owners.items()}


@cache
def labels() -> Mapping[str, Label]:
    """Return every kind that a knob can be set to by its name: a reverb is a plate or a hall."""
    owners: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for kind in _KNOBBED:
        for field, param in kind.params.items():
            for position, word in enumerate(param.labels):
                owners[word].append((kind.__name__, field, float(position)))
    return {word: Label(word, tuple(which)) for word, which in owners.items()}


@cache
def poles() -> Mapping[str, Pole]:
    """Return every word for turning a knob up or down."""
    return _gathered({word: (word,) for word in _pole_words()})


@cache
def states() -> Mapping[str, Pole]:
    """Return the plain adjectives behind the poles: `loud` is as far as `louder` leads."""
    return _gathered({word: (*positives(word), *vocabulary().positives.get(word, ())) for word in _pole_words()})


def _pole_words() -> Mapping[str, list[tuple[str, str, bool]]]:
    moves: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for kind in _KNOBBED:
        for field, param in kind.params.items():
            for word, up in ((param.down, False), (param.up, True)):
                moves[word].append((kind.__name__, field, up))
    return moves


def _gathered(forms: Mapping[str, tuple[str, ...]]) -> Mapping[str, Pole]:
    words = _pole_words()
    return {form: Pole(form, tuple(words[word])) for word, said in forms.items() for form in said}


def speaks_for_itself(pole: Pole) -> bool:
    """Whether a pole says enough without its effect or knob."""
    return unaided(pole) is not None


def unaided(pole: Pole) -> tuple[str, str, bool] | None:
    """Return the one move a pole means when no effect is named, None if it could mean several.

    Three kinds speak for themselves: the poles of an effect that has a single knob (`louder`, `drier`), those that name
    the effect (`more compressed`), and those that name a part of the spectrum (`wider highs`).
    """
    plain = [move for move in pole.moves if len(BY_NAME[move[0]].params) == 1 or _names_knob(pole.word, *move[:2])]
    named = [move for move in pole.moves if pole.word.startswith(("more ", "less ")) and _names(pole.word, move[0])]
    found = plain or named or [move for move in pole.moves if part_of(*move[:2])]
    return found[0] if len(found) == 1 else None


def _names_knob(pole: str, effect: str, field: str) -> bool:
    return any(pole.endswith(f" in {word}") for word in BY_NAME[effect].params[field].words)


def _names(pole: str, effect: str) -> bool:
    participle = pole.split()[-1]
    stems = {stem for word in BY_NAME[effect].words for stem in deeds(word)}
    return participle.endswith("ed") and any(participle.startswith(stem[:5]) for stem in stems)


def _strength(kind: type[Effect]) -> tuple[str, bool] | None:
    """Return the knob that an effect declares to give more of it, and which way; None if it declares none."""
    for field, param in kind.params.items():
        for word, up in ((param.down, False), (param.up, True)):
            if word.startswith("more ") and _names(word, kind.__name__):
                return field, up
    return None


def strength_of(effect: str) -> str:
    """Return the knob that an effect declares to give more of it, empty if it declares none."""
    found = _strength(BY_NAME[effect])
    return found[0] if found else ""


def intensity(effect: str) -> tuple[str, str, bool]:
    """Return the knob that gives more of an effect, and which way: `more compression` is a lower threshold."""
    kind = BY_NAME[SENT.get(effect, effect)]
    return (kind.__name__, *(_strength(kind) or (next(iter(kind.params)), True)))


PARTED = {"Compressor": "MultibandCompressor", "Width": "Imager"}
"""What does in lows, middle and highs what another effect does to the whole."""

_PARTS = ("low", "mid", "high")


@cache
def parts_of(effect: str) -> Mapping[str, tuple[str, str, bool]]:
    """Return, for lows, middle and highs, the knob that gives more of an effect there, and which way.

    They are its first three knobs that are called alike but for the part; an effect that has none works on the whole.
    """
    name = PARTED.get(effect, effect)
    params = BY_NAME[name].params
    for field in params:
        part, _, rest = field.partition("_")
        if part == _PARTS[0] and all(f"{one}_{rest}" in params for one in _PARTS):
            knobs = {one: params[f"{one}_{rest}"] for one in _PARTS}
            return {one: (name, knob.name, not knob.down.startswith("more ")) for one, knob in knobs.items()}
    return {}


def part_of(effect: str, field: str) -> str:
    """Return the part of the spectrum that a knob is for, empty if it is for the whole."""
    return next((part for part, (name, knob, _) in parts_of(effect).items() if (name, knob) == (effect, field)), "")


def knobs_in(effect: str, unit: str) -> tuple[Param, ...]:
    """Return an effect's knobs that are set in `unit`, in declared order."""
    return tuple(param for param in BY_NAME[effect].params.values() if param.unit == unit)


def texts(kind: type[Effect]) -> tuple[str, ...]:
    """Return an effect's settings that are no knobs but names, such as where a send goes."""
    return tuple(field.name for field in fields(kind) if field.name not in kind.params)


def kind_of(effect: str) -> type[Effect]:
    """Return the declaration of an effect, by class name."""
    return BY_NAME[effect]
