"""Rows about rendering a session of many tracks."""

from __future__ import annotations

from collections.abc import Sequence

from bench.contest import Contest, Runner, timed
from bench.material import SECONDS, TRACK_COUNT, Material
from bench.peers import library, program, script
from bench.process import PROGRAMS, process
from bench.programs import mix_pedalboard, render_to
from bench.shell import ffmpeg_mix, sox_mix
from dsp.folder import scan

LESS = "6 dB/oct high-pass, no knee, no dither"


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    folder, out = material.session, material.folder / "mixed.wav"
    tracks, sources = sorted(folder.glob("*.wav")), scan(folder)[0]
    work = f"{TRACK_COUNT} mono tracks, high-pass, 4 bands, compressor and pan each, to a 24 bit stereo file"
    running = (
        Runner("tonmeister", timed(lambda: render_to(out, sources)), "12 dB/oct, 6 dB knee, dither"),
        library(
            "pedalboard, 2 threads", "pedalboard", lambda: mix_pedalboard(str(folder), str(out), "2"), LESS, asked=5
        ),
    )
    whole = (
        Runner(
            "tonmeister",
            process(*PROGRAMS, "mix_tonmeister", str(folder), str(out)),
            "every file examined and hashed first",
        ),
        script(
            "pedalboard, 2 threads",
            "pedalboard",
            process(*PROGRAMS, "mix_pedalboard", str(folder), str(out), "2"),
            LESS,
            asked=5,
        ),
        program("sox", *sox_mix(tracks, out), note="one process a track", turns=1),
        program("ffmpeg", *ffmpeg_mix(tracks, out), note="one filter graph", turns=1),
    )
    return (
        Contest(f"{work}, in a running process", running, SECONDS, repeats=3),
        Contest(f"{work}, whole process", whole, SECONDS, repeats=3, most_mb=300),
    )
