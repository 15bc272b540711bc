"""How far a run is: bars with the time left on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

MEGABYTE = 1e6  # bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is."""

    step: str
    done: int = 0  # items: batches or parts
    total: int = 1  # items; a step that is not split is one
    documents: int = 0  # in the items that are done
    size: int = 0  # bytes of raw documents, in the items that are done
    total_size: int = 0  # in all items; 0 where a step is not split

    @property
    def share(self) -> float:
        """The share that is done, from 0 to 1: of bytes if they are known, else of items.

        >>> Progress("survey", done=1, total=2, size=9_000_000, total_size=12_000_000).share
        0.75
        """
        if self.total_size:
            return self.size / self.total_size
        return self.done / self.total if self.total else 1.0

    @property
    def counts(self) -> str:
        """What is done, for a person; empty for a step that is not split.

        >>> Progress("survey", 1, 2, documents=4_120, size=9_000_000, total_size=12_000_000).counts
        '1 of 2 items, 4,120 documents, 9.0 of 12.0 MB'
        """
        if not self.total_size:
            return ""
        documents, megabytes = _count(self.documents, "document"), f"{self.total_size / MEGABYTE:,.1f} MB"
        if not self.done:
            return f"{_count(self.total, 'item')}, {megabytes}"
        if self.done == self.total:
            return f"{documents}, {megabytes}"
        items = f"{self.done:,} of {_count(self.total, 'item')}"
        return f"{items}, {documents}, {self.size / MEGABYTE:,.1f} of {megabytes}"


Report = Callable[[Progress], None]


def _count(number: int, one: str) -> str:
    """A number with what it counts: ``1 item``, ``2 items``."""
    return f"{number:,} {one if number == 1 else f'{one}s'}"


def report_nothing(progress: Progress) -> None:
    """Say nothing."""


def time_left(share: float, elapsed: float) -> timedelta | None:
    """How long the rest of a step takes if it goes on as it began; None before anything is done.

    Args:
        share: what is done, from 0 to 1.
        elapsed: the seconds that took.

    >>> str(time_left(0.25, 20.0))
    '0:01:00'
    """
    return timedelta(seconds=round(elapsed / share - elapsed)) if share else None


@contextmanager
def show_progress() -> Iterator[Report]:
    """Give a run a way to report: with bars if there is a terminal, else with lines.

    Lines are printed, so that inside a Prefect flow they are its log.
    """
    if sys.stderr.isatty():
        with _bars() as report:
            yield report
    else:
        yield _lines()


def _lines() -> Report:
    """A report that prints a line when a step begins, and one whenever another tenth of it is done."""
    began: dict[str, float] = {}
    tenths: dict[str, int] = {}

    def report(progress: Progress) -> None:
        step, tenth = progress.step, int(progress.share * 10)
        if step not in began:
            began[step] = monotonic()
            print(f"{step}: {progress.counts}" if progress.counts else step, flush=True)
        elif progress.counts and tenth > tenths[step]:
            left = time_left(progress.share, monotonic() - began[step])
            print(f"{step}: {progress.counts}" + (f", {left} left" if left else ""), flush=True)
        tenths[step] = tenth

    return report


@contextmanager
def _bars() -> Iterator[Report]:
    """A report that moves a bar for each step."""
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.progress import Task as Bar
    from rich.text import Text

    class TimeLeftColumn(ProgressColumn):
        """Counts down from the estimate of the last report."""

        def render(self, task: Bar) -> Text:
            estimate: timedelta | None = task.fields["left"]
            if estimate is None or task.finished:
                return Text("")
            since = timedelta(seconds=round(monotonic() - task.fields["reported"]))
            return Text(f"{max(estimate - since, timedelta())} left", style="progress.remaining")

    columns = (
        TextColumn("{task.description:<8}"), BarColumn(), TimeElapsedColumn(), TimeLeftColumn(),
        TextColumn("{task.fields[counts]}"),
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True)) as bars:
        began: dict[str, float] = {}
        rows = {}

        def report(progress: Progress) -> None:
            step, now = progress.step, monotonic()
            if step not in rows:
                began[step] = now
                rows[step] = bars.add_task(step, total=None, counts="", left=None, reported=now)
            bars.update(
                rows[step],
                total=1.0 if progress.counts or progress.done else None,  # without one, the bar pulses
                completed=progress.share,
                counts=progress.counts,
                left=time_left(progress.share, now - began[step]),
                reported=now,
            )

        yield report
