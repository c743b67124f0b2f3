"""What is trimmed off the mix is in no file of it, and what is left is as it was."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, read, take, talking, write

SECONDS = 6.0


def said(song, *sentences):
    with talking(song) as conversation:
        return [conversation.say(sentence) for sentence in sentences]


def exported(song, *sentences):
    *_, turn = said(song, *sentences, "export the mix as wav32f")
    assert turn.status == "done", turn.reply
    return read(turn.files[0])[0]


def test_what_is_left_is_as_it_was(song, tmp_path):
    whole = exported(song)
    left = exported(song, "cut the first 2 seconds", "end the song at 0:05")
    edge = round(0.02 * RATE)
    assert left.shape[1] == pytest.approx(3 * RATE, abs=1)
    np.testing.assert_array_equal(left[:, edge:-edge], whole[:, 2 * RATE + edge : 5 * RATE - edge])
    assert np.abs(left[:, 0]).max() < 1e-3
    assert np.abs(left[:, -1]).max() < 1e-3


def test_stems_and_masters_begin_and_end_with_it(song):
    trimmed, stems, master = said(song, "crop the song to 0:01 to 0:05", "export stems", "master to -16 LUFS")
    assert "length 6.0 → 4.0 s: verified" in trimmed.reply
    for file in (*stems.files, *master.files):
        assert read(file)[0].shape[1] == pytest.approx(4 * RATE, abs=1), file


def test_silence_goes_and_no_sound_does(tmp_path):
    sound = take("Piano", 4.0)
    quiet = np.zeros((sound.shape[0], round(1.5 * RATE)), np.float32)
    song = write(tmp_path / "song", {"Piano": np.concatenate([quiet, sound, quiet, quiet], axis=1)})
    (turn,) = said(song, "top and tail it")
    assert turn.status == "done", turn.reply
    left = exported(song)
    loud = np.abs(sound).max()
    starts = int(np.flatnonzero(np.abs(left).max(axis=0) > loud / 100)[0])
    assert 0 < starts < 0.6 * RATE
    assert 3.5 * RATE < left.shape[1] < 5.5 * RATE
    (again,) = said(song, "trim the silence at the start")
    assert again.status == "answered"


@pytest.mark.parametrize(
    ("sentence", "status", "words"),
    [
        ("trim the silence at the start", "answered", "no silence"),
        ("cut everything after 0:20", "asked", "over by then"),
        ("trim off from 0:02 to 0:03", "asked", "in the middle"),
        ("trim off", "asked", "What of it?"),
    ],
)
def test_what_cannot_be_trimmed_is_said(song, sentence, status, words):
    (turn,) = said(song, sentence)
    assert (turn.status, words in turn.reply) == (status, True), turn.reply


def test_undo_puts_it_back(song):
    whole = exported(song)
    np.testing.assert_array_equal(exported(song, "cut the last second", "undo"), whole)


def test_a_fade_out_ends_where_the_song_does(song):
    *_, fade = said(song, "end the song at 0:05", "fade out over 2 s")
    assert "end 5 s" in fade.reply or "fade out 0.01 s → 2 s" in fade.reply


def test_a_fade_alone_leaves_a_file_as_long_as_it_was(song):
    whole = exported(song)
    faded = exported(song, "fade out from 0:02 to 0:03")
    assert faded.shape == whole.shape
    assert np.abs(faded[:, round(3.1 * RATE) :]).max() < 1e-6


def test_what_is_turned_down_at_the_input_is_no_trimming(song):
    *_, trimmed = said(song, "set the input trim of the mix to -3 dB", "cut the first 2 seconds")
    assert trimmed.status == "done", trimmed.reply
