"""Splits texts into words: where each starts and ends, its key, and whether a sentence begins with it.

The words of all texts of a batch are found at once, over one array of code points.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.characters import (
    CAPITAL,
    DIGIT,
    MARK,
    SMALL,
    SPACE,
    Classes,
    Codes,
    Flags,
    classes_of,
    code_points,
)
from tasks.columns.hashing import Keys, keys_between, running_sums
from tasks.columns.windows import Rows, is_any

FULL_STOP = ord(".")
HYPHENS = tuple(map(ord, "-\u2010\u2011"))
SENTENCE_ENDS = tuple(map(ord, ".!?…。！？"))
PIECE = 2**16  # characters at a time, so that all arrays of them stay in the cache (.6 of the time)


class SplitTexts(NamedTuple):
    """Texts, joined by line ends, and their words in order: marks are words, too. Places are in the joined texts."""

    codes: Codes  # the code points of the joined texts
    classes: Classes  # of each code point
    text_start: Rows  # of each text: where it starts
    text: Rows  # of each word: the number of its text
    start: Rows
    end: Rows
    key: Keys
    begins_sentence: Flags


def split_words(texts: pl.Series) -> SplitTexts:
    """Split texts into words and marks.

    A hyphen joins the words beside it, unless only the first begins with a capital (`al-Hayya` is one
    word, `Strip-based` two). A full stop belongs to a capital that is alone (`J.`, `U.S.`).

    >>> split = split_words(pl.Series(["J. Doe's Strip-based al-Hayya."]))
    >>> [bytes(split.codes[a:b].astype("u1")).decode() for a, b in zip(split.start, split.end)]
    ['J.', 'Doe', "'", 's', 'Strip', '-', 'based', 'al-Hayya', '.']
    """
    codes = code_points("\n".join(texts.to_list()) + "\n")
    sizes = texts.str.len_chars().to_numpy().astype(np.int64) + 1
    text_start = np.cumsum(sizes) - sizes
    firsts = np.unique(np.searchsorted(text_start, np.arange(0, len(codes), PIECE)))  # the first text of each piece
    borders = [*text_start[firsts[firsts < len(text_start)]], len(codes)]
    pieces = [_words_of_piece(codes[a:b], a) for a, b in pairwise(borders)] or [_words_of_piece(codes[:0], 0)]
    classes, start, end, key = (np.concatenate(part) for part in zip(*pieces, strict=True))
    text = np.repeat(np.arange(len(text_start)), np.diff(np.searchsorted(start, text_start), append=len(start)))
    begins = _sentence_begins(codes, classes, start, end, text)
    return SplitTexts(codes, classes, text_start, text, start, end, key, begins)


def _words_of_piece(codes: Codes, offset: int) -> tuple[Classes, Rows, Rows, Keys]:
    """The words of some whole texts that start at ``offset``: classes of characters; start, end and key of words."""
    classes = classes_of(codes)
    letter = classes >= SMALL
    capital = classes == CAPITAL
    before, after = _shifted(letter, 1), _shifted(letter, -1)
    stop = (codes == FULL_STOP) & _shifted(capital, 1) & ~_shifted(letter, 2)
    starts = np.flatnonzero(letter & ~before)
    between = np.flatnonzero((classes == MARK) & before & after)
    between = between[is_any(codes[between], HYPHENS)]
    hyphen = np.zeros(len(codes), bool)
    run = starts[np.searchsorted(starts, between) - 1]  # where the letters before the hyphen start
    hyphen[between] = capital[between + 1] | ~capital[run]
    inner = letter | hyphen | stop
    glued = inner & _shifted(inner, 1) & ~(_shifted(stop, 1) & ~capital & ~stop)
    solid = classes != SPACE
    start, end = np.flatnonzero(solid & ~glued), np.flatnonzero(solid & ~_shifted(glued, -1)) + 1
    return classes, start + offset, end + offset, keys_between(running_sums(codes), start, end)


def _sentence_begins(codes: Codes, classes: Classes, start: Rows, end: Rows, text: Rows) -> Flags:
    """Whether a sentence begins with each word: the first word of a text, and any behind a sentence end and a space."""
    if not len(start):
        return np.zeros(0, bool)
    size = end - start
    closes = (classes[start] == MARK) & (size == 1)
    marks = np.flatnonzero(closes)
    stops = np.zeros(len(start), bool)
    stops[marks] = is_any(codes[start[marks]], SENTENCE_ENDS)
    closes &= ~stops
    # Marks that close a quotation or a bracket belong to the sentence that ended before them.
    tight = np.zeros(len(start), bool)
    tight[1:] = start[1:] == end[:-1]
    ended = stops | (closes & tight & _shifted(stops, 1))
    # A full stop behind a short word or a number may be that of an abbreviation or an ordinal.
    short = (_shifted(size, 1) <= 2) | (classes[start[np.maximum(np.arange(len(start)) - 1, 0)]] == DIGIT)
    ended &= ~((codes[start] == FULL_STOP) & short & stops)
    begins = np.zeros(len(start), bool)
    begins[1:] = ended[:-1] & ~tight[1:] & (classes[start[1:]] != SMALL)
    begins[0] = True
    begins[1:] |= text[1:] != text[:-1]
    return begins


def _shifted(values: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """The values ``by`` places before each place (negative: after it); 0 outside."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved
