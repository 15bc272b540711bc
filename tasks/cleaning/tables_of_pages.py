"""Keeps or cuts a table of numbers as a whole.

By themselves its cells look like page numbers, counters and labels of buttons, and rules for these hit them. A table
that is there for its layout has long cells and hardly any numbers.
"""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Weighed
from tasks.columns.windows import ByDocument

CELLS = ("td", "th")
NUMBER = r"^[^\p{L}]*\p{N}[^\p{L}]*(?:\p{L}{1,3}\.?)?$"  # 1,204 · 38.2% · 12 km

# Set by hand.
LEAST_CELLS = 6
NUMBERS = 0.25  # of the cells of a table, the least share that are numbers
LONGEST = 60  # characters of a cell, on average
LINKED = 0.5  # of its text, the largest share in links: a calendar of an archive has more
KEPT = 0.5  # of the characters that no rule knows, the share that is body where the table is


def decide_tables(weighed: ByDocument[Weighed]) -> ByDocument[Weighed]:
    """Give the cells of each table of numbers one decision: that on most of its text."""
    blocks = weighed.frame
    whole = _cells_of_tables(blocks)
    if whole.is_empty():
        return weighed
    joined = blocks.join(whole, on="block", how="left", maintain_order="left")
    decided = pl.col("whole").is_not_null()
    is_kept = (decided & pl.col("whole") & ~pl.col("keep")).fill_null(False)
    looks_like_label = pl.col("role").is_in(["navigation", "share", "section", "date"]).fill_null(False)
    is_cut = (decided & ~pl.col("whole") & (pl.col("keep") | looks_like_label)).fill_null(False)
    decisions = joined.select(
        keep=pl.coalesce("whole", "keep"),
        role=pl.when(is_cut).then(pl.lit("other")).when(~is_kept).then("role"),
        evidence=pl.when(is_cut).then(pl.lit("table")).when(~is_kept).then("evidence"),
        confidence=pl.when(is_cut | is_kept).then(KEPT).otherwise("confidence"),
    )
    return weighed.with_frame(Weighed.of(blocks.with_columns(decisions.get_columns())))


def _cells_of_tables(blocks: Weighed) -> pl.DataFrame:
    """The cells of tables of numbers: ``block``, and whether the table is kept as a ``whole``."""
    is_cell = (pl.col("tag").is_in(CELLS) & pl.col("place").str.contains(r"\btable\b")).fill_null(False)
    size = pl.col("text").str.len_chars()
    unruled = pl.col("rule").is_null() & (pl.col("recurs") == 0)
    return (
        blocks.lazy()
        .select("doc", "block", "text", "linked", "keep", "rule", "recurs", is_cell=is_cell)
        .with_columns(table=pl.struct("doc", "is_cell").rle_id())
        .filter("is_cell")
        .group_by("table", maintain_order=True)
        .agg(
            "block",
            cells=pl.len(),
            numbers=pl.col("text").str.contains(NUMBER).mean(),
            longest=size.mean(),
            linked=(pl.col("linked") * size).sum() / size.sum(),
            kept=(size * (pl.col("keep") & unruled)).sum() / (size * unruled).sum(),
        )
        .filter(
            pl.col("cells") >= LEAST_CELLS,
            pl.col("numbers") >= NUMBERS,
            pl.col("longest") <= LONGEST,
            pl.col("linked") <= LINKED,
        )
        .select("block", whole=pl.col("kept").fill_nan(0.0) >= KEPT)
        .explode("block")
        .collect()
    )
