"""Row-level expectations, checked in polars while a part is at hand.

The suites in ``schemas/expectations`` serve two readers. Here, their row-level expectations are compiled to polars
expressions, so that an article that breaks one becomes a reject before anything is stored. In ``gate``, Great
Expectations judges whole tables. An expectation means the same to both: a value that is null, or not a number, passes
everything but "not null".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from schemas.arrow import identity, reference
from schemas.suites import EXPECTATIONS, Expectation, SuiteError, load
from schemas.tables import TABLES, Table

Value = Callable[[str], pl.Expr]  # from a column's name in a suite to its values

# An escape must mean the same in Python, where Great Expectations matches, as in Rust, where polars does.
_ESCAPES = {r"\s": r"[\s\x1c-\x1f]", r"\S": r"[^\s\x1c-\x1f]", r"\d": r"\d", r"\D": r"\D", r"\Z": r"\z"}


def find_broken_rows(frame: pl.DataFrame, table: str, folder: Path = EXPECTATIONS) -> pl.DataFrame:
    """Find the rows of a table that break a critical row-level expectation.

    A value is checked for uniqueness within the frame only. Expectations of whole tables (counts, medians, anything
    with ``mostly``) are left to the gate.

    Args:
        frame: rows with the columns that are declared for the table.
        table: the table's name.
        folder: where the suites are.

    Returns:
        A row for each row and expectation that it breaks: the table's identity (see ``schemas.arrow.identity``),
        ``expectation`` (its type and columns) and ``detail`` (the values, for a person to read).

    Raises:
        SuiteError: a suite is wrong, or has an expectation of a type that is in neither ROWS nor WHOLE.
    """
    checks = _compiled_checks(table, folder)
    keys = identity(TABLES[table])
    kept = frame.select(holds.fill_null(True).alias(str(number)) for number, (_, holds, _) in enumerate(checks))
    broken = [
        frame.filter(~column).select(
            *keys,
            expectation=pl.lit(f"{expectation.type} {expectation.column}"),
            detail=detail,
        )
        for (expectation, _, detail), column in zip(checks, kept.iter_columns(), strict=True)
        if not column.all()
    ]
    none = frame.clear().select(*keys, expectation=pl.lit(""), detail=pl.lit(""))
    return pl.concat([none, *broken])


# The types of expectation. Each function takes the arguments that Great Expectations takes under the same name, and
# returns an expression that is true where a row keeps the expectation, and null or true where it has no value.


def _not_null(value: Value, column: str) -> pl.Expr:
    return value(column).is_not_null()


def _unique(value: Value, column: str) -> pl.Expr:
    return value(column).is_unique() | value(column).is_null()


def _in_set(value: Value, column: str, value_set: list[Any]) -> pl.Expr:
    return value(column).is_in(value_set)


def _not_in_set(value: Value, column: str, value_set: list[Any]) -> pl.Expr:
    return ~value(column).is_in(value_set)


def _between(value: Value, column: str, min_value: float | None = None, max_value: float | None = None) -> pl.Expr:
    bounds = [min_value, max_value]
    if bounds == [None, None] or any(isinstance(bound, str) for bound in bounds):
        raise ValueError("wants numbers as min_value, max_value or both")
    low = pl.lit(True) if min_value is None else value(column) >= min_value
    high = pl.lit(True) if max_value is None else value(column) <= max_value
    return low & high


def _matches(value: Value, column: str, regex: str) -> pl.Expr:
    pattern = re.sub(r"\\[A-Za-z]", lambda escape: _rust_escape(escape[0]), regex)
    if re.search(r"(?<!\\)\$", regex):
        raise ValueError(r'"$" also matches before a line feed in Python; write \Z')
    pl.select(pl.lit("").str.contains(pattern))  # a pattern that Rust refuses fails here, by name
    # The rows of an article are neighbours with the same id, so each run of equal values is matched once.
    return value(column).map_batches(
        lambda values: values.rle().struct.field("value").str.contains(pattern).gather(values.rle_id()),
        return_dtype=pl.Boolean,
    )


def _rust_escape(escape: str) -> str:
    if escape not in _ESCAPES:
        raise ValueError(f"{escape} does not mean the same in Python as in Rust; use {', '.join(_ESCAPES)} or a class")
    return _ESCAPES[escape]


def _unique_together(value: Value, column_list: list[str]) -> pl.Expr:
    # Great Expectations takes nulls for equal here, and passes rows in which all columns are null.
    columns = [value(column) for column in column_list]
    unique = pl.struct(columns).map_batches(_unique_rows, return_dtype=pl.Boolean)
    return unique | pl.all_horizontal(column.is_null() for column in columns)


def _unique_rows(rows: pl.Series) -> pl.Series:
    """Whether each row is unique. Where all hashes are, so are the rows: that takes a third of the time."""
    if rows.hash().n_unique() == len(rows):
        return pl.repeat(True, len(rows), eager=True)
    return rows.is_unique()


def _greater(
    value: Value, column_A: str, column_B: str, or_equal: bool = False, ignore_row_if: str = "both_values_are_missing"
) -> pl.Expr:
    first, second = value(column_A), value(column_B)
    missing = {
        "both_values_are_missing": first.is_null() & second.is_null(),
        "either_value_is_missing": first.is_null() | second.is_null(),
        "neither": pl.lit(False),
    }
    greater = first >= second if or_equal else first > second
    return greater.fill_null(False) | missing[ignore_row_if]


# What a row, or the rows at hand, can show. To add a type, write a function above and a line here.
ROWS: dict[str, Callable[..., pl.Expr]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_unique": _unique,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_match_regex": _matches,
    "expect_compound_columns_to_be_unique": _unique_together,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
}

# What only a whole table can show: the gate's. They are listed so that a misspelt type is an error here, too.
WHOLE = {
    "expect_table_row_count_to_be_between",
    "expect_column_median_to_be_between",
    "expect_column_mean_to_be_between",
    "expect_column_proportion_of_unique_values_to_be_between",
}


@cache
def _compiled_checks(table: str, folder: Path) -> list[tuple[Expectation, pl.Expr, pl.Expr]]:
    """Each critical row-level expectation, an expression that is true where it holds, and the values to show."""
    value = _values_of(TABLES[table])
    checks = []
    for expectation in load(table, folder):
        where = f"{expectation.file}: {expectation.type}"
        if expectation.type not in ROWS and expectation.type not in WHOLE:
            raise SuiteError(
                f"{where} is not known; correct it, or teach it to tasks/publishing/row_checks.py (ROWS or WHOLE)"
            )
        if expectation.type in WHOLE or expectation.severity != "critical" or "mostly" in expectation.kwargs:
            continue
        try:
            holds = ROWS[expectation.type](value, **expectation.kwargs)
        except (TypeError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
            raise SuiteError(f"{where} of {expectation.column}: {error}") from error
        checks.append((expectation, holds, _shown_values(value, expectation.columns)))
    return checks


def _values_of(table: Table) -> Value:
    """From a column's name to its values; not-a-number is null, as in pandas."""

    def value(name: str) -> pl.Expr:
        column = reference(table, name)
        is_double = any(c.name == name and c.type == pa.float64() for c in table.columns)
        return column.fill_nan(None) if is_double else column

    return value


def _shown_values(value: Value, columns: tuple[str, ...]) -> pl.Expr:
    """The values of a row as text: ``words is 0``. Long values are cut."""
    shown = [
        pl.format(f"{name} is {{}}", value(name).cast(pl.String, strict=False).str.head(80).fill_null("null"))
        for name in columns
    ]
    return pl.concat_str(shown, separator=", ")
