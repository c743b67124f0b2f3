"""Meters that judge limiters: how far a true peak reaches, seen through three different filters.

References
----------
.. [1] ITU-R BS.1770-5, annex 2: four phases of twelve taps, printed there.
.. [2] J. F. Kaiser, R. W. Schafer, "On the use of the I0-sinh window for spectrum analysis", IEEE Trans. ASSP 28,
   1980: the window of the strict one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.peers import has
from dsp.units import Audio

CHUNK = 65_536

_PRINTED = (
    (
        *(0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625),
        *(0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500),
    ),
    (
        *(-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250),
        *(0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375),
    ),
)
"""Phases 0 and 1 of BS.1770-5; 3 and 2 are their mirror images."""

ITU = np.array([*_PRINTED, *(row[::-1] for row in _PRINTED)])


def strict(phases: int = 16, taps: int = 64, beta: float = 9.0) -> NDArray[np.float64]:
    """Return an interpolator far sharper than the standard's, shape (phases, taps)."""
    at = np.arange(taps) - taps / 2 + 1 - np.arange(phases)[:, None] / phases
    window = np.i0(beta * np.sqrt(np.maximum(0, 1 - (2 * at / taps) ** 2))) / np.i0(beta)
    rows = np.sinc(at) * window
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def true_peak_db(audio: Audio, phases: NDArray[np.float64]) -> float:
    """Return the largest magnitude between the samples that a filter bank, shape (phases, taps), sees.

    Only where a sample is within 6 dB of the largest is looked: nothing between quieter ones reaches further.
    """
    taps = phases.shape[1]
    largest = 0.0
    for channel in audio:
        padded = np.pad(channel, taps)
        near = np.abs(padded) > np.abs(channel).max() / 2
        # A window counts if one of the two samples that it looks between, or of their neighbours, is loud.
        middle = taps // 2 - 2
        windows = np.lib.stride_tricks.sliding_window_view(padded, taps)
        loud = np.lib.stride_tricks.sliding_window_view(near, taps)[:, middle : middle + 4].any(axis=1)
        places = np.flatnonzero(loud)
        for start in range(0, places.size, CHUNK):
            seen = windows[places[start : start + CHUNK]] @ phases.T.astype(np.float32)
            largest = max(largest, float(np.abs(seen).max()))
    return 20 * float(np.log10(largest))


def verdict(audio: Audio, sample_rate: int) -> str:
    """Say how high each referee sees it reach."""
    said = [f"ITU 4× {true_peak_db(audio, ITU):.2f}", f"strict 16× {true_peak_db(audio, strict()):.2f} dBTP"]
    if has("pyebur128"):
        said.insert(0, f"libebur128 {_libebur128(audio, sample_rate):.2f}")
    return ", ".join(said)


def _libebur128(audio: Audio, sample_rate: int) -> float:
    import pyebur128

    state = pyebur128.R128State(len(audio), sample_rate, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(audio.T).ravel(), audio.shape[1])
    return 20 * float(np.log10(max(pyebur128.get_true_peak(state, channel) for channel in range(len(audio)))))
