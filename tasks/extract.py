"""Bodies to the tables that tell of them, in the order in which one needs another, for one part of the documents."""

from __future__ import annotations

import polars as pl

from schemas.tables import CITATIONS, DATES, FIGURES, MENTIONS, QUOTES
from tasks import attribution, citations, dated, dates, figures, mentions, prose, quotes


def extract(articles: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """What stands in bodies, with its places.

    Takes articles with ``doc``, ``body``, ``language``, ``url``, ``dateline``, ``first_seen_at`` and what is known of
    the day of publication. Gives the articles, with that day where dates in the body help to tell it; and by name the
    frames of ``schemas.tables.FOUND``, with ``doc`` for their article.
    """
    paragraphs = prose.paragraphs(articles)
    days = dates.mentions(paragraphs)
    seen = articles.with_columns(first_seen=pl.col("first_seen_at").dt.date())
    articles = dated.dated(seen, days).drop("first_seen")
    published = days.join(articles.select("doc", "published_on"), on="doc", how="left", maintain_order="left")
    named = mentions.mentions(paragraphs)
    read = attribution.read(paragraphs, named)
    said = quotes.quotes(read)
    return articles, {
        QUOTES.name: said,
        MENTIONS.name: named,
        FIGURES.name: figures.figures(paragraphs, said),
        DATES.name: dates.resolved(days, published["published_on"]),
        CITATIONS.name: citations.citations(read),
    }
