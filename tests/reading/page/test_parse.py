"""No text of a page is lost in its tree, however broken the page is."""

from __future__ import annotations

import pytest
from lxml import etree

from tasks.reading.page.parse import parse_page


def texts_in(source: str) -> list[str]:
    """The texts in the tree of a page, without white space around them."""
    return [text.strip() for text in parse_page(source).itertext() if text.strip()]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>one</p></body></html><p>two", ["one", "two"]),
        ("<html><body><p>one</body></html><html><body><p>two</body></html>", ["one", "two"]),
        ("<p>one</p>\0<p>two\x0bthree", ["one", "two three"]),
        ("<?xml version='1.0' encoding='iso-8859-1'?><html><body>é", ["é"]),
        ("<meta charset=iso-8859-1><p>é", ["é"]),
        ("<p>one<!-- no --><?php no ?>", ["one"]),
        ("<!-- only a comment -->", []),
        ("", []),
    ],
)
def test_all_text_is_in_the_tree(source: str, texts: list[str]) -> None:
    assert texts_in(source) == texts


def test_a_source_without_a_tag_keeps_its_lines() -> None:
    (preformatted,) = parse_page("one\n  two < 3").iter("pre")
    assert preformatted.text == "one\n  two < 3"


def test_where_elements_nest_too_deep_tags_are_line_breaks() -> None:
    tree = parse_page("<div>" * 50_000 + "inside<script>no()</script>" + "</div>" * 50_000)
    assert sum(1 for _ in tree.iter("br")) == 100_000
    assert tree.find(".//div") is None
    assert tree.find(".//script").text == "no()"


def test_comments_and_instructions_are_no_nodes() -> None:
    tree = parse_page("<p>one<!-- two --><?three?></p>")
    assert not any(isinstance(node, etree._Comment | etree._ProcessingInstruction) for node in tree.iter())
