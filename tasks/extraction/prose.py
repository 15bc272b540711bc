"""Splits bodies into paragraphs, the rows that all other steps of extraction read."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from tasks.columns.windows import Rows

BREAK = "\n\n"
LONGEST = 2**31  # characters: more than any body has

# The paragraphs of bodies while they are searched. The published table `paragraphs` (schemas/tables.py) is another
# thing: it says which raw text a paragraph was made of.
BODY_PARAGRAPHS = pl.Schema(
    {
        "doc": pl.UInt32,  # row of the document in its part
        "paragraph": pl.UInt32,  # its number within the body, from 0
        "start": pl.Int64,  # where it starts in the body, in code points
        "text": pl.String,  # the whole paragraph
        "language": pl.String,  # of the body, ISO 639-1; null where it is not known
    }
)


def split_paragraphs(bodies: pl.DataFrame) -> pl.DataFrame:
    """Split bodies at their blank lines.

    Takes ``doc``, ``body`` and ``language``. Returns BODY_PARAGRAPHS, in the order of the bodies and of their text.

    >>> bodies = pl.DataFrame({"doc": [0], "body": ["Rain.\\n\\nMore rain."], "language": ["en"]})
    >>> split_paragraphs(bodies).select("paragraph", "start", "text").rows()
    [(0, 0, 'Rain.'), (1, 7, 'More rain.')]
    """
    text, size = pl.col("text"), pl.col("text").str.len_chars().cast(pl.Int64) + len(BREAK)
    return (
        bodies.lazy()
        .select(pl.col("doc").cast(pl.UInt32), "language", text=pl.col("body").str.split(BREAK))
        .with_columns(paragraph=pl.int_ranges(0, text.list.len(), dtype=pl.UInt32))
        .explode("paragraph", "text")
        .with_columns(end=size.cum_sum())
        .with_columns(start=pl.col("end") - size)
        .with_columns(start=pl.col("start") - pl.col("start").first().over("doc"))
        .select(BODY_PARAGRAPHS.names())
        .collect()
    )


def split_by_language(paragraphs: pl.DataFrame, known: Collection[str]) -> dict[str | None, pl.DataFrame]:
    """The paragraphs of each of some languages; those in all others are together, and their language is null.

    >>> texts = pl.DataFrame({"text": ["Rain.", "Sade.", "Regn."], "language": ["en", "fi", "da"]})
    >>> [(language, part.height) for language, part in split_by_language(texts, ["en"]).items()]
    [('en', 1), (None, 2)]
    """
    named = pl.when(pl.col("language").is_in(list(known))).then("language")
    parts = paragraphs.with_columns(language=named).partition_by("language", as_dict=True, maintain_order=True)
    return {language: part for (language,), part in parts.items()}


def places_in_part(spans: pl.DataFrame, column: str) -> Rows:
    """Places in bodies as one number for all documents, in the order of documents and of their text.

    >>> places_in_part(pl.DataFrame({"doc": [0, 1], "start": [7, 7]}), "start").tolist()
    [7, 2147483655]
    """
    doc = spans["doc"].cast(pl.Int64).to_numpy()
    return np.asarray(doc * LONGEST + spans[column].cast(pl.Int64).to_numpy(), dtype=np.int64)
