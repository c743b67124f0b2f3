"""Strips beside each other: one as loud as another, several set apart between the speakers."""

from __future__ import annotations

import math
from dataclasses import replace

from assistant.figures import checks_of
from assistant.image import side_of
from assistant.outcome import Decline, Done, asks, refuses
from assistant.pointing import named
from assistant.resolve import listed, strips
from assistant.session import Session
from assistant.slots import find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Fader, Pan
from dsp.mix import Mix, adjust
from grammar.intent import Apart, LevelAs, Matched, Ref, Set, Target

SAME_DB = 0.2
"""Two levels closer than this are alike to the ear."""


def level_as(intent: LevelAs, session: Session, studio: Studio) -> Done | Decline:
    """Turn strips so that together they are as loud as others, or so much louder or softer."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    others = strips(intent.beside, replace(session, focus=names))  # "the other toms" are those beside it
    if isinstance(others, Decline):
        return others
    if set(names) & set(others) and not intent.each:
        return asks(f"{listed(sorted(set(names) & set(others)))} cannot be measured against itself; name two tracks.")
    if intent.each:
        others = tuple(name for name in others if name not in names)
        heard = {name: level for name in others if (level := _together(studio, session.mix, (name,))) is not None}
        if not heard:
            return refuses("There is no other track there that sounds, so nothing to be measured against.")
        utmost = max if intent.over_db > 0 else min
        others = (utmost(heard, key=lambda name: heard[name]),)
    peers = all(ref.kind == "rest" and ref.value for ref in intent.beside.refs) and len(others) > 1
    was = _together(studio, session.mix, names)
    goal = _apiece(studio, session.mix, others) if peers else _together(studio, session.mix, others)
    if was is None or goal is None:
        return refuses(f"{listed(names if was is None else others)} is silent there, so there is no level to go by.")
    by = Fader.params["gain_db"].snap(goal + intent.over_db - was)
    is_so = was >= goal + intent.over_db if intent.over_db > 0 else was <= goal + intent.over_db
    if (intent.each or intent.bound) and is_so:
        utmost_word = "louder" if was > goal else "quieter"
        return Done(
            text=f"{listed(names)} is that already, {abs(was - goal):.1f} dB {utmost_word} than {listed(others)}.",
            focus=names,
        )
    if abs(by) < SAME_DB:
        return Done(text=f"{listed(names)} is so already, within {SAME_DB:g} dB.", focus=names)
    shared = "each, on average" if peers else "together"
    stands = f"stands at {goal:.1f} dBFS while it plays" if len(others) == 1 else f"stand at {goal:.1f} dBFS {shared}"
    because = f"{listed(others)} {stands}, {listed(names)} stood at {was:.1f}"
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        slot = find(mix[name], Fader)
        old = slot.effect if slot else Fader()
        assert isinstance(old, Fader)
        level = old.gain_db + by
        if slot is None or not Fader.params["gain_db"].allows(level):
            return refuses(f"{name} would have to stand at {level:+.1f} dB, further than its fader goes.")
        move = adjust(mix[name], slot, Fader(gain_db=Fader.params["gain_db"].snap(level)))
        after = mix.apply(move)
        own = Set(Target((Ref("strip", name),)), "Fader", (("gain_db", level),))
        reason = Reason(name, slot.name, "gain_db", "craft", level, 1.0, because)
        checks = checks_of(studio, mix, after, name, (move,))
        purpose = (
            f"as loud as {listed(others)}" if not intent.over_db else f"{intent.over_db:+g} dB over {listed(others)}"
        )
        steps.append(Step(name, purpose, own, (move,), (reason,), checks=checks))
        mix = after
    now = _together(studio, mix, names)
    off = None if now is None else now - goal - intent.over_db
    verdict: Verdict = "refused" if off is None else "verified" if abs(off) <= SAME_DB else "partly"
    check = Check(
        names[-1], f"level over {listed(others)}", was - goal, None if now is None else now - goal, "dB", verdict
    )
    last = steps.pop()
    steps.append(Step(last.strip, last.purpose, last.intent, last.moves, last.reasons, checks=(*last.checks, check)))
    return Done(tuple(steps), focus=names)


def matched(intent: Matched, session: Session, studio: Studio) -> Done | Decline:
    """Turn strips so that all are as loud as each other: they meet in the middle, so that their sum stays about so."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if len(names) < 2 and session.turns and all(ref.kind == "it" for ref in intent.target.refs):
        names = tuple(named(session.turns[-1].intents, session)) or names  # "which is louder, …?" "match them"
    if len(names) < 2:
        return asks(f'{listed(names)} is one track; say what it is to match, for example "as loud as the piano".')
    heard = {name: level for name in names if (level := _together(studio, session.mix, (name,))) is not None}
    if len(heard) < len(names):
        return refuses(f"{listed(n for n in names if n not in heard)} is silent there, so there is no level to go by.")
    goal = sum(heard.values()) / len(heard)
    param = Fader.params["gain_db"]
    if max(heard.values()) - min(heard.values()) < SAME_DB:
        return Done(text=f"{listed(names)} are as loud as each other already, within {SAME_DB:g} dB.", focus=names)
    because = f"they stood at {listed(f'{level:.1f} dBFS ({name})' for name, level in heard.items())} while they play"
    steps: list[Step] = []
    mix = session.mix
    for name, was in heard.items():
        slot = find(mix[name], Fader)
        old = slot.effect if slot else Fader()
        assert isinstance(old, Fader)
        level = param.snap(old.gain_db + goal - was)
        if slot is None or not param.allows(level):
            return refuses(f"{name} would have to stand at {level:+.1f} dB, further than its fader goes.")
        if level == old.gain_db:
            continue
        move = adjust(mix[name], slot, Fader(gain_db=level))
        after = mix.apply(move)
        now = _together(studio, after, (name,))
        landed: Verdict = "verified" if now is not None and abs(now - goal) <= SAME_DB else "partly"
        own = Set(Target((Ref("strip", name),)), "Fader", (("gain_db", level),))
        reason = Reason(name, slot.name, "gain_db", "craft", level, 1.0, because)
        check = Check(name, "level while it plays", was, now, "dBFS", landed)
        steps.append(Step(name, "as loud as each other", own, (move,), (reason,), checks=(check,)))
        mix = after
    return Done(tuple(steps), focus=names)


