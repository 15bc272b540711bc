"""Keeps what a page describes: a page whose description is in its text is never all boilerplate.

The description that a page gives for search engines and social networks is most often the article's first sentences.
Where a model keeps nothing of a page, it shows where the article is.
"""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Weighed
from schemas.frames import Pages
from tasks.columns.texts import letters_and_digits
from tasks.columns.windows import ByDocument

# Set by hand.
LETTERS = 40  # of a description and a block that have these in common, one begins with the other
SURE = 0.6
LINKED = 0.5  # a block with more of its text in links is a teaser


def keep_described(weighed: ByDocument[Weighed], pages: Pages) -> ByDocument[Weighed]:
    """Keep, in pages of which nothing is kept, the block that the description begins with, and the prose beside it."""
    blocks = weighed.frame
    described = pages.select("doc", description=letters_and_digits(pl.col("page_description"))).filter(
        pl.col("description").str.len_chars() >= LETTERS
    )
    # Only of few pages nothing is kept.
    nothing = blocks.group_by("doc").agg(pl.col("keep").any()).filter(~pl.col("keep")).select("doc")
    found = (
        blocks.join(nothing, on="doc", how="semi", maintain_order="left")
        .join(described, on="doc", maintain_order="left")
        .filter(pl.col("rule").is_null() & (pl.col("recurs") == 0) & (pl.col("linked") <= LINKED))
        .with_columns(letters=letters_and_digits(pl.col("text")))
        .with_columns(
            is_described=(pl.col("letters").str.len_chars() >= LETTERS)
            & (
                pl.col("letters").str.starts_with(pl.col("description").str.head(LETTERS))
                | pl.col("description").str.starts_with(pl.col("letters").str.head(LETTERS))
            )
        )
        .with_columns(first=pl.when("is_described").then("block").min().over("doc"))
        .with_columns(level=pl.when(pl.col("block") == pl.col("first")).then("parent").max().over("doc"))
        .filter(
            (pl.col("block") == pl.col("first"))
            | ((pl.col("block") > pl.col("first")) & (pl.col("parent") == pl.col("level")) & _reads_like_text())
        )["block"]
    )
    if found.is_empty():
        return weighed
    is_found = pl.col("block").is_in(found.implode())
    kept = blocks.with_columns(
        keep=pl.col("keep") | is_found,
        role=pl.when(~is_found).then("role"),
        evidence=pl.when(~is_found).then("evidence"),
        confidence=pl.when(is_found).then(SURE).otherwise("confidence"),
    )
    return weighed.with_frame(Weighed.of(kept))


def _reads_like_text() -> pl.Expr:
    return pl.col("prose") | pl.col("sentence")
