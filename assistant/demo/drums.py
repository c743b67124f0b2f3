"""Drums: kick, snare and hi-hat, each hit made from what vibrates in it."""

from __future__ import annotations

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


def kick(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a kick drum: a head whose pitch falls as its tension eases, and the beater's click."""
    track = np.zeros(frames(seconds))
    count = frames(1.0)
    time = np.arange(count) / RATE
    for note in notes:
        hz = 52.0 + 60.0 * note.loudness * np.exp(-time / 0.018) + 25.0 * np.exp(-time / 0.08)
        head = np.sin(2.0 * np.pi * np.cumsum(hz) / RATE) * decay(count, 0.13)
        shell = noise(rng, count) * decay(count, 0.05)
        beater = noise(rng, count) * decay(count, 0.006)
        click = shape(0.5 * beater, highpass(900.0, 1), lowpass(4500.0))
        hit = note.loudness * np.tanh(1.5 * head) + note.loudness**1.5 * shape(0.25 * shell, lowpass(320.0))
        place(track, hit + note.loudness**2 * click, note.start_s)
    return shape(track, highpass(28.0))


def snare(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a snare drum: two modes of the shell and the rattle of the wires under it."""
    track = np.zeros(frames(seconds))
    count = frames(0.8)
    time = np.arange(count) / RATE
    for note in notes:
        bend = 1.0 + 0.12 * note.loudness * np.exp(-time / 0.012)
        shell = np.zeros(count)
        for hz, level, ring in (
            (187.0, 1.0, 0.09),
            (286.0, 0.45, 0.06),
            (405.0, 0.35, 0.05),
            (553.0, 0.2, 0.035),
        ):
            shell += level * np.sin(2.0 * np.pi * hz * np.cumsum(bend) / RATE) * decay(count, ring)
        wires = shape(noise(rng, count), bell(4500.0, 2.0, 0.6), highpass(500.0, 1), lowpass(7500.0))
        wires *= decay(count, 0.075) * (1.0 - np.exp(-time / 0.002))
        stick = shape(noise(rng, count) * decay(count, 0.004), highpass(1200.0, 1))
        place(track, note.loudness * (shell + 0.45 * note.loudness * wires + 0.35 * stick), note.start_s)
    return track


def hats(notes: list[Note], seconds: float, rng: np.random.Generator) -> Signal:
    """Return a hi-hat: a hundred inharmonic modes of two plates, choked by the next stroke."""
    track = np.zeros(frames(seconds))
    count = frames(0.7)
    time = np.arange(count) / RATE
    plates = [_plate(rng, time) for _ in range(3)]
    for nth, note in enumerate(notes):
        ring = 0.28 if note.pitch > 60.5 else 0.035 + 0.03 * note.loudness
        stick = noise(rng, count) * decay(count, 0.003)
        hit = (plates[nth % len(plates)] + 0.5 * noise(rng, count)) * decay(count, ring) + 1.5 * stick
        place(track, note.loudness**1.5 * released(hit, note.seconds, 0.04), note.start_s)
    return shape(track, highpass(350.0, 1), bell(430.0, 7.0, 2.0), bell(7500.0, 7.0, 0.5), lowpass(15_000.0))


def _plate(rng: np.random.Generator, time: Signal) -> Signal:
    """Return the modes of a struck cymbal, denser and shorter upwards."""
    hz = 400.0 * 2.0 ** (5.2 * rng.random(100) ** 0.6)
    phase = 2.0 * np.pi * rng.random(100)
    sound = np.zeros(len(time))
    for mode_hz, mode_phase in zip(hz, phase, strict=True):
        sound += np.sin(2.0 * np.pi * mode_hz * time + mode_phase)
    return sound / 7.0
