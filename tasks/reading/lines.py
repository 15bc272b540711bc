"""A text to lines: one row a line that is not blank, with its offsets in the raw text."""

from __future__ import annotations

import polars as pl

# Line ends that are one character each. "\r\n" is two: its "\r" becomes a trailing space, so that offsets stay.
ONE_CHARACTER_BREAKS = "[\r\x0b\x0c\x85\u2028\u2029]"

LINES = pl.Schema(
    {
        "doc": pl.UInt32,  # row of the document in its part
        "line": pl.UInt32,  # from 0, blank lines counted
        "raw_start": pl.Int64,
        "raw_end": pl.Int64,
        "text": pl.String,  # raw_text[raw_start:raw_end], without white space at its ends
        "gap": pl.UInt32,  # blank lines before it
        "tag": pl.String,  # pages: the block's element, e.g. "p", "li", "h2"; null in texts
        "place": pl.String,  # pages: the telling element around it, e.g. "nav", "article"; null in texts
        "linked": pl.Float32,  # pages: share of its characters inside links
        "parent": pl.UInt32,  # pages: number of the block-level element around the block's own; null in texts
        "depth": pl.UInt16,  # pages: block-level elements around the block's own; 0 in texts
        "vote": pl.Boolean,  # pages: trafilatura kept it; null where it gave no verdict
    }
)


def text_lines(documents: pl.DataFrame) -> pl.DataFrame:
    """The lines of texts.

    Takes ``doc`` and ``text`` (the decoded raw text); gives LINES. Offsets count code points.

    >>> text_lines(pl.DataFrame({"doc": [0], "text": ["Rain\\r\\n\\r\\n  fell. "]}))["text"].to_list()
    ['Rain', 'fell.']
    """
    text, doc, line = pl.col("text"), pl.col("doc"), pl.col("line")
    length = text.str.len_chars().cast(pl.Int64) + 1
    size = text.str.len_chars().cast(pl.Int64)
    return (
        documents.lazy()
        .select(
            doc.cast(pl.UInt32),
            text.str.replace_all("\r\n", " \n").str.replace_all(ONE_CHARACTER_BREAKS, "\n").str.split("\n"),
            before=length.cum_sum() - length,  # code points of the documents before, each with a line end
        )
        .with_columns(line=pl.int_ranges(0, text.list.len(), dtype=pl.UInt32))
        .explode("text", "line")
        .with_columns(raw_end=(size + 1).cum_sum() - 1 - pl.col("before"))
        .filter(text != "")  # a quarter of all lines need no look at their ends
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


def number_texts(rows: pl.DataFrame, first: int = 0, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Adds ``text_id``: rows with the same ``text`` share it.

    A text of ``known`` (``text``, ``text_id``) has the number that it has there, the others run from ``first``.

    Between a third and two thirds of all lines stand in a part more than once: what can be told from a text alone is
    asked of the distinct ones. To find those among texts costs more than among numbers, and is done once.

    >>> rain = pl.DataFrame({"text": ["Rain"], "text_id": [2]}, {"text": pl.String, "text_id": pl.UInt32})
    >>> number_texts(pl.DataFrame({"text": ["Share", "Rain", "Share"]}), 5, rain)["text_id"].to_list()
    [5, 2, 5]
    """
    texts, number = _dictionary(rows["text"])
    ids = pl.int_range(first, first + len(texts), dtype=pl.UInt32, eager=True)
    if known is not None:
        new = pl.DataFrame({"text": texts, "new": ids})
        same = known.select("text", "text_id").join(new, on="text").select("new", "text_id")
        ids = (
            new.join(same, on="new", how="left", maintain_order="left")
            .select(pl.coalesce("text_id", "new"))
            .to_series()
        )
    # The texts anew, too: rows that share one share its bytes, and all that is read of them lies together.
    return rows.with_columns(text=texts.gather(number), text_id=ids.gather(number))


def distinct_texts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The first row of each ``text_id``, and for each row which of them has its text.

    >>> rows = pl.DataFrame({"text": ["Share", "Rain", "Share"], "text_id": [7, 2, 7]})
    >>> firsts, number = distinct_texts(rows)
    >>> firsts["text"].to_list(), number.to_list()
    (['Share', 'Rain'], [0, 1, 0])
    """
    number = _dictionary(rows["text_id"])[1]
    highest = number.cum_max()
    return rows.filter((highest != highest.shift(1)).fill_null(True)), number


def _dictionary(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct values, in the order in which they first stand, and the number among them of each."""
    encoded = values.to_arrow().dictionary_encode()
    return pl.Series(encoded.dictionary, dtype=values.dtype), pl.Series(encoded.indices, dtype=pl.UInt32)


def sort_pieces(pieces: pl.DataFrame) -> pl.DataFrame:
    """Pieces of lines in the order of the texts: by ``doc``, then ``raw_start``."""
    # One number to sort by is half the work of two columns. A text is shorter than 2**32 code points.
    return pieces.sort(pl.col("doc").cast(pl.Int64) * 2**32 + pl.col("raw_start"), maintain_order=True)
