"""What the parts of a song are: which are the same again, and which of them is the chorus."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dsp.measure.windows import Vector

SAME = 0.5
"""Groups of parts are the same again if they are alike by so much on average."""

SPREADS = 1.0
"""Parts sound as unlike as two different ones if they lie so many of their own spreads apart."""

NEARLY = 0.75
"""The same part of a song may be played shorter or longer by a quarter."""

DOUBLE = 10.0
"""Phons to a doubling of the loudness in sones."""

CLEAR_PHON = 4.0
"""A chorus that is louder than the verse by this is one as surely as loudness can tell."""

CLEAR_CHANGE = 4.0
"""A change that stands so far over the usual is where it is for sure."""

CLEAR_LIKENESS = 0.4
"""What is so much more like its own than like another is none of the other for sure."""

ENOUGH = 2.0
"""What is more than so many times as long as the shortest of its own may well hold something else besides."""

UNTOLD = 0.2
"""What the name of a chorus is worth that is no louder than the verse."""

LESSER = 0.8
"""A change within something that comes only once is none of the form if it is so much less than those around it."""

ENDS = ("intro", "outro")
"""They may well be alike."""

MOST_OF_SONG = 0.25
"""No intro or outro is longer than this share of a song."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a song.

    Attributes
    ----------
    name
        `intro`, `verse`, `chorus`, `pre-chorus`, `bridge` or `outro`; empty for what is none of them.
    letter
        The same for parts that are the same again.
    start_s, end_s
        From when to when it lasts.
    confidence
        From 0 to 1: how sure it is that it is that, and there.
    """

    name: str
    letter: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class Found:
    """Parts as they are found, in order, before they have names.

    Attributes
    ----------
    groups
        Which of the groups that are the same again each belongs to, counted from 0 in order of appearance.
    alike
        How alike any two are, from 0 to 1.
    strengths
        How far the change stands over the usual with which each begins, and the last ends.
    phons
        How loud each is.
    lengths
        How long each is, in steps.
    """

    groups: tuple[int, ...]
    alike: Vector
    strengths: tuple[float, ...]
    phons: Vector
    lengths: tuple[int, ...]

    def of(self, group: int) -> list[int]:
        """Return the parts of a group."""
        return [i for i, own in enumerate(self.groups) if own == group]

    def loud(self, parts: Sequence[int]) -> float:
        """Return how loud some parts are together."""
        return float(np.average(self.phons[list(parts)], weights=[self.lengths[i] for i in parts]))


def likeness(sound: Vector, path: Vector, edges: Sequence[int]) -> Vector:
    """Return how alike any two parts are: 1 if the same, 0 if as unlike as any; half by sound, half by harmony."""
    spans = [slice(a, b) for a, b in pairwise(edges)]
    middles = np.array([np.median(sound[span], axis=0) for span in spans])
    strays = [float(np.linalg.norm(sound[span] - m, axis=1).mean()) for span, m in zip(spans, middles, strict=True)]
    apart = np.linalg.norm(middles[:, None] - middles[None], axis=2) / max(float(np.median(strays)), 1e-9)
    chance = float(np.median(path))
    along = np.array([[_along(path[a, b]) for b in spans] for a in spans])
    goes = np.clip((along - chance) / max(1 - chance, 1e-9), 0.0, 1.0)
    return np.asarray((np.exp(-0.5 * (apart / SPREADS) ** 2) + goes) / 2)


def _along(block: Vector) -> float:
    """Return how alike two parts go where they match best, the shorter laid along the longer."""
    block = block if block.shape[0] <= block.shape[1] else block.T
    short, long = block.shape
    slack = round((1 - NEARLY) * short)
    return max(float(np.diagonal(block, shift).mean()) for shift in range(-slack, long - short + slack + 1))


def grouped(alike: Vector) -> tuple[int, ...]:
    """Return which group each part belongs to: the two that are most alike on average become one, while they are."""
    groups = [[i] for i in range(len(alike))]
    while len(groups) > 1:
        pairs = [(a, b) for b in range(len(groups)) for a in range(b)]
        means = [float(alike[np.ix_(groups[a], groups[b])].mean()) for a, b in pairs]
        best = int(np.argmax(means))
        if means[best] < SAME:
            break
        a, b = pairs[best]
        groups[a] += groups.pop(b)
    first = sorted(groups, key=min)
    return tuple(next(g for g, group in enumerate(first) if i in group) for i in range(len(alike)))


def named(
    sound: Vector,
    path: Vector,
    loudness: Vector,
    begins: Sequence[int],
    strengths: Sequence[float],
    edges_s: Sequence[float],
) -> tuple[Part, ...]:
    """Return the parts of a song with their names; neighbours that are the same again are one.

    Parameters
    ----------
    sound, path, loudness
        What each step sounds like, how alike the harmony goes about any two, and how many sones each has.
    begins, strengths
        The step with which each part begins, and how far the change there stands over the usual.
    edges_s
        From when to when each part lasts: one more than there are parts.
    """
    edges = [*begins, len(sound)]
    groups = grouped(likeness(sound, path, edges))
    kept = _kept(groups, strengths)
    edges = [*(edges[i] for i in kept), len(sound)]
    times = [*(edges_s[i] for i in kept), edges_s[-1]]
    sones = [max(float(loudness[a:b].mean()), 1e-30) for a, b in pairwise(edges)]
    found = Found(
        tuple(groups[i] for i in kept),
        likeness(sound, path, edges),
        (*(strengths[i] for i in kept), strengths[0]),
        DOUBLE * np.log2(sones),
        tuple(int(n) for n in np.diff(edges)),
    )
    names = _names(found)
    sure = _sure(found, names)
    return tuple(
        Part(names[i], string.ascii_uppercase[group % 26], times[i], times[i + 1], round(sure[i], 2))
        for i, group in enumerate(found.groups)
    )


def _kept(groups: Sequence[int], strengths: Sequence[float]) -> list[int]:
    """Return the parts that begin anew: not those like the one before, nor a lesser change within what comes once."""
    kept = [0]
    for i in range(1, len(groups)):
        once = [groups.count(groups[j]) == 1 for j in range(len(groups))]
        start = next((j + 1 for j in range(i - 1, -1, -1) if not once[j]), 0)
        end = next((j for j in range(i, len(groups)) if not once[j]), len(groups))
        around = min(strengths[start], strengths[end] if end < len(groups) else math.inf)
        lesser = once[i - 1] and once[i] and strengths[i] < LESSER * around < math.inf
        if groups[i] != groups[i - 1] and not lesser:
            kept.append(i)
    return kept


def _names(found: Found) -> list[str]:
    """Name each part by how often it comes, where, and how loud."""
    last = len(found.groups) - 1
    inner = [i for i in range(last + 1) if any(0 < j < last for j in found.of(found.groups[i]))]
    again = sorted({found.groups[i] for i in inner if len(found.of(found.groups[i])) > 1})
    names = ["" for _ in found.groups]
    chorus, verse = _chorus_and_verse(found, inner, again)
    for i in inner:
        group = found.groups[i]
        before_chorus = all(found.groups[j + 1 : j + 2] == (chorus,) for j in found.of(group))
        if group in (chorus, verse):
            names[i] = "chorus" if group == chorus else "verse"
        elif group in again and before_chorus:
            names[i] = "pre-chorus"
        elif group not in again and chorus in found.groups[:i] and chorus in found.groups[i:]:
            names[i] = "bridge"
    bridges = [i for i, name in enumerate(names) if name == "bridge"]
    for i in bridges[:-1]:
        names[i] = ""  # a solo, or whatever it is: the bridge leads to the last chorus
    for i, name in zip((0, last), ENDS, strict=True):
        if not names[i] and last > 1 and found.lengths[i] <= MOST_OF_SONG * sum(found.lengths):
            names[i] = name
    return names


def _chorus_and_verse(found: Found, inner: Sequence[int], again: Sequence[int]) -> tuple[int, int]:
    """Return the groups that are chorus and verse, -1 for none: of what comes again the loudest, and the first other.

    Where one thing only comes again, it is the chorus if it is louder than the rest between the ends, else the verse.
    """
    if not again:
        return -1, -1
    loudest = max(again, key=lambda group: found.loud(found.of(group)))
    others = [group for group in again if group != loudest]
    if others:
        return loudest, others[0]
    rest = [i for i in inner if found.groups[i] != loudest]
    if rest and found.loud(rest) > found.loud(found.of(loudest)):
        return -1, loudest
    return loudest, -1


def _sure(found: Found, names: Sequence[str]) -> list[float]:
    """Return how sure the name and place of each part is.

    By its edges, and by how much more it is like its own than like any of another name; what hangs on which is the
    chorus also by how much louder that is than the verse.
    """
    chorus, verse = ([i for i, name in enumerate(names) if name == kind] for kind in ("chorus", "verse"))
    louder = found.loud(chorus) - found.loud(verse) if chorus and verse else 0.0
    told = min(1.0, max(UNTOLD, louder / CLEAR_PHON))
    return [
        _stands_out(found, names, i) * (1.0 if name in ENDS else told) if name else 0.0 for i, name in enumerate(names)
    ]


def _stands_out(found: Found, names: Sequence[str], at: int) -> float:
    """Return how surely a part begins and ends where it does and is the same again as its own and none else."""
    edges = [min(1.0, found.strengths[i] / CLEAR_CHANGE) for i in (at, at + 1)]
    own = [i for i in found.of(found.groups[at]) if i != at]
    others = [i for i, name in enumerate(names) if name != names[at] and not {name, names[at]} <= set(ENDS)]
    like = float(np.mean(found.alike[at, own])) if own else 1.0
    most = max((float(found.alike[at, i]) for i in others), default=0.0)
    longer = found.lengths[at] / min(found.lengths[i] for i in (at, *own))
    whole = min(1.0, ENOUGH / longer) ** 2
    return float(np.mean(edges)) * min(1.0, max(0.0, like - most) / CLEAR_LIKENESS) * whole
