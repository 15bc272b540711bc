"""Finds the sentences of bodies, and says of each extracted row in which sentence it stands.

Who reads a row of ``quotes`` or ``figures`` wants the sentence around it, without cutting up bodies himself.
sentencex (Wikimedia, MIT) splits sentences in some 300 languages, with their abbreviations, at .05 ms a document.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    pieces, count = list[str](), list[int]()
    for language, paragraph in paragraphs.select("language", "text").iter_rows():
        parts = sentencex.segment(language or FALLBACK, paragraph)
        pieces += parts
        count.append(len(parts))
    text = pl.Series(pieces, dtype=pl.String)
    size, inked = (column.str.len_chars().to_numpy().astype(np.int64) for column in (text, text.str.strip_chars_end()))
    row = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(size) - size
    first = np.searchsorted(row, row)  # of each piece: the first one of its paragraph
    start = paragraphs["start"].to_numpy()[row] + before - before[first]
    found = paragraphs.select("doc", "paragraph")[row].with_columns(
        sentence_start=pl.Series(start), sentence_end=pl.Series(start + inked)
    )
    return found.filter(pl.Series(inked > 0)).cast(SENTENCES)


def with_rows(paragraphs: pl.DataFrame, found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The ``prose.BODY_PARAGRAPHS`` in which extracted rows begin or end: only their sentences are asked for."""
    places, asked = places_in_part(paragraphs, "start"), np.zeros(paragraphs.height, bool)
    for rows in found:
        for place in (places_in_part(rows, "start"), places_in_part(rows, "end") - 1):
            asked[np.searchsorted(places, place, side="right") - 1] = True
    return paragraphs.filter(pl.Series(asked))


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
