"""The flow ``articles``: the mill, seen and scheduled by Prefect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.mill import Each, Outcome, mill_folder
from flows.processes import process_pool
from flows.progress import Done, show_progress
from schemas.options import Names

T = TypeVar("T")

RETRIES = {"survey": 3}  # it reads: a share can be away for a moment. Pure work fails the same way twice.


@flow(name="articles", log_prints=True)
def articles(
    raw: str = "data/raw",
    out: str = "data/processed",
    as_of: datetime | None = None,
    fast: bool = False,
    names: Names = "model",
) -> Outcome:
    """Mill the folder `raw` into tables, check them, and publish them in the folder `out`.

    `as_of` runs it as if it were then; by default, now. `fast` mills pages without trafilatura's vote.
    `names` "spacy" asks spaCy about names, too (the extra `newsmill[names]`).
    """
    with process_pool() as pool, show_progress() as done:
        outcome = mill_folder(
            Path(raw),
            Path(out),
            as_of=as_of or datetime.now(UTC),
            fast=fast,
            names=names,
            each=tracked(pool, done),
            tell=lambda at: done(at.step, at.done, at.total),
        )
    create_table_artifact(counts(outcome), key="counts", description="Documents by outcome, and rows by table.")
    create_markdown_artifact(verdict(outcome), key="checks", description="What was expected, and what was found.")
    return outcome


def tracked(pool: Executor, done: Done) -> Each:
    """An ``each`` for the mill whose batches are Prefect tasks.

    A task waits in a thread while a process of the pool works: pages do not fight for one interpreter.
    """

    @task(cache_policy=NO_CACHE, retry_delay_seconds=5)
    def batch(name: str, work: Callable[[], T]) -> T:
        return pool.submit(work).result()

    def each(step: str, function: Callable[..., T], items: Sequence[Any]) -> list[T]:
        done(step, 0, len(items))
        one = batch.with_options(name=step, task_run_name=f"{step} {{name}}", retries=RETRIES.get(step, 0))
        futures = [one.submit(item.name, partial(function, item)) for item in items]
        results = []
        for future in futures:
            results.append(future.result())
            done(step, len(results), len(items))
        return results

    return each


def counts(outcome: Outcome) -> list[dict[str, Any]]:
    """The counts as rows of a table: what, which, how many."""
    return [
        {"of": of, "what": what, "count": count}
        for of, counted in (("documents", outcome.outcomes), ("rows", outcome.rows))
        for what, count in counted.items()
    ]


def verdict(outcome: Outcome) -> str:
    """The checks as Markdown: the failed ones first, each with what was observed."""
    head = f"Run {outcome.run_id}, published in {outcome.snapshot}."
    columns = ("suite", "expectation", "column", "severity", "observed")
    rows = [
        ["✓" if check["success"] else "✗", *("" if check[column] is None else str(check[column]) for column in columns)]
        for check in sorted(outcome.checks, key=lambda check: bool(check["success"]))
    ]
    table = [["", *columns], ["---"] * (len(columns) + 1), *rows]
    return "\n".join([head, "", *(f"| {' | '.join(row)} |" for row in table)])
