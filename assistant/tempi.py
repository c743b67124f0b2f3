"""How fast the song is: the beat of the mix, said with how sure that is and how else it may be counted."""

from __future__ import annotations

from assistant.explain import number
from assistant.outcome import Decline, Done, refuses
from assistant.session import Session
from assistant.studio import Studio
from dsp.measure.tempo import Tempo, TempoMeter
from dsp.mix import MAIN, Evidence
from dsp.speed import AS_RECORDED, song_pct

LEAST = 0.15
"""Onsets that match themselves less than this a beat later keep to no beat: those of noise reach half of it."""

SURE = 0.3

ALSO = 0.5
"""A way to count that is half as likely as the first is worth a word."""

SURE_OF_BARS = 0.9


def listen(session: Session, studio: Studio) -> Tempo | None:
    """Return the tempo of the mix as it is, None if it has none."""
    studio.ready()
    studio.say("listening for the beat")
    meter: TempoMeter | None = None
    for blocks in studio.render(studio.playable(session.mix)):
        meter = meter or TempoMeter(studio.sample_rate, len(blocks[MAIN]))
        meter.feed(blocks[MAIN])
    found = meter.result() if meter else None
    return found if found and found.confidence >= LEAST else None


def answer(session: Session, studio: Studio) -> Done | Decline:
    """Say how fast the song is."""
    found = listen(session, studio)
    if found is None:
        return refuses("I hear no beat in the mix: nothing in it starts at even times for 4 s or longer.")
    text = f"{number(found.bpm, 'BPM')}, {'steady' if found.steady else 'on average, and it wavers'}"
    if found.other_weight >= ALSO:
        text += f"; it may be counted at {number(found.other_bpm, 'BPM')} as well"
    sure = "sure" if found.confidence >= SURE else "not very sure"
    text += f" ({sure}: the onsets match themselves a beat later by {round(100 * found.confidence)}%)"
    text += f". The first beat is at {found.beats_s[0]:.2f} s"
    if found.bar_confidence >= SURE_OF_BARS:
        text += f". Bars have {found.bar_beats} beats, the first begins at {found.downbeats_s[0]:.2f} s"
    else:
        text += ". Where bars begin I cannot tell"
    speed = song_pct(session.mix)
    text += f". The song goes at {speed:g}% of the speed it was recorded at" if speed != AS_RECORDED else ""
    return Done(text=f"{text}.", evidence=(Evidence(MAIN, "tempo", found.bpm, "BPM"),))
