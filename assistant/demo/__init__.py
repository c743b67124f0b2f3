"""The demo session: nine tracks of one song, made by arithmetic, with faults worth mixing.

`make(folder)` writes it; `session.TRACKS` says who plays and what is wrong with each track.
"""

from __future__ import annotations

from pathlib import Path

from assistant.demo.session import TRACKS, Track
from assistant.demo.tone import RATE
from dsp.files import Writer

__all__ = ["RATE", "TRACKS", "Track", "make"]


def make(folder: Path) -> None:
    """Write the session's tracks into a folder, 24 s each, 44.1 kHz, 24 bit.

    The bytes are the same every time on one kind of processor. On another the last bit of a sine or an
    exponential may round differently: with numpy's vector instructions switched off, 15 of the session's
    12.7 million samples differ, by 1/2²³.

    Raises
    ------
    WriteError
        If a file cannot be written.
    """
    for track in TRACKS:
        audio = track.play()
        with Writer(folder / f"{track.name}.wav", RATE, len(audio), "wav24") as file:
            file.write(audio)
