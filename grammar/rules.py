"""The rules of word order, compiled once on a machine and kept: compiling takes longer than all other reading."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import lark
from lark.load_grammar import Grammar, load_grammar
from platformdirs import user_cache_path

START = "start"


class Rules(Grammar):
    """Rules and terminals that need no more compiling."""

    def __init__(self, compiled: tuple[Any, ...]) -> None:
        self._compiled = compiled

    def compile(self, *_: object) -> tuple[Any, ...]:
        """Return terminals, rules and what is ignored."""
        return self._compiled


def rules() -> Rules:
    """Return the rules of `commands.lark` and the files beside it; from the user's cache if they are as they were."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.lark"))]
    text = "\n".join(texts)
    name = hashlib.sha256(f"{text}\n{lark.__version__}\n{sys.version}".encode()).hexdigest()[:16]
    path = user_cache_path("tonmeister") / "grammar" / f"{name}.pickle"
    with suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, ValueError, TypeError):
        return Rules(pickle.loads(path.read_bytes()))
    load: Any = load_grammar
    compiled = load(text, "grammar", [], False)[0].compile([START], set())
    with suppress(OSError):
        _keep(path, pickle.dumps(compiled))
    return Rules(compiled)


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, in place of those of other versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    for old in path.parent.glob("*.pickle"):
        old.unlink(missing_ok=True)
    os.replace(name, path)
