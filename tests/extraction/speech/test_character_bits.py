"""What characters are to speech."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.extraction.speech.character_bits import (
    IS_CAPITAL,
    IS_DIGIT,
    IS_JOINT,
    IS_LETTER,
    IS_MARK,
    IS_POINT,
    IS_SPACE,
    MARKS,
    bits_of,
)


@pytest.mark.parametrize(
    ("character", "classes"),
    [
        ("a", IS_LETTER),
        ("Ä", IS_LETTER | IS_CAPITAL),
        ("港", IS_LETTER),
        ("\U0001f600", IS_LETTER),  # pictures count as letters
        ("7", IS_LETTER | IS_DIGIT),
        ("\u00a0", IS_SPACE),
        ("\x00", IS_SPACE),
        ("’", IS_MARK | IS_JOINT),
        ("-", IS_JOINT),
        (",", IS_POINT),
        (";", 0),
    ],
)
def test_each_character_has_its_classes(character: str, classes: int) -> None:
    assert bits_of(np.array([ord(character)], np.uint32)).tolist() == [classes]


def test_every_quotation_mark_is_one() -> None:
    codes = np.array([ord(mark) for mark in MARKS], np.uint32)
    assert (bits_of(codes) & IS_MARK != 0).all()
