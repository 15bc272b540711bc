"""Sums over the neighbours of a row, within its document.

A frame of blocks is sorted by document, so a window is a difference of two running sums, clipped where the document
begins and ends. polars' own windows (``over``) hash the document of every row for every expression: on frames of news
they took ten times as long.
"""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

Frame = TypeVar("Frame", bound=pl.DataFrame, covariant=True)  # declared in schemas/frames.py
Other = TypeVar("Other", bound=pl.DataFrame)

NOWHERE = -(2**40)  # no row, and far from every row


class Bounds(NamedTuple):
    """Where the documents of a sorted frame begin and end, in rows."""

    owner: Rows  # of each row: the number of its document, from 0
    first: Rows  # of each row: the first row of its document
    last: Rows  # of each row: the last row of its document
    starts: Rows  # of each document: its first row


class ByDocument(NamedTuple, Generic[Frame]):
    """A frame that is sorted by document, and the bounds of its documents: they are computed once, and go with it."""

    frame: Frame
    docs: Bounds

    def with_frame(self, frame: Other) -> ByDocument[Other]:
        """Another frame with the same rows, such as this one with more columns."""
        return ByDocument(frame, self.docs)


def by_document(frame: Other) -> ByDocument[Other]:
    """A frame whose rows are sorted by ``doc``, with the bounds of its documents."""
    return ByDocument(frame, bounds_of(frame["doc"]))


def bounds_of(doc: pl.Series) -> Bounds:
    """The bounds of documents in a frame whose rows are sorted by ``doc``.

    >>> bounds_of(pl.Series([7, 7, 9])).last.tolist()
    [1, 1, 2]
    """
    numbers = doc.to_numpy()
    begins = np.ones(len(numbers), bool)
    begins[1:] = numbers[1:] != numbers[:-1]
    starts = np.flatnonzero(begins)
    sizes = np.diff(starts, append=len(numbers))
    owner, first, last = (np.repeat(values, sizes) for values in (np.arange(len(starts)), starts, starts + sizes - 1))
    return Bounds(owner, first, last, starts)


def running(*columns: Array) -> Floats:
    """The sum of all rows before each, and of all: one longer than the frame; of several columns, side by side."""
    sums = np.zeros((len(columns[0]) + 1, len(columns)))
    for values, summed in zip(columns, sums[1:].T, strict=True):
        np.cumsum(values, out=summed)
    return sums if len(columns) > 1 else sums[:, 0]


def window(sums: Floats, docs: Bounds, rows: Rows, low: int, high: int) -> Floats:
    """For each of ``rows``: the sum from ``low`` rows after it to ``high`` rows after it (negative: before)."""
    first, end = docs.first[rows], docs.last[rows] + 1
    below: Floats = sums.take(np.clip(rows + high + 1, first, end), axis=0)
    below -= sums.take(np.clip(rows + low, first, end), axis=0)
    return below


def neighbour(values: Array, docs: Bounds, rows: Rows, step: int, missing: float) -> Array:
    """For each of ``rows``: the value ``step`` rows after it (negative: before), ``missing`` outside the document."""
    other = rows + step
    found = values.take(other, axis=0, mode="clip")
    found[(other < docs.first[rows]) | (other > docs.last[rows])] = missing
    return found


def total(values: Array, docs: Bounds) -> Array:
    """Of each row: the sum over its document."""
    return np.add.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def most(values: Array, docs: Bounds) -> Array:
    """Of each row: the largest value in its document."""
    return np.maximum.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def least(values: Array, docs: Bounds) -> Array:
    """Of each row: the smallest value in its document."""
    return np.minimum.reduceat(values, docs.starts)[docs.owner] if len(values) else values


def first_row(chosen: Array, docs: Bounds) -> Rows:
    """Of each document: its first row that is chosen; below 0, where none is."""
    rows = np.flatnonzero(chosen)[::-1]
    first = np.full(len(docs.starts), NOWHERE)
    first[docs.owner[rows]] = rows  # the last one stays
    return first


def last_row(chosen: Array, docs: Bounds) -> Rows:
    """Of each document: its last row that is chosen; below 0, where none is."""
    rows = np.flatnonzero(chosen)
    last = np.full(len(docs.starts), NOWHERE)
    last[docs.owner[rows]] = rows
    return last


def best_runs(points: Array, docs: Bounds) -> tuple[Rows, Floats]:
    """The runs of rows that Kadane's algorithm sees, as columns.

    A run's points are the total at its end less the total before its start; so one starts where the total before
    stands lower than ever before in the document. Gives for each row the first row of its run, and the points from
    there to it.
    """
    sums = running(points)
    before = sums[:-1] - sums[docs.first]
    # One running minimum for all documents: each is moved below all before it.
    depth = (np.abs(before).max(initial=0.0) + 1) * 2
    sunk = before - docs.owner * depth
    lower = np.ones(len(before), bool)
    lower[1:] = sunk[1:] < np.minimum.accumulate(sunk)[:-1]
    start = np.maximum.accumulate(np.where(lower, np.arange(len(before)), 0))
    return start, before + points - before[start]
