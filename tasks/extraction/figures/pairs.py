"""Joins two numbers that are one figure together, by what is between them.

- "five" and "three quarters" are a number with a fraction;
- "3 million" and "200 thousand" are one number;
- "15 dollars" and "40 cents" are an amount of money, "6 feet" and "2 inches" a height: ``schemas/units.toml``;
- "nine" of "fourteen" is a share;
- "more than 20" and "less than 30" are the ends of a range, and so are two numbers that ``pair_end`` follows.

The words between them are in the lexicon: see ``readings.FigureLexicon``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from schemas import data
from tasks.columns.pinned import look_for
from tasks.extraction.grammars.readings import FRACTIONS, SHARE, FigureLexicon

GAP = 12  # characters between two numbers that are one figure; set by hand
HUNDREDTHS = 100  # of a unit of money
FEWEST_CENTS = 10  # "15 dollars 50": a number without a unit is cents if it has two digits
SCALES = (1e12, 1e9, 1e6, 1e5, 1e4, 1e3, 1e2)
LEAST_GROUP = 100  # "3 million 200 thousand": digits behind a scale are a group of it, if they are this or more
LEAST_DIGITS = 10  # "two hundred 50": the least that is written in digits behind a scale in words
# How numbers are written: with a word behind the digits ("200 thousand"), or in words alone.
DIGITS, SPELLED = r"^[0-9].*\p{L}", r"^\p{L}[^0-9]*$"
END = "^(?:$|[.,;!?)。！？])"
COPIED = ("value", "value_high", "unit", "approximation", "method", "right", "bare")


def join_pairs(rows: pl.DataFrame, words: FigureLexicon) -> pl.DataFrame:
    """Join each number with the next one where both are one figure.

    Takes the readings of a language in the order of the text (``readings.Reading``), with ``doc``, ``start``, ``at``,
    ``left`` and ``right``. Returns the same columns, one row fewer for each pair.
    """
    chained = True
    while chained:
        rows, chained = _join_once(rows, words)
    return rows


def _join_once(rows: pl.DataFrame, words: FigureLexicon) -> tuple[pl.DataFrame, bool]:
    """Join pairs that have no number in common; and whether there are more, as in 7万 5千 4百."""
    near = _neighbours(rows, f"^(?:{words.mixed}|{words.joint}|{words.pair}|{words.part}| ?)$")
    if near.is_empty():
        return rows, False
    near = near.with_columns_seq(_signs(words)).with_columns_seq(span=_is_range(), part=_is_part())
    totals = [_total_of(row, words) for row in near.iter_rows(named=True)]
    near = near.with_columns(pl.Series("total", totals, dtype=pl.Float64))
    found = near.filter(near["span"] | near["total"].is_not_null())
    if found.is_empty():
        return rows, False
    follows = (found["row"] - found["row"].shift(1) == 1).fill_null(False)
    pairs = found.filter(~follows)
    numbered = rows.with_row_index("row")
    taken = pl.concat([pairs["row"], pairs["row"] + 1])
    joined = pairs.with_columns_seq(_of_pair()).select("row", *rows.columns).cast(numbered.schema)
    others = numbered.filter(~pl.col("row").is_in(taken.implode()))
    return pl.concat([others, joined]).sort("row").select(rows.columns), bool(follows.any())


def _neighbours(rows: pl.DataFrame, gaps: str) -> pl.DataFrame:
    """The rows with one of some ``gaps`` before the next one; ``gap`` is that, and COPIED are columns of the next one.

    Few rows are: the other columns are made for these alone.
    """
    at, begin, end, doc, start = (rows[name].to_numpy() for name in ("at", "from", "to", "doc", "start"))
    begin, end = at + begin, at + end
    size = begin[1:] - end[:-1]
    row = np.flatnonzero((doc[1:] == doc[:-1]) & (start[1:] == start[:-1]) & (size >= 0) & (size <= GAP))
    near = rows[row].hstack([pl.Series("row", row, dtype=pl.UInt32), pl.Series("size", size[row])])
    near = near.with_columns_seq(gap=pl.col("right").str.head("size"))
    near = near.filter(near["gap"].str.contains(gaps))
    written = pl.col("match").str.slice("from", pl.col("to") - pl.col("from"))
    reach = pl.col("at") + pl.col("to")
    following = rows[near["row"] + 1].select(pl.col(COPIED).name.prefix("next_"), reach=reach, next_written=written)
    return near.hstack(following).with_columns_seq(written=written, reach=pl.col("reach") - pl.col("at"))


def _signs(words: FigureLexicon) -> list[pl.Expr]:
    """What patterns say of two numbers."""
    low, high = (f"(?i)^(?:{side})$" for side in (words.above, words.below))
    patterns = {
        "is_mixed": ("gap", f"^(?:{words.mixed})$"),
        "is_joint": ("gap", f"^(?:{words.joint})$"),
        "is_between": ("gap", f"^(?:{words.pair})$"),
        "is_of": ("gap", f"^(?:{words.part})$"),
        "is_tight": ("gap", "^ ?$"),
        "is_space": ("gap", "^ $"),
        "closes_pair": ("next_right", f"^(?:{words.pair_end})"),
        "closes": ("next_right", END),
        "is_low": ("approximation", low),
        "is_high": ("approximation", high),
        "next_is_low": ("next_approximation", low),
        "next_is_high": ("next_approximation", high),
        "has_digits": ("written", DIGITS),
        "next_has_digits": ("next_written", DIGITS),
        "is_spelled": ("written", SPELLED),
        "next_is_spelled": ("next_written", SPELLED),
        "next_is_number": ("next_written", "^[0-9]+$"),
    }
    return look_for(patterns)


def _of_pair() -> list[pl.Expr]:
    """The columns of a pair in the place of those of its first number."""
    ends = [pl.min_horizontal("value", "next_value"), pl.max_horizontal("value", "next_value")]
    span, part = pl.col("span"), pl.col("part")
    method = pl.when(pl.col("unit").is_null()).then("next_method").otherwise("method")
    method = pl.when("bare").then(pl.lit("count")).otherwise(method)  # of a fraction
    unit = pl.when(pl.col("next_unit") != SHARE).then(pl.coalesce("unit", "next_unit")).otherwise("unit")
    units = data.load("units")
    money = pl.col("unit").replace(units["with_hundredths"])
    unit = pl.when(pl.col("next_unit").is_in(units["hundredths"])).then(pl.coalesce(money, unit)).otherwise(unit)
    changed = {
        "value": pl.when(span).then(ends[0]).otherwise("total"),
        "value_high": pl.when(span).then(ends[1]),
        "unit": pl.when(part).then(pl.lit(SHARE)).otherwise(unit),
        "to": pl.col("reach"),
        "right": pl.col("next_right"),
        "match": pl.concat_str(pl.col("match").str.head("to"), "gap", "next_written"),
        "method": pl.when(span).then(pl.lit("range")).when(part).then(pl.lit("share")).otherwise(method),
        "plain": pl.lit(False),
        "bare": pl.lit(False),
        "bound": part | pl.col("bound"),  # what follows is the whole
    }
    return [column.alias(name) for name, column in changed.items()]


def _is_range() -> pl.Expr:
    """Whether two numbers are the ends of a range."""
    single = pl.col("value_high").is_null() & pl.col("next_value_high").is_null()
    rising = pl.col("value") < pl.col("next_value")
    bounds = pl.col("is_low") & pl.col("next_is_high") & rising
    bounds |= pl.col("is_high") & pl.col("next_is_low") & (pl.col("value") > pl.col("next_value"))
    bounds &= pl.col("is_joint")
    between = pl.col("is_between") & pl.col("closes_pair")
    units = pl.col("unit").is_null() | (pl.col("unit") == pl.col("next_unit"))
    return (single & units & (bounds | between & rising)).fill_null(False)


def _is_part() -> pl.Expr:
    """Whether the second of two numbers is the whole that the first one is a part of: "nine of fourteen"."""
    counts = (pl.col("method") == "count") & pl.col("unit").is_null() & pl.col("next_bare")
    return (counts & pl.col("is_of") & (pl.col("value") < pl.col("next_value"))).fill_null(False)


def _total_of(row: Mapping[str, Any], words: FigureLexicon) -> float | None:
    """The number that a pair is together; None if it is none.

    Pairs are few: row by row, this takes a tenth of the time that so many conditions take of columns.
    """
    value, more = row["value"], row["next_value"]
    if value is None or more is None:
        return None
    if row["part"]:
        return float(value / more)
    if row["value_high"] is not None or row["next_value_high"] is not None or value < 1 or value % 1:
        return None
    tight = row["is_mixed"] or row["is_tight"]
    share = row["is_mixed"] and row["next_unit"] == SHARE and row["next_method"] == "share"
    if row["bare"] and share and more < 1:
        return float(value + more * (1.0 if words.myriads else _largest_divisor(value, FRACTIONS) or 1.0))
    smaller = _smaller_units(row, tight=tight)
    if smaller is not None and more < smaller:
        return float(value + more / smaller)
    if tight and _goes_on(row) and more < (_largest_divisor(value, SCALES) or 0):
        return float(value + more)
    return None


def _goes_on(row: Mapping[str, Any]) -> bool:
    """Whether the second number is a group of the first one: "3 million 200 thousand", "two hundred 50"."""
    more = row["next_value"]
    digits = row["has_digits"] and row["next_has_digits"] and more >= LEAST_GROUP
    spelled = row["is_spelled"] and row["next_is_spelled"] and more >= 1
    bare = row["bare"] and row["next_bare"]
    digits_behind = row["is_spelled"] and bare and row["next_is_number"] and more >= LEAST_DIGITS
    return bool(digits or spelled or digits_behind) and row["unit"] is None and row["next_approximation"] is None


def _smaller_units(row: Mapping[str, Any], *, tight: bool) -> float | None:
    """How many of the second unit make the first one: 12 inches a foot; None if it is no part of it.

    If the second number has no unit, the clause has to end there: "5 foot 11.", "15 dollars 50.".
    """
    unit, next_unit = row["unit"], row["next_unit"]
    if next_unit is not None:
        return _parts().get((unit, next_unit)) if tight else None
    if not (row["is_space"] and row["next_bare"] and row["closes"]):
        return None
    smaller = _parts().get((unit, None))
    return None if smaller == HUNDREDTHS and row["next_value"] < FEWEST_CENTS else smaller


@cache
def _parts() -> dict[tuple[str, str | None], float]:
    """How many of a smaller unit make a larger one, by both; by None for the one that needs no name."""
    units = data.load("units")
    parts: dict[tuple[str, str | None], float] = dict.fromkeys(
        ((larger, smaller) for larger in units["money"] for smaller in (*units["hundredths"], None)), HUNDREDTHS
    )
    for smaller, of in units["smaller"].items():
        parts |= {(larger, smaller): count for larger, count in of.items()}
    return parts | {(larger, None): count for larger, count in units["unnamed"].items()}


def _largest_divisor(value: float, scales: Sequence[float]) -> float | None:
    """The first of some scales, the largest first, that a value is a multiple of."""
    return next((scale for scale in scales if value >= scale and value % scale == 0), None)
