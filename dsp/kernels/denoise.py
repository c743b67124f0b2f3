"""The noise reducer's loop: in overlapping frames every bin is turned down by what noise there is in it.

What is computed is the part that goes, and that is subtracted: where nothing goes, every sample stays what it was.

References
----------
.. [1] Y. Ephraim and D. Malah, "Speech enhancement using a minimum mean-square error short-time spectral amplitude
   estimator", IEEE Trans. ASSP 32(6), 1984: the a-priori SNR, decided by what the last frame was found to be.
.. [2] P. J. Wolfe and S. J. Godsill, "Efficient alternatives to the Ephraim and Malah suppression rule for audio signal
   enhancement", EURASIP J. Appl. Signal Process. 2003(10): the gain that keeps the power of what is played. Measured
   beside the log-spectral amplitude of 1985 it takes less from speech for the same noise.
.. [3] I. Cohen and B. Berdugo, "Speech enhancement for non-stationary noise environments", Signal Process. 81, 2001:
   what stands out of the noise has neighbours in frequency that do; a single bin that does is noise, and would chirp.
.. [4] C. Plapous, C. Marro and P. Scalart, "Improved signal-to-noise ratio estimation for speech enhancement", IEEE
   Trans. ASLP 14(6), 2006: [1]_ is a frame behind where a sound begins; what it finds, taken as the SNR of this frame,
   is not, and takes a quarter to a third less from consonants.
.. [5] M. Berouti, R. Schwartz and J. Makhoul, "Enhancement of speech corrupted by acoustic noise", ICASSP 1979: the
   further speech stands over the noise, the less noise is reckoned with.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.floor import HEARD, TRUST_S, follow
from dsp.kernels.window import passed_on, put_back, taken_in

OVERLAP = 4
"""Frames that every sample lies in."""

PRIOR_S = 0.15
"""How long the estimate of a bin's SNR looks back. The 0.4 s of [1]_ take 1 dB more from consonants; what chirps more
with less is kept down by its neighbours."""

LEAST_PRIOR = 10 ** (-25 / 10)
MOST_OVER = 1e6
LEAST_POWER = 1e-14
"""Of a bin: what is softer, -140 dBFS, is silence."""

WIDE, WIDE_SHARE = 7, 0.12
"""Bins on either side that say whether anything stands out: so many, or such a share of the bin's own number. What is
high, as an s, is wide."""

SURER = 0.65
"""The more they are the less their mean strays: what it has to be over the noise falls by such a power of their number.
By the law of noise it were 0.5."""

ABSENT, PRESENT = 1.7, 3.5
"""Where their power over the noise's is less there is nothing but noise; where it is more a bin keeps its own gain."""

BUSY_ABSENT, BUSY_PRESENT = 1.1, 2.0
"""The same while something is played."""

BUSY_FROM, BUSY_TO, BUSY_MOST = 1.15, 1.55, 8.0
"""From where to where the mean of all bins, none counted for more than the last, says that something is."""

CLEAR_FROM_DB, CLEAR_TO_DB, FALLS_DB_S = 15.0, 20.0, 1.0
"""From where to where the loudest moments stand over the noise when the sound covers what is left of it, and by how
much that falls in a second: slowly, for who speaks clearly does so after a pause as well."""

SPARED = 0.88
"""The share of the noise that is not reckoned with there, where anything stands out."""

EASIER = 0.45
"""By such a share of that share less has to stand out then of what is high: it is softer than the noise, as an s is."""

SNR, NEAR = range(2)
"""Rows of each bin: its a-priori SNR in the last window, and its neighbours' power over the noise's, smoothed."""


@kernel
def remove_noise(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    start: NDArray[np.float64],
    slope: NDArray[np.float64],
    offset: NDArray[np.int64],
    frame: int,
    sample_rate: int,
    window: NDArray[np.float32],
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    goes: NDArray[np.float64],
    bands: NDArray[np.float64],
    bins: NDArray[np.float64],
    clear: NDArray[np.float64],
    age: NDArray[np.int64],
) -> None:
    """Take from each lane the noise that it is found to have, a window late.

    Parameters
    ----------
    x, y
        Shape (lanes, channels, frames).
    start, slope
        Shape (lanes, 1): the gain that no bin is turned down below; at 1 nothing is done.
    offset
        Shape (lanes,).
    frame
        Frames that have gone by; windows begin on a grid of a quarter of their length.
    window
        What a frame is weighted by on its way in and on its way out, shape (size,).
    edges, between
        Where the bands begin and end, and each bin's place between their centres.
    turns, angles, eight
        From `dsp.kernels.spectrum.tables`.
    room
        To work in, shape (3, 2, size / 8, 8).
    past, goes
        The last window, and what goes from it, shape (lanes, channels, size), each sample at its frame modulo size.
    bands, bins
        What is known of the noise in each band and of the SNR in each bin, shapes (lanes, ROWS, bands) and
        (lanes, 2, size / 2 + 1).
    clear
        By how many dB the loudest moments stand over the noise, shape (lanes, 1).
    age
        Windows that each lane has been at work in, shape (lanes,).
    """
    lanes, _, frames = x.shape
    size = window.size
    hop = size // OVERLAP
    for lane in range(lanes):
        begin = 0
        while begin < frames:
            within = (frame + begin) % hop
            if within == 0:
                floor = start[lane, 0] + slope[lane, 0] * (offset[lane] + begin)
                if floor < 1.0:
                    age[lane] += 1
                    _window(
                        min(floor, 1.0), (frame + begin) % size, sample_rate, window, edges, between, turns,
                        angles, eight, room, past[lane], goes[lane], bands[lane], bins[lane], clear[lane],
                    )  # fmt: skip
                elif age[lane] > 0:
                    age[lane] = 0
                    bands[lane], bins[lane], clear[lane] = 0.0, 0.0, 0.0
            end = min(begin + hop - within, frames)
            at = (frame + begin) % size
            passed_on(x[lane], y[lane], past[lane], goes[lane], begin, end, at)
            begin = end


