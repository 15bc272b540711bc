"""The sections ``[mentions]`` of the lexicon: all that is in them is read, and what a language needs is there."""

from __future__ import annotations

from dataclasses import fields

import pytest

from schemas import lexicon
from tasks.extraction.names.name_lexicon import EVERY, SECTION, NameLexicon, joins_nouns, load_lexicon

SECTIONS = lexicon.load(SECTION)
NEEDED = ("honorifics", "roles", "organisation_words", "place_words", "sayings", "relations", "events")


@pytest.mark.parametrize("language", SECTIONS)
def test_every_key_is_read(language: str) -> None:
    assert set(SECTIONS[language]) <= {known.name for known in fields(NameLexicon)}


@pytest.mark.parametrize("language", sorted(SECTIONS.keys() - {EVERY}))
def test_every_language_has_the_lists_that_names_need(language: str) -> None:
    assert [name for name in NEEDED if not getattr(load_lexicon(language), name)] == []


def test_places_have_a_country_or_none() -> None:
    for language in SECTIONS:
        for place in load_lexicon(language).places.values():
            assert place["forms"]
            assert place["country"] == "" or (len(place["country"]) == 2 and place["country"].isupper())


def test_a_language_without_a_section_has_empty_lists() -> None:
    assert load_lexicon("xx").roles == ()


def test_nouns_are_joined_in_german() -> None:
    assert [language for language in SECTIONS if joins_nouns(language)] == ["de"]
