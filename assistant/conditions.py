"""Conditions: measured once, now, and answered with the measurement, whichever way they come out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from assistant import craft, ears, enquiries, fights
from assistant.explain import number
from assistant.faults import Absent
from assistant.outcome import Act, Decline, Done, asks, refuses
from assistant.qualities import QUALITIES, faults, meaning
from assistant.repairs import REPAIRS
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import Fader
from dsp.mix import MAIN
from grammar.intent import Amount, Condition, If, Intent, Nudge, Ref, Sound, Target
from grammar.refs import IT, REST
from models.norms import usual

ROOM_DB = 1.0
"""What is brought down because it clips is left this much room."""

TOO_MUCH_DB = 3.0
"""A fault is there where its band stands so far over what is usual."""


@dataclass(frozen=True)
class Found:
    """Whether a condition holds, the measurement that tells, and by how much the sound clips."""

    holds: bool
    words: str
    over_db: float = 0.0
    about: tuple[str, ...] = ()


def when(intent: If, session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Do something if a condition holds now."""
    found = _measured(intent.condition, session, studio)
    if isinstance(found, Decline):
        return found
    if not intent.then and not intent.otherwise:
        mends = f'; "make it less {intent.condition.quality}" mends it' if found.holds and _is_fault(intent) else ""
        return Done(text=f"{found.words}{mends}.", focus=found.about)
    asked = intent.then if found.holds else intent.otherwise
    if not asked:
        return Done(text=f"{found.words}, so nothing is changed.", focus=found.about)
    done = Done(text=f"{found.words}.")
    now = session
    for wish in asked:
        made = act(_enough(wish, found), now, studio)
        if isinstance(made, Decline):
            return replace(made, text=f"{found.words}. {made.text}")
        now = replace(now, mix=now.mix.apply(*(move for step in made.steps for move in step.moves)))
        text = "\n".join(filter(None, (done.text, made.text)))
        done = replace(made, steps=(*done.steps, *made.steps), text=text, asked=(*done.asked, *made.asked))
    return done


def _is_fault(intent: If) -> bool:
    """Whether it was asked whether something sounds as nothing should."""
    return intent.condition.what == "sounds" and intent.condition.quality in faults()


def _enough(wish: Intent, found: Found) -> Intent:
    """Return a request to bring down what clips as one that brings it down far enough, if it does not say how far."""
    lowers = isinstance(wish, Nudge) and wish.effect == Fader.__name__ and not wish.up and wish.amount == Amount()
    if not lowers or not found.over_db:
        return wish
    assert isinstance(wish, Nudge)
    far = math.ceil(2 * (found.over_db + ROOM_DB)) / 2
    return replace(wish, target=Target((Ref("main"),)), amount=Amount(value=far, unit="dB"))


