"""Who does the work: whoever it is, the results and the reports are the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from flows.progress import Progress
from flows.runners import InlineRunner, PoolRunner, Runner


@dataclass(frozen=True)
class Pile:
    """An item of work."""

    name: str
    size: int


@dataclass(frozen=True)
class Counted:
    """A result."""

    documents: int
    process: int


def count_pile(pile: Pile) -> Counted:
    if pile.size < 0:
        raise ValueError(f"{pile.name} has no size")
    return Counted(pile.size // 10, os.getpid())


PILES = [Pile("a", 10), Pile("b", 30), Pile("c", 20)]

Make = Callable[[Callable[[Progress], None]], Runner]


@pytest.fixture(params=["inline", "pool"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes a runner with a report."""
    with ThreadPoolExecutor(2) as pool:
        yield (
            lambda report: (
                InlineRunner(report=report) if request.param == "inline" else PoolRunner(pool=pool, report=report)
            )
        )


def test_results_are_in_order_and_each_is_reported(make: Make) -> None:
    reports: list[Progress] = []
    results = make(reports.append).map("count", count_pile, PILES)
    assert [result.documents for result in results] == [1, 3, 2]
    assert reports == [
        Progress("count", 0, 3, 0, 0, 60),
        Progress("count", 1, 3, 1, 10, 60),
        Progress("count", 2, 3, 4, 40, 60),
        Progress("count", 3, 3, 6, 60, 60),
    ]


def test_nothing_to_do_is_done(make: Make) -> None:
    reports: list[Progress] = []
    assert make(reports.append).map("count", count_pile, []) == []
    assert reports == [Progress("count", 0, 0)]


def test_a_step_that_is_not_split_is_called_here(make: Make) -> None:
    reports: list[Progress] = []
    assert make(reports.append).call("count", count_pile, Pile("a", 10)).process == os.getpid()
    assert reports == [Progress("count"), Progress("count", done=1)]


def test_an_error_goes_on(make: Make) -> None:
    runner = make(lambda progress: None)
    with pytest.raises(ValueError, match="b has no size"):
        runner.map("count", count_pile, [PILES[0], Pile("b", -1)])
    with pytest.raises(ValueError, match="b has no size"):
        runner.call("count", count_pile, Pile("b", -1))