def _together(studio: Studio, mix: Mix, names: tuple[str, ...]) -> float | None:
    """Return at what level some strips play together, in dBFS; None if none of them sounds."""
    levels = [studio.heard(mix, name).active_dbfs for name in names]
    power = sum(10 ** (level / 10) for level in levels if level is not None)
    return 10 * math.log10(power) if power > 0 else None


def _apiece(studio: Studio, mix: Mix, names: tuple[str, ...]) -> float | None:
    """Return at what level each of some strips plays, in dBFS, on average; None if none of them sounds."""
    levels = [level for name in names if (level := studio.heard(mix, name).active_dbfs) is not None]
    return sum(levels) / len(levels) if levels else None


def apart(intent: Apart, session: Session, studio: Studio) -> Done | Decline:
    """Set strips apart evenly, the outermost at the places said; those named left or right keep their side."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if len(names) < 2:
        return asks(f"{listed(names)} is one track and cannot be on both sides; say left or right, or make it wider.")
    if not 0 < intent.position_pct <= 100:
        return asks("A place between left and right is a number up to 100.")
    steps: list[Step] = []
    mix = session.mix
    ordered = sorted(names, key=side_of)
    for i, name in enumerate(ordered):
        place = Pan.params["position_pct"].snap(intent.position_pct * (2 * i / (len(ordered) - 1) - 1))
        slot = find(mix[name], Pan)
        if slot is None:
            return refuses(f"{name} has no place between left and right.")
        if slot.effect == Pan(position_pct=place):
            continue
        move = adjust(mix[name], slot, Pan(position_pct=place))
        after = mix.apply(move)
        own = Set(Target((Ref("strip", name),)), "Pan", (("position_pct", place),))
        reason = Reason(name, slot.name, "position_pct", "you", place, 1.0, "you said so")
        checks = checks_of(studio, mix, after, name, (move,))
        steps.append(Step(name, "apart", own, (move,), (reason,), checks=checks))
        mix = after
    if not steps:
        return Done(text=f"{listed(names)} are so already.", focus=names)
    return Done(tuple(steps), focus=names)
