"""An article that a page has and does not show is read, wherever the page keeps it; one that it shows is read there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reading.page.small_pages import json_ld
from tests.test_cases import tables_of

STORY = (
    "The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a short note.",
    "Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.",
    "“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her two brothers.",
    "The fare stays at 5 crowns until the end of the year, and school classes cross free of charge.",
)
MARKED_UP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "News", "Sport", "Culture", "Weather"))
PAGE = f"""<html lang="en"><head><title>The ferry sails again | The Quay</title>{{}}</head><body>
<nav><ul>{MENU}</ul></nav>
<h1>The ferry sails again</h1>{{}}<footer><p>© 2031 The Quay. All rights reserved.</p></footer></body></html>"""
OTHER = "A long text of another article is here. It has sentences too, and many of them. So it goes on for ever. " * 9


def ld(body: str) -> str:
    return json_ld(json.dumps({"@type": "NewsArticle", "headline": "The ferry sails again", "articleBody": body}))


def state(value: object) -> str:
    return f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(value)}</script>"


PARAGRAPHS = [{"type": "p", "text": paragraph} for paragraph in STORY]
APP = {"props": {"article": {"title": "x", "content": PARAGRAPHS}, "related": [{"body": OTHER}]}}
STATE = {"article": {"body": MARKED_UP}}


@pytest.mark.parametrize(
    ("head", "main", "source"),
    [
        (ld("\n\n".join(STORY)), "<div id=root></div>", "json-ld"),
        (ld(MARKED_UP), "<noscript>You need to enable JavaScript.</noscript>", "json-ld"),
        (json_ld(json.dumps({"@graph": [{"@type": "Article", "articleBody": "\n".join(STORY)}]})), "", "json-ld"),
        (ld("\n".join(STORY)), f"<article><p>{STORY[0]}</p></article>", "json-ld"),
        ("", f"<noscript><article>{MARKED_UP}</article></noscript>", "noscript"),
        ("", f"<template><article>{MARKED_UP}</article></template>", "template"),
        ("", state(APP), "script"),
        ("", f"<script>window.__STATE__ = {json.dumps(STATE)};(function(){{}})()</script>", "script"),
        ("", f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(STATE))});</script>", "script"),
        (ld("\n".join(STORY)), f"<article>{MARKED_UP}</article>", "page"),
        (ld("Of another matter altogether."), f"<article>{MARKED_UP}</article>", "page"),
    ],
)  # fmt: skip
def test_the_body_is_read_where_it_is(head: str, main: str, source: str, tmp_path: Path) -> None:
    tables = tables_of(tmp_path, "quay/ferry.html", PAGE.format(head, main))
    article = tables["articles"].row(0, named=True)
    assert article["body"].split("\n\n") == list(STORY)
    assert (article["body_source"], article["title"]) == (source, "The ferry sails again")


def test_a_page_that_has_nothing_but_a_request_for_scripts_is_no_article(tmp_path: Path) -> None:
    page = PAGE.format("", "<noscript>You need to enable JavaScript to run this app.</noscript>")
    assert tables_of(tmp_path, "quay/ferry.html", page)["articles"].is_empty()
