"""Words of saying, their subjects, and the ways by which these are found."""

from __future__ import annotations

import pytest

from tests.extraction.speech.reading import reading_of, texts_of_phrases, words_of

Found = list[tuple[str, str | None, str]]


def sayings_of(body: str, language: str = "en") -> Found:
    """The sayings of a body: the word, its subject and the way."""
    reading = reading_of(body, language)
    words, sayings = words_of(reading), reading.sayings
    subjects = texts_of_phrases(reading, sayings.phrase)
    return list(zip((words[place] for place in sayings.word), subjects, sayings.way.tolist(), strict=True))


@pytest.mark.parametrize(
    ("body", "subject", "way"),
    [
        ("The mayor quietly said it rained.", "The mayor", "beside"),
        ("The senator from Texas said it rained.", "The senator", "over"),
        ("The fisherman who lost his boat said it rained.", "The fisherman", "over"),
        ("Calloway, the harbour master, said it rained.", "Calloway", "apposition"),
        ("It was the man who said it rained.", "the man", "relative"),
        ("The council met and said it rained.", "The council", "shared"),
        ("The mayor smiled, saying it rained.", "The mayor", "shared"),
        ("“No,” said the mayor.", "the mayor", "behind"),
        # It is inserted into what it reports: one comma is before it, or nobody that could speak.
        ("Gales and hail, said Ines Hale, who runs the port, will last.", "Ines Hale", "behind"),
        ("Hail, which fell on Monday, said the mayor, will last.", "the mayor", "behind"),
        ("The mayor was told by the captain that it rained.", "the captain", "behind"),
        ("According to the ministry, it rained.", "the ministry", "source"),
    ],
)
def test_subjects_come_before_verbs(body: str, subject: str, way: str) -> None:
    assert [found[1:] for found in sayings_of(body)] == [(subject, way)]


@pytest.mark.parametrize(
    ("language", "body", "subject", "way"),
    [
        ("de", "Die Sprecherin sagte, es regne.", "Die Sprecherin", "beside"),
        ("de", "Am Montag sagte die Sprecherin, es regne.", "die Sprecherin", "behind"),
        ("de", "Die Anwendung kritisierte der Vorsitzende.", "der Vorsitzende", "behind"),  # by its article
        ("de", "Weil der Rat sagte, es regne, blieben alle.", "der Rat", "clause"),
        ("de", "Der Kai am Hafen, sagte die Sprecherin, sei leer.", "die Sprecherin", "behind"),
        ("de", "Die Sprecherin, eine Lotsin, sagte am Montag, es regne.", "Die Sprecherin", "apposition"),
        ("de", "Die Sprecherin hat am Montag gesagt, es regne.", "Die Sprecherin", "beside"),
        ("de", "Wie der Rat mitteilte, regnet es.", "der Rat", "source"),
        ("de", "Laut Hafenamt regnet es.", "Hafenamt", "source"),
        ("de", "„Nein“, so der Minister.", "der Minister", "source"),
        ("de", "In dem Bericht heißt es, es regne.", "dem Bericht", "source"),
        ("nl", "De burgemeester zei dat het regende.", "De burgemeester", "beside"),
    ],
)
def test_the_verb_is_second(language: str, body: str, subject: str, way: str) -> None:
    assert [found[1:] for found in sayings_of(body, language)] == [(subject, way)]


@pytest.mark.parametrize(
    ("language", "body", "subject"),
    [
        ("es", "Ante la prensa, dijo la ministra, llueve.", "la ministra"),
        ("it", "Dopo la cena, racconta il ministro, piove.", "il ministro"),
        ("fr", "« Il pleut », raconte-t-elle.", "elle"),
    ],
)
def test_a_subject_follows_its_verb_after_a_comma(language: str, body: str, subject: str) -> None:
    assert [found[1:] for found in sayings_of(body, language)] == [(subject, "behind")]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "It rained, which was said before the storm."),
        ("de", "Der Kai wurde als marode bezeichnet."),
        ("es", "La hipótesis, dice, es nueva."),  # who says it is not in the sentence
    ],
)
def test_nobody_named_says_it(language: str, body: str) -> None:
    assert sayings_of(body, language) == []
