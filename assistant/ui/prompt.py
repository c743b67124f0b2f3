"""The line to type on: what was said before, and what could come next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

NextWords = Callable[[str], Sequence[str]]
"""What could come next after the beginning of a sentence."""


def continued(text: str, known: Sequence[str], next_words: NextWords) -> str | None:
    """Return what `text` may be on the way to: a sentence that is known, else the same a word further.

    The longest ending of `text`, from the start of a word, that begins one of the next words is completed; after
    a space the first of them is added.
    """
    for sentence in known:
        if len(sentence) > len(text) and sentence.casefold().startswith(text.casefold()):
            return text + sentence[len(text) :]
    nexts = next_words(text)
    starts = [i for i in range(len(text)) if not text[i].isspace() and (i == 0 or text[i - 1].isspace())]
    for start in starts:
        typed = text[start:]
        for word in nexts:
            if len(word) > len(typed) and word.casefold().startswith(typed.casefold()):
                return text + word[len(typed) :]
    return text + nexts[0] if nexts and text.endswith(" ") else None


class Continuation(Suggester):
    """Offers the rest of a sentence, worked out in a thread."""

    def __init__(self, known: Callable[[], Sequence[str]], next_words: NextWords) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known
        self._next_words = next_words

    async def get_suggestion(self, value: str) -> str | None:
        """Return what `value` may be on the way to."""
        return await asyncio.to_thread(continued, value, self._known(), self._next_words)


class Prompt(Input):
    """An input that remembers what was said: up and down go through it, Tab takes what is offered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", show=False),
        Binding("down", "later", show=False),
        Binding("tab", "accept", show=False),
        Binding("escape", "forget", show=False),
    ]

    def __init__(self, said: Sequence[str], examples: Sequence[str], next_words: NextWords) -> None:
        offers = Continuation(lambda: (*reversed(self._said), *examples), next_words)
        super().__init__(placeholder="Say something", suggester=offers, compact=True, select_on_focus=False)
        self._said: list[str] = []
        for text in said:
            self.remember(text)
        self._at = len(self._said)
        self._draft = ""

    def remember(self, text: str) -> None:
        """Add to what was said, the same sentence once in a row."""
        if self._said[-1:] != [text]:
            self._said.append(text)
        self._at = len(self._said)

    def action_earlier(self) -> None:
        """Go back to what was said before."""
        if self._at == len(self._said):
            self._draft = self.value
        self._go(self._at - 1)

    def action_later(self) -> None:
        """Come forward again, at last to what was being typed."""
        self._go(self._at + 1)

    def action_accept(self) -> None:
        """Take what is offered, or go on to the strips if nothing is."""
        before = self.value
        self.action_end()
        self.action_cursor_right()
        if self.value == before:
            self.screen.focus_next()

    def action_forget(self) -> None:
        """Begin anew."""
        self.value = ""
        self._at = len(self._said)

    def _go(self, to: int) -> None:
        if 0 <= to <= len(self._said):
            self._at = to
            self.value = [*self._said, self._draft][to]
            self.action_end()
