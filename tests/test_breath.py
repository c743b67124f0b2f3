"""Breaths between phrases go by as much as is said; words pass bit for bit, and no s is taken for a breath."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from studio import RATE, desk, moved, take, write
from test_deplosive import DATA, db, part, real

from assistant.demo import voice
from assistant.respond import respond
from dsp.effects import BreathControl
from dsp.measure.breaths import BreathMeter, find_breaths
from dsp.sources import examine, read

USUAL = BreathControl(reduction_db=12)
KINDS = {"breath": (600.0, 4500.0), "bright breath": (700.0, 7000.0), "s": (5000.0, 9000.0)}


def through(x: np.ndarray, block: int = 1 << 20, rate: int = RATE, effect: BreathControl = USUAL) -> np.ndarray:
    """What comes of a sound, in time with it."""
    bank = effect.bank([effect], rate, x.shape[0])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[None]
    parts = [bank.process(np.ascontiguousarray(fed[..., i : i + block])) for i in range(0, fed.shape[-1], block)]
    return np.concatenate(parts, axis=-1)[0, :, bank.latency :]


def air(kind: str, seconds: float, rng: np.random.Generator, rate: int = RATE) -> np.ndarray:
    """Noise of a mouth, swelling and dying away, RMS 1."""
    n = round(seconds * rate)
    low, high = KINDS[kind]
    noise = part(part(rng.standard_normal(n), low, "high", rate), min(high, 0.45 * rate), "low", rate)
    noise *= np.sin(np.pi * np.arange(n) / n) ** 0.5
    return np.asarray(noise / noise.std())


def words(seconds: float = 15.0) -> np.ndarray:
    """A voice for a second, then as long nothing but the room's hiss, 70 dB under it, and so on; it has no breaths."""
    sung = take("Lead Vox", seconds + 8, faulty=False)[:1, -round(seconds * RATE) :].astype(np.float64)
    t = np.arange(sung.shape[1]) / RATE % 2 - 0.5
    words = sung * np.clip(t / 0.01, 0, 1) * np.clip((1 - t) / 0.05, 0, 1)
    return np.asarray(words + 3e-4 * words.std() * np.random.default_rng(1).standard_normal(words.shape))


def breathing(under_db: float, kind: str = "breath", seconds: float = 0.35) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """The same with a breath 0.1 s before each phrase but the first, so far under the voice; and where they are."""
    x, rng = words(), np.random.default_rng(8)
    loud = np.sqrt(np.mean(np.square(x[x > x.std()])))
    spots = []
    for begins in np.arange(2.5, 14.0, 2.0):
        last = round((begins - 0.1) * RATE)
        burst = loud * 10 ** (-under_db / 20) * air(kind, seconds, rng)
        x[0, last - burst.size : last] += burst
        spots.append((last - burst.size, last))
    return x.astype(np.float32), spots


