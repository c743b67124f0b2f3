"""The shape of a spectrum in a dozen numbers, as a listener tells one instrument or one mix from another."""

from __future__ import annotations

import numpy as np

from dsp.measure.windows import Vector

MELS = 40
COEFFICIENTS = 13

DEEP_DB = 80.0
"""What lies further than this under the loudest band of the whole sound shapes nothing that is heard."""


def mfcc(bands: Vector, count: int = COEFFICIENTS) -> Vector:
    """Return the mel-frequency cepstrum of each frame: 0 is how loud it is, 1 how dark, those above ever finer shape.

    Parameters
    ----------
    bands
        Power in bands evenly spaced in mel (`mel_weights`), shape (frames, bands).
    count
        How many coefficients to keep.

    Returns
    -------
    Vector
        The orthonormal DCT-II of the bands' levels in dB, shape (frames, count). The levels rest on a floor 80 dB under
        the loudest band of all frames, so that turning the sound up moves the coefficient 0 alone. Silence is 0.

    References
    ----------
    .. [1] S. B. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition in
       continuously spoken sentences", IEEE Trans. ASSP 28(4), 1980, equation 1; the scale of the DCT as in B. McFee
       et al., "librosa: audio and music signal analysis in Python", SciPy 2015.
    """
    from scipy.fft import dct

    if not bands.size or not bands.max() > 0:
        return np.zeros((len(bands), count))
    level = 10 * np.log10(np.maximum(bands, bands.max() * 10 ** (-DEEP_DB / 10)))
    return np.asarray(dct(level, type=2, norm="ortho", axis=1)[:, :count], np.float64)
