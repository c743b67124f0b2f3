"""A singer: vocal folds, a mouth that moves, breath and consonants.

Source and filter are apart: pulses at the vocal folds' closures go through the resonances of the
mouth, which glide from phone to phone; air at the teeth has a resonance of its own. Both filters act
on short overlapping frames.

References
----------
G. Fant, "Acoustic Theory of Speech Production", Mouton, 1960 (source and filter, cascaded resonances).
J. Sundberg, "The Science of the Singing Voice", 1987 (vibrato, effort and spectral slope, the clustered
third to fifth formants).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.demo.phones import CLOSED, INHALE, PHONES, REST, STOPS, Phone
from assistant.demo.score import Note
from assistant.demo.tone import RATE, Response, Signal, bell, frames, highpass, noise, shape

HOP = 512
"""Frames between two shapes of the mouth: 12 ms."""

WINDOW = 2 * HOP
SIZE = 2 * WINDOW
BINS_HZ = np.fft.rfftfreq(SIZE, 1.0 / RATE)
STEP = 64
"""Frames between two points of a contour of pitch or level."""

WIDTHS_HZ = (110.0, 120.0, 170.0)
"""Bandwidths of the three formants that make the vowel."""

UPPER_HZ = np.array([3250.0, 4100.0, 4950.0, 5900.0, 6900.0, 7900.0, 9000.0, 10_200.0, 11_600.0, 13_200.0])
"""Formants that hardly move; without them the voice would end at 4 kHz."""

LIPS_HZ = 180.0
"""Below this the lips radiate little."""

BREATH = 0.12
TEETH = 0.16
"""How loud breath and teeth are beside the vocal folds."""

PULSE = np.arange(-12, 13)
"""Neighbouring frames that one band-limited pulse is spread over."""


@dataclass(frozen=True)
class Segment:
    """A phone from one moment to another, as loud as its note."""

    start_s: float
    end_s: float
    phone: Phone
    loudness: float


def sing(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return the notes sung, with breaths in the pauses."""
    contours = _Contours(notes, seconds, rng)
    count = frames(seconds)
    mouth = contours.mouth()
    folds = _filtered(_pulses(contours.pitch(rng), contours.level("voiced"), rng), mouth * contours.glottis())
    breath = _filtered(noise(rng, count) * contours.level("breath"), mouth)
    teeth = _filtered(noise(rng, count) * contours.level("hiss"), contours.teeth())
    return shape(folds + BREATH * breath + TEETH * teeth, highpass(80.0), bell(9000.0, 5.0, 0.5))


def articulate(notes: list[Note]) -> list[Segment]:
    """Return what the mouth does when: consonants take their time, vowels fill the note, pauses breathe."""
    segments: list[Segment] = []
    end = -1.0
    for note in notes:
        pause = note.start_s - max(end, 0.0)
        if pause > 0.25:
            inhaled = note.start_s - min(pause, INHALE.seconds + 0.05)
            segments.append(Segment(inhaled, note.start_s - 0.04, INHALE, 0.5))
        end = note.start_s + note.seconds
        segments += _syllable(note)
    return segments


def _syllable(note: Note) -> list[Segment]:
    phones: list[Phone] = []
    for letter in note.sung:
        phones += [CLOSED, PHONES[letter]] if letter in STOPS else [PHONES[letter]]
    vowels = sum(phone.vowel for phone in phones)
    fixed = sum(phone.seconds for phone in phones)
    squeeze = min(1.0, 0.6 * note.seconds / fixed) if fixed else 1.0
    sung = (note.seconds - squeeze * fixed) / max(1, vowels)
    segments: list[Segment] = []
    at = note.start_s
    for phone in phones:
        until = at + (sung if phone.vowel else squeeze * phone.seconds)
        segments.append(Segment(at, until, phone, note.loudness))
        at = until
    return segments


