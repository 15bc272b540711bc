"""The article that a page describes in JSON-LD is found as pages write it."""

from __future__ import annotations

import pytest

from tasks.reading.page.linked_data import read_linked_data

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
    assert [(field, " ".join(value.split())) for field, value in read_linked_data(text)] == [
        ("title", "Ferry sails again")
    ]


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
def test_linked_data_without_an_article_gives_nothing(text: str) -> None:
    assert list(read_linked_data(text)) == []


def test_all_fields_are_read() -> None:
    text = """{"@type": "Article", "headline": ["a", "b"], "author": {"name": "c"}, "creator": [{"name": "d"}, "e"],
    "datePublished": {"@value": "f"}, "publisher": {"name": "g"}, "mainEntityOfPage": {"@id": "h"}, "url": "i",
    "articleSection": ["j", "k"], "inLanguage": {"name": "l"}, "about": "m"}"""
    assert list(read_linked_data(text)) == [
        ("title", "a"), ("authors", "c"), ("authors", "d"), ("authors", "e"), ("published", "f"), ("publisher", "g"),
        ("url", "h"), ("url", "i"), ("section", "j"), ("section", "k"), ("language", "l"),
    ]  # fmt: skip


def test_the_first_article_counts() -> None:
    assert list(read_linked_data(f'[{{"@type": "Report", "headline": "first"}}, {ARTICLE}]')) == [("title", "first")]
