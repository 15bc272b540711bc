"""The agency that a text speaks for, told by how it speaks of itself."""

from __future__ import annotations

import polars as pl
import pytest

from schemas import lexicon, rulebook
from tasks.columns.literals import literals_of
from tasks.fields import agencies

OWN_VOICE = {
    language: section["own_voice"]
    for language, section in lexicon.load("citations").items()
    if section.get("own_voice")
}


def voiced(text: str, language: str) -> list[str]:
    blocks = pl.DataFrame({"doc": [7], "text": [text], "keep": [True]}, {"doc": pl.UInt32, "text": str, "keep": bool})
    languages = pl.DataFrame({"doc": [7], "language": [language]}, {"doc": pl.UInt32, "language": str})
    found = agencies.agencies_by_voice(blocks, languages, rulebook.load())
    return found.select(agencies.agency_code(pl.col("voiced_agency"), rulebook.load())).to_series().to_list()


@pytest.mark.parametrize(
    ("language", "text", "agency"),
    [
        (
            "en",
            "The owner did not immediately respond to a request for comment from Reuters on Monday.",
            "Reuters",
        ),
        ("en", "The Associated Press could not independently verify the harbour master's account.", "AP"),
        ("en", "The harbour master could not be reached for comment by AFP.", "AFP"),
        ("en", "The AP has surveyed these captains several times.", "AP"),
        ("de", "Die Reederei ließ eine Anfrage der dpa zunächst unbeantwortet.", "dpa"),
        ("es", "La naviera, consultada por EFE, guardó silencio.", "EFE"),
        ("fr", "La compagnie, contactée par l’AFP, n’a pas réagi.", "AFP"),
        ("it", "La compagnia, contattata dall’ANSA, tace.", "ANSA"),
        ("pt", "A empresa foi contactada pela Lusa, sem resposta.", "Lusa"),
    ],
)
def test_an_agency_is_known_by_its_voice(language: str, text: str, agency: str) -> None:
    assert voiced(text, language) == [agency]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour master told Reuters that he had lost the key.",
        "Reuters has reported that the key was found.",
        "The owner did not respond to a request for comment.",
        "The captain could not verify what Reuters had written.",
    ],
)
def test_nobody_else_is(text: str) -> None:
    assert voiced(text, "en") == []


@pytest.mark.parametrize(("language", "pattern"), [(code, one) for code, found in OWN_VOICE.items() for one in found])
def test_a_pattern_has_words_by_which_texts_are_passed_over(language: str, pattern: str) -> None:
    assert literals_of(pattern.replace(agencies.CALLED, agencies.NAME)), language
