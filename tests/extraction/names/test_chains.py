"""Which words may belong to a name."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.extraction.names.chains import Chains, find_chains, neighbours_of
from tasks.extraction.names.observation import observe_texts
from tasks.extraction.names.words import split_words


def chains_in(text: str, language: str = "en") -> tuple[Chains, list[str]]:
    """The words that may belong to a name, and as written."""
    words = split_words(pl.Series([text]))
    chains = find_chains(observe_texts(words, language))
    return chains, [text[words.start[row] : words.end[row]] for row in chains.rows]


def test_what_may_belong_to_a_name() -> None:
    chains, words = chains_in("She met the duke of Saltgate, and the River Elm.")
    assert words == ["She", "Saltgate", "River", "Elm"]
    assert chains.begins.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it is the Bank of the Elm now", ["Bank", "of", "the", "Elm"]),  # between two capitals
        ("they met ludwig van Saltgate", ["van", "Saltgate"]),  # a listed word before the first
        ("they saw Formula 1 again", ["Formula", "1"]),  # a number behind the last
        ("they left. Elm. Nobody came", ["Elm", "Nobody"]),
    ],
)
def test_words_without_a_capital_that_may_belong_to_one(text: str, words: list[str]) -> None:
    assert chains_in(text)[1] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ministarstvo vanjskih poslova je ovdje", ["Ministarstvo", "vanjskih", "poslova"]),
        ("Institut za morska istraživanja", ["Institut", "za", "morska", "istraživanja"]),
        ("Institut (novi)", ["Institut"]),
        ("Ured tri četiri pet šest Odmar", ["Ured", "tri", "četiri", "Odmar"]),  # BEHIND
    ],
)
def test_words_without_a_capital_may_end_a_name_in_languages_that_write_it_so(text: str, words: list[str]) -> None:
    assert chains_in(text, "hr")[1] == words
    assert chains_in(text, "en")[1] == [word for word in words if word[0].isupper()]


def test_a_mark_may_open_a_name_after_the_form_of_an_organisation() -> None:
    assert chains_in("вони бачили ТОВ «Синій Пором», мабуть", "uk")[1] == ["ТОВ", "«", "Синій", "Пором"]
    assert chains_in("вони бачили Ганок «Синій Пором»", "uk")[1][:3] == ["Ганок", "Синій", "Пором"]


def test_neighbours_outside_the_sentence_are_marked() -> None:
    chains, words = chains_in("Rain fell. Ines left.")
    assert words == ["Rain", "Ines"]
    assert neighbours_of(chains, 1)[1].tolist() == [True, True]
    assert neighbours_of(chains, -1)[1].tolist() == [False, False]
