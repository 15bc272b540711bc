"""The place of a block on its page, in words: which kinds of elements are around it, by their tags, classes and ids."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from schemas import data

# Tags that are words of a place themselves.
PLACE_TAGS = {
    "nav", "header", "footer", "aside", "figure", "figcaption", "article", "main", "form", "button", "blockquote",
    "table", "select",
}  # fmt: skip
# The words of a class or an id, which may be written in humps: "postComments", "HTMLBody".
WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")

# A place, or a class, of texts that are not the article: they say nothing about it.
OF_OTHER_TEXTS = re.compile(r"(?i)comment|related|recommend|teaser|sidebar|aside|footer")


def place_of(tag: str, names: str) -> str:
    """The place that an element makes by its tag, class and id.

    Gives words of ``schemas/weights/places.toml`` and of PLACE_TAGS, sorted and separated by spaces; empty where the
    element says nothing about its place.

    >>> place_of("div", "post-comments__list main")
    'article comment'
    """
    words = WORDS.findall(names)
    if not names.islower():
        words = [word.lower() for word in words]
    found = map(_places_by_word().get, (tag, *words, *map("".join, pairwise(words))))
    return " ".join(sorted({*filter(None, found)} | ({tag} & PLACE_TAGS)))


@lru_cache(maxsize=100_000)
def place_within(outer: str, tag: str, classes: str | None, id_: str | None, is_hidden: bool) -> str:
    """The place inside an element: that around it (``outer``), then its own, then "hidden" if it is.

    >>> place_within("article", "div", "comments", None, True)
    'article comment hidden'
    """
    return " ".join(filter(None, (outer, place_of(tag, f"{classes or ''} {id_ or ''}"), "hidden" * is_hidden)))


@cache
def tags_with_place() -> frozenset[str]:
    """The tags that make a place by themselves, without class and id."""
    return frozenset(PLACE_TAGS | _places_by_word().keys())


@cache
def _places_by_word() -> dict[str, str]:
    """The place that a word in a tag, a class or an id means."""
    return {word: name for name, words in data.load("weights/places")["places"].items() for word in words}
