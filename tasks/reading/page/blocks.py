"""Walks the tree of a page once, for its visible blocks and for the elements that may hold its metadata.

This module is written for speed. In Python, reaching an element takes longer than anything that is asked of it. So one
walk answers both questions, over the start and the end of each element; with two walks, pages took a seventh longer
(docs/decisions.md).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree, html

from schemas import data
from tasks.reading.page.inline_marks import (
    INNER_MARKS,
    joined_drop_caps,
    marks_of,
    note_mark,
    quotation_marks,
    reading_mark,
)
from tasks.reading.page.places import place_within, tags_with_place

UNSEEN = {
    "script", "style", "noscript", "template", "title", "iframe", "object", "svg", "math", "canvas", "audio",
    "video",
}  # fmt: skip
INLINE = {
    "a", "abbr", "acronym", "amp-img", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "script", "style", "noscript", "template",  # in mid-sentence, nobody sees that they are there
}  # fmt: skip
# Without a space between them in the source, but apart on the screen.
APART = {"a", "button", "label", "option", "time", "input", "img", "sup"}
MARKED = {"a", "sup", "rt"}  # may be annotations of what is before them
NOT_SHOWN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
# Common classes that hide an element, unless another shows it on wide screens.
HIDING_CLASSES = frozenset({
    "hidden", "hide", "invisible", "d-none", "is-hidden", "u-hidden", "js-hidden", "element-invisible",
    "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text",
})  # fmt: skip
SHOWN_WHEN_WIDE = re.compile(
    r"(?:sm|md|lg|xl|print)[:-](?:block|flex|grid|inline|table|contents|show|visible)|d-(?:sm|md|lg|xl)-"
)
METADATA_TAGS = {"html", "meta", "script", "title", "h1", "link", "time"}


class Block(NamedTuple):
    """A run of visible text that only inline elements interrupt."""

    text: str
    tag: str  # its own element: the innermost block-level one around it
    place: str  # where that is, in words of ``tasks.reading.page.places``
    linked: float  # the share of its characters inside links
    parent: int  # the number of the block-level element around its own: siblings share it
    depth: int  # how many block-level elements are around its own


class WalkedPage(NamedTuple):
    """What a walk over a page finds, in the order of the page."""

    blocks: list[Block]
    metadata_elements: list[html.HtmlElement]  # those that may say something about the page
    times: list[tuple[html.HtmlElement, int]]  # its elements ``time``, each with the number of the block that shows it


# A block-level element: its tag, the place in it, the number of the one around it, and its own number. It is a plain
# tuple because with named ones the walk took 1.06 times as long.
_Level = tuple[str, str, int, int]


class _Walk:
    """The state of a walk: the level that it is at, the block that it reads, and what it found so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.metadata_elements: list[html.HtmlElement] = []
        self.times: list[tuple[html.HtmlElement, int]] = []
        self.tags_with_place = tags_with_place()
        # Where the walk is.
        self.levels: list[_Level] = []  # around the innermost one, outermost first
        self.innermost: _Level = ("body", "", 0, 0)
        self.opened = 0  # levels that were entered so far: the number of the latest
        self.links = 0  # open links
        self.preformatted = 0  # open elements whose line ends count
        # The block that it reads.
        self.parts: list[str] = []
        self.linked = 0  # characters of it inside links
        self.apart = False  # an element of APART ended, and no text has come since
        self.marks = "“”"  # around ``q``, in the language of the page
        self.quotations: list[str] = []  # open ``q``, each with the marks around it

    def enter(self, tag: str, element: html.HtmlElement) -> None:
        """Go into an element."""
        classes = element.get("class")
        if (  # may_hold_metadata, written out: calling it takes longer than answering it
            tag in METADATA_TAGS
            or (classes and is_byline(classes))
            or "author" in element.get("itemprop", "")
            or (tag == "a" and element.get("rel") == "author")
        ):
            self.metadata_elements.append(element)
            if tag == "time":
                self.times.append((element, len(self.blocks)))
            elif tag == "html":
                self.marks = marks_of(element.get("lang") or "")
        if tag not in INLINE:
            if self.parts:
                self.end_block()
            outer = self.innermost
            _, place, _, parent = outer  # its own number becomes the ``parent`` of the new level
            id_, hidden = element.get("id"), _is_hidden(element)
            if classes or id_ or hidden or tag in self.tags_with_place:
                place = place_within(place, tag, classes, id_, hidden)
            self.levels.append(outer)
            self.opened += 1
            self.innermost = (tag, place, parent, self.opened)
            if tag == "pre":
                self.preformatted += 1
        elif tag in APART:
            if self.apart:
                self.parts.append(" ")
            if tag == "a":
                self.links += 1
        elif tag == "q":
            marks = INNER_MARKS if self.quotations else self.marks
            self.quotations.append(quotation_marks(element, self.parts, marks))
            self.read(self.quotations[-1][:1])

    def leave(self, tag: str) -> None:
        """Come out of an element."""
        if tag not in INLINE:
            if self.parts:
                self.end_block()
            self.innermost = self.levels.pop()
            if tag == "pre":
                self.preformatted -= 1
        elif tag in APART:
            if tag == "a":
                self.links -= 1
            self.apart = True
        elif tag == "q":
            self.read(self.quotations.pop()[1:])

    def read(self, text: str) -> None:
        """Add a text to the block; each line of a preformatted one ends it."""
        if self.preformatted:
            *lines, text = text.split("\n")
            for line in lines:
                self.parts.append(line)
                self.end_block()
        self.parts.append(text)
        if self.links:
            self.linked += len(text)
        if self.apart:
            self.apart = text.isspace()

    def end_block(self) -> None:
        """Take what was read for a block, unless it is blank."""
        if text := " ".join("".join(self.parts).split()):
            share = min(1.0, self.linked / len(text)) if self.linked else 0.0
            tag, place, parent, _ = self.innermost
            self.blocks.append(Block(text, tag, place, share, parent, len(self.levels)))
        self.parts.clear()
        self.linked = 0


