"""Texts as arrays of code points, and the class of each character.

A class or a small letter is looked up in a table of all of Unicode: one step of numpy for all characters of a batch.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]  # code points
Classes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

# The class of a character, by its category in Unicode: separators and controls, punctuation and symbols, small letters,
# capitals, numbers, and everything else: letters without case, and marks that combine with a letter.
SPACE, MARK, SMALL, CAPITAL, DIGIT, UNCASED = range(6)


# Letters that plain_letters changes.
PLAIN_FROM, PLAIN_TO = 0x41, 0x530
ALIKE = dict(zip(
    "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяђјљњћџwyjłøđßæœ",
    "abvggdeezziiiiklmnoprstufhccss'i'euadilncdviilodsao", strict=True,
))  # fmt: skip


def code_points(text: str) -> Codes:
    """The code points of a text.

    >>> code_points("né").tolist()
    [110, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classes_of(codes: Codes) -> Classes:
    """The class of each code point.

    >>> classes_of(code_points("a A-1中")).tolist() == [SMALL, SPACE, CAPITAL, MARK, DIGIT, UNCASED]
    True
    """
    return _tables()[0][codes]


def small_letters() -> Codes:
    """The small letter of every code point, and other characters as they are.

    A capital whose small form is several characters (İ) stays as it is.
    """
    return _tables()[1]


@cache
def plain_letters() -> Codes:
    """The small letter of every code point without its marks, in Latin letters where it is Cyrillic.

    Words that languages share look alike then: "Президент", "президєнт" and "Prezident". Each character stays one.

    >>> bytes(plain_letters()[code_points("Šéf Ґанок")].astype("u1")).decode()
    'sef ganok'
    """
    plain = small_letters().copy()
    for code in range(PLAIN_FROM, PLAIN_TO):
        base = unicodedata.normalize("NFD", chr(plain[code]))[0]
        plain[code] = ord(ALIKE.get(base, base))
    return plain


@cache
def _tables() -> tuple[Classes, Codes]:
    """The class and the small letter of every code point."""
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
