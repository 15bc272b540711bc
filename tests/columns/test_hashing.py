"""Keys of words: the same wherever a word is, and the same as ever, for models and lists are made of them."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.characters import code_points
from tasks.columns.hashing import join_keys, keys_between, keys_of, number_values, running_sums
from tasks.extraction.names.words import split_words


def test_a_word_has_the_same_key_wherever_it_is() -> None:
    text = split_words(pl.Series(["Ines met Ines", "ines"]))
    as_written = keys_between(running_sums(text.codes), text.start, text.end)
    small = keys_between(running_sums(text.codes, small=True), text.start, text.end)
    assert as_written[0] == as_written[2] == keys_of(["Ines"])[0] != as_written[3]
    assert small[0] == small[3] == keys_of(["Ines"], small=True)[0]
    assert np.array_equal(as_written, text.key)


@given(before=st.text(max_size=20), word=st.text(min_size=1, max_size=20), after=st.text(max_size=20))
def test_keys_do_not_depend_on_what_is_around(before: str, word: str, after: str) -> None:
    start, end = np.array([len(before)]), np.array([len(before) + len(word)])
    sums = running_sums(code_points(before + word + after))
    assert keys_between(sums, start, end).tolist() == keys_of([word]).tolist()


def test_keys_are_those_that_the_models_have_learnt() -> None:
    ines, calloway = keys_of(["Ines"]), keys_of(["Calloway"])
    assert [*ines.tolist(), *calloway.tolist()] == [4900726275840770773, 14484810239989611897]
    assert join_keys(ines, calloway).tolist() == [1425702083064915186]
    assert keys_of(["É"], small=True).tolist() == keys_of(["é"]).tolist()


@given(st.lists(st.integers(-5, 5), max_size=20))
def test_numbers_are_dense_and_in_order(values: list[int]) -> None:
    distinct = sorted(set(values))
    assert number_values(np.array(values, np.int64)).tolist() == [distinct.index(value) for value in values]
