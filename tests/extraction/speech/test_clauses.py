"""Clauses that report what somebody says."""

from __future__ import annotations

import polars as pl
import pytest

from tests.extraction.speech.reading import text_of


def clauses_of(body: str, language: str = "en") -> list[tuple[str, str]]:
    """The reported clauses of a body, and their ways."""
    text = text_of(body, language)
    clauses, words = text.readings[0].clauses, text.readings[0].near.words
    starts, ends = words.start[clauses.first], words.end[clauses.last]
    return list(zip(text.stream.texts(pl.Series(starts), pl.Series(ends)), clauses.way.tolist(), strict=True))


@pytest.mark.parametrize(
    ("body", "clause", "way"),
    [
        ("The mayor said on Monday that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said that on Monday the boats left again.", "on Monday the boats left again", "that"),
        ("The mayor said that, in her view, the pier was shut.", "in her view, the pier was shut", "that"),
        ("The mayor said that then the boats left.", "then the boats left", "that"),
        ("The mayor said that yet another boat was lost.", "yet another boat was lost", "that"),
        ("The mayor told police interrogators that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said, in a letter, that the pier was shut.", "the pier was shut", "that"),
        ("The mayor said the pier was shut.", "the pier was shut", "clause"),
        ("The mayor told reporters he was tired.", "he was tired", "clause"),
        ("The mayor said more than 30 people were hurt.", "more than 30 people were hurt", "clause"),
        ("The mayor said there were no boats.", "there were no boats", "clause"),
        ("According to the mayor, the pier was shut.", "the pier was shut", "according"),
        ("The pier was shut, the mayor said.", "The pier was shut", "clause-before"),
    ],
)
def test_clauses_with_the_subject_first(body: str, clause: str, way: str) -> None:
    assert clauses_of(body) == [(clause, way)]


@pytest.mark.parametrize(
    ("language", "body", "clause", "way"),
    [
        # A verb right after "that" reports, because it needs no subject. English: "a debate that threatened".
        ("es", "El alcalde dijo ayer que había cerrado el puerto.", "había cerrado el puerto", "that"),
        ("it", "Il sindaco ha detto ieri che aveva chiuso il porto.", "aveva chiuso il porto", "that"),
        ("pt", "O prefeito disse ontem que tinha fechado o porto.", "tinha fechado o porto", "that"),
        # "Ni" is a conjunction, but "que" is no pronoun.
        ("es", "El alcalde dijo que ni el muelle ni el puerto abren.", "ni el muelle ni el puerto abren", "that"),
        # The subject follows the verb; an auxiliary may come before the verb, an adverb after it.
        ("es", "El puerto estaba cerrado, dijo ayer el alcalde.", "El puerto estaba cerrado", "clause-before"),
        ("fr", "Le port était fermé, a annoncé lundi le maire.", "Le port était fermé", "clause-before"),
        ("it", "Il porto era chiuso, ha annunciato lunedì il sindaco.", "Il porto era chiuso", "clause-before"),
        ("pt", "O porto estava fechado, tinha dito o prefeito.", "O porto estava fechado", "clause-before"),
        ("fr", "Selon le maire, le port était fermé.", "le port était fermé", "according"),
    ],
)
def test_clauses_in_romance_languages(language: str, body: str, clause: str, way: str) -> None:
    assert clauses_of(body, language) == [(clause, way)]


@pytest.mark.parametrize(
    ("language", "body", "clauses"),
    [
        ("de", "Die Sprecherin sagte, dass der Kai leer ist.", [("der Kai leer ist", "that")]),
        ("de", "Die Sprecherin sagte, der Kai sei leer.", [("der Kai sei leer", "clause")]),
        ("de", "Laut Hafenamt ist der Kai leer.", [("ist der Kai leer", "according")]),
        ("de", "Laut Anwohnern der Altstadt ist der Kai leer.", [("ist der Kai leer", "according")]),
        (
            "de",
            "Die Sprecherin sagte, der Kai sei leer. Er werde bald voll.",
            [("der Kai sei leer", "clause"), ("Er werde bald voll", "reported")],
        ),
        ("de", "Der Kai ist leer, wie das Amt mitteilte.", [("Der Kai ist leer", "clause-before")]),
        ("nl", "De burgemeester zei dat de haven dicht was.", [("de haven dicht was", "that")]),
    ],
)
def test_clauses_with_the_verb_second(language: str, body: str, clauses: list[tuple[str, str]]) -> None:
    assert clauses_of(body, language) == clauses


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The mayor spoke of the porters, that came late."),
        ("en", "The mayor announced a debate that threatened the pier."),
        ("en", "The mayor said “no one came” to the pier."),
        ("en", "The mayor said so."),
        # "That" is a pronoun.
        ("en", "The mayor denied that and left the room at once."),
        ("en", "The mayor said that, and the council agreed with him."),
        ("en", "The mayor confirmed that on Monday and asked for more boats."),
        ("en", "The mayor confirmed that on Monday and later asked for more boats."),
        ("nl", "De burgemeester zei dat en vertrok daarna snel."),
        ("de", "Die Sprecherin sagte es dem Mann, der im Hafen arbeitet."),  # about him, and not said
    ],
)
def test_what_is_about_somebody_is_no_clause(language: str, body: str) -> None:
    assert clauses_of(body, language) == []


def test_a_clause_that_a_sentence_opens_with_is_not_said() -> None:
    assert clauses_of("As the tide rose, the mayor said.") == []
