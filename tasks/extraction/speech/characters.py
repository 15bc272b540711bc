"""What each character is to speech: a letter, a space, a quotation mark, or a sign that joins a word."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]  # code points
Classes = npt.NDArray[np.uint8]

MARKS = "\"“”„‟«»‹›‘’‚'「」『』＂"  # of quotations
APOSTROPHES = "'’"
JOINS, POINTS = "'’-‑&/@_", ".,"  # signs between letters, and between digits, that make one word of them

# The classes, a bit each. Digits and capitals are letters, too.
LETTER, SPACE, MARK, DIGIT, CAPITAL, JOIN, POINT = 1, 2, 4, 8, 16, 32, 64
BEYOND = 0x10000  # characters from here on count as letters: scripts and pictures


def classes_of(codes: Codes) -> Classes:
    """The classes of characters, as bits.

    >>> codes = np.array([ord(character) for character in "Tü 9'"], np.uint32)
    >>> classes_of(codes).tolist() == [LETTER | CAPITAL, LETTER, SPACE, LETTER | DIGIT, MARK | JOIN]
    True
    """
    return character_classes()[np.minimum(codes, BEYOND)]


@cache
def character_classes() -> Classes:
    """The classes of each character below BEYOND, and as the last entry those of all others."""
    table = np.zeros(BEYOND + 1, np.uint8)
    table[BEYOND] = LETTER
    for code in range(BEYOND):
        category = unicodedata.category(chr(code))
        if category[0] in "LNM":
            table[code] = LETTER | (DIGIT if category[0] == "N" else CAPITAL if category in ("Lu", "Lt") else 0)
        elif category[0] in "ZC":
            table[code] = SPACE
    for signs, flag in ((MARKS, MARK), (JOINS, JOIN), (POINTS, POINT)):
        table[[ord(sign) for sign in signs]] |= flag
    return table