class _Contours:
    """Everything about a performance that moves, sampled every `STEP` frames."""

    def __init__(self, notes: list[Note], seconds: float, rng: np.random.Generator) -> None:
        self.points = frames(seconds) // STEP + 2
        self.frames = frames(seconds)
        self.segments = articulate(notes)
        self.notes = notes
        self.wander = _smooth(noise(rng, self.points), 0.04)

    def _held(self, values: list[float], between: float) -> Signal:
        """Return a staircase: each segment's value from its start to its end, `between` elsewhere."""
        stairs = np.full(self.points, between)
        for segment, value in zip(self.segments, values, strict=True):
            stairs[_point(segment.start_s) : _point(segment.end_s)] = value
        return stairs

    def level(self, kind: str) -> Signal:
        """Return the loudness of one kind of sound at every frame."""
        values = [getattr(s.phone, kind) * s.loudness**1.5 for s in self.segments]
        smooth = _smooth(self._held(values, getattr(REST, kind)), 0.03 if kind == "voiced" else 0.018)
        return np.interp(np.arange(self.frames), STEP * np.arange(self.points), smooth)

    def pitch(self, rng: np.random.Generator) -> Signal:
        """Return the frequency at every frame: gliding, with vibrato on long notes and a little drift."""
        hz = np.full(self.points, self.notes[0].hz if self.notes else 200.0)
        vibrato = np.zeros(self.points)
        time = STEP * np.arange(self.points) / RATE
        for note in self.notes:
            start = _point(note.start_s)
            hz[start:] = note.hz
            held = time[start : _point(note.start_s + note.seconds)] - note.start_s
            vibrato[start : start + len(held)] = np.clip((held - 0.25) / 0.4, 0.0, 1.0)
        cycles = 5.4 * time + 0.3 * rng.random()
        cents = 38.0 * _smooth(vibrato, 0.1) * np.sin(2.0 * np.pi * cycles) + 60.0 * self.wander
        glide = np.exp(_smooth(np.log(hz), 0.07)) * 2.0 ** (cents / 1200.0)
        return np.interp(np.arange(self.frames), STEP * np.arange(self.points), glide)

    def mouth(self) -> Response:
        """Return the response of throat, mouth and lips for each short frame, shape (frames, bins)."""
        z = np.exp(-2j * np.pi * BINS_HZ / RATE)
        lips = (1j * BINS_HZ / LIPS_HZ) / (1.0 + 1j * BINS_HZ / LIPS_HZ)
        still = np.prod(_resonance(UPPER_HZ, 0.07 * UPPER_HZ, z), axis=0) * lips
        response: Response = np.broadcast_to(still, (self.frames // HOP + 1, len(BINS_HZ)))
        for which, width in enumerate(WIDTHS_HZ):
            response = response * _resonance(self._at_frames(self._formant(which)), np.array([width]), z)
        return response

    def glottis(self) -> Response:
        """Return the slope of the vocal folds' pulses, brighter with effort, shape (frames, bins)."""
        effort = self._at_frames(_smooth(self._held([s.loudness for s in self.segments], 0.5), 0.1))
        corner = (120.0 + 250.0 * effort)[:, None]
        return np.asarray(1.0 / (1.0 + 1j * BINS_HZ / corner), np.complex128)

    def teeth(self) -> Response:
        """Return the response of the air at the teeth for each short frame, shape (frames, bins)."""
        octave = np.log2(np.maximum(BINS_HZ, 20.0))
        hiss_hz = self._held([s.phone.hiss_hz for s in self.segments], REST.hiss_hz)
        width = self._held([s.phone.hiss_octaves for s in self.segments], REST.hiss_octaves)
        centres, widths = (self._at_frames(_smooth(t, 0.02))[:, None] for t in (np.log2(hiss_hz), width))
        return np.asarray(np.exp(-0.5 * ((octave - centres) / widths) ** 2), np.complex128)

    def _at_frames(self, track: Signal) -> Signal:
        """Return a contour at the moments of the short frames."""
        return np.interp(np.arange(self.frames // HOP + 1) * HOP / STEP, np.arange(self.points), track)

    def _formant(self, which: int) -> Signal:
        """Return one formant's track; between syllables the mouth waits in the last shape."""
        track = self._held([s.phone.formants[which] for s in self.segments], 0.0)
        known = np.maximum.accumulate(np.where(track > 0.0, np.arange(self.points), 0))
        track = track[known]
        track[track == 0.0] = REST.formants[which]
        return _smooth(track, 0.05)


def _resonance(centre_hz: Signal, width_hz: Signal, z: Response) -> Response:
    """Return a two-pole resonance of unit gain at 0 Hz, shape (centres, bins)."""
    radius = np.exp(-np.pi * width_hz / RATE)[:, None]
    first = 2.0 * radius * np.cos(2.0 * np.pi * centre_hz / RATE)[:, None]
    return np.asarray((1.0 - first + radius**2) / (1.0 - first * z + radius**2 * z * z), np.complex128)


def _pulses(hz: Signal, level: Signal, rng: np.random.Generator) -> Signal:
    """Return band-limited pulses wherever the pitch has turned once more, each with a little shimmer."""
    count = len(hz)
    turns = np.cumsum(hz) / RATE
    closures = np.interp(np.arange(1.0, np.floor(turns[-1])), turns, np.arange(count))
    closures += 0.004 * RATE / hz[closures.astype(int)] * (rng.random(len(closures)) - 0.5)
    nearest = np.round(closures).astype(int)
    at = nearest[:, None] + PULSE
    offset = at - closures[:, None]
    strength = level[np.minimum(nearest, count - 1)] * (1.0 + 0.06 * (rng.random(len(closures)) - 0.5))
    strength = strength * np.sqrt(RATE / hz[np.minimum(nearest, count - 1)])
    pulse = np.sinc(offset) * np.cos(np.pi * offset / (2.0 * (PULSE[-1] + 1))) ** 2
    track = np.zeros(count)
    inside = (at >= 0) & (at < count)
    np.add.at(track, at[inside], (strength[:, None] * pulse)[inside])
    return track


def _filtered(sound: Signal, response: Response) -> Signal:
    """Return the sound through a response that changes from frame to frame, by overlap and add."""
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)
    padded = np.concatenate([np.zeros(WINDOW // 2), sound, np.zeros(WINDOW + HOP)])
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(response)]
    spoken = np.fft.irfft(np.fft.rfft(views * window, SIZE) * response, SIZE)
    out = np.zeros(len(response) * HOP + SIZE)
    for part in range(SIZE // HOP):
        out[part * HOP : part * HOP + len(response) * HOP] += spoken[:, part * HOP : (part + 1) * HOP].ravel()
    return out[WINDOW // 2 : WINDOW // 2 + len(sound)]


def _smooth(contour: Signal, seconds: float) -> Signal:
    """Return a contour rounded over `seconds` by a raised cosine."""
    size = 2 * (frames(seconds) // (2 * STEP)) + 1
    kernel = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(size) + 1.0) / (size + 1.0))
    padded = np.pad(contour, size // 2, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def _point(seconds: float) -> int:
    return frames(seconds) // STEP
