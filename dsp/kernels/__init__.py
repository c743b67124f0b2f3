"""The numeric loops, compiled by numba: one file a kind of processor, imported only where it runs.

Compiled code is kept on the disk (`dsp.compiled`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba.np.linalg
from numba import config, njit

from dsp.compiled import folder

_settings: Any = config


def _no_blas() -> None:
    raise ImportError("no kernel multiplies matrices")


# numba would load scipy.linalg with its first kernel, only to learn that it is there: a tenth of a second.
numba.np.linalg.ensure_blas = _no_blas


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop: cached on disk, free of the GIL, and without reordering of sums.

    No `fastmath`: the same samples must come out whatever the block size and the lanes beside.
    """
    _settings.CACHE_DIR = str(folder(function.__module__.rpartition(".")[2]))
    compiled: Callable[..., Any] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled
