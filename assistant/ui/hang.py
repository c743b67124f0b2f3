"""Wrapping that keeps a reply's columns: what does not fit goes on under where it began."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

COLUMN = re.compile(r"\s*(?:\S+(?: \S+)* {2,})?")
"""A line's indent, and its first column if two spaces or more set it off."""

DEEPEST = 0.4
"""The share of the width that an indent may take."""

SHALLOW = 2


def hung(text: Text, width: int) -> Text:
    """Return `text` wrapped to `width` columns with hanging indents, its styles kept."""
    console = Console(width=width)
    rows = [row for line in text.split("\n", allow_blank=True) for row in _rows(line, width, console)]
    return Text("\n").join(rows)


def _rows(line: Text, width: int, console: Console) -> list[Text]:
    line.rstrip()
    if line.cell_len <= width:
        return [line]
    column = COLUMN.match(line.plain)
    assert column is not None, "every line has an indent, if only an empty one"
    head, body = line.divide([column.end()])
    indent = head.cell_len
    rows: list[Text] = []
    if indent > DEEPEST * width:
        head.rstrip()
        rows = [head] if head.plain.strip() else []
        head, indent = Text(" " * SHALLOW), SHALLOW
    first, *rest = body.wrap(console, max(1, width - indent))
    rows.append(head + first)
    rows += [Text(" " * indent) + row for row in rest]
    for row in rows:
        row.rstrip()
    return rows
