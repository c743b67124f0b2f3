"""Rows about what a person waits for at the prompt: whole runs of the command line."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import grammar
from assistant.respond import lexicon_of
from bench.contest import Contest, Runner, Sample, timed
from bench.material import Material
from bench.process import TONMEISTER, process, run
from grammar.parse import read

BAND = ("Bass DI", "Gtr L", "Gtr R", "HiHat", "Kick", "Lead Vox", "Piano", "Snare", "Tom 1", "Tom 2", "Tom 3")
EXACT = "set the vocal fader to -4.3 dB"
MAIN_JOB = "make the vocal warmer and master for Apple Music"


LONGEST = (
    "make the lead vocal a bit warmer and brighter, cut 3 dB at 350 Hz on the bass, pan the piano 30 left and turn the "
    "toms down 2 dB"
)


def sayings() -> tuple[str, ...]:
    """Return the sentences of the corpus that mean something."""
    folder = Path(grammar.__file__).parent / "corpus"
    files = [path for path in sorted(folder.glob("*.txt")) if path.name not in ("never.txt", "runs.txt")]
    return tuple(line.strip() for path in files for line in path.read_text("utf-8").splitlines() if line[:1] == " ")


def understood(sentences: Sequence[str]) -> int:
    """Read sentences with the words of a session of eleven tracks; return how many were understood."""
    words = lexicon_of(BAND)
    words.remembered.clear()  # no sentence was said before
    return sum(not read(sentence, words).unread for sentence in sentences)


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

    common, longest = sayings(), (LONGEST,)
    return (
        alone(
            f"reading {len(common)} sentences",
            timed(lambda: understood(common)),
            repeats=5,
            note="the corpus, each of them alone; nothing is done about them",
        ),
        alone("reading one sentence of 25 words", timed(lambda: understood(longest)), repeats=9),
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
