"""Patterns of the lexicon as regular expressions: two forms of each, which find the same words."""

from __future__ import annotations

import re

import polars as pl
import pytest

from tasks.extraction.grammars.patterns import Patterns, allow_any_space, allow_capitals, join_words

WORDS = {
    "number": join_words(["one", "two", "twenty-two"], capital=False, edged=True),
    "month": join_words(["march", "may"], capital=True, edged=False),
}
PATTERNS = Patterns(WORDS, {"some": "{number}|several", "day": "[0-9]{1,2}"}, "[dates] of xx.toml")


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("{month} {day}", "March 5", {"month": "March", "day": "5"}),
        ("{month} {day}", "MAY\u00a05", {"month": "MAY", "day": "5"}),
        ("{some} days", "Several days", {"some": "Several"}),
        ("{low:number} to {high:number}", "one to twenty-two", {"low": "one", "high": "twenty-two"}),
        ("{month}(?: {day})?|{day} {month}", "5 March", {"day": "5", "month": "March"}),
        (r"\p{Lu}\p{Ll}+ {day}{b}", "Élan 5", {"day": "5"}),
    ],
)
def test_both_forms_find_the_same(pattern: str, text: str, groups: dict[str, str]) -> None:
    assert pl.Series([text]).str.contains(f"^(?:{PATTERNS.to_rust(pattern)})$").item()
    found = re.fullmatch(PATTERNS.to_python(pattern), text, re.IGNORECASE)
    assert found is not None
    assert {name.split("__")[0]: words for name, words in found.groupdict().items() if words} == groups


@pytest.mark.parametrize(("pattern", "text"), [("{month} {day}", "march 5"), ("{number} days", "onerous days")])
def test_the_form_for_polars_is_strict(pattern: str, text: str) -> None:
    assert not pl.Series([text]).str.contains(f"^(?:{PATTERNS.to_rust(pattern)})$").item()


def test_names_within_a_piece_are_those_of_all_that_it_calls() -> None:
    assert list(PATTERNS.names_within("some")) == ["some", "number"]


def test_classes_and_escapes_are_no_words() -> None:
    assert allow_capitals(r"(?-i:mm)|[a-z]\d x") == r"(?-i:mm)|[a-z]\d [Xx]"
    assert allow_any_space("[ x] y") == "[ x][ \u00a0\u202f]y"
