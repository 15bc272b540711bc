"""Threads in which patterns stay compiled from part to part.

polars compiles a regular expression at each call (0.1 to 6 ms), unless it is among the last 32 that the calling thread
used. A part tries several hundred: rules have over 400 patterns, and each language has two large grammars. On one
thread, each would push out the one that is needed next::

    one thread          rule 1, 2 ... 300      then the next part: all 300 are compiled again
    a thread per ten    rule 1 ... 10          then the next part: they are still there
                        rule 11 ... 20         ... and so are they

When there were 378, they took 211 ms when they were compiled and 9 ms each time after. Without these threads, compiling
was half of the time of rules; with them texts went at 8.1 MB per second instead of 7.7, and pages without a vote
took .42 of a bare ``trafilatura.extract`` instead of .52 (docs/decisions.md). The threads do not run side by side: they
are where polars keeps things. ``tests/columns/test_pinned.py`` fails when polars keeps enough patterns for this module
to go.

Whatever is tried on such a thread must be tried by ``select_seq`` or a method of a series, with nothing around it in
the expression. polars evaluates lazy queries, frames of several chunks, and what is inside an expression on threads of
its own, where the patterns push each other out: when all 21 rules without literals did, they took .19 s of 540 texts
and pages instead of .06 s::

    text.select_seq(pl.col("text").str.contains(pattern))            on the thread
    text.filter(pl.col("text").str.contains(pattern))                on another one, if the frame has several chunks
    text.select_seq(pl.col("text").str.replace(pattern, "").str.split(" "))     on another one
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import polars as pl

T = TypeVar("T")

# Names to a thread. A rule has up to three patterns (what it finds, ``unless`` and ``follow``), and 30 are under 32.
TOGETHER = 10

_numbers: dict[str, int] = {}


def thread_of(name: str) -> int:
    """Give the number of the thread of a rule or of another pattern, the same for a name each time."""
    return _numbers.setdefault(name, len(_numbers)) // TOGETHER


def run_on(thread: int | str, work: Callable[[], T]) -> T:
    """Do some work on a thread, by its number or by a name that no other work has, and give what it returns.

    >>> run_on(thread_of("en.share.bar"), lambda: "done")
    'done'
    """
    return _thread(os.getpid(), thread).submit(work).result()


def look_for(patterns: Mapping[str, tuple[str, str]]) -> list[pl.Expr]:
    """Columns by their names: whether a column of texts has a pattern.

    Each pattern is an expression of its own, so that the thread keeps it compiled; within longer expressions, those of
    figures took twice the time. It is repeated beside each text, so that the engine keeps the states that it has made,
    too (``joined_texts``): 7 ms became .3 ms for the pattern of streets in 2,000 texts.

    >>> digit, capital = look_for({"digit": ("text", "[0-9]"), "capital": ("text", "^[A-Z]")})
    >>> pl.DataFrame({"text": ["Boat 7", "rain"]}).with_columns_seq(digit, capital).rows()
    [('Boat 7', True, True), ('rain', False, False)]
    """
    return [
        pl.col(column).str.contains(pl.repeat(pattern, pl.len())).alias(name)
        for name, (column, pattern) in patterns.items()
    ]


@cache
def _thread(process: int, thread: int | str) -> ThreadPoolExecutor:
    """One thread of this process; a forked process does not have those of its parent, so it makes its own."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"patterns-{process}-{thread}")
