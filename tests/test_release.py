"""The automatic release: as fast as the knob says after a short peak, ten times slower after a long one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from studio import desk, take, write

from assistant.respond import respond
from dsp.effects import Compressor
from dsp.effects.dynamics import GATHER, LEAK

RATE = 48000
RELEASE_MS = 100.0
AUTO = Compressor(threshold_db=-20, ratio=20, attack_ms=0.5, release_ms=RELEASE_MS, release_mode=1.0)
MANUAL = AUTO.with_(release_mode=0.0)


def reduction_db(effect: Compressor, loud_s: float, after_s: float) -> np.ndarray:
    """What is turned down from the end of a loud tone on, read from a small tone that another strip's tone turns."""
    t = np.arange(round((0.2 + loud_s + after_s) * RATE)) / RATE
    loud = (t >= 0.2) & (t < 0.2 + loud_s)
    x = np.stack([0.01 * np.sin(2 * np.pi * 8000 * t), loud * np.sin(2 * np.pi * 8000 * t)]).astype(np.float32)
    y = effect.bank([effect], RATE, 1).process(x[None])[0, 0].astype(np.float64)
    turned = 20 * np.log10(np.abs(signal.hilbert(y)) / 0.01)
    return -turned[round((0.2 + loud_s) * RATE) : -2000]


def way_back_ms(turned: np.ndarray) -> float:
    return float(np.argmax(turned <= turned[0] * np.exp(-1)) / RATE * 1000)


@pytest.mark.parametrize("peak_ms", [5, 20, 60])
def test_after_a_short_peak_63_percent_of_the_way_back_take_the_stated_time(peak_ms):
    assert way_back_ms(reduction_db(AUTO, peak_ms / 1000, 1.0)) == pytest.approx(RELEASE_MS, rel=0.02, abs=0.5)


def test_after_a_long_loud_passage_they_take_ten_times_as_long():
    assert way_back_ms(reduction_db(AUTO, 5.0, 3.0)) == pytest.approx(LEAK * RELEASE_MS, rel=0.02)
    assert way_back_ms(reduction_db(MANUAL, 5.0, 3.0)) == pytest.approx(RELEASE_MS, rel=0.02, abs=0.5)


def test_what_is_held_grows_with_how_long_it_was_loud():
    """What the slow follower has gathered after a while is 1 - exp(-t / gathering time) of it."""
    for loud_s in (0.1, 0.4, 1.0):
        turned = reduction_db(AUTO, loud_s, 1.0)
        at = round(0.7 * RATE)  # the fast one is back by then
        gathered = 1 - np.exp(-loud_s * 1000 / (GATHER * RELEASE_MS))
        assert turned[at] / turned[0] == pytest.approx(gathered * np.exp(-700 / (LEAK * RELEASE_MS)), abs=0.01)


def test_the_attack_stays_what_it_is():
    for attack in (1.0, 200.0):
        effect = AUTO.with_(attack_ms=attack, release_ms=5.0)
        t = np.arange(2 * RATE) / RATE
        x = np.stack([0.01 * np.sin(2 * np.pi * 8000 * t), (t > 0.5) * np.sin(2 * np.pi * 8000 * t)]).astype(np.float32)
        both = [one.bank([one], RATE, 1).process(x[None]) for one in (effect, effect.with_(release_mode=0.0))]
        np.testing.assert_allclose(*both, rtol=0.003, atol=1e-7)  # within 0.03 dB: it holds over the detector's ripple


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    return desk(write(tmp_path_factory.mktemp("release"), {"Vox": take("Lead Vox", 6.0)}))


@pytest.mark.parametrize(
    "said", ["compress the vox with auto release", "auto release on the vox compressor", "auto release on the vox"]
)
def test_it_is_said_by_its_name(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Vox"].of(Compressor)
    assert slot.effect.release_mode == 1.0
    assert slot.effect.threshold_db < 0
