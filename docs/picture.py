"""A graph as SVG: small, readable in light and dark, and without anything that would make it another file each time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from docs.curves import Graph, Points

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 240, 46, 34, 26
COLOURS = ("#888888", "#3b82f6", "#f97316", "#10b981")


def svg(graphs: Sequence[Graph]) -> str:
    """Return the graphs beside each other."""
    inside = "\n".join(
        f'<g transform="translate({i * (WIDTH + 10)} 0)">\n{_drawn(graph)}\n</g>' for i, graph in enumerate(graphs)
    )
    width = len(graphs) * (WIDTH + 10)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 56}" width="{width}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _drawn(graph: Graph) -> str:
    points = [point for _, curve in graph.curves for point in curve]
    low, high = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    rows = _steps(min(bottom, -3 if top < 3 else bottom), max(top, 3 if bottom > -3 else top))
    columns = [x for x in (20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4) if low <= x <= high * 1.001]
    if not graph.logarithmic:
        columns = _steps(low, high)
    left, right = (math.log(low), math.log(high)) if graph.logarithmic else (columns[0], columns[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        share = ((math.log(x) if graph.logarithmic else x) - left) / (right - left)
        return LEFT + share * (WIDTH - LEFT - 10), TOP + (rows[-1] - y) / (rows[-1] - rows[0]) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{LEFT}" y="14" font-weight="bold" fill="#333333">{graph.title}</text>']
    for y in rows:
        (x0, at), (x1, _) = place(low, y), place(high, y)
        parts.append(f'<path d="M{x0:.0f} {at:.0f}H{x1:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.0f}" text-anchor="end" fill="#555555">{y:g}</text>')
    for x in columns:
        at, _ = place(x, rows[0])
        name = f"{x / 1000:g}k" if x >= 1000 and graph.logarithmic else f"{x:g}"
        parts.append(f'<path d="M{at:.0f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eeeeee"/>')
        parts.append(f'<text x="{at:.0f}" y="{HEIGHT - 18}" text-anchor="middle" fill="#555555">{name}</text>')
    parts.append(f'<text x="{WIDTH - 10}" y="{HEIGHT - 4}" text-anchor="end" fill="#555555">{graph.across}</text>')
    parts.append(f'<text x="4" y="14" fill="#555555">{graph.up}</text>')
    for i, (name, curve) in enumerate(graph.curves):
        colour = COLOURS[i % len(COLOURS)]
        line = _path([place(*point) for point in curve])
        parts.append(f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = LEFT, HEIGHT + 12 + 16 * i
        parts.append(f'<path d="M{x} {y - 4}h14" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 18}" y="{y}" fill="#333333">{name}</text>')
    return "\n".join(parts)


def _path(points: Points) -> str:
    begin, *rest = points
    kept = [begin, *(now for before, now in pairwise([begin, *rest]) if round(now[0]) != round(before[0]))]
    return "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in kept)


def _steps(low: float, high: float) -> list[float]:
    """Return round numbers that reach from below `low` to above `high`, about six of them."""
    rough = max(high - low, 1e-6) / 5
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 3, 5, 10) if size * factor >= rough)
    return [step * i for i in range(math.floor(low / step), math.ceil(high / step) + 1)]
