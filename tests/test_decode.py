"""Whatever the format, a frame that is sought is the frame that straight reading comes to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.decode import Decoder, NotAudio, open_decoder

FORMATS = [
    ("x.wav", "PCM_24"),
    ("x.wav", "PCM_U8"),
    ("x.wav", "MS_ADPCM"),
    ("x.aiff", "PCM_24"),
    ("x.flac", "PCM_16"),
    ("x.ogg", "VORBIS"),
    ("x.ogg", "OPUS"),
    ("x.mp3", "MPEG_LAYER_III"),
]


def recording(path: Path, subtype: str, frames: int = 100_000) -> Path:
    x = np.random.default_rng(5).standard_normal((frames, 2)) * 0.1
    soundfile.write(path, x, 48_000, subtype=subtype)
    return path


def decoded(decoder: Decoder, frames: int) -> np.ndarray:
    out = np.empty((decoder.channels, frames), np.float32)
    return out[:, : decoder.read(out)]


@pytest.mark.parametrize(("name", "subtype"), FORMATS)
def test_a_frame_that_is_sought_is_found_exactly(tmp_path: Path, name: str, subtype: str) -> None:
    path = recording(tmp_path / name, subtype)
    decoder = open_decoder(path)
    whole = decoded(decoder, decoder.frames)
    assert whole.shape[1] == decoder.frames >= 100_000
    for frame in (50_000, 0, 12_345, decoder.frames - 7, 1, decoder.frames, 10**9):
        decoder.seek(frame)
        assert np.array_equal(decoded(decoder, 3000), whole[:, frame : frame + 3000])
    decoder.close()


def test_a_cut_file_can_be_searched_up_to_its_end(tmp_path: Path) -> None:
    path = recording(tmp_path / "x.flac", "PCM_24")
    path.write_bytes(path.read_bytes()[:300_000])
    decoder = open_decoder(path)
    whole = decoded(decoder, decoder.frames)
    assert 4096 < whole.shape[1] < 90_000
    decoder.close()
    decoder = open_decoder(path, whole.shape[1])
    for frame in (whole.shape[1] - 100, 10, whole.shape[1] - 1):
        decoder.seek(frame)
        assert np.array_equal(decoded(decoder, 100), whole[:, frame : frame + 100])
    decoder.close()


@pytest.mark.parametrize(("name", "subtype"), FORMATS)
def test_no_more_is_read_than_asked_for(tmp_path: Path, name: str, subtype: str) -> None:
    decoder = open_decoder(recording(tmp_path / name, subtype), frames=777)
    assert decoded(decoder, 5000).shape == (2, 777)
    decoder.close()


def test_what_is_no_audio_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("la la la" * 100)
    with pytest.raises(NotAudio, match=r"[Ff]ormat not recognised"):
        open_decoder(tmp_path / "x.wav")
