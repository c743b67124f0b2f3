"""Reverberation from a recording of a place: what was measured there is laid over the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from dsp.bank import OpenResponse, Vector
from dsp.crossfade import Crossfaded
from dsp.effect import Effect
from dsp.param import Param
from dsp.responses import RING_S, Response, Samples, made, read_response, shaped
from dsp.units import Audio, gain

SMALL, SMALLS = 1024, 8
"""Frames of a small part of the response, by which the whole is late, and how many come first: a large part is as long
as those together. So many times more frames above 48 kHz."""

OFF_DB = -60.0
MOST_PREDELAY_MS = 250.0


@dataclass(frozen=True, kw_only=True)
class Convolution(
    Effect,
    words=(
        "convolution",
        "convolver",
        "convolve",
        "convolution reverb",
        "impulse response",
        "impulse response reverb",
        "ir reverb",
        "sampled reverb",
    ),
):
    """Put the sound where a response was recorded: a hall, a plate, a kitchen, beside the dry sound.

    Every sample of the sound sets off the whole `response`, which may be mono, stereo, or have four channels: from
    left to left, left to right, right to left, right to right. It begins with its first sound; at `wet_db` 0 pink noise
    comes out of it as loud as it goes in. `tail_pct` lets it die away in such a share of its time, `predelay_ms` holds
    it back, and two filters of 12 dB per octave take what is too low or too high from it. It is computed in small parts
    first and large ones behind [1]_. Turned, it fades over. With no response it is noise that dies away in 1.2 s.

    References
    ----------
    .. [1] W. G. Gardner, "Efficient convolution without input-output delay", JAES 43(3), 1995.
    """

    response: str = ""
    digest: str = ""
    wet_db: Annotated[
        float,
        Param(OFF_DB, 12, "less convolved", "more convolved", 2, also=("amount", "wet level", "wet amount")),
    ] = OFF_DB
    predelay_ms: Annotated[
        float, Param(0, MOST_PREDELAY_MS, "closer", "more detached", 15, step=1, also=("pre-delay",))
    ] = 0.0
    tail_pct: Annotated[
        float, Param(10, 100, "shorter", "longer", 1.25, step=1, log=True, also=("response length",))
    ] = 100.0
    low_cut_hz: Annotated[float, Param(20, 1000, "fuller", "leaner", 1.5, log=True)] = 20.0
    high_cut_hz: Annotated[float, Param(1000, 20000, "darker", "brighter", 1.4, log=True, also=("tone",))] = 20000.0

    @classmethod
    def bank(cls, settings: Sequence[Self], sample_rate: int, channels: int) -> ConvolutionBank:
        return ConvolutionBank(settings, sample_rate, channels)

    def gives(self, channels: int) -> int:  # noqa: ARG002 - from mono or stereo
        return 2

    @property
    def shape(self) -> Convolution:
        """All but how loud it is."""
        return replace(self, wet_db=OFF_DB)


class Past:
    """What has gone in, in parts transformed once each: `count` of them, the newest at `newest`.

    Parameters
    ----------
    part
        Frames of a part; each is transformed together with the one before, which makes the sum of the products with
        a response's parts right in its second half: overlap-save.
    """

    def __init__(self, lanes: int, channels: int, part: int) -> None:
        from dsp.kernels import convolve, spectrum

        self._kernels = convolve
        self.part, self.count, self.newest = part, 1, 0
        self._spectra = np.zeros((lanes, channels, 1, 2, part + 1), np.float32)
        self._input = np.zeros((lanes, channels, 2 * part), np.float32)
        self._fixed = (
            *spectrum.tables(2 * part),
            convolve.places(2 * part),
            np.zeros((3, 2, part // 4, 8), np.float32),
        )
        self._made: list[dict[Convolution, Audio]] = [{} for _ in range(lanes)]

    def hold(self, count: int) -> None:
        """Keep so many parts from now on, if it kept fewer."""
        if count > self.count:
            grown = np.zeros((*self._spectra.shape[:2], count, 2, self.part + 1), np.float32)
            grown[:, :, : self.count] = np.roll(self._spectra, -self.newest, axis=2)
            self._spectra, self.count, self.newest = grown, count, 0

    def put(self, x: Audio, at: int) -> None:
        """Take in frames of a part, shape (lanes, channels, frames), from frame `at` of it on."""
        self._input[..., self.part + at : self.part + at + x.shape[2]] = x

    def turn(self) -> Audio:
        """Go on to the next part; return the one before the one that is complete."""
        before = self._input[..., : self.part].copy()
        self.newest = (self.newest - 1) % self.count
        for lane, x in enumerate(self._input):
            self._kernels.forward(x, self._spectra[lane, :, self.newest], *self._fixed)
        self._input[..., : self.part] = self._input[..., self.part :]
        self._made = [{} for _ in self._made]
        return before

    def convolved(self, lane: int, shape: Convolution, paths: Sequence[Path]) -> Audio:
        """Return the newest part convolved, shape (2, part), once for each shape of a response."""
        made = self._made[lane]
        if shape not in made:
            total = np.zeros((2, 2, self.part + 1), np.float32)
            for path in paths:
                self._kernels.add_products(self._spectra[lane, path.origin], self.newest, path.spectra, total[path.to])
            made[shape] = np.empty((2, self.part), np.float32)
            self._kernels.backward(total, made[shape], *self._fixed)
        return made[shape]

    def transformed(self, x: Samples) -> Audio:
        """Return parts of a response transformed, shape (channels, parts, 2, bins): as many as `x` fills."""
        count = -(-x.shape[1] // self.part)
        parts = np.pad(x, ((0, 0), (0, count * self.part - x.shape[1]))).reshape(len(x), count, self.part)
        spectra = np.fft.rfft(parts, 2 * self.part)
        return np.stack([spectra.real, spectra.imag], axis=2).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Path:
    """From a channel that goes in to one that comes out: the transforms of its parts, shape (parts, 2, bins)."""

    origin: int
    to: int
    spectra: Audio


@dataclass(frozen=True, eq=False)
class Parts:
    """A shaped response, transformed: its first parts are small, those behind them large."""

    small: tuple[Path, ...]
    large: tuple[Path, ...]
    frames: int


def _ways(channels: int, count: int) -> tuple[tuple[int, int, int], ...]:
    """Return what each channel of a response leads from and to, where so many channels go in."""
    if count == 4:
        return tuple((way, min(way // 2, channels - 1), way % 2) for way in range(4))
    return tuple((min(side, count - 1), min(side, channels - 1), side) for side in range(2))


def _paths(past: Past, x: Samples, ways: Sequence[tuple[int, int, int]]) -> tuple[Path, ...]:
    """Return the ways through a response; none where there is nothing of it."""
    spectra = past.transformed(x)
    return tuple(Path(origin, to, spectra[way]) for way, origin, to in ways if spectra.shape[1])


class ConvolutionBank(Crossfaded[Convolution]):
    """Lanes of convolutions: a part of the input is transformed once, whatever it is convolved with."""

    def __init__(self, settings: Sequence[Convolution], sample_rate: int, channels: int) -> None:
        self._open: OpenResponse | None = None
        self._found: dict[str, Response | None] = {"": made(sample_rate)}
        self._parts: dict[Convolution, Parts] = {}
        self._loud: dict[Convolution, tuple[Convolution, float]] = {}
        times = max(1, round(sample_rate / 48_000))
        self.latency = SMALL * times
        self._small = Past(len(settings), channels, SMALL * times)
        self._large = Past(len(settings), channels, SMALL * SMALLS * times)
        self._small.hold(SMALLS)
        self._held = np.zeros((len(settings), channels, self.latency), np.float32)
        super().__init__(settings, sample_rate, channels)
        for one in settings:
            self._fetch(one)

    def open(self, open_response: OpenResponse) -> None:
        """Get the responses that the lanes are convolved with."""
        self._open = open_response
        for one in self.settings:
            self._fetch(one)
        self.tails = [self.ringing(one) for one in self.settings]

    def _fetch(self, settings: Convolution) -> None:
        """Get the response that some settings name, and keep as much of the past as it needs at its longest."""
        if settings.digest not in self._found and self._open is not None:
            self._found[settings.digest] = read_response(self._open, settings.digest, self.sample_rate)
        if found := self._found.get(settings.digest):
            longest = found.audio.shape[1] + round((MOST_PREDELAY_MS * 1e-3 + 2 * RING_S) * self.sample_rate)
            self._large.hold(-(-longest // self._large.part))

    def reset(self, frame: int = 0) -> None:
        """Begin anew, with the responses at hand."""
        opened = self._open
        super().reset(frame)
        if opened is not None:
            self.open(opened)

    def set(self, lane: int, settings: Convolution, at_frame: int) -> None:
        """Start fading to other settings, having got their response."""
        self._fetch(settings)
        super().set(lane, settings, at_frame)

    def ringing(self, settings: Convolution) -> int:
        silent = settings.wet_db <= OFF_DB or self._found.get(settings.digest) is None
        return 0 if silent else self._transformed(settings.shape).frames

    def run(self, x: Audio, y: Audio, start: Vector, slope: Vector, offset: NDArray[np.int64]) -> None:
        begin = 0
        while begin < x.shape[2]:
            self._at = at = (self.frame + begin) % self.latency
            end = min(x.shape[2], begin + self.latency - at)
            self._now = self.frame + begin
            super().run(x[..., begin:end], y[..., begin:end], start, slope, offset + begin)
            block = x[:, : self.channels, begin:end]
            self._held[..., at : at + end - begin] = block
            self._small.put(block, at)
            if at + end - begin == self.latency:
                # One part late, as what comes out is: large parts are turned to the next when what they end is played.
                now = self.frame + end
                self._large.put(self._small.turn(), (now - 2 * self.latency) % self._large.part)
                if (now - self.latency) % self._large.part == 0:
                    self._large.turn()
            begin = end

    def heard(self, lane: int, settings: Convolution, x: Audio) -> Samples:
        frames = slice(self._at, self._at + x.shape[1])
        out = np.empty((2, x.shape[1]))
        out[:] = self._held[lane, :, frames]
        if settings.wet_db <= OFF_DB or self._found.get(settings.digest) is None:
            return out
        if settings not in self._loud:
            self._loud = {settings: (settings.shape, gain(settings.wet_db)), **dict(list(self._loud.items())[:99])}
        shape, loud = self._loud[settings]
        parts = self._transformed(shape)
        wet = self._small.convolved(lane, shape, parts.small)[:, frames]
        if parts.large:
            at = (self._now - self.latency) % self._large.part
            wet = wet + self._large.convolved(lane, shape, parts.large)[:, at : at + x.shape[1]]
        out += loud * wet
        return out

    def _transformed(self, shape: Convolution) -> Parts:
        """Return the parts of a response so shaped."""
        if shape not in self._parts:
            at_work = {one.shape for lane in self._versions for one in lane}
            self._parts = {one: parts for one, parts in self._parts.items() if one in at_work}
            found = self._found[shape.digest]
            assert found is not None, "a silent response is not heard"
            x = shaped(found, shape)
            ways = _ways(self.channels, len(x))
            small, large = x[:, : self._large.part], x[:, self._large.part :]
            self._parts[shape] = Parts(_paths(self._small, small, ways), _paths(self._large, large, ways), x.shape[1])
        return self._parts[shape]
