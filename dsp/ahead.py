"""Work done ahead of whoever waits for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(blocks: Iterable[T], depth: int = 2) -> Generator[T, None, None]:
    """Yield the same blocks, while a thread of its own computes the next few.

    So rendering and writing overlap. What goes wrong in the thread is raised here, in its place among the
    blocks. Closing this generator, or losing it, ends the thread and closes `blocks`.

    Parameters
    ----------
    blocks
        Asked for in order, only in that thread, which begins with the first `next`.
    depth
        How many blocks may wait: 1 or more.
    """
    source = iter(blocks)

    def following() -> tuple[T] | None:
        for block in source:
            return (block,)
        return None

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        waiting = deque(worker.submit(following) for _ in range(depth))
        try:
            while (found := waiting.popleft().result()) is not None:
                waiting.append(worker.submit(following))
                yield found[0]
        finally:
            for future in waiting:
                future.cancel()
            if isinstance(source, Generator):
                worker.submit(source.close).result()