@kernel
def _window(
    floor: float,
    oldest: int,
    sample_rate: int,
    window: NDArray[np.float32],
    edges: NDArray[np.int64],
    between: NDArray[np.float64],
    turns: NDArray[np.float32],
    angles: NDArray[np.float32],
    eight: NDArray[np.float32],
    room: NDArray[np.float32],
    past: NDArray[np.float32],
    goes: NDArray[np.float64],
    bands: NDArray[np.float64],
    bins: NDArray[np.float64],
    clear: NDArray[np.float64],
) -> None:
    """Add what goes from the last window, whose first sample stands at `oldest`."""
    size = window.size
    powers, noise, gain = np.empty(size // 2 + 1), np.empty(size // 2 + 1), np.empty(size // 2 + 1)
    taken_in(past, oldest, window, turns, angles, eight, room, powers)
    hop_s = size / OVERLAP / sample_rate
    follow(powers, edges, between, hop_s, bands, noise)
    stands = 10.0 * math.log10(max(powers.sum(), LEAST_POWER) / max(noise.sum(), LEAST_POWER))
    if bands[HEARD].max() * hop_s > TRUST_S:  # before, all stands over what is not known of the noise
        clear[0] = max(stands, clear[0] - FALLS_DB_S * hop_s)
    spared = SPARED * min(max((clear[0] - CLEAR_FROM_DB) / (CLEAR_TO_DB - CLEAR_FROM_DB), 0.0), 1.0)
    gains(powers, noise, floor, spared, math.exp(-hop_s / PRIOR_S), bins, gain)
    put_back(goes, gain, oldest, window, turns, angles, eight, room)


@kernel
def gains(
    powers: NDArray[np.float64],
    noise: NDArray[np.float64],
    floor: float,
    spared: float,
    keep: float,
    bins: NDArray[np.float64],
    gain: NDArray[np.float64],
) -> None:
    """Find the gain of every bin, none below `floor`.

    `spared` is the share of the noise that is not reckoned with where something is played, `keep` what a frame counts
    in the next one's SNR.
    """
    count = powers.size
    over = np.empty(count + 2)
    busy = 0.0
    for k in range(count):
        over[k + 1] = min(powers[k] / max(noise[k], LEAST_POWER), MOST_OVER)
        busy += min(over[k + 1], BUSY_MOST)
    over[0], over[count + 1] = over[2], over[count - 1]
    # While something is played, what little stands out belongs to it, and covers what chirps.
    busy = min(max((busy / count - BUSY_FROM) / (BUSY_TO - BUSY_FROM), 0.0), 1.0)
    absent, present = ABSENT + busy * (BUSY_ABSENT - ABSENT), PRESENT + busy * (BUSY_PRESENT - PRESENT)
    eases = 1.0 - EASIER * busy * spared
    total = np.zeros(count + 1)
    for k in range(count):
        total[k + 1] = total[k] + over[k + 1]
    for k in range(count):
        wide = max(WIDE, int(WIDE_SHARE * k))
        first, end = max(k - wide, 0), min(k + wide + 1, count)
        near = 1.0 + ((total[end] - total[first]) / (end - first) - 1.0) * math.pow(wide / WIDE, SURER)
        bins[NEAR, k] += 0.5 * (near - bins[NEAR, k])
        posterior = over[k + 1]
        if noise[k] <= LEAST_POWER:
            gain[k], bins[SNR, k] = 1.0, posterior
            continue
        eased = eases if wide > WIDE else 1.0
        least, most = 1.0 + eased * (absent - 1.0), 1.0 + eased * (present - 1.0)
        there = min(max((max(near, bins[NEAR, k]) - least) / (most - least), 0.0), 1.0)
        more = 1.0 / (1.0 - spared * there)
        posterior *= more
        smooth = more * (0.25 * over[k] + 0.5 * over[k + 1] + 0.25 * over[k + 2])
        prior = max(keep * bins[SNR, k] + (1.0 - keep) * max(smooth - 1.0, 0.0), LEAST_PRIOR)
        value = _suppression(prior, posterior)
        bins[SNR, k] = value * value * posterior
        value = _suppression(bins[SNR, k], posterior)
        gain[k] = max(floor, floor + there * (value - floor))


@kernel
def _suppression(prior: float, posterior: float) -> float:
    """Return the gain of [2]_ by what a bin's SNR is expected to be and by its power over the noise's."""
    share = prior / (1.0 + prior)
    return min(1.0, math.sqrt(share * (1.0 / max(posterior, 1e-6) + share)))
