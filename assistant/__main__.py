"""The command line: every command in one place, its work in `assistant.commands`.

Only the standard library and names are imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from dsp.formats import FORMATS

COMMANDS = ("say", "run", "transcript", "render", "show", "measure", "master", "parse", "profile", "demo")


def _rate(said: str) -> int:
    from grammar.files import NO_RATE, RATES_HZ

    if not said.isdecimal() or int(said) not in RATES_HZ:
        raise argparse.ArgumentTypeError(f"{said!r}: {NO_RATE}, said in Hz, for example 48000")
    return int(said)


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    top = argparse.ArgumentParser(
        prog="tonmeister",
        description="A mixing and mastering engineer you talk to.",
        epilog="tonmeister SESSION opens the screen; a SESSION is a folder of recordings or the name of one.",
    )
    top.add_argument("--version", action="store_true", help="print the version and leave")
    commands = top.add_subparsers(dest="command", metavar="SESSION | COMMAND")

    say = commands.add_parser("say", help="say sentences to a session, one after the other")
    say.add_argument("session")
    say.add_argument("sentences", nargs="+", metavar="SENTENCE")
    say.add_argument("--dry-run", action="store_true", help="decide and check; write and remember nothing")
    _json(say)
    _places(say)

    run = commands.add_parser("run", help="replay a transcript from the untouched recordings")
    run.add_argument("transcript")
    run.add_argument("--session", help="another session than the transcript names")
    run.add_argument("--out", help="folder for files (default: renders/ and the transcript's name)")
    run.add_argument("--profile", metavar="FILE|none", help="another profile than the transcript names")
    run.add_argument("--check", action="store_true", help="fail if a reply is not the one recorded")
    run.add_argument("--rewrite", action="store_true", help="record the replies given in the transcript")
    run.add_argument("--keep-going", action="store_true", help="go on after a sentence that was not done")
    _json(run)

    transcript = commands.add_parser("transcript", help="write a session as a script")
    transcript.add_argument("session")
    transcript.add_argument("--pinned", action="store_true", help="canonical sentences with nothing left to decide")
    transcript.add_argument("--out", metavar="FILE", help="where to (default: print it)")
    transcript.add_argument("--state", metavar="DIR")

    render = commands.add_parser("render", help="write the mix as it stands")
    render.add_argument("session")
    what = render.add_mutually_exclusive_group()
    what.add_argument("--strip", metavar="NAME", help="one strip after its fader and pan")
    what.add_argument("--stems", action="store_true", help="whatever feeds main: tracks, buses and returns")
    render.add_argument("--format", choices=FORMATS, default="wav24")
    render.add_argument("--rate", type=_rate, default=0, metavar="HZ", help="the file's sample rate")
    _json(render)
    render.add_argument("--state", metavar="DIR")
    render.add_argument("--out", metavar="DIR")

    show = commands.add_parser("show", help="show a session")
    show.add_argument("session")
    _json(show)
    show.add_argument("--state", metavar="DIR")

    measure = commands.add_parser("measure", help="measure files")
    measure.add_argument("files", nargs="+", metavar="FILE")
    _json(measure)

    master = commands.add_parser("master", help="master finished mixes")
    master.add_argument("files", nargs="+", metavar="FILE")
    master.add_argument(
        "--for",
        dest="targets",
        required=True,
        metavar="TARGET[,TARGET]",
        help='"apple music", "spotify", "-14"',
    )
    master.add_argument("--format", choices=FORMATS)
    master.add_argument("--rate", type=_rate, default=0, metavar="HZ", help="the file's sample rate")
    master.add_argument("--out", metavar="DIR")
    _json(master)

    parse = commands.add_parser("parse", help="show how a sentence is read")
    parse.add_argument("sentence")
    parse.add_argument("--session", help="read it with this session's track names")
    _json(parse)

    profile = commands.add_parser("profile", help="show, reset or locate what was learned of your taste")
    profile.add_argument("action", nargs="?", choices=("show", "path", "reset"), default="show")
    profile.add_argument("--profile", metavar="FILE", help="another file than your own")
    _json(profile)

    demo = commands.add_parser("demo", help="make the demo session")
    demo.add_argument("--out", metavar="DIR", default="demo")

    screen = commands.add_parser("open", help="open the screen (the same as naming the session alone)")
    screen.add_argument("session")
    _places(screen)
    return top


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON lines")


def _places(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", metavar="FILE|none", help="another profile than your own, or none")
    command.add_argument("--state", metavar="DIR", help="where the conversation is kept (default: SESSION/.tonmeister)")
    command.add_argument("--out", metavar="DIR", help="where files go (default: SESSION/renders)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0 done, 1 asked, refused or unreadable, 2 wrong use."""
    said = list(sys.argv[1:] if arguments is None else arguments)
    top = parser()
    first = next((word for word in said if not word.startswith("-")), None)
    if first is not None and first not in (*COMMANDS, "open"):
        said = ["open", *said]
    chosen = top.parse_args(said)
    if chosen.version:
        from assistant.version import current

        print(f"tonmeister {current()}")
        return 0
    if chosen.command is None:
        top.print_help()
        return 2
    # Nothing here multiplies large matrices: numpy's threads for it would only cost their start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(20_000, 50, 100)  # loading makes many objects and no rubbish: looking for some costs a tenth
    try:
        from assistant import commands

        return commands.run(chosen)
    except KeyboardInterrupt:
        print("\nStopped; what was finished is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
