"""The linear-phase equaliser has the analogue levels to a hundredth of a decibel, and one delay for every frequency."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, band_limited, desk, write

from assistant.respond import respond
from dsp.effects import LinearPhaseEq

SIZE = 1 << 17

SETTINGS = [
    LinearPhaseEq(low_gain_db=6, low_mid_gain_db=-5, high_mid_gain_db=4, high_gain_db=-3),
    LinearPhaseEq(low_gain_db=-12, low_frequency_hz=30, high_gain_db=12, high_frequency_hz=20000),
    LinearPhaseEq(low_mid_gain_db=12, low_mid_hz=100, low_mid_q=3),
    LinearPhaseEq(high_mid_gain_db=-12, high_mid_hz=16000, high_mid_q=3),
]


def impulse(effect: LinearPhaseEq, rate: int) -> tuple[np.ndarray, int]:
    bank = effect.bank([effect], rate, 1)
    x = np.zeros((1, 1, SIZE), np.float32)
    x[..., 0] = 1.0
    return bank.process(x)[0, 0].astype(np.float64), bank.latency


def bell_db(hz: np.ndarray, frequency: float, gain_db: float, q: float) -> np.ndarray:
    """The analogue bell of the cookbook: H(s) = (s^2 + s A/Q + 1) / (s^2 + s/(A Q) + 1)."""
    a, s = 10 ** (gain_db / 40), 1j * hz / frequency
    return 20 * np.log10(np.abs((s * s + s * a / q + 1) / (s * s + s / (a * q) + 1)))


@pytest.mark.parametrize("rate", [44100, 96000])
@pytest.mark.parametrize("effect", SETTINGS)
def test_its_level_is_that_of_the_analogue_filters_up_to_the_top(effect, rate):
    response, _ = impulse(effect, rate)
    hz = np.fft.rfftfreq(SIZE, 1 / rate)
    heard = (hz > 20) & (hz < 20000)
    measured = 20 * np.log10(np.abs(np.fft.rfft(response)))[heard]
    assert np.abs(measured - effect.response_db(hz[heard])).max() < 0.01


def test_what_it_claims_to_be_is_the_bell_of_the_book():
    effect = LinearPhaseEq(high_mid_gain_db=8, high_mid_hz=12000, high_mid_q=0.7)
    hz = np.geomspace(20, 20000, 200)
    np.testing.assert_allclose(effect.response_db(hz), bell_db(hz, 12000, 8, 0.7), atol=1e-3)
    response, _ = impulse(effect, 44100)
    at = np.fft.rfftfreq(SIZE, 1 / 44100)
    measured = np.interp(hz, at, 20 * np.log10(np.abs(np.fft.rfft(response))))
    np.testing.assert_allclose(measured, bell_db(hz, 12000, 8, 0.7), atol=0.01)


@pytest.mark.parametrize("effect", SETTINGS)
def test_every_frequency_is_late_by_the_declared_time(effect):
    response, late = impulse(effect, RATE)
    spectrum = np.fft.rfft(np.roll(response, -late))
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)
    heard = (hz > 20) & (hz < 20000)
    assert np.abs(np.angle(spectrum[heard])).max() < 1e-4
    ahead, behind = response[1 : late + 1][::-1][1:], response[late + 1 :]
    np.testing.assert_allclose(ahead[:8000], behind[:8000], atol=1e-7)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    return desk(write(tmp_path_factory.mktemp("linear"), {"Piano": band_limited(40, 15000)}))


def test_it_is_put_in_place_and_held_to_the_band_that_it_changes(song):
    session, studio = song
    turn = respond(session, "add a linear-phase EQ to the piano with a high gain of 4 dB", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Piano"].of(LinearPhaseEq)
    assert slot.effect == LinearPhaseEq(high_gain_db=4)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert 2 < check.after - check.before < 4.5


def test_without_a_word_of_what_it_is_to_do_it_asks(song):
    session, studio = song
    turn = respond(session, "add a linear-phase EQ to the piano", studio)
    assert turn.moves == ()
    assert "high gain" in turn.reply
