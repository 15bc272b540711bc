"""Numbers in digits and words, however large."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.grammars.numerals import read_number

WORDS = [(re.compile("ten|thousand|million"), 10), (re.compile("and a half"), 0.5), (re.compile("point"), ".")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.3e+4", 123_000.0),
        ("2^10", 1024.0),
        ("6.2x10^-4", 0.00062),
        ("0e5", 0.0),
        ("0^5", None),
        # Too large for a number.
        ("10000^99", None),
        ("9" * 320 + "e9", None),
    ],
)
def test_a_number_with_an_exponent(text: str, number: float | None) -> None:
    assert read_number(text, (), ".") == number


@given(st.from_regex(r"[0-9]{1,400}([.,][0-9]{1,3})?(x ?10\^|e|\^)[-+]{0,2}[0-9]{1,2}", fullmatch=True))
def test_no_number_is_too_large_to_be_read(text: str) -> None:
    read_number(text, (), ".")


@given(st.lists(st.sampled_from(["ten", "point", "and a half", "12", "1,000", "3 1/2", "9" * 310]), max_size=40))
def test_no_words_are_too_many_to_be_read(words: list[str]) -> None:
    read_number(" ".join(words), WORDS, ".")
