"""Where the work is done: one thread that takes turns and, between them, listens to the strips.

One thread, because a studio works on one thing at a time; a thread of its own, because a screen must never wait.
It is a daemon: numeric work cannot be interrupted, and leaving must not wait for it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from textual.message import Message

from assistant.conversation import Conversation
from assistant.respond import prepare
from assistant.ui.messages import Answered, Began, Failed, Heard, Rested, Working
from assistant.ui.sentences import sentence
from dsp.mix import Mix, Strip


class Backstage:
    """Takes what is said, one sentence at a time, and measures the strips when nothing is.

    Parameters
    ----------
    conversation
        Spoken to from this thread alone.
    tell
        Called with a message for the screen, from this thread.
    """

    def __init__(self, conversation: Conversation, tell: Callable[[Message], object]) -> None:
        self._conversation = conversation
        self._tell = tell
        self._said: deque[str] = deque()
        self._unheard: deque[str] = deque()
        self._mix: Mix | None = None
        self._running = ""
        self._closed = False
        self._news = threading.Condition()

    @property
    def running(self) -> str:
        """The sentence that has its turn, empty if none has."""
        return self._running

    @property
    def waiting(self) -> tuple[str, ...]:
        """The sentences that have not had their turn yet."""
        with self._news:
            return tuple(self._said)

    def open(self) -> None:
        """Begin to work."""
        self._conversation.studio.say = self._say
        threading.Thread(target=self._work, name="backstage", daemon=True).start()

    def say(self, text: str) -> None:
        """Queue a sentence."""
        with self._news:
            self._said.append(text)
            self._news.notify()

    def drop(self) -> tuple[str, ...]:
        """Forget what waits, and return it; the turn being taken goes on."""
        with self._news:
            dropped = tuple(self._said)
            self._said.clear()
        return dropped

    def close(self) -> None:
        """Begin nothing more."""
        with self._news:
            self._closed = True
            self._news.notify()

    def _say(self, words: str) -> None:
        self._tell(Working(words))

    def _work(self) -> None:
        prepare(self._conversation.session)
        while not self._closed:
            if self._next():
                self._turn(self._running)
            elif strip := self._next_strip():
                self._listen(strip)
            else:
                self._tell(Rested())
                with self._news:
                    self._news.wait_for(lambda: self._said or self._closed)

    def _next(self) -> bool:
        with self._news:
            self._running = self._said.popleft() if self._said else ""
        return bool(self._running)

    def _turn(self, said: str) -> None:
        self._tell(Began())
        try:
            turn = self._conversation.say(said)
        except Exception as error:  # whatever goes wrong with one sentence, the next can still be said
            self._running = ""
            self._tell(Failed(sentence(error), said))
        else:
            self._running = ""
            self._tell(Answered(turn))

    def _next_strip(self) -> str:
        mix = self._conversation.session.mix
        if mix is not self._mix:
            self._mix = mix
            self._unheard = deque(strip.name for strip in mix if self._can_sound(strip))
        return self._unheard.popleft() if self._unheard else ""

    def _can_sound(self, strip: Strip) -> bool:
        return strip.kind != "track" or strip.name in self._conversation.studio.sources

    def _listen(self, strip: str) -> None:
        mix = self._conversation.session.mix
        try:
            self._tell(Heard(mix, strip, self._conversation.studio.heard(mix, strip)))
        except Exception as error:  # a recording that vanished must not take the screen with it
            self._unheard.clear()
            self._tell(Failed(sentence(error)))
