"""The terminal: replies on stdout, a word about anything that takes long on stderr."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.text import Text

from assistant.explain import VERDICTS

OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)

PATIENCE_S = 0.6
"""Nothing is said of work that takes less than this; anything longer is named before a second is up."""

GLANCE_S = 0.2
"""What goes on by itself is looked at this often."""

STYLES = {"verified": "green", "only partly": "yellow", "not achieved": "red"}


class Progress:
    """Says what is being done, if it takes long enough to be wondered about.

    On a terminal the words stand beside a spinner and go when the work is done; elsewhere each is a line.
    """

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None
        self._status = ERR.status("", spinner="dots") if ERR.is_terminal else None
        self._shown = False

    def __call__(self, words: str) -> None:
        """Begin something."""
        self._cancel()
        if self._status is not None and self._shown:
            self._status.update(Text(f"{words} …"))
            return
        self._timer = threading.Timer(PATIENCE_S, self._show, (words,))
        self._timer.daemon = True
        self._timer.start()

    def _show(self, words: str) -> None:
        if self._status is None:
            ERR.print(Text(f"{words} …"))
            return
        self._status.update(Text(f"{words} …"))
        self._status.start()
        self._shown = True

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def done(self) -> None:
        """Fall silent."""
        self._cancel()
        if self._status is not None:
            self._status.stop()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()


def styled(reply: str) -> Text:
    """Return a reply with its verdicts and purposes coloured, its words untouched."""
    text = Text(reply)
    for verdict, style in STYLES.items():
        text.highlight_regex(rf": {verdict}", style)
    text.highlight_regex(r"(?m)\[[^\]\n]+\]$", "cyan")
    return text


def tell(words: str) -> None:
    """Print a reply."""
    OUT.print(styled(words))


def watch(words: Callable[[], str], ended: Callable[[float], bool]) -> None:
    """Wait until something has ended, on a terminal showing how it goes on; Ctrl-C leaves it."""
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as shown:
        status = shown.enter_context(ERR.status("", spinner="dots")) if ERR.is_terminal else None
        while not ended(GLANCE_S):
            if status is not None:
                status.update(Text(words()))


def warn(words: str) -> None:
    """Print a sentence that is not part of a reply."""
    ERR.print(Text(sentence(words)))


def sentence(words: str) -> str:
    """Return words as a sentence: with a capital, unless a path or a name begins it, and a full stop."""
    first = words.split(" ", 1)[0]
    plain = first.isalpha() and first.islower()
    ended = words if "\n" in words or words.endswith((".", "!", "?", ":")) else f"{words}."
    return ended[:1].upper() + ended[1:] if plain else ended


assert set(STYLES) == set(VERDICTS.values()), "every verdict has its colour"
