"""How sentences are read that nothing was made for: `python -m bench.reading [FILE …]`.

A file holds a saying a line, a tab, and the program's own words for the same (`-` if nothing says it); without any it
is those of `models/sayings`. Every ninth line is kept apart from all learning, by people and by machine, and read here.
Told are: how many the grammar reads as meant, otherwise, or not; what the second reader proposes for those that it does
not read, and what it takes upon itself; and how long reading takes.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.lessons import SAYINGS, STRIPS, sayings
from assistant.proposing import chosen, weighed
from assistant.unasked import unasked
from assistant.words import lexicon_of
from grammar.agreements import BOLD
from grammar.intent import Reading
from grammar.lexicon import Lexicon
from grammar.parse import read

BESIDE: dict[str, Any] = {"words": "", "complaint": False}
"""What makes no difference to what is done."""

SURE = (0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 0.9)
"""How sure the second reader has to be."""


def bare(meant: Any) -> Any:
    """Return what was meant without the words that it was said in, and without the order of its settings."""
    if isinstance(meant, tuple):
        return tuple(map(bare, meant))
    if not is_dataclass(meant) or isinstance(meant, type):
        return meant
    kept = {field.name: bare(getattr(meant, field.name)) for field in fields(meant) if field.name not in BESIDE}
    knobs = {"knobs": tuple(sorted(kept["knobs"]))} if isinstance(kept.get("knobs"), tuple) else {}
    beside = {name: nothing for name, nothing in BESIDE.items() if hasattr(meant, name)}
    return replace(meant, **kept | knobs | beside)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(SAYINGS.glob("*.tsv")))
    parser.add_argument("--alone", action="store_true", help="without the second reader")
    given = parser.parse_args()
    lexicon, console = lexicon_of(STRIPS), Console()
    read("hello", lexicon)
    table = Table("file", "sayings", "as meant", "otherwise", "not read", title="by the grammar")
    took: list[float] = []
    dark: list[tuple[str, Reading, object]] = []
    for path in given.files:
        count: Counter[str] = Counter()
        for said, means in sayings(path, kept_apart=True):
            began = time.perf_counter()
            found = read(said, lexicon)
            took.append(1000 * (time.perf_counter() - began))
            meant = None if means == "-" else [bare(one) for one in read(means, lexicon).intents]
            if found.unread:
                count["not read" if meant else "as meant"] += 1
                dark.append((said, found, meant))
            else:
                count["as meant" if [bare(one) for one in found.intents] == meant else "otherwise"] += 1
        table.add_row(
            path.stem, *(str(n) for n in (count.total(), *map(count.get, ("as meant", "otherwise", "not read"))))
        )
    console.print(table)
    console.print(
        f"reading: median {median(took):.1f} ms, 90 % {quantiles(took, n=10)[-1]:.1f}, longest {max(took):.0f}"
    )
    if not given.alone:
        console.print(_second(dark, lexicon))


def _second(dark: list[tuple[str, Reading, object]], lexicon: Lexicon) -> Table:
    """Return what the second reader proposes for what was not read, and what of it is taken unasked."""
    title = f"of {len(dark)} not read"
    table = Table("surer than", "taken", "as meant", "among several", "otherwise", "silent", title=title)
    read_twice = [(said, found.unread, weighed(said, found.unread, lexicon), meant) for said, found, meant in dark]
    told = ("taken", "as meant", "among several", "otherwise", "silent")
    for least in SURE:
        count: Counter[str] = Counter()
        for _, _, found, meant in read_twice:
            ways = [[bare(one.meant) for one in way] for way in chosen(found, least)]
            count["taken" if ways else "silent"] += 1
            count["as meant" if [meant] == ways else "among several" if meant in ways else "otherwise"] += bool(ways)
        table.add_row(f"{least:.0%}", *(str(count[each]) for each in told))
    for name, wish in (("unasked", ""), ("unasked, if wanted", BOLD)):
        count = Counter()
        for said, unread, found, meant in read_twice:
            way = [bare(one.meant) for one in unasked(said, unread, found, lexicon, wish)]
            count["taken" if way else "silent"] += 1
            count["as meant" if way == meant else "otherwise"] += bool(way)
        table.add_row(name, *(str(count[each]) for each in told))
    return table


if __name__ == "__main__":
    main()
