"""What this listener has taught us: how far they like each quality pushed.

Counts of what happened to our moves (kept, asked for less, asked for more, undone) per quality, in a file that
a person can read and edit.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import reduce
from pathlib import Path
from typing import Literal

End = Literal["least", "most"]
ENDS: tuple[End, ...] = ("least", "most")

PRIOR = 4.0
"""How many reactions our ordinary size is worth: so many are needed to move halfway to the listener's."""

HEADER = """\
# What tonmeister has learned of your taste. Yours to edit or delete.
# For each quality: how often a change was kept, asked to be more or less, or undone.
# Under never: knobs that stay within what you said, as long as it stands here.
# Under said: what you said you usually like.
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
    """How far a knob may ever be turned, as a person has said.

    Attributes
    ----------
    end
        Whether it may never stand over `value` (`most`) or never under it (`least`).
    value
        None lets that end free again.
    """

    effect: str
    knob: str
    end: End
    value: float | None

    def beyond(self, value: float) -> float:
        """Return how far a knob that stands there is beyond it."""
        if self.value is None:
            return 0.0
        return value - self.value if self.end == "most" else self.value - value

    @property
    def free(self) -> Bound:
        """The same end of the same knob, let free."""
        return replace(self, value=None)


@dataclass(frozen=True)
class Wish:
    """What a person said they usually like, in their own words, or no longer (`on` is False)."""

    words: str
    on: bool = True

    @property
    def free(self) -> Wish:
        """The same wish, no longer held."""
        return replace(self, on=False)


Rule = Bound | Wish
"""What a person has said for good."""


@dataclass(frozen=True)
class Profile:
    """A listener's taste, by quality, what they said is never to be exceeded, and what they said they usually like."""

    taste: Mapping[str, Taste] = field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()
    wishes: tuple[Wish, ...] = ()

    def of(self, quality: str) -> Taste:
        """Return the reactions to a quality."""
        return self.taste.get(quality, Taste())

    def noting(self, quality: str, reaction: str, times: int = 1) -> Profile:
        """Return the profile after a reaction (`keep`, `less`, `more`, `undo`) to a quality."""
        old = self.of(quality)
        new = replace(old, **{reaction: max(0, getattr(old, reaction) + times)})
        return replace(self, taste=dict(sorted({**self.taste, quality: new}.items())))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Everything that was said for good."""
        return (*self.bounds, *self.wishes)

    def ruled(self, rule: Rule) -> Profile:
        """Return the profile with something said for good, or no longer."""
        if isinstance(rule, Bound):
            return self.bounding(rule)
        others = tuple(wish for wish in self.wishes if wish.words != rule.words)
        return replace(self, wishes=(*others, rule) if rule.on else others)

    def bounding(self, bound: Bound) -> Profile:
        """Return the profile with one end of a knob bounded, or free again."""
        others = [one for one in self.bounds if one.free != bound.free]
        kept = others if bound.value is None else [*others, bound]
        return replace(self, bounds=tuple(sorted(kept, key=lambda one: (one.effect, one.knob, one.end))))

    def text(self) -> str:
        """Return the file that holds this profile."""
        parts = [HEADER]
        for quality, taste in sorted(self.taste.items()):
            counts = "".join(f"{name} = {count}\n" for name, count in asdict(taste).items())
            parts.append(f"[taste.{json.dumps(quality)}]\n{counts}")  # TOML quotes as JSON does
        for bound in self.bounds:
            rows = {"effect": bound.effect, "knob": bound.knob, bound.end: bound.value}
            parts.append("[[never]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in rows.items()))
        parts += [f"[[said]]\nwords = {json.dumps(wish.words, ensure_ascii=False)}\n" for wish in self.wishes]
        return "\n".join(parts)


def read(text: str, where: str = "the profile") -> Profile:
    """Return the profile a file's text holds; raises `ProfileError` with one sentence."""
    try:
        data = tomllib.loads(text)
        taste = {quality: _taste(counts) for quality, counts in data.get("taste", {}).items()}
        bounds = [bound for row in data.get("never", ()) for bound in _bounds(row)]
        wishes = [_wish(row) for row in data.get("said", ())]
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as wrong:
        raise ProfileError(
            f"{where} is not a profile I can read ({wrong}); mend it or move it away and I start anew."
        ) from None
    rules: list[Rule] = [*bounds, *wishes]
    return reduce(Profile.ruled, rules, Profile(dict(sorted(taste.items()))))


def _bounds(row: Mapping[str, object]) -> Iterator[Bound]:
    effect, knob = row.get("effect"), row.get("knob")
    ends = [end for end in ENDS if end in row]
    if not isinstance(effect, str) or not isinstance(knob, str) or not ends or set(row) - {"effect", "knob", *ends}:
        raise ValueError(f"never wants an effect, a knob, and least or most, not {dict(row)}")
    for end in ends:
        value = row[end]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{end} must be a number, not {value}")
        yield Bound(effect, knob, end, float(value))


def _wish(row: Mapping[str, object]) -> Wish:
    words = row.get("words")
    if not isinstance(words, str) or not words or set(row) != {"words"}:
        raise ValueError(f"said wants words, not {dict(row)}")
    return Wish(words)


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
