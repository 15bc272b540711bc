"""A page to lines: its visible blocks, and what the page says of itself.

One parse serves both: the walk over the tree that gives the blocks, and trafilatura, whose verdict is one column of
evidence and whose reading of the metadata is one source for the fields.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.external import try_readability
from trafilatura.settings import Document, Extractor

from schemas import data
from schemas.frames import Lines, NumberedDocuments, Pages
from tasks.reading.lines import LINES
from tasks.reading.page import metadata

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
# Side by side without a space in the source, but apart on the screen.
APART = {"a", "button", "label", "option", "time", "input", "img", "sup"}
TELLING = {
    "nav", "header", "footer", "aside", "figure", "figcaption", "article", "main", "form", "button", "blockquote",
    "table", "select",
}  # fmt: skip

PAGES = Pages.columns_and_types()

# libxml2 stops at these, and drops what follows; browsers go on.
OUTER_END = re.compile(rb"(?i)</(?:html|body)\s*>")
# Bytes that are no characters of HTML become spaces; in UTF-8 they are never a part of another character.
CONTROLS = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))
# Every tag but those of elements whose content is no markup.
TAG = re.compile(rb"(?i)</?(?!(?:script|style|title|textarea|xmp|iframe|noembed|noframes)\b)[a-z][^>]*>")
# Enough to tell a block by: a longer pattern is too much for the regex engine (10 MB, compiled).
VOTED_CHARACTERS = 1_000
SEARCHED_CHARACTERS = 500_000

# How trafilatura is asked; and elements that it only drops: they are gone before, since each costs it time.
OPTIONS = Extractor(output_format="python", precision=True, comments=False, fast=True)
NO_ARTICLE = UNSEEN | {
    "header", "nav", "aside", "footer", "menu", "dialog", "embed", "applet", "map", "picture", "button", "select",
    "option", "optgroup", "input", "textarea", "datalist", "label", "legend", "fieldset", "marquee", "time", "source",
    "track", "link", "area",
}  # fmt: skip
# It kept little: so few characters, or such a share of what stands in long blocks that are not links.
LITTLE, LITTLE_SHARE = 400, 0.2
PROSE, PROSE_LINKED = 80, 0.3
WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
NOT_SHOWN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
# One class for all elements: lxml.html's own lookup calls Python for each, which takes half of the time of a walk.
ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


class Block(NamedTuple):
    """A run of visible text that nothing but inline elements interrupts."""

    text: str
    tag: str
    place: str
    linked: float
    parent: int  # number of the block-level element around its own: those of siblings are the same
    depth: int  # block-level elements around its own


def page_lines(documents: NumberedDocuments, *, vote: bool = True) -> tuple[Lines, Pages]:
    """The lines of pages, and what the pages say.

    Takes ``doc`` and ``text`` (the HTML source); gives LINES, whose offsets point into the visible text, and PAGES.
    With ``vote=False`` trafilatura is not asked: quicker, and ``vote`` stays null.
    """
    columns: dict[str, list[Any]] = {name: [] for name in ("doc", *Block._fields)}
    pages: list[dict[str, Any]] = []
    kept: list[str | None] = []
    for doc, source in documents.select("doc", "text").iter_rows():
        tree = parse_page(source)
        found, telling = walk_page(tree)
        pages.append(
            {
                "doc": doc,
                "text": "\n".join(block.text for block in found),
                **metadata.page_metadata(tree, telling, found),
            }
        )
        columns["doc"] += [doc] * len(found)
        for name, values in zip(Block._fields, zip(*found, strict=True), strict=False):  # of no blocks, no columns
            columns[name] += values
        if vote:
            kept.append(_kept(tree, found))
    said_by_all = pl.DataFrame(pages, PAGES)
    end = (pl.col("text").str.len_chars() + 1).cast(pl.Int64).cum_sum().over("doc") - 1
    lines = pl.DataFrame(columns, {name: LINES[name] for name in columns}).with_columns(
        line=pl.int_range(pl.len(), dtype=pl.UInt32).over("doc"),
        raw_start=end - pl.col("text").str.len_chars().cast(pl.Int64),
        raw_end=end,
        gap=pl.lit(1, pl.UInt32),
        vote=pl.lit(None, pl.Boolean),
    )
    if vote:
        lines = _voted(lines, said_by_all.select("doc", kept=pl.Series(kept, dtype=pl.String)))
    return Lines.of(lines.select(LINES.names())), Pages.of(said_by_all)


def parse_page(source: str) -> html.HtmlElement:
    """The tree of a page, or of a fragment of one, with all of its text in it."""
    raw = OUTER_END.sub(b"", source.encode().translate(CONTROLS))  # on bytes it takes half of the time
    if not TAG.search(raw):  # a text that calls itself a page: its lines are all the form it has
        raw = b"<pre>" + raw
    tree, is_whole = _tree(raw)
    return tree if is_whole else _tree(TAG.sub(b"<br>", raw))[0]


def _tree(raw: bytes) -> tuple[html.HtmlElement, bool]:
    """What the parser makes of a page, and whether it came to its end: it gives up where elements nest too deep."""
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


def visible_blocks(tree: html.HtmlElement) -> list[Block]:
    """The visible blocks of a page in their order; white space is folded as a browser folds it."""
    return walk_page(tree)[0]


def walk_page(tree: html.HtmlElement) -> tuple[list[Block], list[html.HtmlElement]]:
    """The visible blocks of a page, and the elements that may tell what it is, for ``metadata.said``.

    To come by an element at all takes longer than to ask it both things.
    """
    found: list[Block] = []
    telling: list[html.HtmlElement] = []
    parts: list[str] = []
    linked = links = pre = opened = 0
    stack: list[tuple[str, str, int, int]] = []  # block-level elements around, outermost first, as the next line is
    own, here, parent, number = "body", "", 0, 0  # the innermost: its tag, its place, the number around it, its own
    apart = False  # an element ended that stands apart from the next one, and no text came since

    def flush() -> None:
        nonlocal linked
        if text := " ".join("".join(parts).split()):
            share = min(1.0, linked / len(text)) if linked else 0.0
            found.append(Block(text, own, here, share, parent, len(stack)))
        parts.clear()
        linked = 0

    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "start":
            classes = element.get("class")
            if (  # as ``metadata.may_tell``: to call it takes longer than to answer
                tag in metadata.TELLING
                or (classes and metadata.is_byline(classes))
                or "author" in element.get("itemprop", "")
                or (tag == "a" and element.get("rel") == "author")
            ):
                telling.append(element)
            if tag not in INLINE:
                if parts:
                    flush()
                stack.append((own, here, parent, number))
                opened += 1
                own, parent, number = tag, number, opened
                id_, is_hidden = element.get("id"), _is_hidden(element)
                if classes or id_ or is_hidden or _within("", tag, None, None, False):
                    here = _within(here, tag, classes, id_, is_hidden)
                pre += tag == "pre"
            elif tag in APART:
                if apart:
                    parts.append(" ")
                links += tag == "a"
            text = element.text
            if tag in UNSEEN:
                steps.skip_subtree()
                telling += filter(metadata.may_tell, element.iterdescendants())
                text = None
        else:
            text = element.tail
            if tag not in INLINE:
                if parts:
                    flush()
                own, here, parent, number = stack.pop()
                pre -= tag == "pre"
            elif tag in APART:
                links -= tag == "a"
                apart = True
        if text and (parts or not text.isspace()):
            if pre:
                *lines, text = text.split("\n")
                for line in lines:
                    parts.append(line)
                    flush()
            parts.append(text)
            linked += len(text) if links else 0
            apart = apart and text.isspace()
    flush()
    return found, telling


def _is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element says of itself that it is not shown; a script may show it yet."""
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and NOT_SHOWN.search(style) is not None)
    )


