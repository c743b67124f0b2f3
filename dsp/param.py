"""A parameter: its range, its travel, and how people say it."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNITS = {
    "_db": "dB",
    "_hz": "Hz",
    "_ms": "ms",
    "_s": "s",
    "_pct": "%",
    "_db_oct": "dB/oct",
    "_semitones": "semitones",
    "_cents": "cents",
}
"""A parameter's name ends in its unit."""


def _suffix(name: str) -> str:
    return max((s for s in UNITS if name.endswith(s)), key=len, default="")


@dataclass(frozen=True, slots=True)
class Param:
    """One knob, declared once.

    Attributes
    ----------
    low, high
        Inclusive range, in the unit that the name ends in.
    down, up
        What turning it down and up sound like; understood and spoken alike.
    nudge
        An ordinary move: a difference, or a ratio if `log`.
    step
        The grid that decided values snap to; a `log` knob snaps to two significant digits instead.
    log
        Whether it travels by ratio (frequency, time) rather than by difference.
    also
        Other things people call it.
    choices
        The only values it takes, if it is a switch with positions.
    labels
        What the positions are called, if they are kinds rather than numbers: the first is 0, the next 1, and so on.
    named
        Whether a position's name says what has it: a "plate" is a reverb, but much can be "smooth".
    unit, name, default
        Filled in from the field it annotates.
    """

    low: float
    high: float
    down: str
    up: str
    nudge: float
    step: float = 0.1
    log: bool = False
    also: tuple[str, ...] = ()
    choices: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    named: bool = True
    unit: str = ""
    name: str = ""
    default: float = math.nan

    def __post_init__(self) -> None:
        if self.labels:
            object.__setattr__(self, "choices", tuple(map(float, range(len(self.labels)))))

    @property
    def words(self) -> tuple[str, ...]:
        """What people call it, its own name first."""
        return (self.name.removesuffix(_suffix(self.name)).replace("_", " "), *self.also)

    @property
    def suffix_unit(self) -> str:
        """The unit its name ends in."""
        return UNITS.get(_suffix(self.name), "")

    def allows(self, value: float) -> bool:
        """Whether the knob can stand at `value`."""
        inside = self.low <= value <= self.high
        return inside and (not self.choices or value in self.choices)

    def clamp(self, value: float) -> float:
        """Return the nearest value the knob can take."""
        if self.choices:
            return min(self.choices, key=lambda choice: abs(choice - value))
        return min(max(value, self.low), self.high)

    def snap(self, value: float) -> float:
        """Return `value` on the grid that replies print, inside the range."""
        if self.log and value > 0:
            digits = 1 - math.floor(math.log10(value))
            return self.clamp(round(value, digits))
        # round() after the product: 0.1 steps must read 0.3, not 0.30000000000000004.
        return self.clamp(round(round(value / self.step) * self.step, 6))

    def move(self, value: float, nudges: float) -> float:
        """Return `value` after so many ordinary moves up (or down, if negative), snapped."""
        moved = value * self.nudge**nudges if self.log else value + self.nudge * nudges
        return self.snap(moved)

    def heading(self, old: float, new: float) -> str:
        """Say which way a change goes: `brighter`."""
        return self.up if new > old else self.down

    def format(self, value: float) -> str:
        """Write `value` as an engineer would, so that it reads back as the same number.

        `-18 dB`, `3.4 kHz`, `4:1`, `30 left`.
        """
        if isinstance(value, bool):
            return "on" if value else "off"
        if self.labels and value in self.choices:
            return self.labels[int(value)]
        if self.unit == "Hz" and value >= 1000 and round(value / 1000, 3) * 1000 == value:
            return f"{value / 1000:g} kHz"
        text = f"{value:.10g}"
        return f"{text}{' ' if self.unit[:1].isalpha() else ''}{self.unit}"
