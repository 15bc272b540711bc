"""Turns the bodies of a part into the extracted tables, in dependency order."""

from __future__ import annotations

import polars as pl

from schemas.arrow import in_part
from schemas.options import NameFinder
from schemas.tables import ARTICLES, CITATIONS, DATES, FIGURES, MENTIONS, QUOTES
from tasks.extraction.dates.dates import find_dates, resolve_dates
from tasks.extraction.dates.publication_day import infer_days
from tasks.extraction.figures.ages import trim_to_names
from tasks.extraction.figures.figures import find_figures
from tasks.extraction.names.mentions import find_names
from tasks.extraction.names.name_words import drop_dates_in_names
from tasks.extraction.prose import split_paragraphs
from tasks.extraction.sentences import add_sentences, split_sentences, with_rows
from tasks.extraction.speech.attribution import read_speech
from tasks.extraction.speech.citations import find_citations
from tasks.extraction.speech.quotes import find_quotes


def extract_tables(articles: pl.DataFrame, name_finder: NameFinder = "model") -> dict[str, pl.DataFrame]:
    """Extract the tables that are found in bodies.

    Takes articles with ``doc``, ``body``, ``language``, ``url``, ``dateline``, ``first_seen_at`` and the columns
    ``publication_day.PUBLISHED``; ``name_finder`` says whether spaCy is asked about names. Returns ``articles``, with
    the day of publication also where it is inferred, and the tables ``schemas.tables.FOUND``, whose ``doc`` is that of
    their article.
    """
    paragraphs = split_paragraphs(articles)
    mentions = find_names(paragraphs, name_finder)
    dates = drop_dates_in_names(find_dates(paragraphs), mentions)
    seen = articles.with_columns(first_seen=pl.col("first_seen_at").dt.date())
    dated = infer_days(seen, dates).drop("first_seen")
    speech = read_speech(paragraphs, mentions)
    quotes = find_quotes(speech)
    found = {
        QUOTES.name: quotes,
        MENTIONS.name: mentions,
        FIGURES.name: trim_to_names(find_figures(paragraphs, quotes), mentions),
        DATES.name: resolve_dates(dates, dated),
        CITATIONS.name: find_citations(speech),
    }
    sentences = split_sentences(with_rows(paragraphs, found.values()))
    return {ARTICLES.name: dated} | {
        name: add_sentences(rows, sentences).select(in_part(name).names()) for name, rows in found.items()
    }
