"""Hiss goes and what is played stays; where there is none that can be told from music, nothing is done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import signal
from studio import RATE, desk, take, write

from assistant.respond import respond
from bench.cleaning import band_losses_db, quiet, tonmeister
from bench.cleaning import read as recorded
from dsp.effects import DeNoise
from dsp.measure.noise import NoiseMeter, find_noise
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"
BANDS_HZ = (125, 250, 500, 1000, 2000, 4000)


def hiss(seconds: float, level_db: float, seed: int = 1) -> np.ndarray:
    return 10 ** (level_db / 20) * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def syllables(seconds: float, seed: int = 2) -> np.ndarray:
    """Gliding harmonics in syllables, a third of a second long, and a pause after each four."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    turn = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 0.7 * t)) / RATE
    voice = sum(np.cos(k * turn + rng.uniform(0, 6)) / (1 + (k * 140 / 900) ** 1.5) for k in range(1, 30))
    shape = np.sin(np.pi * np.minimum((t % 0.4) / 0.33, 1.0)) ** 2 * ((t % 2.0) < 1.6)
    return 0.1 * shape * voice


def through(effect: DeNoise, x: np.ndarray, rate: int = RATE) -> np.ndarray:
    bank = effect.bank([effect], rate, len(x))
    fed = np.concatenate([x, np.zeros((len(x), bank.latency))], axis=1).astype(np.float32)
    return bank.process(fed[None])[0, :, bank.latency :].astype(np.float64)


def db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-30))


def si_sdr_db(clean: np.ndarray, x: np.ndarray) -> float:
    """Le Roux et al., "SDR - half-baked or well done?", ICASSP 2019."""
    part = (clean @ x) / (clean @ clean) * clean
    return db(part) - db(x - part)


def losses_db(clean: np.ndarray, x: np.ndarray, rate: int = RATE) -> np.ndarray:
    """By how much what is in `x` of a clean sound is softer than it, octave by octave."""
    found = []
    for centre in BANDS_HZ:
        sos = signal.butter(4, (centre / 2**0.5, centre * 2**0.5), "band", fs=rate, output="sos")
        a, b = signal.sosfiltfilt(sos, clean), signal.sosfiltfilt(sos, x)
        found.append(-20 * np.log10(abs(a @ b) / (a @ a)))
    return np.array(found)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000, 96_000])
def test_at_rest_every_sample_is_what_it_was(rate):
    x = np.stack([hiss(1.0, -20, 1), hiss(1.0, -30, 2)]).astype(np.float32)
    np.testing.assert_array_equal(through(DeNoise(), x, rate), x)


@pytest.mark.parametrize("depth", [6, 12, 24])
def test_hiss_alone_goes_down_by_the_knob_and_no_further(depth):
    x = hiss(6.0, -40)
    left = through(DeNoise(reduction_db=depth), x[None])[0]
    assert db(left[2 * RATE :]) - db(x[2 * RATE :]) == pytest.approx(-depth, abs=0.1 * depth)


def test_what_is_left_of_hiss_does_not_chirp():
    """The kurtosis of what is left against what was: Uemura et al., "Musical noise generation analysis", 2008."""
    x = hiss(8.0, -40)

    def peaky(x: np.ndarray) -> float:
        powers = np.abs(signal.stft(x, RATE, nperseg=1024)[2][8:480, 200:]) ** 2
        powers /= powers.mean(axis=1, keepdims=True)
        return float((powers**4).mean() / (powers**2).mean() ** 2)

    assert np.log(peaky(through(DeNoise(reduction_db=12), x[None])[0]) / peaky(x)) < 1.0


@pytest.mark.parametrize(("snr", "better"), [(0, 6), (5, 6), (10, 5), (20, 2.5)])
def test_a_voice_in_hiss_is_nearer_to_the_voice(snr, better):
    clean = syllables(10.0)
    noisy = clean + hiss(10.0, db(clean) - snr)
    after = through(DeNoise(reduction_db=12), noisy[None])[0]
    assert si_sdr_db(clean, after) > si_sdr_db(clean, noisy) + better


def test_at_20_db_over_the_hiss_no_band_of_a_voice_loses_a_decibel():
    clean = syllables(10.0)
    noisy = clean + hiss(10.0, db(clean) - 20)
    assert losses_db(clean, through(DeNoise(reduction_db=12), noisy[None])[0]).max() < 1.0


def test_both_sides_are_turned_down_alike():
    x = np.stack([syllables(4.0) + hiss(4.0, -40, 1), 0.25 * (syllables(4.0) + hiss(4.0, -40, 1))])
    left, right = through(DeNoise(reduction_db=18), x)
    np.testing.assert_allclose(right, 0.25 * left, atol=1e-6)


@pytest.mark.parametrize("level", [-40.0, -50.0, -60.0])
@pytest.mark.parametrize("name", ["Lead Vox", "Piano"])
def test_noise_is_found_to_a_decibel(name, level):
    sound = take(name, 12.0, faulty=False)
    sound = (sound / np.abs(sound).max() * 0.3 * (np.arange(sound.shape[1]) % (3 * RATE) < 2 * RATE)).astype(np.float32)
    sos = signal.butter(8, (90, 15_500), "band", fs=RATE, output="sos")
    planted = signal.sosfilt(sos, hiss(12.0, level))
    found = find_noise((sound + planted).astype(np.float32), RATE)
    assert found is not None
    assert found.level_dbfs == pytest.approx(db(planted), abs=1.0)


@pytest.mark.parametrize("name", ["Lead Vox", "Bass", "Piano", "Elec Gtr", "Hats", "Snare", "Kick"])
def test_music_has_none(name):
    assert find_noise(take(name, 12.0), RATE) is None


