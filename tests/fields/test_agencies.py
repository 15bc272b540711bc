"""The agency that a text is by: known by how it speaks of itself, or by a habit."""

from __future__ import annotations

import polars as pl
import pytest

from schemas import lexicon, rulebook
from schemas.block_frames import Settled
from schemas.field_frames import Languages
from schemas.frames import Caught
from tasks.fields import agencies
from tests.fields.small_articles import frame_of

OWN_VOICE = {
    language: section["own_voice"]
    for language, section in lexicon.load("citations").items()
    if section.get("own_voice")
}


def codes_by_voice(text: str, language: str) -> list[str]:
    """The codes of the agencies that speak of themselves in a text."""
    blocks = frame_of(Settled, doc=[7], text=[text], keep=[True])
    languages = frame_of(Languages, doc=[7], language=[language])
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
    assert codes_by_voice(text, language) == [agency]


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
    assert codes_by_voice(text, "en") == []


@pytest.mark.parametrize(("language", "pattern"), [(code, one) for code, found in OWN_VOICE.items() for one in found])
def test_a_pattern_has_cues_without_which_texts_are_passed_over(language: str, pattern: str) -> None:
    assert agencies.cues_of(pattern), language


def test_a_rule_may_know_whose_habit_it_is() -> None:
    book = rulebook.load()
    habit = next(rule.id for rule in book.rules if rule.agency == "Reuters")
    caught = frame_of(Caught, doc=[1, 1, 2], rule=["any", habit, habit], caught_agency=[None, None, "AFP"])
    found = caught.group_by("doc", maintain_order=True).agg(agency=agencies.caught_agency(book))
    assert found["agency"].to_list() == ["Reuters", "AFP"]
