"""Parses a page to a tree that has all of its text, however broken it is."""

from __future__ import annotations

import re

from lxml import etree, html

# libxml2 stops at these and drops what follows; browsers go on.
OUTER_END = re.compile(rb"(?i)</(?:html|body)\s*>")
# Bytes that are no characters of HTML become spaces. In UTF-8 they are never part of another character.
CONTROLS = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))
# Every tag except those of elements whose content is no markup.
TAG = re.compile(rb"(?i)</?(?!(?:script|style|title|textarea|xmp|iframe|noembed|noframes)\b)[a-z][^>]*>")
# One class for all elements: lxml.html's own lookup calls Python for each, which takes half of the time of a walk.
ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


def parse_page(source: str) -> html.HtmlElement:
    """Parse the source of a page, or of a fragment of one.

    Gives the root of the tree, without comments and processing instructions. A source without any tag is read as
    preformatted text. Where elements nest too deep for the parser, every tag is read as a line break.
    """
    raw = OUTER_END.sub(b"", source.encode().translate(CONTROLS))  # on bytes it takes half of the time
    if not TAG.search(raw):  # a text that calls itself a page: its lines are all the form it has
        raw = b"<pre>" + raw
    tree, is_whole = _tree_and_wholeness(raw)
    return tree if is_whole else _tree_and_wholeness(TAG.sub(b"<br>", raw))[0]


def _tree_and_wholeness(raw: bytes) -> tuple[html.HtmlElement, bool]:
    """The tree of a page, and whether the parser came to its end: it gives up where elements nest too deep."""
    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(ELEMENTS)
    try:
        tree = html.document_fromstring(raw, parser)
    except etree.ParserError:  # nothing in it but comments
        tree = html.document_fromstring("<html></html>")
    return tree, not parser.error_log.filter_from_fatals()
