"""One call reads every meter, whatever the blocks, and its answer survives a trip through JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsp.measure import BANDS, Measurement, measure
from dsp.measure.gauge import gauge
from dsp.measure.level import Level
from dsp.sources import examine, open_stream


def stereo(frames: int = 96_000) -> np.ndarray:
    rng = np.random.default_rng(6)
    mid, side = rng.standard_normal((2, frames)) * [[0.1], [0.02]]
    return np.array([mid + side, mid - side], np.float32)


def levels(x: np.ndarray) -> Level:
    meter = Level(48_000, len(x))
    meter.feed(x)
    return meter


def test_a_sine_has_the_peak_rms_and_crest_of_a_textbook() -> None:
    x = np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000).astype(np.float32)[None]
    meter = levels(x)
    assert meter.sample_peak_dbfs == pytest.approx(0.0, abs=1e-4)
    assert meter.rms_dbfs == pytest.approx(-3.0103, abs=1e-3)
    assert meter.crest_db == pytest.approx(3.0103, abs=1e-3)
    assert meter.seconds == 1.0


def test_mid_and_side_and_correlation_agree_with_numpy() -> None:
    x = stereo()
    meter = levels(x)
    left, right = x.astype(float)
    ratio = np.mean((left - right) ** 2) / np.mean((left + right) ** 2)
    assert meter.side_db == pytest.approx(10 * np.log10(ratio), abs=1e-6)
    cosine = (left @ right) / np.sqrt((left @ left) * (right @ right))
    assert meter.correlation == pytest.approx(cosine, abs=1e-9)
    assert meter.balance_db == pytest.approx(10 * np.log10((left @ left) / (right @ right)), abs=1e-6)


def test_identical_and_opposite_channels_are_the_two_ends() -> None:
    x = stereo()[:1]
    same, opposite = levels(np.concatenate([x, x])), levels(np.concatenate([x, -x]))
    assert same.correlation == pytest.approx(1.0)
    assert opposite.correlation == pytest.approx(-1.0)
    assert same.side_db is not None
    assert same.side_db < -150
    assert opposite.side_db is not None
    assert opposite.side_db > 150


def test_one_channel_has_no_image_and_silence_has_no_crest() -> None:
    mono = levels(stereo()[:1])
    assert (mono.correlation, mono.side_db, mono.balance_db) == (None, None, None)
    silent = levels(np.zeros((2, 1000), np.float32))
    assert (silent.crest_db, silent.correlation, silent.side_db) == (None, None, None)
    assert silent.sample_peak_dbfs == -200.0


@pytest.mark.parametrize("frames", [0, 1, 100, 4_410, 96_000])
def test_a_measurement_of_any_length_survives_strict_json(frames: int) -> None:
    found = measure(stereo(frames), 44_100)
    text = json.dumps(found.as_dict(), allow_nan=False)
    assert Measurement.from_dict(json.loads(text)) == found
    assert (found.integrated_lufs is None) == (frames < 0.4 * 44_100)
    assert len(found.spectrum_db) == len(BANDS)


def test_silence_is_measured_as_nothing() -> None:
    found = measure(np.zeros((2, 48_000 * 4), np.float32), 48_000)
    assert found.integrated_lufs is None
    assert found.lra_lu is None
    assert found.active_dbfs is None
    assert found.true_peak_dbtp == found.rms_dbfs == -200.0


def test_a_measurement_from_another_version_is_not_taken_for_one() -> None:
    readings = measure(stereo(1000), 44_100).as_dict()
    del readings["true_peak_dbtp"]
    with pytest.raises(KeyError, match="true_peak_dbtp"):
        Measurement.from_dict(readings)


def test_an_array_and_its_blocks_measure_the_same() -> None:
    x = stereo()
    whole = measure(x, 48_000)
    for size in (997, 4096, 65_536):
        assert measure((x[:, i : i + size] for i in range(0, x.shape[1], size)), 48_000) == whole


def test_nothing_at_all_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no block to measure"):
        measure(iter(()), 48_000)


@pytest.mark.parametrize("rate", [8_000, 192_000])
def test_a_file_at_any_rate_is_measured_as_it_streams(tmp_path: Path, rate: int) -> None:
    x = 0.5 * np.sin(2 * np.pi * 997 * np.arange(2 * rate) / rate)
    soundfile.write(tmp_path / "x.wav", x, rate, subtype="FLOAT")
    source = examine(tmp_path / "x.wav")
    with open_stream(source, rate) as stream:
        found = measure(stream.blocks(), rate)
    assert (found.sample_rate, found.channels, found.seconds) == (rate, 1, 2.0)
    assert found.integrated_lufs == pytest.approx(-9.03, abs=0.05)
    assert found.true_peak_dbtp == pytest.approx(-6.02, abs=0.1)  # it ends abruptly
    assert found.rms_dbfs == pytest.approx(-9.03, abs=0.01)


def test_the_gauge_reads_what_the_whole_set_of_meters_reads() -> None:
    x = stereo(48_000 * 5)
    whole = measure(x, 48_000)
    found = gauge((x[:, i : i + 1000] for i in range(0, x.shape[1], 1000)), 48_000)
    for name in ("seconds", "integrated_lufs", "true_peak_dbtp", "sample_peak_dbfs"):
        assert getattr(found, name) == getattr(whole, name)
    assert gauge([], 48_000).integrated_lufs is None
