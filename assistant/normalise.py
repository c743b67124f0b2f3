"""Normalising: a measured gain that brings the peak of a strip to a level, or its loudness."""

from __future__ import annotations

from dataclasses import replace

from assistant import resolve
from assistant.explain import number
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import called, listed
from assistant.session import Session
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step
from dsp.effects import Fader
from dsp.measure import Measurement
from dsp.mix import MAIN, Evidence, adjust
from grammar.intent import Normalise

USUAL_DBTP = -1.0
"""Where peaks are brought when nothing else is said: encoders add up to a decibel between the samples."""

LANDS_DB = 0.1
"""How near it must come to be as asked."""

LOWEST, HIGHEST_LUFS = -60.0, -5.0


def normalise(intent: Normalise, session: Session, studio: Studio) -> Done | Decline:
    """Turn every strip meant, each by itself, so that its true peak or its loudness stands where it was said."""
    loudness = intent.unit == "LUFS"
    whole = loudness and not intent.target  # a loudness is the song's, unless somebody is named
    names = (MAIN,) if whole else resolve.strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    unit, goal = ("LUFS", intent.value) if loudness else ("dBTP", intent.value)
    goal = USUAL_DBTP if goal is None else goal
    if not LOWEST <= goal <= (HIGHEST_LUFS if loudness else 0.0):
        span = f"{LOWEST:g} to {HIGHEST_LUFS:g} LUFS" if loudness else f"{LOWEST:g} to 0 dBTP"
        return asks(f"{number(goal, unit)} is no level to normalise to; say {span}.")
    mix, steps, there = session.mix, [], list[str]()
    for name in names:
        heard = studio.heard(mix, name)
        was = _level(heard, loudness)
        if was is None:
            what = "too short or too quiet for its loudness to be measured" if loudness else "silent"
            return refuses(f"{called(name, opens=True)} is {what}, so there is nothing to normalise.")
        strip = mix[name]
        slot = find(strip, Fader)
        fader = slot.effect if slot else Fader()
        assert isinstance(fader, Fader)
        if intent.most and was <= goal + LANDS_DB:
            has = f"stands at {number(was, unit)}" if loudness else f"has {number(-was, 'dB')} of headroom"
            there.append(f"{called(name, opens=True)} {has} already")
            continue
        gain_db = round(fader.gain_db + goal - was, 2)
        knob = Fader.params["gain_db"]
        if not knob.allows(gain_db):
            return asks(
                f"{called(name, opens=True)} would need its fader at {number(gain_db, 'dB')}, and that goes to "
                f"{number(knob.high, 'dB')}; it stands at {number(was, unit)}."
            )
        what = "integrated loudness" if loudness else "true peak"
        effect = fader.with_(gain_db=gain_db)
        if effect == fader:
            continue
        move = adjust(strip, slot, effect) if slot else added(strip, effect)
        mix = mix.apply(move)
        after = studio.heard(mix, name)
        now = _level(after, loudness)
        landed = now is not None and abs(now - goal) <= LANDS_DB
        check = Check(name, what, was, now, unit, "verified" if landed else "refused")
        because = f"its {what} stood at {number(was, unit)}"
        reason = Reason(name, move.slot, "gain_db", "you", gain_db, 1.0, because)
        steps.append(
            Step(
                name,
                _done(intent, goal, unit),
                replace(intent, target=resolve.only(name)),
                (move,),
                (reason,),
                (Evidence(name, what, was, unit),),
                (check,),
                remark=_over(after) if loudness else "",
            )
        )
    if there and not steps:
        return Done(text=f"{listed(there)}; nothing is turned up for it.", focus=names)
    if not steps:
        return Done(text=f"{called(names[0], opens=True)} stands at {number(goal, unit)} already.", focus=names)
    return Done(tuple(steps), focus=names)


def _done(intent: Normalise, goal: float, unit: str) -> str:
    if intent.most:
        return f"held under {number(goal, unit)}" if unit == "LUFS" else f"{number(-goal, 'dB')} of headroom"
    return f"normalised to {number(goal, unit)}"


def _level(heard: Measurement, loudness: bool) -> float | None:
    if loudness:
        return heard.integrated_lufs
    return heard.true_peak_dbtp if heard.active_dbfs is not None else None


def _over(heard: Measurement) -> str:
    if heard.true_peak_dbtp <= 0:
        return ""
    return (
        f"its peaks are at {number(heard.true_peak_dbtp, 'dBTP')} now, over full scale: "
        f'"master to" a loudness holds them under a ceiling'
    )
