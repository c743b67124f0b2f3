"""What is said in general and then in figures is one request: "more mids on the guitars, 1.5 dB at 1k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, intensity
from grammar.intent import WHOLE, Clause, Intent, Nudge, Set
from grammar.passes.frames import HIGH_FROM_HZ, LOW_TO_HZ
from grammar.refs import IT, NOBODY

_FIGURES = re.compile(
    r"(?:(?:maybe|say|like|about|around|roughly|by|at|with|a|an|the|take|pull|knock|shave|lose|drop|cut|get) )*"
    r"(?:[-+−]?\d|plus\b|minus\b|(?:one|two|three|four|five|six|half)\b|(?:high|low)[- ]?(?:pass|shelf|cut)\b|shelf\b)",
    re.IGNORECASE,
)
"""What figures begin with that go on about what was said before: no verb of their own."""


NEAR = 4.0
"""So many times as high or as low a frequency may still be about the part of the spectrum that was named."""


def particular(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, what is asked for without a figure left out where the next one gives the figures for it."""
    found: list[Clause] = []
    for clause in clauses:
        before = found[-1] if found else None
        meant = before and (_in_figures(before.meaning, clause.meaning) or _by_as_much(before, clause))
        if before and meant and _FIGURES.match(clause.text) and _go_on(text, before, clause):
            found[-1] = Clause(f"{before.text}, {clause.text}", meant)
        else:
            found.append(clause)
    return found


def _go_on(text: str, before: Clause, clause: Clause) -> bool:
    """Whether nothing but a comma, a colon or a full stop stands between two clauses."""
    return bool(re.search(re.escape(before.text) + r"\s*[,:;.–—-]+\s*" + re.escape(clause.text), text))


def _in_figures(general: object, figures: object) -> Intent | None:
    """Return what was asked for in general, as the figures behind it say it; None if they are of something else.

    How something is to sound is something else: "less boomy, minus 2 at 3k" may well be two wishes.
    """
    if not isinstance(general, Nudge | Set) or not isinstance(figures, Set | Nudge):
        return None
    target = figures.target if figures.target not in (IT, NOBODY) else general.target
    if target != general.target or figures.span not in (WHOLE, general.span) or not _has_figures(figures):
        return None
    same = general.effect == figures.effect and general != figures and not _has_figures(general)
    same = same and _is_of_it_all(general, figures)
    if not same and not (_are_near(general, figures) and _gain(general) * _gain(figures) > 0):
        return None
    return cast(Intent, replace(figures, target=target, span=figures.span or general.span))


def _is_of_it_all(general: Nudge | Set, figures: Nudge | Set) -> bool:
    """Whether what is said in general may be the same as the figures: of one knob, or how much of the effect there is.

    "Compress it gently, like 2:1" is; "a light depth, 40 % mix" says two things.
    """
    if not isinstance(general, Nudge) or general.effect not in BY_NAME:
        return True
    knobs = {figures.knob} if isinstance(figures, Nudge) else {*dict(figures.knobs), *dict(figures.notes)}
    return general.knob in knobs or intensity(general.effect)[1] == general.knob


def _are_near(general: Nudge | Set, figures: Nudge | Set) -> bool:
    """Whether a part of the spectrum is the one about a frequency: the mids and 1 kHz, the highs and 8 kHz."""
    hertz, named = _hertz(figures), _hertz(general)
    if hertz is None:
        return False
    if named is not None:
        return named / NEAR <= hertz <= named * NEAR
    return (
        hertz >= HIGH_FROM_HZ if general.effect == "HighShelf" else general.effect == "LowShelf" and hertz <= LOW_TO_HZ
    )


def _hertz(asked: Nudge | Set) -> float | None:
    hertz = dict(asked.knobs).get("frequency_hz") if isinstance(asked, Set) else None
    return float(hertz) if isinstance(hertz, int | float) else None


_BY = re.compile(
    r"(?:(?:take|pull|knock|shave|lose|drop|cut|get) )?(?:an? )?[\w.,]+ ?(?:dB|decibels?)"
    r"(?: (?:down|less|off|away|out|up|more))?",
    re.IGNORECASE,
)


def _by_as_much(general: Clause, figures: Clause) -> Intent | None:
    """Return a band of which too much was said as one that goes by as much: "tom 1 has too much 350. 3 dB down"."""
    band, by = general.meaning, figures.meaning
    if not isinstance(band, Set) or not isinstance(by, Nudge) or not _BY.fullmatch(figures.text):
        return None
    if not general.complains or by.amount.value is None or by.effect != LEVEL[0] or _gain(band) * _gain(by) <= 0:
        return None
    return replace(band, knobs=tuple(dict(band.knobs, gain_db=_gain(by) * by.amount.value).items()))


def _has_figures(asked: Nudge | Set) -> bool:
    return bool(asked.knobs or asked.notes) if isinstance(asked, Set) else asked.amount.value is not None


def _gain(asked: Nudge | Set) -> float:
    """Return which way a band goes that is asked for; 0 if that is not said."""
    if isinstance(asked, Nudge):
        return 1.0 if asked.up else -1.0
    gain = dict(asked.knobs).get("gain_db", 0.0)
    return float(gain) if isinstance(gain, int | float) else 0.0
