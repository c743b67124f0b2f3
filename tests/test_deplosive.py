"""Plosives go by 12 dB and more where they are; above them, beside them and where there are none nothing is changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import signal
from studio import RATE, desk, take, write

from assistant.respond import respond
from dsp.effects import DePlosive
from dsp.measure.plosives import REDUCTION_DB, PlosiveMeter, find_plosives
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"
USUAL = DePlosive(reduction_db=REDUCTION_DB)


def through(x: np.ndarray, block: int = 4096, rate: int = RATE, effect: DePlosive = USUAL) -> np.ndarray:
    """What comes of a sound, in time with it."""
    bank = effect.bank([effect], rate, x.shape[0])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[None]
    parts = [bank.process(np.ascontiguousarray(fed[..., i : i + block])) for i in range(0, fed.shape[-1], block)]
    return np.concatenate(parts, axis=-1)[0, :, bank.latency :]


def part(x: np.ndarray, edge_hz: float, kind: str, rate: int = RATE) -> np.ndarray:
    return signal.sosfiltfilt(signal.butter(4, edge_hz, kind, fs=rate, output="sos"), x.astype(np.float64))


def db(x: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-20))


def pop(kind: str, rng: np.random.Generator, rate: int = RATE) -> np.ndarray:
    """A burst of 30 to 80 ms below 120 Hz, at most 1: a gust that dies away, or a membrane that swings."""
    n = np.arange(round(rng.uniform(0.03, 0.08) * rate) + rate // 50)
    t, lasts = n / rate, n.size / rate
    shape = (1 - np.exp(-t / 0.004)) * np.cos(np.pi / 2 * t / lasts) ** 2
    if kind == "gust":
        burst = part(shape * rng.standard_normal(n.size), 90.0, "low", rate)
    else:
        burst = shape * np.cos(2 * np.pi * rng.uniform(35, 80) * t + rng.uniform(0, 6))
    return burst / np.abs(burst).max()


def onsets(x: np.ndarray, rate: int = RATE) -> list[int]:
    """Where the voice begins after a tenth of a second or more of hardly anything."""
    size = rate // 100
    voice = np.square(part(x[0], 250.0, "high", rate)[: x.shape[1] // size * size]).reshape(-1, size).mean(axis=1)
    loud = voice > np.percentile(voice, 95) / 100
    return [k * size for k in range(30, len(loud) - 40) if loud[k : k + 4].all() and not loud[k - 10 : k].any()]


def planted(x: np.ndarray, kind: str, rate: int = RATE) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """A voice that pops as words begin, as high as they are loud or up to twice that; and from where to where."""
    rng = np.random.default_rng(4)
    y, spots = x.astype(np.float64), []
    for place in onsets(x, rate):
        word = np.abs(x[0, place : place + rate // 5]).max()
        burst = word * rng.uniform(1, 2) * pop(kind, rng, rate)
        first = place - burst.size // 2
        if not spots or first > spots[-1][1] + rate // 2:
            y[0, first : first + burst.size] += burst
            spots.append((first, first + burst.size))
    return y.astype(np.float32), spots


def spoken() -> np.ndarray:
    """A voice in words of two thirds of a second, with as short rests between, for 12 seconds."""
    sung = take("Lead Vox", 14.0, faulty=False)[:1, 2 * RATE :]
    t = np.arange(sung.shape[1]) / RATE % 1.2 - 0.4
    words = np.clip(t / 0.01, 0, 1) * np.clip((0.7 - t) / 0.05, 0, 1)
    return np.asarray(sung * words, np.float32)


def check(x: np.ndarray, kind: str, rate: int = RATE) -> int:
    """The textbook numbers; returns how many were planted."""
    popped, spots = planted(x, kind, rate)
    mended = through(popped, rate=rate)
    found = find_plosives(popped, rate)
    assert found is not None
    assert found.count == len(spots)
    changed = np.zeros(x.shape[1], bool)
    for first, last in spots:
        here = slice(first, last)
        low = db(part(popped[0], 120.0, "low", rate)[here]) - db(part(mended[0], 120.0, "low", rate)[here])
        assert low >= 12
        voice = db(part(mended[0], 260.0, "high", rate)[here]) - db(part(popped[0], 260.0, "high", rate)[here])
        assert abs(voice) <= 0.5
        changed[first - rate // 20 : last + rate // 10] = True
    np.testing.assert_array_equal(mended[0, ~changed], popped[0, ~changed])
    return len(spots)


@pytest.mark.parametrize("kind", ["gust", "push"])
def test_plosives_go_by_12_db_and_more_and_half_a_decibel_of_nothing_else(kind):
    assert check(spoken(), kind) >= 4


@pytest.mark.parametrize("name", ["Kick", "Bass", "Hats", "Snare", "Lead Vox", "Elec Gtr", "Piano"])
def test_what_is_played_and_sung_passes_bit_for_bit(name):
    x = take(name, 8.0, faulty=False).astype(np.float32)
    np.testing.assert_array_equal(through(x), x)
    assert find_plosives(x, RATE) is None


def test_it_goes_no_deeper_than_it_is_told_to():
    popped, spots = planted(spoken(), "push")
    mended = through(popped, effect=DePlosive(reduction_db=6))
    lost = [db(part(x[0], 100.0, "low")[a:b]) for a, b in spots for x in (popped, mended)]
    assert 3.0 < np.mean(np.array(lost[::2]) - lost[1::2]) <= 6.0


def test_the_more_sensitive_the_more_of_them_go():
    popped = 0.1 * (planted(spoken(), "gust")[0] - spoken()) + spoken()
    found = []
    for percent in (0, 50, 100):
        bank = DePlosive.bank([DePlosive(reduction_db=24, sensitivity_pct=percent)], RATE, 1)
        bank.process(popped[None])
        found.append(int(bank.told[0, 0]))
    assert found == sorted(found)
    assert found[0] < found[2]


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_make_no_difference_where_it_works(block):
    popped = planted(spoken(), "gust")[0][:, : 3 * RATE]
    whole = through(popped, 1 << 20)
    assert (whole != popped).any()
    np.testing.assert_array_equal(through(popped, block), whole)


def test_they_are_counted_by_the_minute():
    popped, spots = planted(spoken(), "push")
    meter = PlosiveMeter(RATE, 1)
    for start in range(0, popped.shape[1], 7777):
        meter.feed(popped[:, start : start + 7777])
    found = meter.finish()
    assert found == find_plosives(popped, RATE)
    assert found is not None
    assert found.per_minute == pytest.approx(len(spots) * 60 / 12)
    assert found.over_db > 12


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {"Lead Vox": planted(spoken(), "gust")[0], "Backing Vox": spoken(), "Bass": take("Bass", 12.0)}
    return desk(write(tmp_path_factory.mktemp("plosives"), sounds))


@pytest.mark.parametrize(
    "said", ["take out the plosives", "de-pop the lead vox", "pops on the lead vox", "the p's pop on the lead vox"]
)
def test_it_mends_says_how_many_and_counts_again(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    after = session.mix.apply(*turn.moves)
    (slot,) = after["Lead Vox"].of(DePlosive)
    assert slot.effect == USUAL
    assert not after["Backing Vox"].of(DePlosive)
    check = turn.checks[0]
    assert (check.what, check.after, check.verdict) == ("plosives", 0, "verified")
    assert check.before >= 4
    assert "a minute" in " ".join(reason.because for step in turn.steps for reason in step.reasons)


@pytest.mark.parametrize("said", ["remove the plosives from the bass", "pops on the bass"])
def test_without_plosives_it_says_so_and_does_nothing(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no plosives on Bass" in turn.reply
    assert "clicks" in turn.reply


def real(name: str) -> tuple[np.ndarray, int]:
    if not (DATA / name).exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(DATA / name)
    return read(source, source.sample_rate)[:1], source.sample_rate


@pytest.mark.parametrize("name", ["Kick", "Bass DI", "Piano", "Lead Vox", "Gtr L"])
def test_real_playing_and_singing_is_left_alone(name):
    x, rate = real(f"band/{name}.flac")
    np.testing.assert_array_equal(through(x, rate=rate), x)


@pytest.mark.parametrize("kind", ["gust", "push"])
def test_from_a_real_voice_they_go_as_well(kind):
    x, rate = real("band/Lead Vox.flac")
    assert check(x[:, : 16 * rate], kind, rate) >= 4
