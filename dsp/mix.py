"""The mix as a value: strips of effects, and the moves that turn one mix into the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeVar

from dsp.effect import Effect

Kind = Literal["track", "bus", "return", "main"]
MAIN = "main"


class StaleMove(ValueError):
    """A move was planned on another mix than the one it is applied to."""


@dataclass(frozen=True)
class Slot:
    """A named place in a chain: an effect and what it is there for (`presence`, `glue`).

    Attributes
    ----------
    span
        From when to when it is at work, in seconds of the song; None for all of it.
    key
        The strip that its detector listens to, empty for what it works on; only for effects that listen.
    bypassed
        Whether the sound goes past it: its settings stay for when it is wanted again.
    """

    name: str
    effect: Effect
    span: tuple[float, float] | None = None
    key: str = ""
    bypassed: bool = False


@dataclass(frozen=True)
class Strip:
    """One channel of the console: track, bus, return or main alike.

    Attributes
    ----------
    name
        Unique in the mix; a track's is its file's stem.
    source
        Content hash of the audio a track plays, empty for the others.
    role
        What it plays in the song (`lead vocal`, `kick`), empty if unknown.
    output
        The strip it feeds, empty for main.
    """

    name: str
    kind: Kind = "track"
    source: str = ""
    role: str = ""
    output: str = MAIN
    chain: tuple[Slot, ...] = ()

    def __iter__(self) -> Iterator[Slot]:
        return iter(self.chain)

    def slot(self, name: str) -> Slot | None:
        """Return the slot of that name, if there is one."""
        return next((slot for slot in self.chain if slot.name == name), None)

    def of(self, kind: type[Effect]) -> tuple[Slot, ...]:
        """Return the slots that hold this kind of effect, in chain order."""
        return tuple(slot for slot in self.chain if type(slot.effect) is kind)

    @property
    def at_work(self) -> tuple[Slot, ...]:
        """The slots that the sound goes through, in chain order."""
        return tuple(slot for slot in self.chain if not slot.bypassed)


@dataclass(frozen=True)
class Move:
    """One change to the mix: insert (no before), adjust, remove (no after) or reorder (new `at`).

    A whole strip comes and goes by the same type: then `before` or `after` is the `Strip`.

    Attributes
    ----------
    strip
        The strip that changes.
    before, after
        What stood there and what will.
    at, was
        Where in the chain (or, for a strip, in the mix) `after` stands, and where `before` stood; -1 is
        where `before` stands, or the end if there is no `before`. Main stays behind every other strip.
    """

    strip: str
    before: Slot | Strip | None
    after: Slot | Strip | None
    at: int = -1
    was: int = -1

    @property
    def inverse(self) -> Move:
        """The move that takes this one back."""
        return Move(self.strip, self.after, self.before, at=self.was, was=self.at)

    @property
    def thing(self) -> Slot | Strip:
        """What the move is about: as it will be, or as it was if it goes."""
        thing = self.after or self.before
        assert thing is not None, "a move changes something"
        return thing

    @property
    def slot(self) -> str:
        """The slot's name, empty if a whole strip comes or goes."""
        return self.thing.name if isinstance(self.thing, Slot) else ""


@dataclass(frozen=True)
class Mix:
    """Every strip, in order; main is the last."""

    strips: tuple[Strip, ...] = field(default=(Strip(MAIN, "main", output=""),))

    def __getitem__(self, name: str) -> Strip:
        if name not in self._named:
            raise KeyError(f"there is no strip {name}")
        return self._named[name]

    def __contains__(self, name: object) -> bool:
        return name in self._named

    @cached_property
    def _named(self) -> Mapping[str, Strip]:
        return {strip.name: strip for strip in self.strips}

    def __iter__(self) -> Iterator[Strip]:
        return iter(self.strips)

    def apply(self, *moves: Move) -> Mix:
        """Return the mix after `moves`; raises `StaleMove` if one was planned on another mix."""
        mix = self
        for move in moves:
            mix = mix._after(move)
        return mix

    def _after(self, move: Move) -> Mix:
        if isinstance(move.thing, Strip):
            # a recording may have been added since: what a strip is must be as it was, not where it stands
            move = replace(move, was=-1)
            return Mix((*_replaced(self.strips[:-1], move, "the mix"), self.strips[-1]))
        if move.strip not in self:
            raise StaleMove(f"there is no strip {move.strip}")
        strip = self[move.strip]
        chain = _replaced(strip.chain, move, move.strip)
        return Mix(tuple(replace(s, chain=chain) if s is strip else s for s in self.strips))


