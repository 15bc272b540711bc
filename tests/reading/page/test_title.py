"""The headline of a page is the one that it shows, without outlet, section and kicker."""

from __future__ import annotations

import pytest

from tasks.reading.page.blocks import visible_blocks
from tasks.reading.page.parse import parse_page
from tasks.reading.page.title import find_title, headline_block, letters_of
from tests.reading.page.small_pages import json_ld, meta, metadata_of


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Ferry sails again - The Odmar Courier</title><h1>Ferry sails again</h1>", "Ferry sails again"),
        ("<title>The Odmar Courier : Ferry sails again</title><p>Ferry sails again</p><p>x", "Ferry sails again"),
        ("<title>Ferry sails again | Harbour | Courier</title><p>Ferry sails again</p><p>x", "Ferry sails again"),
        (
            "<title>Ferry sails again | Courier</title><h1>Courier</h1><p>Ferry sails again</p>",
            "Ferry sails again",
        ),
        (
            meta("og:title", "Ferry back in service") + "<h1>The Courier</h1>" + meta("og:site_name", "The Courier"),
            "Ferry back in service",
        ),
        (
            "<title>Courier</title>" + json_ld('{"@type": "NewsArticle", "headline": "Ferry &amp; harbour"}') + "<p>x",
            "Ferry & harbour",
        ),
        ("<h1>Menu</h1><h1>Ferry to Odmar sails again</h1>" + meta("og:title", "Ferry to Odmar sails"),
         "Ferry to Odmar sails again"),
        ("<h1>Ferry <script>no()</script><b>sails</b> again today</h1>", "Ferry sails again today"),
        ("<title>Ferry to Odmar sails again - The Courier</title><p>x", "Ferry to Odmar sails again"),
        ("<title>News | Courier</title><h1>News</h1><h1>Ferry sails again</h1>" + meta("og:title", "Ferry sails again"),
         "Ferry sails again"),
        ("<h1>Harbour Ferry sails again</h1>" + meta("og:title", "Ferry sails again"), "Ferry sails again"),
        ("<title>Ferry sails again today - Harbour</title><h1><i>Paid for</i> <b>Ferry sails again today</b></h1>",
         "Ferry sails again today"),
        ("<title>Ferry sails - all the news from the harbour of Odmar</title><h1>Ferry sails</h1><h1>More</h1>",
         "Ferry sails"),
        ("<title>Odmar Courier: Ferry to Odmar sails again</title><h1>Odmar Courier</h1><p>Ferry to Odmar sails again",
         "Ferry to Odmar sails again"),
        ("<title>Ferry to Odmar sails again, Courier News</title><p>Ferry to Odmar sails again</p><p>Ferry",
         "Ferry to Odmar sails again"),
        ("<title>Ferry sails again today - Harbour</title><h1>Odmar: Ferry sails again today</h1>",
         "Odmar: Ferry sails again today"),
        ("<title>Harbour office of Odmar</title><h1>Timetable</h1>", "Timetable"),
        ("<title>News of the Odmar Courier</title><h1>Courier</h1>", "News of the Odmar Courier"),
        ("<title>At last? The ferry sails again - Courier</title><h1>At last? The ferry sails again</h1>"
         + meta("og:title", "The ferry sails again"), "At last? The ferry sails again"),
        ("<title>New ferry to Odmar sails again</title><h1>New ferry to Odmar sails again</h1>"
         + meta("og:title", "Ferry to Odmar sails again"), "New ferry to Odmar sails again"),
        ("<title>Ferry to Odmar sails</title><h1>Why the Ferry to Odmar sails</h1>"
         + meta("og:title", "Why the Ferry to Odmar sails"), "Why the Ferry to Odmar sails"),
        ("<title>Die Fähre nach Odmar fährt wieder</title><h1>Die Fähre nach Odmar fährt wieder <i>Drei Jahre lag sie "
         "im Hafen</i></h1>" + meta("og:title", "Die Fähre nach Odmar fährt wieder"),
         "Die Fähre nach Odmar fährt wieder"),
        ("<title>»Die Fähre fährt wieder« - Bote</title><p>x", "»Die Fähre fährt wieder«"),
        ("<title>Hafen von Odmar: «Die Fähre fährt»</title><p>x", "Hafen von Odmar: «Die Fähre fährt»"),
        ("<title>Le bac repart « enfin »</title><p>x", "Le bac repart « enfin »"),
        ("<title>Ferry » Courier</title><p>Ferry</p><p>x", "Ferry"),
        ("<title>Ferry sails | odmar-courier.example</title><p>x", "Ferry sails"),
        ("<h1>Courier</h1><p>text", None),
        ("<p>nothing that says", None),
    ],
)  # fmt: skip
def test_the_headline_is_what_the_page_shows(page: str, title: str | None) -> None:
    assert metadata_of(page)["page_title"] == title


def test_sources_are_believed_in_their_order() -> None:
    given = {"meta": ["Meta"], "twitter": ["Twitter"], "og": ["Open graph"], "json-ld": ["Linked data"]}
    found = []
    while given:
        found.append(find_title(given, set(), set()))
        given.popitem()
    assert found == ["Linked data", "Open graph", "Twitter", "Meta"]


def test_a_title_of_a_whole_paragraph_is_none() -> None:
    assert find_title({"og": ["Ferry " * 100]}, set(), set()) is None


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("<p>a<p>Ferry sails<h1>b</h1>", 1),
        ("<p>a<p>b<h1>c</h1>", 2),
        ("<p>a<p>b", 0),
        ("", 0),
    ],
)
def test_the_headline_is_in_the_block_with_its_words_else_in_the_first_h1(page: str, number: int) -> None:
    assert headline_block(visible_blocks(parse_page(page)), "Ferry sails") == number


def test_spellings_of_one_name_have_their_letters_in_common() -> None:
    assert letters_of("Der Straßen-Bote") == letters_of("DER STRASSENBOTE")
    assert letters_of("毎日新聞 24") == "毎日新聞24"
