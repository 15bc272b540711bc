"""Drops dates that are words of names: "Jan" of "Jan de Boer" is no month, "Sunday" of "Sunday Herald" no day."""

from __future__ import annotations

import numpy as np
import polars as pl

from tasks.extraction.prose import places_in_part

CAPITAL = r"^\p{Lu}"
WORD = "^ [^ ].* $"  # with the characters beside it


def drop_dates_in_names(dates: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Drop the dates that are words of a mention: with a capital, and shorter than it.

    A part of a word stays: the Monday of "HNA-Montag" is a day. So does a holiday, which may look like a person: "Maria
    Himmelfahrt". Takes dates and mentions with ``doc``, ``start``, ``end`` and ``text``, and dates with their
    ``method``; mentions do not overlap. Returns the other dates.

    >>> columns = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "text": pl.String}
    >>> dates = pl.DataFrame([(0, 9, 12, "Jan"), (0, 40, 46, "Monday")], columns, orient="row")
    >>> mentions = pl.DataFrame([(0, 9, 20, "Jan de Boer"), (0, 36, 46, "HNA-Monday")], columns, orient="row")
    >>> drop_dates_in_names(dates.with_columns(method=pl.lit("month")), mentions)["text"].to_list()
    ['Monday']
    """
    if mentions.is_empty():
        return dates
    named = mentions.sort("doc", "start")
    begins, ends = (places_in_part(named, name) for name in ("start", "end"))
    starts, stops = (places_in_part(dates, name) for name in ("start", "end"))
    last = np.maximum(np.searchsorted(begins, starts, side="right") - 1, 0)
    within = (begins[last] <= starts) & (stops <= ends[last]) & (stops - starts < ends[last] - begins[last])
    name = pl.concat_str(pl.lit(" "), named["text"].gather(last), pl.lit(" "))
    with_edges = name.str.slice(pl.Series(starts - begins[last]), pl.Series(stops - starts + 2))
    is_word = pl.Series(within) & pl.col("text").str.contains(CAPITAL) & with_edges.str.contains(WORD)
    return dates.filter(~is_word | (pl.col("method") == "holiday"))
