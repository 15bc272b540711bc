"""The authors of a page are persons, else whom it gives for one."""

from __future__ import annotations

import pytest

from tasks.reading.page.people import find_authors
from tests.reading.page.small_pages import json_ld, meta, metadata_of


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (json_ld('{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ines Korvald"}}'), ["Ines Korvald"]),
        (json_ld('{"@type": "Article", "author": [{"name": "Ines Korvald"}, "Ole Bra"]}'), ["Ines Korvald", "Ole Bra"]),
        (json_ld('{"@type": "Article", "author": {"name": ["Ines Korvald", "Ole Bra"]}}'), ["Ines Korvald", "Ole Bra"]),
        (meta("author", "By Ines Korvald and Ole Brandt"), ["Ines Korvald", "Ole Brandt"]),
        (meta("author", "By Staff"), ["Staff"]),
        (meta("author", "The Courier") + meta("og:site_name", "The Courier"), ["The Courier"]),
        (meta("author", "The Courier") + meta("og:site_name", "The Courier") + "<p class=byline>By Ines Korvald</p>",
         ["Ines Korvald"]),
        (json_ld('{"@type": "Article", "author": [{"name": "Harbour Desk"}, {"name": "Ole Brandt"}]}'), ["Ole Brandt"]),
        ("<h1>Ferry sails again today</h1><p>By Harbour Desk Team</p><p>It sailed.</p>", ["Harbour Desk Team"]),
        (meta("author", "desk@courier.example"), []),
        (meta("article:author", "https://social.example/courier"), []),
        ("<a rel=author href=/i>Ines Korvald</a>", ["Ines Korvald"]),
        ("<p class=byline>By <b>Ines Korvald</b>, March 5, 2024</p>", ["Ines Korvald"]),
        ("<p class=article-author>Von Ines Korvald und Ole Brandt</p>", ["Ines Korvald", "Ole Brandt"]),
        ("<div class=author>Updated 12:30</div><p class=author>Ines Korvald", ["Ines Korvald"]),
        ("<div class=comments><p class=author>Ole Brandt</p></div>", []),
        ("<h1>Ferry sails again today</h1><p>By Ines Korvald</p><p>The ferry sailed.</p>", ["Ines Korvald"]),
        (meta("author", "Courier Holding") + meta("dc.creator", "Ines Korvald") + "<p class=byline>By Ines Korvald</p>",
         ["Ines Korvald"]),
        ("<p>nothing that says", []),
    ],
)  # fmt: skip
def test_authors_are_persons_or_else_who_is_given_for_one(page: str, authors: list[str]) -> None:
    assert metadata_of(page)["page_authors"] == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ines Korvald, harbour office", ["Ines Korvald"]),
        ("Von Ines Korvald • 5. März 2024", ["Ines Korvald"]),
        ("Ines Korvald, March 5", ["Ines Korvald"]),
        ("Por Ines Korvald", ["Ines Korvald"]),
        ("Par Ines Korvald et Ole Brandt", ["Ines Korvald", "Ole Brandt"]),
        ("Автор: Инес Корвальд", ["Инес Корвальд"]),
        ("By Ines", ["Ines"]),
    ],
)
def test_a_byline_is_read_for_its_names(line: str, authors: list[str]) -> None:
    assert find_authors({"byline": [line]}, [], None, set()) == authors


def test_a_page_with_many_links_to_authors_names_its_first() -> None:
    links = [f"Ines {name}" for name in ("Arden", "Bell", "Corva", "Dale")]
    assert find_authors({"rel": links}, [], None, set()) == links[:3]
