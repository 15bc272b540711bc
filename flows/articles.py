"""The flow ``articles``: the mill, shown and scheduled by Prefect. Each of its steps is a task."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import ThreadPoolTaskRunner

from flows.mill import Outcome, mill_folder
from flows.processes import process_pool
from flows.progress import show_progress
from flows.runners import ItemT, P, PoolRunner, ResultT, T
from schemas.docs.markdown import format_table
from schemas.errors import AwayError
from schemas.options import DEFAULTS, NameFinder, Options

# Seconds before each further try of a step whose raw files are away.
WAITS = [5.0, 30.0, 120.0]
# One thread per process waits for its result; one more keeps the next item ready.
THREADS: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=(os.cpu_count() or 1) + 1)


@flow(name="articles", log_prints=True, task_runner=THREADS)  # type: ignore[arg-type]  # of Prefect's own runner
def mill_articles(
    raw: str = "data/raw",
    out: str = "data/processed",
    as_of: datetime | None = None,
    fast: bool = DEFAULTS.fast,
    names: NameFinder = DEFAULTS.names,
    least_article: float | None = DEFAULTS.least_article,
) -> Outcome:
    """Mill the folder `raw` into tables, check them, and publish them in the folder `out`.

    The parameters are flat, because Prefect shows each of them to whoever starts or deploys a run.

    Args:
        raw: the folder of raw articles.
        out: the folder of the tables.
        as_of: the time that the run is stamped with; by default, now.
        fast: whether pages are milled without trafilatura's vote.
        names: who finds names. "spacy" also asks spaCy (the extra `newsmill[names]`).
        least_article: documents that are less likely an article become rejects; by default, what their model says.
    """
    with process_pool() as pool, show_progress() as report:
        outcome = mill_folder(
            Path(raw),
            Path(out),
            as_of=as_of or datetime.now(UTC),
            options=Options(fast=fast, names=names, least_article=least_article),
            runner=PrefectRunner(pool=pool, report=report),
        )
    create_table_artifact(list_counts(outcome), key="counts", description="Documents by outcome, and rows by table.")
    create_markdown_artifact(show_checks(outcome), key="checks", description="What was expected, and what was found.")
    return outcome


def is_worth_another_try(step: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed step may succeed later: a network share comes back, while all other work fails again."""
    return isinstance(state.data, AwayError)


@task(cache_policy=NO_CACHE, retries=len(WAITS), retry_delay_seconds=WAITS, retry_condition_fn=is_worth_another_try)
def carry_out(work: Callable[[], T], item: str = "") -> T:
    """Carry out a step, or a step on one item.

    What is to be done comes as one function without arguments, since Prefect looks into the arguments of a task for
    results of others. ``item`` is there for the name of the task run.
    """
    return work()


@dataclass(frozen=True, kw_only=True)
class PrefectRunner(PoolRunner):
    """Carries out each step as a task: one for a step that is not split, else one per item.

    The task of an item waits in a thread while a process of the pool works: pages do not fight for one interpreter.
    """

    def call(self, step: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a step that is not split."""
        step_task = carry_out.with_options(name=step, task_run_name=step)
        return super().call(step, step_task, partial(function, *args, **kwargs))

    def map(self, step: str, function: Callable[[ItemT], ResultT], items: Sequence[ItemT], /) -> list[ResultT]:
        """Carry out a step on each item."""
        item_task = carry_out.with_options(name=step, task_run_name=f"{step} {{item}}")
        futures = [item_task.submit(partial(self._work_in_pool, function, item), item.name) for item in items]
        return self.collect(step, items, (future.result() for future in futures))

    def _work_in_pool(self, function: Callable[[ItemT], ResultT], item: ItemT) -> ResultT:
        return self.pool.submit(function, item).result()


def list_counts(outcome: Outcome) -> list[dict[str, Any]]:
    """List the counts as rows: ``of`` documents, rows or failures, ``what`` they are, and their ``count``."""
    return [
        {"of": of, "what": what, "count": count}
        for of, counted in (("documents", outcome.documents), ("rows", outcome.rows), ("failures", outcome.failures))
        for what, count in counted.items()
    ]


def show_checks(outcome: Outcome) -> str:
    """Show the checks in Markdown: the failed ones first, each with what was observed."""
    if outcome.run_id is None:
        return f"Nothing was new. The tables are still those of {outcome.snapshot}."
    head = f"Run {outcome.run_id}, published in {outcome.snapshot}."
    columns = ("suite", "expectation", "column", "severity", "observed")
    rows = [
        ["✓" if check["success"] else "✗", *("" if check[column] is None else str(check[column]) for column in columns)]
        for check in sorted(outcome.checks, key=lambda check: bool(check["success"]))
    ]
    return f"{head}\n\n{format_table(['', *columns], rows)}"
