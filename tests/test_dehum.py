"""Hum goes by 30 dB and more and what is played stays; where there is none, nothing is done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rig import Desk, desk_mix, strip
from scipy import signal
from studio import RATE, band_limited, desk, take, write

from assistant.respond import respond
from dsp.effect import Effect
from dsp.effects import Bell, DeHum
from dsp.engine import Engine
from dsp.measure.hum import HumMeter, find_hum
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"


def hum(seconds: float, mains_hz: float, level: float = 0.02, drift_hz: float = 0.0, seed: int = 1) -> np.ndarray:
    """Mains hum with fifteen harmonics, whose frequency swings slowly."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    turn = 2 * np.pi * mains_hz * t + drift_hz * 20 * np.sin(2 * np.pi * t / 20)
    return sum(level / k**0.8 * np.cos(k * turn + rng.uniform(0, 2 * np.pi)) for k in range(1, 16))


def through(effect: DeHum, x: np.ndarray, foreseen: bool = False) -> np.ndarray:
    bank, x = effect.bank([effect], RATE, x.shape[0]), np.asarray(x, np.float32)
    if foreseen:
        bank.foresee(0, x[:, : bank.foresight(0)])
    return bank.process(x[None])[0].astype(np.float64)


def db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-30))


@pytest.mark.parametrize(("mains", "knob"), [(50.0, 50), (60.0, 60), (50.07, 50), (59.95, 60)])
def test_hum_is_30_db_down_within_two_seconds_and_40_db_soon_after(mains, knob):
    played = 0.002 * np.random.default_rng(2).standard_normal(10 * RATE)
    buzz = hum(10.0, mains)
    left = through(DeHum(frequency_hz=knob, depth_db=60), (played + buzz)[None])[0] - played
    assert db(left[RATE : 2 * RATE]) < db(buzz) - 10
    assert db(left[3 * RATE : 4 * RATE]) < db(buzz) - 30
    assert db(left[6 * RATE :]) < db(buzz) - 40


@pytest.mark.parametrize("mains", [50.0, 59.95])
@pytest.mark.parametrize("drift_hz", [0.0, 0.05])
def test_hum_that_is_listened_to_beforehand_is_30_db_down_from_the_first_moment_on(mains, drift_hz):
    played = 0.02 * np.random.default_rng(2).standard_normal(20 * RATE)
    buzz = hum(20.0, mains, drift_hz=drift_hz)
    left = through(DeHum(frequency_hz=round(mains), depth_db=60), (played + buzz)[None], foreseen=True)[0] - played
    seconds = left.reshape(20, RATE)
    assert max(db(second) for second in seconds) < db(buzz) - 30


@pytest.mark.parametrize("start", [0, 3 * RATE + 77])
def test_what_is_to_come_is_heard_through_what_stands_before_wherever_playing_begins(start):
    played = band_limited(40, 8000, 9.0)[0]
    buzz = hum(9.0, 50.03)

    def render(x: np.ndarray, *effects: Effect, blocks: tuple[int, ...] = (2 * RATE,)) -> np.ndarray:
        opened = Desk({"a": np.asarray(x, np.float32)[np.newaxis]})
        engine = Engine(desk_mix(strip("a", *effects)), opened, RATE, ("a",), start=start)
        return np.concatenate([engine.process(frames)["a"][0] for frames in blocks])

    before, after = Bell(frequency_hz=300, gain_db=-6), DeHum(depth_db=60)
    whole = render(played + buzz, before, after)
    np.testing.assert_array_equal(render(played + buzz, before, after, blocks=(1, 776, 4096, 2 * RATE - 4873)), whole)
    assert db(whole - render(played, before)) < db(render(buzz)) - 20


def test_mains_that_drift_are_followed():
    buzz = hum(20.0, 50.0, drift_hz=0.05)
    played = 0.002 * np.random.default_rng(2).standard_normal(buzz.size)
    left = through(DeHum(depth_db=60), (played + buzz)[None])[0] - played
    assert db(left[4 * RATE :]) < db(buzz) - 25


