"""What the tests of every effect share: settings at work, random ones, music to try them on, and how loud it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dsp.effect import Effect
from dsp.effects import (
    EFFECTS,
    Align,
    AutoPan,
    BassEnhancer,
    Bell,
    BreathControl,
    Chorus,
    Clipper,
    Compressor,
    Convolution,
    DeClick,
    DeClip,
    DeEsser,
    DeHum,
    Delay,
    DeNoise,
    DePlosive,
    DeReverb,
    DeRumble,
    Doubler,
    Drive,
    Ducker,
    DynamicEq,
    Exciter,
    Expander,
    Fade,
    Fader,
    Flanger,
    Gate,
    HighPass,
    HighShelf,
    Imager,
    Limiter,
    LinearPhaseEq,
    LowPass,
    LowShelf,
    MonoBelow,
    MultibandCompressor,
    Mute,
    Notch,
    Output,
    Pan,
    PanRamp,
    Phaser,
    PitchShift,
    Polarity,
    Ramp,
    Reverb,
    Rider,
    Send,
    Solo,
    Tilt,
    TimeStretch,
    Transient,
    Tremolo,
    Trim,
    UpwardCompressor,
    Width,
)

RATE = 44100

ACTIVE: dict[type[Effect], Effect] = {
    TimeStretch: TimeStretch(speed_pct=95),
    Polarity: Polarity(on=True),
    Align: Align(delay_ms=0.2),
    Trim: Trim(gain_db=6),
    DeClip: DeClip(amount_pct=60),
    DeClick: DeClick(sensitivity_pct=60),
    DePlosive: DePlosive(reduction_db=12, sensitivity_pct=50),
    DeRumble: DeRumble(reduction_db=12, frequency_hz=90),
    DeHum: DeHum(frequency_hz=55, depth_db=20, harmonics=7.5),
    DeNoise: DeNoise(reduction_db=12),
    DeReverb: DeReverb(reduction_db=2, t60_s=0.8),
    PitchShift: PitchShift(pitch_semitones=2),
    HighPass: HighPass(cutoff_hz=300),
    LowPass: LowPass(cutoff_hz=2000),
    Notch: Notch(frequency_hz=440, depth_db=12, q=3),
    Tilt: Tilt(gain_db=3),
    Bell: Bell(gain_db=6),
    LowShelf: LowShelf(gain_db=6),
    HighShelf: HighShelf(gain_db=6, frequency_hz=4000),
    LinearPhaseEq: LinearPhaseEq(low_gain_db=3, low_mid_gain_db=-4, high_mid_gain_db=4, high_gain_db=-3),
    BreathControl: BreathControl(reduction_db=9),
    Gate: Gate(threshold_db=-16, range_db=40, hold_ms=10, release_ms=60),
    Expander: Expander(threshold_db=-14, range_db=20, ratio=3),
    DeEsser: DeEsser(range_db=9, threshold_db=-15),
    DynamicEq: DynamicEq(range_db=4, frequency_hz=100, threshold_db=-24),
    Rider: Rider(range_db=1.5, target_db=-20, time_ms=150, floor_db=-24),
    Transient: Transient(onset_db=9, sustain_db=-6),
    Compressor: Compressor(threshold_db=-20, ratio=4),
    UpwardCompressor: UpwardCompressor(threshold_db=-10, range_db=6, ratio=3),
    MultibandCompressor: MultibandCompressor(
        low_threshold_db=-30, mid_threshold_db=-30, high_threshold_db=-30, ratio=3, low_gain_db=2
    ),
    Drive: Drive(drive_db=9, kind=2),
    BassEnhancer: BassEnhancer(amount_db=-3, frequency_hz=120, fundamental_db=-3),
    Exciter: Exciter(amount_db=-6, frequency_hz=2000, colour_pct=50),
    Phaser: Phaser(mix_pct=40, rate_hz=1.5, stages=6),
    Flanger: Flanger(mix_pct=40, depth_ms=2, rate_hz=1, feedback_pct=40),
    Chorus: Chorus(mix_pct=40, rate_hz=1.5, width_pct=50),
    Doubler: Doubler(mix_pct=40, width_pct=60, detune_cents=12),
    Tremolo: Tremolo(rate_hz=6, depth_pct=60),
    AutoPan: AutoPan(rate_hz=2, depth_pct=60),
    Delay: Delay(time_ms=60, feedback_pct=40, mix_pct=50, pingpong_pct=30, duck_db=6),
    Convolution: Convolution(wet_db=-6, predelay_ms=10, tail_pct=40, low_cut_hz=100, high_cut_hz=8000),
    Reverb: Reverb(decay_s=0.4, low_decay_pct=150, high_decay_pct=60),
    MonoBelow: MonoBelow(frequency_hz=200),
    Imager: Imager(low_width_pct=40, mid_width_pct=120, high_width_pct=160, high_crossover_hz=2000),
    Clipper: Clipper(ceiling_db=-12, softness_pct=40),
    Limiter: Limiter(gain_db=12, ceiling_db=-3, kind=3),
    Ducker: Ducker(threshold_db=-20, range_db=9, hold_ms=60),
    PanRamp: PanRamp(from_position_pct=-80, to_position_pct=60, start_s=0.2, end_s=0.8),
    Ramp: Ramp(from_level_db=-12, to_level_db=-3, start_s=0.2, end_s=0.8),
    Fade: Fade(fade_in_s=0.3, fade_out_s=0.3, start_s=0.1, end_s=0.9),
    Width: Width(width_pct=150),
    Fader: Fader(gain_db=-6),
    Pan: Pan(position_pct=30),
    Mute: Mute(on=True),
    Solo: Solo(on=True),
    Send: Send(to="hall"),
    Output: Output(to="hall"),
}
"""Settings that are at work on the material below."""


def clicked(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clicks of all heights, from what hiss all but hides to what no one misses."""
    y = x.copy()
    y[:, 1000::1500] += np.linspace(0.4, 1.6, y[:, 1000::1500].shape[1], dtype=np.float32)
    return y


