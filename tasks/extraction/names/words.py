"""Texts to words: where each starts and ends, what it looks like, and a key for it and its parts.

The words of many texts are found at once, over arrays of code points. A key is a hash of characters; that of any
stretch is a difference of two running sums, so the keys of all words, of their first and of their last letters cost a
few passes over an array, and Python never sees a word.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Rows = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

SPACE, MARK, SMALL, CAPITAL, DIGIT, UNCASED = range(6)  # what a character is; letters without case are UNCASED
LINE = ord("\n")
FULL_STOP, HYPHENS, APOSTROPHES = ord("."), (ord("-"), ord("\u2010"), ord("\u2011")), (ord("'"), ord("’"))
ENDS = tuple(map(ord, ".!?…。！？"))

PIECE = 2**16  # characters looked at at a time: what is reckoned of them stays in the cache (.6 of the time)

# The base of the running sums is odd, so that it has an inverse modulo 2^64.
BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 2**64)
MIX = np.uint64(0xBF58476D1CE4E5B9)


class Words(NamedTuple):
    """The words and marks of texts, in order; places are in code points, in the texts joined by line ends."""

    codes: Codes  # of the joined texts
    classes: npt.NDArray[np.uint8]  # of each code point
    at: Rows  # of each text: where it starts
    text: Rows  # of each word: the number of its text
    start: Rows
    end: Rows
    key: Keys  # of each word
    begins: Flags  # of each word: whether a sentence begins with it


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], Codes]:
    """Of every code point: its class, and its small letter."""
    size = sys.maxunicode + 1
    classes, small = np.full(size, UNCASED, np.uint8), np.arange(size, dtype=np.uint32)
    for code in range(size):
        character = chr(code)
        kind = unicodedata.category(character)
        if kind[0] in "ZC":
            classes[code] = SPACE
        elif kind[0] in "PS":
            classes[code] = MARK
        elif kind[0] == "N":
            classes[code] = DIGIT
        elif kind in ("Lu", "Lt"):
            classes[code] = CAPITAL
        elif kind == "Ll":
            classes[code] = SMALL
        lower = character.lower()
        if len(lower) == 1:
            small[code] = ord(lower)
    return classes, small


def split_words(texts: pl.Series) -> Words:
    """The words of texts, and their marks, each a word of its own.

    A hyphen joins what it stands between, unless a small letter follows it and a capital began the word (`al-Hayya`
    is one word, `Strip-based` two). A full stop belongs to a capital that stands alone (`J.`, `U.S.`).

    >>> found = split_words(pl.Series(["J. Doe's Strip-based al-Hayya."]))
    >>> [bytes(found.codes[a:b].astype("u1")).decode() for a, b in zip(found.start, found.end)]
    ['J.', 'Doe', "'", 's', 'Strip', '-', 'based', 'al-Hayya', '.']
    """
    joined = "\n".join(texts.to_list()) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = texts.str.len_chars().to_numpy().astype(np.int64) + 1
    at = np.cumsum(sizes) - sizes
    firsts = np.unique(np.searchsorted(at, np.arange(0, len(codes), PIECE)))  # of each piece, the first text
    borders = [*at[firsts[firsts < len(at)]], len(codes)]
    pieces = [_of_piece(codes[begin:end], begin) for begin, end in pairwise(borders)] or [_of_piece(codes[:0], 0)]
    classes, start, end, key = (np.concatenate(part) for part in zip(*pieces, strict=True))
    text = np.repeat(np.arange(len(at)), np.diff(np.searchsorted(start, at), append=len(start)))
    return Words(codes, classes, at, text, start, end, key, _sentences(codes, classes, start, end, text))


def _of_piece(codes: Codes, at: int) -> tuple[npt.NDArray[np.uint8], Rows, Rows, Keys]:
    """Of some whole texts that stand at ``at``: the classes of their characters, and their words."""
    classes = _tables()[0][codes]
    letter = classes >= SMALL
    capital = classes == CAPITAL
    before, after = _shifted(letter, 1), _shifted(letter, -1)
    stop = (codes == FULL_STOP) & _shifted(capital, 1) & ~_shifted(letter, 2)
    hyphen = np.isin(codes, HYPHENS) & before & after
    starts = np.flatnonzero(letter & ~before)
    between = np.flatnonzero(hyphen)
    run = starts[np.searchsorted(starts, between) - 1]  # what stands before the hyphen
    hyphen[between] = capital[between + 1] | ~capital[run]
    inner = letter | hyphen | stop
    glued = inner & _shifted(inner, 1) & ~(_shifted(stop, 1) & ~capital & ~stop)
    solid = classes != SPACE
    start, end = np.flatnonzero(solid & ~glued), np.flatnonzero(solid & ~_shifted(glued, -1)) + 1
    return classes, start + at, end + at, keys(sums(codes), start, end)


def _sentences(codes: Codes, classes: npt.NDArray[np.uint8], start: Rows, end: Rows, text: Rows) -> Flags:
    """Which words a sentence begins with: of a text the first, and what follows an end of a sentence and a space."""
    if not len(start):
        return np.zeros(0, bool)
    size = end - start
    stops = np.isin(codes[start], ENDS) & (size == 1)
    closes = (classes[start] == MARK) & (size == 1) & ~stops
    # Marks that close a quotation or a bracket belong to the sentence that ended before them.
    tight = np.zeros(len(start), bool)
    tight[1:] = start[1:] == end[:-1]
    ended = stops | (closes & tight & _shifted(stops, 1))
    short = (_shifted(size, 1) <= 2) | (classes[start[np.maximum(np.arange(len(start)) - 1, 0)]] == DIGIT)
    ended &= ~((codes[start] == FULL_STOP) & short & stops)
    begins = np.zeros(len(start), bool)
    begins[1:] = ended[:-1] & ~tight[1:] & (classes[start[1:]] != SMALL)
    begins[0] = True
    begins[1:] |= text[1:] != text[:-1]
    return begins


def _shifted(values: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """Of each place the value ``by`` places before it; nothing (0) outside."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


