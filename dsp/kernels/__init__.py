"""The numeric loops, compiled by numba: one file a kind of processor, imported only where it runs.

Compiled code is kept in the user's cache folder, in a folder named after the kernels' own text, because
numba looks only at the file a kernel stands in and would not notice a change elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path


def _fingerprint() -> str:
    texts = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.blake2b(texts, digest_size=6).hexdigest()


def _folder() -> Path:
    """Return where compiled code is kept: the user's cache, or where that cannot be written, a temporary folder."""
    for base in (user_cache_path("tonmeister"), Path(tempfile.gettempdir()) / "tonmeister"):
        folder = base / "kernels" / _fingerprint()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise OSError(
        f"there is nowhere to keep compiled code: neither {user_cache_path('tonmeister')} nor a temporary folder"
    )


os.environ.setdefault("NUMBA_CACHE_DIR", str(_folder()))

from numba import njit  # noqa: E402 - the cache folder must be known first


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop: cached on disk, free of the GIL, and without reordering of sums.

    No `fastmath`: the same samples must come out whatever the block size and the lanes beside.
    """
    compiled: Callable[..., Any] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def compiled() -> bool:
    """Say whether this version's kernels have been compiled on this machine before."""
    return any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbc"))
