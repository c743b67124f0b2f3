"""Rows about what a person waits for at the prompt: whole runs of the command line."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.contest import Contest, Runner, Sample
from bench.material import Material
from bench.process import TONMEISTER, process, run

EXACT = "set the vocal fader to -4.3 dB"
MAIN_JOB = "make the vocal warmer and master for Apple Music"


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows, which have no peer: nothing else does this work."""
    scratch = material.folder / "prompt"

    def say(sentence: str, state: Path, cache: Path | None = None) -> Sample:
        kept = ("--state", str(state), "--out", str(scratch / "renders"), "--profile", "none")
        env = {"NUMBA_CACHE_DIR": str(cache)} if cache else None
        return run((*TONMEISTER, "say", str(material.demo), *kept, sentence), env)[0]

    def first(sentence: str) -> Sample:
        shutil.rmtree(scratch, ignore_errors=True)
        return say(sentence, scratch / "state")

    def cold() -> Sample:
        shutil.rmtree(scratch, ignore_errors=True)
        return say(EXACT, scratch / "state", scratch / "kernels")

    levels = itertools.count(10)

    def later() -> Sample:
        return say(f"set the vocal fader to -{next(levels) / 10} dB", material.folder / "talk")

    def alone(work: str, runs: Callable[[], Sample], repeats: int = 3, note: str = "") -> Contest:
        return Contest(work, (Runner("tonmeister", runs, note),), repeats=repeats)

    return (
        alone("`tonmeister --help`", process(*TONMEISTER, "--help"), repeats=9),
        alone(
            "first sentence to a new session, an exact request",
            lambda: first(EXACT),
            note="9 files examined, the track measured before and after",
        ),
        alone("the same with no kernel compiled yet", cold, repeats=2, note="once a machine and version"),
        alone(
            "a later exact request",
            later,
            note="only the changed track is measured",
        ),
        alone(
            f"the main job: “{MAIN_JOB}”",
            lambda: first(MAIN_JOB),
            note="24 s of nine tracks, a new session, a written master",
        ),
    )
