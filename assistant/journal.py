"""The session on disk: a header and one line a turn, append-only.

A line is written whole and flushed to the disk before the reply is shown, so a killed process loses at most
the turn in hand; a torn last line is cut off when the session opens.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

import grammar.intent
from assistant import profile, serial, turn
from assistant.profile import Profile
from assistant.turn import Turn
from dsp import mix
from dsp.effects import EFFECTS

NAME = "journal.jsonl"


class JournalError(ValueError):
    """A session that cannot be opened or written, in one sentence."""


def _dataclasses(module: object) -> dict[str, type]:
    return {n: c for n, c in vars(module).items() if isinstance(c, type) and is_dataclass(c)}


@dataclass(frozen=True)
class Header:
    """What a conversation began with.

    Attributes
    ----------
    version
        Of tonmeister.
    sources
        Content hash of each track, by strip name.
    profile
        The listener's taste then; None if none was to be used.
    models
        Name and version of every suggester that decided.
    """

    version: str
    session: str
    sample_rate: int
    sources: Mapping[str, str]
    profile: Profile | None
    models: tuple[str, ...] = ()


CLASSES: Mapping[str, type] = {
    **_dataclasses(grammar.intent),
    **_dataclasses(mix),
    **_dataclasses(profile),
    **_dataclasses(turn),
    **{effect.__name__: effect for effect in EFFECTS},
    Header.__name__: Header,
}
"""Every class that a journal may name."""


def lock(folder: Path, session: str) -> FileLock:
    """Claim a session's folder; raises `JournalError` if another process has it."""
    claim = FileLock(folder / "lock", timeout=0)
    try:
        claim.acquire()
    except Timeout:
        raise JournalError(
            f"the session {session} is open in another tonmeister; close it there, or use --state for a second one."
        ) from None
    return claim


def load(folder: Path) -> tuple[Header, tuple[Turn, ...]] | None:
    """Return what a session's folder remembers, None if nothing; a torn last line is dropped.

    Raises
    ------
    JournalError
        If a line other than the last cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        return None
    lines = path.read_bytes().split(b"\n")
    values: list[Any] = []
    for number, line in enumerate(lines[:-1], 1):
        try:
            values.append(serial.decode(json.loads(line), CLASSES))
        except (ValueError, KeyError, TypeError) as wrong:
            raise JournalError(
                f"line {number} of {path} cannot be read ({wrong}); mend it or move the file away to start anew."
            ) from None
    if not values:
        return None
    header, *turns = values
    return header, tuple(turns)


def start(folder: Path, header: Header) -> None:
    """Begin a journal, in place of a torn one."""
    path = folder / NAME
    path.unlink(missing_ok=True)
    _append(path, serial.dumps(header))


def append(folder: Path, turn: Turn) -> None:
    """Add a turn, on the disk when this returns."""
    _append(folder / NAME, serial.dumps(turn))


def _append(path: Path, line: str) -> None:
    path.touch()
    with path.open("r+b", buffering=0) as file:
        whole = _whole(file)
        file.truncate(whole)
        file.seek(whole)
        data = line.encode() + b"\n"
        try:
            if os.write(file.fileno(), data) < len(data):  # a disk that fills up takes a part, and says no more
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


def _whole(file: FileIO) -> int:
    """Return where the last complete line ends: a torn one after it is overwritten, not joined."""
    at = file.seek(0, os.SEEK_END)
    while at:
        start = max(0, at - 65536)
        file.seek(start)
        newline = file.read(at - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        at = start
    return 0
