"""Laws that every effect of the catalogue keeps."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfilt

from dsp.bank import RAMP
from dsp.effect import Effect, OutOfRange
from dsp.effects import (
    BY_NAME,
    EFFECTS,
    Bell,
    Compressor,
    DeEsser,
    Drive,
    Fader,
    HighPass,
    HighShelf,
    Limiter,
    LowPass,
    LowShelf,
    Mute,
    Pan,
    Reverb,
    Send,
    Solo,
    Width,
)

RATE = 44100

ACTIVE: dict[type[Effect], Effect] = {
    HighPass: HighPass(cutoff_hz=300),
    LowPass: LowPass(cutoff_hz=2000),
    Bell: Bell(gain_db=6),
    LowShelf: LowShelf(gain_db=6),
    HighShelf: HighShelf(gain_db=6, frequency_hz=4000),
    DeEsser: DeEsser(range_db=9, threshold_db=-15),
    Compressor: Compressor(threshold_db=-20, ratio=4),
    Drive: Drive(drive_db=9),
    Reverb: Reverb(decay_s=0.4),
    Limiter: Limiter(gain_db=12, ceiling_db=-3),
    Width: Width(width_pct=150),
    Fader: Fader(gain_db=-6),
    Pan: Pan(position_pct=30),
    Mute: Mute(on=True),
    Solo: Solo(on=True),
    Send: Send(to="hall"),
}
"""Settings that are at work on the material below."""

HEARD_IN_THE_GRAPH = (Solo, Send)
"""These two tell the engine what to do; their own bank passes the strip on."""

SOUNDING = [effect for effect in EFFECTS if effect not in HEARD_IN_THE_GRAPH]
NEUTRAL = [effect for effect in EFFECTS if effect.neutral]
named = {"ids": lambda effect: effect.__name__}


def material(frames: int, seed: int = 1, level: float = 0.2) -> np.ndarray:
    """Thumps, a low tone and hiss that comes and goes, in stereo: shape (2, frames)."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames) / RATE
    thumps = np.sin(2 * np.pi * 70 * t) * np.exp(-(t % 0.25) / 0.04)
    hiss = rng.standard_normal((2, frames)) * (np.sin(2 * np.pi * 3 * t) > 0) * 0.3
    tone = 0.4 * np.sin(2 * np.pi * 440 * t + 0.3 * seed)
    return (level * (thumps + tone + hiss)).astype(np.float32)


def through(effect: Effect, x: np.ndarray, block: int | None = None) -> np.ndarray:
    bank = effect.bank([effect], RATE, x.shape[0])
    step = block or x.shape[1]
    return np.concatenate([bank.process(x[None, :, i : i + step]) for i in range(0, x.shape[1], step)], -1)[0]


def level_db(x: np.ndarray) -> float:
    return 10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-30)


def nudged(effect: Effect, knob: str) -> Effect:
    param, value = effect.params[knob], getattr(effect, knob)
    moved = param.move(value, 1)
    return effect.with_(**{knob: moved if moved != value else param.move(value, -1)})


KNOBS = [(effect, knob) for effect in SOUNDING for knob in effect.params]
by_knob = pytest.mark.parametrize(("kind", "knob"), KNOBS, ids=[f"{effect.__name__}.{knob}" for effect, knob in KNOBS])


def test_the_catalogue_lists_each_effect_once_and_by_its_name():
    assert set(ACTIVE) == set(EFFECTS)
    assert len(BY_NAME) == len(EFFECTS)
    assert all(BY_NAME[effect.__name__] is effect for effect in EFFECTS)


def test_importing_the_catalogue_loads_no_compiler_and_no_network():
    code = "import sys, dsp.effects; print(*{'numba', 'scipy', 'torch', 'soundfile'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == ""


