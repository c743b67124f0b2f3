"""Whatever is wrong with a folder or a disk is one clear sentence, and never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from studio import RATE, noise, read, write

from assistant.__main__ import main


def said(capsys, *arguments) -> tuple[int, str, list[str]]:
    code = main([str(a) for a in arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    words = [line for line in told.err.splitlines() if not line.endswith("…")]
    return code, told.out, words


def text(path):
    path.write_text("this is no audio, whatever its name says" * 20)


def nothing(path):
    path.write_bytes(b"")


def not_numbers(path):
    audio = noise(1.0)[0].astype(np.float32)
    audio[100] = np.nan
    soundfile.write(path, audio, RATE, subtype="FLOAT")


def six_channels(path):
    soundfile.write(path, noise(1.0, channels=6).T, RATE)


def header_only(path):
    soundfile.write(path, np.zeros((0, 1)), RATE)


def truncated(path):
    flac = path.with_suffix(".flac")
    soundfile.write(flac, noise(4.0)[0], RATE, subtype="PCM_16")
    whole = flac.read_bytes()
    flac.write_bytes(whole[: len(whole) // 2])


BROKEN = {
    "text": text,
    "nothing": nothing,
    "not numbers": not_numbers,
    "six channels": six_channels,
    "header": header_only,
}


@pytest.mark.parametrize("what", BROKEN)
def test_alone_in_its_folder_it_is_named_and_the_session_does_not_open(tmp_path, capsys, what):
    folder = tmp_path / "song"
    folder.mkdir()
    BROKEN[what](folder / "Odd One.wav")
    code, out, words = said(capsys, "say", folder, "bass up 1 dB", "--json")
    assert (code, out) == (1, "")
    assert len(words) == 1
    assert "Odd One.wav" in words[0]


@pytest.mark.parametrize("what", BROKEN)
def test_beside_a_good_track_it_is_named_and_left_out(tmp_path, capsys, what):
    folder = write(tmp_path / "song", {"Bass": noise()})
    BROKEN[what](folder / "Odd One.wav")
    code, out, words = said(capsys, "say", folder, "bass down 1 dB", "--json")
    assert code == 0
    assert json.loads(out)["status"] == "done"
    assert len(words) == 1
    assert words[0].startswith("Odd One.wav")


def test_a_truncated_file_is_used_as_far_as_it_decodes_and_that_is_said(tmp_path, capsys):
    folder = write(tmp_path / "song", {"Bass": noise()})
    truncated(folder / "Cut.wav")
    code, out, words = said(capsys, "say", folder, "cut up 1 dB", "render the cut", "--json")
    assert code == 0
    assert len(words) == 1
    assert "Cut.flac is cut short" in words[0]
    cut, _ = read(json.loads(out.splitlines()[1])["files"][0])
    sounding = np.flatnonzero(np.abs(cut[0]) > 1e-3)[-1] / RATE
    assert 0.5 < sounding < 3.9


@pytest.mark.parametrize("where", ["nowhere", "a/b/c"])
def test_a_missing_folder_is_one_sentence(tmp_path, capsys, monkeypatch, where):
    monkeypatch.chdir(tmp_path)
    code, out, words = said(capsys, "say", where, "hi")
    assert (code, out, len(words)) == (1, "", 1)
    assert where.split("/")[-1] in words[0]


def test_an_empty_folder_and_a_file_are_one_sentence(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("hello")
    (tmp_path / "a.wav").write_text("")
    for name, part in (("empty", "is empty"), ("notes", "holds no"), ("a.wav", "is a file")):
        code, out, words = said(capsys, "say", tmp_path / name, "hi")
        assert (code, out, len(words)) == (1, "", 1)
        assert part in words[0]


@pytest.mark.parametrize("rate", [8_000, 192_000])
def test_low_and_high_sample_rates_work(tmp_path, capsys, rate):
    folder = tmp_path / "song"
    folder.mkdir()
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)
    soundfile.write(folder / "Bass.wav", tone, rate, subtype="PCM_24")
    code, out, words = said(
        capsys, "say", folder, "bass up 2 dB", "make the bass warmer", "less sibilant", "master to -20 LUFS", "--json"
    )
    lines = [json.loads(line) for line in out.splitlines()]
    assert words == []
    assert lines[0]["status"] == "done"
    assert lines[3]["status"] == "done", lines[3]["reply"]
    _, made_rate = read(lines[3]["files"][0])
    assert made_rate == rate
    assert code in (0, 1)


def test_mixed_rates_run_at_that_of_most(tmp_path, capsys):
    folder = write(tmp_path / "song", {"A": noise(1.0), "B": noise(1.0, seed=2)})
    soundfile.write(folder / "C.wav", noise(1.0)[0], 48_000, subtype="PCM_24")
    code, out, _ = said(capsys, "show", folder, "--json")
    assert (code, json.loads(out)["sample_rate"]) == (0, RATE)


def test_a_tenth_of_a_second_opens_but_is_not_mastered(tmp_path, capsys):
    folder = write(tmp_path / "song", {"Bass": noise(0.1)})
    code, out, _ = said(capsys, "say", folder, "bass down 1 dB", "master for Spotify", "make the bass warmer", "--json")
    statuses = [json.loads(line)["status"] for line in out.splitlines()]
    assert code == 1
    assert statuses[:2] == ["done", "refused"]


def test_a_folder_that_cannot_be_written_to_keeps_its_state_with_the_users_own(
    song, home, tmp_path, capsys, monkeypatch
):
    real = os.access
    monkeypatch.setattr("assistant.places.os.access", lambda path, mode: path != song and real(path, mode))
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in song.iterdir())
    code, out, words = said(capsys, "say", song, "bass down 1 dB", "render the mix", "--json")
    assert code == 0
    assert len(words) == 1
    assert words[0].startswith(f"I cannot write in {song}")
    assert sorted(path.name for path in song.iterdir()) == before
    assert json.loads(out.splitlines()[1])["files"] == [str(tmp_path / "renders" / "song.mix.wav")]
    assert list((home / "state").rglob("journal.jsonl"))


@pytest.mark.parametrize("option", ["--state", "--out"])
def test_a_place_that_cannot_be_made_is_one_sentence(song, capsys, option):
    code, out, words = said(capsys, "say", song, "render the mix", "--json", option, "/proc/tonmeister")
    assert code == 1
    heard = words + [json.loads(line)["reply"] for line in out.splitlines()]
    assert len(heard) == 1
    assert "/proc/tonmeister" in heard[0]
    assert "\n" not in heard[0]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1.5 MB, if this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("this machine does not let root mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def full_disk_is_one_sentence(song, disk, capsys):
    code, out, words = said(capsys, "say", song, "bass down 1 dB", "render the mix as wav24", "--json", "--out", disk)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["status"] for line in lines] == ["done", "refused"]
    assert "song.mix.wav cannot be written" in lines[1]["reply"]
    assert "no space left" in lines[1]["reply"].lower()
    assert not list(disk.iterdir()), "nothing half-written stays"
    assert words == []


def test_a_full_disk_is_one_sentence(song, small_disk, capsys):
    full_disk_is_one_sentence(song, small_disk, capsys)


def test_a_disk_that_fills_up_while_writing_is_one_sentence(song, tmp_path, capsys, monkeypatch):
    """The same without a file system of its own: the encoder meets the end of the disk."""
    from dsp.encode import WavEncoder

    def full(self, samples):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WavEncoder, "write", full)
    (tmp_path / "disk").mkdir()
    full_disk_is_one_sentence(song, tmp_path / "disk", capsys)


def test_a_disk_too_full_for_the_journal_is_one_sentence(song, tmp_path, capsys, monkeypatch):
    def full(fd, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.journal.os.write", full)
    code, out, words = said(capsys, "say", song, "bass down 1 dB", "--json")
    assert (code, out, len(words)) == (1, "", 1)
    assert "No space left on device" in words[0]


def test_a_broken_journal_is_one_sentence(song, capsys):
    said(capsys, "say", song, "bass down 1 dB")
    path = song / ".tonmeister" / "journal.jsonl"
    path.write_bytes(b"{broken\n" + path.read_bytes())
    code, out, words = said(capsys, "say", song, "hi")
    assert (code, out, len(words)) == (1, "", 1)
    assert "line 1" in words[0]


def test_every_error_of_a_subprocess_is_a_sentence_on_stderr_and_stdout_stays_clean(tmp_path):
    run = [sys.executable, "-m", "assistant"]
    done = subprocess.run([*run, "say", str(tmp_path / "none"), "hi", "--json"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    words = [line for line in done.stderr.splitlines() if not line.endswith(" …")]  # a slow start is said, too
    assert words == [f"There is no folder {tmp_path / 'none'}."]


def test_a_pipe_that_closes_early_is_no_traceback(song):
    command = f'"{sys.executable}" -m assistant say "{song}" "what can I say?" "what can I say?" --json | head -c 10'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_names_of_many_kinds_are_only_names(tmp_path, capsys):
    names = ("01 - Lead Vox (final)", "Größe 2", "undo", "a.b.c", "[x]", "%s {0}")
    folder = write(tmp_path / "my song [v2]", {name: noise(1.0, seed=i) for i, name in enumerate(names)})
    for name in names:
        code, out, words = said(capsys, "say", folder, f"{name}: fader gain -3 dB", "--json")
        assert (code, words) == (0, []), out
        (move,) = json.loads(out)["moves"]
        assert move["strip"] == name
        said(capsys, "say", folder, "why?", "what have you done?")
    code, out, _ = said(capsys, "render", folder, "--stems", "--json")
    assert len(json.loads(out)["files"]) == len(names)


def test_a_very_long_or_odd_sentence_is_answered(song, capsys):
    for sentence in ("", "   ", "?" * 300, "🎸" * 50, "up " * 10, "a\nb\tc", "vocal up 1e400 dB", "pan it nan left"):
        code, out, _ = said(capsys, "say", song, sentence, "--json", "--dry-run")
        assert code == 1
        line = json.loads(out)
        assert line["moves"] == []
        assert line["reply"]
