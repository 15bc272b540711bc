"""The row of ``runs``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schemas.arrow import conform
from tasks.publishing.gate import Verdict
from tasks.publishing.runs import describe_run
from tasks.reading.discover import plan_run
from tests.small_mill import MORNING


def test_a_run_is_one_row_as_declared(raw: Path) -> None:
    raw.mkdir()
    (raw / "a.txt").write_text("a")
    plan = plan_run(raw, None, {"rules": "1"}, as_of=MORNING)
    verdict = Verdict(
        suite="articles", expectation="expect", column=None, severity="warning", success=False, observed="3",
        bounds="min_value=1", why="For a test.", samples=[{"path": "a.txt"}],
    )  # fmt: skip
    end = MORNING + timedelta(seconds=5)
    run = describe_run(
        plan,
        MORNING,
        end,
        {"empty": 1, "article": 2},
        {"articles": 2, "rejects": 1},
        {"trafilatura": 3},
        {"figures": 1},
        [verdict],
    )
    assert conform(run, "runs").num_rows == 1
    row = run.row(0, named=True)
    assert (row["run_id"], row["started_at"], row["ended_at"]) == (plan.run_id, MORNING, end)
    assert row["versions"] == [{"name": "rules", "version": "1"}]
    assert row["unread"] == [{"name": "figures", "count": 1}]
    assert row["failures"] == [{"name": "trafilatura", "count": 3}]
    assert row["outcomes"] == [{"name": "article", "count": 2}, {"name": "empty", "count": 1}]
    assert row["rows"] == [{"name": "articles", "count": 2}, {"name": "rejects", "count": 1}]
    assert row["checks"] == [{key: value for key, value in verdict.items() if key in row["checks"][0]}]
