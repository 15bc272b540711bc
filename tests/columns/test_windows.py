"""Windows are what a loop over rows would sum, document by document."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.columns import windows

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 5)), min_size=1, max_size=40).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)


@given(ROWS, st.integers(-6, 6), st.integers(0, 6))
def test_a_window_is_the_sum_of_its_rows_within_the_document(rows: list[tuple[int, int]], low: int, size: int) -> None:
    doc_of, values = [doc for doc, _ in rows], np.array([value for _, value in rows])
    docs = windows.bounds_of(pl.Series(doc_of))
    every = np.arange(len(rows))
    summed = windows.window(windows.running(values), docs, every, low, low + size)
    beside = windows.neighbour(values, docs, every, low, missing=99)
    for row, doc in enumerate(doc_of):
        inside = [i for i in range(row + low, row + low + size + 1) if 0 <= i < len(rows) and doc_of[i] == doc]
        assert summed[row] == sum(values[i] for i in inside)
        other = row + low
        assert beside[row] == (values[other] if 0 <= other < len(rows) and doc_of[other] == doc else 99)


@given(ROWS)
def test_every_row_gets_the_sum_and_the_extremes_of_its_document(rows: list[tuple[int, int]]) -> None:
    values, docs = np.array([value for _, value in rows]), windows.bounds_of(pl.Series([doc for doc, _ in rows]))
    own = [[value for doc, value in rows if doc == mine] for mine, _ in rows]
    assert windows.total(values, docs).tolist() == [sum(those) for those in own]
    assert windows.most(values, docs).tolist() == [max(those) for those in own]
    assert windows.least(values, docs).tolist() == [min(those) for those in own]


@given(ROWS)
def test_the_first_and_the_last_chosen_row_of_each_document(rows: list[tuple[int, int]]) -> None:
    docs = windows.bounds_of(pl.Series([doc for doc, _ in rows]))
    chosen = np.array([value > 0 for _, value in rows])
    found = {doc: [row for row, (of, value) in enumerate(rows) if of == doc and value > 0] for doc, _ in rows}
    assert windows.first_row(chosen, docs).tolist() == [min(own, default=windows.NOWHERE) for own in found.values()]
    assert windows.last_row(chosen, docs).tolist() == [max(own, default=windows.NOWHERE) for own in found.values()]


@given(ROWS)
@example([(0, -1), (0, -2), (1, -1)])
def test_the_best_run_has_the_most_points_of_all(rows: list[tuple[int, int]]) -> None:
    docs = [doc for doc, _ in rows]
    start, above = windows.best_runs(np.array([float(value) for _, value in rows]), windows.bounds_of(pl.Series(docs)))
    for doc in set(docs):
        own = [row for row, of in enumerate(docs) if of == doc]
        sums = {(i, j): sum(rows[k][1] for k in range(i, j + 1)) for i in own for j in own if i <= j}
        best = max(own, key=lambda row: above[row])
        assert above[best] >= max(sums.values())
        if above[best] > 0:
            assert above[best] == max(sums.values()) == sums[int(start[best]), best]


def test_a_frame_without_rows_has_no_documents() -> None:
    docs, nothing = windows.bounds_of(pl.Series([], dtype=pl.UInt32)), np.zeros(0)
    assert windows.total(nothing, docs).tolist() == windows.most(nothing, docs).tolist() == []
    assert [bound.tolist() for bound in docs] == [[], [], [], []]
    start, above = windows.best_runs(nothing, docs)
    assert start.tolist() == above.tolist() == []


def test_bounds_go_with_another_frame_of_the_same_rows() -> None:
    lines = windows.by_document(pl.DataFrame({"doc": [3, 3, 8]}))
    other = lines.with_frame(lines.frame.with_columns(words=pl.lit(1)))
    assert other.docs is lines.docs
    assert other.docs.owner.tolist() == [0, 0, 1]
