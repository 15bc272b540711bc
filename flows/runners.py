"""Who carries out the steps of a run: this process, a pool of processes, or Prefect (``flows/articles.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import ParamSpec, Protocol, TypeVar

from flows.progress import Progress, Report, report_nothing


class Item(Protocol):
    """A piece of the work of a step: a batch or a part."""

    @property
    def name(self) -> str:
        """Its name within the run."""

    @property
    def size(self) -> int:
        """The bytes of its raw documents."""


class Result(Protocol):
    """What a step gives for an item."""

    @property
    def documents(self) -> int:
        """How many raw documents the item had."""


P = ParamSpec("P")
T = TypeVar("T")
ItemT = TypeVar("ItemT", bound=Item)
ResultT = TypeVar("ResultT", bound=Result)


class Runner(Protocol):
    """Carries out the steps of a run, and reports how far each is."""

    def call(self, step: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a step that is not split."""

    def map(self, step: str, function: Callable[[ItemT], ResultT], items: Sequence[ItemT], /) -> list[ResultT]:
        """Carry out a step on each item. The results are in the order of the items."""


@dataclass(frozen=True, kw_only=True)
class InlineRunner:
    """Does one thing after the other, in this process."""

    report: Report = report_nothing

    def call(self, step: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a step that is not split."""
        self.report(Progress(step))
        result = function(*args, **kwargs)
        self.report(Progress(step, done=1))
        return result

    def map(self, step: str, function: Callable[[ItemT], ResultT], items: Sequence[ItemT], /) -> list[ResultT]:
        """Carry out a step on each item."""
        return self.collect(step, items, map(function, items))

    def collect(self, step: str, items: Sequence[ItemT], results: Iterable[ResultT]) -> list[ResultT]:
        """Wait for the results of a step, in the order of its items, and report after each."""
        progress = Progress(step, total=len(items), total_size=sum(item.size for item in items))
        self.report(progress)
        collected = []
        for item, result in zip(items, results, strict=True):
            collected.append(result)
            progress = replace(
                progress,
                done=progress.done + 1,
                documents=progress.documents + result.documents,
                size=progress.size + item.size,
            )
            self.report(progress)
        return collected


@dataclass(frozen=True, kw_only=True)
class PoolRunner(InlineRunner):
    """Spreads items over a pool of processes.

    A step that is not split is carried out in this process. So is a single item: starting a process would take longer.
    """

    pool: Executor

    def map(self, step: str, function: Callable[[ItemT], ResultT], items: Sequence[ItemT], /) -> list[ResultT]:
        """Carry out a step on each item, as many at a time as there are processes."""
        if len(items) < 2:
            return super().map(step, function, items)
        return self.collect(step, items, self.pool.map(function, items))
