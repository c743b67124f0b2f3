"""A session at work: opened from its folder and journal, spoken to, written down turn by turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

from assistant import journal, places, profile
from assistant.console import sentence
from assistant.deliver import Delivered, deliver, told_apart
from assistant.journal import Header, JournalError
from assistant.listening import ELSEWHERE, Listening
from assistant.outcome import Decline
from assistant.places import Places
from assistant.profile import Profile
from assistant.resolve import listed
from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Playback, Turn
from assistant.version import current
from dsp.files import WriteError
from dsp.play import PlayError
from dsp.sources import Source, SourceError

Say = Callable[[str], None]


@dataclass
class Conversation:
    """One session, open for talking.

    Attributes
    ----------
    notices
        What has to be said about the session's files and places before anything else.
    profile_file
        The listener's profile; None to learn within this session only.
    learns
        Whether there is a taste at all; without, every change has its ordinary size.
    listening
        Who plays what is to be heard; None where nothing is played.
    lock
        The claim on the session; without one nothing is written down.
    dry
        Whether it only decides and checks: nothing is written and nothing remembered once it is closed.
    """

    session: Session
    studio: Studio
    places: Places
    notices: tuple[str, ...] = ()
    profile_file: Path | None = None
    sources: tuple[Source, ...] = ()
    learns: bool = True
    dry: bool = False
    listening: Listening | None = None
    lock: FileLock | None = field(default=None, repr=False)

    def say(self, utterance: str) -> Turn:
        """Take one turn: decide, render what was asked for, write it down, learn from it, play what is to be heard."""
        taste = self._taste()
        session = self.session if taste is None else replace(self.session, profile=taste)
        turn = replace(respond(session, utterance, self.studio), profile=taste, learns=self.learns)
        if self.hashes != self.session.sources:
            turn = replace(turn, sources=self.hashes)
        if not self.learns:
            turn = replace(turn, notes=(), bounds=())
        if turn.asked:
            turn = self._deliver(session, turn, None if self.dry else self.places.out)
        kept = replace(turn, plays=())
        if self.lock is not None:
            self._record(kept)
        self.session = self.session.after(kept)
        unlearned = "" if self.dry else self._learn(kept)
        return self._hear(turn.plays, replace(kept, aside=unlearned))

    @property
    def hashes(self) -> dict[str, str]:
        """The content hash of each recording, by strip."""
        return {source.name: source.hash for source in self.sources}

    def _taste(self) -> Profile | None:
        """Return the taste this turn begins with if it is not what the last turn left."""
        if not self.learns:
            now = Profile()
        else:
            now = profile.load(self.profile_file) if self.profile_file else self.session.profile
        same = now == self.session.profile and self.learns == self.session.learns
        return None if same else now

    def _deliver(self, session: Session, turn: Turn, out: Path | None) -> Turn:
        """Write what a turn asked for; if that fails the whole turn has not been."""
        mix = session.mix.apply(*turn.moves)
        done: list[Delivered] = []
        asked = tuple(dict.fromkeys(told_apart(turn.asked)))
        for delivery in asked:
            try:
                made = deliver(delivery, session, mix, self.studio, out)
            except WriteError as error:
                made = Decline("refused", f"{sentence(str(error))} Nothing has been changed.")
            if isinstance(made, Decline):
                return _undelivered(turn, made, done)
            if not made.files or not {*made.files} <= {path for one in done for path in one.files}:
                done.append(made)  # 16 and 24 bit of what is over full scale are one file, at its true level
        return replace(
            turn,
            reply="\n".join(text for text in (turn.reply, *(d.text for d in done)) if text),
            files=tuple(str(path.resolve()) for d in done for path in d.files),
            evidence=(*turn.evidence, *(e for d in done for e in d.evidence)),
            checks=(*turn.checks, *(c for d in done for c in d.checks)),
        )

    def listen(self) -> Listening | None:
        """Have what is to be heard played from now on; never in a dry run."""
        if not self.dry:
            self.listening = Listening(self.studio)
        return self.listening

    def _hear(self, plays: tuple[Playback, ...], turn: Turn) -> Turn:
        """Play what a turn asks for, and what plays as it is now; return the turn with what is to be said of that."""
        if self.listening is None:
            return replace(turn, aside=ELSEWHERE) if plays else turn
        said = [turn.aside]
        try:
            if turn.moves:
                self.listening.follow(self.session.mix)
            said += [self.listening.carry_out(request, self.session.mix) for request in plays]
        except (PlayError, SourceError) as error:
            turn = replace(turn, status="refused" if turn.status == "answered" else turn.status)
            said.append(sentence(str(error)))
        return replace(turn, aside="\n".join(filter(None, said)))

    def _record(self, turn: Turn) -> None:
        try:
            if not self.session.turns:
                places.made(self.places.state)
                journal.start(self.places.state, self.header())
            journal.append(self.places.state, turn)
        except OSError as error:
            raise JournalError(
                f"the turn cannot be written to {self.places.state}: {error.strerror}; nothing has been changed."
            ) from None

    def header(self) -> Header:
        """Return what the conversation began with."""
        models = tuple(f"{s.name} {s.version}" for s in self.studio.suggesters(Profile()))
        session = self.session
        return Header(current(), session.name, session.sample_rate, self.hashes, session.began, models)

    def _learn(self, turn: Turn) -> str:
        """Note reactions in the listener's file; return a sentence if that could not be done."""
        if self.profile_file is None or not (turn.notes or turn.bounds):
            return ""
        learned = profile.load(self.profile_file)
        for quality, reaction, times in turn.notes:
            learned = learned.noting(quality, reaction, times)
        for bound in turn.bounds:
            learned = learned.ruled(bound)
        try:
            profile.save(learned, self.profile_file)
        except OSError as error:
            return f"What this teaches me could not be saved to {self.profile_file}: {error.strerror}."
        return ""

    def close(self) -> None:
        """Let go of the session."""
        if self.listening is not None:
            self.listening.close()
        self.studio.tidy()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _undelivered(turn: Turn, why: Decline, done: list[Delivered]) -> Turn:
    """Return a turn that changes nothing because a delivery failed, and name the files that were written before."""
    written = listed(path.name for delivered in done for path in delivered.files)
    text = f"{why.text} Written before that: {written}." if written else why.text
    return replace(
        Turn(turn.said, why.status, text, turn.intents, checks=turn.checks),
        profile=turn.profile,
        learns=turn.learns,
        sources=turn.sources,
    )
