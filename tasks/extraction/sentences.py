"""Finds the sentences of bodies, and says of each extracted row in which sentence it stands.

Who reads a row of ``quotes`` or ``figures`` wants the sentence around it, without cutting up bodies himself.
sentencex (Wikimedia, MIT) splits sentences in some 300 languages, with their abbreviations, at .05 ms a document.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import sentencex

from tasks.extraction.prose import places_in_part

SENTENCES = pl.Schema(
    {
        "doc": pl.UInt32,
        "paragraph": pl.UInt32,  # its number within the body, from 0
        "sentence_start": pl.Int64,  # where it starts in the body, in code points
        "sentence_end": pl.Int64,  # where it ends, without the space behind it
    }
)
FALLBACK = "en"  # for a language that is not known: its end marks are those of most


def split_sentences(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Split ``prose.BODY_PARAGRAPHS`` at the ends of sentences: SENTENCES, in the order of the text.

    >>> row = {"doc": 0, "paragraph": 0, "start": 0, "text": "Dr. Hale left. It rained.", "language": "en"}
    >>> split_sentences(pl.DataFrame([row])).select("sentence_start", "sentence_end").rows()
    [(0, 14), (15, 25)]
    """
    pieces, of = [], []
    for row, (language, text) in enumerate(paragraphs.select("language", "text").iter_rows()):
        parts = sentencex.segment(language or FALLBACK, text)
        pieces += parts
        of += [row] * len(parts)
    text, size = pl.col("text"), pl.col("size")
    return (
        paragraphs.lazy()
        .select("doc", "paragraph", pl.col("start").alias("paragraph_start"))
        .select(pl.all().gather(pl.Series(of, dtype=pl.UInt32)))
        .with_columns(text=pl.Series(pieces, dtype=pl.String))
        .with_columns(size=text.str.len_chars().cast(pl.Int64))
        .with_columns(sentence_start=pl.col("paragraph_start") + size.cum_sum().over("doc", "paragraph") - size)
        .with_columns(sentence_end=pl.col("sentence_start") + text.str.strip_chars_end().str.len_chars())
        .filter(pl.col("sentence_start") < pl.col("sentence_end"))
        .select(pl.col(name).cast(kind) for name, kind in SENTENCES.items())
        .collect()
    )


def add_sentences(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add to extracted rows the paragraph and the sentence in which they stand.

    Takes rows with ``doc``, ``start`` and ``end``, and SENTENCES. Adds ``paragraph``, ``sentence_start`` and
    ``sentence_end``; of a row with several sentences, the paragraph and the start are of the first, the end is of the
    last.
    """
    places = places_in_part(sentences, "sentence_start")
    first = np.searchsorted(places, places_in_part(rows, "start"), side="right") - 1
    last = np.searchsorted(places, places_in_part(rows, "end") - 1, side="right") - 1
    return rows.with_columns(
        sentences.select(pl.col("paragraph", "sentence_start").gather(first)),
    ).with_columns(sentences.select(pl.col("sentence_end").gather(last)))
