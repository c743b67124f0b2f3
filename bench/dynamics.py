"""Rows about dynamics: a compressor, and a true-peak limiter driven hard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.chain import through
from bench.contest import Contest, Failed, Runner, timed
from bench.material import RATE, SECONDS, Material
from bench.peers import has, library, program
from bench.process import run
from dsp.effects import Compressor, Limiter
from dsp.measure.peak import true_peak
from dsp.sources import examine, read
from dsp.units import Audio, gain

SQUEEZE = Compressor(threshold_db=-24, ratio=4, attack_ms=10, release_ms=120, knee_db=6, sidechain_hz=100)
LANES, LANE_SECONDS = 16, 24
DRIVE_DB, CEILING_DB = 8.0, -1.0


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    return (_compressor(material), _compressors(material), _limiter(material))


def _compressor(material: Material) -> Contest:
    mix = material.mix
    squeeze = f"acompressor=threshold={gain(-24):.5f}:ratio=4:attack=10:release=120:knee=2"
    return Contest(
        "compressor, one stereo file",
        (
            Runner(
                "tonmeister",
                timed(lambda: through([SQUEEZE], mix[None], RATE)),
                "analytic-signal envelope, 6 dB knee, side-chain high-pass 100 Hz, linked",
            ),
            library(
                "pedalboard",
                "pedalboard",
                lambda: _pedalboard_compressor(mix),
                "no knee, no side-chain filter, unlinked",
            ),
            program("ffmpeg, whole process", *_ffmpeg(material, squeeze), note="RMS, knee, no side-chain filter"),
        ),
        SECONDS,
    )


def _compressors(material: Material) -> Contest:
    lanes = np.ascontiguousarray(np.resize(material.mix, (LANES, 1, LANE_SECONDS * RATE)))
    return Contest(
        f"compressor, {LANES} mono strips",
        (
            Runner("tonmeister", timed(lambda: through([SQUEEZE], lanes, RATE)), "one bank of 16 lanes"),
            library(
                "pedalboard",
                "pedalboard",
                lambda: [_pedalboard_compressor(lane) for lane in lanes],
                "no knee, no side-chain filter; one strip after the other",
            ),
        ),
        LANES * LANE_SECONDS,
    )


def _limiter(material: Material) -> Contest:
    hot = material.mix * np.float32(gain(DRIVE_DB))
    limiter = Limiter(ceiling_db=CEILING_DB)
    drive = f"volume={DRIVE_DB}dB,"
    plain = f"alimiter=limit={gain(CEILING_DB):.5f}:level=disabled:attack=5:release=60"
    over = f"{drive}aresample=192000,{plain},aresample={RATE}"
    return Contest(
        f"true-peak limiter, {DRIVE_DB:g} dB hot, ceiling {CEILING_DB:g} dBTP",
        (
            Runner(
                "tonmeister",
                timed(lambda: through([limiter], hot[None], RATE)),
                _peak(through([limiter], hot[None], RATE)[0]),
            ),
            library(
                "pedalboard",
                "pedalboard",
                lambda: _pedalboard_limiter(hot),
                _peak(_pedalboard_limiter(hot)) + ", a sample-peak limiter" if has("pedalboard") else "",
            ),
            program(
                "ffmpeg alimiter, whole process",
                *_ffmpeg(material, drive + plain),
                note=_written_peak(material, drive + plain) + ", a sample-peak limiter",
            ),
            program(
                "ffmpeg alimiter at 192 kHz, whole process",
                *_ffmpeg(material, over),
                note=_written_peak(material, over),
            ),
        ),
        SECONDS,
    )


def _pedalboard_compressor(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Compressor(-24, 4, 10, 120)])(audio, RATE)


def _pedalboard_limiter(audio: Audio) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([pedalboard.Limiter(CEILING_DB, 60)])(audio, RATE)


def _ffmpeg(material: Material, filters: str, *out: str) -> tuple[str, ...]:
    return ("ffmpeg", "-y", "-v", "error", "-i", str(material.mix_file), "-af", filters, *(out or ("-f", "null", "-")))


def _written_peak(material: Material, filters: str) -> str:
    """Run a filter once more into a file, and say what peak it let through."""
    out = material.folder / "limited.wav"
    try:
        run(_ffmpeg(material, filters, "-c:a", "pcm_f32le", str(out)))
    except Failed:
        return "no output"
    return _peak(read(examine(Path(out)), RATE))


def _peak(audio: Audio) -> str:
    """Say the true peak by libebur128 if it is here, else by our own meter."""
    if not has("pyebur128"):
        return f"{true_peak(audio, RATE):.2f} dBTP by our own meter"
    import pyebur128

    state = pyebur128.R128State(len(audio), RATE, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(audio.T).ravel(), audio.shape[1])
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(len(audio)))
    return f"{20 * np.log10(peak):.2f} dBTP by libebur128"
