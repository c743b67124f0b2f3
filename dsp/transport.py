"""The transport: play, stop, pause, seek and loop, in real time on a thread of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from dsp.deck import Deck, Version
from dsp.engine import OpenSource
from dsp.headroom import Headroom
from dsp.mix import Mix
from dsp.play import BLOCK, Device, PlayError, Sink
from dsp.units import Audio

SILENCE: Audio = np.zeros((2, BLOCK), np.float32)


@dataclass(frozen=True)
class State:
    """How playing stands.

    Attributes
    ----------
    position, end
        Where in the song it is, and where it will stop, in frames.
    heard
        Which of the versions is heard.
    under_runs
        How many times the device ran dry.
    turned_down_db
        By how much everything is turned down because it went over full scale.
    trouble
        Why it stopped by itself, as a sentence; empty if nothing went wrong.
    """

    status: Literal["stopped", "playing", "paused"] = "stopped"
    position: int = 0
    end: int = 0
    loop: tuple[int, int] | None = None
    heard: int = 0
    under_runs: int = 0
    turned_down_db: float = 0.0
    trouble: str = ""
    notice: str = ""


class Player:
    """Plays one deck at a time; every method may be called while it plays, from one thread.

    Parameters
    ----------
    open_source
        Opens what a track plays, at `sample_rate`.
    open_sink
        Opens where it is heard; asked when playing begins, let go when it ends.
    """

    def __init__(self, open_source: OpenSource, sample_rate: int, open_sink: Callable[[int], Sink] = Device) -> None:
        self.sample_rate = sample_rate
        self._open_source = open_source
        self._open_sink = open_sink
        self._deck: Deck | None = None
        self._next: Deck | None = None
        self._thread: threading.Thread | None = None
        self._state = State()
        self._wish: Literal["play", "pause", "stop"] = "stop"
        self._lock = threading.RLock()

    @property
    def state(self) -> State:
        """How playing stands at this moment."""
        return self._state

    def play(
        self,
        versions: Sequence[Version],
        *,
        start: int = 0,
        end: int | None = None,
        loop: tuple[int, int] | None = None,
        heard: int = 0,
    ) -> None:
        """Play from a frame of the song; what was playing gives way.

        Raises
        ------
        PlayError
            If nothing can be heard.
        """
        deck = Deck(versions, self._open_source, self.sample_rate, start=start, end=end, loop=loop, heard=heard)
        with self._lock:
            if self._deck is not None:
                if self._next is not None:
                    self._next.close()
                self._next, self._wish = deck, "play"
                return
        self.wait()
        try:
            sink = self._open_sink(self.sample_rate)
        except PlayError:
            deck.close()
            raise
        self._deck, self._wish = deck, "play"
        self._state = State("playing", notice=sink.notice)
        self._show(deck)
        self._thread = threading.Thread(target=self._run, args=(sink,), name="player", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Fade out, and let go of the device."""
        self._ask("stop")
        self.wait()

    def pause(self) -> None:
        """Fade out, and stay where the song is."""
        self._ask("pause")

    def resume(self) -> None:
        """Go on from where the song stayed."""
        self._ask("play")

    def seek(self, frame: int) -> None:
        """Go to a frame of the song."""
        self._with_deck(lambda deck: deck.seek(frame))

    def go_round(self, loop: tuple[int, int] | None) -> None:
        """Play a stretch over and over, or no longer; raises `ValueError` if it is too short."""
        self._with_deck(lambda deck: deck.go_round(loop))

    def switch(self, heard: int) -> None:
        """Hear another of the versions."""
        self._with_deck(lambda deck: deck.switch(heard))

    def set(self, mix: Mix, at: int = 0) -> None:
        """Hear another mix in the place of a version: by its knobs at once, else as soon as an engine has run up."""
        with self._lock:
            deck = self._next or self._deck
            if deck is None:
                return
            try:
                return deck.set(at, mix)
            except ValueError:
                pass  # it takes another engine, made while this one plays on
        voice = deck.prepare(at, mix)
        with self._lock:
            if deck in (self._deck, self._next):
                deck.bring_in(at, voice)
            else:
                voice.close()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until nothing plays any more; return whether that is so."""
        if self._thread is not None:
            self._thread.join(timeout_s)
            return not self._thread.is_alive()
        return True

    def _ask(self, wish: Literal["play", "pause", "stop"]) -> None:
        with self._lock:
            self._wish = wish

    def _with_deck(self, do: Callable[[Deck], None]) -> None:
        with self._lock:
            if deck := self._next or self._deck:
                do(deck)

    def _run(self, sink: Sink) -> None:
        room, under_runs, trouble = Headroom(), 0, ""
        try:
            while (block := self._block()) is not None:
                under_runs += sink.write(room.process(block))
                self._state = replace(self._state, under_runs=under_runs, turned_down_db=room.turned_down_db)
            sink.write(room.process(SILENCE))  # what it has held back
        except Exception as error:  # whatever goes wrong in this thread has to be told in another
            trouble = f"Playing stopped: {error}."
            self._end()
        with contextlib.suppress(PlayError):
            sink.close()
        self._state = replace(self._state, status="stopped", trouble=trouble)

    def _block(self) -> Audio | None:
        """Return what to hear next, silence while it is paused, None when all has been heard."""
        with self._lock:
            deck = self._deck
            assert deck is not None, "it ends with its deck"
            if self._next is None and self._wish == "play":
                deck.fade_in()
            else:
                deck.fade_out()
            if deck.is_silent:
                if self._next is not None:
                    deck.close()
                    deck = self._deck = self._next
                    self._next = None
                elif self._wish == "pause":
                    self._state = replace(self._state, status="paused")
                    return SILENCE
                else:
                    self._end()
                    return None
            self._show(deck)
            return deck.read(BLOCK)

    def _show(self, deck: Deck) -> None:
        end = deck.frames if deck.end is None else deck.end
        self._state = replace(
            self._state, status="playing", position=deck.position, end=end, loop=deck.loop, heard=deck.heard
        )

    def _end(self) -> None:
        with self._lock:
            for deck in filter(None, (self._deck, self._next)):
                deck.close()
            self._deck = self._next = None
