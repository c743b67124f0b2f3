"""A session's folder: which recordings are in it, under which names, and what is wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from dsp.mix import MAIN
from dsp.sources import Source, SourceError, cause, examine

SUFFIXES = (".wav", ".flac", ".aiff", ".aif", ".ogg", ".mp3")
"""The files that a session is made of."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that people should know about a file: why it is left out, or what of it is used."""

    file: str
    sentence: str
    refused: bool


def scan(folder: Path, known: Mapping[str, Source] | None = None) -> tuple[tuple[Source, ...], tuple[Notice, ...]]:
    """Find the recordings at the top level of a folder.

    Parameters
    ----------
    folder
        The session. Hidden files and folders inside it are not looked at.
    known
        Sources from before by their hash; a file with such a hash is not decoded again.

    Returns
    -------
    sources, notices
        What can be used, by file name, and a sentence on each file that cannot, or not wholly.

    Raises
    ------
    SourceError
        If the folder is missing or holds no recording that can be used.
    """
    paths = _audio_files(folder)

    def outcome(path: Path) -> Source | SourceError:
        try:
            return examine(path, known)
        except SourceError as error:
            return error

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(outcome, paths))
    sources: list[Source] = []
    notices: list[Notice] = []
    taken = {MAIN}
    for path, found in zip(paths, outcomes, strict=True):
        if isinstance(found, SourceError):
            notices.append(Notice(path.name, str(found), refused=True))
            continue
        name = path.name if path.stem in taken else path.stem
        taken.add(name)
        sources.append(replace(found, name=name))
        if found.promised > found.frames:
            notices.append(Notice(path.name, _cut_short(found), refused=False))
    if not sources:
        reasons = "; ".join(notice.sentence for notice in notices)
        raise SourceError(f"{folder} holds no recording that can be used: {reasons}")
    return tuple(sources), tuple(notices)


def find_response(folder: Path, said: str) -> tuple[str, ...]:
    """Return the recordings in a folder, or one folder further in, that a person can mean: their paths from there.

    All there are if `said` is empty; else those of that path, or of that name if none has that path, or that name
    without its ending.
    """
    paths = sorted(path for pattern in ("*", "*/*") for path in folder.glob(pattern))
    within = [path.relative_to(folder) for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
    found = [path.as_posix() for path in within if not any(part.startswith(".") for part in path.parts)]
    name = said.replace("\\", "/").removeprefix("./").casefold()
    for called in (str, lambda path: Path(path).name, lambda path: Path(path).stem):
        meant = tuple(path for path in found if not said or called(path).casefold() == name)
        if meant:
            return meant
    return ()


def session_rate(sources: Sequence[Source]) -> int:
    """Return the sample rate that a session runs at: that of most files, the higher one on a tie."""
    counts = Counter(source.sample_rate for source in sources)
    return max(counts, key=lambda rate: (counts[rate], rate))


def _audio_files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise SourceError(f"there is no folder {folder}")
    if not folder.is_dir():
        raise SourceError(f"{folder} is a file; a session is a folder of recordings")
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise SourceError(f"the folder {folder} cannot be read: {cause(error)}") from error
    if not entries:
        raise SourceError(f"the folder {folder} is empty; put the recordings of a song into it")
    audio = [
        path
        for path in entries
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and not path.is_dir()
    ]
    if not audio:
        *most, last = (suffix[1:] for suffix in SUFFIXES)
        raise SourceError(f"the folder {folder} holds no {', '.join(most)} or {last} file")
    return audio


def _cut_short(source: Source) -> str:
    whole = source.promised / source.sample_rate
    return f"{source.path.name} is cut short: {source.seconds:.2f} s of {whole:.2f} s decode and are used"
