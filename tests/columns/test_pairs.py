"""Pairs of a row and a key are found once each, in an order that counts can rely on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.pairs import distinct_pairs

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0, 1, 7, 2**40, 2**64 - 1])), max_size=30)


@given(PAIRS)
def test_each_pair_is_there_once_by_key_and_row(pairs: list[tuple[int, int]]) -> None:
    rows = np.array([row for row, _ in pairs], np.int64)
    row, number, keys = distinct_pairs(rows, np.array([key for _, key in pairs], np.uint64))
    found = [(int(keys[n]), r) for r, n in zip(row.tolist(), number.tolist(), strict=True)]
    assert found == sorted({(key, row) for row, key in pairs})
    assert keys.tolist() == sorted({key for _, key in pairs})