def walk_page(tree: html.HtmlElement) -> WalkedPage:
    """Find the visible blocks of a page, and its elements that may hold metadata.

    White space is folded as a browser folds it. Elements that hide themselves are walked too: their place says so.
    """
    walk = _Walk()
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "start":
            walk.enter(tag, element)
            text = element.text
            if tag in UNSEEN:
                steps.skip_subtree()
                walk.metadata_elements += filter(may_hold_metadata, element.iterdescendants())
                text = None
            elif walk.parts and tag in MARKED and (mark := _mark_in(element, walk.parts)):
                walk.apart = False
                steps.skip_subtree()
                text = mark
        else:
            walk.leave(tag)
            text = element.tail
        if text and (walk.parts or not text.isspace()):
            walk.read(text)
    walk.end_block()
    return WalkedPage(_with_drop_caps(walk.blocks), walk.metadata_elements, walk.times)


def _mark_in(element: html.HtmlElement, read: list[str]) -> str | None:
    """The annotation or the exponent that a ``sup``, a link or an ``rt`` is, if it is one."""
    if element.tag == "rt":
        return reading_mark(element)
    if element.tag == "sup" or element.get("href", "")[:1] == "#":
        return note_mark(element, read)
    return None


def _with_drop_caps(blocks: list[Block]) -> list[Block]:
    """The blocks, with drop caps in the paragraphs that they begin."""
    texts = [block.text for block in blocks]
    joined = joined_drop_caps(texts)
    if joined == texts:  # so it is on most pages
        return blocks
    return [block._replace(text=text) for block, text in zip(blocks, joined, strict=True) if text is not None]


def visible_blocks(tree: html.HtmlElement) -> list[Block]:
    """Find the visible blocks of a page alone."""
    return walk_page(tree).blocks


def may_hold_metadata(element: html.HtmlElement) -> bool:
    """Whether an element may say something about its page, by its tag or because it may name an author."""
    return (
        element.tag in METADATA_TAGS
        or is_byline(element.get("class", ""))
        or "author" in element.get("itemprop", "")
        or (element.tag == "a" and element.get("rel") == "author")
    )


@lru_cache(maxsize=50_000)
def is_byline(classes: str) -> bool:
    """Whether the class of an element says that it names an author.

    >>> is_byline("post-author small"), is_byline("post-date")
    (True, False)
    """
    return _byline_classes().search(classes.lower()) is not None


def _is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element's attributes hide it; a script may show it all the same."""
    style, classes = element.get("style"), element.get("class")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and NOT_SHOWN.search(style) is not None)
        or (classes is not None and is_hiding(classes))
    )


@lru_cache(maxsize=50_000)
def is_hiding(classes: str) -> bool:
    """Whether one of the classes of an element is a common one that hides it, and none shows it on wide screens.

    >>> is_hiding("box hidden"), is_hiding("hidden lg:block"), is_hiding("overflow-hidden")
    (True, False, False)
    """
    return not HIDING_CLASSES.isdisjoint(classes.split()) and SHOWN_WHEN_WIDE.search(classes) is None


@cache
def _byline_classes() -> re.Pattern[str]:
    """The pattern of classes that name an author."""
    return re.compile(data.load("weights/metadata")["people"]["classes"])
