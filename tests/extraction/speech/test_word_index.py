"""What is next to a word."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.columns.windows import NOWHERE
from tasks.extraction.speech.word_index import WordIndex
from tests.extraction.speech.reading import reading_of, texts_of_phrases

BODY = "The mayor of Port Elm left, she said."  # the words 0 to 9; the comma is 6


@pytest.fixture
def near() -> WordIndex:
    """An index of the words of BODY."""
    return reading_of(BODY).near


def test_a_place_is_the_last_up_to_itself_and_the_next_from_itself(near: WordIndex) -> None:
    known = np.array([2, 5])
    places = np.array([NOWHERE, 1, 2, 4, 5, 6])
    assert near.last_up_to(known, places).tolist() == [NOWHERE, NOWHERE, 2, 2, 5, 5]
    assert near.next_from(known, places).tolist() == [NOWHERE, 2, 2, 5, 5, NOWHERE]


def test_words_outside_of_the_text_have_no_class(near: WordIndex) -> None:
    assert near.places_of("comma").tolist() == [6]
    assert near.has_class(np.array([NOWHERE, -1, 6, 7, 10]), "comma", "stop").tolist() == [
        False, False, True, False, False,
    ]  # fmt: skip
    everything = [*near.places_of("comma"), *near.places_not_of("comma")]
    assert sorted(everything) == list(range(10))


def test_phrases_are_found_by_place(near: WordIndex) -> None:
    reading = reading_of(BODY)
    assert texts_of_phrases(reading) == ["The mayor", "Port Elm", "she"]
    assert near.phrase_at(np.array([1, 3, 5])).tolist() == [0, 1, NOWHERE]
    assert near.first_word(np.array([1, NOWHERE])).tolist() == [3, NOWHERE]
    assert near.last_word(np.array([1, NOWHERE])).tolist() == [4, NOWHERE]
    assert near.is_free(np.array([0, 1, NOWHERE])).tolist() == [True, False, False]


def test_the_first_phrase_that_may_be_a_subject_is_between_two_places(near: WordIndex) -> None:
    assert near.first_free(np.array([0, 1, 1]), np.array([6, 6, 10])).tolist() == [0, NOWHERE, 2]


def test_a_person_with_a_verb_comes_before_any_other_subject() -> None:
    reading = reading_of("In Port Elm the wind fell and the mayor left.")
    first, end = np.array([0]), np.array([len(reading.near.words.code)])
    assert texts_of_phrases(reading, reading.near.first_free(first, end)) == ["the wind"]
    assert texts_of_phrases(reading, reading.near.first_subject(first, end)) == ["the mayor"]


def test_a_sentence_ends_before_its_stop(near: WordIndex) -> None:
    assert near.ends_of_sentences(np.array([0, 9])).tolist() == [8, 8]
