from __future__ import annotations

import shutil

import numpy as np
import pytest
from studio import RATE, noise, read, take, talking, tree, write

from assistant import profile
from assistant.journal import JournalError
from assistant.opening import open_session
from assistant.places import profile_path
from assistant.profile import ProfileError
from dsp.effects import Fader
from dsp.sources import SourceError


def fader(conversation, name):
    (slot,) = conversation.session.mix[name].of(Fader)
    return slot.effect.gain_db


def test_a_session_reopens_exactly_as_it_was_left(song):
    with talking(song) as first:
        for sentence in ("make the piano brighter", "bass down 1 dB", "undo", "lead vox up 90 dB"):
            first.say(sentence)
        left = first.session
    with talking(song) as again:
        assert again.session == left
        assert again.notices == ()
        assert again.say("yes").status == "done", "the question waits for its answer"
        assert fader(again, "Lead Vox") == 24


def test_it_means_the_same_after_reopening(song):
    with talking(song) as first:
        first.say("bass down 1 dB")
    with talking(song) as again:
        again.say("pan it 20 left")
        assert [move.strip for move in again.session.turns[-1].moves] == ["Bass"]


def test_a_dry_run_reads_and_decides_and_leaves_no_trace(song, home):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
    before = tree(song, home)
    with open_session(str(song), profile_file=profile_path(), dry=True) as dry:
        assert fader(dry, "Bass") == -1
        assert dry.say("make the piano brighter").moves
        assert dry.say("less").moves, "the second sentence knows the first"
        turn = dry.say("master to -20 LUFS")
        assert turn.status == "done"
        assert turn.files == ()
        assert turn.checks
    assert tree(song, home) == before


def test_a_dry_run_of_an_untouched_folder_leaves_no_trace(song, home):
    before = tree(song, home)
    with open_session(str(song), profile_file=profile_path(), dry=True) as dry:
        assert dry.say("make the piano brighter and render the mix").status == "done"
    assert tree(song, home) == before


def test_a_changed_a_missing_and_a_new_recording_are_named_and_moves_stay(song):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
        conversation.say("lead vox up 2 dB")
        level = conversation.studio.heard(conversation.session.mix, "Lead Vox").active_dbfs
    write(song, {"Lead Vox": take("Lead Vox") * np.float32(0.5), "Shaker": noise()})
    (song / "Bass.wav").unlink()
    with talking(song) as again:
        said = " ".join(again.notices)
        assert "Lead Vox has changed" in said
        assert "Bass is missing" in said
        assert "Shaker is new" in said
        assert (fader(again, "Bass"), fader(again, "Lead Vox")) == (-1, 2)
        heard = again.studio.heard(again.session.mix, "Lead Vox").active_dbfs
        assert heard == pytest.approx(level - 6.02, abs=0.1), "measured anew"
        assert again.say("shaker down 3 dB").status == "done"


@pytest.mark.parametrize(
    "sentence",
    [
        "bass up 2 dB",
        "make the bass warmer",
        "make the bass less sibilant",
        "make the bass wider",
        "make the bass more distant",
        "how loud is the bass?",
        "compress the bass",
        "high-pass the bass",
        "pan the bass 20 left",
        "render the bass",
        "make everything brighter",
        "master to -20 LUFS",
        "export stems",
    ],
)
def test_a_missing_recording_is_silent_and_nothing_breaks(song, sentence):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
    (song / "Bass.wav").unlink()
    with talking(song) as again:
        turn = again.say(sentence)
    assert turn.reply
    if sentence in ("master to -20 LUFS", "export stems"):
        assert turn.status == "done"
        assert not any("Bass" in file for file in turn.files)
    else:
        assert not any(check.strip == "Bass" and check.verdict == "verified" for check in turn.checks)


def test_a_return_that_nothing_feeds_is_silent_and_nothing_breaks(song):
    with talking(song) as conversation:
        conversation.say("new return Echo")
        for sentence in (
            "make the Echo brighter",
            "how loud is the Echo?",
            "Echo: bell frequency 1 kHz, gain 3 dB, Q 1",
        ):
            turn = conversation.say(sentence)
            assert turn.reply
            assert all(check.verdict == "refused" for check in turn.checks)


def test_a_recording_added_after_a_return_came_and_went_does_no_harm(song):
    with talking(song) as conversation:
        conversation.say("add reverb to the hats")
        conversation.say("undo")
        conversation.say("add reverb to the piano")
        kept = conversation.session.mix["Piano"]
    write(song, {"AAA first": noise(), "Zed last": noise()})
    with talking(song) as again:
        assert again.session.mix["Piano"] == kept
        assert again.say("undo").status == "done"
        assert again.say("start over").status in ("done", "answered")
        assert again.session.mix == again.session.initial


