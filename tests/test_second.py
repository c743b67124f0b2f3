"""The second meter is pyloudnorm to the letter, holds little memory, and its process never outlives ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from dsp.measure import second


def music(seconds: float, rate: int, channels: int = 2) -> np.ndarray:
    """Noise with weight in the bass, which settles slowest, at a level that wanders by 40 dB."""
    rng = np.random.default_rng(4)
    frames = round(seconds * rate)
    x = np.cumsum(rng.standard_normal((frames, channels)), axis=0) * 0.002
    x += 0.1 * rng.standard_normal((frames, channels))
    return x * np.interp(np.arange(frames), np.linspace(0, frames, 15), 10 ** rng.uniform(-2, 0, 15))[:, None]


@pytest.mark.parametrize("rate", [11_025, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("seconds", [0.4, 3.0, 9.97, 10.0, 10.36, 31.4])
def test_section_by_section_it_reads_what_pyloudnorm_reads_of_the_whole(tmp_path, rate, seconds):
    x = music(seconds, rate)
    soundfile.write(tmp_path / "x.wav", x, rate, subtype="FLOAT")
    whole = pyloudnorm.Meter(rate).integrated_loudness(soundfile.read(tmp_path / "x.wav")[0])
    assert second._read(tmp_path / "x.wav") == pytest.approx(whole, abs=1e-6)


def test_another_process_reads_the_same_and_is_gone_afterwards(tmp_path):
    path = tmp_path / "mono, with a\nline's end.flac"
    soundfile.write(path, 0.1 * music(12, 44_100, 1), 44_100)
    second.prepare()
    (process,) = second._waiting
    second.prepare()
    assert second._waiting == [process]
    assert second.second_lufs(path) == second._read(path)
    assert process.returncode is not None
    assert second._waiting == []


def test_without_another_process_it_is_read_in_this_one(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "x.wav", music(2, 48_000), 48_000)
    expected = second._read(tmp_path / "x.wav")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no such python"))
    assert second.second_lufs(tmp_path / "x.wav") == expected
    monkeypatch.setattr(sys, "executable", "false")  # it starts and says nothing
    assert second.second_lufs(tmp_path / "x.wav") == expected
    second.prepare()
    second._waiting[0].wait()  # it has ended before it is asked, so that every pipe to it is broken
    assert second.second_lufs(tmp_path / "x.wav") == expected


def test_what_is_too_short_or_silent_has_no_loudness(tmp_path):
    soundfile.write(tmp_path / "short.wav", music(0.39, 48_000), 48_000)
    soundfile.write(tmp_path / "silent.wav", np.zeros((96_000, 2)), 48_000)
    assert second._read(tmp_path / "short.wav") is None
    assert second._read(tmp_path / "silent.wav") is None


PREPARED = "from dsp.measure import second; second.prepare(); print(second._waiting[0].pid, flush=True); {then}"


def running(pid: int) -> bool:
    """Whether a process runs: one that has ended and that nobody has asked about does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("kill", [False, True])
def test_it_ends_with_us_however_we_end(kill):
    command = [sys.executable, "-c", PREPARED.format(then="input()" if kill else "")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as ours:
        assert ours.stdout is not None
        pid = int(ours.stdout.readline())
        if kill:
            assert running(pid)
            os.kill(ours.pid, signal.SIGKILL)
    give_up = time.monotonic() + 20
    while running(pid) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not running(pid)
