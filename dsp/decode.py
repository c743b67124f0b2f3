"""Files to samples: plain WAV by ourselves (`dsp.wav`), everything else by libsndfile.

Reading stays in these two places: nothing else knows formats or that files hold frames side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np

from dsp import wav
from dsp.units import Audio

CHUNK = 4096
"""Frames decoded at a time: FLAC's usual block, so that all whole blocks of a cut file are kept."""

_SAMPLE_BYTES = {"PCM_U8": 1, "PCM_S8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}
_SEEKABLE = ("WAV", "AIFF", "FLAC")
"""Formats in which libsndfile finds a frame exactly; near the end of an Ogg it does not, nor always in an MP3."""


class NotAudio(Exception):
    """What a file holds cannot be decoded; the message says why and ends a sentence."""


class Decoder(Protocol):
    """A recording being read at its own sample rate.

    Attributes
    ----------
    frames
        How many frames it gives at most; of a cut file fewer may decode.
    promised
        How many the header promises, 0 if it does not say.
    certain
        Whether the header alone tells that every frame decodes, and to finite numbers.
    """

    sample_rate: int
    channels: int
    frames: int
    promised: int
    certain: bool

    def read(self, out: Audio) -> int:
        """Set `out`, shape (channels, frames), to the next frames; return how many: fewer only at the end."""

    def seek(self, frame: int) -> None:
        """Go on from a frame."""

    def close(self) -> None:
        """Close the file."""


def open_decoder(path: Path, frames: int | None = None) -> Decoder:
    """Open a file, to read so many frames of it at most.

    Raises
    ------
    OSError
        If it cannot be read.
    NotAudio
        If nothing in it can be decoded.
    """
    layout = wav.layout(path)
    plain = layout and layout.channels <= 2
    return wav.WavDecoder(path, layout, frames) if layout and plain else SoundFileDecoder(path, frames)


class SoundFileDecoder:
    """A file opened by libsndfile (`Decoder`)."""

    def __init__(self, path: Path, frames: int | None = None) -> None:
        self._path = path
        self._open()
        self.sample_rate, self.channels = self._file.samplerate, self._file.channels
        self.frames = self._file.frames if frames is None else min(frames, self._file.frames)
        self.promised = max(self._file.frames, self._promised_by_chunks())
        self.certain = False

    def read(self, out: Audio) -> int:
        """Set `out`, shape (channels, frames), to the next frames; return how many, up to where decoding fails."""
        import soundfile

        done = 0
        while wanted := min(out.shape[1] - done, self.frames - self._at, CHUNK):
            try:
                chunk = self._file.read(wanted, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                break
            out[:, done : done + len(chunk)] = chunk.T
            done += len(chunk)
            self._at += len(chunk)
            if len(chunk) < wanted:
                break
        return done

    def seek(self, frame: int) -> None:
        """Go on from a frame, by decoding up to it where nothing else leads there exactly."""
        import soundfile

        frame = min(frame, self.frames)
        try:
            if self._file.format in _SEEKABLE and self._file.seek(frame) == frame:
                self._at = frame
                return
        except soundfile.LibsndfileError:
            pass  # a cut file cannot always be searched
        self.close()
        self._open()
        passed = np.empty((self.channels, CHUNK), np.float32)
        while self._at < frame and self.read(passed[:, : frame - self._at]):
            pass

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _open(self) -> None:
        import soundfile

        try:
            self._file = soundfile.SoundFile(self._path)
        except (soundfile.SoundFileError, OSError, TypeError) as error:
            raise NotAudio(getattr(error, "error_string", str(error)).rstrip(".")) from error
        # soundfile seeks to where it stands after every read, and MP3 does not always get back there.
        self._file.seekable = lambda: False
        self._at = 0

    def _promised_by_chunks(self) -> int:
        """How many frames a WAV's `data` or an AIFF's `SSND` chunk claims to hold; 0 if it does not say.

        libsndfile reports what there is, not what was promised.
        """
        frame_bytes = _SAMPLE_BYTES.get(self._file.subtype, 0) * self.channels
        with self._path.open("rb") as raw:
            order = {b"RIFF": "<", b"FORM": ">"}.get(raw.read(12)[:4])
            if order and frame_bytes:
                for name, size in wav.chunks(raw, order):
                    if name in (b"data", b"SSND"):
                        unknown = size >= wav.UNFILLED
                        return 0 if unknown else (size - 8 * (name == b"SSND")) // frame_bytes
        return 0
