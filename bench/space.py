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
    mix, hall = material.mix, Reverb(decay_s=1.6)
    sox = ("sox", "-V1", str(material.mix_file), "-n", "gain", "-12", "reverb", "-w")
    freeverb = "Freeverb: 8 combs and 4 all-passes a side"
    return (
        Contest(
            "reverb, one stereo file",
            (
                Runner(
                    "tonmeister",
                    timed(lambda: through([hall], mix[None], RATE)),
                    "a feedback delay network, its lines moving; damping, pre-delay, low cut",
                ),
                library("pedalboard", "pedalboard", lambda: _freeverb(mix), freeverb, asked=4),
                program("sox reverb, whole process", *sox, note="Freeverb"),
            ),
            SECONDS,
        ),
    )


def _freeverb(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Reverb(wet_level=1.0, dry_level=0.0)])(audio, RATE)
