"""Each field of a page is read off the source that is right most often."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.reading.page.blocks import walk_page
from tasks.reading.page.metadata import gather_claims
from tasks.reading.page.parse import parse_page
from tests.reading.page.small_pages import json_ld, meta, metadata_of


def test_the_other_fields() -> None:
    page = f"""<html lang="de-AT"><head><link rel="canonical" href="https://courier.example/ferry">
    {meta("og:url", "https://courier.example/?id=1")}{meta("og:site_name", "The Courier")}
    {json_ld('{"@type": "NewsArticle", "articleSection": ["Harbour", "Ferries"], "publisher": {"name": "Courier"}}')}"""
    found = metadata_of(page)
    assert found["page_url"] == "https://courier.example/ferry"
    assert found["page_publisher"] == "Courier"
    assert found["page_language"] == "de-AT"
    assert found["page_section"] == ["Harbour", "Ferries"]


@pytest.mark.parametrize(
    "page",
    [
        "<h1 class=author>" * 3_000 + "x " * 100_000,
        "<div>" * 1_000 + "<a rel=author>Ines Korvald</a>" * 30_000,
        json_ld("[" + "0," * 1_000_000 + "0]"),
        json_ld('{"@type": "Article", "author": ' + "[" * 900 + '"Ines Korvald"' + "]" * 900 + "}"),
        "<title>" + "a | " * 100_000 + "</title><h1>a</h1>",
    ],
)
def test_a_page_that_means_harm_is_read(page: str) -> None:
    assert len(metadata_of(page)["page_authors"]) < 100


PIECES = (
    "<title>", "</title>", "<h1>", "</h1>", "<time datetime=", "2024-13-45", "><a rel=author>", "by ", " - ", "|",
    "31/31/2024", "<meta name=author content='", "'>", "<p class=author>", json_ld("{"), json_ld("[[]]"),
    json_ld('{"@type": 1, "author": [[{}]]}'), json_ld('{"@type": "Article", "author": null, "headline": ["a", 1]}'),
    "<link rel=canonical href='http://[::1'>",
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12)).map("".join))
def test_no_page_raises_and_the_same_page_says_the_same(page: str) -> None:
    found = metadata_of(page)
    assert found == metadata_of(page)
    assert "" not in found.values()


@pytest.mark.parametrize(
    ("element", "claim"),
    [
        (meta("og:title", "Ferry"), ("title", "og", "Ferry")),
        ("<meta property=x name=Author content=Ines>", ("authors", "meta", "Ines")),
        ("<meta itemprop=datePublished content=2024-03-05>", ("published", "microdata", "2024-03-05")),
        (json_ld('{"@type": "Product"}'), ("kinds", "json-ld", "Product")),
        (meta("og:type", "article"), ("kinds", "og", "article")),
        ("<head><title>Ferry &amp; more</title></head>", ("title", "title", "Ferry & more")),
        ("<h1>Ferry <b>sails</b></h1>", ("title", "h1", "Ferry sails")),
        ("<link rel=canonical href=/1>", ("url", "canonical", "/1")),
        ("<time itemprop=dateModified datetime=2024-03-05>", ("modified", "microdata", "2024-03-05")),
        ("<html lang=de>", ("language", "html", "de")),
        ("<a rel=author>Ines</a>", ("authors", "rel", "Ines")),
        ("<b itemprop=author>Ines</b>", ("authors", "microdata", "Ines")),
        ("<p class=byline>Ines</p>", ("authors", "byline", "Ines")),
    ],
)
def test_every_kind_of_element_is_read(element: str, claim: tuple[str, str, str]) -> None:
    field, source, value = claim
    claims = gather_claims(walk_page(parse_page(element)).metadata_elements)
    assert {name: dict(by_source) for name, by_source in claims.items() if by_source} == {field: {source: [value]}}


@pytest.mark.parametrize(
    "element",
    [
        "<meta name=robots content=x>",
        "<meta name=author>",
        "<meta name=author content=' '>",
        "<link rel=next href=/2>",
        "<script>{}</script>",
        "<body><svg><title>An icon</title></svg>",
        "<aside><p class=author>Ole</p></aside>",
    ],
)
def test_other_elements_say_nothing(element: str) -> None:
    assert not any(gather_claims(walk_page(parse_page(element)).metadata_elements).values())


@pytest.mark.parametrize(
    ("column", "elements"),
    [
        ("page_url", ["<link rel=canonical href=/1>", meta("og:url", "/2"),
                      json_ld('{"@type": "Article", "url": "/3"}')]),
        ("page_publisher", [json_ld('{"@type": "Article", "publisher": "/1"}'), meta("og:site_name", "/2"),
                            meta("dc.publisher", "/3")]),
        ("page_language", ["<html lang=/1>", json_ld('{"@type": "Article", "inLanguage": "/2"}'),
                           meta("dc.language", "/3"), meta("og:locale", "/4")]),
    ],
)  # fmt: skip
def test_sources_are_believed_in_their_order(column: str, elements: list[str]) -> None:
    for number in range(len(elements)):
        assert metadata_of("".join(elements[number:]))[column] == f"/{number + 1}"


def test_sections_are_those_of_one_source() -> None:
    page = meta("article:section", "Harbour") + meta("og:article:section", "Ferries") + meta("section", "News")
    assert metadata_of(page)["page_section"] == ["Harbour", "Ferries"]
