"""Who does the work: a pool of fresh processes, shared by the plain run and the Prefect flow."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

T = TypeVar("T")
Done = Callable[[str, int, int], None]  # step, batches done, batches in all


@contextmanager
def process_pool(workers: int | None = None) -> Iterator[Executor]:
    """A pool of processes, one a core. They start with the first work, so that a run with none pays nothing.

    Spawned, not forked: polars has threads, and a forked copy of them deadlocks. When the block is left by an
    error, what has not begun is dropped.
    """
    workers = workers or os.cpu_count() or 1
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(workers,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def spread(pool: Executor, done: Done) -> Callable[[str, Callable[..., T], Sequence[Any]], list[T]]:
    """An ``each`` for the mill that maps batches over ``pool`` and tells ``done`` of each that is ready.

    A single batch is worked on here: starting a process would take longer than the batch.
    """

    def each(step: str, function: Callable[..., T], items: Sequence[Any]) -> list[T]:
        done(step, 0, len(items))
        ready = map(function, items) if len(items) < 2 else pool.map(function, items)
        results = []
        for result in ready:
            results.append(result)
            done(step, len(results), len(items))
        return results

    return each


def _begin(workers: int) -> None:
    """Share the cores between the processes, and end when the parent does: told by it, or orphaned."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