def test_blocks_of_any_size_and_other_lanes_make_no_difference_to_hum_that_is_learnt():
    x = np.stack([hum(4.0, 50.03), 0.5 * hum(4.0, 50.03)]) + band_limited(40, 8000, 4.0)[0]
    x = np.asarray(x, np.float32)
    effect, other = DeHum(depth_db=60), DeHum(frequency_hz=60, depth_db=20, harmonics=7.5)
    whole = effect.bank([effect], RATE, 2).process(x[None])[0]
    assert db(whole[:, 3 * RATE :]) < db(x[:, 3 * RATE :]) - 0.1, "it must be at work"
    bank = effect.bank([other, effect], RATE, 2)
    lanes = np.stack([x[::-1], x])
    parts = [bank.process(np.ascontiguousarray(lanes[..., i : i + 777])) for i in range(0, x.shape[1], 777)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=-1)[1], whole)


@pytest.mark.parametrize(("to", "after_s"), [(50.05, 3), (60.0, 8)])
def test_hum_stays_away_while_the_knob_is_turned_and_is_learnt_anew_at_other_mains(to, after_s):
    mains = 50.0 if to < 55 else 60.0
    buzz = np.asarray(hum(16.0, mains), np.float32)
    played = 0.002 * np.random.default_rng(2).standard_normal(buzz.size).astype(np.float32)
    bank = DeHum(depth_db=60).bank([DeHum(depth_db=60)], RATE, 1)
    begin = 4 * RATE
    bank.process((buzz + played)[None, None, :begin])
    bank.set(0, DeHum(frequency_hz=to, depth_db=60), begin)
    left = bank.process((buzz + played)[None, None, begin:])[0, 0] - played[begin:]
    assert db(left[after_s * RATE :]) < db(buzz) - 25


def test_the_depth_is_the_depth():
    buzz = hum(12.0, 50.0)
    left = through(DeHum(depth_db=12), (buzz + 1e-4 * np.random.default_rng(3).standard_normal(buzz.size))[None])[0]
    assert db(left[8 * RATE :]) - db(buzz[8 * RATE :]) == pytest.approx(-12, abs=0.3)


def test_beside_the_hum_nothing_is_changed_by_half_a_decibel():
    played = 0.02 * np.random.default_rng(5).standard_normal(16 * RATE)
    after = through(DeHum(depth_db=60), (played + hum(16.0, 50.0))[None])[0][4 * RATE :]
    hz, was = signal.welch(played[4 * RATE :], RATE, nperseg=RATE)
    now = signal.welch(after, RATE, nperseg=RATE)[1]
    beside = (np.abs((hz + 25) % 50 - 25) >= 5) & (hz > 20) & (hz < 1000)
    bands = [beside & (hz >= low) & (hz < low + 50) for low in range(25, 975, 50)]
    changes = [10 * np.log10(now[band].sum() / was[band].sum()) for band in bands]
    assert np.abs(changes).max() < 0.5


def test_notes_exactly_at_a_harmonic_keep_their_level():
    t = np.arange(12 * RATE) / RATE
    since = (t - 0.4) % 1.0
    notes = 0.2 * np.sin(2 * np.pi * 100 * t) * (since < 0.6) * np.exp(-since / 0.5)
    after = through(DeHum(depth_db=60), notes[None])[0]
    each = notes[: 12 * RATE].reshape(12, RATE), after[: 12 * RATE].reshape(12, RATE)
    assert max(abs(db(now) - db(was)) for was, now in zip(*each, strict=True)) < 0.6
    assert db((after - notes)[: 8 * RATE]) < db(notes) - 60
    assert db(after - notes) < db(notes) - 25


