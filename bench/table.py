"""Results as Markdown tables: one for each contest, and one of all that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bench.contest import Contest, Result

HEAD = ("who", "time", "range", "CPU", "× real time", "against ours", "asked", "peak MB", "note")
ASKED_HEAD = ("work", "ours", "peer", "against ours", "asked")


def table(contest: Contest, results: Sequence[Result]) -> str:
    """Return one contest: its work as a heading and a line for each runner."""
    rows = [_row(contest, result, results[0]) for result in results]
    shown = [i for i in range(len(HEAD)) if any(row[i] for row in rows)]
    return f"### {contest.work}\n\n" + _markdown([[row[i] for i in shown] for row in (HEAD, *rows)])


def asked(outcomes: Sequence[tuple[Contest, Sequence[Result]]]) -> str:
    """Return a line for each thing that was asked of us, and whether it came true; nothing if nothing was."""
    rows = []
    for contest, results in outcomes:
        ours = results[0]
        for result in results:
            verdict = _verdict(contest, result, ours)
            if verdict and result.seconds and ours.seconds:
                peer = "" if result is ours else f"{result.runner.who}, {duration(result.seconds)}"
                ratio = "" if result is ours else f"{result.seconds / ours.seconds:.2f}"
                rows.append((contest.work, _ours(ours), peer, ratio, verdict))
    return "## What was asked\n\n" + _markdown([ASKED_HEAD, *rows]) if rows else ""


def _ours(result: Result) -> str:
    memory = f", {result.peak_mb:.0f} MB" if result.peak_mb is not None else ""
    return duration(result.seconds or 0.0) + memory


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def _row(contest: Contest, result: Result, ours: Result) -> tuple[str, ...]:
    who, note, seconds, cpu_s = result.runner.who, result.runner.note, result.seconds, result.cpu_s
    if seconds is None or cpu_s is None:
        missing = ("failed", result.failure) if result.failure else ("absent", "not installed here")
        return (who, missing[0], "", "", "", "", "", "", missing[1])
    each = sorted(sample.seconds for sample in result.samples)
    return (
        who,
        duration(seconds),
        f"{duration(each[0])} – {duration(each[-1])}" if len(each) > 1 else "one run",
        duration(cpu_s),
        f"{contest.audio_s / seconds:.0f}" if contest.audio_s else "",
        f"{seconds / ours.seconds:.2f}" if ours.seconds and result is not ours else "",
        _verdict(contest, result, ours),
        f"{result.peak_mb:.0f}" if result.peak_mb is not None else "",
        note,
    )


def _verdict(contest: Contest, result: Result, ours: Result) -> str:
    """Say what was asked of us against this runner, or of ours alone, and whether it came true."""
    if result.seconds is None or ours.seconds is None:
        return ""
    said = []
    if result is ours:
        if contest.most_s is not None:
            said.append((f"≤ {duration(contest.most_s)}", result.seconds <= contest.most_s))
        if contest.most_mb is not None and result.peak_mb is not None:
            said.append((f"≤ {contest.most_mb:.0f} MB", result.peak_mb <= contest.most_mb))
    elif result.runner.asked is not None:
        said.append((f"≥ {result.runner.asked:g}", result.seconds / ours.seconds >= result.runner.asked))
    return ", ".join(f"{bound} {'✓' if reached else '✗'}" for bound, reached in said)


def duration(seconds: float) -> str:
    """Return a time in three figures."""
    return f"{1000 * seconds:.3g} ms" if seconds < 0.9995 else f"{seconds:.3g} s"
