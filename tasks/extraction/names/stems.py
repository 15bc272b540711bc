"""Takes the endings of a language off words, so that the forms of a word become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tasks.columns.characters import Codes, Flags, code_points, plain_letters
from tasks.columns.hashing import Keys, keys_between, running_sums
from tasks.columns.windows import Rows

STEM = 3  # letters that a word keeps at least; set by hand


def without_endings(
    codes: Codes, begin: Rows, stop: Rows, endings: Iterable[Codes], may_lose: Flags | bool = True
) -> Rows:
    """Find where words stop without the first of ``endings`` that they have.

    Takes characters, where each word begins and stops in them, and which words may lose an ending.
    """
    cut = stop.copy()
    for ending in endings:
        fits = np.flatnonzero((cut == stop) & may_lose & (stop - begin >= STEM + len(ending)))
        last = codes[stop[fits, None] + np.arange(-len(ending), 0)]
        cut[fits[(last == ending).all(1)]] -= len(ending)
    return cut


def plain_stems(codes: Codes, begin: Rows, stop: Rows, endings: Sequence[str]) -> Keys:
    """The keys of words in plain letters, ``without_endings``."""
    letters = plain_letters()
    plain = letters[codes]
    stems = without_endings(plain, begin, stop, (letters[code_points(ending)] for ending in endings))
    return keys_between(running_sums(plain), begin, stems)


def stems_of(words: Sequence[str], endings: Sequence[str]) -> Keys:
    """The keys of words as ``plain_stems`` gives them.

    >>> kept = stems_of(["Волга", "Волгою"], ["ою", "а"])
    >>> bool(kept[0] == kept[1])
    True
    """
    sizes = np.array([len(word) for word in words], np.int64)
    end = np.cumsum(sizes)
    return plain_stems(code_points("".join(words)), end - sizes, end, endings)
