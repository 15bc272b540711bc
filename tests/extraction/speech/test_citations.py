"""Citations: each file in ``tests/extraction/cases/citations`` is a body and all its sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.extraction.speech.citations import find_citations
from tests.extraction.speech.reading import as_expected, case_files, load_case, text_of


@pytest.mark.parametrize("file", case_files("citations"), ids=lambda file: file.stem)
def test_citations_of_a_case(file: Path) -> None:
    case = load_case(file)
    found = find_citations(text_of(case["body"].strip(), case["language"], case.get("people", ())))
    as_expected(found, case["citation"])


def test_each_case_says_what_it_shows() -> None:
    assert all(load_case(file)["why"] for file in case_files("citations"))


def sources_of(body: str, language: str = "en") -> list[tuple[str, str, str]]:
    """The sources of a body: name, kind and method."""
    found = find_citations(text_of(body, language, ["Ines Calloway"]))
    return found.select("name", "kind", "method").rows()


@pytest.mark.parametrize(
    ("language", "body", "source"),
    [
        ("en", "The ministry said the pier was shut.", ("ministry", "official", "saying")),
        ("en", "According to Ines Calloway, it rained.", ("Ines Calloway", "person", "according")),
        ("en", "The mayor told the BBC it rained.", ("BBC", "media", "told")),
        ("en", "The newspaper Harbour Wire reported on it.", ("Harbour Wire", "media", "reporting")),
        ("de", "Laut Bild regnet es. Unser Bild zeigt den Hafen.", ("Bild", "media", "according")),
        ("fr", "Selon une source proche du dossier, il pleut.", ("source proche du dossier", "anonymous", "according")),
    ],
)
def test_a_source_has_its_kind(language: str, body: str, source: tuple[str, str, str]) -> None:
    assert sources_of(body, language) == [source]


@pytest.mark.parametrize("body", ["Ines Calloway said it rained.", "In time the mayor reported on it.", "It rained."])
def test_a_speaker_or_a_word_is_no_source(body: str) -> None:
    assert sources_of(body) == []


def test_an_unnamed_source_has_gone_through_the_outlet_of_its_sentence() -> None:
    body = "Two sources familiar with the talks told Reuters the pier was shut."
    found = find_citations(text_of(body, "en")).select("name", "kind", "via").rows()
    assert found == [("sources familiar with the talks", "anonymous", "Reuters"), ("Reuters", "media", None)]
