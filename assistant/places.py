"""Where things are kept: a session's state and files, the listener's profile, the names of sessions."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_state_path

from assistant.journal import JournalError

STATE = ".tonmeister"
RENDERS = "renders"


@dataclass(frozen=True)
class Places:
    """The folders of one session.

    Attributes
    ----------
    notice
        A sentence, if something is not where one would look for it.
    """

    folder: Path
    state: Path
    out: Path
    notice: str = ""


def profile_path() -> Path:
    """Return where the listener's profile is kept."""
    return user_config_path("tonmeister") / "profile.toml"


def find(session: str) -> Path:
    """Return the folder that a path or a remembered name means."""
    path = Path(session).expanduser()
    if path.exists() or os.sep in session:
        return path.resolve()
    remembered = _names().get(session)
    return Path(remembered) if remembered else path.resolve()


def places(folder: Path, state: Path | None, out: Path | None) -> Places:
    """Return where a session keeps its state and its files.

    A folder that cannot be written to is still a session: its state then lies with the user's own, and its files
    in the folder tonmeister was started from.

    Raises
    ------
    JournalError
        If files would go where they would be taken for recordings of the session.
    """
    if out is not None and out.resolve() == folder:
        raise JournalError(f"{out} is the session itself, where files would be taken for its recordings; name another.")
    if state is not None and out is not None:
        return Places(folder, state, out)
    if os.access(folder, os.W_OK):
        return Places(folder, state or folder / STATE, out or folder / RENDERS)
    digest = hashlib.blake2b(str(folder).encode(), digest_size=4).hexdigest()
    kept = state or user_state_path("tonmeister") / "sessions" / f"{folder.name}-{digest}"
    files = out or Path.cwd() / RENDERS
    said = [f"the conversation is kept in {kept}"] if state is None else []
    said += [f"files go to {files}"] if out is None else []
    return Places(folder, kept, files, f"I cannot write in {folder}, so {' and '.join(said)}.")


def made(folder: Path) -> Path:
    """Make a folder for state; raises `JournalError` with one sentence if that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JournalError(
            f"I cannot keep the session in {folder}: {error.strerror}; name another with --state."
        ) from None
    return folder


def remember(folder: Path) -> None:
    """Remember a session by its folder's name, so that the name alone opens it."""
    path = user_state_path("tonmeister") / "sessions.json"
    names = {**_names(), folder.name: str(folder)}
    if names == _names():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(names, indent=1, sort_keys=True), "utf-8")
        part.replace(path)
    except OSError:
        return  # a convenience: the folder's path still opens it


def _names() -> dict[str, str]:
    try:
        names = json.loads((user_state_path("tonmeister") / "sessions.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(path) for name, path in names.items()} if isinstance(names, dict) else {}
