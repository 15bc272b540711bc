"""Turns pages into lines, one for each visible block, and reads what each page says about itself.

A page is parsed once. One walk over its tree gives its blocks and the elements that hold its metadata; then trafilatura
gets the same tree and votes on the blocks. It comes last because it cuts the tree down.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.frames import Lines, NumberedDocuments, Pages
from tasks.reading.page.blocks import Block, walk_page
from tasks.reading.page.metadata import page_metadata
from tasks.reading.page.parse import parse_page
from tasks.reading.page.unshown import find_unshown
from tasks.reading.page.vote import Kept, add_votes, ask_trafilatura
from tasks.reading.text_lines import LINES

PAGES = Pages.columns_and_types()


def lines_of_pages(documents: NumberedDocuments, *, vote: bool = True) -> tuple[Lines, Pages]:
    """Turn pages into lines, and read what they say about themselves.

    Args:
        documents: pages; ``text`` is their HTML source.
        vote: whether to ask trafilatura. It takes half of the time; without it, ``vote`` is null.

    Returns:
        The lines, whose offsets point into the visible text of the page, and into the text of an article in it that
        the page has and does not show; and the pages, with that text.
    """
    columns: dict[str, list[Any]] = {name: [] for name in ("doc", *Block._fields)}
    rows: list[dict[str, Any]] = []
    kept: list[str | None] = []
    not_asked = Kept(None)
    for doc, source in documents.select("doc", "text").iter_rows():
        tree = parse_page(source)
        walked = walk_page(tree)
        blocks = walked.blocks
        of_page = page_metadata(tree, walked)
        unshown = find_unshown(tree, walked)
        by_trafilatura = ask_trafilatura(tree, blocks) if vote else not_asked
        if unshown:
            before = "\n".join(block.text for block in blocks[: unshown.row])
            of_page |= {"unshown_source": unshown.source, "unshown_start": len(before) + (unshown.row > 0)}
            of_page |= {"unshown_end": of_page["unshown_start"] + sum(len(block.text) + 1 for block in unshown.blocks)}
            blocks = [*blocks[: unshown.row], *unshown.blocks, *blocks[unshown.row :]]
            text_of_article = "\n".join(block.text for block in unshown.blocks)
            by_trafilatura = by_trafilatura._replace(text=f"{by_trafilatura.text or ''}\n{text_of_article}")
        kept.append(by_trafilatura.text if vote else None)
        text = "\n".join(block.text for block in blocks)
        rows.append({"doc": doc, "text": text, **of_page, "vote_failed": by_trafilatura.failed})
        columns["doc"] += [doc] * len(blocks)
        for name, values in zip(Block._fields, zip(*blocks, strict=True), strict=False):  # no blocks: no values
            columns[name] += values
    pages = Pages.of(pl.DataFrame(rows, PAGES))
    end = (pl.col("text").str.len_chars() + 1).cast(pl.Int64).cum_sum().over("doc") - 1
    lines = pl.DataFrame(columns, {name: LINES[name] for name in columns}).with_columns(
        line=pl.int_range(pl.len(), dtype=pl.UInt32).over("doc"),
        raw_start=end - pl.col("text").str.len_chars().cast(pl.Int64),
        raw_end=end,
        gap=pl.lit(1, pl.UInt32),
        vote=pl.lit(None, pl.Boolean),
    )
    if vote:
        lines = add_votes(lines, pages.select("doc", kept=pl.Series(kept, dtype=pl.String)))
    return Lines.of(lines.select(LINES.names())), pages
