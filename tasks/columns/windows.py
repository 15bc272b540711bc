"""Sums and neighbours of rows, within their document.

The blocks of a part are one frame, document after document. So the sum over a window of rows is the difference of two
running sums, after the window is clipped to the bounds of its document::

    row                 0   1   2   3   4
    doc                 7   7   7   9   9      bounds_of: first 0 0 0 3 3, last 2 2 2 4 4, starts 0 3
    values              1   2   4   8  16
    running         0   1   3   7  15  31      the sum of rows 1 to 2 is 7 - 1

polars' own windows (``over``) hash the document of every row for every expression: on frames of news they took ten
times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

Frame = TypeVar("Frame", bound=pl.DataFrame, covariant=True)  # declared in schemas/frames.py
Other = TypeVar("Other", bound=pl.DataFrame)

NOWHERE = -(2**40)  # no row, and far from every row: a few rows after it is nowhere too


class Bounds(NamedTuple):
    """Where the documents of a sorted frame begin and end, in rows."""

    owner: Rows  # per row: the number of its document, from 0
    first: Rows  # per row: the first row of its document
    last: Rows  # per row: the last row of its document
    starts: Rows  # per document: its first row


class ByDocument(NamedTuple, Generic[Frame]):
    """A frame that is sorted by document, and the bounds of its documents: they are computed once, and go with it."""

    frame: Frame
    docs: Bounds

    def with_frame(self, frame: Other) -> ByDocument[Other]:
        """Another frame with the same rows, such as this one with more columns."""
        return ByDocument(frame, self.docs)


def by_document(frame: Other) -> ByDocument[Other]:
    """Add the bounds of documents to a frame whose rows are sorted by ``doc``."""
    return ByDocument(frame, bounds_of(frame["doc"]))


def bounds_of(doc: pl.Series) -> Bounds:
    """Find the bounds of documents in a frame whose rows are sorted by ``doc``.

    >>> bounds_of(pl.Series([7, 7, 9])).last.tolist()
    [1, 1, 2]
    """
    numbers = doc.to_numpy()
    starts = np.flatnonzero(is_change(numbers))
    sizes = np.diff(starts, append=len(numbers))
    owner, first, last = (np.repeat(values, sizes) for values in (np.arange(len(starts)), starts, starts + sizes - 1))
    return Bounds(owner, first, last, starts)


def is_change(values: Array) -> npt.NDArray[np.bool_]:
    """Whether each value differs from the one before it; true for the first.

    >>> is_change(np.array([7, 7, 9])).tolist()
    [True, False, True]
    """
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]
    return changed


def is_any(values: Array, few: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Whether each value is one of a few. ``np.isin`` took eight times as long of code points, which are far apart.

    >>> is_any(np.array([7, 8, 9]), (7, 9)).tolist()
    [True, False, True]
    """
    found = np.zeros(len(values), bool)
    for value in few:
        found |= values == value
    return found


def running(*columns: Array) -> Floats:
    """Sum up the rows before each row, and all rows: one sum more than there are rows.

    Several columns give a column of sums each, side by side: the sums of a row are together in memory.

    >>> running(np.array([1, 2, 4])).tolist()
    [0.0, 1.0, 3.0, 7.0]
    >>> running(np.array([1, 2, 4]), np.array([True, False, True])).tolist()
    [[0.0, 0.0], [1.0, 1.0], [3.0, 1.0], [7.0, 2.0]]
    """
    sums = np.zeros((len(columns[0]) + 1, len(columns)))
    for values, summed in zip(columns, sums[1:].T, strict=True):
        np.cumsum(values, out=summed)
    return sums if len(columns) > 1 else sums[:, 0]


def window(sums: Floats, docs: Bounds, rows: Rows, low: int, high: int) -> Floats:
    """Sum up a window around each of ``rows``, from ``low`` to ``high`` rows after it (negative: before it).

    Takes ``running`` sums; with those of several columns, gives a column of sums for each. Rows outside of the document
    add nothing.

    >>> docs = bounds_of(pl.Series([7, 7, 7, 9, 9]))
    >>> sums = running(np.array([1, 2, 4, 8, 16]))
    >>> window(sums, docs, np.array([0, 2, 3]), -1, 1).tolist()
    [3.0, 6.0, 24.0]
    """
    first, end = docs.first[rows], docs.last[rows] + 1
    summed: Floats = sums.take(np.clip(rows + high + 1, first, end), axis=0)
    summed -= sums.take(np.clip(rows + low, first, end), axis=0)
    return summed


