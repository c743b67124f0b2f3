"""Clicks and crackle go, filled in by what the sound predicts; whatever is played passes bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import signal
from studio import RATE, desk, take, write
from test_declip import chords, sdr_db

from assistant.respond import respond
from dsp.effects import DeClick
from dsp.kernels.autoregressive import fill, likeness, model
from dsp.kernels.decay import subtract_decay
from dsp.measure.clicks import SENSITIVITY_PCT, ClickMeter, find_clicks
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"
USUAL = DeClick(sensitivity_pct=SENSITIVITY_PCT)
BESIDE = 220
"""What lies within 5 ms of a click is its neighbourhood."""

Spots = list[tuple[int, int]]


def through(x: np.ndarray, block: int = 4096, rate: int = RATE, effect: DeClick = USUAL) -> np.ndarray:
    """What comes of a sound, in time with it."""
    bank = effect.bank([effect], rate, x.shape[0])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[None]
    parts = [bank.process(np.ascontiguousarray(fed[..., i : i + block])) for i in range(0, fed.shape[-1], block)]
    return np.concatenate(parts, axis=-1)[0, :, bank.latency :]


def shape(width: int, kind: str, rng: np.random.Generator) -> np.ndarray:
    n = np.arange(width)
    if kind == "step":
        return np.ones(width)
    if kind == "noise":
        burst = rng.uniform(-1, 1, width)
        return burst / np.abs(burst).max()
    return np.exp(-n / max(width / 4, 0.5)) * np.cos(n * rng.uniform(0, 3))


def planted(x: np.ndarray, kind: str, per_s: float = 4.0, seed: int = 3) -> tuple[np.ndarray, Spots]:
    """A sound with clicks 1 to 30 samples wide, as high as it is loud thereabouts up to ten times that."""
    rng = np.random.default_rng(seed)
    y, spots, place = x.astype(np.float64), [], 2000
    whole = np.sqrt(np.mean(np.square(y)))
    while place < x.shape[1] - 3000:
        width = int(rng.integers(1, 31))
        loud = float(np.std(y[0, place - 441 : place + 441]))
        height = loud * 10 ** rng.uniform(0, 1) * rng.choice([-1, 1])
        if loud > 0.03 * whole:  # in silence nothing is left to restore
            y[0, place : place + width] += height * shape(width, kind, rng)
            spots.append((place, width))
        place += int(rng.exponential(RATE / per_s)) + 200
    return y.astype(np.float32), spots


def near(x: np.ndarray, spots: Spots) -> np.ndarray:
    mask = np.zeros(x.shape[1], bool)
    for place, width in spots:
        mask[max(0, place - BESIDE) : place + width + BESIDE] = True
    return mask


def around_db(x: np.ndarray, y: np.ndarray, spots: Spots) -> float:
    """How far what was lost lies under the sound, within 5 ms of all clicks together."""
    mask = near(x, spots)
    return sdr_db(x[:, mask], y[:, mask])


def crackling(x: np.ndarray, per_s: float = 200.0) -> np.ndarray:
    """A sound with so many clicks a second of one to three samples, up to as high as it is loud."""
    rng = np.random.default_rng(5)
    y, loud = x.astype(np.float64), float(np.std(x))
    for place in rng.integers(100, x.shape[1] - 100, int(per_s * x.shape[1] / RATE)):
        width = int(rng.integers(1, 4))
        height = loud * 10 ** rng.uniform(-1, 0) * rng.choice([-1, 1])
        y[0, place : place + width] += height * rng.uniform(0.3, 1, width)
    return y.astype(np.float32)


@pytest.mark.parametrize(("kind", "least_db"), [("step", 70), ("noise", 70), ("decay", 40)])
def test_around_clicks_what_was_lost_lies_far_under_the_music(kind, least_db):
    x = chords().astype(np.float32) / 8
    clicked, spots = planted(x, kind)
    assert len(spots) > 15
    assert around_db(x, clicked, spots) < 12
    mended = through(clicked)
    assert around_db(x, mended, spots) >= least_db
    far = ~near(x, spots)
    np.testing.assert_array_equal(mended[:, far], clicked[:, far])


def test_crackle_of_200_clicks_a_second_goes_down():
    x = chords().astype(np.float32) / 8
    crackle = crackling(x)
    assert sdr_db(x, through(crackle)) >= sdr_db(x, crackle) + 6


@pytest.mark.parametrize("name", ["Hats", "Snare", "Kick", "Bass", "Lead Vox", "Piano"])
def test_what_is_played_passes_bit_for_bit(name):
    x = take(name, 6.0, faulty=False).astype(np.float32)
    np.testing.assert_array_equal(through(x), x)
    assert find_clicks(x, RATE) is None


def filled(x: np.ndarray, covered: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A sound with some of it filled in, and the model that did it and its likeness."""
    order, places = 64, np.flatnonzero(covered)
    y, a, b, c = x.copy(), np.empty(order + 1), np.empty(order + 1), np.empty((order + 1, order + 1))
    y[places] = 0
    for _ in range(3):
        assert model(y, 0, y.size, a, c) > 0
        likeness(a, b)
        band, values = np.empty((places.size, order + 1)), np.empty(places.size)
        assert fill(y, places, places.size, b, np.zeros(places.size), band, values)
    return y, a, b


