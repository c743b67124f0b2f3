from __future__ import annotations

import json

import pyloudnorm
import pytest
from studio import noise, read, write

from assistant.__main__ import main


def lufs(path) -> float:
    audio, rate = read(path)
    return float(pyloudnorm.Meter(rate).integrated_loudness(audio.T))


def rows(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def mixes(tmp_path):
    return write(tmp_path / "mixes", {"one": noise(channels=2), "two": noise(channels=2, level=0.01, seed=8)})


def test_every_file_is_mastered_for_every_target(mixes, tmp_path, capsys):
    files = [str(mixes / "one.wav"), str(mixes / "two.wav")]
    code = main(["master", *files, "--for", "apple music,-12", "--out", str(tmp_path / "out"), "--json"])
    told = rows(capsys.readouterr().out)
    assert code == 0
    made = [path for row in told for path in row["files"]]
    assert sorted(path.rsplit("/", 1)[1] for path in made) == [
        "one.-12-LUFS.wav",
        "one.apple-music.wav",
        "two.-12-LUFS.wav",
        "two.apple-music.wav",
    ]
    for path in made:
        assert lufs(path) == pytest.approx(-16.0 if "apple" in path else -12.0, abs=0.1)


def test_a_target_nobody_knows_is_wrong_use(mixes, capsys):
    assert main(["master", str(mixes / "one.wav"), "--for", "myspace"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "'myspace' is no target I know" in told.err
    assert not (mixes / "renders").exists()


def test_a_file_that_cannot_be_read_does_not_stop_the_others(mixes, tmp_path, capsys):
    (mixes / "text.wav").write_text("hello")
    files = [str(mixes / "text.wav"), str(mixes / "one.wav")]
    assert main(["master", *files, "--for", "spotify", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert told.err.count("text.wav") == 1
    assert (tmp_path / "out" / "one.spotify.wav").exists()


def test_two_files_of_one_name_do_not_overwrite_each_other(mixes, tmp_path, capsys):
    write(tmp_path / "more", {"one": noise(channels=2, seed=9)})
    files = [str(mixes / "one.wav"), str(tmp_path / "more" / "one.wav")]
    code = main(["master", *files, "--for", "spotify", "--out", str(tmp_path / "out"), "--json"])
    told = capsys.readouterr()
    made = [path for row in rows(told.out) for path in row["files"]]
    assert len(made) == len(set(made)), "nothing is written over in silence"
    assert code == (0 if len(made) == 2 else 1)
    assert len(made) == 2 or "one.wav" in told.err


@pytest.mark.parametrize("kind", ["wav16", "flac", "mp3"])
def test_the_format_is_the_one_asked_for(mixes, tmp_path, kind):
    import soundfile

    where = str(tmp_path / "out")
    assert main(["master", str(mixes / "one.wav"), "--for", "spotify", "--format", kind, "--out", where]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert (path.suffix, soundfile.info(path).subtype) == {
        "wav16": (".wav", "PCM_16"),
        "flac": (".flac", "PCM_24"),
        "mp3": (".mp3", "MPEG_LAYER_III"),
    }[kind]


def test_an_mp3_keeps_its_ceiling_in_the_file(tmp_path, capsys):
    import soundfile

    from dsp.measure import measure

    mix = write(tmp_path / "loud", {"one": noise(8.0, channels=2, level=0.3, seed=5)}) / "one.wav"
    code = main(["master", str(mix), "--for=-9", "--format", "mp3", "--out", str(tmp_path), "--json"])
    (row,) = rows(capsys.readouterr().out)
    audio, rate = soundfile.read(row["files"][0], dtype="float32", always_2d=True)
    heard = measure(audio.T, rate)
    assert code == 0
    assert -2.0 < heard.true_peak_dbtp <= -1.0
    assert heard.integrated_lufs == pytest.approx(-9.0, abs=0.2)
