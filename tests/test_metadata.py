"""What a page says of itself is believed in the order in which it is right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.reading.page import metadata
from tasks.reading.page.blocks import parse_page, walk_page

LINKED = '<script type="application/ld+json">{}</script>'


def said(source: str) -> dict[str, Any]:
    tree = parse_page(source)
    shown, telling = walk_page(tree)
    return metadata.page_metadata(tree, telling, shown)


def linked(text: str) -> str:
    return LINKED.replace("{}", text)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


# headline


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
            "<title>Courier</title>" + linked('{"@type": "NewsArticle", "headline": "Ferry &amp; harbour"}') + "<p>x",
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
        ("<h1>Courier</h1><p>text", None),
        ("<p>nothing that says", None),
    ],
)  # fmt: skip
def test_the_headline_is_what_the_page_shows(page: str, title: str | None) -> None:
    assert said(page)["page_title"] == title


# authors


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (linked('{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ines Korvald"}}'), ["Ines Korvald"]),
        (linked('{"@type": "Article", "author": [{"name": "Ines Korvald"}, "Ole Bra"]}'), ["Ines Korvald", "Ole Bra"]),
        (linked('{"@type": "Article", "author": {"name": ["Ines Korvald", "Ole Bra"]}}'), ["Ines Korvald", "Ole Bra"]),
        (meta("author", "By Ines Korvald and Ole Brandt"), ["Ines Korvald", "Ole Brandt"]),
        (meta("author", "By Staff"), ["Staff"]),
        (meta("author", "The Courier") + meta("og:site_name", "The Courier"), ["The Courier"]),
        (meta("author", "The Courier") + meta("og:site_name", "The Courier") + "<p class=byline>By Ines Korvald</p>",
         ["Ines Korvald"]),
        (linked('{"@type": "Article", "author": [{"name": "Harbour Desk"}, {"name": "Ole Brandt"}]}'), ["Ole Brandt"]),
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
    assert said(page)["page_authors"] == authors


# day


@pytest.mark.parametrize(
    ("page", "day", "source"),
    [
        (linked('{"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-08:00"}'), "2024-03-05", "json-ld"),
        (meta("article:published_time", "2024-03-05 06:00"), "2024-03-05", "og"),
        ("<time itemprop=datePublished datetime=2024-03-05>", "2024-03-05", "microdata"),
        ("<link rel=canonical href=https://courier.example/2024/03/05/ferry>", "2024-03-05", "url"),
        ("<time datetime=2024-03-05T06:00>today</time>", "2024-03-05", "time"),
        ("<h1>Ferry sails again today</h1><p>5 March 2024, 06:00</p>", "2024-03-05", "shown"),
        ("<h1>Fähre fährt wieder</h1><p>Dienstag, 5. März 2024</p>", "2024-03-05", "shown"),
        ("<html lang=en-US><h1>Ferry sails again today</h1><p>03/05/2024</p>", "2024-03-05", "shown"),
        ("<html lang=de><h1>Fähre fährt wieder</h1><p>05.03.24</p>", "2024-03-05", "shown"),
        ("<p>1 May 2023</p><p>a</p><p>b</p><h1>Ferry sails again today</h1><p>5 March 2024</p>", "2024-03-05", "shown"),
        ("<h1>A</h1><aside><p>1 May 2023</p></aside><div class=comments><p>2 May 2023</p></div><p>5 March 2024",
         "2024-03-05", "shown"),
        ("<p>nothing that says", None, None),
        (linked('{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}'), None, None),
    ],
)  # fmt: skip
def test_the_day_is_read_from_the_best_source(page: str, day: str | None, source: str | None) -> None:
    found = said(page)
    assert (found["page_published"], found["page_published_source"]) == (day, source)


def test_every_source_of_a_day_has_a_confidence() -> None:
    assert set(metadata.published_confidence()) == {*metadata.DAYS, "shown", "htmldate"}
    assert all(0 < confidence < 1 for confidence in metadata.published_confidence().values())


# JSON-LD

ARTICLE = '{"@type": "NewsArticle", "headline": "Ferry sails again"}'


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Courier"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        '{"@type": ["Article", "NewsArticle"], "headline": "Ferry sails again"}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"{ARTICLE};",
        '{"@type": "NewsArticle", "headline": "Ferry sails again",}',
        '{"@type": "NewsArticle", "headline": "Ferry\tsails\n again"}',
    ],
)
def test_linked_data_is_found_as_pages_write_it(text: str) -> None:
    assert said(linked(text))["page_title"] == "Ferry sails again"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"@type": "ItemList", "itemListElement": [{ARTICLE}]}}',
        '{"@type": "WebSite", "headline": "Ferry sails again"}',
        '{"@type": "NewsArticle", "headline": {"no": 1}}',
        "{",
        "",
        "[" * 5_000,
    ],
)
def test_linked_data_that_is_of_no_article_says_nothing(text: str) -> None:
    assert said(linked(text))["page_title"] is None


# the rest


def test_the_other_fields() -> None:
    page = f"""<html lang="de-AT"><head><link rel="canonical" href="https://courier.example/ferry">
    {meta("og:url", "https://courier.example/?id=1")}{meta("og:site_name", "The Courier")}
    {linked('{"@type": "NewsArticle", "articleSection": ["Harbour", "Ferries"], "publisher": {"name": "Courier"}}')}"""
    found = said(page)
    assert found["page_url"] == "https://courier.example/ferry"
    assert found["page_publisher"] == "Courier"
    assert found["page_language"] == "de-AT"
    assert found["page_section"] == ["Harbour", "Ferries"]


@pytest.mark.parametrize(
    "page",
    [
        "<h1 class=author>" * 3_000 + "x " * 100_000,
        "<div>" * 1_000 + "<a rel=author>Ines Korvald</a>" * 30_000,
        linked("[" + "0," * 1_000_000 + "0]"),
        linked('{"@type": "Article", "author": ' + "[" * 900 + '"Ines Korvald"' + "]" * 900 + "}"),
        "<title>" + "a | " * 100_000 + "</title><h1>a</h1>",
    ],
)
def test_a_page_that_means_harm_is_read(page: str) -> None:
    assert len(said(page)["page_authors"]) < 100


PIECES = (
    "<title>", "</title>", "<h1>", "</h1>", "<time datetime=", "2024-13-45", "><a rel=author>", "by ", " - ", "|",
    "31/31/2024", "<meta name=author content='", "'>", "<p class=author>", linked("{"), linked("[[]]"),
    linked('{"@type": 1, "author": [[{}]]}'), linked('{"@type": "Article", "author": null, "headline": ["a", 1]}'),
    "<link rel=canonical href='http://[::1'>",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12)).map("".join))
def test_no_page_raises_and_the_same_page_says_the_same(page: str) -> None:
    found = said(page)
    assert found == said(page)
    assert all(value is None or value for name, value in found.items() if name not in ("page_authors", "page_section"))
