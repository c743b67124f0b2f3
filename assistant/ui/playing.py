"""The line about what is heard: where in the song it is, and whether all is well; there only while something plays."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Static

GLANCE_S = 0.2


class Playing(Static):
    """One line, looked up again and again.

    Parameters
    ----------
    words
        How playing stands; empty if nothing plays.
    """

    def __init__(self, words: Callable[[], str]) -> None:
        super().__init__()
        self._words = words

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(GLANCE_S, self._look)
        self._look()

    def _look(self) -> None:
        words = self._words()
        self.display = bool(words)
        self.update(words)
