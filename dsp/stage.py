"""What a strip's chain amounts to: slots that a single pass can serve, taken together."""

from __future__ import annotations

from dataclasses import dataclass

from dsp.effect import Effect
from dsp.effects.level import IN_THE_GRAPH
from dsp.effects.speed import TimeStretch
from dsp.mix import Slot, Strip


@dataclass(frozen=True)
class Stage:
    """Neighbouring slots of a chain that one processor serves.

    Attributes
    ----------
    slots
        What they are, in chain order.
    effect
        What they do together.
    """

    slots: tuple[Slot, ...]
    effect: Effect

    @property
    def span(self) -> tuple[float, float] | None:
        """From when to when it is at work, in seconds of the song."""
        return self.slots[0].span

    @property
    def key(self) -> str:
        """The strip that it listens to, empty for its own."""
        return self.slots[0].key


def stages(strip: Strip) -> tuple[Stage, ...]:
    """Return what a strip's chain amounts to.

    Whatever works on a part of the song or listens to another strip stands alone; a solo, an output and a speed work
    elsewhere, and what is bypassed nowhere.
    """
    found: list[Stage] = []
    for slot in strip.at_work:
        if isinstance(slot.effect, (*IN_THE_GRAPH, TimeStretch)):
            continue
        before = found[-1] if found else None
        joined = before.effect.then(slot.effect) if before and not _alone(before.slots[0], slot) else None
        if before and joined:
            found[-1] = Stage((*before.slots, slot), joined)
        else:
            found.append(Stage((slot,), slot.effect))
    return tuple(found)


def _alone(*slots: Slot) -> bool:
    return any(slot.span or slot.key for slot in slots)
