"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Done = Callable[[str, int, int], None]  # step, batches done, batches in all


@contextmanager
def show_progress() -> Iterator[Done]:
    """What a run calls after each batch; on a terminal it moves a bar, one a step.

    Elsewhere a step is a line when it begins. Lines are printed, so that inside a Prefect flow they are its log.
    """
    if sys.stderr.isatty():
        with _bars() as done:
            yield done
    else:
        yield _line


def _line(step: str, done: int, total: int) -> None:
    if done == 0:
        print(f"{step}: {total} batches" if total > 1 else step, flush=True)


@contextmanager
def _bars() -> Iterator[Done]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def done(step: str, ready: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step)
            bars.update(tasks[step], completed=ready, total=total)

        yield done
