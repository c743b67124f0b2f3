"""Laws that every effect of the catalogue keeps while it streams: whatever the blocks, the company and the knobs do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

import numpy as np
import pytest
from catalogue import ACTIVE, KNOBS, NEUTRAL, RATE, SOUNDING, anywhere, by_name, material, named, nudged
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rig import Desk, desk_mix, strip
from scipy.signal import butter, correlate, sosfilt

from dsp.bank import RAMP, Bank
from dsp.effect import Effect
from dsp.effects import (
    EFFECTS,
    Bell,
    Compressor,
    Fader,
    HighPass,
    HighShelf,
    Limiter,
    LowPass,
    LowShelf,
    Mute,
    Output,
    Pan,
    PitchShift,
    Reverb,
    Send,
    Solo,
    Width,
)
from dsp.engine import Engine
from dsp.mix import MAIN, Mix, adjust

FRAMES = 4500
BLOCKS = (1, 7, 64, 4096)
LANES = (1, 3, 8, 17)

mono_and_stereo = pytest.mark.parametrize("channels", [1, 2])
every_effect = pytest.mark.parametrize("kind", EFFECTS, **named)
every_sounding = pytest.mark.parametrize("kind", SOUNDING, **named)


def fed(bank: Bank[Effect], x: NDArray[np.float32], block: int | None = None) -> NDArray[np.float32]:
    """What a bank gives for `x`, shape (lanes, channels, frames), fed so many frames at a time."""
    step = block or x.shape[-1]
    return np.concatenate([bank.process(x[..., i : i + step]) for i in range(0, x.shape[-1], step)], axis=-1)


def settings_of(kinds: Sequence[type[Effect]], rng: np.random.Generator) -> Effect:
    """Settings of some kinds in series, which one bank serves."""
    effect, *others = (anywhere(kind, rng) for kind in kinds)
    for other in others:
        joined = effect.then(other)
        assert joined
        effect = joined
    return effect


def performance(
    players: Mapping[int, Sequence[type[Effect]]], channels: int, block: int | None = None, frames: int = FRAMES
) -> NDArray[np.float32]:
    """One lane a player: each has its own effects, music and level and turns its own knobs at its own moments."""
    chances = {i: np.random.default_rng([i, channels]) for i in players}
    begin = [settings_of(kinds, chances[i]) for i, kinds in players.items()]
    bank = begin[0].family().bank(begin, RATE, channels)
    x = []
    for lane, (i, kinds) in enumerate(players.items()):
        for at in chances[i].integers(0, frames, 1 + frames // 1500):
            bank.set(lane, settings_of(kinds, chances[i]), int(at))
        level = float(chances[i].choice([0.01, 0.2, 1.0]))
        x.append(material(frames, i, level, channels))
    return fed(bank, np.stack(x), block)


def check_blocks(players: Mapping[int, Sequence[type[Effect]]], channels: int) -> None:
    whole = performance(players, channels)
    for block in BLOCKS:
        np.testing.assert_array_equal(performance(players, channels, block), whole)


def check_company(players: Mapping[int, Sequence[type[Effect]]], channels: int) -> None:
    alone = [performance({i: kinds}, channels)[0] for i, kinds in players.items()]
    for lanes in LANES:
        some = dict(list(players.items())[:lanes])
        np.testing.assert_array_equal(performance(some, channels, 1000), alone[:lanes])
    back_to_front = performance(dict(reversed(players.items())), channels)
    np.testing.assert_array_equal(back_to_front[::-1], alone)


@mono_and_stereo
@every_effect
def test_blocks_of_any_size_give_the_same_samples(kind, channels):
    check_blocks({i: [kind] for i in range(3)}, channels)


@mono_and_stereo
@every_effect
def test_a_lane_gives_the_same_samples_alone_and_among_others(kind, channels):
    check_company({i: [kind] for i in range(max(LANES))}, channels)


FILTERS = (HighPass, LowPass, Bell, LowShelf, HighShelf)


def filters(player: int) -> Sequence[type[Effect]]:
    """One to seven filters of any kind."""
    rng = np.random.default_rng(player)
    return [FILTERS[i] for i in rng.integers(0, len(FILTERS), rng.integers(1, 8))]


def levels(player: int) -> Sequence[type[Effect]]:
    """What stands at the end of a strip."""
    return [(Fader, Width, Pan), (Pan,), (Mute, Fader, Pan), (Fader, Pan)][player % 4]


@mono_and_stereo
@pytest.mark.parametrize("chain", [filters, levels])
def test_chains_of_a_family_side_by_side_give_the_same_samples_in_any_blocks_and_company(chain, channels):
    players = {i: chain(i) for i in range(max(LANES))}
    check_blocks({i: players[i] for i in range(3)}, channels)
    check_company(players, channels)


@mono_and_stereo
@pytest.mark.parametrize("rate", [44100, 96000, 192000])
@pytest.mark.parametrize("kind", NEUTRAL, **named)
def test_an_impulse_arrives_at_the_declared_latency(kind, rate, channels):
    bank = kind.bank([kind()], rate, channels)
    x = np.zeros((1, channels, bank.latency + 2000), np.float32)
    x[..., 500] = 0.5
    y = fed(bank, x, 300)
    assert (np.abs(y[0]).argmax(axis=1) == 500 + bank.latency).all()
    np.testing.assert_allclose(np.abs(y).max(axis=2), 0.5, rtol=1e-6)


@mono_and_stereo
@every_effect
def test_as_many_channels_come_out_as_the_settings_say(kind, channels):
    effect = ACTIVE[kind]
    bank = effect.bank([effect], RATE, channels)
    out = bank.process(np.zeros((1, channels, 10), np.float32))
    assert out.shape[1] == bank.out_channels == effect.gives(channels)


@every_sounding
def test_the_latency_stays_whatever_the_knobs_say(kind):
    for seed in range(5):
        assert (
            kind.bank([anywhere(kind, np.random.default_rng(seed))], RATE, 2).latency
            == kind.bank([kind()], RATE, 2).latency
        )


@every_sounding
def test_at_work_an_effect_is_as_late_as_it_says_or_later_never_earlier(kind):
    x = np.random.default_rng(6).uniform(-0.5, 0.5, (1, 2, 1 << 14)).astype(np.float32)
    bank = kind.bank([ACTIVE[kind]], RATE, 2)
    y = fed(bank, x)
    if not y.any() or kind is PitchShift:
        return  # muted; or other noise than went in, whose clicks are held to their time in test_pitch
    lag = np.abs(correlate(y[0, 0], x[0, 0], method="fft")).argmax() - (x.shape[2] - 1)
    assert bank.latency <= lag
    if kind.neutral:
        assert lag <= bank.latency + RATE // 4000  # a filter's own delay, at most a quarter of a millisecond


@mono_and_stereo
@every_sounding
def test_after_the_declared_tail_there_is_silence(kind, channels):
    loud = np.random.default_rng(3).uniform(-1, 1, (1, channels, RATE // 4)).astype(np.float32)
    for effect in (ACTIVE[kind], kind(), *(anywhere(kind, np.random.default_rng(seed)) for seed in range(6))):
        bank = kind.bank([effect], RATE, channels)
        bank.process(loud)
        rest = bank.process(np.zeros((1, channels, bank.latency + bank.tail + RATE // 10), np.float32))
        assert np.abs(rest[..., bank.latency + bank.tail :]).max() < 10 ** (-90 / 20), effect


@every_effect
def test_a_bank_that_is_reset_begins_anew_with_its_knobs_where_they_stand(kind):
    rng = np.random.default_rng(8)
    bank = kind.bank([ACTIVE[kind], anywhere(kind, rng)], RATE, 2)
    turned = [anywhere(kind, rng) for _ in range(2)]
    for lane, effect in enumerate(turned):
        bank.set(lane, effect, 100)
    x = np.stack([material(FRAMES, seed, 1.0) for seed in (1, 2)])
    bank.process(x)
    bank.reset()
    np.testing.assert_array_equal(fed(bank, x, 1000), fed(kind.bank(turned, RATE, 2), x, 1000))


CLICK_DB = -80.0
"""What counts as a click: this much, above 10 kHz, against full scale or the output where that is louder."""

THROWN_DB = {
    "Reverb.predelay_ms": -78.0,
    "Limiter.gain_db": -73.0,
}
"""What these are held to over their whole travel (250 ms, 48 dB) in one stroke, which is no hand's movement."""


