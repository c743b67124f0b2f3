"""The conversation as it is read: what was said, what was replied, what still waits."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.widget import Widget

from assistant.console import styled
from assistant.session import Session
from assistant.turn import Turn
from assistant.ui.hang import hung
from assistant.ui.sentences import welcome

SHOWN = 60
"""Turns of an earlier conversation that are shown on opening."""


class Entry(Widget):
    """Words, wrapped to whatever width there is."""

    def __init__(self, words: Text | str, kind: str) -> None:
        self.words = Text(words) if isinstance(words, str) else words
        super().__init__(classes=kind)

    def say(self, words: str) -> None:
        """Say something else."""
        self.words = Text(words)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines the words take at a width."""
        return len(hung(self.words, width).split("\n", allow_blank=True))

    def render(self) -> Text:
        """Return the words as they fit."""
        return hung(self.words, self.content_size.width)


class Talk(VerticalScroll, can_focus=False):
    """The log, following its end until somebody scrolls back."""

    def compose(self) -> ComposeResult:
        """Put the sentences that wait at the end, always."""
        yield Entry("", "waiting")

    def open(self, session: Session, notices: tuple[str, ...]) -> None:
        """Begin with what has to be said about the session, a welcome, and what was said before."""
        self.border_title = session.name
        earlier = len(session.turns) - SHOWN
        self.add(*(Entry(notice, "notice") for notice in notices), Entry(welcome(session), "reply"))
        if earlier > 0:
            self.add(Entry(f"({earlier} earlier turns are not shown.)", "aside"))
        for turn in session.turns[-SHOWN:]:
            self.show(turn)
        self.wait("", ())
        self.anchor()

    def show(self, turn: Turn) -> None:
        """Add a turn."""
        self.add(Entry(f"› {turn.said}", "said"), Entry(styled(turn.spoken), f"reply {turn.status}"))

    def fail(self, said: str, sentence: str) -> None:
        """Add a sentence about what could not be done."""
        asked = (Entry(f"› {said}", "said"),) if said else ()
        self.add(*asked, Entry(sentence, "failed"))

    def add(self, *entries: Entry) -> None:
        """Put entries before what waits."""
        self.mount_all(entries, before=self.query_one(".waiting"))

    def wait(self, running: str, waiting: tuple[str, ...]) -> None:
        """Show the sentence that has its turn, and those behind it."""
        rows = [f"› {running}"] if running else []
        rows += [f"› {said}  (waiting)" for said in waiting]
        entry = self.query_one(".waiting", Entry)
        entry.say("\n".join(rows))
        entry.display = bool(rows)
