"""Recordings are read as they are, at any rate, in any pieces; what cannot be used is said in a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
import soundfile

from dsp.sources import SourceError, examine, open_stream, read

BAND = Path(__file__).parents[2] / "shared" / "data" / "band"


def noise(channels: int, frames: int, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((channels, frames)) * 0.1).astype(np.float32)


def write(path: Path, x: np.ndarray, rate: int, subtype: str = "FLOAT") -> Path:
    soundfile.write(path, x.T, rate, subtype=subtype)
    return path


@pytest.mark.parametrize(
    ("suffix", "subtype", "error"),
    [
        ("wav", "FLOAT", 0.0),
        ("wav", "PCM_24", 2.0**-23),
        ("wav", "PCM_16", 2.0**-15),
        ("flac", "PCM_24", 2.0**-23),
        ("aiff", "PCM_24", 2.0**-23),
    ],
)
def test_lossless_formats_read_back_what_was_written(tmp_path: Path, suffix: str, subtype: str, error: float) -> None:
    x = noise(2, 10_001)
    source = examine(write(tmp_path / f"x.{suffix}", x, 44_100, subtype))
    assert (source.name, source.sample_rate, source.channels, source.frames) == ("x", 44_100, 2, 10_001)
    assert np.abs(read(source, 44_100) - x).max() <= error


@pytest.mark.parametrize(("suffix", "subtype"), [("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III")])
def test_lossy_formats_keep_length_and_place(tmp_path: Path, suffix: str, subtype: str) -> None:
    t = np.arange(44_100) / 44_100
    x = (0.5 * np.sin(2 * np.pi * 440 * t) * np.hanning(len(t)))[None].astype(np.float32)
    y = read(examine(write(tmp_path / f"x.{suffix}", x, 44_100, subtype)), 44_100)
    assert y.shape == x.shape
    assert np.sqrt(np.mean((y - x) ** 2)) < 0.02 * np.sqrt(np.mean(x**2))


@pytest.mark.parametrize(
    ("own", "session"),
    [(44_100, 48_000), (48_000, 44_100), (8_000, 48_000), (192_000, 44_100), (96_000, 48_000)],
)
def test_another_rate_keeps_a_tone_in_place_and_level(tmp_path: Path, own: int, session: int) -> None:
    def tone(rate: int, frames: int) -> np.ndarray:
        return 0.5 * np.sin(2 * np.pi * 1000 * np.arange(frames) / rate)

    frames = own // 3 + 7
    source = examine(write(tmp_path / "x.wav", tone(own, frames)[None].astype(np.float32), own))
    y = read(source, session)
    assert y.shape == (1, int(frames * session / own + 0.5))
    inside = slice(session // 20, y.shape[1] - session // 20)  # away from the ends, where the filter rings
    assert np.abs(y[0] - tone(session, y.shape[1]))[inside].max() < 1e-5


def test_what_does_not_fit_under_the_lower_rate_is_gone(tmp_path: Path) -> None:
    t = np.arange(96_000) / 96_000
    x = (0.5 * np.sin(2 * np.pi * 30_000 * t))[None].astype(np.float32)
    y = read(examine(write(tmp_path / "x.wav", x, 96_000)), 44_100)
    assert np.abs(y[0, 2000:-2000]).max() < 10 ** (-110 / 20)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
@pytest.mark.parametrize("session", [44_100, 48_000])
def test_reading_goes_on_from_any_frame(tmp_path: Path, suffix: str, session: int) -> None:
    path = tmp_path / f"x.{suffix}"
    soundfile.write(path, noise(2, 30_011).T, 44_100)
    source = examine(path)
    whole = read(source, session)
    with open_stream(source, session) as stream:
        for frame in (20_000, 5, 0, whole.shape[1] - 10, whole.shape[1] + 10):
            stream.seek(frame)
            there = whole[:, frame : frame + 500]
            y = stream.read(500)
            assert np.abs(y[:, : there.shape[1]] - there).max(initial=0.0) < 10 ** (-110 / 20)
            assert not y[:, there.shape[1] :].any()
        stream.seek(25_000)
        assert sum(block.shape[1] for block in stream.blocks(999)) == stream.frames - 25_000


def test_many_streams_read_at_once_give_what_they_give_alone(tmp_path: Path) -> None:
    sources = [examine(write(tmp_path / f"{i}.wav", noise(2, 50_000, i), 44_100, "PCM_24")) for i in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda source: read(source, 44_100), sources))
    assert all(np.array_equal(y, read(source, 44_100)) for y, source in zip(together, sources, strict=True))


@pytest.mark.parametrize("session", [44_100, 48_000])
def test_samples_do_not_depend_on_the_blocks(tmp_path: Path, session: int) -> None:
    source = examine(write(tmp_path / "x.flac", noise(2, 30_011), 44_100, "PCM_24"))
    whole = read(source, session)
    for size in (1, 63, 4096, 10_000):
        frames = 300 if size == 1 else whole.shape[1]
        with open_stream(source, session) as stream:
            blocks = [stream.read(min(size, frames - i)) for i in range(0, frames, size)]
        assert np.array_equal(np.concatenate(blocks, axis=1), whole[:, :frames])


def test_after_the_end_there_is_silence(tmp_path: Path) -> None:
    x = noise(1, 1000)
    with open_stream(examine(write(tmp_path / "x.wav", x, 44_100)), 44_100) as stream:
        y = stream.read(1500)
        assert not stream.read(10).any()
    assert np.array_equal(y[:, :1000], x)
    assert not y[:, 1000:].any()


def test_blocks_end_where_the_recording_ends(tmp_path: Path) -> None:
    x = noise(2, 1000)
    with open_stream(examine(write(tmp_path / "x.wav", x, 44_100)), 44_100) as stream:
        blocks = list(stream.blocks(300))
    assert [block.shape[1] for block in blocks] == [300, 300, 300, 100]
    assert np.array_equal(np.concatenate(blocks, axis=1), x)


def test_the_hash_follows_the_bytes_and_not_the_name(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.wav", noise(1, 99), 44_100), tmp_path / "b.wav"
    other.write_bytes(one.read_bytes())
    changed = write(tmp_path / "c.wav", noise(1, 99, seed=1), 44_100)
    assert examine(one).hash == examine(other).hash != examine(changed).hash


def test_a_known_file_is_not_decoded_again(tmp_path: Path) -> None:
    path = write(tmp_path / "x.wav", noise(1, 99), 44_100)
    source = examine(path)
    path.rename(tmp_path / "y.wav")
    other = examine(tmp_path / "y.wav", {source.hash: source})
    assert (other.name, other.path.name, other.frames) == ("y", "y.wav", 99)


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


@pytest.mark.parametrize(
    ("suffix", "subtype"), [("flac", "PCM_24"), ("wav", "PCM_24"), ("aiff", "PCM_16"), ("wav", "FLOAT")]
)
def test_of_a_file_that_was_cut_what_decodes_is_used(tmp_path: Path, suffix: str, subtype: str) -> None:
    x = noise(2, 100_000)
    path = write(tmp_path / f"x.{suffix}", x, 44_100, subtype)
    whole = read(examine(path), 44_100)
    source = examine(cut(path, 0.6))
    assert source.promised == 100_000
    assert 50_000 < source.frames <= 60_001
    assert np.array_equal(read(source, 44_100), whole[:, : source.frames])


def with_nan(path: Path) -> None:
    x = noise(1, 20_000)
    x[0, 19_990] = np.nan
    write(path, x, 44_100)


def with_infinity(path: Path) -> None:
    x = noise(1, 100)
    x[0, 50] = np.inf
    write(path, x, 44_100)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_text("I am not audio at all. " * 50), r"^x\.wav cannot be read as audio: "),
        (lambda path: path.write_bytes(b""), r"^x\.wav is empty"),
        (lambda path: write(path, noise(1, 0), 44_100), r"^x\.wav holds no audio"),
        (lambda path: write(path, noise(6, 100), 44_100), r"^x\.wav has 6 channels"),
        (lambda path: write(path, noise(1, 100), 4_000), r"^x\.wav runs at 4000 Hz; 8000 to 192000"),
        (with_nan, r"^x\.wav holds samples that are not numbers"),
        (with_infinity, r"^x\.wav holds samples that are not numbers"),
        (lambda path: None, r"^x\.wav cannot be read: no such file"),
        (lambda path: path.mkdir(), r"^x\.wav cannot be read: is a directory"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, make, sentence: str) -> None:
    make(tmp_path / "x.wav")
    with pytest.raises(SourceError, match=sentence) as caught:
        examine(tmp_path / "x.wav")
    assert "\n" not in str(caught.value)


def test_a_raw_file_is_refused_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "x.raw").write_bytes(bytes(1000))
    with pytest.raises(SourceError, match=r"^x\.raw cannot be read as audio"):
        examine(tmp_path / "x.raw")


def test_a_file_exchanged_for_another_is_not_played(tmp_path: Path) -> None:
    source = examine(write(tmp_path / "x.wav", noise(1, 100), 44_100))
    write(tmp_path / "x.wav", noise(2, 100), 48_000)
    with pytest.raises(SourceError, match=r"^x\.wav is not the file it was"):
        open_stream(source, 44_100)


@pytest.mark.parametrize(("rate", "seconds"), [(8_000, 1.0), (192_000, 0.5), (44_100, 0.1)])
def test_low_high_and_short_recordings_are_recordings(tmp_path: Path, rate: int, seconds: float) -> None:
    source = examine(write(tmp_path / "x.wav", noise(1, int(rate * seconds)), rate))
    assert source.seconds == pytest.approx(seconds)
    assert read(source, 44_100).shape == (1, round(44_100 * seconds))


def test_resampling_agrees_with_an_independent_filter_on_a_real_voice() -> None:
    if not BAND.exists():
        pytest.skip(f"no real recordings at {BAND}")
    source = examine(BAND / "Lead Vox.flac")
    x = read(source, 44_100)[0, : 44_100 * 8]
    y = read(source, 48_000)[0, : 48_000 * 8]
    window = scipy.signal.firwin(160 * 128 + 1, 1 / 160 * 0.95, window=("kaiser", 10.0))
    reference = scipy.signal.resample_poly(x.astype(float), 160, 147, window=window)
    inside = slice(48_000, 48_000 * 7)
    error = np.sqrt(np.mean((y[inside] - reference[: len(y)][inside]) ** 2))
    assert 20 * np.log10(error / np.sqrt(np.mean(y[inside] ** 2))) < -60
