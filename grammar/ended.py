"""What says that a change is over when its part of the song is: "vocal up in the bridge, then back to normal"."""

from __future__ import annotations

import re

from grammar.intent import TIMED, Clause, Fading, Intent, NotUnderstood, Ramping, Sweeping, Trimming

_IT = r"(?:it|them|him|her|that|those|everything|all|things|the level|the levels|the volume)"
_WAS = r"(?:it|they|he|she|that|things|everything) (?:was|were|is|are)(?: now| before| originally)?"
_PLACE = (
    rf"to (?:normal|usual|the usual|the normal level|the old level|the original level|the previous level|"
    rf"(?:its|their|his|her) (?:old|usual|normal|original|previous) (?:level|place|volume|self)|before|"
    rf"(?:where|how|what|the way|as) {_WAS})"
)
_AFTER = r"(?:afterwards?|after that|after it|again|when (?:it's|it is|that's) over|at the end of it|from there on)"
_BACK = rf"(?:back )?(?:down |up |in )?(?:again )?{_PLACE}|back(?: down| up| in| on)?|as {_WAS}|(?:down|up) again"
_GO = r"(?:go(?:es)?|come|bring|take|put|turn|pull|get|drop|ease|set|return|reset|let)"
_OVER = re.compile(
    rf"(?:(?:and|then|but|after that|afterwards?),? )*(?:"
    rf"(?:(?:it|they) )?(?:(?:{_GO} )?(?:{_IT} )?"
    rf"(?:(?:go|come|drop) )?(?:{_BACK})|(?:reset|restore|return) {_IT})(?: {_AFTER})*"
    rf"|(?:normal|as (?:it|they) (?:is|are|was|were)|the same as now|as now|no change|untouched) "
    rf"(?:again|elsewhere|everywhere else|otherwise|for the rest|in the rest|the rest of the (?:time|song))"
    rf"|(?:but )?(?:only|just) (?:then|there)|(?:and )?nowhere else)",
    re.IGNORECASE,
)
_LASTING = (Fading, Ramping, Sweeping, Trimming)
"""What stays as it has become when the part of the song is over."""


def is_over(typed: str, before: Clause | None) -> bool:
    """Whether what was typed only says so, behind a change that lasts no longer than a part of the song."""
    meant: Intent | NotUnderstood | None = before.meaning if before else None
    if not isinstance(meant, TIMED) or isinstance(meant, _LASTING):
        return False
    span = meant.span
    ends = (bool(span.section) and not span.onwards) or span.end is not None or bool(span.until)
    return ends and not span.outside and bool(_OVER.fullmatch(" ".join(typed.replace("’", "'").split())))
