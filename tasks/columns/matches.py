"""The matches of a pattern in the texts of rows, with their offsets."""

from __future__ import annotations

import polars as pl

MARK = "\0"  # is in no document: a text with NUL is refused as binary


def find_matches(rows: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Find every match of a Rust regular expression in the texts of rows.

    Takes ``text`` and any other columns but ``match``, ``at`` and ``before``. Gives a row per match, in order, with the
    columns of its row and ``match`` (the words), ``at`` (where it starts in ``text``, in code points) and ``before``
    (the text between it and the match before, or the start of the text). Rows without a match are left out.

    >>> find_matches(pl.DataFrame({"text": ["3 men in 2 boats"]}), "[0-9]+").select("match", "at", "before").rows()
    [('3', 0, ''), ('2', 9, ' men in ')]
    """
    part = pl.col("match")
    # Each match is put between marks, and the text is split at them: every second part is a match. The pattern stays
    # compiled on this thread (tasks.columns.pinned).
    marked = rows.with_columns_seq(match=pl.col("text").str.replace_all(pattern, f"{MARK}${{0}}{MARK}"))
    return (
        marked.lazy()
        .filter(part.str.contains(MARK, literal=True))
        .with_row_index("_row")
        .with_columns(part.str.split(MARK))
        .with_columns(_nth=pl.int_ranges(part.list.len()))
        .explode("match", "_nth")
        .with_columns(_end=part.str.len_chars().cast(pl.Int64).cum_sum())
        .with_columns(at=pl.col("_end") - part.str.len_chars(), before=part.shift(1))
        .with_columns(at=pl.col("at") - pl.col("at").first().over("_row"))
        .filter(pl.col("_nth") % 2 == 1)
        .drop("_row", "_nth", "_end")
        .collect()
    )
