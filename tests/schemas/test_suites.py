"""Suites: the derived ones, and what is wrong with a file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas import suites
from schemas.suites import EXPECTATIONS, SuiteError, derive_suite, load
from schemas.tables import TABLES, Column, Table


def test_a_declaration_implies_its_expectations() -> None:
    table = Table(
        "sightings",
        "a sighting",
        (
            Column("sighting_id", pa.string(), "Id.", pattern=r"^[a-z]$", key=True),
            Column("kind", pa.string(), "Kind.", null=True, values=("owl", "fox")),
            Column("share", pa.float64(), "Share.", low=0, high=1),
            Column("count", pa.int64(), "Count.", null=True, low=1),
            Column("note", pa.string(), "Note.", null=True),
            Column("places", pa.list_(pa.string()), "Places."),
        ),
    )
    suite = derive_suite(table)
    assert suite["name"] == "sightings.derived"
    assert {entry["severity"] for entry in suite["expectations"]} == {"critical"}
    assert [
        (entry["type"].removeprefix("expect_column_values_to_"), entry["kwargs"]) for entry in suite["expectations"]
    ] == [
        ("not_be_null", {"column": "sighting_id"}),
        ("be_unique", {"column": "sighting_id"}),
        ("match_regex", {"column": "sighting_id", "regex": r"^[a-z]\Z"}),
        ("be_in_set", {"column": "kind", "value_set": ["owl", "fox"]}),
        ("not_be_null", {"column": "share"}),
        ("be_between", {"column": "share", "min_value": 0, "max_value": 1}),
        ("be_between", {"column": "count", "min_value": 1}),
        ("be_between", {"column": "note.length", "min_value": 1}),
        ("not_be_null", {"column": "places"}),
    ]


def test_no_suite_is_left_of_a_table_that_is_gone() -> None:
    expected = {f"{table}{kind}.json" for table in TABLES for kind in ("", ".derived")}
    assert {file.name for file in EXPECTATIONS.iterdir()} == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_says_whether_it_may_be_empty(table: Table) -> None:
    rows = [e for e in load(table.name) if e.type == suites.ROW_COUNT]
    assert len(rows) == 1
    assert rows[0].kwargs["min_value"] == (1 if table.name in {"articles", "paragraphs", "runs"} else 0)


@pytest.fixture
def copied_suites(tmp_path: Path) -> Path:
    """A copy of the suites, to be broken."""
    return Path(shutil.copytree(EXPECTATIONS, tmp_path / "expectations"))


def expectation_entry(**changes: Any) -> dict[str, Any]:
    """One expectation of a suite file; a change to None leaves its key out."""
    whole = {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "text"},
        "severity": "warning",
        "meta": {"why": "For a test."},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (expectation_entry(kwargs={"column": "tone"}), "removals has no column 'tone'"),
        (expectation_entry(kwargs={"column_A": "raw_end", "column_B": "raw_middle"}), "no column 'raw_middle'"),
        (expectation_entry(kwargs={"column_list": ["raw_end", "raw_middle"]}), "no column 'raw_middle'"),
        (expectation_entry(severity="grave"), "severity 'grave' is none of"),
        (expectation_entry(severity=None), "needs type, kwargs and severity"),
        (expectation_entry(meta={}), "say why"),
        (expectation_entry(mostly=0.5), "unknown mostly"),
        ("not even an object", "needs type"),
    ],
)
def test_a_wrong_expectation_is_named_with_its_file(copied_suites: Path, changed: Any, message: str) -> None:
    file = copied_suites / "removals.json"
    suite = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(suite | {"expectations": [*suite["expectations"], changed]}), "utf-8")
    with pytest.raises(SuiteError, match=rf"removals\.json: expectation {len(suite['expectations']) + 1}\b.*{message}"):
        load("removals", copied_suites)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("articles.json", "{", "not valid JSON"),
        ("articles.json", "[]", "must hold"),
        ("articles.json", '{"name": "article", "expectations": []}', "must hold"),
        ("articles.json", '{"name": "articles", "expectations": []}', "an empty table would pass"),
        ("articles.json", None, "missing; write one"),
        ("articles.derived.json", None, "missing; run: make docs"),
    ],
)
def test_a_wrong_suite_file_is_an_error(copied_suites: Path, name: str, text: str | None, message: str) -> None:
    if text is None:
        (copied_suites / name).unlink()
    else:
        (copied_suites / name).write_text(text, "utf-8")
    with pytest.raises(SuiteError, match=message):
        load("articles", copied_suites)


def test_the_version_changes_with_any_suite(copied_suites: Path) -> None:
    before = suites.version(copied_suites)
    assert before == suites.version() == suites.version(copied_suites)
    file = copied_suites / "runs.json"
    file.write_text(file.read_text("utf-8").replace("itself", "also"), "utf-8")
    assert suites.version(copied_suites) != before
