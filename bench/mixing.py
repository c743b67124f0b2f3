"""Rows about rendering a session of many tracks."""

from __future__ import annotations

from collections.abc import Sequence

from bench.contest import Contest, Runner
from bench.material import TRACK_COUNT, TRACK_SECONDS, Material
from bench.peers import script
from bench.process import PROGRAMS, process


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    out = str(material.folder / "mixed.wav")

    def pedalboard(threads: str) -> Runner:
        return script(
            f"pedalboard, {threads} thread{'s' * (threads != '1')}",
            "pedalboard",
            process(*PROGRAMS, "mix_pedalboard", str(material.session), out, threads),
            "6 dB/oct high-pass, no knee, no dither",
        )

    ours = process(*PROGRAMS, "mix_tonmeister", str(material.session), out)
    return (
        Contest(
            f"{TRACK_COUNT} mono tracks to a 24 bit file, {TRACK_SECONDS} s: high-pass, 4 bands, compressor, pan",
            (
                Runner("tonmeister", ours, "12 dB/oct, 6 dB knee, dither; decodes twice, once to check the files"),
                pedalboard("1"),
                pedalboard("2"),
            ),
            TRACK_SECONDS,
            repeats=2,
        ),
    )
