"""What this listener has taught us: how far they like each quality pushed.

Counts of what happened to our moves (kept, asked for less, asked for more, undone) per quality, in a file that
a person can read and edit.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

PRIOR = 4.0
"""How many reactions our ordinary size is worth: so many are needed to move halfway to the listener's."""

HEADER = """\
# What tonmeister has learned of your taste. Yours to edit or delete.
# For each quality: how often a change was kept, asked to be more or less, or undone.
# Under never: knobs that stay within what you said, as long as it stands here.
"""


class ProfileError(ValueError):
    """A profile file that cannot be read."""


@dataclass(frozen=True)
class Taste:
    """Reactions to one quality.

    Attributes
    ----------
    keep, less, more, undo
        How often a change of this quality was left alone, wanted smaller, wanted larger, taken back.
    """

    keep: int = 0
    less: int = 0
    more: int = 0
    undo: int = 0

    @property
    def n(self) -> int:
        """How many reactions there were."""
        return self.keep + self.less + self.more + self.undo

    @property
    def liked(self) -> float:
        """The size these reactions speak for, as a share of ours: kept 1, less 0.5, more 1.5, undone 0.25."""
        if self.n == 0:
            return 1.0
        return (self.keep + 0.5 * self.less + 1.5 * self.more + 0.25 * self.undo) / self.n

    @property
    def scale(self) -> float:
        """The share of our ordinary size that is used: `liked`, trusted as far as there are reactions."""
        return (PRIOR + self.liked * self.n) / (PRIOR + self.n)


@dataclass(frozen=True)
class Bound:
    """How far a knob may ever be turned, as a person has said: never under `least`, never over `most`; None is free."""

    effect: str
    knob: str
    least: float | None = None
    most: float | None = None

    def kept_by(self, value: float) -> bool:
        """Whether a knob that stands there stays within it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    @property
    def free(self) -> bool:
        """Whether it bounds nothing, as one that was taken back does."""
        return self.least is None and self.most is None


@dataclass(frozen=True)
class Profile:
    """A listener's taste, by quality, and what they said is never to be exceeded."""

    taste: Mapping[str, Taste] = field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()

    def of(self, quality: str) -> Taste:
        """Return the reactions to a quality."""
        return self.taste.get(quality, Taste())

    def noting(self, quality: str, reaction: str, times: int = 1) -> Profile:
        """Return the profile after a reaction (`keep`, `less`, `more`, `undo`) to a quality."""
        old = self.of(quality)
        new = replace(old, **{reaction: max(0, getattr(old, reaction) + times)})
        return replace(self, taste=dict(sorted({**self.taste, quality: new}.items())))

    def bounding(self, bound: Bound) -> Profile:
        """Return the profile with a knob bounded, or free again."""
        others = [one for one in self.bounds if (one.effect, one.knob) != (bound.effect, bound.knob)]
        kept = others if bound.free else [*others, bound]
        return replace(self, bounds=tuple(sorted(kept, key=lambda one: (one.effect, one.knob))))

    def text(self) -> str:
        """Return the file that holds this profile."""
        parts = [HEADER]
        for quality, taste in sorted(self.taste.items()):
            counts = "".join(f"{name} = {count}\n" for name, count in asdict(taste).items())
            parts.append(f"[taste.{json.dumps(quality)}]\n{counts}")  # TOML quotes as JSON does
        for bound in self.bounds:
            said = {name: value for name, value in asdict(bound).items() if value is not None}
            rows = "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items())
            parts.append(f"[[never]]\n{rows}")
        return "\n".join(parts)


def read(text: str, where: str = "the profile") -> Profile:
    """Return the profile a file's text holds; raises `ProfileError` with one sentence."""
    try:
        data = tomllib.loads(text)
        taste = {quality: _taste(counts) for quality, counts in data.get("taste", {}).items()}
        bounds = tuple(_bound(row) for row in data.get("never", ()))
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as wrong:
        raise ProfileError(
            f"{where} is not a profile I can read ({wrong}); mend it or move it away and I start anew."
        ) from None
    return Profile(dict(sorted(taste.items())), bounds)


def _bound(row: Mapping[str, object]) -> Bound:
    effect, knob = row.get("effect"), row.get("knob")
    ends = {name: row.get(name) for name in ("least", "most")}
    if not isinstance(effect, str) or not isinstance(knob, str) or set(row) - {"effect", "knob", *ends}:
        raise ValueError(f"never wants an effect, a knob, and least or most, not {dict(row)}")
    for name, value in ends.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise ValueError(f"{name} must be a number, not {value}")
    return Bound(effect, knob, *(None if v is None else float(str(v)) for v in ends.values()))


def _taste(counts: Mapping[str, object]) -> Taste:
    known = {f.name for f in fields(Taste)}
    for name, count in counts.items():
        if name not in known:
            raise ValueError(f"{name} is not one of {', '.join(sorted(known))}")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise ValueError(f"{name} must be a whole number from 0, not {count}")
    return Taste(**{name: int(str(count)) for name, count in counts.items()})


def load(path: Path) -> Profile:
    """Return the profile in a file, an empty one if there is no file."""
    try:
        return read(path.read_text("utf-8"), str(path))
    except FileNotFoundError:
        return Profile()
    except (OSError, UnicodeDecodeError) as wrong:
        raise ProfileError(f"{path} cannot be read: {wrong}") from None


def save(profile: Profile, path: Path) -> None:
    """Write the profile whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(profile.text(), "utf-8")
    os.replace(part, path)
