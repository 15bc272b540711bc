"""The row of ``runs`` that describes a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from schemas.arrow import empty
from schemas.tables import RUNS
from tasks.reading.discover import Plan


def describe_run(
    plan: Plan,
    started_at: datetime,
    ended_at: datetime,
    outcomes: Mapping[str, int],
    rows: Mapping[str, int],
    failures: Mapping[str, int],
    unread: Mapping[str, int],
    checks: Sequence[Mapping[str, Any]],
) -> pl.DataFrame:
    """Return the one row of ``runs`` that describes a run.

    Args:
        plan: what the run had to do, and with which versions.
        started_at: the time that it is stamped with.
        ended_at: the time at which its tables had been judged.
        outcomes: how many documents became an article, and how many were refused, by reason.
        rows: how many rows each table of the snapshot has.
        failures: on how many pages a library raised an error, by library.
        unread: how many articles are in a language that a table has no reader for, by table.
        checks: the gate's verdicts.
    """
    recorded = ("suite", "expectation", "column", "severity", "success", "observed")
    return pl.DataFrame(
        [
            {
                "run_id": plan.run_id,
                "started_at": started_at,
                "ended_at": ended_at,
                "versions": [{"name": name, "version": version} for name, version in plan.versions.items()],
                "outcomes": [{"name": name, "count": count} for name, count in sorted(outcomes.items())],
                "rows": [{"name": name, "count": count} for name, count in rows.items()],
                "failures": [{"name": name, "count": count} for name, count in sorted(failures.items())],
                "unread": [{"name": name, "count": count} for name, count in sorted(unread.items())],
                "checks": [{name: check[name] for name in recorded} for check in checks],
            }
        ],
        schema=empty(RUNS.name).schema,
    )
