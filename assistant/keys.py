"""In which key the song is, as it sounds now, said with how sure that is."""

from __future__ import annotations

from assistant.outcome import Decline, Done, refuses
from assistant.session import Session
from assistant.studio import Studio
from dsp.measure.key import LEAST_S, NOTES, Key, KeyMeter
from dsp.mix import MAIN, Evidence

LEAST, SURE, APART = 0.55, 0.7, 0.1
"""Noise fits some key by 0.2, and single notes up and down by 0.5; a key that is sure fits so well, and every other so
much worse."""


def listen(session: Session, studio: Studio) -> list[Key]:
    """Return all keys by how well they fit the mix as it is, none if too little sounds."""
    studio.ready()
    studio.say("listening for the key")
    meter: KeyMeter | None = None
    for blocks in studio.render(studio.playable(session.mix)):
        meter = meter or KeyMeter(studio.sample_rate, len(blocks[MAIN]))
        meter.feed(blocks[MAIN])
    return meter.keys() if meter else []


def answer(session: Session, studio: Studio) -> Done | Decline:
    """Say in which key the song is, or that it cannot be told."""
    found = listen(session, studio)
    if not found:
        return refuses(f"Too little sounds to tell a key: it takes {LEAST_S:g} s.")
    best, other = found[:2]
    fits = f"the notes that sound agree with how that key uses them by {best.fit:.2f} of 1"
    evidence = (Evidence(MAIN, "fit of the key", best.fit, ""),)
    if best.fit < LEAST:
        text = (
            f"I cannot tell a key: none fits the notes that sound, {best.name} best, and that by {best.fit:.2f} of 1."
        )
    elif best.fit >= SURE and best.fit - other.fit >= APART:
        text = f"{best.name}, as it sounds: {fits}, with the next, {other.name}, by {other.fit:.2f}."
    else:
        tonic, mode = best.relative
        same = (
            f", which has the same notes as {NOTES[tonic]} {mode}" if (other.tonic, other.mode) == (tonic, mode) else ""
        )
        text = f"Not sure: perhaps {best.name}{same}; {fits}, and with {other.name} by {other.fit:.2f}."
    return Done(text=text, evidence=evidence)
