"""Note values to times: by the tempo that a person says, else by the song's where it is heard surely."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant import tempi
from assistant.explain import number
from assistant.outcome import Decline, asks, asks_which
from assistant.resolve import effect_for
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Step
from dsp.effects import BY_NAME
from dsp.measure.tempo import Tempo
from dsp.mix import Strip
from grammar.intent import Set
from grammar.notes import lasts_ms, spoken

AS_LIKELY = 0.9
"""Where another way to count is so likely beside the first, nobody could tell which is meant."""


@dataclass(frozen=True)
class Timed:
    """A request with its note values as times, and how each was come to by its knob."""

    intent: Set
    because: dict[str, str]

    def step(self, step: Step) -> Step:
        """Return a step whose reasons say so."""
        reasons = tuple(
            replace(reason, because=self.because[reason.knob])
            if reason.source == "you" and reason.knob in self.because
            else reason
            for reason in step.reasons
        )
        return replace(step, reasons=reasons)


def timed(intent: Set, session: Session, studio: Studio) -> Timed | Decline:
    """Return a request whose note values are times; ask for the tempo where it is neither said nor surely heard."""
    bpm, known = intent.bpm, "as you say"
    if not bpm:
        found = tempi.listen(session, studio)
        if found is None or not _sure(found):
            return _which(intent, (found.bpm, found.other_bpm) if found else ())
        bpm, known = round(found.bpm, 1), "which I hear in the song"
        if found.other_weight >= tempi.ALSO:
            long = "half" if found.other_bpm > bpm else "twice"
            known += f" (at {number(found.other_bpm, 'BPM')} it would be {long} as long)"
    effect = effect_for(intent, intent.notes[0][0], Strip("")) if not intent.effect else BY_NAME[intent.effect]
    if isinstance(effect, Decline):
        return effect
    times: dict[str, float] = {}
    because: dict[str, str] = {}
    for knob, quarters in intent.notes:
        param, ms = effect.params[knob], lasts_ms(quarters, bpm)
        value = {"ms": ms, "s": ms / 1000, "Hz": round(1000 / ms, 4)}[param.unit]
        words = f"a {spoken(quarters)} at {number(bpm, 'BPM')}"
        if not param.allows(value):
            limits = f"{param.format(param.low)} to {param.format(param.high)}"
            return asks(
                f"{words[0].upper()}{words[1:]} is {param.format(round(value, 2))}, and the {effect.words[0]} "
                f"{param.words[0]} goes from {limits}; say another note value."
            )
        times[knob], because[knob] = value, f"{words}, {known}"
    said = (*intent.knobs, *times.items())
    return Timed(replace(intent, knobs=said, notes=(), bpm=0.0), because)


def is_steady(found: Tempo) -> bool:
    """Whether the song surely keeps to a beat, however that is counted."""
    return found.confidence >= tempi.SURE and found.steady


def _sure(found: Tempo) -> bool:
    """Whether there is one way to count the song: a beat twice as long makes every echo twice as late."""
    return is_steady(found) and found.other_weight < AS_LIKELY


def _which(intent: Set, likely: tuple[float, ...]) -> Decline:
    """Ask how fast the song is, with what was heard to choose from."""
    found = tuple(dict.fromkeys(round(bpm, 1) for bpm in likely if bpm))
    note = spoken(intent.notes[0][1])
    example = f'for example "{"an" if note[0] in "aeiou" else "a"} {note} {BY_NAME[intent.effect].words[0]} at 120 BPM"'
    if not found:
        return asks(f"I hear no beat to count a {spoken(intent.notes[0][1])} by; say the tempo with it, {example}.")
    options = tuple((f"{bpm:g} BPM", (replace(intent, bpm=bpm),)) for bpm in found)
    choices = " or ".join(words for words, _ in options)
    return asks_which(
        f"I am not sure how fast the song is: {choices}? Say which, or say the tempo, {example}.", options
    )