@pytest.mark.parametrize("kind", ["breath", "bright breath"])
@pytest.mark.parametrize("under_db", [24, 30, 36])
def test_each_breath_goes_by_what_is_said_and_words_pass_bit_for_bit(under_db, kind):
    x, spots = breathing(under_db, kind)
    found = find_breaths(x, RATE)
    assert found is not None
    assert len(found.spans) == len(spots)
    y = through(x)
    sung = np.ones(x.shape[1], bool)
    for (first, last), (start, end) in zip(spots, found.spans, strict=True):
        assert abs(start * RATE - first) < 0.05 * RATE
        assert abs(end * RATE - last) < 0.05 * RATE
        inside = slice(first + RATE // 20, last - RATE // 20)
        assert db(x[0, inside]) - db(y[0, inside]) == pytest.approx(12, abs=0.5)
        sung[first - RATE // 20 : last + RATE // 20] = False
    np.testing.assert_array_equal(y[0, sung], x[0, sung])
    assert found.under_db == pytest.approx(under_db, abs=5)


@pytest.mark.parametrize("under_db", [18, 25])
def test_an_s_that_stands_alone_is_not_turned_down(under_db):
    x, _ = breathing(under_db, "s", 0.15)
    np.testing.assert_array_equal(through(x), x)


@pytest.mark.parametrize("seconds", [0.06, 0.9])
def test_what_is_too_short_or_too_long_for_a_breath_is_left_alone(seconds):
    x, _ = breathing(25, "breath", seconds)
    np.testing.assert_array_equal(through(x), x)


@pytest.mark.parametrize("kind", ["breath", "s"])
def test_what_goes_over_into_a_word_belongs_to_it(kind):
    x, rng = words(), np.random.default_rng(3)
    for begins in np.arange(2.5, 14.0, 2.0):
        burst = 0.1 * np.abs(x).max() * air(kind, 0.2, rng) * np.linspace(0.3, 1, RATE // 5)
        x[0, round((begins - 0.19) * RATE) :][: burst.size] += burst
    x = x.astype(np.float32)
    np.testing.assert_array_equal(through(x), x)


def test_the_breaths_of_the_demos_singer_are_found_and_no_other(monkeypatch):
    true: list[tuple[float, float]] = []
    articulate = voice.articulate

    def noted(notes: Any) -> Any:
        segments = articulate(notes)
        true.extend((s.start_s, s.end_s) for s in segments if s.phone is voice.INHALE)
        return segments

    monkeypatch.setattr(voice, "articulate", noted)
    found = find_breaths(take("Lead Vox", 24.0, faulty=False).astype(np.float32), RATE)
    assert found is not None
    assert len(true) >= 2
    assert [start for start, _ in found.spans] == pytest.approx([start for start, _ in true], abs=0.06)


@pytest.mark.parametrize("name", ["Bass", "Piano", "Elec Gtr", "Kick", "Hats"])
def test_what_is_played_has_no_breaths(name):
    assert find_breaths(take(name, 8.0, faulty=False).astype(np.float32), RATE) is None


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_make_no_difference_where_it_works(block):
    x = breathing(25)[0][:, : 4 * RATE]
    whole = through(x)
    assert (whole != x).any()
    np.testing.assert_array_equal(through(x, block), whole)
    meter = BreathMeter(RATE, 1)
    for start in range(0, x.shape[1], 7777):
        meter.feed(x[:, start : start + 7777])
    assert meter.finish() == find_breaths(x, RATE)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    sounds = {"Lead Vox": breathing(25)[0], "Backing Vox": words(), "Piano": take("Piano", 15.0, faulty=False)}
    return desk(write(tmp_path_factory.mktemp("breaths"), sounds))


@pytest.mark.parametrize(
    ("said", "depth"),
    [
        ("the breaths are too loud", 9),
        ("take the breaths down about 6 dB", 6),
        ("remove the breaths from the lead vox", 9),
        ("tame the breaths on the lead vox a bit", 4.5),
        ("add a breath control to the lead vox", 9),
    ],
)
def test_they_are_found_told_turned_down_and_measured_again(song, said, depth):
    session, studio = song
    turn = respond(session, said, studio)
    assert turn.status == "done", turn.reply
    after = session.mix.apply(*turn.moves)
    (slot,) = after["Lead Vox"].of(BreathControl)
    assert slot.effect == BreathControl(reduction_db=depth)
    assert not after["Backing Vox"].of(BreathControl)
    check = turn.checks[0]
    assert (check.what, check.verdict) == ("breaths", "verified")
    assert check.before - check.after == pytest.approx(depth, abs=0.5)
    assert "6 breaths" in " ".join(reason.because for step in turn.steps for reason in step.reasons)


def test_a_few_db_more_go_on_from_where_they_stand(song):
    session, studio = song
    first = respond(session, "take the breaths down 6 dB", studio)
    session = replace(session, mix=moved(first, session.mix))
    turn = respond(session, "the breaths are too loud", studio)
    (slot,) = moved(turn, session.mix)["Lead Vox"].of(BreathControl)
    assert slot.effect == BreathControl(reduction_db=9)
    session = replace(session, mix=moved(turn, session.mix))
    turn = respond(session, "breaths down 12 dB", studio)
    assert (turn.status, turn.checks[0].verdict) == ("done", "verified")
    assert turn.checks[0].before - turn.checks[0].after == pytest.approx(12, abs=1.2)


def test_who_does_not_breathe_is_told_so(song):
    session, studio = song
    turn = respond(session, "remove the breaths from the piano", studio)
    assert (turn.status, turn.moves) == ("answered", ())
    assert "no breaths on Piano" in turn.reply


def test_before_the_real_voices_phrases_it_breathes():
    x, rate = real("band/Lead Vox.flac")
    found = find_breaths(x, rate)
    assert found is not None
    assert any(abs(start - 14.9) < 0.1 and abs(end - 15.3) < 0.1 for start, end in found.spans)
    assert all(x_db < -30 for x_db in (-found.under_db,))


def test_real_speech_loses_none_of_its_sibilants():
    clips = sorted((DATA / "speech").glob("*.flac"))[::10]
    if not clips:
        pytest.skip(f"no real recordings at {DATA}")
    was = now = 0.0
    breaths = 0
    for clip in clips:
        source = examine(clip)
        x = read(source, source.sample_rate)[:1]
        hiss, left = (part(s[0], 4000, "high", source.sample_rate) for s in (x, through(x, rate=source.sample_rate)))
        body = part(part(x[0], 300, "high", source.sample_rate), 4000, "low", source.sample_rate)
        size = source.sample_rate // 100
        count = hiss.size // size
        power, kept, below = (
            np.square(s[: count * size]).reshape(count, size).mean(axis=1) for s in (hiss, left, body)
        )
        s = (power > below) & (power > np.sort(power + below)[-count // 3 :].mean() / 1000)
        was, now = was + power[s].sum(), now + kept[s].sum()
        found = find_breaths(x, source.sample_rate)
        breaths += len(found.spans) if found else 0
    assert 10 * np.log10(was / now) < 0.02
    assert breaths >= 3
