"""What the benchmark says of a run: who is timed, in which order, and against whom."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import freqz_sos

from bench.__main__ import GROUPS
from bench.contest import Contest, Failed, Result, Runner, Sample, compete, timed
from bench.equaliser import BANDS, cookbook
from bench.material import RATE
from bench.process import run
from bench.referee import ITU, strict, true_peak_db
from bench.table import asked, table
from dsp.effects.eq import response_db


def _runner(who: str, order: list[str], *seconds: float) -> Runner:
    times = iter(seconds)

    def once() -> Sample:
        order.append(who)
        return Sample(next(times), 0.0)

    return Runner(who, once)


def test_everyone_runs_in_turn_and_the_first_turn_does_not_count() -> None:
    order: list[str] = []
    ours, peer = _runner("ours", order, 9.0, 1.0, 3.0, 2.0), _runner("peer", order, 9.0, 8.0, 8.0, 7.0)
    results = compete(Contest("work", (ours, peer), repeats=3))
    assert order == ["ours", "peer"] * 4
    assert [result.seconds for result in results] == [2.0, 8.0]


def test_who_takes_few_turns_takes_them_with_the_first_measured_ones() -> None:
    order: list[str] = []
    slow = replace(_runner("slow", order, 30.0), turns=1)
    results = compete(Contest("work", (_runner("ours", order, 1.0, 1.0, 1.0), slow), repeats=2))
    assert order == ["ours", "ours", "slow", "ours"]
    assert [len(result.samples) for result in results] == [2, 1]


@pytest.mark.parametrize(("bound", "verdict"), [(4.0, "≥ 4 ✓"), (4.5, "≥ 4.5 ✗"), (None, "")])
def test_what_was_asked_of_us_stands_beside_what_came_of_it(bound: float | None, verdict: str) -> None:
    contest = Contest("work", (Runner("ours", None), Runner("peer", None, asked=bound), Runner("other", None, asked=1)))
    shown = table(contest, [Result(r, (Sample(s, s),)) for r, s in zip(contest.runners, (1.0, 4.0, 2.0), strict=True)])
    head, _, _, peer, _ = ([cell.strip() for cell in line.split("|")[1:-1]] for line in shown.splitlines()[2:])
    assert dict(zip(head, peer, strict=True))["asked"] == verdict


def test_what_was_asked_is_summed_up_in_one_table() -> None:
    contest = Contest("work", (Runner("ours", None), Runner("peer", None, asked=5)), most_s=2.0, most_mb=300)
    samples = ((Sample(1.5, 1.5, 310.0),), (Sample(6.0, 6.0),))
    lines = asked([(contest, [Result(r, s) for r, s in zip(contest.runners, samples, strict=True)])]).splitlines()
    ours, peer = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines[-2:])
    assert ours == ["work", "1.5 s, 310 MB", "", "", "≤ 2 s ✓, ≤ 300 MB ✗"]
    assert peer == ["work", "1.5 s, 310 MB", "peer, 6 s", "4.00", "≥ 5 ✗"]
    assert asked([]) == ""


def test_an_absent_peer_is_shown_as_absent_and_has_no_ratio() -> None:
    contest = Contest("work", (_runner("ours", [], 1.0, 1.0), Runner("peer", None)), repeats=1)
    last = table(contest, compete(contest)).splitlines()[-1]
    assert "absent" in last
    assert "not installed here" in last


def test_a_peer_that_fails_is_shown_with_its_reason_and_the_rest_goes_on() -> None:
    def fails() -> Sample:
        raise Failed("it has no such filter")

    contest = Contest("work", (_runner("ours", [], 1.0, 1.0, 1.0), Runner("peer", fails)), repeats=2)
    results = compete(contest)
    assert [len(result.samples) for result in results] == [2, 0]
    assert "it has no such filter" in table(contest, results)


def test_our_own_failure_ends_the_benchmark() -> None:
    def fails() -> Sample:
        raise Failed("nothing was written")

    with pytest.raises(Failed, match="nothing was written"):
        compete(Contest("work", (Runner("ours", fails),)))


def test_a_ratio_is_the_peers_time_over_ours() -> None:
    contest = Contest("work", (Runner("ours", None), Runner("peer", None)), audio_s=60)
    samples = ((Sample(0.5, 0.4),), (Sample(2.0, 1.0),))
    shown = table(contest, [Result(r, s) for r, s in zip(contest.runners, samples, strict=True)])
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in shown.splitlines()[2:]]
    ours, peer = (dict(zip(cells[0], row, strict=True)) for row in cells[2:])
    assert (ours["time"], ours["× real time"], ours["against ours"]) == ("500 ms", "120", "")
    assert (peer["time"], peer["× real time"], peer["against ours"]) == ("2 s", "30", "4.00")


def test_the_clock_counts_waiting_and_the_cpu_does_not() -> None:
    sample = timed(lambda: time.sleep(0.2))()
    assert sample.seconds >= 0.2
    assert sample.cpu_s < 0.1


def test_a_process_is_charged_for_its_own_memory_only() -> None:
    held = bytearray(200_000_000)  # what the benchmark holds must not count towards what it starts
    held[::4096] = b"1" * len(held[::4096])
    small, _ = run((sys.executable, "-S", "-c", "pass"))
    large, _ = run((sys.executable, "-S", "-c", "x = bytearray(80_000_000); x[::4096] = b'1' * len(x[::4096])"))
    assert small.peak_mb is not None
    assert large.peak_mb is not None
    assert small.peak_mb < 40
    assert 70 < large.peak_mb - small.peak_mb < 90


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(Failed, match=r"ended with 3: no such band"):
        run((sys.executable, "-c", "import sys; print('no such band', file=sys.stderr); sys.exit(3)"))


def test_the_independent_cookbook_has_the_response_of_our_bands() -> None:
    frequencies = np.geomspace(20, 20000, 200)
    for band in BANDS:
        _, response = freqz_sos(np.array([cookbook(band)]), frequencies, fs=RATE)
        np.testing.assert_allclose(20 * np.log10(np.abs(response)), response_db(band, frequencies, RATE), atol=1e-6)


def test_the_referees_see_the_peak_between_the_samples_of_a_tone() -> None:
    t = np.arange(RATE) / RATE
    for hz in (997.0, RATE / 4, 11_000.0):  # at a quarter of the rate no sample is above -3 dB
        tone = (np.hanning(RATE) * np.sin(2 * np.pi * hz * t + np.pi / 4))[None].astype(np.float32)
        assert true_peak_db(tone, strict()) == pytest.approx(0.0, abs=0.02)
        assert -0.4 <= true_peak_db(tone, ITU) <= 0.2  # what EBU Tech 3341 allows a meter


def test_every_group_named_can_be_imported() -> None:
    found = {path.stem for path in Path(import_module("bench").__path__[0]).glob("*.py")}
    assert set(GROUPS) <= found
    assert all(callable(import_module(f"bench.{group}").contests) for group in GROUPS)
