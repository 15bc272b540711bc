"""Listed names in texts: the longest first, and never from one text to the next."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from schemas import lexicon
from tasks.columns.hashing import join_keys, keys_of
from tasks.extraction.names import gazetteer
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.stems import stems_of
from tasks.extraction.names.words import split_words


def hits_in(texts: list[str], language: str) -> gazetteer.Hits:
    """The listed names in texts."""
    split = split_words(pl.Series(texts))
    distinct, distinct_of = np.unique(split.key, return_inverse=True)
    return gazetteer.find_listed(language, distinct, distinct_of, split.text)


def test_listed_names_are_found_longest_first() -> None:
    hits = hits_in(["New York Times and New York", "New", "York"], "en")
    assert hits.first.tolist()[:2] == [0, 4]
    assert hits.size.tolist()[:2] == [3, 2]
    assert hits.is_organisation.tolist()[:2] == [True, False]
    assert 6 not in hits.first + hits.size - 1  # a name does not go on from text to text


@pytest.mark.parametrize(
    ("language", "word", "usual", "country"), [("en", "France", "France", "FR"), ("de", "Frankreich", "France", "FR")]
)
def test_a_word_that_is_a_name_has_its_usual_one(language: str, word: str, usual: str, country: str) -> None:
    row = gazetteer.rows_of_words(language, keys_of([word]))
    assert gazetteer.listed_names(language)[row].select("usual", "country").rows() == [(usual, country)]


@pytest.mark.parametrize(
    ("language", "name", "usual"),
    [
        ("pl", "Gdyni", "Gdynia"),
        ("pl", "Nowego Jorku", "New York City"),
        ("pl", "Pradze", "Prague"),  # the end changes before the ending
        ("uk", "Харкова", "Kharkiv"),
        ("ru", "Нижнем Новгороде", "Nizhniy Novgorod"),
        ("pl", "Odmarowie", None),
        ("en", "Gdyni", None),  # without endings, names have one form
    ],
)
def test_a_listed_name_is_known_in_its_other_cases(language: str, name: str, usual: str | None) -> None:
    endings = load_lexicon(language).endings
    stems = stems_of(name.split(), endings)
    key = stems[:1]
    for place in range(1, len(stems)):
        key = join_keys(key, stems[place : place + 1])
    row = gazetteer.rows_of_stems(language, key)[0]
    assert (gazetteer.listed_names(language)["usual"][int(row)] if row >= 0 else None) == usual


def test_a_word_that_is_no_name_has_no_row() -> None:
    assert gazetteer.rows_of_words("en", keys_of(["Calloway", ""])).tolist() == [-1, -1]


def test_the_lexicon_of_a_language_comes_before_that_of_every_language() -> None:
    names = gazetteer.lexicon_names("de")
    assert names.schema == gazetteer.LISTED_NAMES
    own = len(lexicon.load("mentions")["de"]["organisations"])
    assert set(names["usual"].unique(maintain_order=True)[:own]) == set(lexicon.load("mentions")["de"]["organisations"])
    assert gazetteer.listed_names("de")[: names.height].equals(names)
