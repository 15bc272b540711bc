"""The outlet of a page: as the page gives it, else in its title, else in its line of copyright."""

from __future__ import annotations

import pytest

from tests.reading.page.small_pages import json_ld, meta, metadata_of

HEADLINE = "<h1>Ferry sails again from today</h1><p>It sailed at noon.</p>"
TITLE = "<title>Ferry sails again from today{}</title>"


@pytest.mark.parametrize(
    ("page", "publisher"),
    [
        (meta("og:site_name", "The Courier") + TITLE.format(" - Post") + HEADLINE, "The Courier"),
        (json_ld('{"@type": "Article", "publisher": {"name": "Courier"}}') + HEADLINE, "Courier"),
        (meta("application-name", "Courier") + HEADLINE, "Courier"),
        (TITLE.format(" - Odmar Courier") + HEADLINE, "Odmar Courier"),
        (TITLE.format(" | Islands | Odmar Courier") + HEADLINE, "Odmar Courier"),
        (TITLE.format("") + HEADLINE + "<p>\u00a9 2019-2026 Odmar Courier. All rights reserved.</p>", "Odmar Courier"),
        (TITLE.format("") + HEADLINE + "<p>Copyright Odmar Courier GmbH</p>", "Odmar Courier"),
        (TITLE.format("") + HEADLINE + "<p>Copyright law changed today.</p>", None),
        (TITLE.format("") + HEADLINE, None),
    ],
)
def test_the_outlet_is_named_by_the_page_its_title_or_its_rights(page: str, publisher: str | None) -> None:
    assert metadata_of(page)["page_publisher"] == publisher


@pytest.mark.parametrize(
    ("sections", "given"),
    [('["Islands", "Sport"]', ["Islands", "Sport"]), ('"12"', []), ('["a1", "b2", "c3", "d4", "e5"]', ["a1"])],
)
def test_many_sections_are_tags_and_numbers_are_none(sections: str, given: list[str]) -> None:
    page = json_ld(f'{{"@type": "Article", "articleSection": {sections}}}')
    assert metadata_of(page)["page_section"] == given