@pytest.mark.parametrize("kind", NEUTRAL, **named)
@pytest.mark.parametrize("channels", [1, 2])
def test_default_settings_change_nothing_but_the_time(kind, channels):
    x = material(RATE // 2)[:channels]
    bank = kind.bank([kind()], RATE, channels)
    y = bank.process(x[None])[0]
    late = bank.latency
    assert level_db(y[:, late:] - x[:, : x.shape[1] - late]) <= level_db(x) - 120
    assert not y[:, :late].any()


@pytest.mark.parametrize("kind", SOUNDING, **named)
def test_the_latency_stays_whatever_the_knobs_say(kind):
    assert kind.bank([ACTIVE[kind]], RATE, 2).latency == kind.bank([kind()], RATE, 2).latency


@by_knob
def test_every_knob_is_heard(kind, knob):
    x = material(RATE)
    before, after = through(ACTIVE[kind], x), through(nudged(ACTIVE[kind], knob), x)
    assert level_db(after - before) > max(level_db(before), level_db(after)) - 60


@pytest.mark.parametrize("kind", EFFECTS, **named)
def test_blocks_of_any_size_and_other_lanes_leave_the_same_samples(kind):
    frames = 6000
    x = np.stack([material(frames), material(frames, 2, 0.7)])
    first, second = ACTIVE[kind], kind()

    def render(block):
        bank = kind.bank([first, second], RATE, 2)
        bank.set(0, second, 1000)
        bank.set(0, first, 1500)
        return np.concatenate([bank.process(x[..., i : i + block]) for i in range(0, frames, block)], -1)

    whole = render(frames)
    for block in (1, 7, 64, 4096):
        np.testing.assert_array_equal(render(block), whole)
    np.testing.assert_array_equal(kind.bank([second], RATE, 2).process(x[1:]), whole[1:])


@pytest.mark.parametrize("kind", SOUNDING, **named)
def test_after_the_declared_tail_there_is_silence(kind):
    bank = kind.bank([ACTIVE[kind]], RATE, 2)
    rng = np.random.default_rng(3)
    bank.process(rng.uniform(-1, 1, (1, 2, RATE // 4)).astype(np.float32))
    rest = bank.process(np.zeros((1, 2, bank.latency + bank.tail + RATE // 10), np.float32))
    assert np.abs(rest[..., bank.latency + bank.tail :]).max() < 10 ** (-90 / 20)


@by_knob
def test_a_turned_knob_does_not_click(kind, knob):
    frames = 4 * RAMP
    t = np.arange(RATE + frames) / RATE
    x = np.tile(0.25 * np.sin(2 * np.pi * 200 * t), (1, 2, 1)).astype(np.float32)
    bank = kind.bank([ACTIVE[kind]], RATE, 2)
    bank.set(0, nudged(ACTIVE[kind], knob), RATE)
    y = bank.process(x)[0].astype(np.float64)
    # What a click has and neither sine has; harmonics that were there before do not count.
    sharp = np.abs(sosfilt(butter(8, 10000, "high", fs=RATE, output="sos"), y))
    steady = sharp[:, RATE // 2 : RATE].max()
    assert sharp[:, RATE : RATE + 3 * RAMP].max() < steady + 10 ** (-80 / 20)


@pytest.mark.parametrize("kind", EFFECTS, **named)
def test_a_knob_beyond_its_range_is_refused_by_name(kind):
    for knob, param in kind.params.items():
        for beyond in (param.low - 1, param.high + 1):
            with pytest.raises(OutOfRange, match=f"^{kind.words[0]} {param.words[0]} must be .*, not ") as refusal:
                kind(**{knob: beyond})
            assert refusal.value.param.name == knob


@pytest.mark.parametrize("kind", EFFECTS, **named)
def test_what_is_said_of_a_knob_is_said_both_ways(kind):
    assert all(word == word.lower() for word in kind.words)
    for param in kind.params.values():
        assert param.down != param.up
        assert param.allows(param.default)
        assert param.snap(param.default) == param.default
        assert param.move(param.default, 1) != param.default or param.move(param.default, -1) != param.default


HARSH = {
    "silence": np.zeros(3000),
    "denormals": np.full(3000, 1e-42),
    "full-scale square": np.sign(np.sin(np.arange(3000) * 0.05) + 1e-9),
    "DC": np.ones(3000),
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


@given(effect=any_settings(), signal=st.sampled_from(sorted(HARSH)), rate=st.sampled_from([16000, 44100, 96000]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_the_knobs_say_every_sample_is_finite(effect, signal, rate):
    x = np.tile(HARSH[signal], (1, 2, 1)).astype(np.float32)
    bank = effect.bank([effect], rate, 2)
    bank.set(0, type(effect)(), 512)
    assert np.isfinite(bank.process(x)).all()
