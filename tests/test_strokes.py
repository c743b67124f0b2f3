"""Hits are made more alike one by one, and what is pressed already is pressed less before anything else is tried."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.respond import respond
from assistant.strokes import hits
from dsp.effects import Compressor, Limiter, Rider, Transient
from dsp.mix import MAIN


def struck(*peaks_db: float, every_s: float = 0.4) -> np.ndarray:
    """Hits of noise, each as high as said, shape (1, frames)."""
    rng = np.random.default_rng(3)
    size = round(every_s * RATE)
    decay = np.exp(-np.arange(size) / RATE / 0.06)
    sound = np.concatenate([10 ** (peak / 20) * decay * rng.uniform(-1, 1, size) for peak in peaks_db])
    return (sound + 1e-5 * rng.standard_normal(sound.size))[None].astype(np.float32)


UNEVEN = struck(*(-6, -14, -8, -12, -5, -15, -10, -7) * 3)
EVEN = struck(*(-8,) * 24)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {"Snare": UNEVEN, "Kick": EVEN, "Lead Vox": noise(seconds=9.6, level=0.05)}
    return desk(write(tmp_path_factory.mktemp("strokes"), sounds))


@pytest.mark.parametrize(
    "said",
    [
        "the snare hits are uneven",
        "even out the snare",
        "the hits on the snare aren't consistent",
        "the snare is all over the place",
    ],
)
def test_uneven_hits_are_held_by_a_compressor_and_come_together(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    after = session.mix.apply(*turn.moves)
    assert after["Snare"].of(Compressor)
    assert not after["Snare"].of(Rider)
    before, now = (hits(studio, mix, "Snare") for mix in (session.mix, after))
    assert before.spread_db - now.spread_db > 2
    assert abs(np.median(before.loud_dbfs) - np.median(now.loud_dbfs)) < 1.0
    assert turn.checks[-1].verdict == "verified"


def test_even_hits_are_left_alone(song):
    session, studio = song
    turn = respond(session, "the kick hits are uneven", studio)
    assert (turn.status, turn.moves) == ("answered", ())


def test_a_step_further_holds_them_more(song):
    session, studio = song
    session = session.after(respond(session, "the snare hits are uneven", studio))
    turn = respond(session, "the snare hits are still uneven", studio)
    assert turn.status == "done", turn.reply
    (move,) = turn.moves
    assert move.after.effect.threshold_db < move.before.effect.threshold_db


@pytest.mark.parametrize("said", ["the snare is squashed", "snare too compressed", "the snare sounds over compressed"])
def test_what_compresses_is_eased_where_something_does(song, said):
    session, studio = song
    session = session.after(respond(session, "compress the snare", studio))
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (move,) = turn.moves
    assert isinstance(move.after.effect, Compressor)
    assert move.after.effect.threshold_db > move.before.effect.threshold_db


def test_a_limiter_is_eased_where_it_is_that(song):
    session, studio = song
    session = session.after(respond(session, "limit the snare", studio))
    turn = respond(session, "the snare is squashed", studio)
    assert turn.status == "done", turn.reply
    assert isinstance(turn.moves[0].after.effect, Limiter)


def test_the_bus_that_they_feed_is_eased_where_they_are_not_pressed_themselves(song):
    session, studio = song
    session = session.after(respond(session, "glue the drums together", studio))
    turn = respond(session, "the snare sounds squashed", studio)
    assert turn.status == "done", turn.reply
    assert session.mix[turn.moves[0].strip].kind == "bus"


def test_where_nothing_compresses_that_is_said_and_no_attack_is_shaped_unasked(song):
    session, studio = song
    turn = respond(session, "the snare is too compressed", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "Nothing from here compresses Snare" in turn.reply
    agreed = respond(session.after(turn), "yes", studio)
    assert isinstance(agreed.moves[0].after.effect, Transient)


def test_of_the_mix_it_is_asked_whether_what_is_compressed_by_itself_is_meant(song):
    session, studio = song
    session = session.after(respond(session, "compress the snare", studio))
    turn = respond(session, "the mix is squashed", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    agreed = respond(session.after(turn), "yes", studio)
    assert [move.strip for move in agreed.moves] == ["Snare"]


@pytest.fixture(scope="module")
def loud(tmp_path_factory):
    sounds = {"Snare": struck(*(-1,) * 20), "Piano": noise(seconds=8.0, level=0.2)}
    return desk(write(tmp_path_factory.mktemp("loud"), sounds))


@pytest.mark.parametrize("said", ["make it loud", "make the mix louder", "crank the whole mix", "everything up"])
def test_no_fader_goes_over_full_scale_unasked(loud, said):
    session, studio = loud
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "over full scale" in turn.reply
    agreed = respond(session.after(turn), "yes", studio)
    assert agreed.status == "done", agreed.reply
    assert studio.heard(session.mix.apply(*agreed.moves), MAIN).true_peak_dbtp <= 0


def test_a_number_is_done_and_told_of(loud):
    session, studio = loud
    turn = respond(session, "turn the mix up 6 dB", studio)
    assert turn.status == "done"
    assert "over full scale now" in turn.reply


def test_where_there_is_room_it_goes_up(loud):
    session, studio = loud
    session = session.after(respond(session, "turn the mix down 12 dB", studio))
    assert respond(session, "make the mix louder", studio).status == "done"
