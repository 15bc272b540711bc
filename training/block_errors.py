"""Counts what models of blocks get wrong, by kind: what is left in a body, and what of it is lost.

The kinds are told from a block's own features, so they are rough: a comment is what is in an element of comments or in
a thread, a teaser is mostly a link. ``training.blocks`` prints the counts, which are out of fold as its figures are.
"""

from __future__ import annotations

import polars as pl

from tasks.cleaning.features import TAGS
from training.block_labels import CorpusBlocks

# Set by hand.
LINKED = 0.5  # of a block's characters, from which on it is a teaser
SHORT_WORDS = 12  # a block with fewer is short
LEAST_COUNTED = 5  # blocks: rarer kinds are not shown
FEATURES = (
    "tag", "linked", "thread", "in_comment", "in_related", "in_caption", "in_figcaption", "in_legal", "in_promo",
    "in_footer", "in_aside", "bullet",
)  # fmt: skip
QUOTE_MARKS = '^["“”„«»‘「]'


def show_errors(blocks: CorpusBlocks, evidence: pl.DataFrame, decided: pl.DataFrame) -> str:
    """Write the counts of errors for a person, a line a kind."""
    lines = ("  ".join(map(str, row)) for row in count_errors(blocks, evidence, decided).iter_rows())
    return "\n".join(("wrong, kind, place, blocks, words, documents:", *lines, ""))


def count_errors(blocks: CorpusBlocks, evidence: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Count wrong decisions by what is ``wrong``, ``kind`` and ``place``: ``blocks``, ``words`` and ``documents``.

    Takes the blocks that a model was asked about, their features, and for some of them (``row``) what was ``decided``.
    """
    has = {name: pl.col(name) if name in evidence.columns else pl.lit(0.0) for name in FEATURES}
    body = pl.col("body") > 0.5
    right = pl.when(pl.col("kept") & body).then("row")
    return (
        blocks.select("text", "words")
        .hstack(evidence.select(name for name in FEATURES if name in evidence.columns))
        .with_row_index("row")
        .join(decided.select("row", "id", way="kind", body="body", kept="kept"), on="row", maintain_order="left")
        .with_columns(first=right.min().over("id", "way"), last=right.max().over("id", "way"), wrong=_wrong(body))
        .filter(pl.col("wrong").is_not_null())
        .with_columns(
            kind=pl.when(pl.col("wrong") == "left in").then(_kind_left_in(has)).otherwise(_kind_lost(has)),
            place=_place(),
        )
        .group_by("wrong", "kind", "place")
        .agg(pl.col("words").sum(), blocks=pl.len(), documents=pl.struct("id", "way").n_unique())
        .filter(pl.col("blocks") >= LEAST_COUNTED)
        .sort("wrong", "words", "kind", "place", descending=[False, True, False, False])
        .select("wrong", "kind", "place", "blocks", "words", "documents")
    )


def _wrong(body: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("kept") & ~body).then(pl.lit("left in")).when(~pl.col("kept") & body).then(pl.lit("lost"))


def _place() -> pl.Expr:
    """Where a block is: above, in or below what was rightly kept."""
    return (
        pl.when(pl.col("first").is_null())
        .then(pl.lit("alone"))
        .when(pl.col("row") < pl.col("first"))
        .then(pl.lit("above"))
        .when(pl.col("row") > pl.col("last"))
        .then(pl.lit("below"))
        .otherwise(pl.lit("within"))
    )


def _kind_left_in(has: dict[str, pl.Expr]) -> pl.Expr:
    return (
        pl.when((has["in_comment"] > 0) | (has["thread"] > 0))
        .then(pl.lit("comment"))
        .when((has["in_caption"] > 0) | (has["in_figcaption"] > 0))
        .then(pl.lit("caption"))
        .when((has["in_related"] > 0) | (has["linked"] > LINKED))
        .then(pl.lit("teaser"))
        .when(has["in_legal"] + has["in_promo"] + has["in_footer"] + has["in_aside"] > 0)
        .then(pl.lit("promo, legal"))
        .when(pl.col("words") < SHORT_WORDS)
        .then(pl.lit("short"))
        .otherwise(pl.lit("paragraph"))
    )


def _kind_lost(has: dict[str, pl.Expr]) -> pl.Expr:
    def tag(*names: str) -> pl.Expr:
        return has["tag"].is_in([float(TAGS.index(name) + 1) for name in names])

    return (
        pl.when(tag("li") | (has["bullet"] > 0))
        .then(pl.lit("list"))
        .when(tag("h1", "h2", "h3", "h4"))
        .then(pl.lit("heading"))
        .when(tag("td"))
        .then(pl.lit("table"))
        .when(tag("blockquote") | pl.col("text").str.contains(QUOTE_MARKS))
        .then(pl.lit("quote"))
        .when((has["in_caption"] > 0) | (has["in_figcaption"] > 0))
        .then(pl.lit("caption"))
        .when(pl.col("words") < SHORT_WORDS)
        .then(pl.lit("short"))
        .otherwise(pl.lit("paragraph"))
    )
