"""The demo session: the same bytes every time, plausible to play, and broken where it says it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
import soundfile
from numpy.typing import NDArray

from assistant import demo
from assistant.demo import RATE, TRACKS, score, strings
from assistant.demo.score import Note, Player
from assistant.demo.session import Fault, Track
from dsp.units import Audio

BAND = Path(__file__).parents[2] / "shared" / "data" / "band"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo.make(folder)
    return folder


def heard(folder: Path, name: str) -> Audio:
    audio, rate = soundfile.read(folder / f"{name}.wav", dtype="float32", always_2d=True)
    assert rate == RATE
    return audio.T


def track(name: str) -> Track:
    return next(track for track in TRACKS if track.name == name)


def density_db(sound: Audio, low_hz: float, high_hz: float, rate: int = RATE) -> float:
    """Mean power density of a band by Welch's method, averaged over channels."""
    hz, density = scipy.signal.welch(sound, rate, nperseg=8192)
    inside = (hz >= low_hz) & (hz < high_hz)
    return float(10 * np.log10(density[:, inside].mean()))


def rms_db(sound: Audio) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_two_runs_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    demo.make(tmp_path)
    assert digests(tmp_path) == digests(folder)
    assert len(set(digests(folder).values())) == len(TRACKS)


def test_another_seed_plays_another_take() -> None:
    first, second = (track("Bass").play(4.8, seed) for seed in (1, 2))
    assert np.max(np.abs(first - second)) > 0.01


def test_before_its_entry_an_instrument_only_hisses() -> None:
    sound = track("Lead Vox").play(1.8)
    assert sound.shape == (1, round(1.8 * RATE))
    assert rms_db(sound) == pytest.approx(-84.0, abs=0.2)


def test_the_files_are_what_an_engineer_would_get(folder: Path) -> None:
    shapes = set()
    for path in folder.iterdir():
        about = soundfile.info(path)
        assert (about.samplerate, about.subtype, about.frames) == (RATE, "PCM_24", 24 * RATE)
        shapes.add(about.channels)
    assert shapes == {1, 2}
    assert {"Lead Vox", "Bass", "Kick"} <= {path.stem for path in folder.iterdir()}


