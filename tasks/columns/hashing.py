"""Keys of words: hashes of characters in 64 bits, from which Python never needs to make a string.

A key is a polynomial hash (Karp and Rabin 1987). With S the running sums of value(character i) * BASE^i modulo 2^64,
the key of the characters from a to b is (S[b] - S[a]) * BASE^-a, mixed: the same wherever the word is. So the keys of
all words of a batch, of their first and of their last letters cost a few passes over one array.

The models and lists in ``schemas/names`` are tables of such keys. Whoever changes a hash must train them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.characters import Codes, code_points, small_letters
from tasks.columns.windows import Rows

Keys = npt.NDArray[np.uint64]

BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
INVERSE = pow(BASE, -1, 2**64)
MIX = np.uint64(0xBF58476D1CE4E5B9)
JOIN = np.uint64(BASE)


class RunningSums(NamedTuple):
    """Sums over the characters of a text, from which the key of any part of it follows."""

    total: Keys  # of the characters before each place; one longer than the text
    inverse: Keys  # BASE^-a of each place a


def running_sums(codes: Codes, *, small: bool = False) -> RunningSums:
    """Sum up code points, as written or as small letters."""
    total = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(_character_values(small)[codes] * _powers_of(BASE, len(codes)), out=total[1:])
    return RunningSums(total, _powers_of(INVERSE, len(codes) + 1))


def keys_between(sums: RunningSums, start: Rows, end: Rows) -> Keys:
    """The keys of parts of a text, by where they start and end."""
    return _mixed((sums.total[end] - sums.total[start]) * sums.inverse[start])


def keys_of(words: Sequence[str], *, small: bool = False) -> Keys:
    """The keys of words, as they have them in a text.

    >>> keys_of(["Ines", "ines"], small=True).tolist() == keys_of(["ines", "ines"]).tolist()
    True
    """
    sizes = np.array([len(word) for word in words], np.int64)
    end = np.cumsum(sizes)
    return keys_between(running_sums(code_points("".join(words)), small=small), end - sizes, end)


def join_keys(one: Keys, other: Keys) -> Keys:
    """The keys of two things together, in this order: of words one after the other, of features."""
    return one * JOIN + other


def number_values(values: Keys | Rows) -> Rows:
    """Number distinct values from 0, in their order; only the distinct ones are sorted, in a tenth of the time.

    >>> number_values(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    encoded = pl.Series(values).to_arrow().dictionary_encode()
    distinct = encoded.dictionary.to_numpy()
    number = np.empty(len(distinct), np.int64)
    number[np.argsort(distinct)] = np.arange(len(distinct))
    numbers: Rows = number[encoded.indices.to_numpy()]
    return numbers


@cache
def _character_values(small: bool) -> Keys:
    """The number that each code point adds to a sum; looked up in a third of the time that reckoning it takes."""
    letters = small_letters()
    return _mixed((letters if small else np.arange(len(letters))).astype(np.uint64) + np.uint64(1))


_powers: dict[int, Keys] = {}  # by base: its first powers, as many as were ever asked for


def _powers_of(base: int, size: int) -> Keys:
    """The first powers of a base, from 0 on, modulo 2^64."""
    if base not in _powers or len(_powers[base]) < size:
        factors = np.full(1 << max(size - 1, 1).bit_length(), base, np.uint64)
        factors[0] = 1
        _powers[base] = np.cumprod(factors, dtype=np.uint64)
    return _powers[base][:size]


def _mixed(values: Keys) -> Keys:
    """Numbers spread over all 64 bits (the finaliser of splitmix64, shortened)."""
    spread = (values ^ (values >> np.uint64(30))) * MIX
    return spread ^ (spread >> np.uint64(27))
