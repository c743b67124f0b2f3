"""Rumble below the lowest note goes by 15 dB and more while it lasts; the notes, and what does not rumble, stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from studio import RATE, desk, take, write
from test_deplosive import db, part, real

from assistant.respond import respond
from dsp.effects import DeRumble
from dsp.measure.rumble import RumbleMeter, find_rumble


def through(effect: DeRumble, x: np.ndarray, rate: int = RATE) -> np.ndarray:
    """What comes of a sound, in time with it."""
    bank = effect.bank([effect], rate, x.shape[0])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[None]
    return bank.process(np.ascontiguousarray(fed))[0, :, bank.latency :]


def wind(frames: int, seed: int = 2, rate: int = RATE) -> np.ndarray:
    """Gusts: noise that falls by 12 dB an octave from 40 Hz on, as loud as whatever blows; RMS 1 while it blows."""
    rng = np.random.default_rng(seed)
    blown = signal.sosfilt(signal.butter(2, 40, "low", fs=rate, output="sos"), rng.standard_normal(frames))
    gusts = np.interp(np.arange(frames) / rate, np.arange(60) * 0.5, np.clip(rng.normal(0.0, 1.0, 60), 0, 1.5))
    return np.asarray(blown * gusts / np.std(blown))


def knocks(frames: int, rate: int = RATE) -> np.ndarray:
    """A stand that is knocked every 1.3 s and swings at 32 Hz."""
    t = np.arange(frames) / rate % 1.3
    return np.asarray(np.exp(-t / 0.08) * np.sin(2 * np.pi * 32 * t))


def notes(seconds: float = 8.0, lowest_hz: float = 110.0) -> np.ndarray:
    """Notes with harmonics, half a second each, up and down an octave from the lowest."""
    t = np.arange(round(seconds * RATE)) / RATE
    steps = np.array([0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2])[(t / 0.5).astype(int) % 14]
    turns = 2 * np.pi * np.cumsum(lowest_hz * 2 ** (steps / 12)) / RATE
    swell = np.clip(np.minimum(t % 0.5, 0.5 - t % 0.5) / 0.03, 0, 1)
    return np.asarray(0.1 * swell * sum(np.cos(k * turns + k * k) / k for k in range(1, 12)))


@pytest.mark.parametrize("lowest_hz", [82.4, 110.0, 196.0])
def test_the_lowest_note_is_found_within_4_percent_under_wind_as_loud_as_the_notes(lowest_hz):
    x = notes(8.0, lowest_hz)
    for sound in (x, x + x.std() * wind(x.size)):
        meter = RumbleMeter(RATE, 1)
        meter.feed(sound[None].astype(np.float32))
        assert meter.lowest_hz == pytest.approx(lowest_hz, rel=0.04)


@pytest.mark.parametrize("noise", [wind, knocks])
def test_it_goes_by_15_db_and_the_notes_lose_less_than_half_a_decibel(noise):
    x = notes()
    rumbling = (x + x.std() * noise(x.size))[None].astype(np.float32)
    found = find_rumble(rumbling, RATE)
    assert found is not None
    assert found.edge_hz < 110
    effect = DeRumble(reduction_db=36, frequency_hz=round(found.edge_hz))
    mended = through(effect, rumbling)[0]
    assert db(part(mended, 60, "low")) <= db(part(rumbling[0], 60, "low")) - 15
    hz, was = signal.welch(x, RATE, nperseg=8192)
    now = signal.welch(through(effect, x[None].astype(np.float32))[0], RATE, nperseg=8192)[1]
    heard = (hz > 100) & (was > was.max() * 1e-4)
    assert np.abs(10 * np.log10(now[heard] / was[heard])).max() < 0.5
    left = db(mended - x)
    assert left <= db(rumbling[0] - x) - 10


def test_while_the_voice_rests_it_goes_an_octave_higher_up():
    x = notes() * (np.arange(8 * RATE) // RATE % 2 == 0)
    blown = 0.3 * part(np.random.default_rng(3).standard_normal(x.size), 130, "low")
    mended = through(DeRumble(reduction_db=24, frequency_hz=75), (x + blown)[None].astype(np.float32))[0]
    lost = [
        db(part(blown, 95, "high")[at : at + RATE // 2]) - db(part(mended, 95, "high")[at : at + RATE // 2])
        for at in range(round(1.3 * RATE), 8 * RATE - RATE // 2, 2 * RATE)
    ]
    assert min(lost) >= 5


@pytest.mark.parametrize("name", ["Lead Vox", "Elec Gtr", "Piano"])
def test_what_does_not_rumble_passes_bit_for_bit(name):
    x = take(name, 8.0, faulty=False).astype(np.float32)
    meter = RumbleMeter(RATE, x.shape[0])
    meter.feed(x)
    assert meter.rumble is None
    assert meter.lowest_hz is not None
    effect = DeRumble(reduction_db=36, frequency_hz=max(30.0, round(0.5 * meter.lowest_hz)))
    np.testing.assert_array_equal(through(effect, x), x)


def test_the_low_end_of_a_bass_and_of_a_kick_is_no_rumble():
    for name in ("Bass", "Kick"):
        assert find_rumble(take(name, 8.0, faulty=False).astype(np.float32), RATE) is None


def test_blocks_make_no_difference_where_it_works():
    x = notes(2.0)
    rumbling = (x + x.std() * wind(x.size))[None, None].astype(np.float32)
    effect = DeRumble(reduction_db=24)
    whole = effect.bank([effect], RATE, 1).process(rumbling)
    bank = effect.bank([effect], RATE, 1)
    parts = [bank.process(rumbling[..., i : i + 777]) for i in range(0, x.size, 777)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=-1), whole)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    voice = take("Lead Vox", 10.0, faulty=False)[:1]
    windy = voice + 2 * voice.std() * wind(voice.shape[1]).astype(np.float32)
    sounds = {"Lead Vox": windy, "Piano": take("Piano", 10.0, faulty=False), "Kick": take("Kick", 10.0)}
    return desk(write(tmp_path_factory.mktemp("rumble"), sounds))


@pytest.mark.parametrize(
    "said", ["remove the rumble from the vocal", "there's wind noise on the vocal", "derumble the vocal"]
)
def test_it_is_found_taken_out_and_listened_for_again(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Lead Vox"].of(DeRumble)
    assert isinstance(slot.effect, DeRumble)
    check = turn.checks[0]
    assert (check.what, check.verdict) == (f"level below {slot.effect.frequency_hz:g} Hz", "verified")
    assert check.after <= check.before - 10
    assert "lowest note" in " ".join(reason.because for step in turn.steps for reason in step.reasons)


@pytest.mark.parametrize("name", ["piano", "kick"])
def test_where_nothing_rumbles_it_says_so_and_does_nothing(song, name):
    session, studio = song
    turn = respond(session, f"remove the rumble from the {name}", studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "high-pass" in turn.reply


@pytest.mark.parametrize("noise", [wind, knocks])
def test_from_under_a_real_voice_it_goes_as_well(noise):
    x, rate = real("band/Lead Vox.flac")
    x = x[:, : 12 * rate]
    rumbling = x + (2 * x.std() * noise(x.shape[1], rate=rate)).astype(np.float32)
    assert find_rumble(x, rate) is None
    found = find_rumble(rumbling, rate)
    assert found is not None
    effect = DeRumble(reduction_db=36, frequency_hz=round(found.edge_hz))
    assert db(through(effect, x, rate) - x) <= db(x) - 25
    mended = through(effect, rumbling, rate)
    assert db(mended - x) <= db(rumbling - x) - 12


@pytest.mark.parametrize("name", ["Bass DI", "Kick", "Gtr L", "Snare", "Tom 3"])
def test_real_playing_does_not_rumble(name):
    x, rate = real(f"band/{name}.flac")
    assert find_rumble(x, rate) is None
