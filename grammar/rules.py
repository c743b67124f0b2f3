"""The rules of word order, compiled once and kept: compiling takes longer than all other reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lark
from lark.load_grammar import Grammar, load_grammar

from grammar.compiled import compiled

START = "start"

FOLDER = Path(__file__).parent / "word_order"


class Rules(Grammar):
    """Rules and terminals that need no more compiling."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self._parts = parts

    def compile(self, *_: object) -> tuple[Any, ...]:
        """Return terminals, rules and what is ignored."""
        return self._parts


def rules() -> Rules:
    """Return the rules of `commands.lark` and the files beside it."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.lark")))
    load: Any = load_grammar
    return Rules(
        compiled(
            "grammar", [text, lark.__version__], lambda: load(text, "grammar", [], False)[0].compile([START], set())
        )
    )
