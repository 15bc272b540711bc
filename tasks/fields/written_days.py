"""Reads days as lines write them: 5 March 2025, March 5th, 2025, 2025-03-05, 2025年3月5日, 05/03/2025.

Only a day with its year counts. (A dateline has no year: ``tasks/extraction/dates/publication_day.py`` infers it.
Days in sentences of bodies are read by ``tasks/extraction/dates/dates.py``.)
"""

from __future__ import annotations

import re

import polars as pl

from schemas.rulebook import Rulebook
from tasks.columns.matches import find_matches
from tasks.columns.patterns import CLOCK, EDGE, YEAR

CLOCK_TIME = rf"{EDGE}{CLOCK}{EDGE}"
# A line with a year, a time or a day in digits.
SHOWS_TIME = rf"{EDGE}(?:{YEAR}|{CLOCK}|[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-][0-9][0-9]){EDGE}"
DIGITS = r"(?:19|20)[0-9][0-9]|[0-9][./-] ?[0-9]{1,2}[./-] ?[0-9]"  # a line without them has no day
# Renderers join two elements without a space: a name and a day after it, or a day and a time after it.
GLUED = r"(\p{L})([0-9]{1,4}[./-][0-9])"
PREPOSITION = r"(?:de |del |of )?"
ORDINAL = r"(?:\.|st|nd|rd|th|er|º|ª)"

YEARS = (1980, 2100)  # of a day; set by hand
MONTHS = 12
# The month comes first where day and month are written with strokes: in English, unless the page shows otherwise.
MONTH_FIRST = ("en",)
BEFORE = 25  # characters of a line before a day that say which day it is; set by hand


