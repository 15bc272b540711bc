"""What each character is to speech: a letter, a space, a quotation mark, or a sign that joins a word."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from tasks.columns.characters import CAPITAL, DIGIT, MARK, SPACE, Codes, classes_of

Bits = npt.NDArray[np.uint8]

MARKS = "\"“”„‟«»‹›‘’‚'`「」『』＂"  # of quotations
APOSTROPHES = "'’"
JOINTS, POINTS = "'’-‑&/@_", ".,"  # signs between letters, and between digits, that make one word of them

# What a character may be, a bit each. Digits and capitals are letters, too.
IS_LETTER, IS_SPACE, IS_MARK, IS_DIGIT, IS_CAPITAL, IS_JOINT, IS_POINT = 1, 2, 4, 8, 16, 32, 64
BEYOND = 0x10000  # characters from here on count as letters: scripts and pictures


def bits_of(codes: Codes) -> Bits:
    """What characters are, as bits.

    >>> codes = np.array([ord(character) for character in "Tü 9'"], np.uint32)
    >>> expected = [IS_LETTER | IS_CAPITAL, IS_LETTER, IS_SPACE, IS_LETTER | IS_DIGIT, IS_MARK | IS_JOINT]
    >>> bits_of(codes).tolist() == expected
    True
    """
    return _table()[np.minimum(codes, BEYOND)]


@cache
def _table() -> Bits:
    """The bits of each character below BEYOND, and as the last entry those of all others."""
    classes = classes_of(np.arange(BEYOND, dtype=np.uint32))
    table = np.full(BEYOND + 1, IS_LETTER, np.uint8)
    for name, bits in ((SPACE, IS_SPACE), (MARK, 0), (DIGIT, IS_LETTER | IS_DIGIT), (CAPITAL, IS_LETTER | IS_CAPITAL)):
        table[:BEYOND][classes == name] = bits
    for signs, bit in ((MARKS, IS_MARK), (JOINTS, IS_JOINT), (POINTS, IS_POINT)):
        table[[ord(sign) for sign in signs]] |= bit
    return table
