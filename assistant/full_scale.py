"""Louder as a whole: no fader goes over full scale unasked, where a limiter or a master is the way to loudness."""

from __future__ import annotations

from dataclasses import replace

from assistant.explain import number
from assistant.outcome import Decline, Done, asks
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import Fader
from dsp.mix import MAIN, Mix, Move, Slot
from grammar.intent import Again, Intent, Maximise, Nudge, Ref, Target

FULL_DBTP = 0.0


def kept_under(made: Done, intent: Intent, session: Session, studio: Studio) -> Done | Decline:
    """Ask for a limiter where "make it loud" would take the sum over full scale; by a number it goes, as is told.

    Only what raises the whole counts: main's fader, or that of every track.
    """
    if not isinstance(intent, Nudge | Again):
        return made
    moves = tuple(move for step in made.steps for move in step.moves)
    if not _raises_all(session.mix, moves):
        return made
    peak = studio.heard(session.mix.apply(*moves), MAIN).true_peak_dbtp
    if peak <= FULL_DBTP:
        return made
    over = f"{number(peak, 'dBTP')}, over full scale"
    if intent.amount is not None and intent.amount.value is not None:
        told = f'The mix peaks at {over} now; a master is limited, and "maximise the mix" limits it here.'
        return replace(made, text="\n".join(filter(None, (made.text, told))))
    return asks(
        f'So the mix would peak at {over}. A limiter is the way to louder: "maximise the mix" drives it into one as '
        f'far as nothing is lost that would be missed, and "master for Spotify" makes a file as loud as it is played '
        f"there. Shall I maximise it?",
        (Maximise(Target((Ref("main"),))),),
    )


def _raises_all(mix: Mix, moves: tuple[Move, ...]) -> bool:
    raised = {move.strip for move in moves if _raises(move)}
    return MAIN in raised or raised >= {strip.name for strip in mix if strip.kind == "track"}


def _raises(move: Move) -> bool:
    """Whether a move turns a fader up."""
    was, now = ((thing.effect if isinstance(thing, Slot) else None) for thing in (move.before, move.after))
    return isinstance(now, Fader) and now.gain_db > (was.gain_db if isinstance(was, Fader) else 0.0)
