"""Strings: acoustic and electric guitar, bass and piano from one model.

A plucked or struck string is a wave going round a loop: each round takes one period and loses a
little, more at high frequencies. The loop's transfer function is evaluated exactly, on the whole
frequency grid at once, so pitch is never rounded to a sample and a stiff string's stretched partials
cost nothing.

References
----------
D. Jaffe, J. O. Smith, "Extensions of the Karplus-Strong plucked-string algorithm", CMJ 7(2), 1983.
J. O. Smith, "Physical modeling using digital waveguides", CMJ 16(4), 1992.
H. Fletcher, E. Blackham, R. Stratton, "Quality of piano tones", JASA 34, 1962 (stretched partials).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.demo.score import Note
from assistant.demo.tone import (
    RATE,
    Signal,
    bell,
    decay,
    frames,
    highpass,
    lowpass,
    noise,
    place,
    released,
    shape,
)


@dataclass(frozen=True)
class String:
    """How a string rings.

    Attributes
    ----------
    ring_s
        Seconds in which a 100 Hz partial falls to 1/e.
    dulling
        How much sooner high partials die: the decay rate grows by this factor per kHz.
    struck_at
        Where it is plucked or struck, as a fraction of its length: partials with a node there are missing.
    stiffness
        Inharmonicity B of `f_n = n f_0 sqrt(1 + B n²)`.
    soft_hz
        Corner of the plectrum, finger or hammer at full loudness: softer playing is duller.
    release_s
        How fast it is damped when the note ends.
    """

    ring_s: float
    dulling: float
    struck_at: float
    stiffness: float
    soft_hz: float
    release_s: float

    def sound(self, note: Note, rng: np.random.Generator, courses: int = 1) -> Signal:
        """Return one note; several `courses` are strings in near unison, which beat as a piano's do."""
        length = note.seconds + 7.0 * self.release_s
        size = 1 << int(np.ceil(np.log2(frames(length))))
        # On a circle a little outside |z| = 1 the response has died away before the transform repeats it.
        damping = 7.0 * RATE / size
        corner = self.soft_hz * (0.25 + 0.75 * note.loudness)
        hz = np.fft.rfftfreq(size, 1.0 / RATE)
        hz = hz[hz < 10.0 * corner]  # the blow is 60 dB down from there on
        complex_hz = hz - 0.5j * damping / np.pi
        rate = (1.0 + self.dulling * hz / 1000.0) / self.ring_s
        blow = 1.0 / (1.0 + (hz / corner) ** 2) ** 1.5
        spectrum = np.zeros(len(hz), np.complex128)
        for course in range(courses):
            f0 = note.hz * (1.0 + 0.0006 * course * (rng.random() - 0.5))
            b = self.stiffness
            rounds = np.sqrt((np.sqrt(1.0 + 4.0 * b * (complex_hz / f0) ** 2) - 1.0) / (2.0 * b))
            loop = np.exp(-2j * np.pi * rounds - rate / f0)
            spectrum += (1.0 - np.exp(-2j * np.pi * rounds * self.struck_at)) / (1.0 - loop)
        sound = np.fft.irfft(spectrum * blow, size) * np.exp(damping * np.arange(size) / RATE)
        return released(sound * (note.loudness / note.hz**0.5), note.seconds, self.release_s)


STEEL = String(ring_s=1.3, dulling=1.6, struck_at=0.19, stiffness=6e-5, soft_hz=3800.0, release_s=0.05)
ELECTRIC = String(ring_s=1.8, dulling=0.7, struck_at=0.13, stiffness=5e-5, soft_hz=3000.0, release_s=0.03)
BASS = String(ring_s=1.4, dulling=3.0, struck_at=0.22, stiffness=8e-5, soft_hz=700.0, release_s=0.05)
PIANO = String(ring_s=1.6, dulling=0.9, struck_at=0.12, stiffness=3.5e-4, soft_hz=1500.0, release_s=0.09)


def acoustic_guitar(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a steel-string guitar: plectrum noise, then the air and top modes of its body."""
    track = np.zeros(frames(seconds))
    for note in notes:
        sound = STEEL.sound(note, rng)
        scrape = noise(rng, frames(0.02)) * decay(frames(0.02), 0.004)
        place(track, sound, note.start_s)
        place(track, 0.005 * note.loudness**2 * scrape, note.start_s)
    return shape(
        track,
        highpass(85.0),
        bell(105.0, 6.0, 4.0),
        bell(205.0, 5.0, 4.0),
        bell(410.0, 2.5, 3.0),
        lowpass(8000.0),
    )


def electric_guitar(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a guitar through a driven amplifier and a twelve-inch loudspeaker."""
    track = np.zeros(frames(seconds))
    for note in notes:
        place(track, ELECTRIC.sound(note, rng), note.start_s)
    picked = shape(track, highpass(90.0, 1), bell(500.0, 4.0, 0.7))
    driven = np.tanh(1.5 * picked / np.sqrt(np.mean(picked**2)))
    return shape(
        driven,
        highpass(80.0),
        bell(120.0, 3.0, 1.0),
        bell(220.0, 3.0, 0.8),
        bell(2600.0, 2.0, 1.2),
        lowpass(4200.0, 4),
    )


def bass(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a fingered electric bass, straight from its pickup."""
    track = np.zeros(frames(seconds))
    for note in notes:
        place(track, BASS.sound(note, rng), note.start_s)
    return shape(track, highpass(28.0), lowpass(3500.0))


def piano(notes: list[Note], seconds: float, rng: np.random.Generator) -> tuple[Signal, Signal]:
    """Return a piano from the player's side: low strings to the left, high ones to the right."""
    sides = np.zeros((2, frames(seconds)))
    knock = shape(noise(rng, frames(0.12)) * decay(frames(0.12), 0.02), bell(110.0, 12.0, 1.0), lowpass(700.0))
    for note in notes:
        right = np.clip((note.pitch - 36.0) / 48.0, 0.15, 0.85)
        sound = PIANO.sound(note, rng, courses=2)
        for side, share in zip(sides, (np.cos(right * np.pi / 2), np.sin(right * np.pi / 2)), strict=True):
            place(side, share * sound, note.start_s)
            place(side, 0.01 * share * note.loudness * knock, note.start_s)
    left, right_side = (shape(side, highpass(45.0), bell(180.0, 3.0, 1.2), lowpass(9000.0, 1)) for side in sides)
    return left, right_side
