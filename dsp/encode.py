"""Samples to bytes: WAV, FLAC and MP3 encoders that write into an open file.

WAV is written here rather than by libsndfile, whose float files carry the time of day.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[Any]
"""Shape (channels, frames): integers for a depth below 32 bits, floats for 32."""

_PCM, _IEEE_FLOAT = 1, 3


class WavEncoder:
    """Writes RIFF WAVE: 16 or 24 bit integers, or 32 bit floating point.

    References
    ----------
    .. [1] IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991, and
       "New Multimedia Data Types and Data Techniques", 1994: floating point needs a `fact` chunk.
    """

    def __init__(self, file: IO[bytes], sample_rate: int, channels: int, bits: int) -> None:
        self._file = file
        self._rate, self._channels, self._bits = sample_rate, channels, bits
        self._size = 0
        file.write(self._header())

    def write(self, samples: Samples) -> None:
        """Append frames.

        Raises
        ------
        OSError
            If the file cannot grow, be it because its sizes, of 32 bits, cannot tell them.
        """
        if self._size + samples.size * self._bits // 8 > 0xFFFF_FF00:
            raise OSError(errno.EFBIG, "a WAV file holds 4 GiB at most; a FLAC file holds more")
        data = _packed(_interleaved(samples), self._bits)
        self._size += data.nbytes
        self._file.write(data.data)

    def close(self) -> None:
        """Pad to an even length and write the header again, which can now tell the sizes."""
        self._file.write(b"\0" * (self._size % 2))
        self._file.seek(0)
        self._file.write(self._header())

    def _header(self) -> bytes:
        frame_bytes = self._channels * self._bits // 8
        about = (self._channels, self._rate, self._rate * frame_bytes, frame_bytes, self._bits)
        if self._bits == 32:
            form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, _IEEE_FLOAT, *about, 0)
            form += struct.pack("<4sII", b"fact", 4, self._size // frame_bytes)
        else:
            form = struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, *about)
        riff = 4 + len(form) + 8 + self._size + self._size % 2
        return struct.pack("<4sI4s", b"RIFF", riff, b"WAVE") + form + struct.pack("<4sI", b"data", self._size)


class _SoundfileEncoder:
    """Writes through libsndfile."""

    def __init__(self, file: IO[bytes], sample_rate: int, channels: int, **form: Any) -> None:
        import soundfile

        self._sink = _Sink(file)
        self._format = form["format"]
        self._sound = soundfile.SoundFile(self._sink, "w", sample_rate, channels, **form)

    def write(self, samples: Samples) -> None:
        """Append frames; raises `OSError` if the file cannot grow."""
        try:
            self._sound.write(self._frames(samples))
        except (RuntimeError, AssertionError) as error:
            raise self._sink.error or OSError(str(error)) from error
        self._sink.check()

    def close(self) -> None:
        """Write what is left; raises `OSError` if the file cannot grow or holds nothing."""
        try:
            empty = not self._sound.closed and self._sound.frames == 0
            self._sound.close()
        except RuntimeError as error:
            raise self._sink.error or OSError(str(error)) from error
        self._sink.check()
        if empty:
            raise OSError(errno.EINVAL, f"a {self._format} file cannot be empty")

    def _frames(self, samples: Samples) -> Samples:
        return _interleaved(samples).reshape(-1, len(samples))


class FlacEncoder(_SoundfileEncoder):
    """Writes FLAC."""

    def __init__(self, file: IO[bytes], sample_rate: int, channels: int, bits: int) -> None:
        self._shift = 32 - bits
        super().__init__(file, sample_rate, channels, subtype=f"PCM_{bits}", format="FLAC")

    def _frames(self, samples: Samples) -> Samples:
        return super()._frames(samples) << self._shift


MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


class Mp3Encoder(_SoundfileEncoder):
    """Writes MP3 at 320 kbit/s, or as much as its sample rate allows.

    Raises
    ------
    OSError
        If an MP3 cannot have that sample rate.

    References
    ----------
    .. [1] ISO/IEC 11172-3 and 13818-3: the sample rates of MPEG audio layer III.
    """

    def __init__(self, file: IO[bytes], sample_rate: int, channels: int, _bits: int) -> None:
        if sample_rate not in MP3_RATES:
            raise OSError(errno.EINVAL, f"an MP3 file cannot hold {sample_rate / 1000:g} kHz; a FLAC file can")
        form = {"subtype": "MPEG_LAYER_III", "format": "MP3", "compression_level": 0.0, "bitrate_mode": "CONSTANT"}
        super().__init__(file, sample_rate, channels, **form)


def _interleaved(samples: Samples) -> Samples:
    """Return the samples frame by frame."""
    if len(samples) == 1:
        return np.ascontiguousarray(samples[0])
    from dsp.kernels import pcm

    frames = np.empty(samples.size, samples.dtype)
    pcm.interleave(*np.ascontiguousarray(samples), frames)
    return frames


def _packed(frames: Samples, bits: int) -> NDArray[Any]:
    """Return the bytes of samples, lowest first."""
    if bits != 24:
        return frames.astype({16: "<i2", 32: "<f4"}[bits], copy=False)
    from dsp.kernels import pcm

    data = np.empty(3 * frames.size, np.uint8)
    pcm.to_24(frames, data)
    return data


class _Sink:
    """A file that keeps its first error for later, because no exception can pass through libsndfile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None
        self.tell = file.tell
        self.read = file.read

    def check(self) -> None:
        if self.error is not None:
            raise self.error

    def write(self, data: bytes) -> int:
        self._attempt(lambda: self._file.write(data))
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> None:
        self._attempt(lambda: self._file.seek(offset, whence))

    def _attempt(self, act: Callable[[], int]) -> None:
        if self.error is None:
            try:
                act()
            except OSError as error:
                self.error = error
