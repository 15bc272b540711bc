"""Rows with the same text share a number, whichever rows are beside them."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.texts import distinct_texts, number_texts, sort_pieces

TEXTS = st.lists(st.sampled_from(["", "Share", "share", "Rain fell.", "雨"]), max_size=20)


@given(TEXTS, TEXTS)
def test_equal_texts_have_equal_numbers_and_known_ones_keep_theirs(known: list[str], texts: list[str]) -> None:
    before = number_texts(pl.DataFrame({"text": known}, {"text": pl.String}), first=100)
    rows = number_texts(pl.DataFrame({"text": texts}, {"text": pl.String}), 500, before.unique("text"))
    assert rows["text"].to_list() == texts
    number_of = dict(before.iter_rows())
    for text, number in rows.iter_rows():
        assert number == number_of.setdefault(text, number)
        assert (number >= 500) == (text not in known)
    assert len(set(number_of.values())) == len(number_of)


@given(TEXTS)
def test_what_is_found_for_distinct_texts_is_found_for_each_row(texts: list[str]) -> None:
    rows = number_texts(pl.DataFrame({"text": texts}, {"text": pl.String}))
    firsts, number = distinct_texts(rows)
    assert firsts["text"].to_list() == list(dict.fromkeys(texts))
    assert firsts["text"].gather(number).to_list() == texts


def test_pieces_with_the_same_place_stay_in_their_order() -> None:
    pieces = pl.DataFrame({"doc": [2, 0, 2, 0], "raw_start": [2**31, 5, 2**31, 3], "text": ["a", "b", "c", "d"]})
    assert sort_pieces(pieces)["text"].to_list() == ["d", "b", "a", "c"]
