"""Takes the endings of a language off words, so that the forms of a word become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks.columns.characters import Codes, code_points, plain_letters
from tasks.columns.hashing import Keys, keys_between, running_sums
from tasks.columns.windows import Rows

STEM = 3  # letters that a word keeps at least


def plain_stems(codes: Codes, begin: Rows, stop: Rows, endings: Sequence[str]) -> Keys:
    """The keys of words in plain letters, without the first of ``endings`` that they have.

    Takes characters, and where each word begins and stops in them.
    """
    plain = plain_letters()[codes]
    cut = stop.copy()
    for ending in endings:
        wanted = plain_letters()[code_points(ending)]
        fits = np.flatnonzero((cut == stop) & (stop - begin >= STEM + len(wanted)))
        last = plain[stop[fits, None] + np.arange(-len(wanted), 0)]
        cut[fits[(last == wanted).all(1)]] -= len(wanted)
    return keys_between(running_sums(plain), begin, cut)


def stems_of(words: Sequence[str], endings: Sequence[str]) -> Keys:
    """The keys of words as ``plain_stems`` gives them.

    >>> kept = stems_of(["Волга", "Волгою"], ["ою", "а"])
    >>> bool(kept[0] == kept[1])
    True
    """
    sizes = np.array([len(word) for word in words], np.int64)
    end = np.cumsum(sizes)
    return plain_stems(code_points("".join(words)), end - sizes, end, endings)
