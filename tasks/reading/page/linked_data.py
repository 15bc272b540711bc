"""Reads the article that a page describes in JSON-LD, by the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from tasks.reading.page.flawed_json import parse_flawed_json

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
    ("description", "description", "@value"),
)
MOST_THINGS = 1000  # whose types are listed: a page with more means harm
# A page that describes no article may describe itself. Its name is often not the headline, but its days are right.
PAGE_TYPE = re.compile(r"WebPage$")
OF_PAGE = tuple(entry for entry in PROPERTIES if entry[1] in ("published", "modified"))
LISTS = ("authors", "section")  # fields that have several values; the others have their first


def read_linked_data(text: str) -> Iterator[tuple[str, str]]:
    """Read the first article that a script of JSON-LD describes: fields and their values, in the order of PROPERTIES.

    A script that cannot be read or describes no article gives nothing.

    >>> list(read_linked_data('{"@type": "NewsArticle", "headline": "Rain", "author": [{"name": "Ines"}, "Ole"]}'))
    [('title', 'Rain'), ('authors', 'Ines'), ('authors', 'Ole')]
    """
    parsed = _parsed(text)
    thing, properties = next(_things_of_type(parsed, ARTICLE_TYPE), None), PROPERTIES
    if thing is None:
        thing, properties = next(_things_of_type(parsed, PAGE_TYPE), {}), OF_PAGE
    for name, field, within in properties:
        for value in _strings_in(thing.get(name), within):
            yield field, value
            if field not in LISTS:
                break


def body_in_linked_data(text: str) -> Iterator[str]:
    """Read the text of the articles that a script of JSON-LD describes.

    >>> list(body_in_linked_data('{"@type": "NewsArticle", "articleBody": "It rained."}'))
    ['It rained.']
    """
    for article in _things_of_type(_parsed(text), ARTICLE_TYPE):
        body = "\n\n".join(_strings_in(article.get("articleBody"), "@value"))
        if body:
            yield body


@lru_cache(1)  # a script is asked for its types, its article and its body
def _parsed(text: str) -> Any:
    """The value of a script, mended if it must be; None where it cannot be read. It is shared: do not change it."""
    try:
        return json.loads(text, strict=False)  # most have no flaw, and looking for one takes longer than parsing
    except (ValueError, RecursionError):
        return parse_flawed_json(text)


def list_types(text: str) -> Iterator[str]:
    """List the types of the things that a script of JSON-LD describes.

    >>> list(list_types('[{"@type": "Product"}, {"@graph": [{"@type": ["WebPage", "FAQPage"]}]}]'))
    ['Product', 'WebPage', 'FAQPage']
    """
    for thing in islice(_things_in(_parsed(text)), MOST_THINGS):
        yield from _types_of(thing)


def _types_of(thing: dict[str, Any]) -> list[str]:
    types = thing.get("@type")
    return [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]


def _things_of_type(value: Any, of_type: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """The things in a value whose type is one of those looked for."""
    return (thing for thing in _things_in(value) if any(map(of_type.search, _types_of(thing))))


def _things_in(value: Any) -> Iterator[dict[str, Any]]:
    """The things that a value describes."""
    waiting = deque([value])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node))
        elif isinstance(node, dict):
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
