"""What the assistant finds in a track's levels: hits and bleed, notes and rests, and how hard sounds begin."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, noise, write

from assistant.gaps import gap
from assistant.punch import stand_out_db
from assistant.respond import respond
from dsp.effects import Ducker, Expander, Gate, Transient


def hits(*peaks_db: float, every_s: float = 0.4, decay_s: float = 0.05, floor_db: float = -70.0):
    """Hits of noise, each as high as said, over a floor."""
    rng = np.random.default_rng(3)
    size = round(every_s * RATE)
    decay = np.exp(-np.arange(size) / RATE / decay_s)
    parts = [10 ** (peak / 20) * decay * rng.uniform(-1, 1, size) for peak in peaks_db]
    sound = np.concatenate(parts) + 10 ** (floor_db / 20) * rng.uniform(-1, 1, size * len(peaks_db))
    return sound[None].astype(np.float32)


def levels(sound):
    size = RATE // 100
    peaks = np.abs(sound).max(axis=0)
    return 20 * np.log10(np.maximum(peaks[: peaks.size // size * size].reshape(-1, size).max(axis=1), 1e-6))


BLEEDING = hits(*(-6, -26, -8, -25, -7, -28, -6, -27) * 3)


def test_hits_are_told_from_what_bleeds_in_between_them_by_their_heights():
    found = gap(levels(BLEEDING))
    assert found is not None
    assert found.hits
    assert found.between_db == pytest.approx(-25, abs=1)
    assert found.notes_db == pytest.approx(-8, abs=1)
    assert found.between_db < found.threshold_db < found.notes_db


@pytest.mark.parametrize("effect", [Gate, Expander])
def test_a_gate_is_set_between_them_and_the_figure_holds(tmp_path, effect):
    session, studio = desk(write(tmp_path / "song", {"Snare": BLEEDING, "Other": noise()}))
    turn = respond(session, f"add a {'gate' if effect is Gate else 'expander'} to the snare", studio)
    assert turn.status == "done", turn.reply
    (move,) = turn.moves
    assert isinstance(move.after.effect, effect)
    assert -25 < move.after.effect.threshold_db < -8
    assert turn.checks[0].verdict == "verified"


def test_what_plays_all_the_time_is_asked_about(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Snare": noise(), "Other": noise(seed=2)}))
    turn = respond(session, "gate the snare", studio)
    assert turn.status == "asked"
    assert turn.moves == ()


def test_two_kinds_of_hits_that_are_nearly_as_high_are_not_told_apart():
    rng = np.random.default_rng(5)
    assert gap(levels(hits(*rng.uniform(-16, -8, 40), decay_s=0.3))) is None


def test_hits_stand_over_what_follows_by_how_fast_they_decay():
    short, long = (stand_out_db(levels(hits(*[-6] * 8, decay_s=s))) for s in (0.05, 0.2))
    assert short is not None
    assert long is not None
    # the middle of 60 to 160 ms lies 105 ms after the height: e^(-t/tau) in dB
    assert long == pytest.approx(8.686 * 0.105 / 0.2, abs=1.0)
    assert short > long + 8


@pytest.mark.parametrize("seconds", [0.5, 1.0, 3.0])
def test_a_swell_is_no_hit(seconds):
    swelling = noise(4.0) * np.minimum(1, np.arange(4 * RATE) / RATE / seconds)
    assert stand_out_db(levels(swelling)) is None


def test_punchier_lifts_the_hits_and_less_punchy_softens_them(tmp_path):
    session, studio = desk(write(tmp_path / "song", {"Snare": hits(*[-12] * 10, decay_s=0.1), "Other": noise()}))
    for sentence, way in (("make the snare punchier", 1), ("make the snare less punchy", -1)):
        turn = respond(session, sentence, studio)
        assert turn.status == "done", turn.reply
        (move,), (check,) = turn.moves, turn.checks
        assert isinstance(move.after.effect, Transient)
        assert np.sign(check.after - check.before) == np.sign(move.after.effect.onset_db) == way


def test_a_ducker_is_set_by_how_loud_what_it_listens_to_plays(tmp_path):
    for level in (0.5, 0.05):
        key = noise(level=level)
        folder = write(tmp_path / f"song {level}", {"Bass": noise(level=0.2, seed=2), "Kick": key})
        session, studio = desk(folder)
        turn = respond(session, "duck the bass under the kick by 6 dB", studio)
        assert turn.status == "done", turn.reply
        ducker = turn.moves[0].after.effect
        assert isinstance(ducker, Ducker)
        played = 20 * np.log10(key.std())
        assert ducker.threshold_db == pytest.approx(played - 9, abs=1)
        (check,) = turn.checks
        assert check.after - check.before == pytest.approx(-6, abs=0.3)


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("make the snare less gated", "answered"),
        ("less compressed snare", "answered"),
        ("less drive on the snare", "answered"),
        ("make the release of the compressor on the snare slower", "asked"),
        ("add a ducker to the snare", "asked"),
        ("more ducking on the snare", "asked"),
    ],
)
def test_what_is_not_there_is_neither_turned_down_nor_put_there_for_it(tmp_path, sentence, status):
    session, studio = desk(write(tmp_path / "song", {"Snare": BLEEDING, "Other": noise()}))
    turn = respond(session, sentence, studio)
    assert turn.status == status, turn.reply
    assert turn.moves == ()
    assert "Snare" in turn.reply
