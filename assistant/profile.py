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
class Profile:
    """A listener's taste, by quality."""

    taste: Mapping[str, Taste] = field(default_factory=dict)

    def of(self, quality: str) -> Taste:
        """Return the reactions to a quality."""
        return self.taste.get(quality, Taste())

    def noting(self, quality: str, reaction: str, times: int = 1) -> Profile:
        """Return the profile after a reaction (`keep`, `less`, `more`, `undo`) to a quality."""
        old = self.of(quality)
        new = replace(old, **{reaction: max(0, getattr(old, reaction) + times)})
        return Profile(dict(sorted({**self.taste, quality: new}.items())))

    def text(self) -> str:
        """Return the file that holds this profile."""
        parts = [HEADER]
        for quality, taste in sorted(self.taste.items()):
            counts = "".join(f"{name} = {count}\n" for name, count in asdict(taste).items())
            parts.append(f"[taste.{json.dumps(quality)}]\n{counts}")  # TOML quotes as JSON does
        return "\n".join(parts)


def read(text: str, where: str = "the profile") -> Profile:
    """Return the profile a file's text holds; raises `ProfileError` with one sentence."""
    try:
        data = tomllib.loads(text)
        taste = {quality: _taste(counts) for quality, counts in data.get("taste", {}).items()}
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as wrong:
        raise ProfileError(
            f"{where} is not a profile I can read ({wrong}); mend it or move it away and I start anew."
        ) from None
    return Profile(dict(sorted(taste.items())))


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
