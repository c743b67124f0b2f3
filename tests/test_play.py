"""The device: what a sound server records of live playing is the offline render, and without one a sentence says so."""

from __future__ import annotations

import builtins
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from live import FRAMES, MOVES, RATE, offline
from live import __file__ as session
from scipy.signal import butter, sosfilt

from dsp.play import BLOCK, Device, PlayError

TOOLS = ("pulseaudio", "pactl", "parec")
FRAME_BYTES = 8
RECORDINGS = 4
"""Taken at most: on a busy machine the device runs dry now and then, and says so."""

ALSA = """
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A sound server of our own whose only device keeps what it is given; the environment that leads to it."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"there is no {' nor '.join(missing)} on this machine to play to")
    home = tmp_path_factory.mktemp("pa")
    (home / ".asoundrc").write_text(ALSA)
    (home / "run").mkdir(mode=0o700)
    env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "XDG_CONFIG_HOME": str(home)}
    env["PULSE_RUNTIME_PATH"] = str(home / "run" / "pulse")
    modules = ("module-null-sink sink_name=null rate=48000 channels=2 format=float32le", "module-native-protocol-unix")
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *(f"-L {module}" for module in modules)]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                if subprocess.run(["pactl", "info"], env=env, capture_output=True).returncode == 0:
                    break
                time.sleep(0.1)
            else:
                pytest.skip("pulseaudio does not start on this machine")
            yield env
        finally:
            process.terminate()


def recorded(env, folder: Path):
    """Play the session and record the device: the recording, shape (2, frames), and what the player reports."""
    path = folder / "monitor.raw"
    listen = ["parec", "-d", "null.monitor", "--latency-msec=20", "--format=float32le", "--rate=48000", "--channels=2"]
    with path.open("wb") as file, subprocess.Popen(listen, env=env, stdout=file) as recorder:
        _records_on(path)
        done = subprocess.run([sys.executable, session], env=env, capture_output=True, text=True, check=True)
        _records_on(path)
        recorder.terminate()
    report = json.loads(done.stdout.splitlines()[-1])
    if "moved_at" not in report:
        pytest.skip(f"nothing can be played to pulseaudio on this machine: {report['trouble']}")
    assert done.stderr == "", "nothing is written across the screen"
    sound = np.fromfile(path, np.float32)
    return sound[: sound.size // 2 * 2].reshape(-1, 2).T, report


def _records_on(path: Path, seconds=0.5):
    """Wait until so much more has been recorded: on a busy machine that takes longer than it lasts."""
    enough = path.stat().st_size + round(seconds * RATE) * FRAME_BYTES
    for _ in range(1000):
        if path.stat().st_size >= enough:
            return
        time.sleep(0.02)
    pytest.skip("pulseaudio records nothing on this machine")


def test_a_recording_of_live_playing_with_fifty_knob_moves_is_the_offline_render(server, tmp_path, record_property):
    for _ in range(RECORDINGS):
        sound, report = recorded(server, tmp_path)
        if not report["under_runs"]:
            break
    assert report["under_runs"] == 0, f"this machine is too busy: the device ran dry in all of {RECORDINGS} recordings"
    assert report["trouble"] == ""
    assert len(report["moved_at"]) == MOVES
    expected = offline(report["moved_at"])
    start = np.flatnonzero(sound.any(axis=0))[0] - np.flatnonzero(expected.any(axis=0))[0]
    heard = sound[:, start : start + expected.shape[1]].astype(np.float64)
    apart = np.abs(heard - expected)
    record_property("frames of the song that differ", int((apart[:, :FRAMES] > 0).any(axis=0).sum()))
    assert 20 * np.log10(apart.max() + 1e-12) < -90
    high = butter(8, 6000, "high", fs=RATE, output="sos")
    clicks = np.abs(sosfilt(high, heard))[:, BLOCK : FRAMES - BLOCK].max()
    assert 20 * np.log10(clicks) < -80


def test_a_rate_that_the_device_lacks_is_resampled_and_that_is_said(server, monkeypatch):
    code = (
        "import numpy as np; from dsp.play import Device; d = Device(1_000_000); print(d.notice);"
        "print(d.write(np.zeros((2, 512), np.float32))); d.close()"
    )
    done = subprocess.run([sys.executable, "-c", code], env=server, capture_output=True, text=True)
    if "no sound device" in done.stderr:
        pytest.skip("nothing can be played to pulseaudio on this machine")
    notice, dry = done.stdout.splitlines()
    assert notice == "The sound device does not run at 1000000 Hz; you hear the mix resampled to 44100 Hz."
    assert dry == "False"


def test_without_portaudio_a_sentence_says_what_to_install(monkeypatch):
    plain = builtins.__import__

    def missing(name, *rest):
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return plain(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(PlayError, match=r"PortAudio library is missing \(`apt install libportaudio2` brings it\)"):
        Device(RATE)


def test_without_a_device_a_sentence_says_so_and_nothing_else_is_written(tmp_path):
    code = (
        "from dsp.play import Device, PlayError\ntry:\n    Device(48000)\nexcept PlayError as error:\n    print(error)"
    )
    env = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_RUNTIME_PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    if not done.stdout:
        pytest.skip("this machine has a sound device that cannot be hidden")
    found = ctypes.util.find_library("portaudio")
    lacking = "there is no sound device here" if found else "the PortAudio library is missing ("
    assert done.stdout.startswith(lacking)
    assert done.stdout.endswith('; "render the mix" writes a file that any player opens\n')
    assert done.stderr == ""
