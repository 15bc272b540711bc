"""The forms of a word have one stem."""

from __future__ import annotations

import pytest

from tasks.extraction.names.stems import stems_of

ENDINGS = ["ого", "ою", "а", "у"]


@pytest.mark.parametrize(("one", "other"), [("Одмара", "одмару"), ("Вєтрого", "ветра"), ("Korváld", "Korvald")])
def test_words_that_differ_in_their_endings_or_marks_have_one_stem(one: str, other: str) -> None:
    first, second = stems_of([one, other], ENDINGS)
    assert first == second


@pytest.mark.parametrize(("one", "other"), [("Ода", "Од"), ("Одмар", "Одвар")])  # a short word keeps its ending
def test_other_words_have_other_stems(one: str, other: str) -> None:
    first, second = stems_of([one, other], ENDINGS)
    assert first != second
