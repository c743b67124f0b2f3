"""What the screen says by itself: a welcome, what went wrong, what happens on leaving."""

from __future__ import annotations

from assistant.journal import JournalError
from assistant.profile import ProfileError
from assistant.session import Session
from dsp.files import WriteError
from dsp.sources import SourceError

MENDABLE = (SourceError, JournalError, ProfileError, WriteError)
"""What a person can mend: these carry their sentence with them."""

HELP = "what can I say?"

FINISHING = "Finishing this turn; Ctrl-C again leaves at once. Every finished turn is kept."


def sentence(error: Exception) -> str:
    """Return an error as one sentence for the person."""
    if isinstance(error, MENDABLE):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror or error}."
    words = " ".join(str(error).split())
    return f"Something went wrong inside me ({type(error).__name__}: {words}); this sentence changed nothing."


def examples(session: Session) -> tuple[str, ...]:
    """Return three things to say that name tracks this session has."""
    tracks = [strip for strip in session.mix if strip.kind == "track"]
    lead = next((track for track in tracks if "vocal" in track.role), tracks[0])
    lead = next((track for track in tracks if track.role == "lead vocal"), lead)
    other = next((track for track in tracks if track is not lead), lead)
    return f"make {lead.name} a bit warmer", f"{other.name} down 2 dB", "master for Apple Music"


def welcome(session: Session) -> str:
    """Return what is said when a session opens."""
    if session.turns:
        count = len(session.turns)
        turns = "1 turn" if count == 1 else f"{count} turns"
        return f"Welcome back: {turns} so far, and everything stands as you left it."
    lines = "\n".join(f"  {said}" for said in examples(session))
    return f"Talk to me as you would to an engineer. For example:\n{lines}"


def dropped(waiting: tuple[str, ...]) -> str:
    """Say which sentences will not be taken after all."""
    return f"Not said after all: {'; '.join(waiting)}."
