"""The gate: Great Expectations judges the tables as a whole, before anyone may read them.

This is the only module that knows Great Expectations. The import takes seconds, so it happens when it is first needed;
best in a process of its own beside the work (``warm_up``, then ``judge_tables``).

Great Expectations lets several faults pass. Here, each of them is an error: an expectation of unknown type, which it
drops; an expectation that its engine could not carry out; a suite that an empty table would pass (see
``schemas.suites.load``).
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import polars as pl

from schemas.arrow import empty, identity, reference
from schemas.errors import NewsmillError
from schemas.suites import EXPECTATIONS, Expectation, SuiteError, load
from schemas.tables import RUNS, TABLES, Table

SAMPLES = 5  # rows shown for an expectation that is broken
# What pages are milled without where a library raises an error.
WITHOUT = {"trafilatura": "its vote on their blocks", "htmldate": "the day that it finds"}

# Where only the presence of a value is asked for, only its presence is loaded.
_PRESENCE = {"expect_column_values_to_not_be_null", "expect_column_values_to_be_null"}


class Verdict(TypedDict):
    """What was expected, and what was found. The first six keys are a row of ``runs.checks``."""

    suite: str
    expectation: str
    column: str | None
    severity: str
    success: bool
    observed: str | None
    bounds: str  # what the expectation asks for, as "min_value=1"
    why: str
    samples: list[dict[str, Any]]  # up to SAMPLES rows that break it: the table's identity and the values


class UnfitTableError(NewsmillError):
    """A table broke a critical expectation: nothing may be published."""


class UnjudgedTableError(NewsmillError):
    """The gate could not carry out an expectation. That must not count as a pass."""


def warm_up() -> None:
    """Import Great Expectations, so that a process is ready to judge when the tables are."""
    # Before the import: it reads this once, and would call out otherwise.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # It logs errors that are raised here anyway, and warns about future changes in its dependencies.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations.expectations.registry  # noqa: F401  the import is the work


def judge_tables(stage: Path, tables: Sequence[str], folder: Path = EXPECTATIONS) -> list[Verdict]:
    """Judge tables by their suites.

    Only what the suites ask for is loaded: no bodies, no texts, lengths as integers.

    Args:
        stage: the folder with ``<table>/*.parquet`` for each table. A table without files is judged as an empty one.
        tables: the names of the tables to judge.
        folder: where the suites are.

    Returns:
        A verdict on each expectation of each suite, in the order of the files.

    Raises:
        SuiteError: a suite is wrong, or has an expectation that Great Expectations does not know.
        UnjudgedTableError: the files are not as declared, or an expectation could not be carried out.
    """
    warm_up()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [verdict for table in tables for verdict in _judge_table(stage, TABLES[table], load(table, folder))]


def judge_failures(failures: Mapping[str, int]) -> list[Verdict]:
    """Judge whether libraries raised errors on pages: each such page is milled without them, and is less clean.

    Args:
        failures: the pages on which a library raised an error, by library.

    Returns:
        A verdict on each library of WITHOUT. A failure is a warning: the tables are whole.
    """
    return [
        Verdict(
            suite=RUNS.name,
            expectation="expect_library_to_raise_no_error",
            column=f"failures.{library}",
            severity="warning",
            success=not failures.get(library),
            observed=f"errors on {failures.get(library, 0)} pages",
            bounds="max_value=0",
            why=f"Pages on which {library} fails are milled without {given}. Is its version one that newsmill was "
            "tried with?",
            samples=[],
        )
        for library, given in WITHOUT.items()
    ]


def refuse_unfit(verdicts: Iterable[Verdict], stage: Path) -> None:
    """Refuse tables that broke a critical expectation; do nothing if none did.

    Raises:
        UnfitTableError: the message names each critical expectation that is broken, with what was observed, sample
            rows, and where the stage is kept.
    """
    broken = [verdict for verdict in verdicts if verdict["severity"] == "critical" and not verdict["success"]]
    if broken:
        reasons = "\n".join(_refusal_text(verdict) for verdict in broken)
        raise UnfitTableError(
            f"Nothing was published: the tables are not as expected.\n{reasons}\nThe stage is kept in {stage}."
        )


def _refusal_text(verdict: Verdict) -> str:
    """A broken expectation, and below it sample rows."""
    what = ", ".join(part for part in (verdict["column"], verdict["bounds"]) if part)
    lines = [f"- {verdict['suite']}: {verdict['expectation']}({what}): {verdict['observed']}. {verdict['why']}"]
    for row in verdict["samples"]:
        lines.append("    " + ", ".join(f"{key}={str(value)[:80]}" for key, value in row.items()))
    return "\n".join(lines)


def _judge_table(stage: Path, table: Table, expectations: Sequence[Expectation]) -> list[Verdict]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    nothing_on_disk = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=nothing_on_disk)
    batch = (
        context.data_sources.add_pandas(table.name)
        .add_dataframe_asset(table.name)
        .add_batch_definition_whole_dataframe(table.name)
        .get_batch(batch_parameters={"dataframe": _as_pandas(_rows_to_judge(stage, table, expectations))})
    )
    suite = gx.ExpectationSuite(table.name)
    for number, expectation in enumerate(expectations):
        suite.expectations.append(_understood(expectation, number))
    found: Any = batch.validate(
        suite,
        result_format={
            "result_format": "SUMMARY",
            "partial_unexpected_count": SAMPLES,
            "unexpected_index_column_names": list(identity(table)),
        },
    )
    # It does not judge in the order of the suite.
    results = {result.expectation_config.meta["number"]: result for result in found.results}
    if missing := [e.type for number, e in enumerate(expectations) if number not in results]:
        raise UnjudgedTableError(f"{table.name}: Great Expectations gave no result for {', '.join(missing)}")
    return [_verdict_on(expectation, results[number]) for number, expectation in enumerate(expectations)]


def _understood(expectation: Expectation, number: int) -> Any:
    """The expectation as Great Expectations understands it.

    Raises:
        SuiteError: it does not understand it.
    """
    import great_expectations as gx

    config = expectation.config
    config["meta"] |= {"number": number}
    try:
        understood = gx.ExpectationSuite(expectation.suite, [config]).expectations
    except (TypeError, ValueError) as error:
        raise SuiteError(f"{expectation.file}: {expectation.type} of {expectation.column}: {error}") from error
    if len(understood) != 1:  # it was dropped, and only a log line says so
        raise SuiteError(f"{expectation.file}: {expectation.type} is not known to Great Expectations; correct the type")
    return understood[0]


def _rows_to_judge(stage: Path, table: Table, expectations: Sequence[Expectation]) -> pl.DataFrame:
    """All rows of a table, with the columns that the expectations look at.

    Raises:
        UnjudgedTableError: a file has other columns or types than those declared.
    """
    files = sorted((stage / table.name).glob("*.parquet"))
    schema = empty(table.name).schema
    # The schema is given so that a file with other columns or types is an error.
    rows = pl.scan_parquet(files, schema=schema) if files else empty(table.name).lazy()
    # The presence of a double is not enough: it may be not-a-number, which counts as null.
    doubles = {name for name, kind in schema.items() if kind == pl.Float64}
    looked_at = {column for e in expectations for column in e.columns if e.type not in _PRESENCE or column in doubles}
    columns = {column: reference(table, column) for column in sorted(looked_at | set(identity(table)))}
    for column in sorted({column for e in expectations for column in e.columns} - columns.keys()):
        columns[column] = pl.when(reference(table, column).is_not_null()).then(1.0)
    try:
        return rows.select(value.alias(name) for name, value in columns.items()).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise UnjudgedTableError(f"{stage / table.name}: not as schemas/tables.py declares it: {error}") from error


def _as_pandas(frame: pl.DataFrame) -> Any:
    """The frame in numpy's types: with Arrow's, Great Expectations takes four times as long."""
    import pandas as pd

    return pd.DataFrame(
        {
            column.name: pd.Series(column.to_numpy(), dtype=object if column.dtype == pl.String else None)
            for column in frame.iter_columns()
        }
    )


def _verdict_on(expectation: Expectation, result: Any) -> Verdict:
    """The verdict that a result of Great Expectations means.

    Raises:
        UnjudgedTableError: its engine failed.
    """
    # Without an error this is {"raised_exception": False, …}. With one, it has an entry for each metric that failed.
    raised = result.exception_info or {}
    for info in (raised, *(part for part in raised.values() if isinstance(part, Mapping))):
        if info.get("raised_exception"):
            raise UnjudgedTableError(
                f"{expectation.file}: {expectation.type} of {expectation.column} could not be carried out: "
                f"{info.get('exception_message')}. Correct the expectation, or the column that it names."
            )
    details = result.result
    if "unexpected_count" in details:
        observed = f"{details['unexpected_count']} of {details['element_count']} rows break it"
    else:
        observed = str(_plain_scalar(details.get("observed_value")))
    samples = details.get("partial_unexpected_index_list") or []
    return Verdict(
        suite=expectation.suite,
        expectation=expectation.type,
        column=expectation.column,
        severity=expectation.severity,
        success=bool(result.success),
        observed=observed,
        bounds=expectation.bounds,
        why=str(expectation.meta["why"]),
        samples=[{str(key): _plain_scalar(value) for key, value in row.items()} for row in samples[:SAMPLES]],
    )


def _plain_scalar(value: Any) -> Any:
    """A scalar of numpy or pandas as one of Python's own, or as text; null and not-a-number as None."""
    value = value.item() if hasattr(value, "item") else value
    if value is None or value != value:
        return None
    return value if isinstance(value, str | int | float) else str(value)
