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
PROPERTIES = (
    ("headline", "title", "name"),
    ("author", "authors", "name"),
    ("creator", "authors", "name"),
    ("datePublished", "published", "@value"),
    ("publisher", "publisher", "name"),
    ("mainEntityOfPage", "url", "@id"),
    ("url", "url", "@id"),
    ("articleSection", "section", "name"),
    ("inLanguage", "language", "name"),
)
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
    article = next(_articles_in(_parsed(text)), None)
    if article is None:
        return
    for name, field, within in PROPERTIES:
        for value in _strings_in(article.get(name), within):
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


def _articles_in(value: Any) -> Iterator[dict[str, Any]]:
    """The things in a value that are articles."""
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(ARTICLE_TYPE.search(str(name)) for name in (types if isinstance(types, list) else [types])):
                yield node
            waiting += [node[name] for name in AROUND if isinstance(node.get(name), list | dict)]


def _strings_in(value: Any, within: str) -> Iterator[str]:
    """The strings in a value, its list, or its things (``within`` is the property that names them).

    A person may have only a given and a family name.
    """
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
            parts = [node.get(part) for part in ("givenName", "familyName")]
            whole = " ".join(part for part in parts if isinstance(part, str))
            waiting.appendleft(node.get(within) or (whole if within == "name" and whole else None))
