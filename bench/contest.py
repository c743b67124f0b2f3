"""A contest: several ways of doing the same work, timed in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Sample:
    """One run: how long it took and, where it was a process of its own, the most memory it held."""

    seconds: float
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
    """

    who: str
    run: Callable[[], Sample] | None
    note: str = ""


@dataclass(frozen=True)
class Contest:
    """Some work, and who does it: the first runner is the one that the others are compared with.

    Attributes
    ----------
    audio_s
        Seconds of audio that are worked through, none where that is not what takes the time.
    """

    work: str
    runners: Sequence[Runner]
    audio_s: float | None = None
    repeats: int = 5


@dataclass(frozen=True)
class Result:
    """What a runner took: every run after the first."""

    runner: Runner
    samples: tuple[Sample, ...]

    @property
    def seconds(self) -> float | None:
        """The median, None if it did not run."""
        return median(sample.seconds for sample in self.samples) if self.samples else None

    @property
    def peak_mb(self) -> float | None:
        """The most that any run held."""
        return max((sample.peak_mb for sample in self.samples if sample.peak_mb is not None), default=None)


def compete(contest: Contest) -> list[Result]:
    """Run everyone once unmeasured, then everyone in turn, A B C A B C, as often as the contest says."""
    present = [runner for runner in contest.runners if runner.run]
    taken: dict[str, list[Sample]] = {runner.who: [] for runner in contest.runners}
    for turn in range(1 + contest.repeats):
        for runner in present:
            assert runner.run is not None
            sample = runner.run()
            if turn:
                taken[runner.who].append(sample)
    return [Result(runner, tuple(taken[runner.who])) for runner in contest.runners]


def timed(work: Callable[[], object]) -> Callable[[], Sample]:
    """Return a way of running some work in this process."""

    def run() -> Sample:
        started = time.perf_counter()
        work()
        return Sample(time.perf_counter() - started)

    return run