@pytest.mark.parametrize("name", [track.name for track in TRACKS])
def test_no_recording_clips_is_lopsided_or_goes_dead(folder: Path, name: str) -> None:
    sound = heard(folder, name)
    assert np.isfinite(sound).all()
    peak_db = 20 * np.log10(np.max(np.abs(sound)))
    assert peak_db == pytest.approx(track(name).peak_db, abs=0.05)
    assert abs(float(np.mean(sound, dtype=np.float64))) < 1e-3 * np.max(np.abs(sound))
    assert rms_db(sound[:, -RATE // 10 :]) > -95.0, "a preamplifier hisses even when nobody plays"


def test_levels_are_wild_and_the_raw_sum_is_over_full_scale(folder: Path) -> None:
    sounds = {track.name: heard(folder, track.name) for track in TRACKS}
    total = sum(sounds.values(), np.zeros((2, 24 * RATE), np.float32))
    assert np.max(np.abs(total)) > 1.0
    assert rms_db(sounds["Piano"]) > rms_db(sounds["Lead Vox"]) > rms_db(sounds["Backing Vox"]) + 12.0


@pytest.mark.parametrize(
    ("name", "band_hz", "beside_hz", "at_least_db"),
    [
        ("Lead Vox", (250, 400), (1000, 3000), 5.0),
        ("Lead Vox", (6000, 8000), (1000, 3000), 7.0),
        ("Elec Gtr", (2800, 4000), (400, 1000), 5.0),
        ("Bass", (80, 120), (300, 1000), 6.0),
        ("Hats", (7000, 12_000), (800, 2000), 3.0),
    ],
)
def test_faults_are_really_there(
    name: str, band_hz: tuple[int, int], beside_hz: tuple[int, int], at_least_db: float
) -> None:
    """A band against another one, compared with the same take unspoilt."""
    spoilt, clean = (track(name).play(12.0, faulty=faulty) for faulty in (True, False))
    excess = [density_db(sound, *band_hz) - density_db(sound, *beside_hz) for sound in (spoilt, clean)]
    assert excess[0] - excess[1] > at_least_db


def test_a_fault_is_the_bell_it_says() -> None:
    """The planted filter against the cookbook's biquad, far below the sample rate."""
    fault = Fault("muddy", 300.0, 7.0, 0.9)
    hz = np.array([50.0, 150.0, 300.0, 600.0, 1500.0])
    a, w, q = 10 ** (7.0 / 40), 2 * np.pi * 300.0, 0.9
    _, expected = scipy.signal.freqs([1, w * a / q, w * w], [1, w / (a * q), w * w], 2 * np.pi * hz)
    assert fault.curve(hz) == pytest.approx(expected)


def levels_db(sound: NDArray[np.float32], low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Level of a band in each 23 ms."""
    hz, _, power = scipy.signal.spectrogram(sound, RATE, nperseg=1024, noverlap=0)
    return np.asarray(10 * np.log10(power[(hz >= low_hz) & (hz < high_hz)].sum(axis=0) + 1e-20))


def test_the_singer_pauses_breathes_and_says_s() -> None:
    voice = track("Lead Vox").play(faulty=False)[0]
    whole = levels_db(voice, 80, 20_000)
    ess = levels_db(voice, 5000, 9000) > whole - 2.0
    loud = whole > whole.max() - 30.0
    assert 0.03 < np.mean(ess & loud) < 0.25, "esses are a small but real part"
    assert np.mean(whole < whole.max() - 45.0) > 0.08, "there are rests"
    intro = whole[: int(2.0 * RATE / 1024)]
    assert intro.max() < whole.max() - 30.0, "nobody sings in the intro"
    breath = levels_db(voice[: int(2.4 * RATE)], 1000, 4000)
    assert breath[-12:].max() > breath[: RATE // 1024].max() + 12.0, "a breath before the first word"


def test_the_singer_is_in_tune_with_the_melody() -> None:
    """The second of the long last chorus note, by autocorrelation."""
    start = next(note for note in score.melody(Player(np.random.default_rng(0)), 24.0) if note.sung == "skAI")
    voice = track("Lead Vox").play(faulty=False)[0]
    at = round((start.start_s + 0.8) * RATE)
    sound = voice[at : at + RATE // 4].astype(np.float64)
    likeness = scipy.signal.correlate(sound, sound)[len(sound) - 1 :]
    low, high = RATE // 400, RATE // 150
    period = low + int(np.argmax(likeness[low:high]))
    assert 1200 * abs(np.log2(RATE / period / start.hz)) < 60.0


@pytest.mark.parametrize("pitch", [40.0, 57.3, 76.0])
def test_a_string_sounds_at_its_pitch_and_its_partials_stretch(pitch: float) -> None:
    """Fletcher's f_n = n f_0 sqrt(1 + B n^2), read from a transform of two seconds."""
    note = Note(0.0, 3.0, pitch, 0.8)
    sound = strings.PIANO.sound(note, np.random.default_rng(1))[: 3 * RATE]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 8 * len(sound)))
    step = RATE / (8 * len(sound))
    for n in (1, 2, 5):
        expected = n * note.hz * np.sqrt(1 + strings.PIANO.stiffness * n * n)
        around = slice(int(0.98 * expected / step), int(1.02 * expected / step))
        peak = (around.start + int(np.argmax(spectrum[around]))) * step
        assert 1200 * abs(np.log2(peak / expected)) < 3.0


def test_the_two_guitars_of_the_stereo_track_are_two_takes(folder: Path) -> None:
    left, right = heard(folder, "Elec Gtr")
    assert abs(float(np.corrcoef(left, right)[0, 1])) < 0.8


def third_octaves_db(sound: Audio, rate: int) -> NDArray[np.float64]:
    centres = 1000 * 10 ** (np.arange(-7, 11) / 10)
    return np.array([density_db(sound, c * 10**-0.05, c * 10**0.05, rate) + 10 * np.log10(c) for c in centres])


def test_the_unspoilt_voice_has_the_spectrum_of_a_real_one() -> None:
    """Third octaves 200 Hz to 10 kHz against a recorded singer; another tune, so not band for band."""
    path = BAND / "Lead Vox.flac"
    if not path.exists():
        pytest.skip("no recorded band beside the checkout")
    real, rate = soundfile.read(path, dtype="float32", always_2d=True)
    apart = third_octaves_db(track("Lead Vox").play(faulty=False), RATE) - third_octaves_db(real.T, rate)
    apart -= apart.mean()
    assert np.sqrt(np.mean(np.square(apart))) < 4.0


def test_the_unspoilt_voice_has_the_spectrum_of_speech() -> None:
    """Against Byrne et al. 1994, table II, 250 Hz to 8 kHz by octaves; a singer is brighter, so loosely."""
    byrne = {250: 60.3, 500: 62.1, 1000: 53.7, 2000: 48.7, 4000: 45.6, 8000: 43.7}
    voice = track("Lead Vox").play(faulty=False)
    apart = [
        density_db(voice, hz * 10**-0.05, hz * 10**0.05) + 10 * np.log10(hz) - level for hz, level in byrne.items()
    ]
    assert np.std(apart) < 5.0
