"""Mastering finished files without a conversation: each file is a session of one track."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from assistant.acts import act
from assistant.console import Progress, warn
from assistant.deliver import Delivered, deliver
from assistant.outcome import Decline
from assistant.resolve import listed
from assistant.session import Session, first_mix
from assistant.studio import Studio
from assistant.targets import TARGETS, words
from assistant.turn import Turn
from dsp.mix import Strip
from dsp.sources import SourceError, examine
from grammar.intent import Master


def master_files(chosen: argparse.Namespace, progress: Progress, show: Callable[[Turn], None]) -> int:
    """Master every file for every target."""
    intents = [_intent(name.strip(), chosen.format or "", chosen.rate) for name in chosen.targets.split(",")]
    if any(intent is None for intent in intents):
        known = listed((target.name for target in TARGETS.values()), "or")
        warn(f"{chosen.targets!r} is no target I know: say {known}, or a loudness such as -14.")
        return 2
    good = True
    taken: dict[str, str] = {}
    for name in chosen.files:
        progress(f"opening {name}")
        first = taken.setdefault(Path(name).stem, name)
        if first != name:
            warn(f"{name} would be written over what is made of {first}; master it with another --out.")
            good = False
            continue
        try:
            source = examine(Path(name))
        except SourceError as wrong:
            warn(str(wrong))
            good = False
            continue
        mix = first_mix((Strip(source.name, source=source.hash),))
        session = Session(source.name, source.sample_rate, mix, mix)
        studio = Studio({source.name: source}, source.sample_rate, say=progress)
        out = Path(chosen.out) if chosen.out else Path.cwd() / "renders"
        for intent in intents:
            assert intent is not None
            done = act(intent, session, studio)
            asked = () if isinstance(done, Decline) else done.asked
            for delivery in asked:
                made = deliver(delivery, session, mix, studio, out.resolve())
                turn = _turn(name, intent, made)
                show(turn)
                good = good and turn.status == "done"
            if isinstance(done, Decline):
                warn(done.text)
                good = False
    return 0 if good else 1


def _turn(name: str, intent: Master, made: Delivered | Decline) -> Turn:
    if isinstance(made, Delivered):
        files = tuple(str(path) for path in made.files)
        return Turn(name, "done", made.text, (intent,), files=files, evidence=made.evidence, checks=made.checks)
    return Turn(name, made.status, made.text, (intent,))


def _intent(target: str, kind: str, rate_hz: int) -> Master | None:
    for name, said in words().items():
        if target.lower() in (name, *said):
            return Master((name,), format=kind, rate_hz=rate_hz)
    try:
        return Master(lufs=float(target.lower().replace("−", "-").removesuffix("lufs")), format=kind, rate_hz=rate_hz)
    except ValueError:
        return None
