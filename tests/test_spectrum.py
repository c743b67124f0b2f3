"""The third-octave spectrum reads textbook signals right and does not count rests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from dsp.measure.frames import BandPowers
from dsp.measure.spectrum import BANDS, SpectrumMeter, spectrum
from dsp.sources import examine, read

VOICE = Path(__file__).parents[2] / "shared" / "data" / "band" / "Lead Vox.flac"
RATES = (16_000, 44_100, 48_000, 96_000, 192_000)
EXACT = 1000 * 10 ** (np.arange(-16, 14) / 10)
LOW, HIGH = EXACT * 10**-0.05, EXACT * 10**0.05


def white(seconds: float, rate: int, channels: int = 1, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (0.1 * rng.standard_normal((channels, round(seconds * rate)))).astype(np.float32)


def pink(seconds: float, rate: int) -> np.ndarray:
    """Noise with the same power in every third of an octave, its mean square 0.01 from 1 Hz up."""
    frames = round(seconds * rate)
    hz = np.fft.rfftfreq(frames, 1 / rate)
    phases = np.random.default_rng(4).uniform(0, 2 * np.pi, len(hz))
    lines = np.where(hz >= 1.0, np.exp(1j * phases) / np.sqrt(np.maximum(hz, 1.0)), 0.0)
    x = np.fft.irfft(lines, frames)
    return (0.1 * x / np.sqrt(np.mean(x**2))).astype(np.float32)[None]


def test_the_bands_are_the_nominal_frequencies_of_the_standard() -> None:
    assert len(BANDS) == 30
    assert np.abs(np.array(BANDS) / EXACT - 1).max() < 0.016


@pytest.mark.parametrize("rate", RATES)
def test_white_noise_rises_with_bandwidth(rate: int) -> None:
    levels = spectrum(white(120.0 if rate < 90_000 else 60.0, rate), rate).mean_db
    heard = [k for k, level in enumerate(levels) if level is not None]
    reaches = np.minimum(HIGH, rate / 2) - LOW
    expected = 10 * np.log10(0.01 * reaches[heard] / (rate / 2))
    error = np.array([levels[k] for k in heard]) - expected
    assert np.abs(error[8:]).max() < 0.2  # narrower bands are random by more than that in two minutes
    assert np.abs(error).max() < 0.8


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_pink_noise_is_level(rate: int) -> None:
    levels = spectrum(pink(60.0, rate), rate).mean_db
    share = np.log(np.minimum(HIGH, rate / 2) / LOW) / np.log(rate / 2)
    assert np.abs(np.array(levels) - 10 * np.log10(0.01 * share)).max() < 0.3
    assert np.abs(np.array(levels[5:-1]) - 10 * np.log10(0.01 * share[5:-1])).max() < 0.2


# A frame of 170 ms cannot keep all of a low tone within a band of 15 Hz.
@pytest.mark.parametrize(("hz", "lost_db", "spill_db"), [(63.0, 0.3, -40), (1000.0, 0.05, -60), (12_589.0, 0.05, -60)])
def test_a_tone_is_in_its_own_band_at_its_own_level(hz: float, lost_db: float, spill_db: float) -> None:
    x = np.sin(2 * np.pi * hz * np.arange(480_000) / 48_000).astype(np.float32)[None]
    levels = np.array(spectrum(x, 48_000).mean_db)
    own = int(np.abs(EXACT - hz).argmin())
    assert levels[own] == pytest.approx(-3.01, abs=lost_db)
    assert levels[np.abs(np.arange(30) - own) > 1].max() < spill_db


@pytest.mark.parametrize(("rate", "highest"), [(8_000, 3150), (16_000, 6300), (32_000, 12_500), (44_100, 20_000)])
def test_bands_that_the_rate_does_not_reach_are_none(rate: int, highest: float) -> None:
    found = spectrum(white(1.0, rate), rate)
    heard = [band for band, level in zip(BANDS, found.mean_db, strict=True) if level is not None]
    assert heard == list(BANDS[: BANDS.index(highest) + 1])
    assert [level is None for level in found.loud_db] == [level is None for level in found.mean_db]


def test_rests_do_not_count() -> None:
    x = white(10.0, 48_000)
    rests = np.tile(np.concatenate([x, 1e-3 * x, np.zeros_like(x)], axis=1), 3)
    whole, rested = spectrum(x, 48_000), spectrum(rests, 48_000)
    assert np.abs(np.array(whole.mean_db) - np.array(rested.mean_db)).max() < 0.2
    assert rested.active_dbfs == pytest.approx(-20.0, abs=0.2)
    assert rested.active_fraction == pytest.approx(1 / 3, abs=0.02)
    assert whole.active_fraction == 1.0


def test_a_few_hits_in_a_long_silence_are_what_is_measured() -> None:
    hit = white(0.4, 48_000)
    x = np.concatenate([hit, 0.003 * white(9.6, 48_000, seed=1)], axis=1)
    found = spectrum(np.tile(x, 5), 48_000)
    assert found.active_fraction < 0.08
    assert found.active_dbfs == pytest.approx(-20.0, abs=1.5)


def test_gain_moves_every_band_by_itself_and_nothing_else() -> None:
    x = np.concatenate([white(3.0, 48_000), 0.02 * white(3.0, 48_000)], axis=1)
    one, half = spectrum(x, 48_000), spectrum(x / 2, 48_000)
    assert np.array(one.mean_db) - np.array(half.mean_db) == pytest.approx(6.0206, abs=1e-3)
    assert one.active_fraction == half.active_fraction


def test_channels_are_averaged() -> None:
    x = white(5.0, 48_000)
    both, one = np.repeat(x, 2, axis=0), np.concatenate([x, np.zeros_like(x)])
    mono = np.array(spectrum(x, 48_000).mean_db)
    assert np.array(spectrum(both, 48_000).mean_db) == pytest.approx(mono, abs=1e-4)
    assert np.array(spectrum(one, 48_000).mean_db) == pytest.approx(mono - 3.0103, abs=1e-4)


def test_loud_levels_are_those_that_a_twentieth_of_the_frames_exceeds() -> None:
    x = white(50.0, 48_000)
    x[:, : 48_000 * 5] *= 4.0
    found = spectrum(x, 48_000)
    # A tenth of the time is 12 dB up, so the loudest twentieth is there.
    quiet = np.array(spectrum(x[:, 48_000 * 6 :], 48_000).mean_db)
    assert np.mean(np.array(found.loud_db) - quiet)[()] == pytest.approx(12.04, abs=0.8)


def test_short_sounds_have_a_spectrum_and_silence_has_none() -> None:
    brief = spectrum(white(0.1, 48_000), 48_000)
    assert brief.active_dbfs == pytest.approx(-20.0, abs=0.7)
    for silence in (np.zeros((2, 96_000), np.float32), np.zeros((1, 0), np.float32)):
        none = spectrum(silence, 48_000)
        assert set(none.mean_db) == {None}
        assert (none.active_dbfs, none.active_fraction) == (None, 0.0)


def test_blocks_make_no_difference() -> None:
    x = white(2.0, 44_100, channels=2)
    whole = spectrum(x, 44_100)
    for size in (1, 977, 4096, 50_000):
        meter = SpectrumMeter(44_100, 2)
        end = 20_000 if size == 1 else x.shape[1]
        for start in range(0, end, size):
            meter.feed(x[:, start : start + size])
        assert meter.result() == (spectrum(x[:, :end], 44_100) if size == 1 else whole)


def test_a_real_voice_agrees_with_an_independent_filter_bank() -> None:
    if not VOICE.exists():
        pytest.skip(f"no real recording at {VOICE}")
    x = read(examine(VOICE), 44_100)
    found = spectrum(x, 44_100)
    # Welch over the same recording counts rests too: power per band differs by the active share alone.
    hz, density = scipy.signal.welch(x[0].astype(float), 44_100, nperseg=8192)
    powers = [density[(hz >= low) & (hz < high)].sum() * (hz[1] - hz[0]) for low, high in zip(LOW, HIGH, strict=True)]
    expected = 10 * np.log10(powers) - 10 * np.log10(found.active_fraction)
    loud = [k for k in range(30) if 200 <= BANDS[k] <= 10_000]
    assert np.array(found.mean_db)[loud] == pytest.approx(expected[loud], abs=0.8)


@pytest.mark.parametrize("size", [64, 128, 1024, 8192])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, 7, 8, 19])
def test_every_bin_of_every_frame_is_what_an_independent_transform_makes_of_it(
    size: int, channels: int, frames: int
) -> None:
    x = np.random.default_rng(size).standard_normal((channels, (frames + 1) * size // 2 + 5)).astype(np.float32)
    one_by_one = [(slice(k, k + 1), np.ones(1)) for k in range(0, size // 2 + 1, max(1, size // 512))]
    meter = BandPowers(size, channels, one_by_one)
    for start in range(0, x.shape[1], 1000):
        meter.feed(x[:, start : start + 1000])
    hann = np.sin(np.pi * (np.arange(size) + 0.5) / size) ** 2
    cut = np.stack([x[:, i * size // 2 : i * size // 2 + size] for i in range(frames)], axis=1)
    power = np.square(np.abs(np.fft.rfft(cut * hann, axis=-1))).mean(axis=0) * 2 / (size * np.square(hann).sum())
    power[:, [0, -1]] /= 2
    expected = power[:, [bins.start for bins, _ in one_by_one]]
    np.testing.assert_allclose(meter.rows(), expected, rtol=1e-4, atol=1e-6 * power.max())
