"""Patterns stay compiled on their threads and would not on one: the day they do, ``tasks.columns.pinned`` can go."""

from __future__ import annotations

import os
import threading
from time import thread_time

import polars as pl
import pytest

from tasks.columns import pinned

PATTERNS_A_RULE = 3
PATTERNS_OF_ALL_RULES = 300


def seconds_by_round(patterns: int) -> list[float]:
    """Seconds of a thread that tries that many patterns three times; to compile one takes some ms."""
    line = pl.DataFrame({"text": ["the ferry"]})
    every = [rf"(?i)\b(?:\p{{L}}+{patterns}|[\p{{L}}\p{{N}}]{{1,8}} {number})\b" for number in range(patterns)]

    def try_all() -> float:
        began = thread_time()
        for pattern in every:
            line.select(pl.col("text").str.contains(pattern))
        return thread_time() - began

    return pinned.run_on(10_000 + patterns, lambda: [try_all() for _ in range(3)])


def test_as_many_patterns_as_share_a_thread_are_compiled_once() -> None:
    first, *later = seconds_by_round(pinned.TOGETHER * PATTERNS_A_RULE)
    assert min(later) < first / 4


def test_polars_does_not_keep_the_patterns_of_all_rules_on_one_thread() -> None:
    first, *later = seconds_by_round(PATTERNS_OF_ALL_RULES)
    assert min(later) > first / 4, (
        f"polars now keeps {PATTERNS_OF_ALL_RULES} patterns of a thread compiled: tasks/columns/pinned.py can go"
    )


def test_a_name_has_the_same_thread_each_time_and_shares_it_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "_numbers", {})
    names = [f"rule {number}" for number in range(3 * pinned.TOGETHER)]
    threads = [pinned.thread_of(name) for name in names]
    assert threads == [number for number in range(3) for _ in range(pinned.TOGETHER)]
    assert [pinned.thread_of(name) for name in reversed(names)] == threads[::-1]


def test_work_runs_on_its_thread_and_gives_its_result_or_its_error() -> None:
    thread, again, other = (pinned.run_on(number, threading.get_ident) for number in (20_000, 20_000, 20_001))
    assert thread == again != other
    with pytest.raises(ZeroDivisionError):
        pinned.run_on(20_000, lambda: 1 // 0)


def test_threads_are_of_one_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a parent are not in its forked child: there, work would wait for ever."""
    mine = pinned.run_on(20_002, threading.get_ident)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert pinned.run_on(20_002, threading.get_ident) != mine
