"""Buses: strips that others feed instead of main, so that what works on one works on their sum.

To make one changes nothing that is heard. Level, pan and EQ of a group act on each of its members; whatever depends on
how loud a sound is acts otherwise on a sum than on its parts, and what is asked of "the drum bus" is asked of the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.explain import knob_words
from assistant.outcome import Act, Decline, Done, asks, refuses
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.studio import Studio
from assistant.sums import common, summing, tops, under
from assistant.tone import TONES
from assistant.turn import Step
from dsp.effects import (
    Fader,
    HighPass,
    LinearPhaseEq,
    LowPass,
    MonoBelow,
    Mute,
    Notch,
    Output,
    Pan,
    Polarity,
    Reverb,
    Send,
    Solo,
    Tilt,
    Trim,
    Width,
)
from dsp.mix import MAIN, Mix, Move, Slot, Strip, insert, moves_between, remove
from dsp.routing import feeding, output, way
from grammar.intent import (
    FromBus,
    Glue,
    Intent,
    Like,
    Maximise,
    Normalise,
    Nudge,
    Reducing,
    Set,
    Target,
    ToBus,
)
from grammar.roles import ROLES, role_of
from grammar.sayings import taken

EACH = (*TONES, HighPass, LowPass, Notch, Tilt, LinearPhaseEq, Fader, Pan, Width, MonoBelow, Mute, Solo, Polarity, Trim)
"""Effects that come to the same on every member as on their sum."""

SHARED = (Send, Reverb)
"""Effects that have a strip of their own, which every member feeds as its bus would."""

OF_THE_SUM = Glue | Reducing | Maximise | Normalise | Like
"""Requests about what a sum is like and not its parts."""


def needed(intent: Intent, session: Session) -> tuple[Move, ...] | Decline:
    """Return the moves that make the bus which a request is about, none if it is there or is not called for."""
    found: list[Move] = []
    mix = session.mix
    for target in _sums(intent):
        members = strips(target, session)
        if isinstance(members, Decline):
            return ()  # it will be asked whom it is about
        if len(members) < 2 or MAIN in members or summing(mix, members):
            continue
        made = made_of(mix, members, name_for(mix, target, members))
        if isinstance(made, Decline):
            return made
        found += made
        mix = mix.apply(*made)
    return tuple(found)


def on_new(intent: Intent, made: tuple[Move, ...], session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Do what is asked of a sum on the bus that `made` makes; they are one change, taken back as one."""
    done = act(intent, replace(session, mix=session.mix.apply(*made)), studio)
    if isinstance(done, Decline):
        return done
    bus = next(move.strip for move in made if isinstance(move.thing, Strip))
    first = next((step for step in done.steps if step.strip == bus), None)
    if first is None or first is not done.steps[0]:
        return replace(done, steps=(Step(bus, "bus", intent, made), *done.steps))
    return replace(done, steps=(replace(first, moves=(*made, *first.moves)), *done.steps[1:]))


def _sums(intent: Intent) -> tuple[Target, ...]:
    """Return whose sums a request is about: who are said to be one, or whoever is to be held together."""
    target = getattr(intent, "target", Target())
    if isinstance(intent, Glue) and target and all(ref.kind != "bus" for ref in target.refs):
        return (target,)
    if isinstance(intent, Set | Nudge):
        kept = {kind.__name__ for kind in (*EACH, *SHARED)}
        if intent.effect in kept or not intent.effect:
            return ()
    elif not isinstance(intent, OF_THE_SUM):
        return ()
    return tuple(Target(ref.of, target.without) for ref in target.refs if ref.kind == "bus")


