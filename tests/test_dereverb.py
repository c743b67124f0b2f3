"""The room in a recording: measured by its decay, turned down behind the sound, and let be where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import oaconvolve
from studio import RATE, desk, moved, take, write

from assistant.respond import respond
from dsp.effects import DeReverb, Send
from dsp.measure.room import RoomMeter

EARLY = RATE // 20


def words(seconds: float = 12.0, seed: int = 4) -> np.ndarray:
    """Noise in the rhythm of speech: syllables that end within a few milliseconds, and rests."""
    rng, t = np.random.default_rng(seed), np.arange(round(seconds * RATE)) / RATE
    loud = np.zeros(t.size)
    at = 0.2
    while at < seconds - 1.5:
        long = rng.uniform(0.08, 0.3)
        loud += rng.uniform(0.3, 1.0) * ((t >= at) & (t < at + long))
        at += long + rng.choice([0.06, 0.25, 0.5])
    loud = np.convolve(loud, np.hanning(441) / np.hanning(441).sum(), "same")
    return 0.2 * loud * rng.standard_normal(t.size)


def room(t60_s: float, late_db: float = -3.0, seed: int = 8) -> np.ndarray:
    """A direct sound and what rings behind it, in dB of the direct sound."""
    t = np.arange(round(1.2 * t60_s * RATE)) / RATE
    taps = np.random.default_rng(seed).standard_normal(t.size) * 10 ** (-3 * t / t60_s)
    taps *= 10 ** (late_db / 20) / np.sqrt(np.sum(taps**2))
    taps[0] = 1.0
    return taps


def heard_in(taps: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.asarray(oaconvolve(x, taps)[: x.size], np.float32)


def dried(x: np.ndarray, **knobs: float) -> np.ndarray:
    effect = DeReverb(**knobs)
    bank = effect.bank([effect], RATE, 1)
    late = np.pad(x, (0, bank.latency)).astype(np.float32)
    return bank.process(late[None, None])[0, 0, bank.latency :]


def level(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-20))


@pytest.mark.parametrize("t60_s", [0.5, 0.8, 1.2])
def test_the_late_room_goes_and_the_sound_stays(t60_s):
    x, taps = words(), room(t60_s)
    early = taps.copy()
    early[EARLY:] = 0.0
    sound, wet = heard_in(early, x), heard_in(taps, x)
    dry = dried(wet, reduction_db=10, t60_s=t60_s)
    settled = slice(4 * RATE, None)

    def over_late_db(y: np.ndarray) -> float:
        y, s = y[settled].astype(np.float64), sound[settled].astype(np.float64)
        share = (y @ s) / (s @ s)
        return level(share * s) - level(y - share * s)

    assert over_late_db(dry) > over_late_db(wet) + 0.2
    rings = np.convolve(np.abs(x), np.ones(3 * EARLY), "full")[: x.size] < 1e-6
    s, y = sound[settled].astype(np.float64), dry[settled].astype(np.float64)
    assert 20 * np.log10((y @ s) / (s @ s)) > -2.5, "in a room half as loud as the sound, most of the sound stays"
    gone = level(wet[settled][rings[settled]]) - level(dry[settled][rings[settled]])
    assert 6 < gone <= 10.5, "where the room rings alone it is as much as the knob says, and no more"


def test_a_recording_without_a_room_keeps_every_octave():
    for x in (words().astype(np.float32), take("Lead Vox", 12.0, faulty=False)[0]):
        y = dried(x, reduction_db=12, t60_s=0.5)
        hz = np.fft.rfftfreq(x.size, 1 / RATE)
        was, now = np.abs(np.fft.rfft(x)) ** 2, np.abs(np.fft.rfft(y)) ** 2
        for centre in 125 * 2.0 ** np.arange(7):
            octave = (hz > centre / 2**0.5) & (hz < centre * 2**0.5)
            assert 10 * np.log10(was[octave].sum() / now[octave].sum()) <= 1.0, centre


def spoken(noise: float, seconds: float = 12.0) -> np.ndarray:
    """Voiced syllables that die away by themselves, as voices do, over a little noise."""
    rng, t = np.random.default_rng(6), np.arange(round(seconds * RATE)) / RATE
    sound, at = noise * rng.standard_normal(t.size), 0.2
    while at < seconds - 1:
        pitch_hz, long, fades = rng.uniform(100, 220), rng.uniform(0.1, 0.3), rng.uniform(0.01, 0.025)
        here = slice(np.searchsorted(t, at), np.searchsorted(t, at + long + 50 * fades))  # e^-50 behind it
        since = t[here] - at
        shape = np.minimum(since / 0.02, 1) * np.exp(-np.maximum(since - long, 0) / fades)
        tone = sum(np.cos(2 * np.pi * pitch_hz * k * t[here] + k * k) / k for k in range(1, 30))
        sound[here] += 0.05 * rng.uniform(0.4, 1) * shape * tone
        at += long + rng.choice([0.05, 0.15, 0.4])
    return sound.astype(np.float32)


@pytest.mark.parametrize("noise", [1e-5, 1e-3])
@pytest.mark.parametrize("t60_s", [0.4, 0.6, 1.2])
def test_a_voice_that_dies_away_by_itself_is_not_turned_down_as_a_room_is(t60_s, noise):
    x = spoken(noise)
    was, now = (
        np.square(y[2 * RATE :], dtype=np.float64)[: 400 * 441].reshape(-1, 882).mean(axis=1)
        for y in (x, dried(x, reduction_db=8, t60_s=t60_s))
    )
    loud = was > was.max() / 100
    assert (10 * np.log10(now[loud] / was[loud])).min() > -2


def test_people_close_to_the_microphone_keep_every_octave():
    speech = Path(__file__).parents[2] / "shared" / "data" / "speech"
    if not speech.exists():
        pytest.skip(f"no recordings of people at {speech}")
    for name in ("1069-133699-0000", "1334-135589-0000", "3374-298025-0000", "6818-68772-0000"):
        x, rate = soundfile.read(speech / f"{name}.flac", dtype="float32")
        effect = DeReverb(reduction_db=8)
        bank = effect.bank([effect], rate, 1)
        y = bank.process(np.pad(x, (0, bank.latency))[None, None])[0, 0, bank.latency :]
        hz = np.fft.rfftfreq(x.size, 1 / rate)
        was, now = (np.abs(np.fft.rfft(sound)) ** 2 for sound in (x, y))
        for centre in 125 * 2.0 ** np.arange(6):
            octave = (hz > centre / 2**0.5) & (hz < centre * 2**0.5)
            assert 10 * np.log10(was[octave].sum() / now[octave].sum()) <= 1.0, (name, centre)


@pytest.mark.parametrize("t60_s", [0.4, 0.7, 1.1])
def test_the_decay_of_the_room_is_found(t60_s):
    meter = RoomMeter(RATE, 1)
    wet = heard_in(room(t60_s, 0.0), words(20.0))[None]
    for at in range(0, wet.shape[1], 5000):
        meter.feed(wet[:, at : at + 5000])
    assert meter.decay_s == pytest.approx(t60_s, rel=0.2)


def test_where_there_is_no_room_none_is_found():
    for x in (words(20.0), np.zeros(RATE), 0.1 * np.random.default_rng(2).standard_normal(5 * RATE)):
        meter = RoomMeter(RATE, 1)
        meter.feed(np.asarray(x, np.float32)[None])
        assert meter.decay_s is None


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    x = words()
    sounds = {"Vox": heard_in(room(0.8), x)[None], "Booth": x.astype(np.float32)[None]}
    return desk(write(tmp_path_factory.mktemp("rooms"), sounds))


@pytest.mark.parametrize("saying", ["less room on Vox", "dry up Vox", "Vox sounds too roomy", "de-reverb Vox"])
def test_the_recorded_room_is_what_is_turned_down_where_no_reverb_was_added(song, saying):
    session, studio = song
    turn = respond(session, saying, studio)
    assert turn.status == "done", turn.reply
    (slot,) = moved(turn, session.mix)["Vox"].of(DeReverb)
    assert slot.effect.t60_s == pytest.approx(0.8, rel=0.25)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.after < check.before
    assert respond(session, saying.replace("Vox", "Booth"), studio).moves == ()


def test_reverb_that_was_added_is_still_what_less_reverb_lowers(song):
    session, studio = song
    mix = moved(respond(session, "add reverb to Vox", studio), session.mix)
    turn = respond(replace(session, mix=mix), "less reverb on Vox", studio)
    after = moved(turn, mix)["Vox"]
    assert not after.of(DeReverb)
    assert after.of(Send)[0].effect.level_db < mix["Vox"].of(Send)[0].effect.level_db
