"""The rider brings phrases to one level from their first word on, and leaves rests and what is in a phrase alone."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, noise, take, write

from assistant import rides
from assistant.respond import respond
from dsp.effects import Rider

REST = 10 ** (-60 / 20)


def phrases(levels_db: list[float], seconds: float = 1.5, rest_s: float = 1.0) -> tuple[np.ndarray, list[slice]]:
    """Noise in phrases of such levels over soft noise, with rests between them, and where each phrase lies."""
    rng = np.random.default_rng(4)
    parts, where, at = [], [], 0
    for level in levels_db:
        rest, phrase = (rng.standard_normal(round(s * RATE)) for s in (rest_s, seconds))
        parts += [REST * rest, 10 ** (level / 20) * phrase]
        where.append(slice(at + rest.size, at + rest.size + phrase.size))
        at = where[-1].stop
    return np.concatenate(parts)[None], where


def through(effect: Rider, x: np.ndarray) -> np.ndarray:
    """What it gives, in time with `x`."""
    bank = effect.bank([effect], RATE, x.shape[0])
    padded = np.pad(np.asarray(x, np.float32), ((0, 0), (0, bank.latency)))
    return bank.process(padded[None])[0, :, bank.latency :].astype(np.float64)


def db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x)) + 1e-30))


RIDER = Rider(range_db=12, target_db=-22, floor_db=-45)


def test_every_phrase_comes_out_at_the_target_from_its_first_quarter_of_a_second_on():
    x, where = phrases([-22, -30, -16, -27, -12, -22])
    y = through(RIDER, x)
    for phrase in where:
        assert db(y[:, phrase]) == pytest.approx(-22, abs=0.5)
        begin = slice(phrase.start, phrase.start + RATE // 4)
        assert db(y[:, begin]) == pytest.approx(-22, abs=1.0)


def test_it_goes_no_further_than_its_range():
    x, where = phrases([-40, -10])
    y = through(RIDER.with_(range_db=4), x)
    turned = [db(y[:, phrase]) - db(x[:, phrase]) for phrase in where]
    assert turned == pytest.approx([4, -4], abs=0.2)


def test_a_rest_is_never_lifted_beyond_the_phrases_beside_it():
    """Without a floor below it, noise that is 38 dB softer would be brought up by the whole range."""
    x, where = phrases([-24, -24], rest_s=4.0)
    middle = slice(where[0].stop + RATE, where[1].start - RATE)
    held = through(RIDER, x)
    lifted = through(RIDER.with_(floor_db=-90), x)
    assert db(held[:, middle]) - db(x[:, middle]) == pytest.approx(2, abs=0.3)
    assert db(lifted[:, middle]) - db(x[:, middle]) > 11


def test_within_a_phrase_the_sound_is_left_as_it_is():
    """Syllables of a fifth of a second keep their differences nearly."""
    t = np.arange(6 * RATE) / RATE
    loud = t % 0.2 < 0.1
    x = (np.where(loud, 0.1, 0.05) * np.random.default_rng(1).standard_normal(t.size))[None]
    y = through(RIDER.with_(time_ms=1000), x)
    part = t > 2
    was, now = (db(z[0, part & loud]) - db(z[0, part & ~loud]) for z in (x, y))
    assert now == pytest.approx(was, abs=0.2)


def test_a_longer_time_moves_the_fader_more_slowly():
    x, where = phrases([-30, -14], rest_s=0.1)
    early = slice(where[1].start, where[1].start + RATE // 4)
    quick, slow = (db(through(RIDER.with_(time_ms=ms), x)[:, early]) for ms in (150, 3000))
    assert slow > quick + 0.5


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    x, _ = phrases([-22, -30, -16, -27, -14, -22], seconds=2.0, rest_s=0.5)
    sounds = {"Lead Vox": x.astype(np.float32), "Bass": noise(8.0), "Piano": take("Piano", 12.0)}
    return desk(write(tmp_path_factory.mktemp("ride"), sounds))


SAID = [
    "ride the vocal",
    "even out the vocal",
    "the vocal is all over the place",
    "the vocal is uneven",
    "make the vocal more consistent",
]


@pytest.mark.parametrize("said", SAID)
def test_a_voice_is_ridden_to_its_own_usual_level_and_measured(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Lead Vox"].of(Rider)
    assert isinstance(slot.effect, Rider)
    usual = rides.listen(studio, session.mix, "Lead Vox").usual_db
    assert slot.effect.target_db == pytest.approx(usual, abs=0.06)
    assert -60 < slot.effect.floor_db < usual - 10
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after < check.before / 2


def test_what_is_even_is_left_alone_and_said_to_be(song):
    session, studio = song
    turn = respond(session, "the bass is uneven", studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "even already" in turn.reply


def test_less_of_it_lets_the_phrases_go_apart_again(song):
    session, studio = song
    session = session.after(respond(session, "ride the vocal", studio))
    turn = respond(session, "less rider on the vocal", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Lead Vox"].of(Rider)
    assert slot.effect.range_db == 4.0
    (check,) = turn.checks
    assert check.after > check.before
