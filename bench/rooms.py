"""What room reduction takes from speech that needs none, and from rooms: `python -m bench.rooms SPEECH ROOMS`.

SPEECH is a folder of recordings, ROOMS one of impulse responses. Speech as it is passes at the usual amount, and what
each octave has lost of it is told, and by how much the softest moments of what is loud were turned down. Then it is put
into each room, as that is and with the voice 6 dB over it, and held against what comes within the first 50 ms of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.signal import fftconvolve

from assistant.roominess import AMOUNT_DB
from bench.cleaning import RATE, SECONDS, Sound, band_losses_db, quiet, read, si_sdr_db
from dsp.effects import DeReverb
from dsp.measure.room import RoomMeter

CLIPS, EARLY_S, NEARER_DB, TOP = 4, 0.05, (None, 6.0), 0.9
DECAYS_S = (0.3, 0.6, 1.2)
"""What the room's time is said to be where there is none; the middle one is what it is where nobody has said any."""

FRAME_S, LOUD_DB, SILENT_DB = 0.02, 20.0, 50.0
"""Moments so long are loud that are so far under the loudest, and silent that far under them."""


def dried(x: Sound, t60_s: float | None) -> Sound:
    """Reduce the room as the effect does."""
    decay = DeReverb.params["t60_s"]
    effect = DeReverb(reduction_db=AMOUNT_DB, t60_s=decay.clamp(DECAYS_S[1] if t60_s is None else t60_s))
    bank = effect.bank([effect], RATE, 1)
    padded = np.concatenate([x, np.zeros(bank.latency)]).astype(np.float32)
    return np.asarray(bank.process(padded[None, None])[0, 0, bank.latency :], np.float64)


def decay_s(x: Sound) -> float | None:
    """Return the room's time as the product finds it."""
    meter = RoomMeter(RATE, 1)
    meter.feed(x.astype(np.float32)[None])
    return meter.decay_s


def moments(x: Sound) -> Sound:
    """Return the power of each moment."""
    size = round(FRAME_S * RATE)
    return np.asarray(np.square(x[: x.size // size * size].reshape(-1, size)).mean(axis=1)) + 1e-14


def dry(clips: list[Sound]) -> Iterator[list[str]]:
    """Tell what speech loses that nobody has put into a room."""
    for t60_s in DECAYS_S:
        worst, turned = [], []
        for x in clips:
            y = dried(x, t60_s)
            was, now = moments(x), moments(y)
            loud = was > np.percentile(was, 95) * 10 ** (-LOUD_DB / 10)
            worst.append(max(band_losses_db(x, y)))
            turned.append(float(np.percentile(10 * np.log10(now[loud] / was[loud]), 5)))
        over = sum(loss > 1 for loss in worst)
        figures = (np.mean(worst), max(worst), np.mean(turned), min(turned))
        yield [f"{t60_s:g} s", str(len(clips)), *(f"{value:.2f} dB" for value in figures), str(over)]


def wet(clips: list[Sound], response: Sound, nearer_db: float | None) -> list[float]:
    """Return SI-SDR and PESQ before and after, against the early sound, and by how much rests are softer."""
    from pesq import pesq

    room = response[int(np.argmax(np.abs(response))) :]
    room = room / np.sqrt(np.square(room).sum())
    early = np.where(np.arange(room.size) < EARLY_S * RATE, room, 0.0)
    for taps in (room, early):
        taps[0] += 0.0 if nearer_db is None else 10 ** (nearer_db / 20)
    rows = []
    for x in clips:
        there, clean = (fftconvolve(x, taps)[: x.size] for taps in (room, early))
        there, clean = (TOP / np.abs(there).max() * sound for sound in (there, clean))
        y = dried(there, decay_s(there))
        said = moments(x)
        rests = said < said.max() * 10 ** (-SILENT_DB / 10)
        softer = 10 * np.log10(moments(there)[rests].sum() / moments(y)[rests].sum())
        scores = [float(pesq(RATE, clean, sound, "wb")) for sound in (there, y)]
        rows.append([si_sdr_db(clean, there), si_sdr_db(clean, y), *scores, softer])
    return [float(value) for value in np.mean(rows, axis=0)]


def main(speech: str, rooms: str) -> None:
    """Print what is lost without a room, and what is won in each."""
    sounds = (read(path)[: SECONDS * RATE] for path in sorted(Path(speech).glob("*.flac")))
    clips = [clip for clip in sounds if clip.size == SECONDS * RATE]
    head = ("clips", "worst octave's loss", "at most", "softest of the loud", "at most", "clips that lose over 1 dB")
    table = Table("room said to take", *head, title=f"no room, {AMOUNT_DB:g} dB")
    for row in dry(clips):
        table.add_row(*row)
    Console(width=120).print(table)
    table = Table("room", "voice nearer", "SI-SDR", "after", "PESQ", "after", "rests", title=f"rooms, {AMOUNT_DB:g} dB")
    means, chosen = [], [clip for clip in clips if quiet(clip)][:CLIPS]
    for path in sorted(Path(rooms).glob("*.flac")):
        for nearer_db in NEARER_DB:
            means.append(wet(chosen, read(path), nearer_db))
            table.add_row(path.stem, "" if nearer_db is None else f"{nearer_db:g} dB", *_figures(means[-1]))
    table.add_row("all", "", *_figures([float(value) for value in np.mean(means, axis=0)]))
    Console(width=120).print(table)


def _figures(row: list[float]) -> list[str]:
    was, now, before, after, softer = row
    return [f"{was:.2f} dB", f"{now:.2f} dB", f"{before:.3f}", f"{after:.3f}", f"{-softer:.2f} dB"]


if __name__ == "__main__":
    main(*sys.argv[1:3])
