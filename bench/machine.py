"""Where the figures were taken: processor, memory, versions."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    "numpy",
    "scipy",
    "numba",
    "soundfile",
    "pedalboard",
    "pyebur128",
    "pyloudnorm",
    "matchering",
    "ffmpeg-normalize",
)
PROGRAMS = (("ffmpeg", "-version"), ("sox", "--version"))


def described() -> Sequence[str]:
    """Return the machine, the versions and the load, one sentence each."""
    return (
        f"{date.today():%-d %B %Y}; {_processor()}, {len(_cores())} cores; {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, " + ", ".join(_library(name) for name in LIBRARIES),
        ", ".join(_program(*command) for command in PROGRAMS),
        f"load when it began: {os.getloadavg()[0]:.1f} processes",
    )


def _cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} absent"


def _program(name: str, flag: str) -> str:
    if shutil.which(name) is None:
        return f"{name} absent"
    said = subprocess.run([name, flag], capture_output=True, text=True, check=False).stdout.split()
    number = next((word for word in said if any(c.isdigit() for c in word)), "?")
    return f"{name} {number.removeprefix('v')}"
