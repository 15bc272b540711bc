"""Matches with their places are those that a loop over texts would find."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.matches import find_matches

TEXTS = st.lists(st.text(st.sampled_from("a1 é雨\n"), max_size=12), max_size=8)


@pytest.mark.parametrize("pattern", ["1+", "a|é", "雨.", "x"])
@given(texts=TEXTS)
def test_matches_are_those_of_a_loop(pattern: str, texts: list[str]) -> None:
    rows = pl.DataFrame({"number": range(len(texts)), "text": texts}, {"number": pl.Int64, "text": pl.String})
    expected = []
    for number, text in enumerate(texts):
        end = 0
        for match in re.finditer(pattern, text):
            expected.append((number, match[0], match.start(), text[end : match.start()]))
            end = match.end()
    assert find_matches(rows, pattern).select("number", "match", "at", "before").rows() == expected