T = TypeVar("T", Slot, Strip)


def _replaced(things: tuple[T, ...], move: Move, where: str) -> tuple[T, ...]:
    """Take `move.before` out of `things` and put `move.after` in at its place."""
    left = list(things)
    at = move.at
    if move.before is not None:
        if move.before not in left:
            raise StaleMove(f"{move.before.name} on {where} is not as the move found it")
        stood = left.index(move.before)
        if move.was not in (-1, stood):
            raise StaleMove(f"{move.before.name} on {where} does not stand where the move found it")
        left.pop(stood)
        at = stood if at < 0 else at
    if move.after is not None:
        if any(thing.name == move.after.name for thing in left):
            raise StaleMove(f"{where} has a {move.after.name} already")
        left.insert(len(left) if at < 0 else at, move.after)  # type: ignore[arg-type]
    return tuple(left)


def insert(strip: Strip, slot: Slot, at: int) -> Move:
    """Return the move that puts `slot` into the strip's chain at that place."""
    return Move(strip.name, None, slot, at=at, was=-1)


def adjust(strip: Strip, before: Slot, effect: Effect) -> Move:
    """Return the move that turns a slot's knobs where they stand."""
    return Move(strip.name, before, replace(before, effect=effect))


def remove(strip: Strip, slot: Slot) -> Move:
    """Return the move that takes a slot out."""
    return Move(strip.name, slot, None, at=-1, was=strip.chain.index(slot))


def moves_between(before: Mix, after: Mix) -> Iterator[Move]:
    """Yield the moves that make one mix of another; strips stay in order, new ones come before main.

    Buses and returns that the other does not have go, once nothing feeds them any more; recordings stay.
    """
    now = before
    for strip in after:
        if strip.name not in now:
            at = next(i for i, other in enumerate(after) if other.name == strip.name)
            come = Move(strip.name, None, replace(strip, chain=()), at=at)
            now = now.apply(come)
            yield come
        for move in slot_moves(now[strip.name], strip):
            now = now.apply(move)
            yield move
    for strip in now:
        if strip.name in after or strip.kind == "track":
            continue
        empty = replace(strip, chain=())
        for move in slot_moves(strip, empty):
            now = now.apply(move)
            yield move
        gone = Move(strip.name, empty, None, was=now.strips.index(empty))
        now = now.apply(gone)
        yield gone


def slot_moves(strip: Strip, goal: Strip) -> Iterator[Move]:
    """Yield the moves that make a strip's chain that of `goal`."""
    for slot in strip:
        if goal.slot(slot.name) is None:
            move = remove(strip, slot)
            strip = replace(strip, chain=tuple(s for s in strip if s is not slot))
            yield move
    for at, slot in enumerate(goal):
        stands = strip.slot(slot.name)
        if stands is None:
            yield insert(strip, slot, at)
            strip = replace(strip, chain=(*strip.chain[:at], slot, *strip.chain[at:]))
        elif stands != slot:
            turned = adjust(strip, stands, slot.effect)
            yield replace(turned, after=slot)
            strip = replace(strip, chain=tuple(slot if s is stands else s for s in strip))


@dataclass(frozen=True)
class Evidence:
    """A measurement that bears on a move.

    Attributes
    ----------
    what
        What was measured, in the listener's words.
    usual, n
        What is usual and on how many independent recordings that rests; none where it is not known.
    """

    strip: str
    what: str
    value: float
    unit: str
    usual: float | None = None
    spread: float | None = None
    n: int = 0


@dataclass(frozen=True)
class Opinion:
    """Somebody's wish about one slot of one strip.

    Either a knob of an effect at a value, or a tone curve: gains in dB per third-octave band
    (`dsp.measure.spectrum.BANDS`), which all sources' wishes are merged on before anything is fitted.

    Attributes
    ----------
    slot
        What it is for (`presence`, `glue`).
    precision
        1 / variance of the wish, in the unit of the value: how sure the source is.
    source
        Who wishes it: `craft`, `taste`, `check`, or a model's name and version.
    because
        The reason, as a clause that a reply can print.
    """

    strip: str
    slot: str
    effect: str
    knob: str
    value: float | tuple[float, ...]
    precision: float | tuple[float, ...]
    source: str
    because: str
