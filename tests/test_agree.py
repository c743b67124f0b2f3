"""Hands off, corrections, spared qualities, versions, groups, conditions and questions: what comes of them."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, noise, talking, write
from tones import tone

from assistant.excerpt import Excerpt
from assistant.gaps import peaks_db
from assistant.punch import stand_out_db
from assistant.respond import respond
from dsp.effects import Fader
from dsp.mix import MAIN


def fader(session, name: str) -> float:
    return next(slot.effect.gain_db for slot in session.mix[name].of(Fader))


@pytest.fixture
def talk(song):
    with talking(song) as conversation:
        yield conversation


def test_hands_stay_off_until_they_may_touch_again(talk):
    assert talk.say("don't touch the bass").moves == ()
    everything = talk.say("everything down 2 dB")
    assert everything.status == "done"
    assert fader(talk.session, "Bass") == 0
    assert fader(talk.session, "Piano") == -2
    assert "Bass is left alone" in everything.reply
    alone = talk.say("bass up 1 dB")
    assert alone.status == "asked"
    assert fader(talk.session, "Bass") == 0
    talk.say("you can touch the bass again")
    talk.say("bass up 1 dB")
    assert fader(talk.session, "Bass") == 1


def test_in_one_breath_it_holds_for_that_breath_already(talk):
    talk.say("don't touch the bass, everything down 2 dB")
    assert fader(talk.session, "Bass") == 0
    assert fader(talk.session, "Piano") == -2


def test_yes_to_a_protected_strip_frees_it(talk):
    talk.say("hands off the bass")
    talk.say("bass up 3 dB")
    assert talk.say("yes").status == "done"
    assert fader(talk.session, "Bass") == 3
    assert talk.session.protected == frozenset()


def test_undo_takes_an_agreement_back(talk):
    talk.say("don't touch the bass")
    talk.say("undo")
    assert talk.session.protected == frozenset()
    talk.say("redo")
    assert talk.session.protected == {"Bass"}


def test_a_correction_takes_back_what_was_done_and_does_it_where_it_was_meant(talk):
    talk.say("piano up 2 dB")
    talk.say("no, the bass")
    assert (fader(talk.session, "Piano"), fader(talk.session, "Bass")) == (0, 2)
    talk.say("make that 3 dB")
    assert (fader(talk.session, "Piano"), fader(talk.session, "Bass")) == (0, 3)
    talk.say("actually 1")
    assert fader(talk.session, "Bass") == 1
    talk.say("undo")
    assert fader(talk.session, "Bass") == 3


def test_a_correction_says_nothing_of_taste(song):
    with talking(song, profile=True) as talk:
        talk.say("make the piano brighter")
        talk.say("no, the lead vox")
        taste = talk.session.profile.taste.get("bright")
        assert taste is None or taste.undo == 0


def test_whom_a_question_asked_for_is_answered_by_a_name(talk):
    asked = talk.say("compress it 4:1") if talk.session.focus else talk.say("cut 3 dB at 300 Hz")
    assert asked.status == "asked"
    done = talk.say("the piano")
    assert done.status == "done"
    assert {move.strip for move in done.moves} == {"Piano"}


def test_a_name_alone_does_nothing(talk):
    talk.say("piano up 2 dB")
    turn = talk.say("the bass")
    assert turn.moves == ()
    assert turn.status == "asked"


def test_within_another_request_a_number_alone_corrects_nothing(talk):
    talk.say("piano up 2 dB")
    turn = talk.say("bass up, 3 dB")
    assert {move.strip for move in turn.moves} == {"Bass"}
    assert turn.moves[0].after.effect.gain_db == 3
    assert fader(talk.session, "Piano") == 2


def test_what_is_to_be_spared_is_measured_and_the_change_made_smaller(tmp_path):
    """Brightening what is all harshness raises it: less and less is tried, and at last it is asked about."""
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(), "Other": noise(seed=3)}))
    free = respond(session, "make the tape brighter", studio)
    spared = respond(session, "make the tape brighter without losing warmth", studio)
    assert free.status == "done"
    kept = [check for check in spared.checks if "warm" in check.what]
    if spared.status == "done":
        assert kept
        assert all(check.verdict == "verified" for check in kept)
        assert kept[0].before - kept[0].after <= 0.5
    else:
        assert spared.status == "asked"
        assert "warm" in spared.reply
    assert free.moves != spared.moves


def test_what_cannot_be_measured_cannot_be_watched_over(tmp_path):
    """Noise has no hits, so nobody can say whether its punch is lost."""
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(), "Other": noise(seed=3)}))
    turn = respond(session, "make the tape brighter without losing punch", studio)
    assert turn.status == "asked"
    assert turn.moves == ()
    assert "cannot measure" in turn.reply


def test_that_nothing_clips_is_measured_of_the_mix_and_asked_about_where_it_would(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": tone(-12.0, 2.0, RATE), "Other": noise(level=0.001)}))
    held = respond(session, "tape up 6 dB without clipping", studio)
    assert held.status == "done"
    (peaks,) = [check for check in held.checks if "peaks" in check.what]
    assert peaks.after == pytest.approx(-6.0, abs=0.3)
    over = respond(session, "tape up 15 dB but don't let it clip", studio)
    assert over.status == "asked"
    assert over.moves == ()


def test_a_mix_that_clips_already_is_said_to(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": tone(-1.0, 2.0, RATE), "Other": tone(-1.0, 2.0, RATE)}))
    turn = respond(session, "tape down 1 dB without clipping", studio)
    assert turn.status == "asked"
    assert "clips already" in turn.reply


def test_dynamics_are_spared_by_a_fader_and_not_by_a_heavy_compressor(tmp_path):
    song = np.concatenate([tone(-14.0, 3.2, RATE), tone(-6.0, 0.8, RATE)], axis=1)
    session, studio = desk(write(tmp_path / "song", {"Tape": song, "Other": noise(4.0, level=0.001)}))
    assert respond(session, "tape up 2 dB but keep the dynamics", studio).status == "done"
    squashed = respond(session, "compress the tape 10:1 at -40 dB without squashing it", studio)
    assert squashed.status == "asked"
    assert "loudest moment" in squashed.reply


def test_within_a_part_of_the_song_that_part_is_heard_and_nothing_else(tmp_path):
    song = np.concatenate([noise(3.0, level=0.3), noise(3.0, level=0.003, seed=9)], axis=1)
    session, studio = desk(write(tmp_path / "song", {"Snare": song, "Other": noise(6.0, seed=3)}))
    part = Excerpt.of(studio, ((3.0, 6.0),))
    heard = np.concatenate(list(part.sound(session.mix, "Snare")), axis=1)
    np.testing.assert_allclose(heard[0], song[0, 3 * RATE :], atol=1e-6)
    assert stand_out_db(peaks_db(part, session.mix, "Snare")) is None
    assert peaks_db(part, session.mix, "Snare").max() == pytest.approx(20 * np.log10(np.abs(heard).max()))


def test_a_delay_is_held_to_when_its_echo_comes(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(2.0), "Other": noise(2.0, seed=3)}))
    session = session.after(respond(session, "slapback on the tape", studio))
    turn = respond(session, "set the delay time of the tape to 150 ms", studio)
    (check,) = turn.checks
    assert (check.unit, check.verdict) == ("ms", "verified")
    assert (check.before, check.after) == (pytest.approx(110, abs=0.1), pytest.approx(150, abs=0.1))
    louder = respond(session, "set the delay mix of the tape to 70%", studio)
    assert louder.checks[0].after - louder.checks[0].before == pytest.approx(20 * np.log10(2), abs=0.2)


def test_silence_is_not_held_against_anything(tmp_path):
    silent = np.zeros((1, 2 * RATE), np.float32)
    session, studio = desk(write(tmp_path / "song", {"Tape": silent, "Bass": noise(2.0)}))
    for sentence in ("is the tape louder than the bass?", "if the bass is louder than the tape, bass down 1 dB"):
        turn = respond(session, sentence, studio)
        assert turn.status == "refused"
        assert turn.moves == ()
        assert "Tape is silent" in turn.reply


def test_a_version_brings_back_every_knob(talk):
    talk.say("piano up 2 dB and compress the bass 4:1")
    talk.say("save this as Friday")
    then = talk.session.mix
    talk.say("piano down 5 dB, mute the bass, add reverb to the lead vox")
    talk.say("go back to Friday")
    assert {s.name: s.chain for s in talk.session.mix if s.name in then} == {s.name: s.chain for s in then}
    talk.say("undo")
    assert fader(talk.session, "Piano") == -3


def test_a_group_goes_by_its_name(talk):
    talk.say("call the piano and the bass the machine")
    talk.say("machine up 2 dB")
    assert (fader(talk.session, "Piano"), fader(talk.session, "Bass")) == (2, 2)


@pytest.mark.parametrize(("level", "clips"), [(1.4, True), (0.1, False)])
def test_a_condition_is_measured_now_and_answered_either_way(tmp_path, level, clips):
    sound = (level * np.sin(np.arange(2 * RATE) * 0.05))[None].astype(np.float32)
    session, studio = desk(write(tmp_path / "song", {"Tape": sound, "Other": noise(2.0, level=1e-4)}))
    turn = respond(session, "if it clips, bring it down", studio)
    after = session.after(turn)
    peak = studio.heard(after.mix, MAIN).true_peak_dbtp
    assert bool(turn.moves) == clips
    assert peak < 0
    assert ("It clips" in turn.reply) == clips


def test_louder_than_is_told_by_measurement(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(level=0.2), "Bass": noise(level=0.02, seed=2)}))
    louder = respond(session, "if the tape is louder than the bass, tape down 3 dB", studio)
    quieter = respond(session, "if the bass is louder than the tape, tape down 3 dB", studio)
    assert len(louder.moves) == 1
    assert quieter.moves == ()
    assert "not louder" in quieter.reply


def test_the_loudest_is_told_by_measurement(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(level=0.2), "Bass": noise(level=0.02, seed=2)}))
    assert respond(session, "raise the tape 1 dB unless it's already the loudest", studio).moves == ()
    assert len(respond(session, "raise the bass 1 dB unless it's already the loudest", studio).moves) == 1
    assert len(respond(session, "if the tape is the loudest, turn it down 2 dB", studio).moves) == 1


def test_who_hides_whom_is_told_by_measurement(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Tape": noise(level=0.2), "Bass": noise(level=0.01, seed=2)}))
    hidden = respond(session, "if the bass is masked by the tape, turn the tape down 2 dB", studio)
    assert len(hidden.moves) == 1, hidden.reply
    assert "of its loudness to Tape" in hidden.reply
    assert respond(session, "if the bass masks the tape, turn it down 2 dB", studio).moves == ()


def test_what_if_measures_and_changes_nothing_until_yes(talk):
    turn = talk.say("what if I cut 3 dB at 300 Hz on the piano?")
    assert turn.status == "asked"
    assert talk.session.mix == talk.session.initial
    assert "→" in turn.reply
    assert len(talk.say("yes").moves) == 1


def test_questions_are_answered_from_declarations_and_measurements(talk):
    assert "threshold" in talk.say("what does a compressor do?").reply
    assert "200 to" in talk.say("what does muddy mean?").reply
    talk.say("compress the bass 4:1")
    assert "compressor" in talk.say("what's on the bass?").reply
    heard = talk.studio.heard(talk.session.mix, MAIN)
    ready = talk.say("is it ready for spotify?")
    assert f"{abs(heard.integrated_lufs + 14):.1f} LU" in ready.reply
    assert ready.moves == ()


def test_agreements_are_kept_with_the_conversation(song, tmp_path):
    with talking(song, state=tmp_path / "state") as talk:
        talk.say("don't touch the bass")
        talk.say("save this as Friday")
    with talking(song, state=tmp_path / "state") as again:
        assert again.session.protected == {"Bass"}
        assert list(again.session.versions) == ["Friday"]


def test_one_of_several_stays_where_the_rest_is_taken_back(talk):
    talk.say("bass up 2")
    talk.say("piano up 1")
    talk.say("undo the last two but keep the bass")
    assert fader(talk.session, "Bass") == 2
    assert fader(talk.session, "Piano") == 0


def test_what_was_done_to_one_is_done_less_to_another_whatever_came_between(talk):
    talk.say("bass up 2")
    talk.say("piano down 1")
    talk.say("do what you did to the bass to the piano, but a bit less")
    assert -1 < fader(talk.session, "Piano") < 1
