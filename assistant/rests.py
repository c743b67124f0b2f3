"""How noisy a track is: what is to be heard on it between its phrases."""

from __future__ import annotations

from assistant.explain import number
from assistant.listen import metered
from assistant.outcome import Decline, Done
from assistant.resolve import called, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.measure.noise import NoiseMeter
from dsp.measure.rests import LONGEST_BREATH_S, UNDER_DB, RestMeter, Rests
from dsp.mix import Evidence
from dsp.units import SILENCE_DB, Audio
from grammar.intent import Ask

COMES_THROUGH_DB = 6.0
"""What is louder at times by this is worth a word: a breath, a chair, who plays beside."""


class BothMeters:
    """Hears what is between phrases, and whether it is steady noise."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.rests = RestMeter(sample_rate, channels)
        self.noise = NoiseMeter(sample_rate, channels)

    def feed(self, x: Audio) -> None:
        """Take in the next frames, shape (channels, frames)."""
        self.rests.feed(x)
        self.noise.feed(x)


def rest_words(rests: Rests) -> str:
    """Say what was measured between phrases."""
    share = f"{100 * rests.share:.0f}% of the time"
    if rests.level_dbfs <= SILENCE_DB:
        return f"between phrases, {share}, it is digital silence"
    words = (
        f"between phrases, {share}, {number(rests.level_dbfs, 'dBFS')}, {rests.under_db:.0f} dB under what is played"
    )
    if rests.loudest_dbfs >= rests.level_dbfs + COMES_THROUGH_DB:
        words += f", at times {number(rests.loudest_dbfs, 'dBFS')}"
    return words


def answer(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how noisy tracks are."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        heard = metered(studio, session.mix, name, BothMeters, "what is between phrases")
        rests = heard.rests.result()
        if rests is None:
            lines.append(
                f"{called(name, opens=True)} never rests: for {LONGEST_BREATH_S:g} s it is never {UNDER_DB:g} dB under "
                f"what is played, so what is behind that I cannot tell."
            )
            continue
        kind = "; there is steady noise in it" if heard.noise.noise else "; I hear no steady noise in it"
        kind = kind if rests.level_dbfs > SILENCE_DB else ""
        lines.append(f"{called(name, opens=True)}: {rest_words(rests)}{kind}.")
        evidence.append(Evidence(name, "level between phrases", rests.level_dbfs, "dBFS"))
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))
