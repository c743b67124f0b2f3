"""What takes long to compile, compiled once on a machine and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path


def texts(*folders: Path) -> Iterator[str]:
    """Yield the code and the words that stand in folders: what is made of them is as they are."""
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        if path.suffix in (".py", ".toml", ".txt"):
            yield path.read_text(encoding="utf-8")


def compiled(kind: str, sources: Iterable[str], make: Callable[[], Any]) -> Any:
    """Return what `make` makes of `sources`, from the cache if they are as they were."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update(b"\n" + source.encode())
    path = user_cache_path("tonmeister") / kind / f"{digest.hexdigest()[:16]}.pickle"
    # what is not there, or damaged, is made anew: a damaged file may fail in any way
    with suppress(Exception), path.open("rb") as file:
        return pickle.load(file)
    made = make()
    with suppress(OSError):
        _keep(path, pickle.dumps(made))
    return made


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, in place of those of other versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    for old in path.parent.glob("*.pickle"):
        old.unlink(missing_ok=True)
    os.replace(name, path)
