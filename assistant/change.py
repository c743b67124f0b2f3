"""What is done to one strip's knobs, and what every such change needs: reasons, returns, ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.explain import minus
from assistant.outcome import Decline, asks, refuses
from assistant.resolve import listed, only
from assistant.slots import RETURN, with_return
from assistant.tone import TONES
from assistant.turn import Reason
from dsp.effect import Effect, OutOfRange
from dsp.effects import Output, Send
from dsp.mix import Mix, Move, Slot, adjust
from dsp.mix import Strip as StripValue
from dsp.param import Param
from dsp.routing import output
from grammar.intent import Nudge, Remove, Set


def on(intent: Nudge | Set | Remove, name: str) -> Nudge | Set | Remove:
    """Return the intent, about one strip alone."""
    return replace(intent, target=only(name))


@dataclass(frozen=True)
class Change:
    """The moves for one strip, what they are called, and why."""

    moves: tuple[Move, ...]
    purpose: str
    reasons: tuple[Reason, ...] = ()


def which_filter(strip: StripValue, effect: type[Effect]) -> str:
    """Ask which of several filters is meant, or where a new one should be and what it should do."""
    word, example = effect.words[0], f'for example "cut 3 dB at 350 Hz on {strip.name}"'
    places = [
        e.params["frequency_hz"].format(e.frequency_hz) for s in strip.of(effect) if isinstance(e := s.effect, TONES)
    ]
    if len(places) > 1:
        return f"{strip.name} has a {word} at {listed(places)}: say at what frequency and by how much, {example}."
    return f"At what frequency, and by how much? {example[0].upper()}{example[1:]}."


def adjusted(strip: StripValue, slot: Slot, turned: Effect) -> tuple[Move, ...]:
    """Return the move that turns a slot, none if it stands so already."""
    return () if turned == slot.effect else (adjust(strip, slot, turned),)


def said_so(strip: str, slot: str, knobs: dict[str, float]) -> tuple[Reason, ...]:
    """Return the reason for knobs that a person put somewhere: they said so."""
    return tuple(Reason(strip, slot, k, "you", float(v), 1.0, "you said so") for k, v in knobs.items())


def at_rest(effect: type[Effect], to: str) -> Effect:
    """Return an effect as it comes; a send and an output feed `to`."""
    if effect is Output:
        return Output(to=to)
    return Send(to=to) if effect is Send else effect()


def beyond(effect: type[Effect], param: Param, value: float, nearest: float) -> str:
    """Say that a value lies outside a knob's range, and offer the nearest possible."""
    text = minus(f"{OutOfRange(effect, param, value)}; shall I set it to {param.format(nearest)}?")
    return text[0].upper() + text[1:]


def leads_nowhere(mix: Mix, name: str, to: str) -> Decline | None:
    """Say why a strip cannot feed another, None if it can: only buses and main take it, and none that feeds it."""
    if not to:
        return None
    if to not in mix or mix[to].kind not in ("bus", "main"):
        return asks(f'There is no bus {to} for {name} to feed; say "new bus {to}" first.')
    onwards = to
    while onwards:
        if onwards == name:
            return refuses(f"{name} cannot feed {to}, which feeds {name} itself.")
        onwards = output(mix[onwards])
    return None


def return_for(effect: type[Effect], to: str, mix: Mix, name: str) -> tuple[Mix, tuple[Move, ...]] | Decline:
    """Make the shared return if a send needs it; what an output is led to must be there and not lead back."""
    if effect is Output:
        return leads_nowhere(mix, name, to) or (mix, ())
    if effect is not Send:
        return mix, ()
    if mix[name].kind in ("main", "return"):
        return asks(f'{name} has no send; name a track for the reverb, for example "add reverb to the vocal".')
    if to == RETURN:
        return with_return(mix)
    return (mix, ()) if to in mix else asks(f'There is no return {to}; say "new return {to}" first.')
