"""What is expected of each table, as Great Expectations suites in JSON files.

``expectations/<table>.derived.json`` is made from the declaration in ``schemas/tables.py`` by ``newsmill docs``;
``expectations/<table>.json`` is judgement, written by hand, each expectation with its why. Both are read here,
strictly, for the two modules that use them: ``tasks/publishing/row_checks.py`` (rows, in polars) and
``tasks/publishing/gate.py`` (whole tables, in Great Expectations).

A column is named as in the table, or as ``body.length`` (the length of each value) or ``dateline.place`` (a field of
a struct): see ``schemas.arrow.reference``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.arrow import reference
from schemas.errors import NewsmillError
from schemas.tables import TABLES, Column, Table

EXPECTATIONS = Path(__file__).parent / "expectations"

SEVERITIES = ("critical", "warning", "info")  # critical: a run that breaks it publishes nothing
ROW_COUNT = "expect_table_row_count_to_be_between"


class SuiteError(NewsmillError):
    """A suite file is wrong; the message names the file, the expectation and what to do."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a suite file, as Great Expectations writes it down.

    Attributes:
        file: The suite file, for errors.
        suite: The suite's name: ``articles``, or ``articles.derived``.
        type: What is expected: ``expect_column_values_to_not_be_null``.
        kwargs: The column that it looks at, and the bounds.
        severity: One of ``SEVERITIES``.
        meta: Holds at least ``why``.
    """

    file: str
    suite: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    meta: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at, by the names that ``schemas.arrow.reference`` understands."""
        alone = (self.kwargs[key] for key in ("column", "column_A", "column_B") if key in self.kwargs)
        return (*alone, *self.kwargs.get("column_list", ()))

    @property
    def column(self) -> str | None:
        """The same columns for a person to read; null where the whole table is meant."""
        return ", ".join(self.columns) or None

    @property
    def bounds(self) -> str:
        """All arguments besides the columns, as ``min_value=0, max_value=1``; may be empty."""
        named = {"column", "column_A", "column_B", "column_list"}
        return ", ".join(f"{key}={value}" for key, value in self.kwargs.items() if key not in named)

    @property
    def config(self) -> dict[str, Any]:
        """The expectation as Great Expectations takes it."""
        return {
            "type": self.type,
            "kwargs": dict(self.kwargs),
            "severity": self.severity,
            "meta": dict(self.meta),
        }


def load(table: str, folder: Path = EXPECTATIONS) -> tuple[Expectation, ...]:
    """Read everything that is expected of a table: the derived suite, then the suite written by hand.

    Whether a type of expectation is known is left to the modules that carry it out; all else is checked here.

    Raises:
        SuiteError: a file is missing or no valid suite, names a column that the table does not have, or the suites
            do not say how many rows there must be (without that, an empty table would pass all the rest).
    """
    expectations = [
        expectation
        for name in (f"{table}.derived", table)
        for expectation in _read_suite(folder / f"{name}.json", name, TABLES[table])
    ]
    if not any(expectation.type == ROW_COUNT for expectation in expectations):
        raise SuiteError(
            f"{folder / table}.json: no {ROW_COUNT}, so an empty table would pass; add one "
            "(with min_value 0 if it may be empty)"
        )
    return tuple(expectations)


def version(folder: Path = EXPECTATIONS) -> str:
    """A digest of all suites: it changes whenever one of them does."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.json")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def derive_suite(table: Table) -> dict[str, Any]:
    """Make the suite that follows from a table's declaration, as it is in a file."""
    return {
        "name": f"{table.name}.derived",
        "expectations": [
            {"type": kind, "kwargs": kwargs, "severity": "critical", "meta": {"why": why}}
            for column in table.columns
            for kind, kwargs, why in _implied_expectations(column)
        ],
    }


def format_suite(suite: Mapping[str, Any]) -> str:
    """Write a suite as JSON, one expectation per line."""
    lines = ",\n".join(f"    {json.dumps(expectation, ensure_ascii=False)}" for expectation in suite["expectations"])
    return f'{{\n  "name": {json.dumps(suite["name"])},\n  "expectations": [\n{lines}\n  ]\n}}\n'


def _implied_expectations(column: Column) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Type, arguments and why of each expectation that a column's declaration implies."""
    name = column.name
    if not column.null:
        yield "expect_column_values_to_not_be_null", {"column": name}, "declared not null"
    if column.key:
        yield "expect_column_values_to_be_unique", {"column": name}, "declared a key"
    if column.values:
        closed = {"column": name, "value_set": list(column.values)}
        yield "expect_column_values_to_be_in_set", closed, "declared a closed list"
    if column.pattern:
        # In Python, "$" also matches before a line feed at the end, so that "en\n" would pass.
        regex = column.pattern.removesuffix("$") + r"\Z" if column.pattern.endswith("$") else column.pattern
        yield "expect_column_values_to_match_regex", {"column": name, "regex": regex}, "declared pattern"
    bounds = {"min_value": column.low, "max_value": column.high}
    if bounds := {key: bound for key, bound in bounds.items() if bound is not None}:
        yield "expect_column_values_to_be_between", {"column": name} | bounds, "declared limits"
    if pa.types.is_string(column.type) and not column.values and not column.pattern:
        never_empty = {"column": f"{name}.length", "min_value": 1}
        yield "expect_column_values_to_be_between", never_empty, "no string is empty: an unknown value is null"


def _read_suite(file: Path, name: str, table: Table) -> Iterator[Expectation]:
    """Read and check one suite file."""
    try:
        suite = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        hint = "run: make docs" if name.endswith(".derived") else "write one, with at least a row count"
        raise SuiteError(f"{file}: missing; {hint}") from None
    except ValueError as error:
        raise SuiteError(f"{file}: not valid JSON: {error}") from error
    if not isinstance(suite, dict) or suite.get("name") != name or not isinstance(suite.get("expectations"), list):
        raise SuiteError(f'{file}: must hold {{"name": "{name}", "expectations": […]}}')
    for number, entry in enumerate(suite["expectations"], start=1):
        where = f"{file}: expectation {number}"
        try:
            expectation = Expectation(
                str(file), name, entry["type"], entry["kwargs"], entry["severity"], entry.get("meta", {})
            )
        except (KeyError, TypeError) as error:
            raise SuiteError(f"{where}: needs type, kwargs and severity: {error!r}") from error
        where += f" ({expectation.type})"
        if unknown := entry.keys() - {"type", "kwargs", "severity", "meta"}:
            raise SuiteError(f"{where}: unknown {', '.join(sorted(unknown))}; it has type, kwargs, severity and meta")
        _check_expectation(expectation, table, where)
        yield expectation


def _check_expectation(expectation: Expectation, table: Table, where: str) -> None:
    if expectation.severity not in SEVERITIES:
        raise SuiteError(f"{where}: severity {expectation.severity!r} is none of {', '.join(SEVERITIES)}")
    if not expectation.meta.get("why"):
        raise SuiteError(f'{where}: say why it is expected, as "meta": {{"why": "…"}}')
    for column in expectation.columns:
        try:
            reference(table, column)
        except KeyError as error:
            raise SuiteError(f"{where}: {error.args[0]}") from error
