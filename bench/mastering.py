"""Rows about mastering a finished mix, from file to file."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.chain import through
from bench.contest import Contest, Runner, Sample
from bench.material import RATE, SECONDS, Material
from bench.peers import program, script
from bench.process import PROGRAMS, TONMEISTER, process, run
from dsp.effects import Limiter

LUFS, CEILING_DB = -14, -1
NORMALIZE = str(Path(sys.executable).with_name("ffmpeg-normalize"))


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    mix, out = str(material.mix_file), material.folder / "masters"
    out.mkdir(exist_ok=True)
    loudnorm = f"loudnorm=I={LUFS}:TP={CEILING_DB}:LRA=11"

    def pass_(filters: str, *written: str) -> tuple[Sample, str]:
        return run(("ffmpeg", "-y", "-hide_banner", "-i", mix, "-af", filters, *written))

    def two_passes() -> Sample:
        first, said = pass_(f"{loudnorm}:print_format=json", "-f", "null", "-")
        read = json.loads(said[said.rindex("{") : said.rindex("}") + 1])
        given = {"I": "input_i", "TP": "input_tp", "LRA": "input_lra", "thresh": "input_thresh"}
        measured = ":".join(f"measured_{name}={read[key]}" for name, key in given.items())
        final = f"{loudnorm}:{measured}:offset={read['target_offset']}:linear=true"
        second, _ = pass_(final, "-ar", str(RATE), "-c:a", "pcm_s24le", str(out / "loudnorm.wav"))
        return Sample(
            first.seconds + second.seconds,
            first.cpu_s + second.cpu_s,
            max(first.peak_mb or 0, second.peak_mb or 0),
        )

    ours = process(*TONMEISTER, "master", mix, "--for", str(LUFS), "--format", "wav24", "--out", str(out))
    match = process(*PROGRAMS, "match", mix, str(_reference(material)), str(out / "matched.wav"))
    normalised = ("-o", str(out / "normalised.wav"), "-f", "-ar", str(RATE), "-c:a", "pcm_s24le")
    return (
        Contest(
            f"master a file to {LUFS} LUFS, whole process",
            (
                Runner("tonmeister master", ours, "limited, dithered, measured from the disk twice"),
                script(
                    "matchering",
                    "matchering",
                    match,
                    "matches a reference's spectrum and level: other work",
                    asked=10,
                    turns=2,
                ),
                program(
                    "ffmpeg-normalize",
                    *(NORMALIZE, mix, "-t", str(LUFS), "-tp", str(CEILING_DB), *normalised),
                    note="loudnorm in two passes; linear gain where it suffices",
                    asked=5,
                    turns=2,
                ),
                Runner(
                    "ffmpeg loudnorm, two passes",
                    two_passes if shutil.which("ffmpeg") else None,
                    "the same by hand: two processes",
                    turns=2,
                ),
            ),
            SECONDS,
            repeats=3,
            most_mb=300,
        ),
    )


def _reference(material: Material) -> Path:
    """Write what matchering is to match: the mix, louder and limited."""
    loud = through([Limiter(gain_db=6, ceiling_db=CEILING_DB)], material.mix[None], RATE)[0]
    return material.write("reference", loud)
