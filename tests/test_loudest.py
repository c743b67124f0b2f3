"""As loud as it goes: the bounds are kept, one of them is reached, and what stops it is said; and normalising."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, moved, write

from assistant import loudest
from assistant.loudest import LEAST_PLR_DB, PUNCH_DB, REDUCTION_DB
from assistant.respond import respond
from dsp.effects import Fader, Limiter
from dsp.mix import MAIN


def drums(seconds=8.0):
    """Hits that ring on, over a soft chord."""
    t = np.arange(round(seconds * RATE)) / RATE
    ring = np.sin(2 * np.pi * 180 * t) * (0.75 * np.exp(-(t % 0.5) / 0.012) + 0.22 * np.exp(-(t % 0.5) / 0.15))
    return (0.5 * (ring + 0.02 * np.sin(2 * np.pi * 440 * t)))[None].astype(np.float32)


def pad(seconds=8.0):
    """A chord that swells and never begins suddenly."""
    t = np.arange(round(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6))
    return (0.05 * (1 + np.sin(2 * np.pi * t / 4)) * chord)[None].astype(np.float32)


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    return {
        kind: desk(write(tmp_path_factory.mktemp(kind), {"Part": sound}))
        for kind, sound in (("drums", drums()), ("pad", pad()))
    }


def bounds_at(gain_db, sound):
    """How far everything is lost at a gain, worked out from the sound itself."""
    x = [np.tile(sound, (2, 1))]
    start = loudest._lost(x, x, 0.0, RATE)
    return loudest._bounds(start, loudest._at(x, gain_db, Limiter(ceiling_db=-1.0), RATE))


@pytest.mark.parametrize("kind", ["drums", "pad"])
def test_no_bound_is_passed_and_a_tenth_of_a_decibel_more_would_pass_one(kind, songs):
    session, studio = songs[kind]
    turn = respond(session, "maximise the mix", studio)
    assert turn.status == "done"
    (limiter,) = (slot.effect for slot in moved(turn, session.mix)[MAIN].of(Limiter))
    sound = drums() if kind == "drums" else pad()
    assert all(bound.over_db <= 0.1 for bound in bounds_at(limiter.gain_db, sound))
    assert any(bound.over_db > 0 for bound in bounds_at(limiter.gain_db + 0.2, sound))
    assert "more and" in turn.reply


def test_what_stops_hits_is_that_they_no_longer_stand_out_and_a_pad_something_else(songs):
    replies = {kind: respond(session, "as loud as possible", studio).reply for kind, (session, studio) in songs.items()}
    assert "loss of punch" in replies["drums"]
    assert "loss of punch" not in replies["pad"]
    assert "over the loudness" in replies["pad"] or "takes off" in replies["pad"]


def test_the_result_is_louder_below_the_ceiling_and_measured_in_the_mix(songs):
    session, studio = songs["drums"]
    turn = respond(session, "make the mix as loud as possible with a ceiling of -2 dB", studio)
    before, after = (studio.heard(mix) for mix in (session.mix, moved(turn, session.mix)))
    assert after.integrated_lufs > before.integrated_lufs + 3
    assert after.true_peak_dbtp <= -2.0
    assert after.true_peak_dbtp - after.integrated_lufs >= LEAST_PLR_DB - 0.3
    assert {check.what: check.verdict for check in turn.checks} == {
        "integrated loudness": "verified",
        "true peak": "verified",
    }
    assert turn.checks[0].after == after.integrated_lufs


def test_asked_twice_it_stands_where_it_stood(songs):
    session, studio = songs["drums"]
    once = session.after(respond(session, "maximise the mix", studio))
    twice = once.after(respond(once, "maximise the mix", studio))
    assert twice.mix == once.mix


def test_the_bounds_are_what_the_docstrings_say():
    assert (REDUCTION_DB, PUNCH_DB, LEAST_PLR_DB) == (6.0, 1.5, 8.0)


@pytest.mark.parametrize(
    ("said", "figure", "goal"),
    [
        ("normalise the part", "true_peak_dbtp", -1.0),
        ("normalize the part to -6 dB", "true_peak_dbtp", -6.0),
        ("normalise the part to -23 LUFS", "integrated_lufs", -23.0),
    ],
)
def test_a_track_is_normalised_to_the_hundredth(said, figure, goal, songs):
    session, studio = songs["drums"]
    turn = respond(session, said, studio)
    mix = moved(turn, session.mix)
    assert getattr(studio.heard(mix, "Part"), figure) == pytest.approx(goal, abs=0.02)
    assert [type(move.after.effect) for move in turn.moves] == [Fader]
    assert all(check.verdict == "verified" for check in turn.checks)


def test_the_mix_is_normalised_by_its_own_fader(songs):
    session, studio = songs["drums"]
    turn = respond(session, "normalise to -16 LUFS", studio)
    assert [move.strip for move in turn.moves] == [MAIN]
    assert studio.heard(moved(turn, session.mix)).integrated_lufs == pytest.approx(-16, abs=0.02)


def test_normalised_over_full_scale_is_said(songs):
    session, studio = songs["drums"]
    turn = respond(session, "normalise the mix to -8 LUFS", studio)
    assert studio.heard(moved(turn, session.mix)).true_peak_dbtp > 0
    assert "over full scale" in turn.reply


def test_silence_has_no_peak_to_bring_anywhere(tmp_path):
    session, studio = desk(write(tmp_path, {"Part": np.zeros((1, RATE), np.float32)}))
    turn = respond(session, "normalise the part", studio)
    assert turn.status == "refused"
    assert not turn.moves
