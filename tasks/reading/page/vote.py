"""Trafilatura's vote on the blocks of a page: whether it would keep them.

Only its text is asked for; its metadata, its comments and its cascade of other algorithms are not (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl
from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.external import try_readability
from trafilatura.settings import Document, Extractor

from tasks.columns.texts import letters_and_digits
from tasks.reading.page.blocks import UNSEEN, Block, visible_blocks

OPTIONS = Extractor(output_format="python", precision=True, comments=False, fast=True)
# Elements that it only drops. They are gone before, since each costs it time.
NO_ARTICLE = UNSEEN | {
    "header", "nav", "aside", "footer", "menu", "dialog", "embed", "applet", "map", "picture", "button", "select",
    "option", "optgroup", "input", "textarea", "datalist", "label", "legend", "fieldset", "marquee", "time", "source",
    "track", "link", "area",
}  # fmt: skip

# Set by hand, and measured together on 320 labelled pages: docs/decisions.md.
LITTLE = 400  # characters: where it keeps fewer, the generic algorithm is asked too
LITTLE_SHARE = 0.2  # of the characters in prose: likewise
PROSE, PROSE_LINKED = 80, 0.3  # a block is prose from this length on, if a smaller share of it is in links

# Enough of a block to recognise it by: a longer pattern is too much for the regex engine (10 MB, compiled).
COMPARED_CHARACTERS = 1_000
SEARCHED_CHARACTERS = 500_000


class Kept(NamedTuple):
    """What trafilatura answers for a page."""

    text: str | None  # the text that it would keep; None where it keeps nothing or fails
    failed: bool = False  # whether it raised an error


def ask_trafilatura(tree: html.HtmlElement, blocks: Sequence[Block]) -> Kept:
    """Ask trafilatura for the text that it would keep of a page.

    Its own extractor comes first. Where that keeps little, the generic algorithm is asked too, with which it would
    otherwise compare itself on each page. On labelled pages this keeps better text than its full cascade does, in half
    of the time.

    Args:
        tree: the page. It is cut down: nothing else can be read off it afterwards.
        blocks: the visible blocks of the page.
    """
    prose = sum(len(block.text) for block in blocks if len(block.text) >= PROSE and block.linked < PROSE_LINKED)
    etree.strip_elements(tree, *NO_ARTICLE, with_tail=False)
    try:
        document = bare_extraction(tree, options=OPTIONS)
        kept = document.text if isinstance(document, Document) else None
        if len(kept or "") < max(LITTLE, LITTLE_SHARE * prose):
            generic = "\n".join(block.text for block in visible_blocks(try_readability(tree)))
            kept = max(kept or "", generic, key=len)
    except Exception:  # any page must go through: trafilatura's verdict is evidence, not a condition
        return Kept(None, failed=True)
    return Kept(kept or None)


def add_votes(lines: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Add to the lines of pages whether trafilatura keeps them: whether their letters and digits are in its text.

    Most lines are a line of its text too, which a join finds: searching its text for each would take minutes on a large
    page.

    Args:
        lines: frame of ``schemas.frames.Lines``; its column ``vote`` is replaced.
        kept: ``doc`` and ``kept``, the text that trafilatura keeps of the page; where that is null, so is the vote.
    """
    beginning = letters_and_digits(pl.col("text").str.head(COMPARED_CHARACTERS))
    kept_lines = kept.select("doc", text=pl.col("kept").str.split("\n")).explode("text").drop_nulls()
    compared = (
        lines.drop("vote")
        .with_row_index("row")
        .with_columns(beginning=beginning)
        .join(
            kept_lines.select("doc", beginning=beginning, vote=True).unique(),
            on=["doc", "beginning"],
            how="left",
            maintain_order="left",
        )
    )
    searched = (
        compared.filter(pl.col("vote").is_null())
        .join(kept.select("doc", kept=letters_and_digits(pl.col("kept").str.head(SEARCHED_CHARACTERS))), on="doc")
        .select("row", found=pl.col("kept").str.contains(pl.col("beginning"), literal=True))
    )
    return (
        compared.join(searched, on="row", how="left", maintain_order="left")
        .with_columns(vote=pl.coalesce("vote", "found"))
        .with_columns(vote=pl.when(pl.col("vote").is_not_null()).then(pl.col("vote") & (pl.col("beginning") != "")))
    )