def test_two_sessions_do_not_mix(song, tmp_path):
    other = write(tmp_path / "other", {"Bass": noise(), "Drums": noise(seed=2)})
    with talking(song) as one, talking(other) as two:
        one.say("bass down 1 dB")
        two.say("bass up 3 dB")
    with talking(song) as one, talking(other) as two:
        assert (fader(one, "Bass"), fader(two, "Bass")) == (-1, 3)


def test_the_state_of_one_session_is_not_taken_for_anothers(song, tmp_path):
    other = write(tmp_path / "other", {"Bass": noise(), "Drums": noise(seed=2)})
    with talking(song, state=tmp_path / "kept") as one:
        one.say("bass down 1 dB")
    with pytest.raises(JournalError, match="keeps the conversation about song, not other"):
        open_session(str(other), state=tmp_path / "kept")
    with talking(song, state=tmp_path / "kept") as one:
        assert fader(one, "Bass") == -1


def test_a_folder_that_was_renamed_keeps_its_conversation(song):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
    renamed = song.rename(song.with_name("renamed"))
    with talking(renamed) as again:
        assert fader(again, "Bass") == -1


def test_what_was_rendered_is_not_taken_for_a_track(song):
    with talking(song) as conversation:
        conversation.say("master to -20 LUFS")
        conversation.say("export stems")
        conversation.say("render the mix")
        files = [file for turn in conversation.session.turns for file in turn.files]
    assert len(files) == 7
    (song / "renders" / "song.mix.wav.part").write_bytes(b"half a file")
    with talking(song) as again:
        assert again.notices == ()
        assert len(again.sources) == 5


def test_files_cannot_be_sent_among_the_recordings(song):
    with pytest.raises(JournalError, match="name another"):
        open_session(str(song), out=song)


def test_sources_are_never_written(song, recorded):
    with talking(song, profile=True) as conversation:
        for sentence in ("make the piano brighter and master to -20 LUFS", "export stems", "undo", "start over"):
            conversation.say(sentence)
    assert tree(recorded) == {str(recorded / path.name): path.read_bytes() for path in sorted(song.glob("*.wav"))}


def test_a_name_opens_a_session_again(song, tmp_path, monkeypatch):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")
    monkeypatch.chdir(tmp_path.parent)
    with open_session("song") as again:
        assert fader(again, "Bass") == -1


def test_a_broken_profile_stops_a_turn_before_anything_is_done(song):
    with talking(song, profile=True) as conversation:
        conversation.say("bass down 1 dB")
        profile_path().parent.mkdir(parents=True, exist_ok=True)
        profile_path().write_text("broken", "utf-8")
        with pytest.raises(ProfileError, match="mend it"):
            conversation.say("bass down 1 dB")
        assert fader(conversation, "Bass") == -1
        profile_path().unlink()
        assert conversation.say("undo").status == "done"


def test_without_a_profile_nothing_is_used_and_nothing_learned(song):
    profile.save(profile.Profile({"bright": profile.Taste(less=20)}), profile_path())
    before = profile_path().read_bytes()
    with open_session(str(song), learns=False) as conversation:
        turn = conversation.say("make the piano brighter")
        assert all(reason.source == "craft" for step in turn.steps for reason in step.reasons)
        conversation.say("less")
    assert profile_path().read_bytes() == before


def test_when_a_file_cannot_be_written_the_whole_turn_has_not_been(song, tmp_path):
    (tmp_path / "a file").write_text("in the way")
    with open_session(str(song), out=tmp_path / "a file" / "renders") as conversation:
        before = conversation.session.mix
        turn = conversation.say("bass down 1 dB and render the mix")
        assert turn.status == "refused"
        assert turn.moves == ()
        assert "cannot be written" in turn.reply
        assert conversation.session.mix == before


def test_a_journal_that_cannot_be_written_stops_the_turn(song, monkeypatch):
    with talking(song) as conversation:
        conversation.say("bass down 1 dB")

        def full(fd, data):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("assistant.journal.os.write", full)
        with pytest.raises(JournalError, match="No space left on device; nothing has been changed"):
            conversation.say("bass down 3 dB")
        assert fader(conversation, "Bass") == -1
    with talking(song) as again:
        assert fader(again, "Bass") == -1


def test_a_folder_without_recordings_is_one_sentence(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="is empty"):
        open_session(str(tmp_path / "empty"))
    with pytest.raises(SourceError, match="there is no folder"):
        open_session(str(tmp_path / "nowhere"))


def test_two_files_of_one_stem_are_two_strips(tmp_path):
    folder = write(tmp_path / "song", {"Bass": noise()})
    shutil.copy(folder / "Bass.wav", folder / "Bass.aiff")
    import soundfile

    soundfile.write(folder / "Bass.aiff", noise(seed=3).T, RATE, subtype="PCM_24")
    with talking(folder) as conversation:
        names = [strip.name for strip in conversation.session.mix]
        turn = conversation.say("export stems")
    assert len(set(names)) == 3
    assert len(set(turn.files)) == 2
    assert all(read(file)[0].shape[1] >= 4 * RATE for file in turn.files)
