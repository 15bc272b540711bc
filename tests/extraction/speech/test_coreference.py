"""Whom a phrase names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.extraction.speech.reading import reading_of

INES = "Ines Calloway"


def names_of(body: str, language: str = "en", people: Sequence[str] = ()) -> dict[str, tuple[str | None, str | None]]:
    """Whom each phrase that is asked for names, and how that is known."""
    named = reading_of(body, language, people).named
    return {text: (name, how) for text, name, how in named.select("text", "name", "how").rows()}


@pytest.mark.parametrize(
    ("phrase", "body", "name", "how"),
    [
        ("Calloway", f"{INES} spoke. Calloway said it rained.", INES, "name"),
        ("Harbour master Ines Calloway", "Harbour master Ines Calloway said it rained.", INES, "name"),
        ("The spokeswoman", f"The spokeswoman of the port, {INES}, said it rained.", INES, "apposition"),
        ("the cox", f"“No,” said the cox, {INES}.", INES, "apposition"),  # a role that no list has
        ("The spokeswoman", f"Spokeswoman {INES} spoke. The spokeswoman said it rained.", INES, "role"),
        ("She", f"{INES} spoke. She said it rained.", INES, "pronoun"),
        ("Calloway's report", f"{INES} spoke. Calloway's report said it rained.", INES, "owner"),
        ("The mayor", "The mayor said it rained.", "mayor", "words"),
        ("He", "He said it rained.", None, "pronoun"),
    ],
)
def test_a_phrase_has_the_fullest_name_that_the_article_gives(
    phrase: str, body: str, name: str | None, how: str
) -> None:
    assert names_of(body, people=[INES])[phrase] == (name, how)


def test_a_body_has_the_name_that_it_was_called_by_before() -> None:
    names = names_of("The Port Elm ministry spoke. The ministry said it rained.")
    assert names["The ministry"] == ("Port Elm ministry", "role")


@pytest.mark.parametrize(
    ("language", "body", "phrase"),
    [
        ("en", "The White House said it rained.", "The White House"),
        ("de", "Das Weiße Haus sagte, es regne.", "Das Weiße Haus"),
        ("es", "La Casa Blanca dijo que llueve.", "La Casa Blanca"),
    ],
)
def test_state_bodies_have_one_name_in_every_language(language: str, body: str, phrase: str) -> None:
    assert names_of(body, language)[phrase] == ("White House", "name")


def test_a_pronoun_means_the_last_subject_of_its_gender() -> None:
    names = names_of(f"{INES} met Tom Reed. He said it rained. She said it did not.", people=[INES, "Tom Reed"])
    assert names["He"][0] == "Tom Reed"
    assert names["She"][0] == INES


@pytest.mark.parametrize(
    ("body", "she"),
    [
        ("Quill Reed was there. She said it rained.", "Quill Reed"),
        ("Quill Reed met Arbor Holt. She said it rained.", None),  # either may be a woman
        ("Quill Reed met Ines Calloway. She said it rained.", INES),
        ("Quill Reed thanked his mother. She said it rained.", None),
        ("Quill Reed told Arbor Holt that it rained. She said it was wet.", "Quill Reed"),  # who spoke goes on
    ],
)
def test_a_pronoun_means_somebody_of_unknown_gender_only_if_nobody_else_may_be_meant(
    body: str, she: str | None
) -> None:
    assert names_of(body, people=["Quill Reed", "Arbor Holt", INES])["She"][0] == she


def test_a_title_shows_a_gender_where_no_first_name_does() -> None:
    names = names_of("Mr Hale met Mrs Reed. “It was dark there,” she said.", people=["Hale", "Reed"])
    assert names["she"] == ("Reed", "pronoun")


def test_a_name_with_an_article_alone_is_no_person() -> None:
    names = names_of(f"The {INES} left the port. “It was dark there,” she said.", people=[INES])
    assert names["she"] == (None, "pronoun")


def test_a_pronoun_means_nobody_after_it() -> None:
    assert names_of(f"She said it rained. {INES} spoke.", people=[INES])["She"] == (None, "pronoun")
