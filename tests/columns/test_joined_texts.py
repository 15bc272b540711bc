"""Places of matches in joined texts are those that are found in each text by itself."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import lexicon
from tasks.columns import joined_texts
from tasks.columns.joined_texts import find_places_of, join_texts
from tasks.columns.matches import find_places
from tasks.extraction.dates.words import load_words
from tasks.extraction.grammars.grammar import load_grammar

LEAD = " (-"
TEXTS = st.lists(st.text(st.sampled_from("a1 -(é%雨_."), max_size=12), max_size=8)
PATTERNS = (
    "1+",
    r"1+(?-u:\b)",
    "-?1",
    r"(?:1%(?-u:\b)|1)",
    "(?:a|a1(?-u:\\b))",
    "é+(?-u:\\b)",
    "[^ ]*a",  # may be said of several texts
    "1.",
    "(?:_|1)_?",
    r"\Sa",  # looks for characters that are between texts
    r"1[\W]",
    r"1[_\D]",
    r"1[\s\S]",
    "1$",
    "(?:1|é|a1(?-u:\\b))(?:[.%]|$)",
    "(?:^1|a)",  # looks before the match
    "(?s)1.",  # flags that change what a sign means
    "(?s:1.)",
    "(?m)1$",
    "(?i)A(?-i:a)",
    "1[[:^alpha:]]",
    "1[a[^1]]",  # classes of classes
    "1[^a[b-é]]",
    r"[\w&&[^a]]",
    "1[]a]",
    r"1\x00?",  # the sign that is between texts
    r"1[\x00-a]",
    r"1\p{Cc}?",
    r"1[^\W]",
    r"1\ ?[.\-]",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(texts=TEXTS)
def test_places_in_joined_texts_are_those_in_each_text(pattern: str, texts: list[str]) -> None:
    text = pl.Series(texts, dtype=pl.String)
    expected = find_places(text, f"(?:^|[{LEAD}])(?:{pattern})").drop("before")
    assert find_places_of(join_texts(text), LEAD, f"(?:{pattern})").rows() == expected.rows()


def test_long_texts_are_joined_to_several() -> None:
    text = pl.Series(["1" + " a" * 20_000, "", "1 and 1", "a" * 70_000 + " 1", "1"])
    joined = join_texts(text)
    assert len(joined.long) > 1
    assert find_places_of(joined, " ", "1").rows() == [
        (0, "1", 0),
        (2, "1", 0),
        (2, " 1", 5),
        (3, " 1", 70_000),
        (4, "1", 0),
    ]


def test_patterns_of_grammars_are_looked_for_in_joined_texts() -> None:
    patterns = [
        pattern
        for section in ("figures", "dates")
        for language in lexicon.load(section)
        for pattern in load_grammar(section, language).patterns
    ]
    patterns += [words.run for language in lexicon.load("days") if (words := load_words(language))]
    assert [pattern for pattern in patterns if joined_texts._between_marks(f"(?:{pattern})") is None] == []
