"""Intents about listening as sentences, as `grammar.say` says the others."""

from __future__ import annotations

from dataclasses import replace

from grammar.beside_section import BEATS
from grammar.intent import Choose, Compare, Mark, Named, Play, Seek, Span, Transport
from grammar.numbers import clock
from grammar.say_parts import words

Listening = Play | Transport | Seek | Compare | Choose | Mark

_TRANSPORT = {"unloop": "stop looping", "a": "switch to A", "b": "switch to B"}


def named(intent: Listening) -> Named | None:
    """Return whom, or which earlier change, an intent names; None if nothing."""
    match intent:
        case Play():
            return Named(intent.target)
        case Compare():
            return intent.what
    return None


def listening_text(intent: Listening, name: str) -> str:
    """Return a short sentence that asks for an intent ("play the chorus"); `name` is what it names, in words."""
    match intent:
        case Play():
            return words("loop" if intent.loop else "play", name, _span(intent.span))
        case Transport():
            return _TRANSPORT.get(intent.act, intent.act)
        case Seek(by=0):
            return f"go to {_the(intent.to.section) or clock(intent.to.start or 0.0)}"
        case Seek():
            return f"{'skip ahead' if intent.by > 0 else 'rewind'} {abs(intent.by):.10g} seconds"
        case Compare() if intent.version:
            return words("compare", intent.version, "with", intent.beside or "the mix as it is")
        case Compare():
            return words("compare", "with the original" if intent.original else name, _span(intent.span))
        case Choose():
            return f"I prefer version {intent.letter}"
        case Mark():
            return f"{_the(intent.section)} is from {clock(intent.start)} to {clock(intent.end)}"


def span_text(span: Span) -> str:
    """Return for which part of the song something is asked: "in the chorus"; empty for all of it."""
    if not span:
        return ""
    if span.outside:
        named = [replace(span, outside=False, also=()), *span.also]
        return f"everywhere except {' and '.join(map(span_text, named))}"
    one = replace(span, also=())
    if span.edge:
        said = f"for {_beside(span)}"
    elif span.until or span.bars:
        said = _ends(one)
    elif span.section:
        said = f"from {_the(span.section)} on" if span.onwards else f"in {_the(span.section)}"
    elif span.start is not None and span.start >= 0 and span.end is None:
        said = f"from {clock(span.start)} on"
    else:
        said = f"{'for ' if (span.start or 0) < 0 else ''}{_span(one)}"
    return " and ".join([said, *map(span_text, span.also)])


def _ends(span: Span) -> str:
    """Return a stretch by its two ends, which are bars or sections."""
    start = _the(span.section) or (f"bar {span.start or 1:g}" if span.bars else clock(span.start or 0.0))
    if span.bars and (span.start or 0) < 0:
        return f"for the last {-(span.start or 0):g} bars"
    last = f"bar {span.end - 1:g}" if span.bars and span.end is not None else clock(span.end or 0.0)
    until = f"the end of {_the(span.until)}" if span.through else _the(span.until)
    end = until or (last if span.end is not None else "")
    return f"from {start} to {end}" if end else f"from {start} on"


def _beside(span: Span) -> str:
    """Return a stretch beside a section, or at an end of it."""
    many, unit = (span.long, "bar") if span.bars else (span.long, "second")
    if span.bars and span.long < 1:
        many, unit = span.long / BEATS, "beat"
    which = "last" if span.edge in ("before", "last") else "first"
    long = unit if many == 1 else f"{many:.10g} {unit}s"
    if not span.section:
        return f"{long} from {clock(span.start or 0.0)}"
    return f"the {which} {long} {span.edge if span.edge in ('before', 'after') else 'of'} {_the(span.section)}"


def _span(span: Span) -> str:
    if span.edge:
        return _beside(span)
    if span.bars or span.until:
        return _ends(span)
    if span.section:
        return f"{'from ' if span.onwards else ''}{_the(span.section)}"
    if span.start is not None and span.start < 0:
        return f"the last {-span.start:.10g} seconds"
    begins = f"from {clock(span.start)}" if span.start is not None else ""
    return words(begins, f"to {clock(span.end)}" if span.end is not None else "")


def _the(section: str) -> str:
    if section == "that":
        return "that part"
    every, _, spared = section.partition(" but ")
    if spared:
        which = {"last": "last", "1": "first", "2": "second", "3": "third"}.get(spared, f"{spared}th")
        return f"every {every} but the {which}"
    return f"the {section}" if section and not section[-1].isdigit() else section