def neighbour(values: Array, docs: Bounds, rows: Rows, step: int, missing: float) -> Array:
    """Look up the value ``step`` rows after each of ``rows`` (negative: before it).

    Gives ``missing`` where that row is outside of the document.

    >>> docs = bounds_of(pl.Series([7, 7, 7, 9, 9]))
    >>> neighbour(np.array([1, 2, 4, 8, 16]), docs, np.array([0, 2, 3]), 1, -1).tolist()
    [2, -1, 16]
    """
    other = rows + step
    found = values.take(other, axis=0, mode="clip")
    found[(other < docs.first[rows]) | (other > docs.last[rows])] = missing
    return found


def total(values: Array, docs: Bounds) -> Array:
    """Give each row the sum over its document.

    >>> total(np.array([1, 2, 4]), bounds_of(pl.Series([7, 7, 9]))).tolist()
    [3, 3, 4]
    """
    return np.add.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def most(values: Array, docs: Bounds) -> Array:
    """Give each row the largest value in its document.

    >>> most(np.array([1, 2, 4]), bounds_of(pl.Series([7, 7, 9]))).tolist()
    [2, 2, 4]
    """
    return np.maximum.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def least(values: Array, docs: Bounds) -> Array:
    """Give each row the smallest value in its document.

    >>> least(np.array([1, 2, 4]), bounds_of(pl.Series([7, 7, 9]))).tolist()
    [1, 1, 4]
    """
    return np.minimum.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def first_row(chosen: Array, docs: Bounds) -> Rows:
    """Find the first chosen row of each document; ``NOWHERE`` if none is chosen.

    >>> first_row(np.array([False, True, True]), bounds_of(pl.Series([7, 7, 7]))).tolist()
    [1]
    """
    rows = np.flatnonzero(chosen)[::-1]
    first = np.full(len(docs.starts), NOWHERE)
    first[docs.owner[rows]] = rows  # numpy assigns in order, so the last of these rows stays: the first of the frame
    return first


def last_row(chosen: Array, docs: Bounds) -> Rows:
    """Find the last chosen row of each document; ``NOWHERE`` if none is chosen.

    >>> last_row(np.array([False, True, True]), bounds_of(pl.Series([7, 7, 7]))).tolist()
    [2]
    """
    rows = np.flatnonzero(chosen)
    last = np.full(len(docs.starts), NOWHERE)
    last[docs.owner[rows]] = rows  # numpy assigns in order, so the last of these rows stays
    return last


def best_runs(points: Array, docs: Bounds) -> tuple[Rows, Floats]:
    """Find the runs of rows with the most points, by Kadane's algorithm (Bentley 1984) on columns.

    The points of a run are the total at its end minus the total before its start. So the best run that ends at a row
    starts where the total before is the lowest of the document so far.

    Returns:
        For each row the first row of the run that is considered there, and the points from that row to this one. The
        largest of these in a document are the points of its best run, if they are above 0.

    >>> start, above = best_runs(np.array([1.0, -3.0, 2.0, 2.0, -1.0]), bounds_of(pl.Series([7] * 5)))
    >>> start.tolist(), above.tolist()
    ([0, 0, 2, 2, 2], [1.0, -2.0, 2.0, 4.0, 3.0])
    """
    sums = running(points)
    before = sums[:-1] - sums[docs.first]
    # One running minimum serves all documents: each document is moved below all documents before it.
    depth = (np.abs(before).max(initial=0.0) + 1) * 2
    sunk = before - docs.owner * depth
    lower = np.ones(len(before), bool)
    lower[1:] = sunk[1:] < np.minimum.accumulate(sunk)[:-1]
    start = np.maximum.accumulate(np.where(lower, np.arange(len(before)), 0))
    return start, before + points - before[start]
