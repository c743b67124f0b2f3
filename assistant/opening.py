"""Opening a session: its recordings, its journal, and what has to be said about them first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assistant import convolving, journal, places, profile, serial
from assistant.conversation import Conversation, Say
from assistant.journal import Header, JournalError
from assistant.places import Places
from assistant.profile import Profile
from assistant.session import Session, first_mix
from assistant.studio import Studio
from assistant.turn import Turn
from assistant.version import current
from dsp.folder import Notice, scan, session_rate
from dsp.mix import MAIN, StaleMove, Strip
from dsp.sources import Source
from grammar.roles import role_of


def open_session(
    where: str,
    *,
    state: Path | None = None,
    out: Path | None = None,
    profile_file: Path | None = None,
    say: Say = lambda _: None,
    remember: bool = True,
    began: Profile | None = None,
    learns: bool = True,
    dry: bool = False,
) -> Conversation:
    """Open a folder of recordings, and the conversation about it if there is one.

    Parameters
    ----------
    remember
        Read and keep a journal; without it the session starts untouched and leaves nothing behind.
    began
        The taste a new conversation begins with, if not that of `profile_file`.
    learns
        Whether there is a taste at all.
    dry
        Read what is remembered, and neither claim the session nor write to it.

    Raises
    ------
    SourceError, JournalError, ProfileError
        With one sentence for the person.
    """
    folder = places.find(where)
    here = places.places(folder, state, out)
    say(f"opening {folder.name}")
    known = _known(here.state) if remember else {}
    sources, notices = scan(folder, known)
    lock = journal.lock(places.made(here.state), folder.name) if remember and not dry else None
    try:
        past = journal.load(here.state) if remember else None
        began = began or (profile.load(profile_file) if profile_file else Profile())
        conversation = _opened(folder, here, sources, notices, past, began if learns else None, profile_file, say)
        conversation.learns, conversation.dry = learns, dry
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    conversation.lock = lock
    if lock is not None:
        _keep_known(here.state, sources)
        conversation.studio.cache = here.state / "heard"
        for part in here.out.glob(f"{folder.name}.*.part"):
            part.unlink(missing_ok=True)  # what a killed process was writing
        places.remember(folder)
    return conversation


def _opened(
    folder: Path,
    here: Places,
    sources: tuple[Source, ...],
    notices: tuple[Notice, ...],
    past: tuple[Header, tuple[Turn, ...]] | None,
    began: Profile | None,
    profile_file: Path | None,
    say: Say,
) -> Conversation:
    said = [here.notice] if here.notice else []
    said += [f"{notice.sentence}; it is left out" if notice.refused else notice.sentence for notice in notices]
    rate = past[0].sample_rate if past else session_rate(sources)
    tracks = {source.name: _track(source.name, source.hash) for source in sources}
    if past:
        _belongs(past[0], folder, here.state, sources)
        began = past[0].profile
        for known in (past[0].sources, *(turn.sources or {} for turn in past[1])):
            for name, digest in known.items():
                tracks.setdefault(name, _track(name, digest))
    initial = first_mix(tuple(tracks[name] for name in sorted(tracks, key=str.lower)))
    taste = began or Profile()
    hashes = {source.name: source.hash for source in sources}
    found = dict(past[0].sources) if past else hashes
    session = Session(folder.name, rate, initial, initial, began, taste, began is not None, found)
    try:
        for turn in past[1] if past else ():
            session = session.after(turn)
    except (StaleMove, KeyError) as wrong:
        raise JournalError(f"the journal in {here.state} does not fit these tracks any more: {wrong}") from None
    if past:
        said += _changes(session.sources, hashes)
        if past[0].version != current():
            said.append(
                f"This session was begun with tonmeister {past[0].version}; its moves stay as they were decided."
            )
    studio = Studio({source.name: source for source in sources}, rate, say=say, folder=folder)
    said += convolving.reopened(session, studio)
    return Conversation(session, studio, here, tuple(said), profile_file, sources)


def _belongs(header: Header, folder: Path, state: Path, sources: tuple[Source, ...]) -> None:
    """Raise `JournalError` if a state folder keeps the conversation about another session."""
    shared = {source.hash for source in sources} & set(header.sources.values())
    if header.session != folder.name and not shared:
        raise JournalError(
            f"{state} keeps the conversation about {header.session}, not {folder.name}; name another with --state."
        )


SURE_ENOUGH = 0.5
"""A role that its name tells less surely than this is not known: nothing is compared with what is usual for it."""


def _track(name: str, digest: str) -> Strip:
    role, confidence = role_of(name)
    return Strip(name, "track", digest, role if confidence >= SURE_ENOUGH else "", MAIN)


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Say which recordings are not as they were at the last turn."""
    changed = [name for name, digest in then.items() if now.get(name, digest) != digest]
    said = [f"{name} has changed since; its moves stay and it is measured anew." for name in changed]
    said += [f"{name} is missing; its strip is silent until it is back." for name in then if name not in now]
    return said + [f"{name} is new." for name in now if name not in then]


def _known(state: Path) -> dict[str, Source]:
    """Return what was found out about recordings before, by content."""
    try:
        rows = json.loads((state / "sources.json").read_text("utf-8"))
        found = [serial.decode({**row, "path": Path(row["path"])}, {"Source": Source}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {source.hash: source for source in found}


def _keep_known(state: Path, sources: tuple[Source, ...]) -> None:
    rows = serial.dumps([_row(source) for source in sources])
    path = state / "sources.json"
    try:
        if not path.exists() or path.read_text("utf-8") != rows:
            part = path.with_suffix(".part")
            part.write_text(rows, "utf-8")
            part.replace(path)
    except OSError:
        return  # only speed is lost


def _row(source: Source) -> dict[str, object]:
    return {**serial.encode(replace(source, path=Path())), "path": str(source.path)}
