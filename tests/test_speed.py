"""Speed: a sound lasts as long as was asked, to a frame; its pitch, level, attacks and image stay as they were."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from rig import ArrayStream, desk_mix, strip
from studio import noise, take, write

from dsp.effects import Fader, HighPass, Pan, TimeStretch
from dsp.engine import Engine
from dsp.mix import MAIN, Strip
from dsp.render import render
from dsp.sources import Source, examine, open_stream, read
from dsp.speed import speed_pct, told
from dsp.stems import Stems
from dsp.stream import Stream
from dsp.stretched import Stretched, stretched_frames

RATE = 44100
SPEEDS = (50, 80, 95, 105, 110, 200)


class Recording:
    """An array as a decoder gives it."""

    def __init__(self, x: NDArray[np.float32], rate: int) -> None:
        self._stream = ArrayStream(np.asarray(x, np.float32))
        self.sample_rate, self.channels, self.certain = rate, x.shape[0], True
        self.frames = self.promised = x.shape[1]

    def read(self, out: NDArray[np.float32]) -> int:
        left = max(0, self.frames - self._stream.at)
        self._stream.fill(out)
        return min(left, out.shape[1])

    def seek(self, frame: int) -> None:
        self._stream.seek(frame)

    def close(self) -> None:
        self._stream.close()


def at_speed(speed_pct: float, x: NDArray[np.float32], begin: int = 0, block: int = 0) -> NDArray[np.float64]:
    """What is read at another speed from a frame on, so many at a time."""
    stretched = Stretched(Recording(np.asarray(x, np.float32), RATE), speed_pct)
    stretched.seek(begin)
    left = stretched.frames - begin
    out = np.empty((x.shape[0], left), np.float32)
    for start in range(0, left, block or left):
        part = out[:, start : start + (block or left)]
        assert stretched.read(part) == part.shape[1]
    assert stretched.read(np.empty((x.shape[0], 1), np.float32)) == 0
    return out.astype(np.float64)


def sine(hz: float, seconds: float = 3.0) -> NDArray[np.float64]:
    return 0.1 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)[None]


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("hz", [55.0, 440.0, 5000.0])
def test_a_sine_keeps_its_pitch_to_a_hundredth_of_a_cent_and_its_level(speed: float, hz: float) -> None:
    y = at_speed(speed, sine(hz))[0]
    y = y[y.size // 4 : 3 * y.size // 4]
    half, n = y.size // 2, np.arange(y.size)
    turning, window = np.exp(-2j * np.pi * hz * n / RATE) * y, np.blackman(half)
    off = np.angle((turning[half : 2 * half] @ window) / (turning[:half] @ window)) / (2 * np.pi) * RATE / half
    assert abs(1200 * np.log2(1 + off / hz)) < 0.01
    base = np.stack([np.cos(2 * np.pi * hz * n / RATE), np.sin(2 * np.pi * hz * n / RATE)], axis=1)
    found, *_ = np.linalg.lstsq(base, y, rcond=None)
    assert 20 * np.log10(np.hypot(*found) / 0.1) == pytest.approx(0.0, abs=0.01)
    rest = y - base @ found
    assert 10 * np.log10(rest @ rest / (y @ y)) < -55


@pytest.mark.parametrize("frames", [1, 4999, 70_001])
@pytest.mark.parametrize("speed", [50, 87.31, 102, 200])
def test_the_length_is_exact_to_a_frame(frames: int, speed: float) -> None:
    assert at_speed(speed, np.ones((1, frames))).shape[1] == int(frames * 100 / speed + 0.5)
    assert stretched_frames(frames, 100) == frames


@pytest.mark.parametrize("speed", SPEEDS)
def test_clicks_come_when_they_must_each_once_and_nothing_before_them(speed: float) -> None:
    places = np.array([0, 18000, 33001, 51003, 71111])
    x = np.zeros((1, 2 * RATE))
    x[0, places] = 0.8
    y = at_speed(speed, x)[0]
    goals = np.round(places * 100 / speed).astype(int)
    edges = [0, *((goals[1:] + goals[:-1]) // 2), y.size]
    for goal, begin, end in zip(goals, edges[:-1], edges[1:], strict=True):
        power = y[begin:end] ** 2
        at = int(power.argmax())
        assert abs(begin + at - goal) <= RATE // 1000
        assert power[max(0, at - RATE // 1000) : at + RATE // 1000].sum() > 0.99 * power.sum()
        assert power[: max(0, at - RATE // 1000)].max(initial=0.0) < 1e-6 * power[at]


def hits(x: NDArray[np.float64]) -> list[int]:
    """Where a drum is struck after it has been quiet."""
    level = 10 * np.log10(np.convolve(x**2, np.ones(44) / 44, "same") + 1e-12)
    found = [
        at
        for at in range(RATE // 2, x.size - RATE // 2, 22)
        if level[at] > level.max() - 15 > level[at - 1400 : at - 60].max() + 5
    ]
    return [at for i, at in enumerate(found) if i == 0 or at - found[i - 1] > RATE // 5]


@pytest.mark.parametrize("speed", [95, 105])
@pytest.mark.parametrize("track", ["Kick", "Snare"])
def test_a_drum_is_as_quiet_before_its_beat_and_as_sharp_on_it(track: str, speed: float) -> None:
    x = take(track, 12.0)[0].astype(np.float64)
    y = at_speed(speed, x[None])[0]
    before, crest = [], []
    for at in hits(x):
        goal = round(at * 100 / speed)
        quiet, loud = y[goal - 880 : goal - 130], y[goal - 130 : goal + 2200]
        before.append(10 * np.log10(np.mean(quiet**2) / np.mean(loud**2)))
        was = x[at - 130 : at + 2200]
        crest.append(np.abs(loud).max() / np.sqrt(np.mean(loud**2)) / np.abs(was).max() * np.sqrt(np.mean(was**2)))
    assert len(crest) >= 5
    assert max(before) < -40.0
    assert np.abs(20 * np.log10(crest)).max() < 1.0


@pytest.mark.parametrize("early_ms", [12, 20, 27, 35])
def test_a_rattle_before_a_hit_does_not_blunt_it(early_ms: float) -> None:
    t = np.arange(RATE // 2) / RATE
    hit = np.sin(2 * np.pi * 110 * t) * np.exp(-t / 0.08) + 0.4 * np.sin(2 * np.pi * 1700 * t) * np.exp(-t / 0.01)
    x = 1e-4 * np.random.default_rng(2).standard_normal((1, 2 * RATE))
    x[0, RATE : RATE + t.size] += 0.5 * hit
    rattle = RATE - round(early_ms * RATE / 1000)
    x[0, rattle : rattle + 200] += 0.01 * np.random.default_rng(3).standard_normal(200)
    for speed in (93, 108):
        y = at_speed(speed, x)[0]
        goal = round(RATE * 100 / speed)
        loud, was = y[goal - 100 : goal + 900], x[0, RATE - 100 : RATE + 900]
        assert abs(20 * np.log10(np.abs(loud).max() / np.abs(was).max())) < 0.5
        assert abs(int(np.abs(loud).argmax()) - int(np.abs(was).argmax())) <= RATE // 1000


def test_left_and_right_go_as_one() -> None:
    one = take("Lead Vox", 4.0)[0]
    y = at_speed(93, np.stack([one, -0.5 * one]))
    np.testing.assert_allclose(y[1], -0.5 * y[0], atol=1e-6)


def test_what_one_side_alone_plays_stays_on_that_side() -> None:
    y = at_speed(93, np.concatenate([take("Piano", 3.0)[:1], np.zeros((1, 3 * RATE), np.float32)]))
    assert np.abs(y[1]).max() < 1e-5 * np.abs(y[0]).max()


def test_any_blocks_give_the_same_samples() -> None:
    x = noise(1.5, channels=2)
    whole = at_speed(93.21, x)
    for block in (1000, 4096, 4097):
        np.testing.assert_array_equal(at_speed(93.21, x, block=block), whole)


@pytest.mark.parametrize("speed", [60, 95, 140])
def test_entered_in_the_middle_it_is_as_loud_and_begins_where_as_if_heard_from_the_start(speed: float) -> None:
    x = take("Piano", 8.0)[:1]
    whole = at_speed(speed, x)
    begin = round(4.3 * RATE * 100 / speed)
    part = at_speed(speed, x, begin)

    def levels(y: NDArray[np.float64]) -> NDArray[np.float64]:
        blocks = y[0, : y.shape[1] // 2205 * 2205].reshape(-1, 2205)
        return np.asarray(10 * np.log10(np.mean(blocks**2, axis=1) + 1e-9))

    off = levels(part) - levels(whole[:, begin:])
    assert np.abs(off).mean() < 1.0
    assert abs(off.mean()) < 0.2


@pytest.fixture
def band(tmp_path: Path) -> dict[str, Source]:
    """Three tracks, one of them at another sample rate and one that begins later."""
    write(tmp_path, {"keys": take("Piano", 3.0), "drum": take("Kick", 2.0)})
    write(tmp_path, {"low": np.asarray(sine(110.0, 2.5), np.float32)}, 48000)
    return {source.name: source for source in map(examine, sorted(tmp_path.glob("*.wav")))}


def opener(band: dict[str, Source]):
    def open_source(strip: Strip) -> Stream:
        return open_stream(band[strip.name], RATE, speed_pct(strip))

    return open_source


def rendered(mix, open_source, outputs=(MAIN,)) -> dict[str, NDArray[np.float32]]:
    blocks = list(render(mix, open_source, RATE, outputs))
    return {name: np.concatenate([block[name] for block in blocks], axis=1) for name in outputs}


def test_at_its_own_speed_not_a_bit_is_touched(band) -> None:
    tracks = [strip(name, HighPass(cutoff_hz=80), Pan(position_pct=20)) for name in band]
    plain = rendered(desk_mix(*tracks), opener(band))[MAIN]
    same = rendered(desk_mix(*tracks, main=(TimeStretch(), Fader())), opener(band))[MAIN]
    np.testing.assert_array_equal(same, plain)
    np.testing.assert_array_equal(read(band["keys"], RATE), open_stream(band["keys"], RATE, 100.0).read(3 * RATE))


def test_the_song_takes_every_track_along_and_a_track_goes_its_own_way_in_it(band) -> None:
    mix = desk_mix(
        strip("keys", TimeStretch(speed_pct=102)), strip("drum"), strip("low"), main=(TimeStretch(speed_pct=95),)
    )
    assert {one.name: speed_pct(one) for one in told(mix)} == {"keys": 96.9, "drum": 95, "low": 95, "main": 100}
    with closing(Engine(mix, opener(band), RATE)) as engine:
        lengths = {name: node.stream.frames for name, node in engine.nodes.items() if node.stream}
        assert lengths == {
            "keys": round(3 * RATE / 0.969),
            "drum": round(2 * RATE / 0.95),
            "low": round(2.5 * RATE * RATE / 48000 / 0.95),
        }
        with pytest.raises(ValueError, match="only knobs can be set"):
            engine.set(desk_mix(*mix.strips[:3], main=(TimeStretch(speed_pct=90),)))


def test_tracks_stay_in_step_to_a_millisecond() -> None:
    """The same clicks on tracks that otherwise have nothing in common."""
    places = np.arange(1, 12) * 17_003
    tracks = {}
    for i, colour in enumerate((0.0, 0.003, 0.02)):
        x = colour * np.random.default_rng(i).standard_normal((1, 5 * RATE))
        x[0, places] += 0.9
        tracks[str(i)] = at_speed(91.7, x)[0]
    for goal in np.round(places / 0.917).astype(int):
        found = [goal - 400 + int(np.abs(y[goal - 400 : goal + 400]).argmax()) for y in tracks.values()]
        assert max(found) - min(found) <= RATE // 1000
        assert abs(found[0] - goal) <= RATE // 1000


def test_a_kept_stem_is_as_fast_as_the_song_was_when_it_was_made(band) -> None:
    def at(speed: float):
        return desk_mix(
            *(strip(name, HighPass(cutoff_hz=80), source=band[name].hash) for name in band),
            main=(TimeStretch(speed_pct=speed),),
        )

    stems = Stems()
    for speed in (90.0, 100.0, 110.0, 90.0):
        stems.fill(at(speed), opener(band), RATE, 4 * RATE)
        assert not stems.missing(at(speed), RATE)
        instead, open_stem = stems.instead(at(speed), opener(band), RATE)
        np.testing.assert_array_equal(rendered(instead, open_stem)[MAIN], rendered(at(speed), opener(band))[MAIN])


def test_stems_of_a_slower_song_sum_to_its_mix(band) -> None:
    mix = desk_mix(*map(strip, band), main=(TimeStretch(speed_pct=88),))
    found = rendered(mix, opener(band), (MAIN, *band))
    np.testing.assert_allclose(sum(found[name][:1] for name in band), found[MAIN][:1], atol=1e-6)
