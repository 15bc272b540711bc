"""What is known of a word by itself, as one number."""

from __future__ import annotations

import pytest

from tasks.columns.hashing import keys_of
from tasks.extraction.names import word_lists
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.stems import stems_of
from tasks.extraction.names.word_lists import LISTS, code_words, group_of, is_common_given_name, is_given_name


@pytest.mark.parametrize(
    ("language", "word", "group"),
    [
        ("en", "president", 1 + LISTS.index("roles")),
        ("en", "Afghan", 1 + LISTS.index("demonyms")),
        ("en", "March", word_lists.MONTHS),
        ("de", "Montag", word_lists.WEEKDAYS),
        ("fr", "avec", word_lists.FUNCTION_WORDS),
        ("fr", "de", 1 + LISTS.index("particles")),  # the list in any.toml; a function word, too
        ("en", "Calloway", 0),
    ],
)
def test_a_word_has_the_number_of_its_list(language: str, word: str, group: int) -> None:
    assert group_of(code_words(language, keys_of([word], small=True))).tolist() == [group]


def test_a_form_of_a_listed_word_is_known_by_its_stem() -> None:
    endings = load_lexicon("uk").endings
    words = ["радником", "радник"]
    codes = code_words("uk", keys_of(words, small=True), stems_of(words, endings))
    assert group_of(codes).tolist() == [1 + LISTS.index("roles")] * 2
    assert group_of(code_words("uk", keys_of(words[:1], small=True))).tolist() == [0]


def test_given_names_are_known_in_every_language() -> None:
    codes = code_words("ru", keys_of(["Maria", "Calloway"], small=True))
    assert is_given_name(codes).tolist() == [True, False]
    assert is_common_given_name(codes).tolist() == [True, False]


def test_a_given_name_on_a_list_is_not_counted_as_one() -> None:
    codes = code_words("en", keys_of(["May"], small=True))
    assert is_given_name(codes).tolist() == [True]
    assert is_common_given_name(codes).tolist() == [False]


def test_a_language_does_not_vote_for_itself() -> None:
    paris = keys_of(["Paris"], small=True)
    assert word_lists.votes_elsewhere("en", paris)[0] > 0
    assert word_lists.votes_elsewhere("en", keys_of(["Xqzvw"], small=True))[0] == 0


def test_the_same_form_counts_for_a_stem_whenever_lists_are_read() -> None:
    """Joins and groups give rows in any order, and of forms with one stem the first counts."""
    loaders = (word_lists._codes_anywhere, word_lists._codes_of_lexicon, word_lists._codes_of_stems)
    read = []
    for _ in range(2):
        for load in loaders:
            load.cache_clear()
        read.append(word_lists._codes_of_stems("de"))
    assert read[0].value.tolist() == read[1].value.tolist()
