"""The mix of `bench.programs` as commands for sox and ffmpeg."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from bench.programs import (
    AIR,
    ATTACK_MS,
    BITE,
    CUT_HZ,
    LEVEL_DB,
    LOW,
    MUD,
    RATIO,
    RELEASE_MS,
    THRESHOLD_DB,
    position,
)
from dsp.units import gain


def sox_mix(tracks: Sequence[Path], out: Path) -> tuple[str, ...]:
    """Return the command that adds up one sox a track."""
    (low_hz, low_db, _), (air_hz, air_db, _) = LOW, AIR
    bells = " ".join(f"equalizer {hz} {q}q {db}" for hz, db, q in (MUD, BITE))
    above = THRESHOLD_DB * (1 - 1 / RATIO)
    squeeze = f"compand {ATTACK_MS / 1000},{RELEASE_MS / 1000} 6:-70,-70,{THRESHOLD_DB},{THRESHOLD_DB},0,{above:.2f}"
    chain = f"highpass {CUT_HZ} bass {low_db} {low_hz} {bells} treble {air_db} {air_hz} {squeeze} gain {LEVEL_DB}"

    def track(i: int) -> str:
        left, right = _sides(i, len(tracks))
        return f'|sox -D "{tracks[i]}" -p {chain} remix 1v{left:.4f} 1v{right:.4f}'

    return (
        "sox",
        "-D",
        "-m",
        *(word for i in range(len(tracks)) for word in ("-v", "1", track(i))),
        "-b",
        "24",
        str(out),
    )


def ffmpeg_mix(tracks: Sequence[Path], out: Path) -> tuple[str, ...]:
    """Return the command that runs one filter graph with an input a track."""
    low, *bells, air = (f"f={hz}:t=q:w={q}:g={db}" for hz, db, q in (LOW, MUD, BITE, AIR))
    bands = f"lowshelf={low},{','.join(f'equalizer={bell}' for bell in bells)},highshelf={air}"
    squeeze = f"acompressor=threshold={gain(THRESHOLD_DB):.4f}:ratio={RATIO}:attack={ATTACK_MS}:release={RELEASE_MS}"
    chain = f"highpass=f={CUT_HZ},{bands},{squeeze},volume={LEVEL_DB}dB"

    def track(i: int) -> str:
        left, right = _sides(i, len(tracks))
        return f"[{i}]{chain},pan=stereo|c0={left:.4f}*c0|c1={right:.4f}*c0[t{i}]"

    every = range(len(tracks))
    added = "".join(f"[t{i}]" for i in every) + f"amix=inputs={len(tracks)}:normalize=0[out]"
    inputs = (word for path in tracks for word in ("-i", str(path)))
    graph = ";".join((*map(track, every), added))
    quiet = ("ffmpeg", "-nostdin", "-v", "error", "-y")
    return (*quiet, *inputs, "-filter_complex", graph, "-map", "[out]", "-c:a", "pcm_s24le", str(out))


def _sides(track: int, tracks: int) -> tuple[float, float]:
    angle = (position(track, tracks) + 1) * math.pi / 4
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)
