"""Which tonmeister this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def current() -> str:
    """Return the installed version, as journals and transcripts record it."""
    try:
        return version("tonmeister")
    except PackageNotFoundError:
        return "0"
