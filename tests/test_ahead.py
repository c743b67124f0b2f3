"""Blocks computed ahead are the same blocks in the same order, and nothing goes on behind anyone's back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dsp.ahead import ahead


class Source:
    """Counts up for ever, or until it fails, and remembers what became of it."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.begun = 0
        self.closed = False
        self.threads: set[int] = set()
        self._fails_at = fails_at

    def blocks(self) -> Iterator[int]:
        try:
            while self.begun != self._fails_at:
                self.threads.add(threading.get_ident())
                self.begun += 1
                yield self.begun
            raise OSError("the disk is gone")
        finally:
            self.threads.add(threading.get_ident())
            self.closed = True


def names() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("ahead")]


@pytest.mark.parametrize("depth", [1, 2, 7])
@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_the_blocks_are_the_same_in_the_same_order(count: int, depth: int) -> None:
    assert list(ahead(range(count), depth)) == list(range(count))


def test_nothing_and_false_things_are_blocks_like_any_other() -> None:
    assert list(ahead([None, 0, "", ()])) == [None, 0, "", ()]


def test_what_goes_wrong_is_raised_where_it_went_wrong() -> None:
    source = Source(fails_at=3)
    blocks = ahead(source.blocks())
    assert [next(blocks) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(OSError, match="the disk is gone"):
        next(blocks)
    assert source.closed
    assert names() == []


def test_closing_early_ends_the_thread_and_closes_the_source() -> None:
    source = Source()
    blocks = ahead(source.blocks(), depth=3)
    assert [next(blocks) for _ in range(5)] == [1, 2, 3, 4, 5]
    blocks.close()
    assert source.closed
    assert names() == []
    begun = source.begun
    assert begun <= 5 + 3
    assert list(blocks) == []
    assert source.begun == begun


def test_a_reader_that_fails_closes_the_source_too() -> None:
    source = Source()

    def reader() -> Iterator[int]:
        for block in ahead(source.blocks()):
            yield block
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(reader())
    assert source.closed
    assert names() == []


def test_one_other_thread_does_all_the_work_while_the_reader_is_busy() -> None:
    third = threading.Event()

    def blocks() -> Iterator[int]:
        yield 1
        yield 2
        third.set()
        yield 3

    source = Source()
    reading = ahead(blocks(), depth=2)
    assert next(reading) == 1
    assert third.wait(10), "nothing is computed while the reader does something else"
    assert list(reading) == [2, 3]
    counted = ahead(source.blocks())
    assert [next(counted), next(counted)] == [1, 2]
    counted.close()
    assert len(source.threads) == 1
    assert threading.get_ident() not in source.threads
