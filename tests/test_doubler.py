"""The doubler's two takes: where they stand, at what pitch, how late, and what mono loses of them."""

from __future__ import annotations

import numpy as np
import pytest
from studio import desk, take, write

from assistant.respond import respond
from dsp.effects import Doubler

RATE = 44100


def through(effect: Doubler, x: np.ndarray) -> np.ndarray:
    """What comes out, in time with what went in."""
    bank = effect.bank([effect], RATE, x.shape[0])
    fed = np.pad(np.asarray(x, np.float32), ((0, 0), (0, bank.latency)))
    return bank.process(fed[None])[0, :, bank.latency :].astype(np.float64)


def db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x)) + 1e-30))


def test_the_left_take_is_as_many_cents_higher_as_the_right_one_is_lower():
    hz, cents = 1000.0, 20.0
    t = np.arange(2 * RATE) / RATE
    y = through(Doubler(mix_pct=100, detune_cents=cents), 0.2 * np.sin(2 * np.pi * hz * t)[None])
    for side, sign in ((0, 1), (1, -1)):
        goal = hz * 2 ** (sign * cents / 1200)
        part = y[side, RATE // 2 : RATE // 2 + RATE]
        turned = part * np.exp(-2j * np.pi * goal * np.arange(RATE) / RATE)
        window = np.blackman(RATE // 2)
        first, second = turned[: RATE // 2] @ window, turned[RATE // 2 :] @ window
        found = goal + np.angle(second / first) / (2 * np.pi) * 2
        assert abs(1200 * np.log2(found / goal)) < 0.01
        assert 20 * np.log10(2 * abs(first) / window.sum() / 0.2) == pytest.approx(0.0, abs=0.05)


def test_a_click_comes_once_more_on_each_side_and_later_on_the_right():
    x = np.zeros((1, RATE))
    x[0, 20000] = 0.5
    y = through(Doubler(mix_pct=50, delay_ms=20), x)
    for side, late_ms in ((0, 20.0), (1, 32.0)):
        assert np.abs(y[side, 20000]) == np.abs(y[side]).max()
        after = np.abs(y[side, 20050:23000])
        assert (20050 + after.argmax() - 20000) / RATE * 1e3 == pytest.approx(late_ms, abs=0.5)


@pytest.mark.parametrize(("mix_pct", "loss_db"), [(30, 0.4), (50, 1.3)])
def test_the_level_stays_and_little_is_lost_in_mono(mix_pct, loss_db):
    x = take("Lead Vox", 10.0).astype(np.float64)
    y = through(Doubler(mix_pct=mix_pct), x)
    assert db(y) == pytest.approx(db(x), abs=0.5)
    assert db(y) - db(y.mean(axis=0)) == pytest.approx(loss_db, abs=0.3)
    assert abs(db(y[0]) - db(y[1])) < 1.0


def test_at_no_width_both_takes_stand_in_the_middle():
    y = through(Doubler(mix_pct=60, width_pct=0), take("Lead Vox", 3.0))
    np.testing.assert_allclose(y[0], y[1], atol=1e-7)


def test_it_can_be_said(tmp_path):
    session, studio = desk(write(tmp_path, {"Backing Vox": take("Lead Vox", 4.0)}))
    turn = respond(session, "thicken the backing vocals with a doubler", studio)
    assert session.after(turn).mix["Backing Vox"].of(Doubler)[0].effect == Doubler(mix_pct=30)
