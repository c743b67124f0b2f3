"""Run the benchmark: `python -m bench [GROUP …] [--out FILE]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench.contest import compete
from bench.machine import described
from bench.material import Material
from bench.table import asked, table

GROUPS = ("prompt", "meters", "equaliser", "dynamics", "limiting", "space", "mixing", "turning", "mastering")

METHOD = """\
The same work by tonmeister and by its peers, on audio that the project's own demo generator makes. Each runs once
unmeasured, then all take turns (A B C A B C); *time* is the median, *range* the fastest and the slowest run. Who takes
very long takes fewer turns, all of them measured. *Against ours* is a runner's time over the time of the first line:
4.00 took four times as long as we did, 0.50 half as long; *asked* is what we set out to reach. *CPU* is the time that
all threads together computed, which suffers less than the clock's from whatever else the machine does. *× real time*
is seconds of audio a second, those of all strips together where there are several.

Whole processes are timed from start to exit with their imports and decoding; *peak MB* is their largest resident set.
The other rows work on arrays in memory, in one call each: ours into arrays that are kept, as the engine keeps its
buffers, the peers' into new ones, which they do not leave to the caller. Kernels
are compiled and cached before anything is timed, except where a row says so. Where the work differs, the note says how.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Time the groups asked for, print them and, if asked to, write them to a file."""
    options = argparse.ArgumentParser(prog="python -m bench", description="Time tonmeister against its peers.")
    options.add_argument("groups", nargs="*", metavar="GROUP", help=f"any of {', '.join(GROUPS)} (default: all)")
    options.add_argument("--out", type=Path, metavar="FILE", help="write the results to a file as well")
    options.add_argument("--remark", default="", help="a sentence to stand beside the results")
    chosen = options.parse_args(arguments)
    unknown = set(chosen.groups) - set(GROUPS)
    if unknown:
        options.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    command = " ".join(["python -m bench", *chosen.groups])
    started = time.monotonic()
    head = f"# Benchmark\n\n{METHOD}\n{_facts(command, chosen.remark)}"
    print(head, flush=True)
    outcomes, tables = [], []
    with tempfile.TemporaryDirectory(prefix="tonmeister-bench-") as folder:
        material = Material(Path(folder))
        for group in GROUPS:
            if group in (chosen.groups or GROUPS):
                for contest in import_module(f"bench.{group}").contests(material):
                    outcomes.append((contest, compete(contest)))
                    tables.append(table(*outcomes[-1]) + "\n")
                    print(tables[-1], flush=True)
    print(asked(outcomes))
    print(f"took {time.monotonic() - started:.0f} s")
    if chosen.out:
        chosen.out.write_text("\n".join([head, asked(outcomes) + "\n", "## In full\n", *tables]), "utf-8")
    return 0


def _facts(command: str, remark: str) -> str:
    return "\n".join(f"* {fact}" for fact in (f"`{command}`", *described(), remark) if fact) + "\n"


if __name__ == "__main__":
    sys.exit(main())
