from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rig import RATE, Desk, Late, Ring, desk_mix, noise, strip

import dsp.render
from dsp.effects.level import Fader, Pan, Send, Solo
from dsp.engine import AHEAD
from dsp.render import render, render_stems, render_strip, stems

BAND = Path(__file__).parents[2] / "shared/data/band"


def whole(blocks):
    return np.concatenate(list(blocks), axis=1)


def whole_stems(blocks):
    parts = list(blocks)
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def decibels(residual):
    return 20 * np.log10(np.abs(residual).max() + 1e-12)


def test_latency_is_trimmed_from_the_mix_and_from_every_strip():
    click = np.zeros((1, 200), np.float32)
    click[0, 10] = 0.5
    mix = desk_mix(strip("a", Late(frames=37)), strip("b", Late(frames=90)), main=[Late(frames=500)])
    desk = Desk({"a": click, "b": click})
    main = whole(render_strip(mix, desk, RATE))
    assert main.shape == (2, 200)
    assert np.flatnonzero(main[0]).tolist() == [10]
    assert main[0, 10] == 1
    np.testing.assert_array_equal(whole(render_strip(mix, desk, RATE, "a")), click)


def test_without_a_tail_the_mix_is_as_long_as_its_longest_source():
    desk = Desk({"a": noise(1, 1, 70_001), "b": noise(2, 1, 1234)})
    mix = desk_mix(strip("a"), strip("b"))
    assert whole(render_strip(mix, desk, RATE)).shape == (2, 70_001)
    assert whole(render_strip(mix, desk, RATE, "b")).shape == (1, 1234)
    assert whole(render_strip(mix, desk, RATE, "b", frames=70_001)).shape == (1, 70_001)
    assert whole(render_strip(mix, desk, RATE, "a", frames=500)).shape == (1, 70_001)


def test_a_tail_lasts_to_the_last_frame_over_minus_90_decibels():
    click = np.zeros((1, 1000), np.float32)
    click[0, 999] = 1
    desk = Desk({"a": click})
    y = whole(render_strip(desk_mix(strip("a", Ring(feedback=0.5, every=1))), desk, RATE))
    # 0.5^14 is -84.3 dB, 0.5^15 is -90.3 dB.
    assert y.shape[1] == 1000 + 14
    np.testing.assert_allclose(y[0, 999:], 0.5 ** np.arange(15))


def test_a_late_echo_within_the_declared_tail_is_kept():
    click = np.zeros((1, 100), np.float32)
    click[0, 99] = 1
    echo = Ring(feedback=0.05, every=12_000)  # three echoes, a quarter of a second of silence between them
    y = whole(render_strip(desk_mix(strip("a", echo)), Desk({"a": click}), RATE))
    assert np.flatnonzero(y[0]).tolist() == [99, 12_099, 24_099, 36_099]


def test_what_never_falls_silent_is_cut_after_ten_seconds():
    rate = 1000
    forever = desk_mix(strip("a", Ring(feedback=1.0, every=1)))
    y = whole(render_strip(forever, Desk({"a": np.ones((1, 5), np.float32)}), rate))
    assert y.shape[1] == 5 + 10 * rate
    assert (y[0, 5:] == 5).all()


@pytest.mark.parametrize("block", [1, 7, 1000, 100_000])
def test_the_rendering_does_not_depend_on_the_block_size(monkeypatch, block):
    desk = Desk({"a": noise(3, 1, 3000), "b": noise(4, 2, 2500)})
    mix = desk_mix(
        strip("a", Pan(position_pct=30), Send(to="r", level_db=-6)),
        strip("b", Late(frames=9)),
        strip("r", Ring(feedback=0.4), kind="return"),
    )
    usual = whole(render_strip(mix, desk, RATE))
    monkeypatch.setattr(dsp.render, "BLOCK", block)
    assert whole(render_strip(mix, desk, RATE)).tobytes() == usual.tobytes()


