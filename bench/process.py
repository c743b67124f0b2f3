"""Whole processes, as a person runs them: start, imports, decoding and all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.contest import Failed, Sample

TONMEISTER = (sys.executable, "-m", "assistant")
PROGRAMS = (sys.executable, "-m", "bench.programs")


def run(command: tuple[str, ...], env: Mapping[str, str] | None = None) -> tuple[Sample, str]:
    """Run a command and return what it took and what it printed on stderr.

    Raises
    ------
    Failed
        If it ends with anything but 0.
    """
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), report.name]
        done = subprocess.run(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**_environment(), **(env or {})},
            text=True,
            check=False,
        )
        if done.returncode != 0:
            last = done.stderr.strip().rpartition("\n")[2]
            raise Failed(f"{' '.join(command)} ended with {done.returncode}: {last}")
        return Sample(**json.loads(Path(report.name).read_text())), done.stderr


def process(*command: str) -> Callable[[], Sample]:
    """Return a way of running a command."""
    return lambda: run(command)[0]


def _environment() -> dict[str, str]:
    """The caller's, but with Python's compiled modules kept, as they are for everybody who installs it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
