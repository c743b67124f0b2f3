"""A session is the recordings at the top level of a folder; everything else in it is left alone or named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.folder import scan, session_rate
from dsp.sources import Source, SourceError


def recording(path: Path, rate: int = 44_100, frames: int = 500) -> None:
    x = np.random.default_rng(frames).standard_normal(frames).astype(np.float32) * 0.1
    soundfile.write(path, x, rate, format="AIFF" if path.suffix == ".AIF" else None)


def test_recordings_come_in_the_order_of_their_file_names(tmp_path: Path) -> None:
    for name in ("Vox.flac", "Bass.wav", "Kick.AIF", "Pad.ogg", "Atmo.mp3"):
        recording(tmp_path / name)
    sources, notices = scan(tmp_path)
    assert [source.name for source in sources] == ["Atmo", "Bass", "Kick", "Pad", "Vox"]
    assert notices == ()


def test_only_audio_at_the_top_level_counts(tmp_path: Path) -> None:
    recording(tmp_path / "Vox.wav")
    recording(tmp_path / ".Ghost.wav")
    (tmp_path / "Half.wav.part").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("louder")
    for folder in ("renders", ".tonmeister", "deep.wav"):
        (tmp_path / folder).mkdir()
        recording(tmp_path / folder / "No.wav")
    sources, notices = scan(tmp_path)
    assert [source.name for source in sources] == ["Vox"]
    assert notices == ()


def test_a_second_file_of_a_stem_keeps_its_suffix(tmp_path: Path) -> None:
    for name in ("Kick.flac", "Kick.wav", "Kick.wav.flac", "main.wav"):
        recording(tmp_path / name)
    sources, _ = scan(tmp_path)
    assert [source.name for source in sources] == ["Kick", "Kick.wav", "Kick.wav.flac", "main.wav"]


def test_bad_files_are_named_and_the_rest_is_used(tmp_path: Path) -> None:
    recording(tmp_path / "Good.wav")
    recording(tmp_path / "Short.flac", frames=50_000)
    data = (tmp_path / "Short.flac").read_bytes()
    (tmp_path / "Short.flac").write_bytes(data[: len(data) // 2])
    (tmp_path / "Empty.wav").touch()
    (tmp_path / "Text.wav").write_text("do re mi " * 100)
    sources, notices = scan(tmp_path)
    assert [source.name for source in sources] == ["Good", "Short"]
    assert [(notice.file, notice.refused) for notice in notices] == [
        ("Empty.wav", True),
        ("Short.flac", False),
        ("Text.wav", True),
    ]
    frames = sources[1].frames
    assert 0 < frames < 50_000
    said = f"Short.flac is cut short: {frames / 44_100:.2f} s of {50_000 / 44_100:.2f} s decode and are used"
    assert notices[1].sentence == said


def test_known_recordings_give_the_same_answer(tmp_path: Path) -> None:
    for name in ("a.wav", "b.flac"):
        recording(tmp_path / name)
    first = scan(tmp_path)
    assert scan(tmp_path, {source.hash: source for source in first[0]}) == first


def test_what_is_known_is_trusted_and_not_decoded(tmp_path: Path) -> None:
    recording(tmp_path / "a.wav")
    ((source,), _) = scan(tmp_path)
    remembered = Source("old", tmp_path / "old.wav", source.hash, 48_000, 2, 7, 7)
    ((again,), _) = scan(tmp_path, {source.hash: remembered})
    assert (again.name, again.path, again.frames) == ("a", tmp_path / "a.wav", 7)


def test_plain_files_are_examined_without_decoding_them(tmp_path: Path) -> None:
    recording(tmp_path / "a.wav")
    code = "import sys; from pathlib import Path; from dsp.folder import scan; scan(Path(sys.argv[1])); "
    code += "print({'soundfile', 'numba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder.rmdir(), "there is no folder"),
        (lambda folder: None, "is empty; put the recordings"),
        (lambda folder: (folder / "a.txt").touch(), "holds no wav, flac, aiff, aif, ogg or mp3 file"),
        (lambda folder: (folder / "a.wav").touch(), "no recording that can be used: a.wav is empty"),
        (lambda folder: (folder.rmdir(), folder.touch()), "is a file; a session is a folder"),
    ],
)
def test_a_folder_that_is_no_session_is_refused_in_a_sentence(tmp_path: Path, make, sentence: str) -> None:
    folder = tmp_path / "song"
    folder.mkdir()
    make(folder)
    with pytest.raises(SourceError, match=sentence) as caught:
        scan(folder)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    ("rates", "session"),
    [
        ([44_100, 44_100, 96_000], 44_100),
        ([44_100, 48_000], 48_000),
        ([8_000, 8_000, 44_100, 48_000], 8_000),
        ([192_000], 192_000),
    ],
)
def test_a_session_runs_at_the_rate_of_most_files(rates: list[int], session: int) -> None:
    sources = [Source(str(i), Path(), "", rate, 1, 1, 1) for i, rate in enumerate(rates)]
    assert session_rate(sources) == session
