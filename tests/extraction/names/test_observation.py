"""What is looked at in the words of a batch."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.columns.hashing import keys_of
from tasks.extraction.names.observation import Observed, observe_texts, stem_keys
from tasks.extraction.names.words import split_words


def observed(text: str, language: str = "en") -> tuple[Observed, list[str]]:
    """A text, looked at, and its words."""
    words = split_words(pl.Series([text]))
    return observe_texts(words, language), [text[a:b] for a, b in zip(words.start, words.end, strict=True)]


def test_a_word_has_the_keys_of_its_letters() -> None:
    seen, words = observed("Saltgate met saltgate")
    looks, row = seen.distinct.looks, seen.distinct_of
    assert looks["small"][row[0]] == looks["small"][row[2]] != looks["word"][row[0]]
    assert looks["first3"][row[0]] == keys_of(["sal"])[0]
    assert looks["last4"][row[0]] == keys_of(["gate"])[0]
    assert looks["first4"][row[words.index("met")]] == 0  # it has no more than three


def test_words_of_one_shape_have_one_number() -> None:
    seen, words = observed("Elm Oak NATO U2 elm 1997 2031")
    shape = dict(zip(words, seen.distinct.looks["shape"][seen.distinct_of].tolist(), strict=True))
    assert shape["Elm"] == shape["Oak"]
    assert shape["1997"] == shape["2031"]
    assert len({shape[word] for word in ("Elm", "NATO", "U2", "elm", "1997")}) == 5


def test_flags_say_what_may_be_part_of_a_name() -> None:
    seen, words = observed("NATO and U2 met Ines of van Saltgate .")
    distinct, row = seen.distinct, dict(zip(words, seen.distinct_of.tolist(), strict=True))
    assert [word for word in words if distinct.acronym[row[word]]] == ["NATO", "U2"]
    assert [word for word in words if distinct.capital[row[word]]] == ["NATO", "U2", "Ines", "Saltgate"]
    assert [word for word in words if distinct.leads[row[word]]] == ["van"]
    assert distinct.filler[row["of"]]
    assert not distinct.filler[row["Ines"]]


def test_listed_names_and_given_names_are_marked() -> None:
    seen, words = observed("Maria Calloway left New York. Maria. Left")
    assert [word for word, there in zip(words, seen.placed, strict=True) if there] == ["New", "York"]
    assert [word for word, there in zip(words, seen.called, strict=True) if there] == ["Maria", "Calloway"]


@pytest.mark.parametrize(
    ("word", "stem"),
    [("Calloways", "Calloway"), ("Boote", "Boot"), ("boote", "boote"), ("Elms", "Elm"), ("Ems", "Ems")],
)
def test_an_ending_is_taken_off_names_that_keep_three_letters(word: str, stem: str) -> None:
    seen, _ = observed(word, "de")
    assert stem_keys(seen.distinct, ["s", "e"]).tolist() == keys_of([stem]).tolist()


def test_no_texts_are_looked_at_too() -> None:
    seen = observe_texts(split_words(pl.Series([], dtype=pl.String)), "en")
    assert len(seen.distinct_of) == len(seen.placed) == 0
