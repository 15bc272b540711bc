"""The classes of words, and sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tasks.extraction.speech.word_classes import CODES, ROLES, Words
from tests.extraction.speech.reading import reading_of, words_of

NAMES = list(CODES)


def class_in(word: str, body: str, language: str = "en", people: Sequence[str] = ()) -> str:
    """The class of a word where it is first in a body."""
    reading = reading_of(body, language, people)
    return NAMES[reading.near.words.code[words_of(reading).index(word)]]


@pytest.mark.parametrize(
    ("word", "body", "code"),
    [
        ("report", "Officials report that rain fell.", "say"),
        ("report", "The report on rain was long.", "role"),
        ("claims", "The claims were many.", "word"),
        ("as", "Rain fell, as the mayor said.", "subordinate"),
        ("as", "He spoke as mayor.", "preposition"),
        ("Wednesday", "It rained on Wednesday.", "adverb"),
        ("5", "It rained on March 5.", "adverb"),
        ("5", "It hit 5 boats.", "number"),
        ("walked", "The mayor walked home.", "verb"),
        ("walked", "The walked mile was long.", "word"),
        ("quietly", "The mayor quietly left.", "adverb"),
        ("leans", "The mast leans on the pier.", "verb"),
        ("Boeing", "Boeing said it would.", "name"),
        ("Speaking", "Speaking in Port Elm, the mayor smiled.", "verb"),
    ],
)
def test_the_words_beside_decide(word: str, body: str, code: str) -> None:
    assert class_in(word, body) == code


def test_small_words_are_names_inside_a_person_only() -> None:
    body = "Ursula von der Leyen sagte, der Hafen sei zu."
    assert class_in("der", body, "de", people=["Ursula von der Leyen"]) == "name"
    assert class_in("der", body, "de") == "name"  # after a first name, too
    assert class_in("der", "Sprecherin von der Küste sagte, der Hafen sei zu.", "de") == "article"


def role_of(word: str, body: str, language: str) -> str | None:
    """What somebody is by a word of a body; None: nobody."""
    reading = reading_of(body, language)
    role = int(reading.near.words.role[words_of(reading).index(word)])
    return ROLES[role - 1] if role else None


@pytest.mark.parametrize(
    ("language", "word", "body", "role"),
    [
        ("en", "spokeswoman", "The spokeswoman left.", "person"),
        ("en", "officials", "The officials left.", "people"),
        ("de", "Regierungssprecherin", "Die Regierungssprecherin ging.", "person"),
        ("de", "Hafenbehörde", "Die Hafenbehörde schwieg.", "institution"),  # the last part of a compound
        ("en", "harbourminister", "The harbourminister left.", None),
    ],
)
def test_words_say_what_somebody_is(language: str, word: str, body: str, role: str | None) -> None:
    assert role_of(word, body, language) == role


@pytest.mark.parametrize(
    ("language", "body", "genders"),
    [
        ("en", "Mrs Hale met Mr Hale and Ines.", ["f", None, None, "m", None, None, "f", None]),
        ("de", "Die Polizeisprecherin ging.", [None, "f", None, None]),
    ],
)
def test_words_show_a_gender(language: str, body: str, genders: list[str | None]) -> None:
    words = reading_of(body, language).near.words
    assert words.looks.genders(np.arange(len(words.code))).to_list() == genders


def sentences_of(body: str, language: str = "en") -> list[str]:
    """The sentences of a body, as their words."""
    reading = reading_of(body, language)
    words: Words = reading.near.words
    texts = words_of(reading)
    bounds = sorted(set(zip(words.sentence_first.tolist(), words.sentence_last.tolist(), strict=True)))
    assert [place for first, last in bounds for place in range(first, last + 1)] == list(range(len(texts)))
    return [" ".join(texts[first : last + 1]) for first, last in bounds]


@pytest.mark.parametrize(
    ("language", "body", "sentences"),
    [
        ("en", "Dr. Hale left. He ran!", ["Dr Hale left .", "He ran !"]),
        ("en", "Rain fell.\n\nit went on", ["Rain fell .", "it went on"]),
        ("en", "“It was dark.” The mayor left.", ['"', "The mayor left ."]),
        ("en", "“It was dark,” the mayor said.", ['" the mayor said .']),
        ("en", "“It was dark!” she said.", ['" she said .']),
        ("de", "Am 5. März regnete es. Es war kalt.", ["Am 5 . März regnete es .", "Es war kalt ."]),
        ("de", "Ver.di streikt. Der Hafen ruht.", ["Ver . di streikt .", "Der Hafen ruht ."]),
    ],
)
def test_sentences_end_where_a_reader_would_say(language: str, body: str, sentences: list[str]) -> None:
    assert sentences_of(body, language) == sentences