@pytest.mark.parametrize("kind", ["wave", "step", "noise"])
def test_what_lies_under_a_click_that_dies_away_comes_to_light_and_others_stay_filled_in(kind):
    rng, n, was, now = np.random.default_rng(7), np.arange(40), 0.0, 0.0
    for _ in range(12):
        x = 0.02 * signal.lfilter([1], [1, -1.2, 0.6], rng.standard_normal(2304))
        fade, pitch = rng.uniform(4, 8), rng.uniform(1.0, 2.5)
        click = np.exp(-n / fade) * np.cos(pitch * n + rng.uniform(0, 6))
        if kind != "wave":
            click = shape(40, kind, rng) * (n < 28)
        clicked, covered = x.copy(), np.zeros(x.size, bool)
        clicked[1000:1040] += click
        covered[1000:1028] = True
        clean, a, b = filled(clicked, covered)
        was += np.square(clean - x).sum()
        guessed = clean.copy()
        done = subtract_decay(clicked, clean, covered, 1000, 0, a, b)
        assert (done > 1000) == (clean != guessed).any()
        now += np.square(clean - x).sum()
    assert now < 0.1 * was if kind == "wave" else now == was


def test_clicks_in_the_midst_of_strokes_are_found_and_strokes_stay():
    rng, n, x = np.random.default_rng(6), np.arange(6000), 1e-4 * np.random.default_rng(5).standard_normal(4 * RATE)
    for place in range(5000, x.size - 7000, 9000):
        drum = np.exp(-n / 1500) * np.cos(0.02 * n + 3 * np.exp(-n / 300)) + 0.5 * np.exp(
            -n / 200
        ) * rng.standard_normal(6000)
        x[place : place + 6000] += 0.2 * signal.lfilter([1], [1, -0.9], drum)
    sound = x.astype(np.float32)[None]
    np.testing.assert_array_equal(through(sound), sound)
    clicked, spots = sound.copy(), []
    for place in range(5250, x.size - 7000, 9000):
        clicked[0, place : place + 12] += (3.0 * shape(12, "noise", rng)).astype(np.float32)
        spots.append((place, 12))
    assert around_db(sound, clicked, spots) < 15
    assert around_db(sound, through(clicked), spots) > 25


def test_a_click_that_two_channels_share_is_one_click():
    x = 1e-3 * np.random.default_rng(4).standard_normal((1, RATE))
    x[0, [9000, 20_000, 31_000]] += 0.5
    found = find_clicks(x, RATE)
    assert found
    assert found.count == 3
    assert find_clicks(np.repeat(x, 2, axis=0), RATE) == found