class Sums(NamedTuple):
    """Running sums over characters, from which the key of any stretch follows."""

    total: Keys
    inverse: Keys


def sums(codes: Codes, *, small: bool = False) -> Sums:
    """The running sums of code points, as written or in small letters."""
    total = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(_spread(small)[codes] * _powers(BASE, len(codes)), out=total[1:])
    return Sums(total, _powers(INVERSE, len(codes) + 1))


def keys(of: Sums, start: Rows, end: Rows) -> Keys:
    """The keys of stretches of characters."""
    return _mixed((of.total[end] - of.total[start]) * of.inverse[start])


def keys_of(words: Sequence[str], *, small: bool = False) -> Keys:
    """The keys that these words have where they stand in a text."""
    joined = "".join(words)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.array([len(word) for word in words], np.int64)
    end = np.cumsum(sizes)
    return keys(sums(codes, small=small), end - sizes, end)


def numbered(values: Keys | Rows) -> Rows:
    """A number for each distinct value, from 0, in their order (in a third of the time of ``np.unique``)."""
    return pl.Series(values).rank("dense").to_numpy().astype(np.int64) - 1


@cache
def _spread(small: bool) -> Keys:
    """Of every code point the number that is summed up: a look is a third of the time of the reckoning."""
    small_of = _tables()[1]
    return _mixed((small_of if small else np.arange(len(small_of))).astype(np.uint64) + np.uint64(1))


_known_powers: dict[int, Keys] = {}  # by base: the first of them, as many as were ever asked for


def _powers(base: int, size: int) -> Keys:
    if base not in _known_powers or len(_known_powers[base]) < size:
        factors = np.full(1 << max(size - 1, 1).bit_length(), base, np.uint64)
        factors[0] = 1
        _known_powers[base] = np.cumprod(factors, dtype=np.uint64)
    return _known_powers[base][:size]


def _mixed(values: Keys) -> Keys:
    """Numbers spread over all 64 bits (the finaliser of splitmix64, shortened)."""
    spread = (values ^ (values >> np.uint64(30))) * MIX
    return spread ^ (spread >> np.uint64(27))
