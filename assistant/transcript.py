"""Conversations as scripts: a header, and what was said with the reply expected of it.

Reading, running, checking, rewriting and exporting; the same text is example, documentation and test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant import profile
from assistant.conversation import Conversation
from assistant.profile import Bound, Profile, Taste, Wish
from assistant.session import Session
from assistant.turn import TAKEN_AS, Turn
from assistant.version import current
from grammar.intent import Export, Intent, Mark, Master, Span
from grammar.say import intent_text
from grammar.say_move import say

NEVER = "never"
SAID = "said"
"""Where a header writes out what is never to be exceeded; no quality is called so."""

PLAIN = "\\"
"""Before a row of a reply that looks like a comment or a sentence, as where a track is called `#1 Kick`."""

GOOD = ("done", "answered")


class TranscriptError(ValueError):
    """A transcript that cannot be read, in one sentence."""


@dataclass(frozen=True)
class Line:
    """One thing said, the reply recorded for it, and the comment lines before it."""

    said: str
    reply: str | None = None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """A conversation as a text.

    Attributes
    ----------
    header
        `session`, `profile`, `version`, `models`, in the order written.
    """

    header: Mapping[str, str]
    lines: tuple[Line, ...]
    comments: tuple[str, ...] = ()
    """Comment lines at the head."""

    def text(self) -> str:
        """Return the file that holds this transcript."""
        parts = [*self.comments, *(f"{key}: {value}" for key, value in self.header.items()), ""]
        for line in self.lines:
            parts += [*line.comments, f"> {line.said}"]
            if line.reply is not None:
                parts += [_marked(row.rstrip()) for row in line.reply.splitlines()]
            parts.append("")
        return "\n".join(parts)


def _marked(row: str) -> str:
    return f"{PLAIN}{row}" if row.startswith(("#", ">", PLAIN)) else row


def parse(text: str, where: str = "the transcript") -> Transcript:
    """Return the transcript that a file's text holds.

    Raises
    ------
    TranscriptError
        If a line fits neither header, comment, sentence nor reply.
    """
    header: dict[str, str] = {}
    lines: list[Line] = []
    head: list[str] = []
    comments: list[str] = []
    reply: list[str] = []
    in_header = True

    def finish() -> None:
        while reply and not reply[-1].strip():
            reply.pop()
        if lines and reply:
            lines[-1] = replace(lines[-1], reply="\n".join(reply))
        reply.clear()

    for number, row in enumerate(text.splitlines(), 1):
        if in_header and row.startswith("#"):
            head.append(row)
        elif row.startswith("> ") or row == ">":
            finish()
            in_header = False
            lines.append(Line(row[2:].strip(), None, tuple(comments)))
            comments.clear()
        elif row.startswith("#"):
            comments.append(row)
        elif not row.strip():
            in_header = in_header and not header
            if reply:
                reply.append("")
        elif in_header and ":" in row:
            key, value = row.split(":", 1)
            header[key.strip()] = value.strip()
        elif lines:
            reply.append(row.rstrip().removeprefix(PLAIN))
        else:
            raise TranscriptError(f'line {number} of {where} is neither "key: value" nor "> sentence": {row!r}')
    finish()
    if not lines:
        raise TranscriptError(f'{where} says nothing: sentences begin with "> ".')
    return Transcript(header, tuple(lines), tuple(head))


def header_profile(text: str, where: Path) -> Profile | None:
    """Return the profile that a header names: none at all, a file beside the transcript, or one written out."""
    if text in ("", "none"):
        return None
    if text.startswith("{"):
        try:
            rows = json.loads(text)
            bounds = tuple(Bound(**row) for row in rows.pop(NEVER, ()))
            wishes = tuple(Wish(words) for words in rows.pop(SAID, ()))
            return Profile({quality: Taste(**counts) for quality, counts in sorted(rows.items())}, bounds, wishes)
        except (ValueError, TypeError) as wrong:
            raise TranscriptError(f"the profile in {where.name} cannot be read: {wrong}") from None
    return profile.load((where.parent / text).resolve())


@dataclass(frozen=True)
class Played:
    """A line as it went: the turn, and whether its reply was the one recorded (None if none was)."""

    line: Line
    turn: Turn
    same: bool | None


def play(transcript: Transcript, conversation: Conversation, keep_going: bool = False) -> Iterator[Played]:
    """Say every line in turn.

    Without `keep_going` it ends after the first sentence that is asked, refused or not understood where the file
    does not record that reply.
    """
    for line in transcript.lines:
        turn = conversation.say(line.said)
        same = None if line.reply is None else _tidy(line.reply) == _tidy(turn.reply)
        yield Played(line, turn, same)
        if turn.status not in GOOD and not same and not keep_going:
            return


def _tidy(text: str) -> str:
    return "\n".join(row.rstrip() for row in text.strip().splitlines())


def rewritten(transcript: Transcript, played: list[Played]) -> Transcript:
    """Return the transcript with the replies that were given."""
    said = [replace(p.line, reply=_tidy(p.turn.reply)) for p in played]
    return replace(
        transcript,
        header={**transcript.header, "version": current()},
        lines=(*said, *transcript.lines[len(said) :]),
    )


def exported(session: Session, where: str, models: tuple[str, ...], pinned: bool) -> Transcript:
    """Return a session as a script.

    Parameters
    ----------
    where
        The session's folder as the header names it.
    pinned
        Write canonical sentences, which leave nothing to decide, instead of what was typed.

    Notes
    -----
    A plain script holds the profile the session began with. From a turn on that began with a profile changed by
    another hand the script is pinned, for what was typed would be decided otherwise.
    """
    lines: list[Line] = []
    wholly_pinned = pinned
    for turn in session.turns:
        if turn.profile is not None and not pinned:
            pinned = True
            lines.append(Line("", None, ("# The profile was changed here by another hand; pinned from here on.",)))
        if pinned:
            lines += _pinned(turn)
        else:
            lines.append(_said(turn))
    lines = _merged(lines)
    written = "none"
    if session.began is not None and not wholly_pinned:
        taste = {quality: asdict(counts) for quality, counts in session.began.taste.items() if counts.n}
        bounds = [asdict(bound) for bound in session.began.bounds]
        wishes = [wish.words for wish in session.began.wishes]
        kept = ({NEVER: bounds} if bounds else {}) | ({SAID: wishes} if wishes else {})
        written = json.dumps(taste | kept, separators=(",", ":"))
    header = {"session": where, "profile": written, "version": current(), "models": ", ".join(models)}
    return Transcript(header, tuple(lines))


def _said(turn: Turn) -> Line:
    """Return what was said as a line; what the second reader told as the words that it was taken as.

    How sure a network is may differ in the last digit from one processor to the next, and what is done must not.
    """
    said = turn.said.replace("\n", " ")
    taken, _, reply = turn.reply.partition("\n")
    if not taken.startswith(TAKEN_AS):
        return Line(said, turn.reply)
    return Line(taken.removeprefix(TAKEN_AS).removesuffix("."), reply, (f"# {said}",))


def _pinned(turn: Turn) -> list[Line]:
    lines = []
    for move in turn.moves:
        lines.append(Line(say(move, place=True)))
    for intent in turn.intents if turn.asked else ():
        if isinstance(intent, Export | Master):
            lines += [Line(intent_text(one)) for one in _settled(intent, turn)]
    if lines:
        lines[0] = replace(lines[0], comments=(f"# {turn.said}",))
    return lines


def _settled(intent: Export | Master, turn: Turn) -> tuple[Intent, ...]:
    """Return a delivery with the part of the song that it was of in seconds: where a chorus is may have been found."""
    if isinstance(intent, Master) or not intent.span:
        return (intent,)
    stretches = list(dict.fromkeys(one.between_s for one in turn.asked if one.between_s))
    section = intent.span.section
    if len(stretches) == 1 and any(one.called.endswith(section) for one in turn.asked) and section:
        ((start, end),) = stretches
        return (Mark(section, start, end), replace(intent, span=Span(section=section)))  # the file goes by its name
    return tuple(replace(intent, span=Span(start, end)) for start, end in stretches)


def _merged(lines: list[Line]) -> list[Line]:
    """Hang comments that stand alone before the line that follows."""
    out: list[Line] = []
    held: tuple[str, ...] = ()
    for line in lines:
        if line.said:
            out.append(replace(line, comments=(*held, *line.comments)))
            held = ()
        else:
            held = (*held, *line.comments)
    return out
