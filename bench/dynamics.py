"""Rows about compressing: one file, and many strips side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.chain import through
from bench.contest import Contest, Runner, timed
from bench.material import RATE, SECONDS, STRIP_SECONDS, STRIPS, Material
from bench.peers import library, program
from dsp.effects import Compressor
from dsp.units import Audio, gain

SQUEEZE = Compressor(threshold_db=-24, ratio=4, attack_ms=10, release_ms=120, knee_db=6, sidechain_hz=100)
SIMPLER = "no knee, no side-chain filter, unlinked"


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    mix, strips = material.mix, material.strips
    filters = f"acompressor=threshold={gain(-24):.5f}:ratio=4:attack=10:release=120:knee=2"
    one = (
        Runner(
            "tonmeister",
            timed(lambda: through([SQUEEZE], mix[None], RATE)),
            "analytic-signal envelope, 6 dB knee, side-chain high-pass 100 Hz, linked",
        ),
        library("pedalboard", "pedalboard", lambda: _pedalboard(mix), SIMPLER, asked=3),
        program(
            "ffmpeg, whole process",
            *("ffmpeg", "-v", "error", "-i", str(material.mix_file), "-af", filters, "-f", "null", "-"),
            note="RMS, knee, no side-chain filter",
        ),
    )
    many = (
        Runner("tonmeister", timed(lambda: through([SQUEEZE], strips, RATE)), f"one bank of {STRIPS} lanes"),
        library(
            "pedalboard",
            "pedalboard",
            lambda: [_pedalboard(strip) for strip in strips],
            f"{SIMPLER}; one strip after the other",
            asked=8,
        ),
    )
    return (
        Contest("compressor, one stereo file", one, SECONDS),
        Contest(f"compressor, {STRIPS} mono strips", many, STRIPS * STRIP_SECONDS),
    )


def _pedalboard(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Compressor(-24, 4, 10, 120)])(audio, RATE)
