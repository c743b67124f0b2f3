"""A second opinion on loudness, from a meter that shares no code with ours."""

from __future__ import annotations

import importlib
import math
import threading
from pathlib import Path

import numpy as np

from dsp.sources import examine, read


def prepare() -> None:
    """Begin to load the meter in the background: its imports take most of a second."""
    threading.Thread(target=importlib.import_module, args=("pyloudnorm",), daemon=True).start()


def second_lufs(path: Path) -> float | None:
    """Return a written file's integrated loudness as pyloudnorm reads it, None if it is too short.

    References
    ----------
    C. J. Steinmetz and J. D. Reiss, "pyloudnorm: a simple yet flexible loudness meter in Python", 150th AES
    Convention, 2021.
    """
    import pyloudnorm

    source = examine(path)
    audio = read(source, source.sample_rate)
    meter = pyloudnorm.Meter(source.sample_rate)
    if source.seconds < meter.block_size:
        return None
    lufs = float(meter.integrated_loudness(audio.T.astype(np.float64)))
    return lufs if math.isfinite(lufs) else None
