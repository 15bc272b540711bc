"""Finds the block of a page that is its headline: the h1, or the block that agrees with the page's own title.

``tasks/reading/page`` reads the page's own title (``page_title``), which becomes the ``title`` of the article. The
block that shows it must be found too, because it is no part of the body.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Weighed
from schemas.field_frames import Headlines, Lead
from tasks.columns.windows import ByDocument
from tasks.fields.layout import first_sentences
from tasks.fields.lead import shared_with_lead

# All figures here are set by hand.
WORDS = (3, 35)
AGREEING_CHARACTERS = 12  # a shorter block, such as "News", is part of many titles
COMPARED = 2_000  # characters: a text of megabytes is too long to search
# The points of a block; the block with the most is the headline.
H1, AGREES = 2.0, 2.0  # it is an h1; the page's title contains it, or it contains the page's title
REPEATED = 0.5  # another block has the same text
MOST_WORDS, WORDS_A_POINT = 10, 20  # each of the first ten words gives a twentieth of a point
ABOVE = 0.03  # taken off for each block from it to the first sentence
# The confidence of a headline that is an h1, and of one that is not.
SURE_OF_H1, SURE_OF_OTHERS = 0.9, 0.7


def headlines_of_pages(weighed: ByDocument[Weighed], lead: Lead) -> Headlines:
    """Find the block above the first sentence of each page that is its headline."""
    blocks, docs = weighed
    distance = first_sentences(weighed)[docs.owner] - np.arange(blocks.height)
    above = np.flatnonzero((blocks["media"] == "html").to_numpy() & (distance >= 0))
    is_h1, agrees = _is_h1(), _agrees_with_title()
    text = pl.col("text")
    candidates = (
        blocks.select(pl.col("doc", "block", "text", "words", "tag", "page_title").gather(above))
        .with_columns(distance=distance[above])
        .filter(pl.col("words").is_between(*WORDS))
        .filter(is_h1 | agrees & (text.str.len_chars() > AGREEING_CHARACTERS))
    )
    points = (
        H1 * is_h1
        + AGREES * agrees
        + REPEATED * (pl.len().over("doc", "text") > 1)
        + pl.col("shared").fill_null(0.0)
        + pl.min_horizontal(pl.col("words"), MOST_WORDS) / WORDS_A_POINT
        - ABOVE * pl.col("distance")
    )
    sure = pl.when(is_h1).then(SURE_OF_H1).otherwise(SURE_OF_OTHERS)
    return Headlines.of(
        candidates.hstack(shared_with_lead(candidates.with_columns(text.str.to_lowercase()), lead))
        .with_columns(points=points)
        .sort("doc", -pl.col("points"), "block")
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "block", title="text", title_confidence=sure)
    )


def _is_h1() -> pl.Expr:
    return (pl.col("tag") == "h1").fill_null(False)


def _agrees_with_title() -> pl.Expr:
    """Whether the page's title contains the text of the block, or the text contains the title."""
    title = pl.col("page_title").fill_null("").str.head(COMPARED)
    start = pl.col("text").str.head(COMPARED)
    return (title != "") & (title.str.contains(start, literal=True) | start.str.contains(title, literal=True))
