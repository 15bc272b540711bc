"""Words and signs of the narrative."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.lexicon import load_speech
from tasks.extraction.speech.quotation import find_quotations
from tasks.extraction.speech.stream import Stream
from tasks.extraction.speech.tokens import Tokens, take, tokenize


def tokens_of(text: str, language: str = "en") -> tuple[Stream, Tokens]:
    """A paragraph, and its words."""
    stream = Stream.of(pl.Series([text]))
    return stream, tokenize(stream, np.array([True]), find_quotations(stream), load_speech(language))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O'Neil's boats", ["O'Neil's", "boats"]),
        ("the captives' families", ["the", "captives'", "families"]),
        ("1.9 or 2,000", ["1.9", "or", "2,000"]),
        ("J. Hale, U.S. envoy.", ["J.", "Hale", ",", "U.S.", "envoy", "."]),
        ("AT&T at the port-side", ["AT&T", "at", "the", "port-side"]),
        ("港は静か", ["港は静か"]),
    ],
)
def test_letters_and_what_joins_them_are_a_word(text: str, words: list[str]) -> None:
    assert tokens_of(text)[1].texts().to_list() == words


def test_a_quotation_is_one_word() -> None:
    assert tokens_of("“It was dark,” she said.")[1].texts().to_list() == ['"', "she", "said", "."]


def test_the_stop_of_an_abbreviation_is_no_word() -> None:
    assert tokens_of("Dr. Hale left.")[1].texts().to_list() == ["Dr", "Hale", "left", "."]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "l'hôpital", ["l'", "hôpital"]),
        ("fr", "aujourd'hui", ["aujourd'hui"]),
        ("en", "l'hôpital", ["l'hôpital"]),
        ("fr", "raconte-t-elle", ["raconte", "elle"]),
        ("fr", "porte-parole", ["porte-parole"]),
        ("de", "nach den Angaben", ["nach den angaben"]),
        ("en", "point out, pointed out", ["point", "out", ",", "pointed out"]),
    ],
)
def test_the_lexicon_says_where_words_end(language: str, text: str, words: list[str]) -> None:
    assert tokens_of(text, language)[1].texts().to_list() == words


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=60))
def test_words_are_the_text_at_their_places(text: str) -> None:
    stream, tokens = tokens_of(text)
    texts = [word for word in tokens.texts() if word != '"']
    places = [
        (start, end) for word, start, end in zip(tokens.texts(), tokens.start, tokens.end, strict=True) if word != '"'
    ]
    assert [" ".join(stream.text[start:end].split()).lower() for start, end in places] == [
        " ".join(word.split()).lower() for word in texts
    ]
    assert (tokens.start[1:] >= tokens.end[:-1]).all()


def test_words_are_looked_for_without_regard_to_capitals() -> None:
    assert tokens_of("The pier and the tide")[1].among(("the", "tide")).tolist() == [True, False, False, True, True]


def test_a_place_outside_of_an_array_has_what_is_missing() -> None:
    assert take(np.array([7, 8]), np.array([-1, 0, 1, 2]), missing=0).tolist() == [0, 7, 8, 0]
    assert take(np.array([]), np.array([0]), missing=5).tolist() == [5]