def popped(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """A voice without a low end, and two bursts below it as a p makes them, one of them hardly louder."""
    y = np.diff(x, prepend=np.float32(0))
    n = np.arange(RATE // 25)
    burst = np.sin(np.pi * n / n.size) ** 2 * np.sin(2 * np.pi * 75 * n / RATE)
    for place, height in ((13000, 0.186), (26000, 0.5)):
        y[:, place : place + n.size] += (height * burst).astype(np.float32)
    return np.asarray(y)


FAULTS: dict[type[Effect], Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    DeClip: lambda x: np.clip(x, -0.15, 0.15),
    DeClick: clicked,
    DePlosive: lambda x: popped(x),
    BreathControl: lambda x: _breathing(x),
    DeReverb: lambda x: _in_a_room(x),
    DeHum: lambda x: _humming(x),
}
"""What mends is heard where something is broken: what to do to the material first."""

HEARD_IN_THE_GRAPH = (TimeStretch, Solo, Send, Output)
"""These tell the engine what to do; their own bank passes the strip on."""

SOUNDING = [effect for effect in EFFECTS if effect not in HEARD_IN_THE_GRAPH]
NEUTRAL = [effect for effect in EFFECTS if effect.neutral]
KNOBS = [(effect, knob) for effect in SOUNDING for knob in effect.params]

named = {"ids": lambda effect: effect.__name__}
by_name = {"ids": [f"{effect.__name__}.{knob}" for effect, knob in KNOBS]}


def material(frames: int, seed: int = 1, level: float = 0.2, channels: int = 2) -> NDArray[np.float32]:
    """Thumps, a low tone and hiss that comes and goes, shape (channels, frames)."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames) / RATE
    thumps = np.sin(2 * np.pi * 70 * t) * np.exp(-(t % 0.25) / 0.04)
    hiss = rng.standard_normal((channels, frames)) * (np.sin(2 * np.pi * 3 * t) > 0) * 0.3
    tone = 0.4 * np.sin(2 * np.pi * 440 * t + 0.3 * seed)
    return (level * (thumps + tone + hiss)).astype(np.float32)


def _breathing(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Words, between them nothing, and a breath in one of the gaps."""
    t = np.arange(x.shape[1]) / RATE
    air = 0.015 * np.convolve(np.random.default_rng(4).standard_normal(t.size), np.ones(12) / 12, "same")
    air *= (t > 0.2) & (t < 0.4)
    return np.asarray(x * ((t < 0.05) | (t > 0.45)) + air, np.float32)


def _humming(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Four times as long, for hum is known after a while; and with three harmonics up to the last that is taken out."""
    long = np.tile(x, 4)
    t = np.arange(long.shape[1]) / RATE
    return np.asarray(long + sum(0.1 * np.cos(2 * np.pi * 55 * k * t) for k in (1, 2, 8)), np.float32)


def _in_a_room(x: NDArray[np.float32]) -> NDArray[np.float32]:
    t = np.arange(RATE // 2) / RATE
    taps = 0.02 * np.random.default_rng(5).standard_normal(t.size) * 10 ** (-3 * t / 0.5)
    taps[0] = 1.0
    words = x * (np.arange(x.shape[1]) // (RATE // 5) % 2 == 0)  # a room is heard where the sound stops
    return np.asarray([np.convolve(row, taps)[: x.shape[1]] for row in words], np.float32)


def late_s(kind: type[Effect]) -> int:
    """For how many whole seconds more an effect has to be fed until what it was fed comes out."""
    return kind.bank([ACTIVE[kind]], RATE, 1).latency // RATE


def level_db(x: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-30))


def nudged(effect: Effect, knob: str) -> Effect:
    """One ordinary move up, or down where there is no up."""
    param, value = effect.params[knob], getattr(effect, knob)
    moved = param.move(value, 1)
    return effect.with_(**{knob: moved if moved != value else param.move(value, -1)})


def anywhere(kind: type[Effect], rng: np.random.Generator) -> Effect:
    """Every knob somewhere on its travel, one in three of them at an end."""
    values: dict[str, float] = {}
    for name, param in kind.params.items():
        travel = float(rng.choice([0.0, 1.0])) if rng.random() < 1 / 3 else rng.random()
        value = param.low + travel * (param.high - param.low)
        if param.log:
            value = param.low * (param.high / param.low) ** travel
        values[name] = bool(round(value)) if isinstance(param.default, bool) else param.clamp(value)
    return kind(**values)
