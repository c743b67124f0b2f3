"""Intents about listening as sentences, as `grammar.say` says the others."""

from __future__ import annotations

from grammar.intent import Compare, Mark, Named, Play, Seek, Span, Transport
from grammar.numbers import clock

Listening = Play | Transport | Seek | Compare | Mark

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
            return _words("loop" if intent.loop else "play", name, _span(intent.span))
        case Transport():
            return _TRANSPORT.get(intent.act, intent.act)
        case Seek(by=0):
            return f"go to {_the(intent.to.section) or clock(intent.to.start or 0.0)}"
        case Seek():
            return f"{'skip ahead' if intent.by > 0 else 'rewind'} {abs(intent.by):.10g} seconds"
        case Compare():
            return _words("compare", "with the original" if intent.original else name, _span(intent.span))
        case Mark():
            return f"{_the(intent.section)} is from {clock(intent.start)} to {clock(intent.end)}"


def _span(span: Span) -> str:
    if span.section:
        return f"{'from ' if span.onwards else ''}{_the(span.section)}"
    if span.start is not None and span.start < 0:
        return f"the last {-span.start:.10g} seconds"
    begins = f"from {clock(span.start)}" if span.start is not None else ""
    return _words(begins, f"to {clock(span.end)}" if span.end is not None else "")


def _the(section: str) -> str:
    return f"the {section}" if section and not section[-1].isdigit() else section


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)
