"""A pool of processes that share the cores and end with their parent.

This module imports nothing heavy: a process of the pool imports it first, and limits polars' threads before polars is
there.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process


@contextmanager
def process_pool(workers: int | None = None) -> Iterator[Executor]:
    """Run a pool of processes, one per core. They start with the first work, so that a run with none pays nothing.

    They are spawned, not forked: polars has threads, and a forked copy of them deadlocks. If the block is left by an
    error, work that has not begun is dropped.
    """
    workers = workers or os.cpu_count() or 1
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(workers,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(workers: int) -> None:
    """Share the cores between the processes, and end when the parent does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which shuts the pool down
    os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
