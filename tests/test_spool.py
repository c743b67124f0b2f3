from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assistant import spool
from assistant.spool import Spool
from dsp.files import WriteError

RNG = np.random.default_rng(3)


def blocks(lengths, channels=2, level=1.0):
    return [(level * RNG.uniform(-1, 1, (channels, n))).astype(np.float32) for n in lengths]


def filled(sounds):
    kept = Spool()
    passed = list(kept.taking(sounds))
    assert all(np.array_equal(a, b) for a, b in zip(passed, sounds, strict=True))
    return kept


@pytest.mark.parametrize("in_memory", [10**9, 0, 5000], ids=["in memory", "on the disk", "first one, then the other"])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_was_taken_comes_back_as_it_was_as_often_as_wanted(monkeypatch, in_memory, channels):
    monkeypatch.setattr(spool, "IN_MEMORY", in_memory)
    sounds = blocks([300, 1, 700, 0, 512], channels)
    kept = filled(sounds)
    assert kept.channels == channels
    for _ in range(2):
        assert [b.tobytes() for b in kept] == [b.tobytes() for b in sounds]


def test_blocks_that_are_views_are_kept_as_they_look():
    whole = RNG.uniform(-1, 1, (1000, 2)).astype(np.float32).T
    assert np.array_equal(np.concatenate(list(filled([whole[:, :400], whole[:, 400:]])), axis=1), whole)


def test_nothing_comes_of_nothing():
    kept = filled([])
    assert list(kept) == kept.excerpt(100, 10) == []


def test_a_short_sound_is_its_own_excerpt():
    sounds = blocks([100] * 7)
    assert [b.tobytes() for b in filled(sounds).excerpt(700, 50)] == [b.tobytes() for b in sounds]


def test_an_excerpt_is_as_long_as_asked_and_from_all_over():
    sounds = [np.full((1, 100), 1 + i / 1000, np.float32) for i in range(1000)]
    places = [round(1000 * (float(b[0, 0]) - 1)) for b in filled(sounds).excerpt(10_000, 500)]
    assert 90 <= len(places) <= 110
    for tenth in range(10):
        assert sum(place // 100 == tenth for place in places) == 10, "as much from each tenth of it"
    assert sum(b - a == 1 for a, b in pairwise(places)) >= 0.7 * len(places), "in stretches"


def test_an_excerpt_is_of_what_is_loud():
    quiet, loud = blocks([100] * 500, level=0.001), blocks([100] * 20)
    heard = filled([*quiet, *loud, *quiet]).excerpt(1000, 100)
    assert len(heard) == 10
    assert min(np.abs(block).max() for block in heard) > 0.5


def test_where_there_is_no_room_that_is_said(monkeypatch):
    class Full:
        def write(self, _):
            raise OSError(28, "No space left on device")

    kept = Spool()
    monkeypatch.setattr(kept, "_file", Full())
    with pytest.raises(WriteError, match=r"cannot be set aside in .*: no space left on device"):
        list(kept.taking(blocks([100])))
