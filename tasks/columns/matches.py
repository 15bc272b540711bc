"""The matches of a pattern in the texts of rows, with their offsets."""

from __future__ import annotations

import numpy as np
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
    places = find_places(rows["text"], pattern)
    return rows[places["row"]].hstack(places.drop("row"))


def find_places(text: pl.Series, pattern: str) -> pl.DataFrame:
    """Find every match of a Rust regular expression in texts: ``row``, the number of its text, and ``find_matches``.

    >>> find_places(pl.Series(["", "3 men in 2 boats"]), "[0-9]+").rows()
    [(1, '3', 0, ''), (1, '2', 9, ' men in ')]
    """
    # Each match is put between marks, and the text is split at them: every second part is a match. The pattern stays
    # compiled on this thread (tasks.columns.pinned).
    marked = text.str.replace_all(pattern, f"{MARK}${{0}}{MARK}")
    hit = (marked.str.len_bytes() != text.str.len_bytes()).arg_true()
    parts = marked.gather(hit).str.split(MARK)
    count = parts.list.len().to_numpy().astype(np.int64)
    first = np.cumsum(count) - count
    part = parts.explode()
    size = part.str.len_chars().to_numpy().astype(np.int64)
    start = np.cumsum(size) - size
    match = np.flatnonzero((np.arange(len(part)) - np.repeat(first, count)) % 2)
    text_of = np.repeat(np.arange(len(count)), count // 2)
    return pl.DataFrame(
        [
            hit.gather(text_of).alias("row"),
            part.gather(match).alias("match"),
            pl.Series("at", start[match] - start[first][text_of]),
            part.gather(match - 1).alias("before"),
        ]
    )
