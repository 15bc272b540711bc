"""Texts to words: no character but spaces is lost, and sentences begin where a reader sees them begin."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.columns.characters import SPACE, classes_of, code_points
from tasks.extraction.names import words
from tasks.extraction.names.words import SplitTexts, split_words

texts_of_any_kind = st.lists(st.text(max_size=60), max_size=4)


def written(split: SplitTexts, texts: list[str]) -> list[tuple[int, str]]:
    """The words as written, each with the number of its text."""
    joined = "\n".join(texts) + "\n"
    places = zip(split.text.tolist(), split.start.tolist(), split.end.tolist(), strict=True)
    return [(text, joined[start:end]) for text, start, end in places]


@given(texts_of_any_kind)
def test_words_are_all_that_is_not_space(texts: list[str]) -> None:
    found = written(split_words(pl.Series(texts, dtype=pl.String)), texts)
    for number, text in enumerate(texts):
        kinds = classes_of(code_points(text)).tolist()
        solid = "".join(character for character, kind in zip(text, kinds, strict=True) if kind != SPACE)
        assert "".join(word for of_text, word in found if of_text == number) == solid


@given(texts_of_any_kind)
def test_texts_are_split_alike_alone_and_in_small_pieces(texts: list[str]) -> None:
    whole = written(split_words(pl.Series(texts, dtype=pl.String)), texts)
    alone = [(n, word) for n, text in enumerate(texts) for _, word in written(split_words(pl.Series([text])), [text])]
    assert whole == alone
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "PIECE", 16)
        assert written(split_words(pl.Series(texts, dtype=pl.String)), texts) == whole


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Rain fell. Nobody came.", ["Rain", "Nobody"]),
        ("“Rain fell.” Nobody came.", ["“", "Nobody"]),
        ("The U.S. Army left. J. Doe stayed.", ["The", "J."]),
        ("It is the 7. Platoon.", ["It"]),
        ("Rain fell... and fell.", ["Rain"]),
    ],
)
def test_where_sentences_begin(text: str, first: list[str]) -> None:
    split = split_words(pl.Series([text]))
    begins = split.begins_sentence
    assert [text[a:b] for a, b in zip(split.start[begins], split.end[begins], strict=True)] == first