def test_a_burst_that_goes_on_in_what_follows_is_no_click():
    rng = np.random.default_rng(2)
    x = 1e-3 * rng.standard_normal(RATE)
    for place in range(4000, RATE - 4000, 4000):
        ring = np.arange(3000)
        x[place : place + 3000] += 0.5 * np.exp(-ring / 400) * np.cos(0.3 * ring)
    sound = x.astype(np.float32)[None]
    np.testing.assert_array_equal(through(sound), sound)


def test_each_channel_is_mended_by_itself():
    x = np.concatenate([chords(), chords()[:, ::-1]]).astype(np.float32) / 8
    y = x.copy()
    y[1, 20000:20003] += 0.5
    mended = through(y)
    np.testing.assert_array_equal(mended[0], y[0])
    assert (mended[1] != y[1]).any()
    assert np.abs(mended[1] - x[1]).max() < 0.01


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_make_no_difference_where_it_mends(block):
    clicked = planted(chords(0.5).astype(np.float32) / 8, "noise", 40)[0][:, : RATE // 4]
    whole = through(clicked, 1 << 20)
    assert (whole != clicked).any()
    np.testing.assert_array_equal(through(clicked, block), whole)


def test_clicks_are_counted_by_the_minute():
    x = chords().astype(np.float32) / 8
    x[0, 5000::30000] += np.float32(0.4)
    meter = ClickMeter(RATE, 1)
    for start in range(0, x.shape[1], 7777):
        meter.feed(x[:, start : start + 7777])
    found = meter.finish()
    assert found == find_clicks(x, RATE)
    assert found is not None
    assert found.count == len(range(5000, x.shape[1], 30000))
    assert found.per_minute == pytest.approx(found.count * 10)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    piano = planted(chords().astype(np.float32) / 8, "noise")[0]
    return desk(write(tmp_path_factory.mktemp("clicks"), {"Piano": piano, "Bass": take("Bass", 6.0)}))


@pytest.mark.parametrize(
    "said", ["remove the clicks from the piano", "declick the piano", "there's crackle on the piano"]
)
def test_it_mends_says_how_many_and_counts_again(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Piano"].of(DeClick)
    assert slot.effect == USUAL
    check = turn.checks[0]
    assert (check.what, check.verdict) == ("clicks", "verified")
    assert check.before > 10
    assert "a minute" in " ".join(reason.because for step in turn.steps for reason in step.reasons)


@pytest.mark.parametrize("said", ["remove the clicks from the bass", "declick the bass"])
def test_without_clicks_it_says_so_and_does_nothing(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no clicks on Bass" in turn.reply


def real(name: str) -> np.ndarray:
    if not (DATA / name).exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(DATA / name)
    return read(source, source.sample_rate)


BAND = ("Bass DI", "Gtr L", "Gtr R", "HiHat", "Kick", "Lead Vox", "Piano", "Snare", "Tom 1", "Tom 2", "Tom 3")


@pytest.mark.parametrize("name", BAND)
def test_real_playing_is_left_alone(name):
    x = real(f"band/{name}.flac")
    np.testing.assert_array_equal(through(x), x)


@pytest.mark.parametrize(("name", "least_db"), [("Piano", 26), ("Bass DI", 50), ("Lead Vox", 23), ("Gtr L", 22)])
@pytest.mark.parametrize("kind", ["step", "noise"])
def test_around_clicks_real_playing_comes_back(name, least_db, kind):
    x = real(f"band/{name}.flac")[:, : 12 * RATE]
    clicked, spots = planted(x, kind)
    assert around_db(x, clicked, spots) < 13
    assert around_db(x, through(clicked), spots) >= least_db


@pytest.mark.parametrize(
    ("name", "least_db"),
    [
        *(("Piano", 31), ("Bass DI", 60), ("Lead Vox", 28.5), ("Gtr L", 34), ("Gtr R", 29.5)),
        *(("Tom 1", 25), ("Tom 2", 22), ("Tom 3", 26.5)),
    ],
)
def test_around_clicks_that_die_away_real_playing_comes_back(name, least_db):
    x = real(f"band/{name}.flac")[:, : 12 * RATE]
    clicked, spots = planted(x, "decay")
    assert around_db(x, clicked, spots) < 13
    assert around_db(x, through(clicked), spots) >= least_db
