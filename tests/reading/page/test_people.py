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
        ("<p class=byline>By <b>Ines Korvald</b> on March 5, 2024</p>", ["Ines Korvald"]),
        ("<p class=byline>By <b>Tran Do</b> on Monday, March 5</p>", ["Tran Do"]),
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


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Courier Staff Writer Ines Korvald", ["Ines Korvald"]),
        ("COURIER-online-Redakteurin Ines Korvald", ["Ines Korvald"]),
        ("INES KORVALD For The Courier", ["INES KORVALD"]),
        ("Ines Korvald Senior Science Reporter", ["Ines Korvald"]),
        ("Ines Korvald, Senior Reporter", ["Ines Korvald"]),
        ("Written by Ines Korvald, Edited by Ole Brandt", ["Ines Korvald"]),
        ("Story by Ines Korvald Photos by Ole Brandt", ["Ines Korvald"]),
        ("Por Inés Corval, corresponsal en Villasol", ["Inés Corval"]),
        ("Par Agnès Corval, envoyée spéciale à Saint-Orland", ["Agnès Corval"]),
        ("Автор: Инна Корвальд, корреспондент", ["Инна Корвальд"]),
        ("By Ines Korvald korvald@courier.example", ["Ines Korvald"]),
        ("Ines Korvald\u200b(Nordhafen)", ["Ines Korvald"]),
        ("Ines Korvald Associated Press", ["Ines Korvald"]),
        ("Ines Korvald ⋅ Founder", ["Ines Korvald"]),
        ("作者：柯英 来源：北港日报", ["柯英"]),
    ],
)  # fmt: skip
def test_an_office_an_outlet_or_a_picture_is_no_part_of_a_name(byline: str, authors: list[str]) -> None:
    assert metadata_of(f"<p class=byline>{byline}</p>")["page_authors"] == authors


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ('{"name": "Martin Korvald, Jr."}', ["Martin Korvald, Jr."]),
        ('{"name": "Ines Korvald, MD"}', ["Ines Korvald, MD"]),
        ('{"name": "Korvald, Ines"}', ["Ines Korvald"]),
        ('{"givenName": "Ines", "familyName": "Korvald"}', ["Ines Korvald"]),
        ('"Maria de la Corva"', ["Maria de la Corva"]),
        ('"Ines Korvald | Courier"', ["Ines Korvald"]),
        ('"admin"', []),
    ],
)  # fmt: skip
def test_a_name_is_not_split_and_stands_in_its_usual_order(author: str, authors: list[str]) -> None:
    assert metadata_of(json_ld(f'{{"@type": "Article", "author": {author}}}'))["page_authors"] == authors


@pytest.mark.parametrize(
    "line",
    [
        "Sponsored by Harbour Bank", "Powered by Quay", "Photo by Ines Korvald", "Translated by Ines Korvald",
        "Fact-checked by Ines Korvald", "This text was created by AI", "A post shared by Ines Korvald",
        "Distributed by Harbour Wire, LLC", "Illustration by Ines Korvald for the Courier",
    ],
)  # fmt: skip
def test_who_made_something_else_than_the_text_is_no_author(line: str) -> None:
    page = f"<h1>Ferry sails again today</h1><p>The ferry sailed.</p><p>{line}</p>"
    assert metadata_of(page)["page_authors"] == []