def test_a_held_chord_and_noise_that_was_meant_to_be_are_no_noise():
    t = np.arange(10 * RATE) / RATE
    chord = 0.05 * sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6, 440.0))
    swell = chord * (0.1 + 0.9 * (t % 4 < 2))
    assert find_noise(swell[None].astype(np.float32), RATE) is None
    assert find_noise(hiss(10.0, -20)[None].astype(np.float32), RATE) is None


def test_blocks_make_no_difference_and_too_little_is_no_reading():
    sound = (syllables(8.0) + hiss(8.0, -50)).astype(np.float32)[None]
    meter = NoiseMeter(RATE, 1)
    for start in range(0, sound.shape[1], 7777):
        meter.feed(sound[:, start : start + 7777])
    assert meter.noise == find_noise(sound, RATE)
    assert meter.noise is not None
    assert find_noise(sound[:, : RATE // 2], RATE) is None


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {
        "Lead Vox": (syllables(12.0) + hiss(12.0, -50))[None].astype(np.float32),
        "Gtr": (syllables(12.0, 3) + hiss(12.0, -45, 4))[None].astype(np.float32),
        "Hats": take("Hats", 12.0),
    }
    return desk(write(tmp_path_factory.mktemp("noise"), sounds))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("remove the noise from the lead vox", "Lead Vox"),
        ("the lead vox is hissy", "Lead Vox"),
        ("less noise on the gtr", "Gtr"),
        ("denoise the gtr", "Gtr"),
    ],
)
def test_it_turns_noise_down_and_hears_that_it_did(song, said, name):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)[name].of(DeNoise)
    assert isinstance(slot.effect, DeNoise)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.before - check.after == pytest.approx(slot.effect.reduction_db, abs=2)


@pytest.mark.parametrize("said", ["remove the noise from the hats", "denoise the hats", "the hats are hissy"])
def test_without_noise_it_says_so_and_does_nothing(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no steady noise on Hats" in turn.reply or "no noise on Hats" in turn.reply


def soft_pad(loudest: float) -> tuple[np.ndarray, np.ndarray]:
    """Breath as soft as the noise that lies under it, and a high tone now and then."""
    rng = np.random.default_rng(5)
    t = np.arange(12 * RATE) / RATE
    breath = signal.sosfilt(signal.butter(2, (400, 900), "band", fs=RATE, output="sos"), rng.standard_normal(t.size))
    loud = loudest * np.sin(2 * np.pi * 6000 * t) * (t % 3 < 0.5) * np.sin(np.pi * (t % 3) / 0.5)
    return 0.009 * breath * (t % 3 < 2), loud


def test_beside_what_stands_far_over_the_noise_a_soft_pad_stays():
    pad, loud = soft_pad(0.06)
    left = through(DeNoise(reduction_db=12), (pad + loud + hiss(12.0, -48))[None])[0] - loud
    assert losses_db(pad[4 * RATE :], left[4 * RATE :])[BANDS_HZ.index(500)] < 0.5


def test_where_what_it_would_take_is_played_it_is_left(song, tmp_path):
    """A pad as soft as the noise under it: what is turned down there is the pad."""
    pad, loud = soft_pad(0.03)
    sound = pad + loud + hiss(12.0, -48)
    session, studio = desk(write(tmp_path, {"Pad": sound[None].astype(np.float32)}))
    turn = respond(session, "remove the noise from the pad", studio)
    assert (turn.status, turn.moves) == ("refused", ()), turn.reply
    assert "so I leave it" in turn.reply


def test_noise_cannot_be_added_but_some_may_be_let_back(song):
    session, studio = song
    assert respond(session, "make the hats noisier", studio).status == "refused"
    session = session.after(respond(session, "remove the noise from the gtr", studio))
    turn = respond(session, "make the gtr noisier", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Gtr"].of(DeNoise)
    assert isinstance(slot.effect, DeNoise)
    assert slot.effect.reduction_db == 8.0


def real(name: str) -> tuple[np.ndarray, int]:
    if not (DATA / name).exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(DATA / name)
    return read(source, source.sample_rate), source.sample_rate


@pytest.mark.parametrize("name", ["HiHat", "Lead Vox", "Snare", "Gtr L", "Kick", "Tom 1", "Piano", "Bass DI"])
def test_real_playing_is_left_alone(name):
    x, rate = real(f"band/{name}.flac")
    assert find_noise(x, rate) is None
    after = through(DeNoise(reduction_db=12), x, rate)
    assert db(after - x) < db(x) - 33


@pytest.mark.parametrize(("room", "first"), [("small_room", 0), ("large_room", 0), ("large_room", 2)])
@pytest.mark.parametrize("noise", ["running_tap", "white"])
def test_20_db_over_real_noise_no_band_of_people_talking_in_a_room_loses_a_decibel(noise, room, first):
    if not (DATA / "speech").exists():
        pytest.skip(f"no real recordings at {DATA}")
    clips = [clip for path in sorted((DATA / "speech").glob("*.flac")) if quiet(clip := recorded(path)[: 12 * 16_000])]
    response = recorded(DATA / "ir" / f"{room}.flac")
    hissing = hiss(40.0, 0) if noise == "white" else recorded(DATA / "noise" / f"{noise}.flac")
    losses = []
    for i, clip in enumerate(clips[first::7][:4]):
        clean = signal.fftconvolve(clip, response)[: clip.size] if i % 2 else clip
        added = np.resize(hissing[np.random.default_rng(i).integers(0, hissing.size - clean.size) :], clean.size)
        losses.append(band_losses_db(clean, tonmeister(clean + added * 10 ** ((db(clean) - 20 - db(added)) / 20))))
    assert np.mean(losses, axis=0).max() < 1.0
