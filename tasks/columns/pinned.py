"""Patterns that stay compiled from part to part.

polars compiles a pattern at each call, which takes it 0.1 to 6 ms, and keeps the last 32 that a thread used. There are
hundreds of rules, and two large patterns for each language: so each has a thread where it is always tried, with so few
others that none is compiled twice. It must be tried there eagerly: a lazy query may run on another thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# So many share a thread. A rule has up to three patterns: what it finds, ``unless`` and ``follow``.
TOGETHER = 10

_homes: dict[str, int] = {}


def thread_of(name: str) -> int:
    """The number of the thread of a rule or another pattern."""
    return _homes.setdefault(name, len(_homes)) // TOGETHER


def run_on(number: int, work: Callable[[], T]) -> T:
    """What ``work`` gives, done on a thread by its number."""
    return _thread(os.getpid(), number).submit(work).result()


@cache
def _thread(process: int, number: int) -> ThreadPoolExecutor:
    """A thread of this process: those of the one that it was forked from are not here."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"patterns-{process}-{number}")
