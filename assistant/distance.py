"""Distance: how much of a sound reaches the ear straight, and how much by way of the room.

The level of direct sound over reverberant sound is the strongest cue for distance.

References
----------
P. Zahorik, D. S. Brungart and A. W. Bronkhorst, "Auditory distance perception in humans: a summary of past and
present research", Acta Acustica united with Acustica 91, 2005.
"""

from __future__ import annotations

from dataclasses import replace

from assistant import roominess
from assistant.faults import mend
from assistant.figures import dryness
from assistant.outcome import Decline, refuses
from assistant.request import Request, gave_up, verdict
from assistant.slots import RETURN, added, find, with_return
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Send
from dsp.mix import Evidence, Mix, Move, adjust, remove

FIRST_DB = 14.0
"""How far a voice stands over the first reverb it gets: plainly there, still in front."""

STEP_DB = 4.0
"""An ordinary step nearer or further."""

DRIEST_DB = 30.0
"""Further over its reverb than this, a strip is dry."""


def make(request: Request) -> Step | Decline:
    """Bring a strip nearer or move it away by its share of reverb, set by measurement."""
    name, studio = request.strip.name, request.studio
    if request.strip.kind != "track":
        return refuses(f"{name} is heard as it is; name a track to move {'nearer' if request.more else 'away'}.")
    if request.heard().active_dbfs is None:
        return refuses(f"{name} is silent, so it has no distance to change.")
    before = dryness(studio, request.mix, name)
    step = STEP_DB * request.degree * (1 if request.more else -1)
    if before is None:
        if request.more and roominess.decay_s(studio, request.mix, name) is not None:
            own = replace(request, name="roomy", more=False)  # its room is that of the recording
            return mend(own, roominess.FAULT)
        if request.more:
            return refuses(
                f'{name} is quite dry already; to bring it forward say "{name} more present" or "{name} up 2 dB".'
            )
        goal = first_goal(request.degree)
    else:
        goal = before + step
    moves, mix = towards(studio, request.mix, name, goal)
    after = dryness(studio, mix, name)
    judged: Verdict = "verified" if (before is None) != (after is None) else "refused"
    if before is not None and after is not None:
        judged = verdict(before, after, request.more, 0.6 * abs(step))
    was = f"it stood {before:.1f} dB over its reverb" if before is not None else "it had no reverb at all"
    slot = find(mix[name], Send, to=RETURN)
    level = slot.effect.level_db if slot and isinstance(slot.effect, Send) else Send.params["level_db"].low
    reasons = (Reason(name, moves[-1].slot, "level_db", "craft", level, 1.0, was),)
    evidence = (Evidence(name, "level over its reverb", before, "dB"),) if before is not None else ()
    check = Check(name, "level over its reverb", before, after, "dB", judged)
    step_made = Step(name, request.purpose, request.intent, moves, reasons, evidence, (check,))
    return gave_up(step_made) if judged == "refused" else step_made


def first_goal(degree: float) -> float:
    """Return by how many dB a strip should stand over the first reverb it gets."""
    return FIRST_DB + STEP_DB * (1 - degree)


def towards(studio: Studio, mix: Mix, name: str, goal_db: float) -> tuple[tuple[Move, ...], Mix]:
    """Return the moves that set a strip's reverb so that the strip stands `goal_db` over it."""
    knob = Send.params["level_db"]
    mix, moves = with_return(mix)
    slot = find(mix[name], Send, to=RETURN)
    if slot is not None and goal_db > DRIEST_DB:
        away = remove(mix[name], slot)
        return (*moves, away), mix.apply(away)
    # a send is linear: one render at any level tells what every other level would give
    level = slot.effect.level_db if slot and isinstance(slot.effect, Send) else -12.0
    probe = mix if slot else mix.apply(added(mix[name], Send(to=RETURN, level_db=level)))
    stands = dryness(studio, probe, name)
    wanted = knob.snap(level + (stands - goal_db if stands is not None else 0.0))
    effect = Send(to=RETURN, level_db=wanted)
    move = adjust(mix[name], slot, effect) if slot else added(mix[name], effect)
    return (*moves, move), mix.apply(move)
