"""Chooses between several ways to find the same thing: the first one that finds something counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks.columns.windows import NOWHERE, Array, Rows


def first_way(ways: Sequence[tuple[str, *tuple[Rows, ...]]], none: str = "") -> tuple[Array, list[Rows]]:
    """Give, for each place, the name of the first way that finds something there, and what that way finds.

    A way is its name and one or more arrays; it finds something where the first of them is not NOWHERE. If no way finds
    anything, the name is ``none``, and the arrays are NOWHERE.

    >>> left, right = np.array([4, NOWHERE, NOWHERE]), np.array([5, 6, NOWHERE])
    >>> name, [place] = first_way([("left", left), ("right", right)], none="none")
    >>> name.tolist(), place.tolist() == [4, 6, NOWHERE]
    (['left', 'right', 'none'], True)
    """
    names, arrays = [name for name, *_ in ways], [found for _, *found in ways]
    finds = [first >= 0 for first, *_ in arrays]
    name = np.select(finds, [np.full(len(find), name) for name, find in zip(names, finds, strict=True)], none)
    return name, [np.select(finds, each, NOWHERE) for each in map(list, zip(*arrays, strict=True))]
