"""Knobs that nobody said are set by what reaches the effect."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest
from scipy import signal
from studio import RATE, band_limited, desk, noise, write

from assistant.respond import respond
from assistant.settings import decide
from dsp.effects import Bell, Compressor, DeEsser, Drive, HighPass


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {"Loud": noise(level=0.2), "Soft": noise(level=0.02), "High": band_limited(400, 15000)}
    return desk(write(tmp_path_factory.mktemp("settings"), sounds))


def decided(song, name, effect, said=MappingProxyType({})):
    session, studio = song
    return {d.knob: d for d in decide(studio, session.mix, session.mix[name], effect, said)}


def test_a_threshold_follows_the_level(song):
    loud, soft = (decided(song, name, Compressor)["threshold_db"].value for name in ("Loud", "Soft"))
    assert loud - soft == pytest.approx(20.0, abs=1.0)
    rms = 20 * np.log10(0.2)
    assert loud == pytest.approx(rms, abs=1.5)


def test_what_was_said_is_not_decided(song):
    assert "ratio" not in decided(song, "Loud", Compressor, {"ratio": 3.0})
    assert "threshold_db" in decided(song, "Loud", Compressor, {"ratio": 3.0})


def test_a_high_pass_takes_what_is_not_missed(song):
    cutoff = decided(song, "High", HighPass)["cutoff_hz"].value
    assert 150 < cutoff < 400
    session, studio = song
    turn = respond(session, "high-pass the high", studio)
    assert turn.status == "done", turn.reply
    audio = band_limited(400, 15000)[0]
    sos = signal.butter(2, cutoff, "high", fs=RATE, output="sos")
    lost = 10 * np.log10((signal.sosfilt(sos, audio) ** 2).mean() / (audio**2).mean())
    assert abs(lost) < 1.0


def test_each_decision_says_the_measurement_it_rests_on(song):
    for effect in (Compressor, HighPass, DeEsser, Drive):
        for made in decided(song, "Loud", effect).values():
            assert made.because
            assert effect.params[made.knob].snap(made.value) == made.value


def test_an_effect_that_rests_at_nothing_is_not_decided_for(song):
    assert decided(song, "Loud", Bell) == {}


def test_a_compressor_nobody_set_compresses(song):
    session, studio = song
    turn = respond(session, "compress the loud", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Loud"].of(Compressor)
    assert slot.effect.threshold_db < 0
    assert slot.effect.ratio > 1
    assert "craft" in {reason.source for step in turn.steps for reason in step.reasons}


def test_a_hi_hat_that_hears_the_kick_is_cut_where_a_hi_hat_begins(tmp_path):
    hat = band_limited(2000, 15000) + 0.1 * band_limited(40, 100)
    song = desk(write(tmp_path / "song", {"HiHat": hat.astype(np.float32), "Noises": hat.astype(np.float32)}))
    assert decided(song, "HiHat", HighPass)["cutoff_hz"].value == 200.0
    assert decided(song, "Noises", HighPass)["cutoff_hz"].value < 60.0  # nobody knows what that is


def test_a_name_that_misleads_cuts_nothing_of_the_sound(tmp_path):
    song = desk(write(tmp_path / "song", {"HiHat": band_limited(60, 400), "Piano": noise()}))
    assert decided(song, "HiHat", HighPass)["cutoff_hz"].value < 60.0
