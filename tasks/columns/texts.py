"""Texts of rows as numbers: rows that share a text share its number, so that each text is looked at once."""

from __future__ import annotations

import polars as pl

# What polars strips: Unicode's property White_Space. Python's own strip takes the separators of ASCII as well.
SPACES = (
    "\t\n\v\f\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def number_texts(rows: pl.DataFrame, first: int = 0, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add ``text_id``: rows with the same ``text`` share it.

    Between a third and two thirds of all lines of a part are in it more than once, so what depends on a text alone is
    computed for the distinct texts. To find the distinct ones among texts costs more than among numbers, and is done
    once.

    Args:
        rows: ``text`` and any other columns.
        first: the lowest number of a new text.
        known: ``text`` and ``text_id`` of texts that have a number already, and keep it.

    >>> rain = pl.DataFrame({"text": ["Rain"], "text_id": [2]}, {"text": pl.String, "text_id": pl.UInt32})
    >>> number_texts(pl.DataFrame({"text": ["Share", "Rain", "Share"]}), 5, rain)["text_id"].to_list()
    [5, 2, 5]
    """
    texts, number = distinct_values(rows["text"])
    ids = pl.int_range(first, first + len(texts), dtype=pl.UInt32, eager=True)
    if known is not None:
        new = pl.DataFrame({"text": texts, "new": ids})
        same = known.select("text", "text_id").join(new, on="text").select("new", "text_id")
        ids = (
            new.join(same, on="new", how="left", maintain_order="left")
            .select(pl.coalesce("text_id", "new"))
            .to_series()
        )
    # The texts are written again, too: rows that share one share its bytes, and the texts are together in memory.
    return rows.with_columns(text=texts.gather(number), text_id=ids.gather(number))


def distinct_texts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Find the first row of each ``text_id``.

    Returns:
        These rows, and for each row of the frame the number of the one among them that has its text.

    >>> rows = pl.DataFrame({"text": ["Share", "Rain", "Share"], "text_id": [7, 2, 7]})
    >>> firsts, number = distinct_texts(rows)
    >>> firsts["text"].to_list(), number.to_list()
    (['Share', 'Rain'], [0, 1, 0])
    """
    number = distinct_values(rows["text_id"])[1]
    highest = number.cum_max()
    return rows.filter((highest != highest.shift(1)).fill_null(True)), number


def sort_pieces(pieces: pl.DataFrame) -> pl.DataFrame:
    """Sort pieces of lines into the order of the texts: by ``doc``, then ``raw_start``.

    >>> sort_pieces(pl.DataFrame({"doc": [1, 0, 0], "raw_start": [0, 7, 3]})).rows()
    [(0, 3), (0, 7), (1, 0)]
    """
    # One number to sort by is half the work of two columns. A text is shorter than 2**32 code points.
    return pieces.sort(pl.col("doc").cast(pl.Int64) * 2**32 + pl.col("raw_start"), maintain_order=True)


def letters_and_digits(text: pl.Expr) -> pl.Expr:
    """A text without anything else, in lower case: two spellings of the same words have it in common.

    >>> pl.DataFrame({"text": ["The Odmar-Courier, no. 7"]}).select(letters_and_digits(pl.col("text"))).item()
    'theodmarcourierno7'
    """
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")


def distinct_values(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct values in the order in which they first occur, and for each row the number of its value."""
    encoded = values.to_arrow().dictionary_encode()
    return pl.Series(encoded.dictionary, dtype=values.dtype), pl.Series(encoded.indices, dtype=pl.UInt32)
