"""What backstage tells the screen, as values; the screen changes on nothing else but keys."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from assistant.turn import Turn
from dsp.measure import Measurement
from dsp.mix import Mix


@dataclass
class Began(Message):
    """The next sentence has its turn now."""


@dataclass
class Working(Message):
    """What is being done at this moment, in a few words."""

    words: str


@dataclass
class Answered(Message):
    """A turn was taken, and is part of the session."""

    turn: Turn


@dataclass
class Failed(Message):
    """Something could not be done: one sentence, and what was said if it was a turn."""

    sentence: str
    said: str = ""


@dataclass
class Heard(Message):
    """A strip of a mix was measured."""

    mix: Mix
    strip: str
    measurement: Measurement


@dataclass
class Rested(Message):
    """Everything said has been answered and everything that sounds has been heard."""
