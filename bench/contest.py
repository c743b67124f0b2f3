"""A contest: several ways of doing the same work, timed in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


class Failed(RuntimeError):
    """Somebody did not do the work."""


@dataclass(frozen=True)
class Sample:
    """One run.

    Attributes
    ----------
    seconds
        On the clock.
    cpu_s
        Of all threads, which other work on the machine hardly changes.
    peak_mb
        The most memory it held, where it was a process of its own.
    """

    seconds: float
    cpu_s: float
    peak_mb: float | None = None


@dataclass(frozen=True)
class Runner:
    """One who does the work.

    Attributes
    ----------
    run
        Does it once; None if it is not installed here.
    note
        What is different about the work, or what came of it.
    asked
        How many times our time it should take at least; none if nothing was asked.
    turns
        How many turns it takes, where more would take too long, and all of them count; none for as many as the rest.
    """

    who: str
    run: Callable[[], Sample] | None
    note: str = ""
    asked: float | None = None
    turns: int | None = None


@dataclass(frozen=True)
class Contest:
    """Some work, and who does it: the first runner is the one that the others are compared with.

    Attributes
    ----------
    audio_s
        Seconds of audio that are worked through, none where that is not what takes the time.
    most_s, most_mb
        What ours should take at most, in time and in memory; none if nothing was asked.
    """

    work: str
    runners: Sequence[Runner]
    audio_s: float | None = None
    repeats: int = 5
    most_s: float | None = None
    most_mb: float | None = None


@dataclass(frozen=True)
class Result:
    """What a runner took: every run after the first, none if it is absent or failed.

    Attributes
    ----------
    failure
        What went wrong, if something did.
    """

    runner: Runner
    samples: tuple[Sample, ...]
    failure: str = ""

    @property
    def seconds(self) -> float | None:
        """The median, None if it did not run."""
        return median(sample.seconds for sample in self.samples) if self.samples else None

    @property
    def cpu_s(self) -> float | None:
        """The median, None if it did not run."""
        return median(sample.cpu_s for sample in self.samples) if self.samples else None

    @property
    def peak_mb(self) -> float | None:
        """The most that any run held."""
        return max((sample.peak_mb for sample in self.samples if sample.peak_mb is not None), default=None)


def compete(contest: Contest) -> list[Result]:
    """Run everyone once unmeasured, then everyone in turn, A B C A B C, as often as the contest says.

    Who takes few turns runs in the first of the measured ones only.

    Raises
    ------
    Failed
        If the first runner, ours, does not do the work; a peer that fails is left out from then on.
    """
    ours = contest.runners[0]
    taken: dict[str, list[Sample]] = {runner.who: [] for runner in contest.runners}
    failures: dict[str, str] = {}
    for turn in range(1 + contest.repeats):
        for runner in contest.runners:
            sits_out = runner.turns is not None and not 0 < turn <= runner.turns
            if runner.run is None or runner.who in failures or sits_out:
                continue
            try:
                sample = runner.run()
            except Failed as failed:
                if runner is ours:
                    raise
                failures[runner.who] = str(failed)
                taken[runner.who].clear()
                continue
            if turn:
                taken[runner.who].append(sample)
    return [Result(r, tuple(taken[r.who]), failures.get(r.who, "")) for r in contest.runners]


def timed(work: Callable[[], object]) -> Callable[[], Sample]:
    """Return a way of running some work in this process."""

    def run() -> Sample:
        started, worked = time.perf_counter(), time.process_time()
        work()
        return Sample(time.perf_counter() - started, time.process_time() - worked)

    return run
