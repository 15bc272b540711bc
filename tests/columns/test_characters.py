"""Characters: the table of classes says what Python says of each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.characters import (
    CAPITAL,
    DIGIT,
    MARK,
    SMALL,
    SPACE,
    UNCASED,
    classes_of,
    code_points,
    small_letters,
)


@given(st.text(max_size=50))
def test_classes_agree_with_python(text: str) -> None:
    for character, kind in zip(text, classes_of(code_points(text)).tolist(), strict=True):
        assert not character.isspace() or kind == SPACE
        assert not character.isalpha() or kind in (SMALL, CAPITAL, UNCASED)
        assert not character.isdecimal() or kind == DIGIT


def test_classes_of_some_characters() -> None:
    text = "aÉ5—“\u00a0\u0301ا"
    assert classes_of(code_points(text)).tolist() == [SMALL, CAPITAL, DIGIT, MARK, MARK, SPACE, UNCASED, UNCASED]


@given(st.text(max_size=50))
def test_code_points_are_those_of_the_text(text: str) -> None:
    assert code_points(text).tolist() == [ord(character) for character in text]
    small = small_letters()[code_points(text)]
    lower = [ord(character.lower()) if len(character.lower()) == 1 else ord(character) for character in text]
    assert np.array_equal(small, lower)
