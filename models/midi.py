"""Standard MIDI files: reading out who plays which notes, and writing one part to be played.

References
----------
MIDI Manufacturers Association, "Standard MIDI Files 1.0", RP-001, 1996.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DRUMS = 9
"""The channel that plays drums, counted from zero."""

TICKS = 480
"""Ticks a beat, and two beats a second, in what is written."""


@dataclass(frozen=True, slots=True)
class Key:
    """One note: when, how long, which key and how hard."""

    start_s: float
    seconds: float
    pitch: int
    velocity: int


def read_parts(path: Path) -> dict[tuple[int, int], tuple[Key, ...]]:
    """Return the notes of a file by (channel, program)."""
    data = path.read_bytes()
    count, division = struct.unpack(">HH", data[10:14])
    at = 8 + struct.unpack(">I", data[4:8])[0]
    events: list[tuple[int, bytes]] = []
    for _ in range(count):
        size = struct.unpack(">I", data[at + 4 : at + 8])[0]
        events += _events(data[at + 8 : at + 8 + size])
        at += 8 + size
    events.sort(key=lambda event: event[0])

    parts: dict[tuple[int, int], list[Key]] = defaultdict(list)
    held: dict[tuple[int, int], tuple[float, int, int]] = {}
    programs = [0] * 16
    seconds, tick, tempo = 0.0, 0, 500_000
    for now, event in events:
        seconds += (now - tick) * tempo / division / 1e6
        tick = now
        kind, channel = event[0] & 0xF0, event[0] & 0x0F
        if event[0] == 0xFF:
            tempo = int.from_bytes(event[2:], "big") if event[1] == 0x51 else tempo
        elif kind == 0xC0:
            programs[channel] = event[1]
        elif kind in (0x80, 0x90):
            if (channel, event[1]) in held:
                start, velocity, program = held.pop((channel, event[1]))
                parts[channel, program].append(Key(start, seconds - start, event[1], velocity))
            if kind == 0x90 and event[2] > 0:
                held[channel, event[1]] = (seconds, event[2], programs[channel])
    return {part: tuple(sorted(keys, key=lambda key: key.start_s)) for part, keys in parts.items()}


def write_part(path: Path, keys: tuple[Key, ...], channel: int, program: int) -> None:
    """Write notes for one instrument as a file of one track."""
    events = [(0, bytes((0xC0 | channel, program)))]
    for key in keys:
        start = round(key.start_s * 2 * TICKS)
        end = max(start + 1, round((key.start_s + key.seconds) * 2 * TICKS))
        events.append((start, bytes((0x90 | channel, key.pitch, key.velocity))))
        events.append((end, bytes((0x80 | channel, key.pitch, 0))))
    events.sort(key=lambda event: event[0])
    track, tick = b"", 0
    for now, event in [*events, (events[-1][0] + 2 * TICKS, b"\xff\x2f\x00")]:
        track += _length(now - tick) + event
        tick = now
    header = b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS)
    path.write_bytes(header + b"MTrk" + struct.pack(">I", len(track)) + track)


def _events(track: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tick and bytes of each event; a meta event is its status, type and content."""
    at, tick, status = 0, 0, 0
    while at < len(track):
        step, at = _number(track, at)
        tick += step
        if track[at] & 0x80:
            status = track[at]
            at += 1
        if status == 0xFF:
            size, start = _number(track, at + 1)
            yield tick, bytes((0xFF, track[at])) + track[start : start + size]
            at = start + size
        elif status in (0xF0, 0xF7):
            size, start = _number(track, at)
            at = start + size
        else:
            size = 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            yield tick, bytes((status,)) + track[at : at + size]
            at += size


def _number(track: bytes, at: int) -> tuple[int, int]:
    """Read a number of variable length; return it and where it ends."""
    value = 0
    while True:
        byte = track[at]
        value = value << 7 | byte & 0x7F
        at += 1
        if byte < 0x80:
            return value, at


def _length(value: int) -> bytes:
    """Write a number of variable length."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
