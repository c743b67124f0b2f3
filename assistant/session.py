"""The session: everything the conversation built, as the sum of its turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from assistant.profile import Profile
from assistant.retiming import all_moved, moved, speed_after
from assistant.turn import (
    AGREED,
    DELIVERED,
    MARKED,
    Agreement,
    At,
    Delivery,
    Group,
    Pending,
    Protection,
    Section,
    Step,
    Turn,
    Version,
)
from dsp.effect import Effect
from dsp.effects import Fader, Pan
from dsp.mix import Mix, Move, Slot, Strip, adjust, insert, remove
from dsp.routing import feeding
from dsp.speed import song_pct

NOBODY = Profile()
"""A listener nothing is known of."""


@dataclass(frozen=True)
class Session:
    """A conversation about one folder of tracks.

    Attributes
    ----------
    initial
        The mix before anything was said.
    profile
        The listener's taste as it stands; `began` is what it was before the first turn, None if none was to be used.
    learns
        Whether reactions change the taste.
    sources
        The recordings' content hashes by strip, as the last turn found them.
    focus
        The strips that "it" means.
    sections
        The parts of the song that have been named, by name.
    found
        Its parts as they were found by listening, none before anybody asked for one.
    agreed
        What has been agreed on and not taken back, in the order said.
    """

    name: str
    sample_rate: int
    initial: Mix
    mix: Mix
    began: Profile | None = NOBODY
    profile: Profile = NOBODY
    learns: bool = True
    sources: Mapping[str, str] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    focus: tuple[str, ...] = ()
    pending: Pending | None = None
    sections: Mapping[str, Section] = field(default_factory=dict)
    found: tuple[Section, ...] = ()
    agreed: tuple[Agreement, ...] = ()

    def after(self, turn: Turn) -> Session:
        """Return the session once `turn` is part of it."""
        profile = turn.profile or self.profile
        for quality, reaction, times in turn.notes:
            profile = profile.noting(quality, reaction, times)
        for bound in turn.bounds:
            profile = profile.ruled(bound)
        mix = self.mix.apply(*turn.moves)
        longer = song_pct(self.mix) / song_pct(mix)
        found = self.found if turn.sources is None else ()
        after = replace(
            self,
            mix=mix,
            profile=profile,
            learns=self.learns if turn.profile is None else turn.learns,
            sources=self.sources if turn.sources is None else turn.sources,
            turns=(*self.turns, turn),
            focus=turn.focus or self.focus,
            pending=turn.pending,
            found=turn.found or all_moved(found, longer),
            sections=moved(self.sections, longer),
            agreed=(*self.agreed, *turn.agreed),
        )
        if turn.undoes or turn.redoes:
            return replace(after, sections=after._marked(), agreed=tuple(one for _, one in after._agreements()))
        return replace(after, sections=after._marked()) if turn.sections else after

    def _marked(self) -> Mapping[str, Section]:
        undone, speed = self.undone, song_pct(self.initial)
        marked: dict[str, Section] = {}
        for i, turn in enumerate(self.turns):
            before, speed = speed, speed_after(speed, turn.moves)
            marked = moved(marked, before / speed)
            if (i, MARKED) not in undone:
                marked |= {section.name: section for section in turn.sections}
        return marked

    def _agreements(self) -> Iterator[tuple[int, Agreement]]:
        undone = self.undone
        for i, turn in enumerate(self.turns):
            if (i, AGREED) not in undone:
                yield from ((i, one) for one in turn.agreed)

    @property
    def protected(self) -> frozenset[str]:
        """The strips that are not to be touched."""
        latest = {one.strip: one.on for one in self.agreed if isinstance(one, Protection)}
        return frozenset(strip for strip, on in latest.items() if on)

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The strips that go by one name together."""
        return {one.name: one.strips for one in self.agreed if isinstance(one, Group)}

    @property
    def versions(self) -> Mapping[str, int]:
        """After which turn the mix was given each name, the latest of each."""
        return {one.name: i for i, one in self._agreements() if isinstance(one, Version)}

    def version(self, name: str) -> Mix:
        """Return the mix as it was when it was given a name."""
        mix = self.initial
        for past in self.turns[: self.versions[name] + 1]:
            mix = mix.apply(*past.moves)
        return mix

    @property
    def undone(self) -> frozenset[At]:
        """The steps that are taken back at present."""
        out: set[At] = set()
        for turn in self.turns:
            out.update(turn.undoes)
            out.difference_update(turn.redoes)
        return frozenset(out)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What has been delivered and not taken back, the latest of each target."""
        undone = self.undone
        kept: dict[tuple[str, str], Delivery] = {}
        for i, turn in enumerate(self.turns):
            if (i, DELIVERED) not in undone:
                kept.update({(delivery.target, delivery.strip): delivery for delivery in turn.asked})
        return tuple(kept.values())

    def standing(self) -> Iterator[tuple[At, Step]]:
        """Yield the steps in force, latest first; steps of undo and redo are not steps of their own."""
        undone = self.undone
        for i in range(len(self.turns) - 1, -1, -1):
            steps = self.turns[i].steps
            for j in range(len(steps) - 1, -1, -1):
                if (i, j) not in undone and _acts(steps[j]):
                    yield (i, j), steps[j]

    def acts(self) -> Iterator[tuple[int, Turn]]:
        """Yield the turns in force that changed, delivered or marked something, latest first."""
        undone = self.undone
        for i in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[i]
            done = [(i, j) for j, step in enumerate(turn.steps) if _acts(step)]
            done += [(i, DELIVERED)] if turn.asked else []
            done += [(i, MARKED)] if turn.sections else []
            done += [(i, AGREED)] if turn.agreed else []
            if set(done) - undone:
                yield i, turn

    def redoable(self) -> Iterator[Turn]:
        """Yield the undos that can still be redone, latest first: nothing else has been done since."""
        undone = set(self.undone)
        for turn in reversed(self.turns):
            if any(_acts(step) for step in turn.steps):
                return
            if turn.undoes and undone.issuperset(turn.undoes):
                undone.difference_update(turn.undoes)
                yield turn


def _acts(step: Step) -> bool:
    """Whether a step changed something anew."""
    return bool(step.moves) and not step.reverts


def take_back(mix: Mix, moves: tuple[Move, ...]) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Return the moves that undo `moves` on the mix as it is now, and what had to be left.

    A knob that has been turned again since keeps its later place and is named. A bus on which something else was done
    since stays, with whoever feeds it: only that is taken back which `moves` did on it.
    """
    back: list[Move] = []
    left: list[str] = []
    made = {move.strip: move.after for move in moves if isinstance(move.after, Strip)}
    on_them = [move for move in reversed(moves) if move.strip in made and isinstance(move.thing, Slot)]
    for move in (*on_them, *(move for move in reversed(moves) if move not in on_them)):
        bus = made.get(getattr(getattr(move.after, "effect", None), "to", ""))
        if bus is not None and bus.name in mix and mix[bus.name] != bus:
            continue
        found, kept = _back(mix, move)
        left += kept
        if found is not None:
            back.append(found)
            mix = mix.apply(found)
    return tuple(back), tuple(left)


