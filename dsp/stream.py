"""A recording being read, as the engine sees it."""

from __future__ import annotations

from typing import Protocol

from dsp.units import Audio


class Stream(Protocol):
    """A source being read at the session's rate."""

    @property
    def channels(self) -> int:
        """How many channels it has: 1 or 2."""

    @property
    def frames(self) -> int:
        """How long it is."""

    @property
    def late(self) -> int:
        """Frames by which its sound lags, where it has been through effects before."""

    @property
    def tail(self) -> int:
        """Frames that those may sound on."""

    def fill(self, out: Audio) -> None:
        """Set `out`, shape (channels, frames), float32, to the next frames: silence past the end."""

    def seek(self, frame: int) -> None:
        """Go on from that frame."""

    def close(self) -> None:
        """Let go of the file."""
