"""A page to lines: its visible blocks, and what the page says of itself.

One parse serves both: the walk over the tree that gives the blocks, and trafilatura, whose verdict is one column of
evidence and whose reading of the metadata is one source for the fields.
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from tasks.lines import LINES

PLACES = Path(__file__).parent.parent / "schemas" / "places.toml"

UNSEEN = {
    "script", "style", "noscript", "template", "head", "title", "iframe", "object", "svg", "math", "canvas", "audio",
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

PAGES = pl.Schema(
    {
        "doc": pl.UInt32,
        "text": pl.String,  # the visible text of the page, a block a line
        "page_title": pl.String,
        "page_url": pl.String,
        "page_publisher": pl.String,
        "page_authors": pl.String,
        "page_published": pl.String,  # "2025-03-05"
        "page_language": pl.String,
        "kept": pl.String,  # what trafilatura would keep; null where it gave no verdict
    }
)

# libxml2 stops at these, and drops what follows; browsers go on.
OUTER_END = re.compile(r"(?i)</(?:html|body)\s*>")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no character of HTML
# Every tag but those of elements whose content is no markup.
TAG = re.compile(r"(?i)</?(?!(?:script|style|title|textarea|xmp|iframe|noembed|noframes)\b)[a-z][^>]*>")
# Enough to tell a block by: a longer pattern is too much for the regex engine (10 MB, compiled).
VOTED_CHARACTERS = 1_000
SEARCHED_CHARACTERS = 500_000

# As trafilatura's own, but for today: by its clock the same page would be dated otherwise tomorrow.
DATES = {"original_date": True, "extensive_search": True, "max_date": "2100-01-01"}
WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
SPACES = re.compile(r"\s+")


class Block(NamedTuple):
    """A run of visible text that nothing but inline elements interrupts."""

    text: str
    tag: str
    place: str
    linked: float
    parent: int  # number of the block-level element around its own: those of siblings are the same
    depth: int  # block-level elements around its own


def page_lines(documents: pl.DataFrame, *, vote: bool = True) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines of pages, and what the pages say.

    Takes ``doc`` and ``text`` (the HTML source); gives LINES, whose offsets point into the visible text, and PAGES.
    With ``vote=False`` trafilatura is not asked: quicker, and ``vote`` and ``kept`` stay null.
    """
    rows: dict[str, list[Any]] = {name: [] for name in ("doc", "line", "raw_start", "raw_end", *Block._fields)}
    pages: list[dict[str, Any]] = []
    for doc, source in documents.select("doc", "text").iter_rows():
        tree = parse(source)
        start = 0
        for line, block in enumerate(found := list(blocks(tree))):
            end = start + len(block.text)
            for name, value in zip(rows, (doc, line, start, end, *block), strict=True):
                rows[name].append(value)
            start = end + 1
        visible = "\n".join(block.text for block in found)
        pages.append({"doc": doc, "text": visible, **(_said(tree) if vote else {})})
    said = pl.DataFrame(pages, PAGES)
    return _voted(pl.DataFrame(rows, {name: LINES[name] for name in rows}), said), said


def parse(source: str) -> html.HtmlElement:
    """The tree of a page, or of a fragment of one, with all of its text in it."""
    source = CONTROLS.sub(" ", OUTER_END.sub("", source))
    if not TAG.search(source):  # a text that calls itself a page: its lines are all the form it has
        source = f"<pre>{source}"
    tree, is_whole = _tree(source)
    return tree if is_whole else _tree(TAG.sub("<br>", source))[0]


def _tree(source: str) -> tuple[html.HtmlElement, bool]:
    """What the parser makes of a page, and whether it came to its end: it gives up where elements nest too deep."""
    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = html.document_fromstring(source.encode(), parser)
    except etree.ParserError:  # nothing in it but comments
        tree = html.document_fromstring("<html></html>")
    return tree, not parser.error_log.filter_from_fatals()


