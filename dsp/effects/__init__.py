"""The catalogue: every effect there is, in the order of a console's strip."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dsp.effect import Effect
from dsp.effects.bass_enhancer import BassEnhancer
from dsp.effects.breath import BreathControl
from dsp.effects.clipper import Clipper
from dsp.effects.convolution import Convolution
from dsp.effects.declick import DeClick
from dsp.effects.declip import DeClip
from dsp.effects.dehum import DeHum
from dsp.effects.delay import Delay
from dsp.effects.denoise import DeNoise
from dsp.effects.deplosive import DePlosive
from dsp.effects.dereverb import DeReverb
from dsp.effects.derumble import DeRumble
from dsp.effects.doubler import Doubler
from dsp.effects.dynamic_eq import DynamicEq
from dsp.effects.dynamics import Compressor, DeEsser, Ducker, Expander, UpwardCompressor
from dsp.effects.eq import Bell, HighPass, HighShelf, LowPass, LowShelf, Notch, Tilt
from dsp.effects.exciter import Exciter
from dsp.effects.gate import Gate
from dsp.effects.imager import Imager
from dsp.effects.level import Fader, Mute, Output, Pan, Polarity, Send, Solo, Trim, Width
from dsp.effects.limiter import Limiter
from dsp.effects.linear_phase import LinearPhaseEq
from dsp.effects.modulation import Chorus, Flanger
from dsp.effects.mono_below import MonoBelow
from dsp.effects.multiband import MultibandCompressor
from dsp.effects.phaser import Phaser
from dsp.effects.pitch import PitchShift
from dsp.effects.rider import Rider
from dsp.effects.saturation import Drive
from dsp.effects.space import Reverb
from dsp.effects.speed import TimeStretch
from dsp.effects.swinging import AutoPan, Tremolo
from dsp.effects.timing import Align, Fade, PanRamp, Ramp
from dsp.effects.transient import Transient

EFFECTS: tuple[type[Effect], ...] = (
    TimeStretch,
    Polarity,
    Align,
    Trim,
    DeClip,
    DeClick,
    DePlosive,
    DeRumble,
    DeHum,
    DeNoise,
    DeReverb,
    PitchShift,
    HighPass,
    LowPass,
    Notch,
    Tilt,
    Bell,
    LowShelf,
    HighShelf,
    LinearPhaseEq,
    BreathControl,
    Gate,
    Expander,
    DeEsser,
    DynamicEq,
    Rider,
    Transient,
    Compressor,
    UpwardCompressor,
    MultibandCompressor,
    Drive,
    BassEnhancer,
    Exciter,
    Phaser,
    Flanger,
    Chorus,
    Doubler,
    Tremolo,
    AutoPan,
    Delay,
    Convolution,
    Reverb,
    MonoBelow,
    Imager,
    Clipper,
    Limiter,
    Ducker,
    Fade,
    Ramp,
    Width,
    Fader,
    PanRamp,
    Pan,
    Mute,
    Solo,
    Send,
    Output,
)
"""A new slot goes before the first slot whose effect comes later here."""

BY_NAME: Mapping[str, type[Effect]] = MappingProxyType({effect.__name__: effect for effect in EFFECTS})
"""The catalogue by class name, as files and replies write it."""

__all__ = [
    "BY_NAME",
    "EFFECTS",
    "Align",
    "AutoPan",
    "BassEnhancer",
    "Bell",
    "BreathControl",
    "Chorus",
    "Clipper",
    "Compressor",
    "Convolution",
    "DeClick",
    "DeClip",
    "DeEsser",
    "DeHum",
    "DeNoise",
    "DePlosive",
    "DeReverb",
    "DeRumble",
    "Delay",
    "Doubler",
    "Drive",
    "Ducker",
    "DynamicEq",
    "Effect",
    "Exciter",
    "Expander",
    "Fade",
    "Fader",
    "Flanger",
    "Gate",
    "HighPass",
    "HighShelf",
    "Imager",
    "Limiter",
    "LinearPhaseEq",
    "LowPass",
    "LowShelf",
    "MonoBelow",
    "MultibandCompressor",
    "Mute",
    "Notch",
    "Output",
    "Pan",
    "PanRamp",
    "Phaser",
    "PitchShift",
    "Polarity",
    "Ramp",
    "Reverb",
    "Rider",
    "Send",
    "Solo",
    "Tilt",
    "TimeStretch",
    "Transient",
    "Tremolo",
    "Trim",
    "UpwardCompressor",
    "Width",
]
