"""Where compiled kernels are kept, so that a change compiles anew what it touches and nothing else.

numba looks only at the file that a kernel stands in and would not notice a change in one that it imports.
So each kernel file has a folder of its own, named after its text and that of every kernel file it imports.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

KERNELS = Path(__file__).with_name("kernels")
KEPT = 3
"""Folders kept for one kernel file: of this version and of those last used, for whoever goes back and forth."""

_IMPORTED = re.compile(r"^(?:from|import) dsp\.kernels\.(\w+)", re.MULTILINE)


def folder(module: str) -> Path:
    """Return where the kernels of a file in `dsp.kernels` are kept as it now stands; it is there, and can be written.

    Raises
    ------
    OSError
        If there is nowhere to keep anything.
    """
    name = f"{module}-{_fingerprint(_needed(module))}"
    found = _base() / name
    if not found.is_dir():
        found.mkdir(exist_ok=True)
        _tidy(module, found)
    return found


def complete() -> bool:
    """Say whether what every mix needs has been compiled on this machine, in this version."""
    return _mark().exists()


def completed() -> None:
    """Remember that it has been compiled."""
    for old in _base().glob("complete-*"):
        old.unlink(missing_ok=True)
    _mark().touch()


def _mark() -> Path:
    return _base() / f"complete-{_fingerprint(path.stem for path in KERNELS.glob('*.py'))}"


@cache
def _base() -> Path:
    """Return the folder of all: the user's cache, or where that cannot be written, a temporary folder."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(named)] if named else []
    places += [user_cache_path("tonmeister") / "kernels", Path(tempfile.gettempdir()) / "tonmeister" / "kernels"]
    for place in places:
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            if os.access(place, os.W_OK):
                return place
    raise OSError(f"there is nowhere to keep compiled code: none of {', '.join(map(str, places))} can be written")


@cache
def _text(module: str) -> bytes:
    return (KERNELS / f"{module}.py").read_bytes()


def _needed(module: str) -> set[str]:
    """Return a kernel file, what it imports, and what declares kernels at all."""
    needed = {"__init__"}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _IMPORTED.findall(_text(name).decode())
    return needed


def _fingerprint(modules: Iterable[str]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for module in sorted(modules):
        digest.update(_text(module))
    return digest.hexdigest()


def _tidy(module: str, present: Path) -> None:
    """Remove the folders of earlier versions beyond the newest few."""
    others = [path for path in _base().glob(f"{module}-*") if path != present]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