def _back(mix: Mix, move: Move) -> tuple[Move | None, list[str]]:
    if isinstance(move.thing, Strip):
        return _strip_back(mix, move)
    if move.strip not in mix:
        return None, []
    strip = mix[move.strip]
    now = strip.slot(move.slot)
    before, after = move.before, move.after
    assert not isinstance(before, Strip)
    assert not isinstance(after, Strip)
    if after is None:
        assert before is not None
        if now is not None:
            return None, [f"{move.strip}'s {move.slot} has come back since"]
        return insert(strip, before, min(move.was, len(strip.chain))), []
    if now is None or type(now.effect) is not type(after.effect):
        return None, []
    if before == after and move.at >= 0:  # it only stands elsewhere in the chain
        stood, stands = min(move.was, len(strip.chain) - 1), strip.chain.index(now)
        return (Move(move.strip, now, now, at=stood, was=stands) if stood != stands else None), []
    if before is None:
        if now == after:
            return remove(strip, now), []
        return None, [f"{move.strip}'s {move.slot} was turned again since"]
    effect, kept = _knobs_back(now.effect, before.effect, after.effect)
    words = [f"{move.strip}'s {move.slot} {_called(now.effect, k)} was turned again since" for k in kept]
    back = replace(now, effect=effect)
    for name in ("span", "key", "bypassed"):
        was, became = getattr(before, name), getattr(after, name)
        if was != became == getattr(now, name):
            back = replace(back, **{name: was})
    return (replace(adjust(strip, now, effect), after=back) if back != now else None), words


def _strip_back(mix: Mix, move: Move) -> tuple[Move | None, list[str]]:
    now = next((strip for strip in mix if strip.name == move.strip), None)
    if isinstance(move.before, Strip):
        return (None, []) if now else (move.inverse, [])
    assert now is not None
    if now != move.after:
        return None, [f"{now.name}, which has changed since"]
    fed = [s.name for s in mix for slot in s if getattr(slot.effect, "to", None) == now.name]
    fed += [name for name in feeding(mix, now.name) if name not in fed]
    if fed:
        return None, [f"{now.name} is used by {', '.join(fed)}"]
    return Move(move.strip, now, None, was=[s.name for s in mix].index(now.name)), []


def _knobs_back(now: Effect, before: Effect, after: Effect) -> tuple[Effect, list[str]]:
    """Turn back each knob that stands where the move left it; name those that do not."""
    turned = [k.name for k in fields(now) if getattr(before, k.name) != getattr(after, k.name)]
    ours = {k: getattr(before, k) for k in turned if getattr(now, k) == getattr(after, k)}
    return now.with_(**ours), [k for k in turned if k not in ours]


def _called(effect: Effect, field: str) -> str:
    return effect.params[field].words[0] if field in effect.params else field


def first_mix(tracks: tuple[Strip, ...]) -> Mix:
    """Return the console before anything is said: every track with its fader and pan, and main."""
    chain = (Slot("fader", Fader()), Slot("pan", Pan()))
    main = Strip("main", "main", output="", chain=(Slot("fader", Fader()),))
    return Mix((*(replace(track, chain=chain) for track in tracks), main))