def blocks(tree: html.HtmlElement) -> Iterator[Block]:
    """The visible blocks of a page in their order; white space is folded as a browser folds it."""
    parts: list[str] = []
    linked = hidden = links = pre = opened = 0
    stack = [("body", "", 0)]  # block-level elements, outermost first: tag, place, number
    shut = ""  # the element that ended just now

    def flush() -> Iterator[Block]:
        nonlocal linked
        if not parts:
            return
        text = SPACES.sub(" ", "".join(parts)).strip()
        if text:
            tag, here, _ = stack[-1]
            yield Block(text, tag, here, min(1.0, linked / len(text)), stack[-2:][0][2], len(stack) - 1)
        parts.clear()
        linked = 0

    def add(text: str | None) -> Iterator[Block]:
        nonlocal linked, shut
        if not text or hidden:
            return
        *lines, last = text.split("\n") if pre else [text]
        for line in lines:
            parts.append(line)
            yield from flush()
        parts.append(last)
        linked += len(last) if links else 0
        shut = shut if text.isspace() else ""

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        hidden -= event == "end" and tag in UNSEEN
        block = not hidden and tag not in INLINE
        if event == "start":
            hidden += tag in UNSEEN
            if block:
                yield from flush()
                here = place(tag, element.get("class", "") + " " + element.get("id", ""))
                outer = stack[-1][1]
                opened += 1
                stack.append((tag, f"{outer} {here}".strip() if here else outer, opened))
            elif tag in APART and (shut in APART):
                parts.append(" ")
            links += tag == "a"
            pre += tag == "pre"
            yield from add(element.text)
        else:
            if block:
                yield from flush()
                stack.pop()
            links -= tag == "a"
            pre -= tag == "pre"
            shut = shut if hidden or tag in UNSEEN else tag
            yield from add(element.tail)
    yield from flush()


@lru_cache(maxsize=100_000)
def place(tag: str, names: str) -> str:
    """What an element's tag, class and id tell of its place: words from ``schemas/places.toml`` and telling tags.

    >>> place("div", "post-comments__list main")
    'article comment'
    """
    parts = [word.lower() for word in WORDS.findall(names)]
    told = {_places().get(word) for word in [*parts, *map("".join, pairwise(parts)), tag]}
    return " ".join(sorted({tag} & TELLING | {name for name in told if name}))


@cache
def _places() -> dict[str, str]:
    with PLACES.open("rb") as file:
        return {word: name for name, words in tomllib.load(file)["places"].items() for word in words}


def _said(tree: html.HtmlElement) -> dict[str, str | None]:
    """What trafilatura reads off a page; nulls where it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dateutil, on time zones in dates that htmldate tries
        try:
            found = bare_extraction(
                tree, favor_precision=True, include_comments=False, with_metadata=True, date_extraction_params=DATES
            )
        except Exception:  # any page must go through: trafilatura's verdict is evidence, not a condition
            found = None
    if not isinstance(found, Document):
        return {}
    return {
        "page_title": found.title,
        "page_url": found.url,
        "page_publisher": found.sitename,
        "page_authors": found.author,
        "page_published": found.date,
        "page_language": tree.get("lang"),
        "kept": found.text,
    }


def _voted(lines: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Adds trafilatura's verdict: whether a block's letters and digits stand in what it would keep.

    Most stand there as a line of their own, which a join finds: to search for each would take a large page minutes.
    """

    def bare(text: pl.Expr) -> pl.Expr:
        return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")

    beginning = bare(pl.col("text").str.head(VOTED_CHARACTERS))
    kept_lines = pages.select("doc", text=pl.col("kept").str.split("\n")).explode("text").drop_nulls()
    marked = (
        lines.with_row_index("at")
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
        .with_columns(vote=pl.coalesce("vote", "found") & (pl.col("bared") != ""), gap=pl.lit(1))
        .select(*(pl.col(name).cast(kind) for name, kind in LINES.items()))
    )