def test_hum_that_stops_leaves_no_trace_of_its_own():
    x = np.concatenate([hum(6.0, 50.0), np.zeros(RATE)])
    after = through(DeHum(depth_db=60), x[None])[0]
    assert np.abs(after[6 * RATE + RATE // 20 :]).max() < 1e-6


@pytest.mark.parametrize("mains", [49.9, 50.03, 60.0, 60.2])
def test_it_is_found_to_a_few_hundredths_of_a_hertz(mains):
    sound = (hum(12.0, mains, 0.002) + take("Lead Vox", 12.0, faulty=False)[0]).astype(np.float32)[None]
    found = find_hum(sound, RATE)
    assert found is not None
    assert found.mains_hz == pytest.approx(mains, abs=0.05)
    assert found.level_dbfs == pytest.approx(db(hum(12.0, mains, 0.002)), abs=3)


@pytest.mark.parametrize("name", ["Lead Vox", "Bass", "Piano", "Elec Gtr", "Hats"])
def test_music_has_none(name):
    assert find_hum(take(name, 12.0), RATE) is None


def test_blocks_make_no_difference_and_too_little_is_no_reading():
    sound = (hum(8.0, 50.0) + band_limited(40, 8000, 8.0)[0]).astype(np.float32)[None]
    meter = HumMeter(RATE, 1)
    for start in range(0, sound.shape[1], 7777):
        meter.feed(sound[:, start : start + 7777])
    assert meter.hum == find_hum(sound, RATE)
    assert meter.hum is not None
    assert find_hum(sound[:, : 2 * RATE], RATE) is None


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    voice = take("Lead Vox", 12.0, faulty=False)
    sounds = {
        "Gtr": (voice + hum(12.0, 60.0, 0.004)).astype(np.float32),
        "Lead Vox": (voice + hum(12.0, 50.0, 0.004)).astype(np.float32),
        "Piano": take("Piano", 12.0),
    }
    return desk(write(tmp_path_factory.mktemp("hum"), sounds))


@pytest.mark.parametrize(
    ("said", "name", "mains"),
    [
        ("remove the hum from the gtr", "Gtr", 60.0),
        ("the lead vox is hummy", "Lead Vox", 50.0),
        ("dehum the gtr", "Gtr", 60.0),
    ],
)
def test_it_finds_by_itself_whether_it_is_50_or_60(song, said, name, mains):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)[name].of(DeHum)
    assert isinstance(slot.effect, DeHum)
    assert slot.effect.frequency_hz == pytest.approx(mains, abs=0.05)
    (check,) = turn.checks
    assert check.verdict == "verified"
    assert check.before - (check.after or -100) > 20


@pytest.mark.parametrize("said", ["remove the hum from the piano", "dehum the piano"])
def test_without_hum_it_says_so_and_does_nothing(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no hum on Piano" in turn.reply


def test_hum_cannot_be_added_but_some_may_be_let_back(song):
    session, studio = song
    assert respond(session, "make the piano more hummy", studio).status == "refused"
    session = session.after(respond(session, "remove the hum from the gtr", studio))
    turn = respond(session, "make the gtr hummier", studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Gtr"].of(DeHum)
    assert isinstance(slot.effect, DeHum)
    assert slot.effect.depth_db == 30.0


def real(name: str) -> tuple[np.ndarray, int]:
    if not (DATA / name).exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(DATA / name)
    return read(source, source.sample_rate), source.sample_rate


@pytest.mark.parametrize("name", ["Bass DI", "Kick", "Piano", "Lead Vox", "Gtr L"])
@pytest.mark.parametrize("mains", [50, 60])
def test_real_playing_is_left_alone(name, mains):
    x, rate = real(f"band/{name}.flac")
    assert find_hum(x, rate) is None
    effect = DeHum(frequency_hz=mains, depth_db=60)
    after = effect.bank([effect], rate, len(x)).process(x[None])[0]
    assert db(after - x) < db(x) - 50


def test_real_hum_is_found_and_goes():
    x, rate = real("starlight/Guitar.mp3")
    found = find_hum(x, rate)
    assert found is not None
    assert found.mains_hz == pytest.approx(50, abs=0.1)
    effect = DeHum(frequency_hz=found.mains_hz, depth_db=40)
    meter = HumMeter(rate, len(x))
    meter.feed(effect.bank([effect], rate, len(x)).process(x[None])[0])
    assert meter.hum is None or meter.hum.level_dbfs < found.level_dbfs - 15


@pytest.mark.parametrize(
    ("name", "mains", "down_db"),
    [
        ("Gtr L", 50, 30),
        ("Gtr L", 60, 28),
        ("Piano", 50, 30),
        ("Piano", 60, 30),
        ("Bass DI", 50, 22),
        ("Bass DI", 60, 22),
    ],
)
def test_hum_goes_while_an_instrument_plays(name, mains, down_db):
    x = real(f"band/{name}.flac")[0]
    buzz = hum(x.shape[1] / RATE, mains)[: x.shape[1]]
    buzz *= 0.1 * np.sqrt(np.mean(np.square(x)) / np.mean(np.square(buzz)))
    left = through(DeHum(frequency_hz=mains, depth_db=60), x + buzz)[0] - x[0]
    ends = slice(8 * RATE, None)
    spectra = [np.abs(np.fft.rfft(np.hanning(z.size) * z)) ** 2 for z in (buzz[ends], left[ends])]
    hz = np.fft.rfftfreq(buzz[ends].size, 1 / RATE)
    near = np.abs(hz - mains * np.clip(np.round(hz / mains), 1, 15)) < 2
    assert 10 * np.log10(spectra[1][near].sum() / spectra[0][near].sum()) < -down_db


@pytest.mark.parametrize(("name", "mains", "down_db"), [("HiHat", 60, 30), ("HiHat", 50, 33), ("Tom 2", 60, 32)])
def test_hum_that_drifts_goes_while_drums_play(name, mains, down_db):
    x = real(f"band/{name}.flac")[0]
    buzz = hum(x.shape[1] / RATE, mains, drift_hz=0.05)[: x.shape[1]]
    buzz *= 0.1 * np.sqrt(np.mean(np.square(x)) / np.mean(np.square(buzz)))
    left = through(DeHum(frequency_hz=mains, depth_db=60), x + buzz, foreseen=True)[0] - x[0]
    assert db(left) < db(buzz) - down_db


@pytest.mark.parametrize(
    "said", ["60 Hz hum on the gtr", "get rid of the 60 cycle buzz on the gtr", "the gtr hums at 60 Hz"]
)
def test_hum_named_with_its_frequency_is_taken_out_where_it_is_heard(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Gtr"].of(DeHum)
    assert isinstance(slot.effect, DeHum)
    assert slot.effect.frequency_hz == 60.0
    assert turn.checks[0].verdict == "verified"


@pytest.mark.parametrize(
    "said", ["60 Hz hum on the piano", "there's a 50 Hz hum on the piano", "hum at 60 on the piano"]
)
def test_where_it_is_not_heard_it_is_measured_and_offered(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "third-strongest stands at" in turn.reply
    agreed = respond(session.after(turn), "yes", studio)
    assert session.mix.apply(*agreed.moves)["Piano"].of(DeHum)


def test_hum_of_the_other_mains_is_told_and_offered(song):
    session, studio = song
    turn = respond(session, "there's a 60 Hz hum on the lead vox", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    assert "hum of 50" in turn.reply
    agreed = respond(session.after(turn), "yes", studio)
    (slot,) = session.mix.apply(*agreed.moves)["Lead Vox"].of(DeHum)
    assert isinstance(slot.effect, DeHum)
    assert slot.effect.frequency_hz == pytest.approx(50.0, abs=0.05)


def test_a_harmonic_names_the_mains_and_no_other_frequency_does(song):
    session, studio = song
    assert respond(session, "120 Hz hum on the gtr", studio).status == "done"
    whistle = respond(session, "85 Hz hum on the gtr", studio)
    assert (whistle.status, whistle.moves) == ("answered", ())


def test_the_effect_itself_is_added_as_it_is_said(song):
    session, studio = song
    turn = respond(session, "add a de-hum at 60 Hz to the piano", studio)
    assert turn.status == "done"
    assert session.mix.apply(*turn.moves)["Piano"].of(DeHum)
