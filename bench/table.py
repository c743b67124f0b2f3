"""Results as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from bench.contest import Contest, Result

HEAD = ("who", "time", "range", "CPU", "× real time", "against ours", "peak MB", "note")


def table(contest: Contest, results: Sequence[Result]) -> str:
    """Return one contest: its work as a heading and a line for each runner."""
    ours = results[0].seconds
    rows = [HEAD, *(_row(contest, result, ours) for result in results)]
    shown = [i for i in range(len(HEAD)) if any(row[i] for row in rows[1:])]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells[i].ljust(widths[i]) for i in shown) + " |"

    rule = "|" + "|".join("-" * (widths[i] + 2) for i in shown) + "|"
    return "\n".join([f"### {contest.work}", "", line(rows[0]), rule, *map(line, rows[1:])])


def _row(contest: Contest, result: Result, ours: float | None) -> tuple[str, ...]:
    who, note, seconds, cpu_s = result.runner.who, result.runner.note, result.seconds, result.cpu_s
    if seconds is None or cpu_s is None:
        missing = ("failed", result.failure) if result.failure else ("absent", "not installed here")
        return (who, missing[0], "", "", "", "", "", missing[1])
    each = sorted(sample.seconds for sample in result.samples)
    return (
        who,
        duration(seconds),
        f"{duration(each[0])} – {duration(each[-1])}",
        duration(cpu_s),
        f"{contest.audio_s / seconds:.0f}" if contest.audio_s else "",
        f"{seconds / ours:.2f}" if ours and seconds != ours else "",
        f"{result.peak_mb:.0f}" if result.peak_mb is not None else "",
        note,
    )


def duration(seconds: float) -> str:
    """Return a time in three figures."""
    return f"{1000 * seconds:.3g} ms" if seconds < 0.9995 else f"{seconds:.3g} s"
