"""Whose a quotation is, and by which way that is found."""

from __future__ import annotations

import pytest

from tests.extraction.speech.reading import reading_of, text_of, texts_of_phrases


def speakers_of(body: str, language: str = "en") -> list[tuple[str | None, str]]:
    """The speaker of each quotation, as the phrase is written, and the method."""
    reading = reading_of(body, language, ["Ines Calloway"])
    return list(zip(texts_of_phrases(reading, reading.quoted.phrase), reading.quoted.method.tolist(), strict=True))


@pytest.mark.parametrize(
    ("body", "speaker", "method"),
    [
        ("“It was dark,” the mayor said.", "the mayor", "after"),
        ("The mayor said: “It was dark.”", "The mayor", "before"),
        ("“No one came!” Calloway said.", "Calloway", "after-stop"),
        ("The mayor said on a cold and windy Monday in Port Elm “it was dark” there.", "The mayor", "before-far"),
        ("“It was dark” in the harbour of the town, the mayor said.", "the mayor", "after-far"),
        ("Calloway: “It was very dark there.”", "Calloway", "colon"),
        ("The mayor had “a very bad old day” there.", "The mayor", "subject"),
        ("With “no very good old reason” the mayor left.", "the mayor", "subject-after"),
        ("The mayor said it rained. “It was dark there.” Rain fell.", "The mayor", "sentence-before"),
        ("The mayor said it rained.\n\n“It was dark there.”", "The mayor", "paragraph-before"),
        ("The mayor left the town hall.\n\n“It was dark there.”", "The mayor", "subject-before"),
        ("For the mayor, it was “a very bad old day”.", "the mayor", "opinion"),
        ("The mayor shook his head. “It was dark there.”", "The mayor", "gesture"),
        ("The gate, which according to the mayor “was shut”, fell.", "the mayor", "before"),
        ("From the harbour office: “It was dark there.”", "the harbour office", "colon"),
        ("To the mayor: “It was dark there.”", None, "none"),
        ("Rain fell. “It was dark there.”", None, "none"),
    ],
)
def test_the_nearest_saying_or_subject_counts(body: str, speaker: str | None, method: str) -> None:
    assert speakers_of(body) == [(speaker, method)]


@pytest.mark.parametrize(
    ("body", "methods"),
    [
        ("“No” and “never,” the mayor said.", ["with-next", "after"]),
        ("“It was dark,” the mayor said. The rain was “very cold and heavy”.", ["after", "continued"]),
        ("“It was dark,” the mayor said. “It was wet.”", ["after", "same-paragraph"]),
        ("“It was dark,” the mayor said.\n\n“It was wet there.”", ["after", "quotation-before"]),
        ("“It was dark there.” Rain fell. “It was wet,” the mayor said.", ["next-in-paragraph", "after"]),
    ],
)
def test_a_quotation_may_be_by_whoever_another_is_by(body: str, methods: list[str]) -> None:
    assert speakers_of(body) == [("the mayor", method) for method in methods]


def test_reported_speech_goes_on_with_its_speaker() -> None:
    body = "Der Minister sagte, der Hafen sei zu. Er werde „bald wieder ganz offen“ sein."
    assert speakers_of(body, "de") == [("Der Minister", "reported")]


def test_where_verbs_need_no_subject_the_speaker_stays() -> None:
    body = "“Nadie lo vio”, dijo la alcaldesa. “Fue de noche”, añadió ante la puerta de la casa."
    assert speakers_of(body, "es") == [("la alcaldesa", "after"), ("la alcaldesa", "same-paragraph")]


def test_a_source_counts_more_than_a_verb_that_takes_words_up() -> None:
    body = "Laut Hafenamt sieht der Rat in dem alten Plan der Stadt und des Landes „kein ganz gutes Zeichen“."
    assert speakers_of(body, "de") == [("Hafenamt", "before-far")]


def test_nobody_of_another_article_is_a_speaker() -> None:
    reading = text_of("“It was dark there.”", "en", after="The mayor said it rained.").readings[0]
    assert reading.quoted.method.tolist() == ["none"]
