"""What characters are."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.extraction.speech.characters import CAPITAL, DIGIT, JOIN, LETTER, MARK, MARKS, POINT, SPACE, classes_of


@pytest.mark.parametrize(
    ("character", "classes"),
    [
        ("a", LETTER),
        ("Ä", LETTER | CAPITAL),
        ("港", LETTER),
        ("\U0001f600", LETTER),  # pictures count as letters
        ("7", LETTER | DIGIT),
        ("\u00a0", SPACE),
        ("\x00", SPACE),
        ("’", MARK | JOIN),
        ("-", JOIN),
        (",", POINT),
        (";", 0),
    ],
)
def test_each_character_has_its_classes(character: str, classes: int) -> None:
    assert classes_of(np.array([ord(character)], np.uint32)).tolist() == [classes]


def test_every_quotation_mark_is_one() -> None:
    codes = np.array([ord(mark) for mark in MARKS], np.uint32)
    assert (classes_of(codes) & MARK != 0).all()
