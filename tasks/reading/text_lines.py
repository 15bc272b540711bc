"""Turns texts into lines: one row for each line that is not blank, with its offsets in the raw text."""

from __future__ import annotations

import polars as pl

from schemas.frames import Lines, NumberedDocuments

# Line ends that are one character each. "\r\n" is two: its "\r" becomes a trailing space, so that offsets stay.
ONE_CHARACTER_BREAKS = "[\r\x0b\x0c\x85\u2028\u2029]"

LINES = Lines.columns_and_types()


def lines_of_texts(documents: NumberedDocuments) -> Lines:
    """Turn texts into lines.

    Args:
        documents: decoded texts. Only ``doc`` and ``text`` are read.

    "Rain" takes code points 0 to 3, two line ends take 4 to 7, and two spaces 8 and 9. So "fell." starts at 10, ends
    before 15, and has one blank line above it.

    >>> lines = lines_of_texts(pl.DataFrame({"doc": [0], "text": ["Rain\\r\\n\\r\\n  fell. "]}))
    >>> lines.select("line", "raw_start", "raw_end", "text", "gap").rows()
    [(0, 0, 4, 'Rain', 0), (2, 10, 15, 'fell.', 1)]
    """
    text, doc, line = pl.col("text"), pl.col("doc"), pl.col("line")
    size = text.str.len_chars().cast(pl.Int64)
    with_end = size + 1
    lines = (
        documents.lazy()
        .select(
            doc.cast(pl.UInt32),
            text.str.replace_all("\r\n", " \n").str.replace_all(ONE_CHARACTER_BREAKS, "\n").str.split("\n"),
            before=with_end.cum_sum() - with_end,  # code points of the documents before, each with a line end
        )
        .with_columns(line=pl.int_ranges(0, text.list.len(), dtype=pl.UInt32))
        .explode("text", "line")
        .with_columns(raw_end=with_end.cum_sum() - 1 - pl.col("before"))
        .filter(text != "")  # a quarter of all lines, which need no stripping
        .with_columns(text=text.str.strip_chars_start())
        .with_columns(raw_start=pl.col("raw_end") - size, text=text.str.strip_chars_end())
        .filter(text != "")
        .with_columns(
            raw_end=pl.col("raw_start") + size,
            gap=pl.when(doc == doc.shift(1)).then(line - line.shift(1) - 1).otherwise(line),
            tag=pl.lit(None, pl.String),
            place=pl.lit(None, pl.String),
            linked=pl.lit(0.0, pl.Float32),
            parent=pl.lit(None, pl.UInt32),
            depth=pl.lit(0, pl.UInt16),
            vote=pl.lit(None, pl.Boolean),
        )
        .select(*(pl.col(name).cast(kind) for name, kind in LINES.items()))
        .collect()
    )
    return Lines.of(lines)