@lru_cache(maxsize=100_000)
def _within(outer: str, tag: str, classes: str | None, id_: str | None, is_hidden: bool) -> str:
    """The place of an element in one whose place is `outer`."""
    return " ".join(filter(None, (outer, place_of(tag, f"{classes or ''} {id_ or ''}"), "hidden" * is_hidden)))


def place_of(tag: str, names: str) -> str:
    """The place of an element by its tag, class and id: words of ``schemas/weights/places.toml`` and some tags.

    >>> place_of("div", "post-comments__list main")
    'article comment'
    """
    words = WORDS.findall(names)
    if not names.islower():
        words = [word.lower() for word in words]
    told = map(_places().get, (tag, *words, *map("".join, pairwise(words))))
    return " ".join(sorted({*filter(None, told)} | ({tag} & TELLING)))


@cache
def _places() -> dict[str, str]:
    return {word: name for name, words in data.load("weights/places")["places"].items() for word in words}


def _kept(tree: html.HtmlElement, found: list[Block]) -> str | None:
    """What trafilatura would keep of a page, which it cuts down for that; null where it fails.

    Its own extractor first; where that gives little, the generic algorithm that it would compare it with on each page.
    On labelled pages this keeps better than its full cascade does, in half of the time.
    """
    prose = sum(len(block.text) for block in found if len(block.text) >= PROSE and block.linked < PROSE_LINKED)
    etree.strip_elements(tree, *NO_ARTICLE, with_tail=False)
    try:
        document = bare_extraction(tree, options=OPTIONS)
        kept = document.text if isinstance(document, Document) else None
        if len(kept or "") < max(LITTLE, LITTLE_SHARE * prose):
            generic = "\n".join(block.text for block in visible_blocks(try_readability(tree)))
            kept = max(kept or "", generic, key=len)
    except Exception:  # any page must go through: trafilatura's verdict is evidence, not a condition
        return None
    return kept or None


def _voted(lines: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Adds trafilatura's verdict: whether a block's letters and digits stand in what it would keep.

    Most stand there as a line of their own, which a join finds: to search for each would take a large page minutes.
    """

    def bare(text: pl.Expr) -> pl.Expr:
        return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")

    beginning = bare(pl.col("text").str.head(VOTED_CHARACTERS))
    kept_lines = pages.select("doc", text=pl.col("kept").str.split("\n")).explode("text").drop_nulls()
    marked = (
        lines.drop("vote")
        .with_row_index("at")
        .with_columns(bared=beginning)
        .join(
            kept_lines.select("doc", bared=beginning, vote=True).unique(),
            on=["doc", "bared"],
            how="left",
            maintain_order="left",
        )
    )
    searched = (
        marked.filter(pl.col("vote").is_null())
        .join(pages.select("doc", kept=bare(pl.col("kept").str.head(SEARCHED_CHARACTERS))), on="doc")
        .select("at", found=pl.col("kept").str.contains(pl.col("bared"), literal=True))
    )
    return (
        marked.join(searched, on="at", how="left", maintain_order="left")
        .with_columns(vote=pl.coalesce("vote", "found"))
        .with_columns(vote=pl.when(pl.col("vote").is_not_null()).then(pl.col("vote") & (pl.col("bared") != "")))
    )
