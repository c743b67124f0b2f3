"""What is said in general and then in figures is one request: "more mids on the guitars, 1.5 dB at 1k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from grammar.catalogue import LEVEL, kind_of
from grammar.intent import WHOLE, Clause, Intent, Nudge, Set, Sound
from grammar.refs import IT, NOBODY

_FIGURES = re.compile(
    r"(?:(?:maybe|say|like|about|around|roughly|by|at|with|a|an|the) )*"
    r"(?:[-+−]?\d|plus\b|minus\b|(?:one|two|three|four|five|six|half)\b|(?:high|low)[- ]?(?:pass|shelf|cut)\b|shelf\b)",
    re.IGNORECASE,
)
"""What figures begin with that go on about what was said before: no verb of their own."""


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
    """Return what was asked for in general, as the figures behind it say it; None if they are of something else."""
    if not isinstance(general, Nudge | Sound | Set) or not isinstance(figures, Set | Nudge):
        return None
    target = figures.target if figures.target not in (IT, NOBODY) else general.target
    if target != general.target or figures.span not in (WHOLE, general.span) or not _has_figures(figures):
        return None
    same = getattr(general, "effect", "") == figures.effect and general != figures and not _has_figures(general)
    band = _filters(general) and _filters(figures) and _gain(general) * _gain(figures) >= 0
    if not same and not band:
        return None
    return cast(Intent, replace(figures, target=target, span=figures.span or general.span))


_BY = re.compile(r"[\w.,]+ ?(?:dB|decibels?)(?: (?:down|less|off|up|more))?", re.IGNORECASE)


def _by_as_much(general: Clause, figures: Clause) -> Intent | None:
    """Return a band of which too much was said as one that goes by as much: "tom 1 has too much 350. 3 dB down"."""
    band, by = general.meaning, figures.meaning
    if not isinstance(band, Set) or not isinstance(by, Nudge) or not _BY.fullmatch(figures.text):
        return None
    if not general.complains or by.amount.value is None or by.effect != LEVEL[0] or _gain(band) * _gain(by) <= 0:
        return None
    return replace(band, knobs=tuple(dict(band.knobs, gain_db=_gain(by) * by.amount.value).items()))


def _has_figures(asked: Nudge | Sound | Set) -> bool:
    return bool(asked.knobs) if isinstance(asked, Set) else asked.amount.value is not None


def _filters(asked: Nudge | Sound | Set) -> bool:
    """Whether it is an equaliser's band, or a filter, that is asked for, or what one may bring about."""
    if isinstance(asked, Sound) or not asked.effect:
        return isinstance(asked, Sound)
    return any(knob in kind_of(asked.effect).params for knob in ("frequency_hz", "cutoff_hz"))


def _gain(asked: Nudge | Sound | Set) -> float:
    """Return which way a band goes that is asked for; 0 if that is not said."""
    if isinstance(asked, Nudge | Sound):
        return 1.0 if (asked.up if isinstance(asked, Nudge) else asked.more) else -1.0
    gain = dict(asked.knobs).get("gain_db", 0.0) if isinstance(asked, Set) else 0.0
    return float(gain) if isinstance(gain, int | float) else 0.0
