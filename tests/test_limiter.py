"""The limiter against meters that it was not made with, and ffmpeg's where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import upfirdn

from assistant.punch import stand_out_db
from dsp.effects.limiter import CHARACTERS, ITU, Limiter

RATE = 44100
DATA = Path(__file__).parents[2] / "shared/data"
CEILING = -1.0


def through(effect, x, rate=RATE):
    bank = Limiter.bank([effect], rate, x.shape[0])
    return bank.process(x[None].astype(np.float32))[0], bank.latency


def itu_peak_db(y):
    """BS.1770 annex 2: four phases, twelve taps each."""
    rows = [*ITU, *(row[::-1] for row in ITU)]
    return 20 * np.log10(max(np.abs(np.convolve(c.astype(np.float64), row)).max() for c in y for row in rows))


def ffmpeg_peak_db(y, rate, folder):
    soundfile.write(folder / "y.wav", y.T, rate, subtype="FLOAT")
    said = subprocess.run(
        ["ffmpeg", "-hide_banner", "-i", folder / "y.wav", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    return float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])


def strict_peak_db(y):
    """Sixteen phases of 64 taps each: sharper than any meter in use."""
    n, taps = 16, 64
    at = (np.arange(n * taps + 1) - n * taps / 2) / n
    return 20 * np.log10(np.abs(upfirdn(np.sinc(at) * np.kaiser(at.size, 9), y.astype(np.float64), n)).max())


def libebur128_peak_db(y, rate):
    pyebur128 = pytest.importorskip("pyebur128", reason="libebur128 is not here")
    state = pyebur128.R128State(len(y), rate, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(y.T).ravel(), y.shape[1])
    return 20 * np.log10(max(pyebur128.get_true_peak(state, channel) for channel in range(len(y))))


def dense(seconds=4, rate=RATE):
    """Chords, drums with clicks and cymbals to the top of the band: shape (2, frames), full scale."""
    rng = np.random.default_rng(5)
    t = np.arange(int(seconds * rate)) / rate
    chord = sum(np.sign(np.sin(2 * np.pi * f * t)) for f in (110, 138.6, 164.8)) * 0.2
    kick = np.sin(2 * np.pi * 55 * t) * np.exp(-(t % 0.5) / 0.1)
    hats = rng.standard_normal((2, t.size)) * np.exp(-(t % 0.125) / 0.02) * 0.4
    x = chord + kick + hats
    return (x / np.abs(x).max()).astype(np.float32)


def recordings():
    tracks = [soundfile.read(path, always_2d=True)[0][:, 0] for path in sorted(DATA.glob("band/*.flac"))]
    frames = max(map(len, tracks))
    mono = sum(np.pad(track, (0, frames - len(track))) for track in tracks)
    kick = soundfile.read(DATA / "band/Kick.flac")[0]
    hats = soundfile.read(DATA / "band/HiHat.flac")[0]
    songs = {}
    for song in ("Feelings", "War of freedom"):
        parts = [soundfile.read(path, frames=70 * RATE)[0] for path in sorted(DATA.glob(f"rock/{song}/*.ogg"))]
        songs[song] = sum(parts).mean(axis=1)[60 * RATE :]
    return {"band": mono[: 12 * RATE], "kick": kick[: 8 * RATE], "hi-hat": hats[: 8 * RATE], **songs}


@pytest.mark.parametrize("drive", [6, 12, 24])
def test_no_true_peak_passes_the_ceiling_however_hard_it_is_driven(drive, tmp_path):
    y, _ = through(Limiter(ceiling_db=CEILING, gain_db=drive), dense())
    assert itu_peak_db(y) <= CEILING
    assert itu_peak_db(y) > CEILING - 0.3
    if shutil.which("ffmpeg"):
        assert ffmpeg_peak_db(y, RATE, tmp_path) <= CEILING


@pytest.mark.skipif(not DATA.exists(), reason="the recordings are not here; generated music is judged above")
@pytest.mark.parametrize("name", ["band", "kick", "hi-hat", "Feelings", "War of freedom"])
def test_recorded_music_stays_below_the_ceiling_on_every_meter(name, tmp_path):
    x = recordings()[name]
    x = np.stack([x, 0.9 * x]) / np.abs(x).max()
    y, _ = through(Limiter(ceiling_db=CEILING, gain_db=12), x)
    assert itu_peak_db(y) <= CEILING
    assert strict_peak_db(y) <= CEILING + 0.1
    assert libebur128_peak_db(y, RATE) <= CEILING
    if shutil.which("ffmpeg"):
        assert ffmpeg_peak_db(y, RATE, tmp_path) <= CEILING


def test_a_peak_between_the_samples_is_caught():
    """A tone at a quarter of the rate, 45 degrees off: its samples miss 3 dB of it."""
    t = np.arange(RATE)
    x = np.tile(np.sin(np.pi / 2 * t + np.pi / 4), (2, 1))
    y, _ = through(Limiter(ceiling_db=0.0, gain_db=0.0), x * 1.2)
    assert np.abs(y[:, 2000:]).max() == pytest.approx(10 ** (-3.06 / 20), abs=0.01)


def test_below_the_ceiling_only_the_gain_is_heard():
    x = 0.1 * dense()
    y, late = through(Limiter(ceiling_db=-1, gain_db=6), x)
    np.testing.assert_allclose(y[:, late:], x[:, : y.shape[1] - late] * 10 ** (6 / 20), rtol=1e-6)


def test_both_channels_get_the_same_gain_and_it_moves_smoothly():
    x = dense()
    y, late = through(Limiter(ceiling_db=-6, gain_db=6), x)
    dry = x[:, : x.shape[1] - late]
    heard = np.abs(dry).min(axis=0) > 0.05
    gains = y[:, late:][:, heard] / dry[:, heard]
    np.testing.assert_allclose(gains[0], gains[1], rtol=1e-4)
    step = np.diff(20 * np.log10(gains[0]))[np.diff(np.flatnonzero(heard)) == 1]
    assert np.abs(step).max() < 0.5  # dB from one frame to the next, while 12 dB come and go


def test_a_lone_peak_is_let_go_in_the_release_time():
    x = np.full((1, RATE), 0.5, np.float32)
    x[0, 10000] = 4.0
    y, late = through(Limiter(ceiling_db=0, release_ms=100), x)
    reduction = 1 - y[0, late:] / x[0, : RATE - late]
    start, deepest = 10200, reduction[10200]
    fallen = start + np.argmax(reduction[start:] < deepest * 0.368)
    assert (fallen - start) / RATE * 1000 == pytest.approx(100, rel=0.1)


def test_silence_stays_silent_and_the_first_peak_is_met():
    x = np.zeros((2, 5000), np.float32)
    x[:, 0] = 1.0
    y, late = through(Limiter(ceiling_db=-6), x)
    assert np.abs(y).max() <= 10 ** (-6 / 20)
    assert np.argmax(np.abs(y[0])) == late
    assert not y[:, late + 1 :].any()


@pytest.mark.parametrize("rate", [44100, 48000, 96000, 192000])
def test_the_ceiling_holds_at_any_rate_with_the_gain_down_in_its_time(rate):
    x = dense(1, rate)
    y, late = through(Limiter(ceiling_db=-3, gain_db=9), x, rate)
    assert itu_peak_db(y) <= -3
    assert strict_peak_db(y) <= -3 + 0.4  # white up to half the rate, which no recording is
    assert late / rate < 0.006


def test_a_low_note_pressed_flat_stays_clean():
    """50 Hz, 6 dB too loud: what the moving gain adds stays 40 dB below the note."""
    t = np.arange(3 * RATE) / RATE
    y, _ = through(Limiter(ceiling_db=-1, gain_db=6), np.sin(2 * np.pi * 50 * t)[None])
    power = np.square(np.abs(np.fft.rfft(y[0, -RATE:] * np.blackman(RATE))))
    note = power[47:54].sum()
    assert 10 * np.log10((power[20:].sum() - note) / note) < -40


KINDS = {name: float(position) for position, name in enumerate(CHARACTERS)}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("release_ms", [5, 60, 1000])
def test_no_true_peak_passes_the_ceiling_of_any_kind(kind, release_ms):
    y, _ = through(Limiter(ceiling_db=CEILING, gain_db=18, kind=kind, release_ms=release_ms), dense())
    assert itu_peak_db(y) <= CEILING
    assert strict_peak_db(y) <= CEILING + 0.4  # white up to half the rate, which no recording is


def test_the_ceiling_holds_while_the_kind_is_turned():
    x = dense()
    bank = Limiter.bank([Limiter(ceiling_db=CEILING, gain_db=12)], RATE, 2)
    parts = []
    for turn, at in enumerate(range(0, x.shape[1], 6000)):
        bank.set(0, Limiter(ceiling_db=CEILING, gain_db=12, kind=float(turn % 4)), at)
        parts.append(bank.process(x[None, :, at : at + 6000])[0])
    assert itu_peak_db(np.concatenate(parts, axis=1)) <= CEILING


def distortion_pct(kind):
    """What of a note of 60 Hz, 6 dB too loud, are overtones."""
    t = np.arange(4 * RATE) / RATE
    y = through(Limiter(gain_db=6, kind=kind), np.sin(2 * np.pi * 60 * t)[None])[0][0, 2 * RATE :]
    power = np.square(np.abs(np.fft.rfft(y * np.hanning(y.size))))
    tones = [power[60 * h * 2 - 4 : 60 * h * 2 + 5].sum() for h in range(1, 20)]
    return 100 * np.sqrt(sum(tones[1:]) / tones[0])


def test_bass_is_bent_less_by_a_smooth_limiter_than_by_any_other():
    smooth, transparent, classic, punchy = (distortion_pct(kind) for kind in KINDS.values())
    assert smooth < transparent < classic < punchy
    assert smooth < 0.05
    assert transparent < 0.6 * classic
    assert punchy < 0.7


def hits(seconds=6):
    """A drum that rings on: a hit of full scale every half second, over a steady chord."""
    t = np.arange(seconds * RATE) / RATE
    ring = np.sin(2 * np.pi * 180 * t) * (0.75 * np.exp(-(t % 0.5) / 0.012) + 0.22 * np.exp(-(t % 0.5) / 0.15))
    return (ring + 0.02 * np.sin(2 * np.pi * 440 * t))[None]


def limited(kind, x, lufs=None, gain_db=10.0):
    """What a kind gives, driven to an RMS if there is one to be met."""
    for _ in range(12):
        y, late = through(Limiter(gain_db=gain_db, kind=kind), x)
        level = 20 * np.log10(y[:, late:].std())
        if lufs is None or abs(level - lufs) < 0.02:
            break
        gain_db += 1.2 * (lufs - level)
    return y[:, late:], level, gain_db


def test_hits_stand_out_further_of_a_punchy_limiter_that_is_as_loud():
    def stands_out(y):
        frame = RATE // 100
        peaks = np.abs(y[0, : y.shape[1] // frame * frame]).reshape(-1, frame).max(axis=1)
        return stand_out_db(20 * np.log10(np.maximum(peaks, 1e-6)))

    x = hits()
    classic, loudness, _ = limited(KINDS["classic"], x)
    punchy, as_loud, _ = limited(KINDS["punchy"], x, loudness)
    assert as_loud == pytest.approx(loudness, abs=0.05)
    assert stands_out(punchy) > stands_out(classic) + 0.3


def test_a_punchy_limiter_takes_the_least_off():
    x = hits()

    def taken_db(kind):
        y, _, gain_db = limited(kind, x)
        return gain_db - 20 * np.log10(y.std() / x[:, : y.shape[1]].std())

    taken = [taken_db(kind) for kind in KINDS.values()]
    assert min(taken) == taken[int(KINDS["punchy"])]
    assert Limiter().kind == KINDS["classic"]
