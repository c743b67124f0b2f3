"""Tops that were cut flat are drawn again, by what stands around them; whatever is whole passes bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, desk, take, write

from assistant.respond import respond
from dsp.effects import DeClip
from dsp.kernels.autoregressive import likeness
from dsp.kernels.banded import tie, tie_unevenly
from dsp.kernels.flat import HOP
from dsp.kernels.heights import SPREAD, expect, lean
from dsp.kernels.persistent import SPAN, look_ahead, span, window
from dsp.kernels.sparse import LONG, draw_sparsely
from dsp.kernels.spectrum import tables
from dsp.kernels.unevenness import trust_by_errors
from dsp.measure.clipping import ClippingMeter, find_clipping
from dsp.sources import examine, read

DATA = Path(__file__).parents[2] / "shared" / "data"
ALL = DeClip(amount_pct=100)


def through(x: np.ndarray, block: int = 4096, rate: int = RATE) -> np.ndarray:
    """What comes of a sound, in time with it."""
    bank = ALL.bank([ALL], rate, x.shape[0])
    bank.foresee(0, x[:, : bank.foresight(0)])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[None]
    parts = [bank.process(np.ascontiguousarray(fed[..., i : i + block])) for i in range(0, fed.shape[-1], block)]
    return np.concatenate(parts, axis=-1)[0, :, bank.latency :]


def cut(x: np.ndarray, below_db: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    """A sound with its peak at full scale, and the same clipped so far below that."""
    whole = (x / np.abs(x).max()).astype(np.float32)
    level = np.float32(10 ** (-below_db / 20))
    return whole, np.clip(whole, -level, level)


def sdr_db(x: np.ndarray, y: np.ndarray) -> float:
    error = np.square(x.astype(np.float64) - y).sum()
    return float(10 * np.log10(np.square(x, dtype=np.float64).sum() / error))


def chords(seconds: float = 6.0) -> np.ndarray:
    """Struck chords of partials that die away, and a little noise."""
    rng = np.random.default_rng(4)
    t = np.arange(round(seconds * RATE)) / RATE
    sound = 1e-4 * rng.standard_normal(t.size)
    for bar, root in enumerate((110.0, 146.8, 98.0, 130.8, 110.0, 164.8)):
        since = t - bar
        alive = np.where(
            since >= 0, np.minimum(1, np.maximum(since, 0) / 0.01) * np.exp(-np.maximum(since, 0) / 0.8), 0
        )
        for interval in (1.0, 1.26, 1.5):
            for k in range(1, 9):
                sound += alive * np.cos(2 * np.pi * root * interval * k * t + rng.uniform(0, 6.3)) / k**1.5
    return sound[None]


@pytest.mark.parametrize("name", ["chords", "Lead Vox"])
def test_clipped_5_db_below_the_peak_music_comes_10_db_nearer_to_what_it_was(name):
    whole, clipped = cut(chords() if name == "chords" else take(name, 6.0, faulty=False))
    mended = through(clipped)
    assert sdr_db(whole, mended) >= sdr_db(whole, clipped) + 10
    assert np.abs(mended).max() > np.abs(clipped).max() + 0.1


def cut_to(x: np.ndarray, left_db: float) -> tuple[np.ndarray, np.ndarray]:
    """A sound with its peak at full scale, and the same clipped until what is lost lies only so far under it."""
    whole = cut(x)[0]
    low, high = 0.0, 1.0
    for _ in range(20):
        level = np.float32((low + high) / 2)
        low, high = (level, high) if sdr_db(whole, np.clip(whole, -level, level)) < left_db else (low, level)
    return whole, np.clip(whole, -level, level)


def test_cut_so_low_that_only_5_db_are_left_chords_come_nearer_to_what_they_were():
    whole, clipped = cut_to(chords(), 5)
    assert sdr_db(whole, through(clipped)) >= sdr_db(whole, clipped) + 5.5


def test_partials_that_last_are_drawn_on_where_half_of_the_loud_was_cut():
    n = np.arange(SPAN + 40 * HOP)
    whole = sum(np.cos(0.02 * k * n + k) / k for k in (1, 2, 3, 5)).astype(np.float32)
    level = np.float32(0.4 * np.abs(whole).max())
    clipped = np.clip(whole, -level, level)
    ahead, drawn = span(1, 1), []
    ahead.levels[:] = level
    for begin in range(0, n.size, HOP):
        ahead.sound[0, 0, SPAN - HOP :] = clipped[begin : begin + HOP]
        look_ahead(0, 0, ahead, True, window(), *tables(LONG))
        drawn.append(ahead.drawn[0, 0].copy())
    hint, late = np.concatenate(drawn, axis=1)[:, SPAN - HOP + 20 * HOP :]
    meant, came = (x[20 * HOP : 20 * HOP + late.size] for x in (whole, clipped))
    np.testing.assert_array_equal(late, came)
    assert np.square(hint - meant).sum() < 0.02 * np.square(came - meant).sum()


def test_what_is_put_in_lies_beyond_the_cut_and_nothing_else_is_touched():
    whole, clipped = cut(chords())
    mended = through(clipped)
    changed = mended != clipped
    assert changed.sum() > 500
    assert (np.abs(clipped[changed]) == np.abs(clipped).max()).all()
    assert (np.abs(mended[changed]) >= np.abs(clipped[changed])).all()
    assert not changed[np.abs(whole) < np.abs(clipped).max()].any()


def test_each_channel_and_each_side_is_cut_at_a_level_of_its_own():
    whole = cut(np.concatenate([chords(), chords()[:, ::-1]]))[0]
    clipped = np.stack([np.clip(whole[0], -0.45, 0.6), np.clip(whole[1], -2, 0.5)])
    mended = through(clipped)
    for channel, low, high in ((0, -0.45, 0.6), (1, -2, 0.5)):
        changed = mended[channel] != clipped[channel]
        away = np.minimum(np.abs(clipped[channel] - low), np.abs(clipped[channel] - high))[changed]
        assert away.max() < 2**-15  # a step of 16 bits from the cut is still the cut
        assert sdr_db(whole[channel], mended[channel]) > sdr_db(whole[channel], clipped[channel]) + 6


@pytest.mark.parametrize("bits", [16, 24])
def test_whole_sounds_pass_bit_for_bit_though_low_notes_have_flat_tops_in_16_bits(bits):
    t = np.arange(4 * RATE) / RATE
    low = np.stack([0.9 * np.sin(2 * np.pi * 31 * t), 0.3 * np.sin(2 * np.pi * 50 * t) * np.exp(-t)])
    for sound in (low, chords() / 4, take("Bass", 6.0), take("Hats", 6.0)):
        steps = 2 ** (bits - 1)
        x = (np.round(sound * steps) / steps).astype(np.float32)
        np.testing.assert_array_equal(through(x), x)
        assert find_clipping(x, RATE) is None


def test_a_square_wave_is_meant():
    x = np.sign(np.sin(np.arange(RATE) * 0.02) + 1e-9).astype(np.float32)[None]
    np.testing.assert_array_equal(through(x), x)


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_make_no_difference_where_it_mends(block):
    clipped = cut(chords(0.5), 9)[1][:, : RATE // 4]
    whole = through(clipped, 1 << 20)
    assert (whole != clipped).any()
    np.testing.assert_array_equal(through(clipped, block), whole)


def test_it_is_found_where_it_was_cut_and_how_often():
    whole = cut(chords())[0]
    clipped = np.clip(whole, -0.6, 0.6)
    at = np.abs(whole[0]) >= 0.6
    runs = int(np.diff(np.concatenate([[0], at.astype(int)])).clip(0).sum())
    meter = ClippingMeter(RATE, 1)
    for start in range(0, clipped.shape[1], 7777):
        meter.feed(clipped[:, start : start + 7777])
    found = meter.finish()
    assert found is not None
    assert found == find_clipping(clipped, RATE)
    assert found.level_dbfs == pytest.approx(20 * np.log10(0.6), abs=0.01)
    assert found.tops == pytest.approx(runs, rel=0.02)
    assert found.samples == pytest.approx(at.sum(), rel=0.02)


def drum() -> np.ndarray:
    """A stroke a quarter of a second: a falling tone that is at its loudest from the start, and a click before it."""
    rng = np.random.default_rng(2)
    t = np.arange(RATE // 4) / RATE
    click = np.exp(-t / 0.002) * rng.standard_normal(t.size)
    strokes = [
        loud * (np.exp(-t / 0.06) * np.sin(2 * np.pi * (55 * t - 2.4 * np.exp(-t / 0.02))) + 0.2 * click)
        for loud in rng.uniform(0.5, 1, 16)
    ]
    return np.concatenate(strokes)[None]


def test_the_deeper_it_was_cut_the_higher_drums_come_out_again():
    for below_db, better_db in ((5, 4), (8, 8.5)):
        whole, clipped = cut(drum(), below_db)
        assert sdr_db(whole, through(clipped)) >= sdr_db(whole, clipped) + better_db


def test_a_long_wave_is_seen_to_be_cut_though_something_bright_on_top_parts_its_flat_tops():
    rng = np.random.default_rng(6)
    t = np.arange(3 * RATE) / RATE
    whole, clipped = cut((np.sin(2 * np.pi * 41 * t) * np.exp(-t / 4) + 0.05 * rng.standard_normal(t.size))[None], 5)
    assert sdr_db(whole, through(clipped)) >= sdr_db(whole, clipped) + 8
    np.testing.assert_array_equal(through(whole), whole)


def ticks(seconds: float = 6.0) -> np.ndarray:
    """Strokes so bright that no three samples are at the top, one up, one down."""
    rng = np.random.default_rng(5)
    sound = 1e-3 * rng.standard_normal(round(seconds * RATE))
    t = np.arange(200) / RATE
    for number, begin in enumerate(range(3000, sound.size - 3000, 9000)):
        wave = np.sin(2 * np.pi * 6100 * t) * np.exp(-(((t - 0.002) / 0.0008) ** 2))
        sound[begin : begin + t.size] += (-1) ** number * rng.uniform(0.7, 1) * wave
    return sound[None]


def test_single_samples_that_pile_up_at_one_level_are_seen_to_be_cut_from_the_first_one_on():
    whole, clipped = cut(ticks(), 3)
    at = clipped != whole
    assert not (at[0, 2:] & at[0, 1:-1] & at[0, :-2]).any()
    mended = through(clipped)
    assert (mended[at] != clipped[at]).all()
    assert sdr_db(whole, mended) >= sdr_db(whole, clipped) + 15
    assert find_clipping(clipped, RATE) is not None


def test_what_is_told_of_cut_tops_is_what_comes_of_them():
    whole, clipped = cut(ticks(), 3)
    tops = np.count_nonzero(np.diff((clipped != whole)[0].astype(int)) > 0)
    for sound in (clipped, np.repeat(clipped, 2, axis=0)):
        found = find_clipping(sound, RATE)
        assert found
        assert found.tops == tops
        assert found.mended_dbfs == pytest.approx(20 * np.log10(np.abs(through(sound)).max()), abs=0.05)


def test_tops_that_a_limiter_brought_to_one_level_stay_as_round_as_they_are():
    whole = cut(ticks())[0]
    middles = np.arange(3000, whole.shape[1] - 3000, 9000)
    limited = whole.copy()
    for begin in middles:
        part = limited[:, begin - 100 : begin + 300]
        part *= np.float32(min(1.0, 0.6 / np.abs(part).max()))
    tops = [np.abs(limited[:, begin : begin + 200]).max() for begin in middles]
    assert np.ptp(tops) < 1e-3
    np.testing.assert_array_equal(through(limited), limited)


def test_where_more_of_what_is_loud_was_cut_tops_are_expected_higher():
    cut_much = expected_mean(here=0.5, so_far=0.5)
    assert cut_much > 1.5 * expected_mean(here=0.5, so_far=0.1) > 0
    assert cut_much > expected_mean(here=0.2, so_far=0.5)


def expected_mean(here: float, so_far: float) -> float:
    heights = np.zeros(20)
    x = np.sin(np.pi * (np.arange(60) + 0.5) / 60)
    expect(x, 20, 40, here, so_far, heights, 0)
    assert heights[0] < heights[10]
    np.testing.assert_allclose(heights, heights[::-1])
    return float(heights.mean())


def test_few_partials_that_were_cut_are_drawn_alike_in_a_long_and_a_short_stretch_and_noise_is_not():
    n = np.arange(LONG)
    chord = sum(np.cos(2 * np.pi * bin_ * n / LONG + bin_) for bin_ in (34.3, 51.7, 103.2))
    apart = []
    for whole in (chord, np.random.default_rng(3).standard_normal(LONG)):
        level = 0.6 * np.abs(whole).max()
        flat = np.where(np.abs(whole) > level, np.sign(whole), 0).astype(np.int8)
        drawn = np.zeros((2, LONG))
        draw_sparsely(np.clip(whole, -level, level), flat, np.full(2, level), LONG // 2, *tables(LONG), drawn)
        at = (flat != 0) & (np.abs(n - LONG // 2) < 256)
        assert (flat[at] * drawn[:, at] >= 0.999 * level).all()
        apart.append(float(np.sqrt(np.mean(np.square(drawn[0, at] - drawn[1, at])))) / level)
        if whole is chord:
            error = np.square(drawn[:, at] - whole[at]).sum(axis=1)
            assert (error < 0.01 * np.square(whole[at] - np.clip(whole, -level, level)[at]).sum()).all()
    assert apart[0] < 0.3 * apart[1]


def test_what_is_drawn_twice_alike_is_leant_towards_more():
    places, cuts = np.arange(10, 20), np.full(10, 0.5)
    leant = []
    for other in (0.7, 0.9):
        drawn = np.stack([np.full(40, 0.7), np.full(40, other)])
        heights, spreads = np.full(10, 0.2), np.full(10, SPREAD)
        lean(drawn, places, cuts, 0, 10, 0.0, heights, spreads)
        assert (spreads < SPREAD).all()
        leant.append((heights[0] - 0.2) / (drawn[:, 0].mean() / 0.5 - 1 - 0.2))
    assert 1 > leant[0] > 0.9 > 0.5 > leant[1] > 0


def test_a_model_that_errs_as_much_everywhere_ties_samples_as_the_even_one_does():
    rng = np.random.default_rng(1)
    a, b = np.r_[1.0, rng.standard_normal(32) / 8], np.empty(33)
    likeness(a, b)
    places = np.array([40, 41, 42, 60, 61, 100, 180, 181])
    even, uneven = np.zeros((2, places.size, 33))
    tie(b, places, places.size, even)
    tie_unevenly(a, np.full(300, 2.0), places, places.size, uneven)
    np.testing.assert_allclose(uneven, 2 * even, atol=1e-12)


def test_a_model_is_trusted_less_at_an_attack_and_what_is_missing_says_nothing():
    e = 1e-3 * np.random.default_rng(1).standard_normal(2000)
    e[500:540] *= 100
    missing = np.zeros(2000, np.int8)
    missing[1500:1600] = 1
    e[1500:1600] = 0.0
    trust = np.zeros(2000)
    trust_by_errors(e, missing, np.ones(2000), 0, 2000, trust, np.zeros((3, 2000)))
    assert trust[520] < 0.3 * trust[1000]
    assert trust[1550] <= trust[1000]


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    hot = 1.7 * cut(chords())[0]
    sounds = {"Piano": np.clip(hot, -0.999, 0.999).astype(np.float32), "Bass": take("Bass", 6.0)}
    return desk(write(tmp_path_factory.mktemp("clip"), sounds))


@pytest.mark.parametrize("said", ["repair the clipping on the piano", "declip the piano", "the piano is clipped"])
def test_it_mends_says_how_far_over_full_scale_and_listens_again(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    (slot,) = session.mix.apply(*turn.moves)["Piano"].of(DeClip)
    assert slot.effect == ALL
    check = turn.checks[0]
    assert (check.what, check.verdict, check.after) == ("flat tops", "verified", 0)
    assert check.before > 10
    assert "over full scale, which is kept" in " ".join(
        reason.because for step in turn.steps for reason in step.reasons
    )


@pytest.mark.parametrize("said", ["repair the clipping on the bass", "declip the bass"])
def test_without_clipping_it_says_so_and_does_nothing(song, said):
    session, studio = song
    turn = respond(session, said, studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no clipping on Bass" in turn.reply


def real(name: str) -> tuple[np.ndarray, int]:
    if not (DATA / name).exists():
        pytest.skip(f"no real recordings at {DATA}")
    source = examine(DATA / name)
    return read(source, source.sample_rate), source.sample_rate


def test_a_double_bass_whose_strings_are_heard_on_top_of_its_notes_is_mended():
    x, rate = real("instruments/double bass jazz.flac")
    whole, clipped = cut(x, 5)
    assert sdr_db(whole, through(clipped, rate=rate)) >= sdr_db(whole, clipped) + 15
    np.testing.assert_array_equal(through(whole, rate=rate), whole)


def test_drums_whose_cut_tops_are_single_samples_are_mended():
    x, rate = real("instruments/drums jazz.flac")
    for below_db, better_db in ((3, 30), (5, 30), (8, 15)):
        whole, clipped = cut(x, below_db)
        assert sdr_db(whole, through(clipped, rate=rate)) >= sdr_db(whole, clipped) + better_db
    np.testing.assert_array_equal(through(whole, rate=rate), whole)


@pytest.mark.parametrize("name", ["Bass DI", "Kick", "Snare", "Piano", "Lead Vox", "Gtr L", "HiHat"])
def test_real_playing_is_left_alone(name):
    x, rate = real(f"band/{name}.flac")
    np.testing.assert_array_equal(through(x, rate=rate), x)


@pytest.mark.parametrize(
    ("name", "below_db", "better_db"),
    [
        ("Bass DI", 5, 14),
        ("Piano", 5, 13.5),
        ("Lead Vox", 5, 13),
        ("Gtr R", 5, 12),
        ("Gtr L", 5, 10),
        ("Tom 1", 5, 10),
        ("Tom 3", 5, 8),
        ("Kick", 5, 7),
        ("HiHat", 5, 6),
        ("Lead Vox", 8, 11.5),
        ("Piano", 8, 11),
        ("Tom 1", 8, 7),
        ("Kick", 8, 7),
    ],
)
def test_real_playing_comes_nearer_to_what_it_was(name, below_db, better_db):
    x, rate = real(f"band/{name}.flac")
    whole, clipped = cut(x, below_db)
    assert sdr_db(whole, through(clipped, rate=rate)) >= sdr_db(whole, clipped) + better_db


@pytest.mark.parametrize(
    ("name", "left_db", "better_db"),
    [("band/Gtr R", 5, 10), ("instruments/piano jazz", 5, 10), ("band/Piano", 10, 11)],
)
def test_real_playing_cut_so_low_that_little_is_left_comes_nearer_to_what_it_was(name, left_db, better_db):
    x, rate = real(f"{name}.flac")
    whole, clipped = cut_to(x[:1, : 12 * rate], left_db)
    assert sdr_db(whole, through(clipped, rate=rate)) >= sdr_db(whole, clipped) + better_db
