"""Running a transcript: from the untouched recordings, leaving nothing behind but the files it asks for."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant import profile, transcript
from assistant.console import Progress, warn
from assistant.opening import open_session
from assistant.profile import Profile
from assistant.transcript import GOOD, Played, Transcript, TranscriptError
from assistant.turn import Turn
from assistant.version import current


def replay(chosen: argparse.Namespace, progress: Progress, show: Callable[[Turn], None]) -> int:
    """Run a transcript as the command line asks, and return its exit code."""
    path = Path(chosen.transcript)
    script = read(path)
    recorded = script.header.get("version", "")
    if recorded and recorded != current():
        warn(f"{path.name} was recorded with version {recorded}; this is {current()}, which decides anew.")
    out = Path(chosen.out) if chosen.out else Path("renders") / path.stem
    with tempfile.TemporaryDirectory() as made:
        where = chosen.session or _session(script, path, Path(made), progress)
        began = _profile(script, path, chosen.profile)
        conversation = open_session(
            where, out=out.resolve(), say=progress, remember=False, began=began, learns=began is not None
        )
        for notice in conversation.notices:
            warn(notice)
        played: list[Played] = []
        with conversation:
            for one in transcript.play(script, conversation, chosen.keep_going or chosen.rewrite):
                played.append(one)
                show(one.turn)
                if chosen.check and one.same is False:
                    warn(f"> {one.line.said}\n  was recorded with another reply:\n{one.line.reply}")
                progress("thinking")
    progress.done()
    if chosen.rewrite:
        part = path.with_suffix(".part")
        part.write_text(transcript.rewritten(script, played).text(), "utf-8")
        os.replace(part, path)
        return 0
    return _code(script, played, chosen.check)


def read(path: Path) -> Transcript:
    """Return the transcript in a file."""
    try:
        return transcript.parse(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as wrong:
        cause = wrong.strerror if isinstance(wrong, OSError) else "it is not UTF-8 text"
        raise TranscriptError(f"{path} cannot be read: {cause}.") from None


def _session(script: Transcript, path: Path, made: Path, progress: Progress) -> str:
    """Return the folder that a header names; `demo` is made on the spot."""
    named = script.header.get("session", "")
    if not named:
        raise TranscriptError(f"{path.name} names no session: give one with --session.")
    if named == "demo":
        from assistant.demo import make

        progress("making the demo session")
        make(made / "demo")
        return str(made / "demo")
    return str((path.parent / Path(named).expanduser()).resolve())


def _profile(script: Transcript, path: Path, chosen: str | None) -> Profile | None:
    if chosen == "none":
        return None
    if chosen is not None:
        return profile.load(Path(chosen))
    return transcript.header_profile(script.header.get("profile", "none"), path)


def _code(script: Transcript, played: list[Played], check: bool) -> int:
    """0 if every sentence was done, answered, or went as the file records; with `check` all replies must be those."""
    if len(played) < len(script.lines):
        return 1
    if check and any(one.same is False for one in played):
        return 1
    return 0 if all(one.turn.status in GOOD or one.same for one in played) else 1
