"""What the artifacts of a flow run show."""

from __future__ import annotations

from pathlib import Path

from flows.articles import list_counts, show_checks
from flows.mill import Outcome


def outcome(run_id: str | None, *checks: dict[str, object]) -> Outcome:
    return Outcome(
        run_id=run_id,
        snapshot=Path("out/_snapshots/monday"),
        documents={"article": 2},
        rows={"articles": 9},
        failures={"htmldate": 1},
        checks=checks,
        seconds=1.0,
    )


def check(expectation: str, *, success: bool, observed: str) -> dict[str, object]:
    return {
        "suite": "articles", "expectation": expectation, "column": None, "severity": "warning", "success": success,
        "observed": observed,
    }  # fmt: skip


def test_failed_checks_come_first_and_a_bar_breaks_no_cell() -> None:
    shown = show_checks(
        outcome("monday", check("good", success=True, observed="7"), check("bad", success=False, observed="a|b"))
    )
    assert shown.index("bad") < shown.index("good")
    assert r"a\|b" in shown


def test_a_run_of_nothing_says_so() -> None:
    shown = show_checks(outcome(None))
    assert shown == "Nothing was new. The tables are still those of out/_snapshots/monday."


def test_counts_are_of_documents_rows_and_failures() -> None:
    assert list_counts(outcome("monday")) == [
        {"of": "documents", "what": "article", "count": 2},
        {"of": "rows", "what": "articles", "count": 9},
        {"of": "failures", "what": "htmldate", "count": 1},
    ]