def click_db(bank: Bank[Effect], turns: Sequence[tuple[int, Effect]], hz: float = 200.0) -> float:
    """How much louder it gets above 10 kHz than either steady state is while knobs are turned on a sine."""
    late = bank.latency // RATE * RATE
    turns = [(at + late, effect) for at, effect in turns]
    last = turns[-1][0]
    t = np.arange(last + RATE // 2 + late) / RATE
    x = np.tile(0.25 * np.sin(2 * np.pi * hz * t), (1, 2, 1)).astype(np.float32)
    for at, effect in turns:
        bank.set(0, effect, at)
    y = bank.process(x)[0].astype(np.float64)
    # What a click has and a sine has not; the harmonics of what bends it were there before or are there after.
    sharp = np.abs(sosfilt(butter(8, 10000, "high", fs=RATE, output="sos"), y))
    first, settled = turns[0][0], last + bank.latency + 4 * RAMP
    steady = max(sharp[:, first // 2 : first].max(), sharp[:, settled:].max())
    rise = (sharp[:, first:settled].max() - steady) / max(1.0, np.abs(y[:, first // 2 :]).max())
    return float(20 * np.log10(max(rise, 1e-12)))


@pytest.mark.parametrize(("kind", "knob"), KNOBS, **by_name)
def test_a_turned_knob_does_not_click(kind, knob):
    begin, start = ACTIVE[kind], RATE // 2 + 1
    nudge = nudged(begin, knob)
    assert click_db(kind.bank([begin], RATE, 2), [(start, nudge)]) < CLICK_DB
    assert click_db(kind.bank([nudge], RATE, 2), [(start, begin)]) < CLICK_DB


@pytest.mark.parametrize(("kind", "knob"), KNOBS, **by_name)
def test_a_knob_thrown_from_one_end_to_the_other_does_not_click(kind, knob):
    param = kind.params[knob]
    low, high = (ACTIVE[kind].with_(**{knob: type(param.default)(end)}) for end in (param.low, param.high))
    bound = THROWN_DB.get(f"{kind.__name__}.{knob}", CLICK_DB)
    for begin, end in ((low, high), (high, low), (ACTIVE[kind], low), (low, ACTIVE[kind]), (ACTIVE[kind], high)):
        assert click_db(kind.bank([begin], RATE, 2), [(RATE // 2, end)]) < bound, (begin, end)


@pytest.mark.parametrize("kind", SOUNDING, **named)
def test_in_and_out_again_and_again_on_the_way_does_not_click(kind):
    at = RATE // 2 + np.cumsum(np.random.default_rng(9).integers(1, 2 * RAMP, 12))
    there_and_back = [(int(frame), ACTIVE[kind] if i % 2 else kind()) for i, frame in enumerate(at)]
    assert click_db(kind.bank([ACTIVE[kind]], RATE, 2), there_and_back, 100.0) < THROWN_DB.get(kind.__name__, CLICK_DB)


HARSH = {
    "silence": np.zeros(3000),
    "denormals": np.full(3000, 1e-42),
    "full-scale square": np.sign(np.sin(np.arange(3000) * 0.05) + 1e-9),
    "DC": np.ones(3000),
    "a burst into silence": np.where(np.arange(3000) < 500, 1.0, 0.0),
    "far over full scale": 100 * np.sin(np.arange(3000) * 0.7),
    "noise": np.random.default_rng(4).uniform(-1, 1, 3000),
}


@st.composite
def any_settings(draw):
    kind = draw(st.sampled_from(SOUNDING))
    ends = {}
    for name, param in kind.params.items():
        travel = draw(st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1)))
        ends[name] = param.clamp(param.low + travel * (param.high - param.low))
    return kind(**ends)


@given(
    effect=any_settings(),
    signal=st.sampled_from(sorted(HARSH)),
    rate=st.sampled_from([16000, 44100, 96000, 192000]),
    channels=st.sampled_from([1, 2]),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_the_knobs_say_every_sample_is_finite(effect, signal, rate, channels):
    x = np.tile(HARSH[signal], (1, channels, 1)).astype(np.float32)
    bank = effect.bank([effect], rate, channels)
    bank.set(0, type(effect)(), 512)
    assert np.isfinite(fed(bank, x, 1000)).all()


def crowd(channels: Sequence[int]) -> Mix:
    """A session in which every effect is at work somewhere, tracks of one and two channels side by side."""
    chain = [effect for kind, effect in ACTIVE.items() if kind not in (Mute, Solo, Send, Output)]
    tracks = []
    for i in range(len(channels)):
        mine = [effect for place, effect in enumerate(chain) if (place + i) % 3]
        tracks.append(strip(f"t{i}", *mine, Send(to="hall", level_db=-9), output="bus" if i % 2 else MAIN))
    hall = strip("hall", Reverb(decay_s=0.3), kind="return")
    return desk_mix(*tracks, strip("bus", Compressor(threshold_db=-30), kind="bus"), hall, main=[Limiter(gain_db=6)])


@pytest.mark.parametrize("threads", [2, 3])
def test_any_number_of_threads_gives_the_same_samples(threads):
    channels = (1, 2, 1, 1, 2, 1, 2, 1, 1)
    audio = {f"t{i}": material(12 * FRAMES, i, channels=count) for i, count in enumerate(channels)}

    def performance(threads: int) -> NDArray[np.float32]:
        mix = crowd(channels)
        with closing(Engine(mix, Desk(audio), RATE, threads=threads)) as engine:
            blocks = [engine.process(engine.latency + 8000)["main"]]
            belled = next(one for one in mix.strips if one.of(Bell))
            engine.set(mix.apply(adjust(belled, belled.of(Bell)[0], Bell(gain_db=-9))))
            blocks += [engine.process(8000)["main"] for _ in range(5)]
        return np.concatenate(blocks, axis=1)

    alone = performance(1)
    assert np.abs(alone).max() > 0.1
    np.testing.assert_array_equal(performance(threads), alone)
