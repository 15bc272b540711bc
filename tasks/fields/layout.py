"""Where a line is in its document, and how far from its neighbours, the first sentence and the headline.

A text that a renderer made of a page has no markup. Its first sentence is the landmark: headline, byline and day are
chosen by their distance from it, among other things.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows


def reads_like_text(blocks: pl.DataFrame) -> Array:
    """Say of each block whether it is part of the body and more than a short line.

    Takes ``keep``, ``prose`` and ``sentence``.

    >>> blocks = {"keep": [True, True, False], "prose": [True, False, True], "sentence": [True, False, True]}
    >>> reads_like_text(pl.DataFrame(blocks)).tolist()
    [True, False, False]
    """
    return blocks.select(pl.col("keep") & (pl.col("prose") | pl.col("sentence"))).to_series().to_numpy()


def first_sentences(lines: ByDocument[pl.DataFrame], no_sentence: Array | None = None) -> Rows:
    """Find the row of each document's first sentence: below 0 where it has none.

    Takes ``keep``, ``prose`` and ``sentence`` of blocks, and a mask of blocks that are no sentence, such as headlines.
    Gives a row for each document, in their order.
    """
    reads = reads_like_text(lines.frame)
    return windows.first_row(reads if no_sentence is None else reads & ~no_sentence, lines.docs)


def add_positions(lines: ByDocument[pl.DataFrame]) -> pl.DataFrame:
    """Add ``at`` (a block's number in its document) and ``first`` (that of the first sentence, null without one)."""
    blocks, docs = lines
    begins = first_sentences(lines)[docs.owner]
    first = np.where(begins < 0, np.nan, begins - docs.first)
    return blocks.with_columns(
        at=pl.Series(np.arange(blocks.height) - docs.first, dtype=pl.Int32),
        first=pl.Series(first, nan_to_null=True).cast(pl.Int32),
    )


def neighbour_value(name: str, by: int) -> pl.Expr:
    """Give a column's value ``by`` blocks before (positive) or after (negative); 0 outside of the document.

    >>> words = pl.DataFrame({"doc": [1, 1, 2], "words": [5, 6, 7]})
    >>> words.select(before=neighbour_value("words", 1), after=neighbour_value("words", -1)).rows()
    [(0, 6), (5, 0), (0, 0)]
    """
    same_document = (pl.col("doc") == pl.col("doc").shift(by)).fill_null(False)
    return pl.when(same_document).then(pl.col(name).shift(by).cast(pl.Int32)).otherwise(0)


def distances_to_title() -> dict[str, pl.Expr]:
    """Features: how far below or above the headline a line is, and whether it is between headline and text.

    Takes ``at``, ``title_at`` and ``first``: the numbers of the line, the headline and the first sentence.
    """
    at, title_at, first = pl.col("at"), pl.col("title_at"), pl.col("first")
    return {
        "under_title": pl.when(at >= title_at).then(at - title_at),
        "over_title": pl.when(at < title_at).then(title_at - at),
        "between": ((at > title_at) & (at < first)).fill_null(False),
    }
