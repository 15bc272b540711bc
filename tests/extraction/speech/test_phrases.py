"""Noun phrases, and which of them may be subjects."""

from __future__ import annotations

import pytest

from tests.extraction.speech.reading import reading_of, texts_of_phrases


@pytest.mark.parametrize(
    ("language", "body", "phrases"),
    [
        ("en", "Senior White House officials met the mayor.", ["Senior White House officials", "the mayor"]),
        ("en", "The old harbour wall fell on two boats.", ["The old harbour wall", "two boats"]),
        ("en", "She left, retired harbour master Ines Calloway said.", ["She", "retired harbour master Ines Calloway"]),
        ("en", "The three were there.", []),  # an article and a number name nobody
        ("de", "Die Sprecherin sagte laut nichts.", ["Die Sprecherin"]),  # small words are no nouns
        ("de", "Der alte Hafen schläft.", ["Der alte Hafen"]),
    ],
)
def test_runs_of_words_that_belong_together_are_phrases(language: str, body: str, phrases: list[str]) -> None:
    assert texts_of_phrases(reading_of(body, language)) == phrases


@pytest.mark.parametrize(
    ("body", "phrases"),
    [
        ("Forecasters warned that rain was near.", ["Forecasters"]),
        ("It rained after sailors warned the town.", ["It", "sailors", "the town"]),
        ("Rain fell, gardeners of the old town say.", ["gardeners", "the old town"]),
        ("Rain fell, according to gardeners.", ["gardeners"]),
        ("Rain fell in gardens of towns.", []),
    ],
)
def test_small_words_are_nouns_where_a_verb_of_saying_shows_it(body: str, phrases: list[str]) -> None:
    found = texts_of_phrases(reading_of(body))
    assert [phrase for phrase in phrases if phrase not in found] == []
    assert "gardens" not in found


def free_phrases(body: str, language: str = "en") -> list[str | None]:
    """The phrases that may be subjects."""
    reading = reading_of(body, language)
    return [
        text for text, free in zip(texts_of_phrases(reading), reading.near.phrases.free.tolist(), strict=True) if free
    ]


@pytest.mark.parametrize(
    ("language", "body", "phrases"),
    [
        ("en", "The mayor sailed for Port Elm and Hale.", ["The mayor"]),
        ("en", "It rained after the mayor said it.", ["It", "the mayor", "it"]),
        ("de", "Die Sprecherin des Ministeriums dankte dem Rat.", ["Die Sprecherin"]),
    ],
)
def test_a_phrase_that_something_rules_is_no_subject(language: str, body: str, phrases: list[str]) -> None:
    assert free_phrases(body, language) == phrases


def test_a_subject_has_a_verb_after_it() -> None:
    reading = reading_of("The mayor quickly left the town.")
    assert texts_of_phrases(reading) == ["The mayor", "the town"]
    assert reading.near.phrases.subject.tolist() == [True, False]


def test_each_word_knows_its_phrase() -> None:
    reading = reading_of("The mayor left the town.")
    assert reading.near.phrases.of_word.clip(-1).tolist() == [0, 0, -1, 1, 1, -1]
