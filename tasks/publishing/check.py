"""The checks of rows and of sums, in polars.

The row-level expectations of the suites in ``schemas/expectations`` are compiled to polars expressions, with what they
mean in Great Expectations: a value that is null, or not a number, passes all but "not null". So one declaration serves
both: here an article that breaks one is found while its batch is at hand, there whole tables are judged.

The two sums say that nothing is lost: of documents (``check_documents``) and of characters (``unaccounted``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from schemas.arrow import identity, reference
from schemas.suites import EXPECTATIONS, Expectation, SuiteError, load
from schemas.tables import TABLES, Table

Value = Callable[[str], pl.Expr]  # from a column's name in a suite to its values
Ints = npt.NDArray[np.int64]

# An escape must mean the same in Python, where Great Expectations matches, as in Rust, where polars does.
_ESCAPES = {r"\s": r"[\s\x1c-\x1f]", r"\S": r"[^\s\x1c-\x1f]", r"\d": r"\d", r"\D": r"\D", r"\Z": r"\z"}

# Code points are looked at in blocks of this many, so that memory does not grow with a document.
_BLOCK = 1_000_000


def broken_rows(frame: pl.DataFrame, table: str, folder: Path = EXPECTATIONS) -> pl.DataFrame:
    """The rows of `frame` that break a critical expectation of rows.

    Only what can be told from the rows at hand: uniqueness is uniqueness within the frame, and expectations of whole
    tables (counts, medians, anything with ``mostly``) are left to the gate.

    Args:
        frame: columns as declared for `table`.
        table: the table's name.
        folder: where the suites are.

    Returns:
        A row for each row and expectation: the table's identity (see ``schemas.arrow.identity``), ``expectation``
        (type and columns) and ``detail`` (the values, for a person to read); no rows where all is well.

    Raises:
        SuiteError: a suite is wrong, or holds a type that is not known here.
    """
    rules = _row_rules(table, folder)
    keys = identity(TABLES[table])
    held = frame.select(ok.fill_null(True).alias(str(number)) for number, (_, ok, _) in enumerate(rules))
    found = [
        frame.filter(~column).select(
            *keys,
            expectation=pl.lit(f"{expectation.type} {expectation.column}"),
            detail=detail,
        )
        for (expectation, _, detail), column in zip(rules, held.iter_columns(), strict=True)
        if not column.all()
    ]
    nothing = frame.clear().select(*keys, expectation=pl.lit(""), detail=pl.lit(""))
    return pl.concat([nothing, *found])


def unaccounted_documents(documents: pl.DataFrame, articles: pl.DataFrame, rejects: pl.DataFrame) -> pl.DataFrame:
    """The first sum: every raw document is exactly one row of `articles` or of `rejects`.

    Args:
        documents: a row a raw document, with ``path``.
        articles: articles made of them, with ``path``.
        rejects: rejects made of them, with ``path``.

    Returns:
        ``path`` and how many ``documents``, ``articles`` and ``rejects`` have it, for each path where the sum does not
        hold: lost, told twice, or made from nothing. No rows where all is well.
    """
    frames = {"documents": documents, "articles": articles, "rejects": rejects}
    told = pl.concat(frame.select("path", kind=pl.lit(name)) for name, frame in frames.items())
    counts = told.group_by("path").agg((pl.col("kind") == name).sum().alias(name) for name in frames)
    return counts.filter((pl.col("documents") != 1) | (pl.col("articles") + pl.col("rejects") != 1)).sort("path")


def misplaced_spans(found: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """The rows whose span does not lie in their body, or does not hold their text.

    Args:
        found: rows with ``article_id``, ``start``, ``end`` and ``text``.
        bodies: a row an article, with ``article_id`` and ``body``.

    Returns:
        ``article_id``, ``start``, ``expectation`` and ``detail``, as ``broken`` does; no rows where all is well.

    Bodies are laid end to end as code points, and every span is compared there: a slice of its own for each would walk
    through the body from its start.
    """
    points = np.concatenate([np.zeros(0, np.uint32), *_blocks(bodies["body"])])
    size = pl.col("body").str.len_chars().cast(pl.Int64)
    known = bodies.select("article_id", size=size, offset=size.cum_sum() - size)
    rows = found.join(known, on="article_id", how="left", maintain_order="left")
    start, end, chars = pl.col("start"), pl.col("end"), pl.col("text").str.len_chars().cast(pl.Int64)
    lies_in = (start >= 0) & (end <= pl.col("size")) & (end - start == chars)
    inside = rows.select(lies_in.fill_null(False)).to_series().to_numpy()
    placed = rows.filter(inside)
    sizes = (placed["end"] - placed["start"]).to_numpy()
    before = np.cumsum(sizes) - sizes
    at = np.repeat((placed["offset"] + placed["start"]).to_numpy() - before, sizes) + np.arange(sizes.sum())
    differs = points[at] != np.concatenate([np.zeros(0, np.uint32), *_blocks(placed["text"])])
    wrong = ~inside
    wrong[inside] = np.bincount(np.repeat(np.arange(placed.height), sizes), differs, placed.height) > 0
    return rows.filter(pl.Series(wrong)).select(
        "article_id",
        "start",
        expectation=pl.lit("span holds text start, end, text"),
        detail=pl.format("{} to {} of a body of {} is not {}", start, end, "size", pl.col("text").str.head(80)),
    )


def unaccounted_characters(texts: pl.DataFrame, paragraphs: pl.DataFrame, removals: pl.DataFrame) -> pl.DataFrame:
    """The second sum: every character that is not white space lies in exactly one span.

    White space is what Unicode calls so; the separators U+001C to U+001F are not.

    Args:
        texts: a row an article, with ``article_id`` and ``text``, the decoded raw text (of a page, the visible text).
        paragraphs: spans in the body, with ``article_id``, ``raw_start`` and ``raw_end``.
        removals: spans that are not, with the same.

    Returns:
        For each article where the sum does not hold: ``article_id``, ``lost`` (characters in no span), ``twice`` (in
        more than one), ``outside`` (code points of spans that lie beyond the text, or are spans of no text at all).
        No rows where all is well.

    Costs one pass over the texts, and a sort of the spans' ends.
    """
    columns = ("article_id", "raw_start", "raw_end")
    spans = pl.concat([paragraphs.select(columns), removals.select(columns)]).drop_nulls()
    length, start, end = pl.col("length"), pl.col("raw_start"), pl.col("raw_end")
    known = texts.select("article_id", length=pl.col("text").str.len_chars().fill_null(0).cast(pl.Int64))
    # The spans of an article stand together: runs of them are looked up, not each.
    runs = spans.select(pl.col("article_id").rle().struct.field("value").alias("article_id"))
    orphans = runs.join(known, on="article_id", how="anti").unique(maintain_order=True)
    documents = (
        pl.concat([known, orphans.with_columns(length=pl.lit(0, pl.Int64))])
        .with_columns(offset=length.cum_sum() - length)
        .with_row_index("document")
    )
    of_runs = runs.join(documents, on="article_id", how="left", maintain_order="left").drop("article_id")
    spans = spans.hstack(of_runs[spans["article_id"].rle_id()]).with_columns(
        first=start.clip(0, length), last=pl.max_horizontal(start.clip(0, length), end.clip(0, length))
    )
    beyond = (end - start).clip(lower_bound=0) - (pl.col("last") - pl.col("first"))
    outside = spans.filter(beyond != 0).group_by("document").agg(outside=beyond.sum())
    lost, twice = _coverage(
        texts["text"],  # orphans have none: they stand at the end, with no length
        np.append(0, documents["length"].cum_sum().to_numpy()).astype(np.int64),
        (spans["first"] + spans["offset"]).to_numpy(),
        (spans["last"] + spans["offset"]).to_numpy(),
    )
    return (
        documents.with_columns(lost=pl.Series(lost, dtype=pl.Int64), twice=pl.Series(twice, dtype=pl.Int64))
        .join(outside, on="document", how="left", maintain_order="left")
        .select("article_id", "lost", "twice", pl.col("outside").fill_null(0))
        .filter(pl.any_horizontal(pl.col("lost", "twice", "outside") != 0))
    )


def _coverage(texts: pl.Series, borders: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """For each document, its visible characters in no span, and in several.

    ``borders`` are the offsets at which documents start and end when their texts are laid end to end; ``starts`` and
    ``ends`` of spans are offsets into the same.
    """
    points = np.concatenate([borders, starts, ends])
    order = np.argsort(points)
    opened = np.repeat([0, 1, -1], [len(borders), len(starts), len(ends)])
    points, depth = points[order], np.cumsum(opened[order])[:-1]
    # What lies in one span is as it must be: the rest, most of it blank lines, is looked at.
    wrong = np.flatnonzero((depth != 1) & (points[1:] > points[:-1]))
    visible = _visible(texts, points[wrong], points[wrong + 1])
    wrong, visible = wrong[visible > 0], visible[visible > 0]
    owner = np.searchsorted(borders, points[wrong], side="right") - 1
    size = len(borders) - 1
    lost = np.bincount(owner, weights=visible * (depth[wrong] == 0), minlength=size)[:size]
    twice = np.bincount(owner, weights=visible * (depth[wrong] > 1), minlength=size)[:size]
    return lost.astype(np.int64), twice.astype(np.int64)


def _visible(texts: pl.Series, starts: Ints, ends: Ints) -> Ints:
    """How many characters that are not white space stand in each of some stretches of texts end to end.

    Stretches are sorted, and no two share a character.
    """
    visible = np.zeros(len(starts), np.int64)
    at = 0
    for block in _blocks(texts):
        here = slice(np.searchsorted(ends, at, side="right"), np.searchsorted(starts, at + len(block)))
        first, last = np.maximum(starts[here] - at, 0), np.minimum(ends[here] - at, len(block))
        sizes = last - first
        characters = np.arange(sizes.sum()) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
        seen = ~_WHITE_SPACE[np.minimum(block[characters], len(_WHITE_SPACE) - 1)]
        of = np.repeat(np.arange(len(sizes)), sizes)
        visible[here] += np.bincount(of, seen, minlength=len(sizes)).astype(np.int64)
        at += len(block)
    return visible


def _blocks(texts: pl.Series) -> Iterator[npt.NDArray[np.uint32]]:
    """The code points of the texts laid end to end, some millions at a time."""
    array = texts.to_arrow()
    _, offsets, data = array.buffers()
    if not len(array) or data is None:
        return
    first, last = np.frombuffer(offsets, np.int64)[[array.offset, array.offset + len(array)]]
    data = memoryview(data)[first:last]
    at = 0
    while at < len(data):
        stop = min(at + _BLOCK, len(data))
        while stop < len(data) and data[stop] & 0xC0 == 0x80:  # in the middle of a character
            stop += 1
        yield np.frombuffer(str(data[at:stop], "utf-8").encode("utf-32-le"), np.uint32)
        at = stop


def _white_space() -> npt.NDArray[np.bool_]:
    """Whether a code point has the property White_Space; the last entry stands for all beyond."""
    table = np.zeros(0x3002, np.bool_)
    table[[*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F]] = True
    table[0x3000] = True
    return table


_WHITE_SPACE = _white_space()


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


def _match(value: Value, column: str, regex: str) -> pl.Expr:
    pattern = re.sub(r"\\[A-Za-z]", lambda escape: _escape(escape[0]), regex)
    if re.search(r"(?<!\\)\$", regex):
        raise ValueError(r'"$" also stands before a line feed in Python; write \Z')
    pl.select(pl.lit("").str.contains(pattern))  # a pattern that Rust refuses fails here, by name
    # The rows of an article stand together, and have the same id: it is asked about once.
    return value(column).map_batches(
        lambda values: values.rle().struct.field("value").str.contains(pattern).gather(values.rle_id()),
        return_dtype=pl.Boolean,
    )


def _escape(escape: str) -> str:
    if escape not in _ESCAPES:
        raise ValueError(f"{escape} does not mean the same in Python as in Rust; use {', '.join(_ESCAPES)} or a class")
    return _ESCAPES[escape]


def _unique_together(value: Value, column_list: list[str]) -> pl.Expr:
    # Great Expectations counts nulls as equal here, and passes rows that are null all over.
    columns = [value(column) for column in column_list]
    unique = pl.struct(columns).map_batches(_are_unique, return_dtype=pl.Boolean)
    return unique | pl.all_horizontal(column.is_null() for column in columns)


def _are_unique(rows: pl.Series) -> pl.Series:
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
    held = first >= second if or_equal else first > second
    return held.fill_null(False) | missing[ignore_row_if]


# What can be told from a row, or from the rows at hand. One more is a function above and a line here.
ROWS: dict[str, Callable[..., pl.Expr]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_unique": _unique,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_match_regex": _match,
    "expect_compound_columns_to_be_unique": _unique_together,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
}

# What only a whole table can tell: the gate's. Named, so that a type misspelt is an error here too.
WHOLE = {
    "expect_table_row_count_to_be_between",
    "expect_column_median_to_be_between",
    "expect_column_mean_to_be_between",
    "expect_column_proportion_of_unique_values_to_be_between",
}


@cache
def _row_rules(table: str, folder: Path) -> list[tuple[Expectation, pl.Expr, pl.Expr]]:
    """Each critical row-level expectation, with what is true of a row that keeps it, and a row's values to show."""
    value = _values(TABLES[table])
    rules = []
    for expectation in load(table, folder):
        where = f"{expectation.file}: {expectation.type}"
        if expectation.type not in ROWS and expectation.type not in WHOLE:
            raise SuiteError(
                f"{where} is not known; correct it, or teach it to tasks/publishing/check.py (ROWS or WHOLE)"
            )
        if expectation.type in WHOLE or expectation.severity != "critical" or "mostly" in expectation.kwargs:
            continue
        try:
            holds = ROWS[expectation.type](value, **expectation.kwargs)
        except (TypeError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
            raise SuiteError(f"{where} of {expectation.column}: {error}") from error
        rules.append((expectation, holds, _shown(value, expectation.columns)))
    return rules


def _values(table: Table) -> Value:
    """From a column's name to its values, not-a-number taken for null as pandas does."""

    def value(name: str) -> pl.Expr:
        column = reference(table, name)
        is_double = any(c.name == name and c.type == pa.float64() for c in table.columns)
        return column.fill_nan(None) if is_double else column

    return value


def _shown(value: Value, columns: tuple[str, ...]) -> pl.Expr:
    """The values of a row as text: ``words is 0``, long ones cut."""
    shown = [
        pl.format(f"{name} is {{}}", value(name).cast(pl.String, strict=False).str.head(80).fill_null("null"))
        for name in columns
    ]
    return pl.concat_str(shown, separator=", ")
