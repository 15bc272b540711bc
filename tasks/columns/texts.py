"""Texts of rows as numbers: rows that share a text share a number, so each text is looked at once."""

from __future__ import annotations

import polars as pl


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
