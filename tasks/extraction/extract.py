"""Bodies to the tables that tell of them, in the order in which one needs another, for one part of the documents."""

from __future__ import annotations

import polars as pl

from schemas.options import Names
from schemas.tables import ARTICLES, CITATIONS, DATES, FIGURES, MENTIONS, QUOTES
from tasks.extraction import dates, figures, prose, publication_day
from tasks.extraction.names import mentions
from tasks.extraction.speech import attribution, citations, quotes


def extract_tables(articles: pl.DataFrame, names: Names = "model") -> dict[str, pl.DataFrame]:
    """What bodies tell, by table.

    Takes articles with ``doc``, ``body``, ``language``, ``url``, ``dateline``, ``first_seen_at`` and what is known of
    the day of publication. Gives ``articles``, now with that day where the body helps to tell it; and the tables of
    ``schemas.tables.FOUND``, with ``doc`` for their article. ``names``: who finds these (``extraction.mentions``).
    """
    paragraphs = prose.split_paragraphs(articles)
    days = dates.find_dates(paragraphs)
    seen = articles.with_columns(first_seen=pl.col("first_seen_at").dt.date())
    articles = publication_day.infer_days(seen, days).drop("first_seen")
    named = mentions.find_names(paragraphs, names)
    read = attribution.read_speech(paragraphs, named)
    said = quotes.find_quotes(read)
    return {
        ARTICLES.name: articles,
        QUOTES.name: said,
        MENTIONS.name: named,
        FIGURES.name: figures.find_figures(paragraphs, said),
        DATES.name: dates.resolve_dates(days, articles),
        CITATIONS.name: citations.find_citations(read),
    }
