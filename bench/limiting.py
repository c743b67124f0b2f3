"""Rows about limiting: how fast, and what gets past it all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bench.chain import through
from bench.contest import Contest, Failed, Runner, timed
from bench.material import RATE, SECONDS, Material
from bench.peers import has, library, program
from bench.process import run
from bench.referee import verdict
from dsp.effects import Limiter
from dsp.sources import examine, read
from dsp.units import Audio, gain

DRIVE_DB, CEILING_DB = 12.0, -1.0
SAMPLES_ONLY = "a sample-peak limiter"


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    hot = material.mix * gain(DRIVE_DB)
    limiter = Limiter(ceiling_db=CEILING_DB)
    volume = f"volume={DRIVE_DB:g}dB"
    alimiter = f"alimiter=limit={gain(CEILING_DB):.5f}:level=disabled:attack=5:release=60"
    over = f"{volume},aresample=192000,{alimiter},aresample={RATE}"
    loudnorm = f"{volume},loudnorm=I=-9:TP={CEILING_DB:g}:LRA=20,aresample={RATE}"

    def ours() -> Any:
        return through([limiter], hot[None], RATE)[0]

    def peer(who: str, module: str, work: Callable[[], Any], turns: int | None = None) -> Runner:
        note = f"{_judged(work())}; {SAMPLES_ONLY}" if has(module) else ""
        return library(who, module, work, note, turns=turns)

    def ffmpeg(who: str, filters: str, note: str = "", asked: float | None = None, turns: int | None = None) -> Runner:
        command = ("ffmpeg", "-v", "error", "-i", str(material.mix_file), "-af", filters, "-f", "null", "-")
        said = "; ".join(filter(None, (_written(material, filters), note)))
        return program(f"ffmpeg {who}, whole process", *command, note=said, asked=asked, turns=turns)

    return (
        Contest(
            f"true-peak limiter, {DRIVE_DB:g} dB hot, ceiling {CEILING_DB:g} dBTP",
            (
                Runner("tonmeister", timed(ours), _judged(ours())),
                peer("pedalboard", "pedalboard", lambda: _pedalboard(hot)),
                peer("matchering's limiter", "matchering", lambda: _hyrax(hot), turns=1),
                ffmpeg("alimiter at 192 kHz", over, asked=3),
                ffmpeg("loudnorm", loudnorm, "levels the loudness as well", turns=1),
            ),
            SECONDS,
        ),
    )


def _pedalboard(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Limiter(CEILING_DB, 60)])(audio, RATE)


def _hyrax(audio: Audio) -> Any:
    import matchering
    from matchering.limiter import limit

    config = matchering.Config(internal_sample_rate=RATE, threshold=gain(CEILING_DB))
    return limit(audio.T, config).T


def _written(material: Material, filters: str) -> str:
    """Run a filter once into a file, and say what peak it let through."""
    out = material.folder / "limited.wav"
    command = ("ffmpeg", "-y", "-v", "error", "-i", str(material.mix_file), "-af", filters, "-c:a", "pcm_f32le")
    try:
        run((*command, str(out)))
    except (Failed, FileNotFoundError):
        return "no output"
    return _judged(read(examine(out), RATE))


def _judged(audio: Audio) -> str:
    return verdict(audio, RATE)
