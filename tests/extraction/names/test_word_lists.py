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


@pytest.mark.parametrize("language", ["de", "pl", "ru", "uk"])
def test_of_words_with_one_stem_the_same_counts_in_every_run(language: str) -> None:
    """Before, joins gave listed words in an order of their own: two runs over the same German texts differed."""
    names = word_lists._codes_anywhere()[0]["name"].to_list()
    unlisted = keys_of([f"{name}-" for name in names], small=True)  # so that only their stems are known
    stems = stems_of(names, load_lexicon(language).endings)
    first = code_words(language, unlisted, stems)
    for cached in (word_lists._codes_anywhere, word_lists._codes_of_lexicon, word_lists._codes_of_stems):
        cached.cache_clear()
    assert code_words(language, unlisted, stems).tolist() == first.tolist()


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
