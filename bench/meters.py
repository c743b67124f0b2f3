"""Rows about measuring: loudness (integrated, range, short-term, momentary) and true peak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.contest import Contest, Runner, timed
from bench.material import RATE, SECONDS, Material
from bench.peers import has, library, program
from bench.process import TONMEISTER, process
from dsp.measure.loudness import Loudness
from dsp.measure.peak import TruePeak
from dsp.render import BLOCK
from dsp.units import Audio


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows."""
    mix, frames = material.mix, np.ascontiguousarray(material.mix.T)
    ebur128 = ("ffmpeg", "-hide_banner", "-i", str(material.mix_file), "-af", "ebur128=peak=true", "-f", "null", "-")
    in_process = (
        Runner("tonmeister", timed(lambda: ours(mix)), _reading(*ours(mix)) + "; I, LRA, S, M, true peak"),
        library(
            "libebur128 (pyebur128)", "pyebur128", lambda: _libebur128(frames), _read_by_libebur128(frames), asked=15
        ),
        library("pyloudnorm", "pyloudnorm", lambda: _pyloudnorm(frames), "integrated loudness only"),
    )
    whole = (
        Runner(
            "tonmeister measure",
            process(*TONMEISTER, "measure", str(material.mix_file)),
            "also spectrum, sibilance, crest, correlation",
        ),
        program("ffmpeg ebur128=peak=true", *ebur128, note="loudness and true peak only"),
    )
    return (
        Contest("loudness and true peak, in memory", in_process, SECONDS),
        Contest("measure a file, whole process", whole, SECONDS),
    )


def ours(audio: Audio) -> tuple[float, float, float]:
    """Return integrated loudness, range and true peak, fed in the renderer's blocks."""
    loudness, peak = Loudness(RATE, len(audio)), TruePeak(RATE, len(audio))
    for start in range(0, audio.shape[1], BLOCK):
        block = audio[:, start : start + BLOCK]
        loudness.feed(block)
        peak.feed(block)
    readings = (loudness.integrated_lufs, loudness.lra_lu, loudness.short_term_max_lufs, loudness.momentary_max_lufs)
    integrated, lra = readings[:2]
    assert integrated is not None
    assert lra is not None
    return integrated, lra, peak.true_peak_dbtp


def _libebur128(frames: Audio) -> tuple[float, float, float]:
    import pyebur128

    modes = pyebur128.MeasurementMode
    state = pyebur128.R128State(frames.shape[1], RATE, modes.MODE_I | modes.MODE_LRA | modes.MODE_TRUE_PEAK)
    state.add_frames(frames.ravel(), len(frames))
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(frames.shape[1]))
    integrated = pyebur128.get_loudness_global(state)
    return integrated, pyebur128.get_loudness_range(state), 20 * float(np.log10(peak))


def _pyloudnorm(frames: Audio) -> float:
    import pyloudnorm

    return float(pyloudnorm.Meter(RATE).integrated_loudness(frames.astype(np.float64)))


def _read_by_libebur128(frames: Audio) -> str:
    return _reading(*_libebur128(frames)) + "; I, LRA, true peak" if has("pyebur128") else ""


def _reading(integrated: float, lra: float, peak: float) -> str:
    return f"{integrated:.3f} LUFS, {lra:.2f} LU, {peak:.2f} dBTP"
