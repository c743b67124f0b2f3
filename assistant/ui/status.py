"""The progress line: what is being done while something is, and the keys while nothing is."""

from __future__ import annotations

from time import monotonic

from rich.spinner import Spinner
from textual.widgets import Static

KEYS = "F1 what can I say?   Tab complete   ↑↓ earlier   Ctrl-C leave"

LONG_S = 2.0
"""Work that takes longer shows its seconds."""


class Status(Static):
    """One line that is never silent while something is being done."""

    def on_mount(self) -> None:
        """Show the keys, and be ready to turn."""
        self._spinner = Spinner("dots")
        self._words = ""
        self._since = 0.0
        self.set_interval(0.1, self._turn)
        self.rest()

    def work(self, words: str) -> None:
        """Say what is being done."""
        self._words = words
        self._since = monotonic()
        self._turn()

    def rest(self) -> None:
        """Show the keys."""
        self._words = ""
        self.update(KEYS)

    def _turn(self) -> None:
        if not self._words:
            return
        lasted = monotonic() - self._since
        seconds = f" {lasted:.0f} s" if lasted >= LONG_S else ""
        self.update(f"{self._spinner.render(monotonic())} {self._words} …{seconds}")
