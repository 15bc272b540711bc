"""Reads the article that a page describes in JSON-LD, by the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

# schema.org has many types of articles ("NewsArticle", "BlogPosting", "ReportageNewsArticle"). They are looked for in
# the thing that a page describes and in these properties, but not in the items of a list, which are other articles.
ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review)$")
AROUND = ("@graph", "mainEntity", "mainEntityOfPage")
# Of an article: its property, the field, and the property that holds the string where the value is a thing of its own.
PROPERTIES: tuple[tuple[str, str, str], ...] = (
    ("headline", "title", "name"),
    ("author", "authors", "name"),
    ("creator", "authors", "name"),
    ("datePublished", "published", "@value"),
    ("dateModified", "modified", "@value"),
    ("publisher", "publisher", "name"),
    ("mainEntityOfPage", "url", "@id"),
    ("url", "url", "@id"),
    ("articleSection", "section", "name"),
    ("inLanguage", "language", "name"),
)
# A page that describes no article may describe itself. Its name is often not the headline, but its days are right.
PAGE_TYPE = re.compile(r"WebPage$")
OF_PAGE = tuple(entry for entry in PROPERTIES if entry[1] in ("published", "modified"))
LISTS = ("authors", "section")  # fields that have several values; the others have their first
# Around JSON-LD: marks that hide it from browsers of long ago, and a semicolon.
WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*$|;\s*$"
)
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def read_linked_data(text: str) -> Iterator[tuple[str, str]]:
    """Read the first article that a script of JSON-LD describes: fields and their values, in the order of PROPERTIES.

    A script that cannot be read or describes no article gives nothing.

    >>> list(read_linked_data('{"@type": "NewsArticle", "headline": "Rain", "author": [{"name": "Ines"}, "Ole"]}'))
    [('title', 'Rain'), ('authors', 'Ines'), ('authors', 'Ole')]
    """
    value = _parsed(text)
    thing, properties = next(_things_in(value, ARTICLE_TYPE), None), PROPERTIES
    if thing is None:
        thing, properties = next(_things_in(value, PAGE_TYPE), {}), OF_PAGE
    for name, field, within in properties:
        for value in _strings_in(thing.get(name), within):
            yield field, value
            if field not in LISTS:
                break


def _parsed(text: str) -> Any:
    """The value of a script, mended if it must be; None where it cannot be read."""
    for flaw in (None, WRAPPING, TRAILING_COMMA):  # most have no flaw, and looking for one takes longer than parsing
        text = flaw.sub("", text) if flaw else text
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things_in(value: Any, of_type: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """The things in a value whose type is one of those looked for."""
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(of_type.search(str(name)) for name in (types if isinstance(types, list) else [types])):
                yield node
            waiting += [node[name] for name in AROUND if isinstance(node.get(name), list | dict)]


def _strings_in(value: Any, within: str) -> Iterator[str]:
    """The strings in a value, its list, or its things (``within`` is the property that names them)."""
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            waiting.appendleft(node.get(within))
