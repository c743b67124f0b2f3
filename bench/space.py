"""Rows about reverberation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.chain import through
from bench.contest import Contest, Runner, timed
from bench.material import RATE, SECONDS, Material
from bench.peers import library, program
from dsp.effects import Reverb
from dsp.units import Audio


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    mix = material.mix
    reverb = Reverb(decay_s=1.6)
    return (
        Contest(
            "reverb, one stereo file",
            (
                Runner(
                    "tonmeister",
                    timed(lambda: through([reverb], mix[None], RATE)),
                    "16 delay lines that move, damping, pre-delay, low cut",
                ),
                library(
                    "pedalboard", "pedalboard", lambda: _freeverb(mix), "Freeverb: 8 combs and 4 all-passes a side"
                ),
                program(
                    "sox reverb, whole process",
                    *("sox", "-V1", str(material.mix_file), "-n", "gain", "-12", "reverb", "-w"),
                    note="Freeverb",
                ),
            ),
            SECONDS,
        ),
    )


def _freeverb(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Reverb(wet_level=1.0, dry_level=0.0)])(audio, RATE)