def summed(intent: Glue, session: Session) -> str | Decline:
    """Return the one strip that sums whoever is to be held together, main if nobody is named."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    if len(names) == 1:
        return names[0]
    bus = summing(session.mix, names)
    return bus or asks(f"Who is to be held together: {listed(names, 'or')}?")


def having(target: Target, slot: str, session: Session) -> tuple[str, ...] | Decline:
    """Return the strips that have a slot of that name: those meant, a bus for whom it sums, or any if none is named."""
    mix = session.mix
    names = strips(target, session) if target else tuple(strip.name for strip in mix)
    if isinstance(names, Decline):
        return names
    bus = summing(mix, names)
    found = tuple(name for name in (*names, *([bus] if bus else [])) if mix[name].slot(slot))
    return found or Decline(
        "answered", f"There is no {slot} {f'on {listed(map(called, names))}' if target else 'anywhere'}."
    )


def name_for(mix: Mix, target: Target, members: Sequence[str]) -> str:
    """Return a free name for a bus, after those that it is of: `Drum Bus`, `Kick Snare Bus`."""
    ref = target.refs[0] if len(target.refs) == 1 else None
    if ref and ref.kind == "role":
        word = ref.value.removesuffix("s")
        base = word if word in ROLES[ref.value].talk else ref.value
    elif ref and ref.kind in ("group", "band", "rest", "strip"):
        base = ref.value or ref.kind
    elif len(members) <= MOST_NAMED:
        base = " ".join(members)
    else:
        base = "group"
    base = f"{base if any(map(str.isupper, base)) else base.title()} Bus"
    return next(name for i in range(1, 1000) if (name := base if i == 1 else f"{base} {i}") not in mix)


MOST_NAMED = 3
"""A bus of more than these is not called after each of them."""


def made_of(mix: Mix, members: Sequence[str], name: str) -> tuple[Move, ...] | Decline:
    """Return the moves that make a bus which some strips feed, instead of what all of them feed now."""
    feeders = tops(mix, members)
    onwards = common(mix, feeders)
    if onwards is None:
        fed = listed(f"{name} feeds {called(output(mix[name]))}" for name in feeders)
        return refuses(f"They do not feed the same strip, so one bus cannot stand between: {fed}.")
    bus = Strip(name, "bus", role=role_of(name)[0])
    moves = [Move(name, None, bus, at=len(mix.strips) - 1)]
    if onwards != MAIN:
        moves.append(insert(bus, Slot("output", Output(to=onwards)), 0))
    after = mix.apply(*moves)
    return (*moves, *led(after, feeders, name))


def led(mix: Mix, names: Sequence[str], to: str) -> tuple[Move, ...]:
    """Return the moves that lead the outputs of some strips elsewhere."""
    goal = Mix(tuple(_leading(strip, to) if strip.name in names else strip for strip in mix))
    return tuple(moves_between(mix, goal))


def _leading(strip: Strip, to: str) -> Strip:
    """Return a strip that feeds another; where it always goes it needs nothing for that."""
    chain = tuple(slot for slot in strip if not isinstance(slot.effect, Output))
    return replace(strip, chain=chain if to == strip.output else (*chain, Slot("output", Output(to=to))))


def to_bus(intent: ToBus, session: Session) -> Done | Decline:
    """Have some strips feed a bus: a new one, or one that is there."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    mix = session.mix
    if MAIN in names:
        return asks("Main sums everything already; say which tracks are to have a bus of their own.")
    if intent.to:
        return _onto(intent, names, session)
    if intent.name in mix and mix[intent.name].kind == "bus":
        return _onto(replace(intent, to=only(intent.name)), names, session)
    if intent.name and (intent.name in mix or taken(intent.name)):
        return asks(f"{intent.name!r} means something already; another name for a bus of {listed(names)}, please.")
    if not intent.name and len(names) > 1 and (bus := summing(mix, names)):
        return Decline("answered", f"{listed(under(mix, bus))} feed {bus} already.")
    made = made_of(mix, names, intent.name or name_for(mix, intent.target, names))
    if isinstance(made, Decline):
        return made
    bus = made[0].strip
    return Done((Step(bus, "bus", intent, made),), focus=(bus,))


def _onto(intent: ToBus, names: Sequence[str], session: Session) -> Done | Decline:
    """Have some strips feed a bus that is there."""
    mix = session.mix
    found = strips(intent.to, session)
    if isinstance(found, Decline):
        return found
    bus = found[0]
    if len(found) > 1 or mix[bus].kind not in ("bus", "main"):
        members = tuple(dict.fromkeys((*found, *names)))
        ref = intent.to.refs[0]
        offer = ToBus(only(*members), name_for(mix, Target(ref.of) if ref.kind == "bus" else intent.to, members))
        return asks(f"There is no such bus yet; shall I make one of {listed(members)}?", (offer,))
    behind = set(way(mix, mix[bus]))
    if behind & set(names):
        return refuses(f"{listed(behind & set(names))} cannot feed {bus}, which leads there itself.")
    moves = led(mix, [name for name in names if output(mix[name]) != bus], bus)
    if not moves:
        return Decline("answered", f"{listed(names)} {'feeds' if len(names) == 1 else 'feed'} {called(bus)} already.")
    return Done((Step(bus, "bus", intent, moves),), focus=tuple(names))


def from_bus(intent: FromBus, session: Session) -> Done | Decline:
    """Have some strips feed what their bus feeds, or all of them, and the bus goes with what stands on it."""
    mix = session.mix
    found = strips(intent.bus, session)
    if isinstance(found, Decline):
        return found
    bus = found[0]
    if len(found) > 1 or mix[bus].kind != "bus":
        words = intent.bus.refs[0].words if len(found) > 1 else ""
        return Decline("answered", f"There is no {words or 'such bus'}: {listed(found)} {_feed(mix, found)}.")
    onwards = output(mix[bus])
    if intent.target:
        names = strips(intent.target, session)
        if isinstance(names, Decline):
            return names
        wanted = names if bus in names else tops(mix, names)
        out = [name for name in feeding(mix, bus) if name in wanted]
        if len(out) < len(wanted):
            others = [name for name in wanted if name not in out]
            return Decline("answered", f"{listed(others)} {'does' if len(others) == 1 else 'do'} not feed {bus}.")
        if len(out) < len(feeding(mix, bus)):
            return Done((Step(bus, "out of the bus", intent, led(mix, out, onwards)),), focus=tuple(out))
    if sends := [s.name for s in mix for slot in s if isinstance(slot.effect, Send) and slot.effect.to == bus]:
        return refuses(f"{bus} cannot be taken away: {listed(sends)} {'sends' if len(sends) == 1 else 'send'} to it.")
    members = feeding(mix, bus)
    moves = list(led(mix, members, onwards))
    mix = mix.apply(*moves)
    lost = []
    for slot in mix[bus]:
        if not isinstance(slot.effect, (Output, Solo)):
            lost.append(knob_words(insert(mix[bus], slot, 0)))
        moves.append(remove(mix[bus], slot))
        mix = mix.apply(moves[-1])
    moves.append(Move(bus, mix[bus], None, was=[strip.name for strip in mix].index(bus)))
    remark = f"gone with it: {listed(lost)}" if lost else ""
    return Done((Step(bus, "no bus", intent, tuple(moves), remark=remark),), focus=members)


def _feed(mix: Mix, names: Sequence[str]) -> str:
    fed = list(dict.fromkeys(called(output(mix[name])) for name in names))
    return f"{'feeds' if len(names) == 1 else 'feed'} {listed(fed)}"