def _measured(condition: Condition, session: Session, studio: Studio) -> Found | Decline:
    if condition.what in ("clips", "peaks"):
        return _clipping(condition, session, studio)
    names = strips(condition.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    if condition.what in ("hidden", "hides"):
        others = strips(condition.beside, session) if condition.beside else ()
        if isinstance(others, Decline):
            return others
        masked, maskers = (names, others) if condition.what == "hidden" else (others, names)
        return replace(_hidden(masked, maskers, session, studio), about=names)
    if len(names) != 1:
        return asks(f"Which of them is the condition about: {listed(names, 'or')}?")
    if condition.what == "cancels":
        found = _cancelling(condition, names[0], session, studio)
    elif condition.what == "sounds":
        found = sounds(condition.quality, names[0], session, studio)
    else:
        found = _louder(condition, names[0], session, studio)
    return replace(found, about=names) if isinstance(found, Found) else found


def _clipping(condition: Condition, session: Session, studio: Studio) -> Found | Decline:
    """Tell by the mix, if nobody is named: a track inside it has room without end."""
    pointed = condition.target and condition.target != IT
    names = strips(condition.target, session, (MAIN,)) if pointed else (MAIN,)
    if isinstance(names, Decline):
        return names
    peaks = {name: studio.heard(session.mix, name).true_peak_dbtp for name in names}
    name = max(peaks, key=lambda one: peaks[one])
    said = f"{called(name)} peaks at {number(peaks[name], 'dBTP', signed=True)}"
    if condition.what == "peaks" and condition.than and condition.than.value is not None:
        over = peaks[name] - condition.than.value
        against = f"{'over' if over > 0 else 'not over'} {number(condition.than.value, 'dBTP', signed=True)}"
        opens = f"{called(name, opens=True)} peaks at {number(peaks[name], 'dBTP', signed=True)}, {against}"
        return Found(over > 0, opens, max(over, 0.0), names)
    if peaks[name] > 0:
        return Found(True, f"It clips: {said}", peaks[name])
    return Found(False, f"It does not clip: {said}")


def _louder(condition: Condition, name: str, session: Session, studio: Studio) -> Found | Decline:
    unit = condition.than.unit if condition.than else "LUFS"
    if unit not in ("LUFS", "dB", "dBFS"):
        return asks(f"Loudness is in LUFS or dB, not in {unit or 'a bare number'}; for example -14 LUFS.")
    level = _level(name, unit, session, studio)
    if level is None:
        return refuses(f"{called(name, opens=True)} is silent, so it is neither louder nor quieter than anything.")
    if condition.than is not None and condition.than.value is not None:
        limit, against = condition.than.value, number(condition.than.value, unit)
    else:
        other = _other(condition, name, unit, session, studio)
        if isinstance(other, Decline):
            return other
        limit, against = other[1], f"{called(other[0])} at {number(other[1], unit)}"
    holds = level > limit if condition.what == "louder" else level < limit
    word = condition.what if holds else f"not {condition.what}"
    return Found(holds, f"{called(name, opens=True)} stands at {number(level, unit)}, {word} than {against}")


def _other(condition: Condition, name: str, unit: str, session: Session, studio: Studio) -> tuple[str, float] | Decline:
    """Return against whom somebody's level is held, and at what: of all others that is the loudest, or the quietest."""
    if condition.beside == REST:
        levels = {
            strip.name: level
            for strip in session.mix
            if strip.kind == "track" and strip.name != name
            if (level := _level(strip.name, unit, session, studio)) is not None
        }
        if not levels:
            return refuses("There is nobody else to hold that against.")
        most = (max if condition.what == "louder" else min)(levels, key=lambda one: levels[one])
        return most, levels[most]
    others = strips(condition.beside, session)
    if isinstance(others, Decline):
        return others
    if len(others) != 1:
        return asks(f"Louder than which of them: {listed(others, 'or')}?")
    beside = _level(others[0], unit, session, studio)
    if beside is None:
        return refuses(f"{called(others[0], opens=True)} is silent, so there is nothing to hold that against.")
    return others[0], beside


def _cancelling(condition: Condition, name: str, session: Session, studio: Studio) -> Found | Decline:
    """Tell whether somebody works against another where both come together."""
    others = strips(condition.beside, session)
    if isinstance(others, Decline):
        return others
    others = tuple(one for one in others if one != name)
    if len(others) != 1:
        return asks(f'Out of phase with whom? For example "is {name} in phase with the snare?"')
    told = enquiries.against_each_other(name, others[0], session, studio)
    return told if isinstance(told, Decline) else Found(told[0], told[1])


def _hidden(names: tuple[str, ...], by: tuple[str, ...], session: Session, studio: Studio) -> Found:
    """Tell whether others take so much of somebody's loudness that it is hidden."""
    lost = [one for one in fights.listen(session.mix, studio) if one.masked in names and (not by or one.masker in by)]
    most = max(lost, key=lambda one: one.lost, default=None)
    if most is None or most.lost < fights.HIDES:
        far = f"{most.masker} takes {100 * most.lost:.0f}%" if most else f"{listed(by, 'or') or 'nobody'} takes none"
        return Found(
            False,
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} not hidden: {far} of its loudness while both sound",
        )
    return Found(True, f"{most.masked} loses {100 * most.lost:.0f}% of its loudness to {most.masker}")


def _level(name: str, unit: str, session: Session, studio: Studio) -> float | None:
    heard = studio.heard(session.mix, name)
    return heard.integrated_lufs if unit == "LUFS" else heard.active_dbfs


def sounds(quality: str, name: str, session: Session, studio: Studio) -> Found | Decline:
    """Tell by measurement whether a strip sounds some way, held against what is usual."""
    of, more = meaning(quality, more=True)
    known = QUALITIES[of]
    target = only(name)
    cure = (Sound(target, quality, more=False, complaint=True),)
    if more and (fault := REPAIRS.get(known.way)):
        sought = fault.find(studio, session.mix, name, 1.0)
        if isinstance(sought, Absent):
            return Found(False, sought.told)
        if isinstance(sought, Decline):
            return sought
        return Found(True, f"{called(name, opens=True)} is {quality}: {next(iter(sought.because.values()))}")
    strip = session.mix[name]
    curve = ears.tone(studio.heard(session.mix, name))
    role = strip.role or ("mix" if strip.kind == "main" else "")
    norm = usual(role) if role else None
    if known.way != "tone" or curve is None or norm is None:
        return asks(f"I cannot tell by measurement whether {called(name)} is {quality}; do you hear that it is?", cure)
    excess = craft.find_excess(curve, known.region, norm)
    if excess.usual is None:
        return asks(f"I do not know what is usual there for {called(name)}; do you hear that it is {quality}?", cure)
    there = number(excess.value, "dB")
    side = "over" if excess.value > 0 else "from"
    holds = excess.value >= TOO_MUCH_DB if more else excess.value <= -TOO_MUCH_DB
    judged = f"so it is {quality}" if holds else f"which is not {quality} yet"
    return Found(
        holds, f"{called(name, opens=True)} at {excess.centre_hz:g} Hz stands {there} {side} a usual {role}, {judged}"
    )