def test_stems_null_against_the_input_of_main_and_are_as_long():
    audio = {"a": noise(5, 1, 20_000), "b": noise(6, 2, 18_000), "c": noise(7, 1, 20_000)}
    mix = desk_mix(
        strip("a", Late(frames=37), Fader(gain_db=-3), Pan(position_pct=-40), Send(to="r", level_db=-6)),
        strip("b", Fader(gain_db=3), Send(to="r", level_db=-9), output="pair"),
        strip("c", Fader(gain_db=-7.3), output="pair"),
        strip("pair", kind="bus"),
        strip("r", Late(frames=100), Ring(feedback=0.5), Fader(gain_db=-4), kind="return"),
    )
    assert stems(mix) == ("a", "pair", "r")
    parts = whole_stems(render_stems(mix, Desk(audio), RATE))
    main = whole(render_strip(mix, Desk(audio), RATE))
    assert {part.shape[1] for part in parts.values()} == {main.shape[1]}
    assert main.shape[1] > 20_000
    total = sum(np.broadcast_to(part.astype(np.float64), main.shape) for part in parts.values())
    assert decibels(total - main) <= -120


def test_a_strip_rendered_alone_is_its_stem():
    audio = {"a": noise(8, 1, 5000), "b": noise(9, 2, 5000)}
    mix = desk_mix(strip("a", Fader(gain_db=-3), Pan(position_pct=9)), strip("b", Late(frames=7)))
    parts = whole_stems(render_stems(mix, Desk(audio), RATE))
    for name, part in parts.items():
        desk = Desk(audio)
        assert whole(render_strip(mix, desk, RATE, name)).tobytes() == part.tobytes()
        assert list(desk.opened) == [name]
        assert desk.opened[name].closed


def test_stems_of_a_soloed_mix_null_against_it():
    audio = {"a": noise(10, 1, 500), "b": noise(11, 1, 500)}
    mix = desk_mix(strip("a", Solo(on=True)), strip("b"))
    parts = whole_stems(render_stems(mix, Desk(audio), RATE))
    assert not parts["b"].any()
    np.testing.assert_array_equal(parts["a"][0], whole(render_strip(mix, Desk(audio), RATE))[0])


def test_sources_are_closed_when_a_rendering_is_abandoned():
    desk = Desk({"a": noise(12, 1, 100_000)})
    blocks = render(desk_mix(strip("a")), desk, RATE)
    next(blocks)
    blocks.close()
    assert desk.opened["a"].closed


def test_memory_does_not_grow_with_the_song():
    class Endless:
        late = tail = 0
        channels, frames, longest = 1, 10**9, 0

        def fill(self, out):
            self.longest = max(self.longest, out.shape[1])
            out[:] = 0.0

        def close(self):
            pass

    source = Endless()
    blocks = render(desk_mix(strip("a", Fader(gain_db=-3))), lambda strip: source, RATE)
    assert all(next(blocks)["main"].shape[1] == dsp.render.BLOCK for _ in range(20))
    assert source.longest <= AHEAD


@pytest.mark.skipif(not BAND.is_dir(), reason=f"no recordings at {BAND}")
def test_a_real_band_is_its_gained_tracks_added_up():
    soundfile = pytest.importorskip("soundfile")
    audio = {}
    for path in sorted(BAND.glob("*.flac")):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        audio[path.stem] = np.ascontiguousarray(samples.T[:, : 5 * rate])
    assert len(audio) == 11
    levels = {name: -3.0 - place for place, name in enumerate(audio)}
    mix = desk_mix(*(strip(name, Fader(gain_db=level), Pan(position_pct=7 * level)) for name, level in levels.items()))
    y = whole(render_strip(mix, Desk(audio), rate))
    expected = np.zeros(y.shape)
    for name, level in levels.items():
        theta = np.pi / 4 * (1 + 7 * level / 100)
        sides = np.sqrt(2) * np.array([[np.cos(theta)], [np.sin(theta)]])
        expected += 10 ** (level / 20) * sides * audio[name][0].astype(np.float64)
    assert decibels(expected) > -20, "the test needs something to hear"
    assert decibels(y - expected) <= -120
