"""Joins two numbers that are one figure together, by what is between them.

- "five" and "three quarters" are a number with a fraction;
- "3 million" and "200 thousand" are one number;
- "15 dollars" and "40 cents" are an amount of money, "6 feet" and "2 inches" a height;
- "nine" of "fourteen" is a share;
- "more than 20" and "less than 30" are the ends of a range, and so are two numbers that ``pair_end`` follows.

The words between them are in the lexicon: see ``readings.FigureLexicon``.
"""

from __future__ import annotations

import polars as pl

from tasks.extraction.readings import FRACTIONS, SHARE, FigureLexicon

GAP = 12  # characters between two numbers that are one figure; set by hand
MONEY = "^(?:[A-Z]{3}|dollar|franc|peso|dinar|lira)$"
CENTS = ("cent", "penny", "sen", "paisa", "kopeck", "grosz", "kuruş")  # hundredths of a unit of money
SCALES = (1e12, 1e9, 1e6, 1e5, 1e4, 1e3, 1e2)
INCHES = 12  # of a foot
WORD = r"\p{L}"
END = "^(?:$|[.,;!?)。！？])"
COPIED = ("value", "value_high", "unit", "approximation", "method", "right", "bare")


def join_pairs(rows: pl.DataFrame, words: FigureLexicon) -> pl.DataFrame:
    """Join each number with the next one where both are one figure.

    Takes the readings of a language in the order of the text (``readings.Reading``), with ``doc``, ``start``, ``at``,
    ``left`` and ``right``. Returns the same columns, a row less for each pair.
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
    near = near.with_columns_seq(span=_is_range(words), part=_is_part(words))
    found = near.with_columns_seq(total=_total(words)).filter(pl.col("span") | pl.col("total").is_not_null())
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
    begin, end = pl.col("at") + pl.col("from"), pl.col("at") + pl.col("to")
    same_text = (pl.col("doc") == pl.col("doc").shift(-1)) & (pl.col("start") == pl.col("start").shift(-1))
    places = rows.select(size=pl.when(same_text).then(begin.shift(-1) - end)).with_row_index("row")
    places = places.filter(pl.col("size").is_between(0, GAP))
    near = places.hstack(rows[places["row"]]).with_columns_seq(gap=pl.col("right").str.head("size"))
    near = near.filter(pl.col("gap").str.contains(gaps))
    written = pl.col("match").str.slice("from", pl.col("to") - pl.col("from"))
    following = rows[near["row"] + 1].select(pl.col(COPIED).name.prefix("next_"), reach=end, next_written=written)
    return near.hstack(following).with_columns_seq(written=written, reach=pl.col("reach") - pl.col("at"))


def _of_pair() -> list[pl.Expr]:
    """The columns of a pair in the place of those of its first number."""
    ends = [pl.min_horizontal("value", "next_value"), pl.max_horizontal("value", "next_value")]
    span, part = pl.col("span"), pl.col("part")
    method = pl.when(pl.col("unit").is_null()).then("next_method").otherwise("method")
    method = pl.when("bare").then(pl.lit("count")).otherwise(method)  # of a fraction
    unit = pl.when(pl.col("next_unit") != SHARE).then(pl.coalesce("unit", "next_unit")).otherwise("unit")
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


def _is_range(words: FigureLexicon) -> pl.Expr:
    """Whether two numbers are the ends of a range."""
    single = pl.col("value_high").is_null() & pl.col("next_value_high").is_null()
    low, high = (f"^(?:{side})$" for side in (words.above, words.below))
    about, next_about = pl.col("approximation"), pl.col("next_approximation")
    rising = pl.col("value") < pl.col("next_value")
    bounds = about.str.contains(low) & next_about.str.contains(high) & rising
    bounds |= about.str.contains(high) & next_about.str.contains(low) & (pl.col("value") > pl.col("next_value"))
    bounds &= pl.col("gap").str.contains(f"^(?:{words.joint})$")
    between = pl.col("gap").str.contains(f"^(?:{words.pair})$") & pl.col("next_right").str.contains(
        f"^(?:{words.pair_end})"
    )
    units = pl.col("unit").is_null() | (pl.col("unit") == pl.col("next_unit"))
    return (single & units & (bounds | between & rising)).fill_null(False)


def _is_part(words: FigureLexicon) -> pl.Expr:
    """Whether the second of two numbers is the whole that the first one is a part of: "nine of fourteen"."""
    counts = (pl.col("method") == "count") & pl.col("unit").is_null() & pl.col("next_bare")
    return (
        counts & pl.col("gap").str.contains(f"^(?:{words.part})$") & (pl.col("value") < pl.col("next_value"))
    ).fill_null(False)


def _total(words: FigureLexicon) -> pl.Expr:
    """The number that two are together; null if they are none."""
    value, more, unit = pl.col("value"), pl.col("next_value"), pl.col("unit")
    whole = pl.col("value_high").is_null() & pl.col("next_value_high").is_null() & (value >= 1) & (value % 1 == 0)
    mixed = pl.col("gap").str.contains(f"^(?:{words.mixed})$")
    tight = mixed | pl.col("gap").str.contains("^ ?$")
    fraction = pl.col("bare") & mixed & (pl.col("next_unit") == SHARE) & (pl.col("next_method") == "share") & (more < 1)
    bare = (
        pl.col("gap").str.contains("^ $") & pl.col("next_bare") & (more >= 10) & pl.col("next_right").str.contains(END)
    )
    cents = tight & pl.col("next_unit").is_in(CENTS) | bare  # "15 dollars 50."
    money = cents & unit.str.contains(MONEY) & (more < 100)
    feet = tight & (unit == "foot") & (pl.col("next_unit") == "inch") & (more < INCHES)
    of = pl.coalesce(*(pl.when((value >= scale) & (value % scale == 0)).then(scale) for scale in SCALES))
    digits = pl.all_horizontal(pl.col("written", "next_written").str.contains(f"^[0-9].*{WORD}")) & (more >= 100)
    spelled = pl.all_horizontal(pl.col("written", "next_written").str.contains(f"^{WORD}[^0-9]*$")) & (more >= 1)
    grouped = (digits | spelled) & unit.is_null() & pl.col("next_approximation").is_null() & tight & (more < of)
    scale = pl.lit(1.0)
    if not words.myriads:
        scale = pl.coalesce(*(pl.when((value >= scale) & (value % scale == 0)).then(scale) for scale in FRACTIONS), 1.0)
    return (
        pl.when("part")
        .then(value / more)
        .when(whole & fraction)
        .then(value + more * scale)
        .when(whole & money)
        .then(value + more / 100)
        .when(whole & feet)
        .then(value + more / INCHES)
        .when(whole & grouped)
        .then(value + more)
    )
