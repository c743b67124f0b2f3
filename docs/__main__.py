"""Write the manual of the effects from their own declarations: `python -m docs`."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from bench.look import at_work
from docs.curves import graphs
from docs.picture import svg
from dsp.effect import Effect
from dsp.effects import EFFECTS
from dsp.param import Param
from grammar.catalogue import is_switch

HERE = Path(__file__).resolve().parent
PAGE, PICTURES = HERE / "effects.md", HERE / "effects"

HEAD = """\
# The effects

Written by `python -m docs` from what each effect declares, in the order in which they stand in a strip. A knob can be
set exactly ("set the compressor threshold on the bass to -20 dB") or turned ("a firmer compressor on the bass"):
both columns of words are understood. The curves are measured with the effect's own processor: as it comes, at work,
and with one knob two ordinary steps further.
"""


def main() -> int:
    """Write the page and the pictures, and take away those of effects that are gone."""
    PICTURES.mkdir(exist_ok=True)
    drawn = set()
    for kind in EFFECTS:
        picture = _picture(kind)
        if picture:
            (PICTURES / f"{kind.__name__}.svg").write_text(picture, "utf-8")
            drawn.add(f"{kind.__name__}.svg")
    for path in PICTURES.glob("*.svg"):
        if path.name not in drawn:
            path.unlink()
    PAGE.write_text(page(), "utf-8")
    return 0


def page() -> str:
    """Return the manual as Markdown; it shows the pictures that are there."""
    return "\n".join([HEAD, *map(_section, EFFECTS)])


def _section(kind: type[Effect]) -> str:
    other = ", ".join(kind.words[1:])
    lines = [f"## {kind.words[0].capitalize()}", "", f"`{kind.__name__}`" + (f", also: {other}" if other else ""), ""]
    lines += [_about(kind), ""]
    if kind.params:
        lines += ["| knob | range | as it comes | down | up |", "|---|---|---|---|---|"]
        lines += [_row(param) for param in kind.params.values()] + [""]
    picture = PICTURES / f"{kind.__name__}.svg"
    if picture.exists():
        lines += [f"![what the {kind.words[0]} does](effects/{picture.name})", ""]
    return "\n".join(lines)


def _about(kind: type[Effect]) -> str:
    """Return an effect's docstring up to its lists, as Markdown."""
    text = re.split(r"\n(?:Attributes|References|Parameters|Notes)\n-+\n", inspect.cleandoc(kind.__doc__ or ""))[0]
    return re.sub(r"\s*\[(\d+)\]_", "", text).strip()


def _row(param: Param) -> str:
    names = ", ".join(param.words)
    if param.labels or param.choices:
        span = ", ".join(param.format(choice) for choice in param.choices)
    elif isinstance(param.default, bool):
        span = "off, on"
    else:
        span = f"{param.format(param.low)} to {param.format(param.high)}"
    return f"| {names} | {span} | {param.format(param.default)} | {param.down} | {param.up} |"


def _picture(kind: type[Effect]) -> str:
    """Return curves for an effect as it comes and at work; nothing if there is nothing to see."""
    if is_switch(kind):
        return ""
    rest, work = kind(), at_work(kind)
    turned = [name for name in kind.params if getattr(work, name) != getattr(rest, name)]
    settings = [(_said(kind, rest, turned) or "as it comes", rest)]
    if turned:
        settings.append((_said(kind, work, turned), work))
        further = _further(kind.params[turned[0]], getattr(rest, turned[0]), getattr(work, turned[0]))
        more = work.with_(**{turned[0]: further})
        settings.append((_said(kind, more, turned), more))
    found = graphs(settings)
    return svg(found) if found else ""


def _said(kind: type[Effect], effect: Effect, knobs: list[str]) -> str:
    params = [kind.params[name] for name in knobs]
    return ", ".join(f"{param.words[0]} {param.format(getattr(effect, param.name))}" for param in params)


def _further(param: Param, rest: float, work: float) -> float:
    """Return the value two ordinary steps beyond the one at work; before it where there is no room."""
    away = 1 if work > rest else -1
    moved = param.move(work, 2 * away)
    return moved if moved != work else param.move(work, -2 * away)


if __name__ == "__main__":
    sys.exit(main())
