"""A change that must not make anything louder: whatever level it brought is taken back at the fader, and measured."""

from __future__ import annotations

from dataclasses import replace

from assistant.outcome import Done
from assistant.session import Session
from assistant.slots import added, find
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step
from dsp.effects import Fader
from dsp.measure import Measurement
from dsp.mix import Mix, adjust

ALIKE_DB = 0.5
"""A whole sound that is nearer than this to what it was is as loud as it was."""


def levelled(done: Done, session: Session, studio: Studio) -> Done:
    """Return what was done with every strip's fader turned so that it is as loud as before.

    References
    ----------
    ITU-R BS.1770-5 for the loudness; what is louder is taken for better, whatever else was changed (S. Bech and
    N. Zacharov, "Perceptual Audio Evaluation", 2006), so that a fair comparison is one at one level.
    """
    after = session.mix.apply(*(move for step in done.steps for move in step.moves))
    last = {step.strip: at for at, step in enumerate(done.steps)}
    steps = [
        _held(step, session.mix, after, studio) if last[step.strip] == at else step
        for at, step in enumerate(done.steps)
    ]
    return replace(done, steps=tuple(steps))


def _held(step: Step, before: Mix, after: Mix, studio: Studio) -> Step:
    name = step.strip
    was, now = (_loudness(studio.heard(mix, name)) for mix in (before, after))
    if was is None or now is None:
        return step
    slot = find(after[name], Fader)
    param = Fader.params["gain_db"]
    stands = getattr(slot.effect, "gain_db", 0.0) if slot else 0.0
    wanted = param.snap(stands + was - now)
    if abs(wanted - stands) >= param.step / 2:
        fader = Fader(gain_db=wanted)
        move = adjust(after[name], slot, fader) if slot else added(after[name], fader)
        why = Reason(name, move.slot, "gain_db", "you", wanted, 1.0, "so that it is no louder than it was")
        after = after.apply(move)
        step = replace(step, moves=(*step.moves, move), reasons=(*step.reasons, why))
        now = _loudness(studio.heard(after, name))
    held = now is not None and abs(now - was) <= ALIKE_DB
    check = Check(name, "loudness to stay", was, now, "LUFS", "verified" if held else "refused")
    return replace(step, checks=(*step.checks, check))


def _loudness(heard: Measurement) -> float | None:
    return heard.integrated_lufs if heard.integrated_lufs is not None else heard.active_dbfs
