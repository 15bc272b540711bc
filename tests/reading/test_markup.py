"""A text of a JSON line that holds markup is a page; what was escaped once too often is undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.reading.markup import holds_markup, unescape_text, with_breaks, without_markup
from tests.test_cases import tables_of

SAILS = "The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a short note."
SPEAKS = "“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her two brothers."
STAYS = "The fare stays at 5 crowns until the end of the year, and school classes cross free of charge."


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{SAILS}</p><p>{SPEAKS}</p><p><em>The fare</em>{STAYS[8:]}</p>",
        f"{SAILS}<br/><br/>{SPEAKS}<br />\r\n<br />{STAYS}",
        f"{SAILS}\n\n{SPEAKS}\n\nThe <a href='https://quay.example/fare'>fare</a>{STAYS[8:]}",
        f"<div>{SAILS}</div>\n<div>{SPEAKS}</div>\n<div>{STAYS}</div>".replace("<", "&lt;").replace(">", "&gt;"),
        f"<P>{SAILS}</P><P>{SPEAKS}</P><P>{STAYS}</P>".replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
        rf"{SAILS}\n\n{SPEAKS}\n\n{STAYS}",
        rf"{SAILS}\r\n{SPEAKS}\r\n{STAYS}",
    ],
)  # fmt: skip
def test_paragraphs_come_out_of_markup(text: str, tmp_path: Path) -> None:
    record = json.dumps({"text": text, "title": "The ferry <em>sails</em> again"})
    article = tables_of(tmp_path, "quay/feed.jsonl", record)["articles"].row(0, named=True)
    assert article["body"].split("\n\n") == [SAILS, SPEAKS, STAYS]
    assert article["title"] == "The ferry sails again"


@pytest.mark.parametrize(
    "text",
    [
        "Whoever writes <b> means bold, and 3 < 4 > 2.", "It is kept in C:\\news\\now.", "He wrote \\n and\nwent.",
        "AT&T and &lt; alone", "<Ines> said: no", "I <3 you",
    ],
)  # fmt: skip
def test_a_text_without_markup_stays(text: str) -> None:
    assert unescape_text(text) == text
    assert not holds_markup(text)
    assert without_markup(text) == text


def test_line_ends_part_paragraphs_where_no_element_does() -> None:
    assert with_breaks("<p>It <b>rained</b>.\n</p>") == "<p>It <b>rained</b>.\n</p>"
