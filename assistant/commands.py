"""What each command of the command line does. Heavy things are imported where they are used."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.console import OUT, Progress, tell, warn, watch

if TYPE_CHECKING:
    from assistant.conversation import Conversation
    from assistant.turn import Turn


def run(chosen: argparse.Namespace) -> int:
    """Run the chosen command; what a person can mend becomes one sentence on stderr and exit code 1."""
    with Progress() as progress:
        progress("starting")
        try:
            return COMMANDS[chosen.command](chosen, progress)
        except _mendable() as wrong:
            progress.done()
            warn(str(wrong))
        except OSError as wrong:
            progress.done()
            warn(f"{wrong.filename or 'A file'}: {wrong.strerror or wrong}.")
        return 1


def _mendable() -> tuple[type[Exception], ...]:
    """Return what a person can mend; asked for once something has gone wrong, for it takes a while to load."""
    from assistant.journal import JournalError
    from assistant.profile import ProfileError
    from assistant.transcript import TranscriptError
    from dsp.files import WriteError
    from dsp.sources import SourceError

    return SourceError, JournalError, ProfileError, TranscriptError, WriteError


def _expect_sound() -> None:
    """Load what computes sound while everything else is got ready."""
    from dsp import warm

    warm.load()


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser().resolve() if text else None


def _profile_file(text: str | None) -> Path | None:
    from assistant.places import profile_path

    if text == "none":
        return None
    return _path(text) or profile_path()


def _open(chosen: argparse.Namespace, progress: Progress, dry: bool = True) -> Conversation:
    """Open the session; `dry` if it is only to be looked at."""
    from assistant.opening import open_session

    conversation = open_session(
        chosen.session,
        state=_path(getattr(chosen, "state", None)),
        out=_path(getattr(chosen, "out", None)),
        profile_file=_profile_file(getattr(chosen, "profile", None)),
        learns=getattr(chosen, "profile", None) != "none",
        dry=dry,
        say=progress,
    )
    for notice in conversation.notices:
        warn(notice)
    return conversation


def _print(turn: Turn, progress: Progress, as_json: bool, echo: bool) -> None:
    progress.done()
    if as_json:
        from assistant.report import line, turn_data

        print(line(turn_data(turn)), flush=True)
        return
    if echo:
        OUT.print(f"> {turn.said}", style="bold", markup=False)
    tell(turn.spoken)
    if echo:
        OUT.print()


def _say(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant.transcript import GOOD

    with _open(chosen, progress, chosen.dry_run) as conversation:
        listening = conversation.listen()
        good = True
        for sentence in chosen.sentences:
            progress("thinking")
            turn = conversation.say(sentence)
            _print(turn, progress, chosen.json, echo=len(chosen.sentences) > 1)
            good = good and turn.status in GOOD
        if listening is not None:
            watch(lambda: listening.words, listening.wait)
            listening.close()
            for remark in listening.remarks:
                warn(remark)
    return 0 if good else 1


def _run(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant.replay import replay

    return replay(chosen, progress, lambda turn: _print(turn, progress, chosen.json, echo=True))


def _transcript(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant.transcript import exported

    with _open(argparse.Namespace(session=chosen.session, state=chosen.state), progress) as conversation:
        models = conversation.header().models
        beside = Path(chosen.out).resolve().parent if chosen.out else Path.cwd()
        where = os.path.relpath(conversation.places.folder, beside)
        text = exported(conversation.session, where, models, chosen.pinned).text()
    progress.done()
    out = _path(chosen.out)
    if out is None:
        print(text, end="")
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8")
        tell(f"{out}")
    return 0


def _render(chosen: argparse.Namespace, progress: Progress) -> int:
    _expect_sound()
    from assistant.deliver import deliver
    from assistant.outcome import Decline
    from assistant.resolve import listed
    from assistant.turn import Delivery

    with _open(chosen, progress) as conversation:
        mix = conversation.session.mix
        if chosen.strip and chosen.strip not in mix:
            warn(f"There is no strip {chosen.strip}; there are {listed(strip.name for strip in mix)}.")
            return 1
        target = "stems" if chosen.stems else chosen.strip or "mix"
        delivery = Delivery(target, format=chosen.format, strip=chosen.strip or "", rate_hz=chosen.rate)
        made = deliver(delivery, conversation.session, mix, conversation.studio, conversation.places.out)
    progress.done()
    if isinstance(made, Decline):
        warn(made.text)
        return 1
    if chosen.json:
        from assistant.report import line

        print(line({"files": [str(path.resolve()) for path in made.files], "reply": made.text}))
        return 0
    for path in made.files:
        tell(str(path))
    tell(made.text)
    return 0


def _show(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant.answers import plays
    from assistant.explain import knob_words
    from assistant.report import line, session_data
    from assistant.sections import section_words
    from dsp.mix import Move
    from grammar.roles import role_of

    with _open(chosen, progress) as conversation:
        session = conversation.session
        sources = {source.name: source for source in conversation.sources}
        seconds = max((source.seconds for source in sources.values()), default=0.0)
        paths = {name: str(source.path) for name, source in sources.items()}
        confidence = {name: role_of(name)[1] for name in sources}
    progress.done()
    if chosen.json:
        print(line(session_data(session, seconds, confidence, paths)))
        return 0
    tell(f"{session.name}: {len(sources)} tracks, {seconds:.1f} s at {session.sample_rate} Hz")
    width = max(len(strip.name) for strip in session.mix)
    for strip in session.mix:
        chain = ", ".join(knob_words(Move(strip.name, None, slot)) for slot in strip)
        tell(f"{strip.name:<{width}}  {plays(session.mix, strip):<16}  {chain}")
    for section in session.sections.values():
        tell(section_words(section))
    return 0


def _measure(chosen: argparse.Namespace, progress: Progress) -> int:
    _expect_sound()
    from assistant.measuring import measure_files

    return measure_files(chosen.files, chosen.json, progress)


def _master(chosen: argparse.Namespace, progress: Progress) -> int:
    _expect_sound()
    from assistant.mastering import master_files

    return master_files(chosen, progress, lambda turn: _print(turn, progress, chosen.json, echo=False))


def _parse(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant.respond import lexicon
    from assistant.serial import encode
    from assistant.session import Session, first_mix
    from dsp.mix import Strip
    from grammar.explain import explain

    if chosen.session:
        with _open(argparse.Namespace(session=chosen.session), progress) as conversation:
            session = conversation.session
    else:
        mix = first_mix(tuple(Strip(name) for name in ("Vocal", "Guitar", "Piano", "Bass", "Drums")))
        session = Session("example", 48_000, mix, mix)
    shown = explain(chosen.sentence, lexicon(session))
    progress.done()
    if chosen.json:
        print(json.dumps(encode(shown), ensure_ascii=False))
    else:
        tell(json.dumps(encode(shown), ensure_ascii=False, indent=1))
    return 0


def _profile(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant import profile
    from assistant.answers import profile_words

    path = _profile_file(chosen.profile)
    if path is None:
        warn("--profile none is no profile to show.")
        return 2
    progress.done()
    if chosen.action == "path":
        tell(str(path))
    elif chosen.action == "reset":
        path.unlink(missing_ok=True)
        tell(f"Forgotten; {path} is gone.")
    else:
        taste = profile.load(path)
        if chosen.json:
            from assistant.report import line

            rows = {q: {**t.__dict__, "scale": t.scale} for q, t in taste.taste.items()}
            print(line({"file": str(path), "taste": rows}))
        else:
            tell(f"{path}\n{profile_words(taste)}")
    return 0


def _demo(chosen: argparse.Namespace, progress: Progress) -> int:
    from assistant import journal
    from assistant.demo import make
    from assistant.places import STATE
    from assistant.studio import Studio

    folder = Path(chosen.out).expanduser().resolve()
    progress("making the demo session")
    make(folder)
    Studio({}, 44_100, say=progress).ready()
    progress.done()
    if (folder / STATE / journal.NAME).exists():
        tell(f"Its conversation goes on where it ended; remove {folder / STATE} to begin anew.")
    tell(f'{folder}\nNow say: tonmeister say {chosen.out} "make the vocal warmer and master for Apple Music"')
    return 0


def _screen(chosen: argparse.Namespace, progress: Progress) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        warn(f'The screen needs a terminal; use: tonmeister say {chosen.session} "…"')
        return 2
    progress("opening the screen")
    from assistant.ui.app import show

    with _open(chosen, progress, dry=False) as conversation:
        conversation.listen()
        progress.done()
        show(conversation)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Progress], int]] = {
    "say": _say,
    "run": _run,
    "transcript": _transcript,
    "render": _render,
    "show": _show,
    "measure": _measure,
    "master": _master,
    "parse": _parse,
    "profile": _profile,
    "demo": _demo,
    "open": _screen,
}
