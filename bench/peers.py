"""Which peers are installed here."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable

from bench.contest import Runner, Sample, timed
from bench.process import process


def library(
    who: str,
    module: str,
    work: Callable[[], object],
    note: str = "",
    asked: float | None = None,
    turns: int | None = None,
) -> Runner:
    """Return a peer that is a Python library, called in this process."""
    return Runner(who, timed(work) if has(module) else None, note, asked, turns)


def script(
    who: str,
    module: str,
    run: Callable[[], Sample],
    note: str = "",
    asked: float | None = None,
    turns: int | None = None,
) -> Runner:
    """Return a peer that is a Python library, used by a program of its own."""
    return Runner(who, run if has(module) else None, note, asked, turns)


def program(who: str, *command: str, note: str = "", asked: float | None = None, turns: int | None = None) -> Runner:
    """Return a peer that is a program, run as a process."""
    return Runner(who, process(*command) if shutil.which(command[0]) else None, note, asked, turns)


def has(module: str) -> bool:
    """Say whether a module can be imported, without importing it."""
    return importlib.util.find_spec(module) is not None
