"""Files of the mix with only some of its tracks in it: instrumentals, voices alone, groups."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from studio import RATE, read, talking

from assistant.__main__ import main


def said(song, *sentences):
    with talking(song) as conversation:
        return [conversation.say(sentence) for sentence in sentences]


def heard(song, *names):
    return [read(song / "renders" / f"song.{name}.wav")[0] for name in names]


def test_what_is_without_the_vocal_and_the_vocal_alone_are_the_mix(song):
    turns = said(
        song,
        "add reverb on the vocal",
        "export the mix as wav32f",
        "export an instrumental as wav32f",
        "acapella as wav32f",
    )
    assert [turn.status for turn in turns] == ["done"] * 4
    mix, without, alone = heard(song, "mix", "without-vocals", "only-vocals")
    np.testing.assert_allclose(without + alone, mix, atol=1e-5)
    assert np.abs(alone).max() > 0.01
    assert np.abs(without).max() > 0.01


def test_groups_are_the_mix_together(song):
    whole, groups = said(song, "export the mix as wav32f", "one file per group as wav32f")
    assert len(groups.files) == 5
    (mix,) = heard(song, "mix")
    parts = sum(read(file)[0] for file in groups.files)
    np.testing.assert_allclose(parts, mix, atol=1e-5)
    assert whole.files[0] not in groups.files


def test_a_solo_that_is_on_is_no_part_of_it(song):
    solo, without = said(song, "solo the piano", "export the mix without the piano as wav32f")
    assert solo.status == "done"
    assert "soloed" not in without.reply
    (there,) = heard(song, "without-Piano")
    assert np.abs(there).max() > 0.01


def test_what_is_left_out_is_left_out_of_a_master(song):
    (turn,) = said(song, "master the instrumental for Spotify")
    assert [file.rsplit("/", 1)[1] for file in turn.files] == ["song.spotify-without-vocals.wav"]
    assert "[Spotify, without the vocals]" in turn.reply
    assert {check.verdict for check in turn.checks} == {"verified"}


def test_all_deliveries_again_are_those_with_the_same_tracks(song):
    _, bass, again = said(song, "export an instrumental", "bass up 3 dB", "export again")
    assert bass.status == "done"
    assert again.files[0].endswith("song.without-vocals.wav")


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("export the mix without the flute", "asked"),
        ("export the mix without the vocal, the guitar, the piano, the bass and the drums", "asked"),
    ],
)
def test_nothing_is_written_where_nobody_is_there_to_hear(song, sentence, status):
    (turn,) = said(song, sentence)
    assert turn.status == status
    assert not turn.files


def test_a_file_of_some_is_as_long_as_the_mix(song):
    said(song, "export the mix", "export a drum stem")
    lengths = {soundfile.info(file).frames for file in (song / "renders").glob("*.wav")}
    assert len(lengths) == 1


def test_a_part_of_the_song_is_what_the_whole_file_has_there(song):
    said(song, "export the mix as wav32f", "export the mix as wav32f from 0:01 to 0:03")
    mix, part = heard(song, "mix", "0-01-to-0-03")
    edge = RATE // 50
    assert part.shape[1] == 2 * RATE
    np.testing.assert_array_equal(part[:, edge:-edge], mix[:, RATE + edge : 3 * RATE - edge])
    assert max(np.abs(part[:, 0]).max(), np.abs(part[:, -1]).max()) < 1e-3


def test_a_part_that_was_named_is_a_file_of_that_name(song):
    *_, part = said(song, "the chorus is from 0:02 to 0:04", "an mp3 of the chorus")
    assert part.files[0].endswith("song.chorus.mp3")


def test_what_was_trimmed_off_is_in_no_part(song):
    _, part, gone = said(
        song, "cut the first 2 seconds", "export the mix from 0:01 to 0:03", "export the mix from 0:00 to 0:01"
    )
    assert part.files[0].endswith("song.0-02-to-0-03.wav")
    assert gone.status == "asked"
    assert "trimmed off" in gone.reply


@pytest.mark.parametrize("pinned", [False, True])
def test_a_transcript_writes_the_same_files_again(song, tmp_path, pinned):
    turns = said(
        song,
        "the chorus is from 0:02 to 0:04",
        "cut the first second",
        "render only the chorus",
        "export an instrumental from 0:01 to 0:03 as flac",
        "one file per group",
        "master the instrumental for Spotify",
        "make the master a bit louder",
    )
    assert {turn.status for turn in turns} == {"done"}, [turn.reply for turn in turns]
    made = {path.name: path.read_bytes() for path in (song / "renders").iterdir()}
    script = tmp_path / "mix.txt"
    assert main(["transcript", str(song), "--out", str(script), *(["--pinned"] if pinned else [])]) == 0
    again = tmp_path / "again"
    assert main(["run", str(script), "--session", str(song), "--out", str(again)]) == 0
    assert {path.name: path.read_bytes() for path in again.iterdir()} == made
