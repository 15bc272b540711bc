"""The row of ``runs`` that describes a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from schemas.arrow import empty
from schemas.tables import RUNS
from tasks.reading.discover import Plan


def run_row(
    plan: Plan,
    started_at: datetime,
    ended_at: datetime,
    outcomes: Mapping[str, int],
    rows: Mapping[str, int],
    checks: Sequence[Mapping[str, Any]],
) -> pl.DataFrame:
    """The run as its one row of ``runs``."""
    kept = ("suite", "expectation", "column", "severity", "success", "observed")
    return pl.DataFrame(
        [
            {
                "run_id": plan.run_id,
                "started_at": started_at,
                "ended_at": ended_at,
                "versions": [{"name": name, "version": told} for name, told in plan.versions.items()],
                "outcomes": [{"name": name, "count": count} for name, count in sorted(outcomes.items())],
                "rows": [{"name": name, "count": count} for name, count in rows.items()],
                "checks": [{name: check[name] for name in kept} for check in checks],
            }
        ],
        schema=empty(RUNS.name).schema,
    )
