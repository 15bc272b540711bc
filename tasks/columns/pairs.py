"""Pairs of a row and a key, such as a line and a word in it, as sorted numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.columns.windows import Rows, is_change

Keys = npt.NDArray[np.uint64]

ROW_BITS = 32  # of the number of a row: no frame has more rows


def distinct_pairs(rows: Rows, keys: Keys) -> tuple[Rows, Rows, Keys]:
    """Give each pair of a row and a key once, with keys as numbers.

    Returns:
        The row and the number of the key of each pair, sorted by number and then by row; and the keys in ascending
        order, which is that of their numbers.

    >>> row, number, keys = distinct_pairs(np.array([0, 0, 1]), np.array([9, 9, 5], np.uint64))
    >>> list(zip(row.tolist(), number.tolist())), keys.tolist()
    ([(1, 0), (0, 1)], [5, 9])
    """
    order = np.argsort(keys)
    keys = keys[order]
    new = is_change(keys)
    # One number per pair: to sort numbers twice takes a fifth of the time of finding distinct pairs of two columns.
    pairs = np.sort(np.cumsum(new) - 1 << ROW_BITS | rows[order])
    pairs = pairs[is_change(pairs)]
    return pairs & (1 << ROW_BITS) - 1, pairs >> ROW_BITS, keys[new]
