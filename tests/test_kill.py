"""Killed at any moment, a session reopens with the last finished turn and whole recordings."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from studio import read, talking, tree

from dsp.effects import Fader

TALKER = """
import sys
from pathlib import Path
from assistant.opening import open_session

with open_session(sys.argv[1]) as conversation:
    for i in range(1, 200):
        for sentence in sys.argv[2:]:
            turn = conversation.say(sentence.format(i=i))
            print(turn.status, sentence.format(i=i), flush=True)
"""


def killed(song, wait_s, until, *sentences):
    """Talk in another process, kill it some time after it has said `until` replies, return the replies."""
    process = subprocess.Popen(
        [sys.executable, "-c", TALKER, str(song), *sentences], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    assert process.stdout is not None
    replies = [process.stdout.readline() for _ in range(until)]
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    replies += process.stdout.read().splitlines(keepends=True)
    process.wait()
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL, "it was killed at work, not done before"
    return [reply.strip() for reply in replies if reply.endswith("\n")]


@pytest.mark.parametrize("seed", range(5))
def test_the_last_finished_turn_is_there_and_the_recordings_are_whole(song, recorded, seed):
    wait = random.Random(seed).uniform(0.0, 0.35)
    replies = killed(song, wait, 2, "set the bass fader to -{i}.5 dB", "make the piano brighter", "undo")
    for path in recorded.glob("*.wav"):
        assert (song / path.name).read_bytes() == path.read_bytes()
    with talking(song) as again:
        turns = again.session.turns
        assert again.notices == ()
        # a turn is on the disk before it is replied to, so one more may have been finished than was heard
        assert len(replies) <= len(turns) <= len(replies) + 1
        assert [f"{turn.status} {turn.said}" for turn in turns][: len(replies)] == replies
        assert again.say("set the bass fader to 3 dB").status == "done"
    with talking(song) as again:
        (slot,) = again.session.mix["Bass"].of(Fader)
        assert slot.effect.gain_db == 3


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_a_master_is_made_no_half_file_bears_its_name(song, recorded, seed):
    wait = random.Random(seed).uniform(0.05, 0.6)
    killed(song, wait, 1, "bass down 0.1 dB", "master to -{i} LUFS" if seed % 2 else "master to -20 LUFS")
    with talking(song) as again:
        assert again.notices == ()
        assert len(again.sources) == 5
        for path in (song / "renders").glob("*.wav"):
            audio, _ = read(path)
            assert audio.shape[1] >= 6 * 44_100, "what bears the name is whole"
        turn = again.say("master to -20 LUFS")
        assert turn.status == "done"
    left = [name for name in tree(song / "renders") if name.endswith("song.-20-LUFS.wav.part")]
    assert left == [], "what was half-written is written over"


def test_killed_before_its_first_turn_it_is_a_new_session(song):
    process = subprocess.Popen([sys.executable, "-c", TALKER, str(song), "bass down 1 dB"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (song / ".tonmeister" / "lock").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with talking(song) as again:
        assert again.say("bass down 1 dB").status == "done"
