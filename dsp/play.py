"""The sound device, and why there may be none. Nothing else knows sounddevice, and it is loaded when something plays.

What plays writes and waits until there is room. A callback from the device's own thread would have to take Python's
lock in real time; a thread that runs a little ahead does not.
"""

from __future__ import annotations

import contextlib
import ctypes
from typing import Protocol

import numpy as np

from dsp.resample import Resampler
from dsp.units import Audio

BLOCK = 512
"""Frames written at a time: 11 ms."""

LATENCY_S = 0.15
"""How far ahead of the ear the device is filled, so that a busy machine does not make it run dry."""


class PlayError(Exception):
    """Nothing can be heard; the message is a sentence that says why and what would help."""


class Sink(Protocol):
    """Where sound goes.

    Attributes
    ----------
    notice
        A sentence if it does not take the sound as it is, empty otherwise.
    """

    notice: str

    def write(self, block: Audio) -> bool:
        """Take the next frames, shape (2, frames), waiting until there is room; return whether it had run dry."""

    def close(self) -> None:
        """Let what was written sound to its end, then let go of the device."""


class Device:
    """The system's sound output.

    Raises
    ------
    PlayError
        If there is no PortAudio or no device, or it does not open.
    """

    def __init__(self, sample_rate: int) -> None:
        try:
            import sounddevice
        except OSError:
            raise PlayError(
                f"the PortAudio library is missing (`apt install libportaudio2` brings it); {INSTEAD}"
            ) from None
        self._broken = sounddevice.PortAudioError
        _hush_alsa()
        try:
            rate = sample_rate if _takes(sample_rate) else round(_own_rate())
            self._stream = sounddevice.OutputStream(
                rate, blocksize=BLOCK, channels=2, dtype="float32", latency=LATENCY_S
            )
            self._stream.start()
            self._hush(LATENCY_S)
        except self._broken as error:
            raise PlayError(f"{_why(error)}; {INSTEAD}") from None
        self._resampler = Resampler(sample_rate, rate, 2) if rate != sample_rate else None
        told = f"The sound device does not run at {sample_rate} Hz; you hear the mix resampled to {rate} Hz."
        self.notice = told if self._resampler else ""

    def write(self, block: Audio) -> bool:
        """Take the next frames, waiting until there is room; return whether it had run dry."""
        sound = self._resampler.process(block) if self._resampler else block
        try:
            return bool(self._stream.write(np.ascontiguousarray(sound.T)))
        except self._broken as error:
            raise PlayError(f"the sound device takes no more sound ({_said(error)})") from None

    def close(self) -> None:
        """Let what was written sound to its end, then let go of the device."""
        with contextlib.suppress(self._broken):  # one that was unplugged cannot be stopped either
            self._hush(2 * LATENCY_S)
            self._stream.stop()
            self._stream.close()

    def _hush(self, seconds: float) -> None:
        """Write silence: a device may swallow the first it is given, and drops what waits in it when it stops."""
        self._stream.write(np.zeros((round(seconds * self._stream.samplerate), 2), np.float32))


INSTEAD = '"render the mix" writes a file that any player opens'


_Handler = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
_DEAF = _Handler(lambda *_: None)


def _hush_alsa() -> None:
    """Keep Linux's sound library from writing across the screen: what it has to say is counted or told here."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_DEAF)


def _takes(sample_rate: int) -> bool:
    import sounddevice

    try:
        sounddevice.check_output_settings(channels=2, dtype="float32", samplerate=sample_rate)
    except sounddevice.PortAudioError:
        return False
    return True


def _own_rate() -> float:
    import sounddevice

    return float(sounddevice.query_devices(kind="output")["default_samplerate"])


def _why(error: Exception) -> str:
    if "querying device -1" in str(error):
        return "there is no sound device here"
    return f"the sound device does not open ({_said(error)})"


def _said(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
