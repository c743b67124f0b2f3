from __future__ import annotations

import shutil

import pytest

from dsp import compiled, warm
from dsp.effects import EFFECTS


@pytest.fixture
def done(monkeypatch, tmp_path):
    """What was done in this process of three jobs that only say so, with no kernel compiled yet."""
    done: list[int] = []
    monkeypatch.setattr(warm, "_jobs", lambda: [lambda place=place: done.append(place) for place in range(3)])
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    compiled._base.cache_clear()
    yield done
    compiled._base.cache_clear()


@pytest.mark.parametrize("program", ["/nowhere/python", shutil.which("false") or "/bin/false"], ids=["none", "broken"])
def test_where_no_other_process_can_work_everything_is_compiled_in_this_one(done, monkeypatch, program):
    monkeypatch.setattr("sys.executable", program)
    assert not compiled.complete()
    warm.compile_kernels()
    assert sorted(done) == [0, 1, 2]
    assert compiled.complete()


def test_other_processes_share_the_work(done):
    jobs = iter(range(5, 7))
    warm._hand_out(jobs)  # of the real jobs, in a process that knows nothing of ours
    assert done == []
    assert list(jobs) == []


def test_what_every_mix_needs_is_compiled_once_beside_those_of_its_kind():
    groups = [job.args[0] for job in warm._jobs() if getattr(job, "func", None) is warm._process]
    assert [effect for group in groups for effect in group] == list(warm.EVERYDAY)
    assert all(len({effect.__module__ for effect in group}) == 1 for group in groups)
    assert set(warm.EVERYDAY) <= set(EFFECTS)