def find_written_days(lines: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """List the days that lines show, a row each, in the order of the text.

    Takes ``doc``, ``block``, ``at``, ``text``, ``language``, ``month_first`` (of ``shown_order``) and any other
    columns. Adds ``day``; ``part`` (the day as written), ``before`` (the characters before it) and ``nth`` (its number
    in the line, from 1); the ``kind`` of writing (``named``, ``named_first``, ``iso``, ``han``, ``era`` or
    ``digits``); whether day and month are ``unclear``; and the ``other`` reading, where
    nothing but the language says which of them comes first. In
    ``text``, a space is put between a word and a day that a renderer joined to it.
    """
    return _with_days(_parts_of_lines(lines), rulebook).sort("block", "nth", maintain_order=True)


def month_number(written: pl.Expr, rulebook: Rulebook) -> pl.Expr:
    """Give the number of a month that is written as a word of any language, or as a number; else null.

    >>> from schemas import rulebook
    >>> months = pl.DataFrame({"month": ["March", "mars", "03", "Monday"]})
    >>> months.select(month_number(pl.col("month"), rulebook.load())).to_series().to_list()
    [3, 3, 3, None]
    """
    numbers = {name: number for names in rulebook.months.values() for name, number in names.items()}
    word = written.str.to_lowercase()
    return pl.coalesce(
        word.replace_strict(numbers, default=None, return_dtype=pl.Int32),
        word.str.to_integer(strict=False, dtype=pl.Int32),
    )


def _parts_of_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """A row for each ``part`` of a line that looks like a day, with ``before`` and ``nth``."""
    apart = lines.rename({"at": "placed"}).with_columns(pl.col("text").str.replace_all(GLUED, "${1} ${2}"))
    any_day = re.sub(r"\(\?P<\w+>", "(?:", "|".join(_patterns_of_days().values()))  # names are unique in a pattern
    found = find_matches(apart, any_day).drop("at").rename({"placed": "at"})
    return found.with_columns(
        pl.col("before").str.tail(BEFORE), part="match", nth=pl.int_range(1, pl.len() + 1).over("block")
    )


def _patterns_of_days() -> dict[str, str]:
    """How days are written.

    Any word may be the month here, which keeps the patterns small; a word that is no month gives no day.
    If the month is a word or the year has four digits, a clock or the next day may follow without a space.
    """
    year, day = rf"(?P<year>{YEAR})", r"(?P<day>[0-9]{1,2})"
    month = r"(?P<month>\p{L}[\p{L}\p{M}]+)"
    return {
        "named": rf"{day}{ORDINAL}?[\s/-]*{PREPOSITION}{month}\.?,?[\s/-]*{PREPOSITION}{year}",
        "named_first": rf"{month}\.?\s+{day}(?:st|nd|rd|th)?,?\s+{year}",
        "iso": rf"{EDGE}{year}[-/.]\s?(?P<month>[0-9]{{1,2}})[-/.]\s?{day}(?:T|{EDGE})",
        "han": rf"{year}\s?[年년]\s?(?P<month>[0-9]{{1,2}})\s?[月월]\s?{day}\s?[日일]",
        "digits": rf"{EDGE}(?P<one>[0-9]{{1,2}})\s?(?P<mark>[./-])\s?(?P<two>[0-9]{{1,2}})\s?[./-]\s?"
        rf"(?P<year>{YEAR}|[0-9][0-9]{EDGE})",
    }


def _with_days(parts: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Add ``day``, ``kind`` and ``unclear``; parts that are no day are left out."""
    parts = parts.with_row_index("row")
    of_parts = parts.select("row", "doc", "language", "month_first")
    read = [  # by one series: it stays on this thread, which may keep the patterns compiled (tasks.columns.pinned)
        of_parts.with_columns(groups=parts["part"].str.extract_groups(rf"^{pattern}$"))
        .unnest("groups")
        .filter(pl.col("year").is_not_null())
        .with_columns(kind=pl.lit(kind))
        for kind, pattern in _patterns_of_days().items()
    ]
    one, two = pl.col("one").cast(pl.Int32), pl.col("two").cast(pl.Int32)
    slashes, year = pl.col("mark") == "/", pl.col("year").cast(pl.Int32)
    month_first, is_known = _month_first(one, two, slashes)
    written = pl.format("{}-{}-{}", "year", "month", "day").str.to_date("%Y-%m-%d", strict=False)
    otherwise = pl.format("{}-{}-{}", "year", "day", "month").str.to_date("%Y-%m-%d", strict=False)
    days = (
        pl.concat(read, how="diagonal")
        .unique("row", keep="first", maintain_order=True)
        .with_columns(
            pl.when(year < 100).then(year + 2000).otherwise(year),
            month=pl.coalesce(month_number(pl.col("month"), rulebook), pl.when(month_first).then(one).otherwise(two)),
            day=pl.coalesce(pl.col("day").cast(pl.Int32), pl.when(month_first).then(two).otherwise(one)),
            unclear=(slashes & (one <= MONTHS) & (two <= MONTHS) & (one != two)).fill_null(False),
        )
        .with_columns(day=written, other=pl.when(pl.col("unclear") & ~is_known).then(otherwise))
        .filter(pl.col("day").dt.year().is_between(*YEARS))
        .select("row", "day", "other", "kind", "unclear")
    )
    return parts.join(days, on="row", how="inner", maintain_order="left").drop("row")


def shown_order(texts: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Find whether documents write the month first, by their days with the month by its name: "5 January", "May 5".

    Takes ``doc`` and ``text``. Gives ``doc`` and ``month_first``, null where both are written, or none.
    """
    names = "|".join(re.escape(name) for name in sorted(rulebook.months["en"], key=len, reverse=True))
    month, text = rf"(?:{names})", texts["text"].str.to_lowercase()
    named = texts.select(
        "doc",
        text.str.contains(rf"{EDGE}[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}{EDGE}").alias("day"),
        text.str.contains(rf"{EDGE}{month}\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?{EDGE}").alias("month"),
    )
    day_named, month_named = pl.col("day").any(), pl.col("month").any()
    return named.group_by("doc", maintain_order=True).agg(
        month_first=pl.when(day_named != month_named).then(month_named)
    )


def _month_first(one: pl.Expr, two: pl.Expr, slashes: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether the first of two numbers is the month, and whether that is known.

    A number beyond 12 in the same document decides, then days with named months. Else it is likely, by the language.
    """
    day_beyond, month_beyond = (
        (slashes & (one > MONTHS)).any().over("doc"),
        (slashes & (two > MONTHS)).any().over("doc"),
    )
    by_number = pl.when(day_beyond != month_beyond).then(month_beyond)
    by_language = pl.col("language").is_in(MONTH_FIRST)
    order = pl.coalesce(by_number, "month_first", by_language)
    month_first = (two > MONTHS) | (slashes & (one <= MONTHS) & order)
    is_known = ~by_language | by_number.is_not_null() | pl.col("month_first").is_not_null()
    return month_first.fill_null(False), is_known
