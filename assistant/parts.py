"""Which seconds of the song are meant: "the second chorus", "from 0:45 to 1:02", "the last bar"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.outcome import Decline, asks
from assistant.sections import named, unknown
from assistant.session import Session
from assistant.studio import Studio
from grammar.intent import Span
from grammar.numbers import clock
from grammar.say_listening import span_text

Seconds = tuple[float, float]

SHORTEST_S = 0.05
"""Nothing shorter is a part of a song: an effect takes a fifth of that to come in."""


def parts(span: Span, session: Session, studio: Studio) -> tuple[Seconds, ...] | Decline:
    """Return the stretches meant, in song order; those that touch are one."""
    found: list[Seconds] = []
    for one in (span, *span.also):
        stretches = _stretches(one, session, studio.seconds(session.mix))
        if isinstance(stretches, Decline):
            return stretches
        found += stretches
    joined: list[Seconds] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return _around(joined, studio.seconds(session.mix)) if span.outside else tuple(joined)


def _around(stretches: Sequence[Seconds], length: float) -> tuple[Seconds, ...] | Decline:
    """Return what is left of the song beside stretches of it that are in song order."""
    edges = [0.0, *(edge for stretch in stretches for edge in stretch), round(length, 3)]
    left = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start >= SHORTEST_S]
    return tuple(left) or asks("That is all of the song, so there is nothing else of it.")


def label(span: Span) -> str:
    """Return what a slot at work in that part is called for it: "chorus", "45 s"."""
    return ("not " if span.outside else "") + _first(span)


def _first(span: Span) -> str:
    if span.edge:
        return f"{span.edge} {span.long:g} s of {span.section}"
    return span.section or span.until or (f"bar {span.start:g}" if span.bars else f"{span.start or 0:g} s")


def _stretches(span: Span, session: Session, length: float) -> list[Seconds] | Decline:
    if span.bars:
        beside = f'for example "{span_text(replace(span, bars=False, long=2.0))}"' if span.edge else _example()
        return asks(
            f"A tempo does not tell surely where bars begin, so I do not count them; say it in seconds, {beside}."
        )
    starts = named(span.section, session, length) if span.section else []
    if span.section and not starts:
        return unknown(span.section, session)
    until = named(span.until, session, length) if span.until else []
    if span.until and not until:
        return unknown(span.until, session)
    ends = [section.end_s if span.through else section.start_s for section in until]
    if span.edge:
        found = [_beside(span, section.start_s, section.end_s) for section in starts]
    elif span.section and not span.onwards:
        found = [(section.start_s, section.end_s) for section in starts]
    elif span.section:
        begin = starts[0].start_s
        end = next((end for end in ends if end > begin), span.end or length)
        found = [(begin, end)]
    else:
        begin = max(0.0, length + (span.start or 0.0)) if (span.start or 0.0) < 0 else span.start or 0.0
        end = next((end for end in ends if end > begin), span.end or length)
        found = [(begin, end)]
    kept = [(round(start, 3), round(min(end, length), 3)) for start, end in found if start < length]
    if not kept:
        return asks(f"The song is over by then: it is {clock(length)} long.")
    if any(end - start < SHORTEST_S for start, end in kept):
        start, end = found[0]
        return asks(f"From {clock(start)} to {clock(end)} there is nothing; say the earlier first.")
    return kept


def _beside(span: Span, start: float, end: float) -> Seconds:
    """Return a stretch beside a section that goes from a start to an end, or the first or last of it."""
    match span.edge:
        case "before":
            return max(0.0, start - span.long), start
        case "after":
            return end, end + span.long
        case "first":
            return start, min(end, start + span.long)
        case _:
            return max(start, end - span.long), end


def _example() -> str:
    return 'for example "from 0:45 to 1:02"'
