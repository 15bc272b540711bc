"""The day of publication, where neither a record nor the page nor a line of the text gives it.

An article's own address may tell it, or a sentence that says which day it is ("this is the Morning Letter for March 5,
2025"). Else a dateline gives month and day, and the year is looked for: of all years in
which that day was not after the day on which the file was first seen, each is as likely as what else is known makes it
(``schemas/weights/publication_day.toml``): how old articles are when they are first seen, how the first weekday that
the text names lies
to that day, how long ago the last day is that the text speaks of as past. A year is given only where it is likely
enough. What is known at least is a window: not before the last day spoken of as past, not after the file was seen.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from schemas import data

CANDIDATES = 60  # years back from the day on which the file was seen
YEAR = 365.25
TOLERANCE = 1  # a day that has begun elsewhere
NEXT = pl.duration(days=1)  # what was written in the evening comes out the day after
EARLIEST = date(1900, 1, 1)
# What tells the day whole, the surest first: the method, and the column that has the day.
WHOLE = {"url": "url_day", "text": "today"}
# The day in an address: /2025/03/05/, /2025-03-05-, /20250305/.
URL_DAY = r"/((?:19|20)[0-9]{2}(?:/[0-9]{2}/|-[0-9]{2}-|[0-9]{2})[0-9]{2})(?:[/_.-]|$)"
URL_MONTH = r"/((?:19|20)[0-9]{2})/(0[1-9]|1[0-2])/"
TOLD = ("published_on", "published_method", "published_confidence", "published_earliest", "published_latest")


def infer_days(articles: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The articles, with the day of publication where address, text or dateline tell it, and else a window.

    Takes articles with ``doc``, ``url``, ``dateline`` (with ``month_day``), ``first_seen`` (the day on which the file
    was first seen) and the columns TOLD, as far as they are known; and ``dates.mentions`` of their bodies. Days
    that are known stay as they are. Gives the same columns.
    """
    weights = data.load("weights/publication_day")
    seen = pl.col("first_seen") + pl.duration(days=TOLERANCE)
    open_ = articles.filter(pl.col("published_on").is_null()).select("doc", "url", "dateline", "first_seen")
    known = open_.join(_spoken_of(mentions), on="doc", how="left", maintain_order="left").with_columns(
        url_day=_url_day(), url_month=_url_month()
    )
    whole = {method: pl.when(pl.col(day) <= seen).then(day) for method, day in WHOLE.items()}
    known = known.with_columns(
        whole=pl.coalesce(*whole.values()),
        method=pl.coalesce(*(pl.when(day.is_not_null()).then(pl.lit(method)) for method, day in whole.items())),
    )
    by_dateline = _years(known.filter(pl.col("whole").is_null()), weights).with_columns(by_dateline=pl.lit("dateline"))
    right = {method: weights[method]["right"] for method in (*WHOLE, "dateline")}
    told = (
        known.join(by_dateline, on="doc", how="left", maintain_order="left")
        .select(
            "doc",
            on=pl.coalesce("whole", "day"),
            method=pl.coalesce("method", "by_dateline"),
            likely=pl.when(pl.col("whole").is_null()).then("likely").otherwise(1.0),
            earliest=pl.coalesce("whole", "day", "url_month", "last_told"),
            latest=pl.coalesce("whole", pl.col("day") + NEXT, pl.col("url_month").dt.month_end(), "first_seen"),
        )
        .with_columns(
            confidence=pl.col("likely") * pl.col("method").replace_strict(right, default=None, return_dtype=pl.Float64)
        )
        .with_columns(latest=pl.max_horizontal("earliest", "latest"))
    )
    return (
        articles.join(told, on="doc", how="left", maintain_order="left")
        .with_columns(pl.coalesce(name, name.removeprefix("published_")).alias(name) for name in TOLD)
        .select(articles.columns)
    )


def _url_day() -> pl.Expr:
    digits = pl.col("url").str.extract(URL_DAY).str.replace_all("[/-]", "")
    return digits.str.to_date("%Y%m%d", strict=False)


def _url_month() -> pl.Expr:
    year, month = (pl.col("url").str.extract(URL_MONTH, group).cast(pl.Int32) for group in (1, 2))
    return pl.date(year, month, 1)


def _spoken_of(mentions: pl.DataFrame) -> pl.DataFrame:
    """Of each body: its first ``weekday`` (0: Monday) not to come, and the last days that it speaks of.

    ``last_past`` is not said to come, ``by_year`` if of it only the year is told; ``last_told`` is said to be past.
    ``today`` is the only day that it says is its own, if it knows of no later one.
    """
    past, first = pl.col("tense") <= 0, pl.col("earliest")
    is_weekday = (pl.col("form") == "weekday") & pl.col("step").is_null() & (pl.col("length") == 1) & past
    fixed = (pl.col("kind") == "absolute") & past & (first >= _number(EARLIEST))
    own = first.filter(pl.col("today") & (first == pl.col("latest"))).unique()
    last = first.filter(fixed).max()
    return mentions.group_by("doc", maintain_order=True).agg(
        weekday=pl.col("number").filter(is_weekday).first(),
        last_past=_date(last),
        last_told=_date(first.filter(fixed & (pl.col("tense") < 0)).max()),
        by_year=pl.col("method").filter(fixed).get(first.filter(fixed).arg_max(), null_on_oob=True) == "year",
        today=_date(pl.when((own.len() == 1) & (own.max() >= last).fill_null(True)).then(own.max())),
    )


def _date(number: pl.Expr) -> pl.Expr:
    """A day from its number, counted from 1970-01-01."""
    return number.cast(pl.Int32).cast(pl.Date)


def _years(known: pl.DataFrame, weights: dict[str, Any]) -> pl.DataFrame:
    """The likeliest year of each dateline, where it is likely enough: ``doc``, ``day`` and ``likely``."""
    month_day = pl.col("dateline").struct.field("month_day")
    year = pl.col("first_seen").dt.year() - pl.col("back")
    age = (pl.col("first_seen") - pl.col("day")).dt.total_days()
    candidates = (
        known.filter(month_day.is_not_null())
        .with_columns(back=pl.lit(list(range(CANDIDATES))))
        .explode("back")
        .with_columns(day=pl.format("{}-{}", year, month_day).str.to_date("%Y-%m-%d", strict=False))
        .filter(
            (age >= -TOLERANCE)
            & (pl.col("day").dt.month_start() == pl.col("url_month").fill_null(pl.col("day").dt.month_start()))
        )
    )
    likelihood = (
        _seen(candidates, weights["seen"])
        * _weekday(candidates, weights["weekday"])
        * _since(candidates, weights["past"])
    )
    likely = pl.col("likelihood") / pl.col("likelihood").sum().over("doc")
    return (
        candidates.with_columns(likelihood=likelihood)
        .with_columns(likely=likely)
        .filter(pl.col("likely") >= weights["enough"])
        .select("doc", "day", "likely")
    )


def _seen(candidates: pl.DataFrame, weights: dict[str, Any]) -> pl.Series:
    """How likely a file is first seen so many days after publication."""
    age = (candidates["first_seen"] - candidates["day"]).dt.total_days().to_numpy().clip(0)
    archive = weights["archive_years"] * YEAR
    fresh = weights["fresh"] / weights["fresh_days"] * np.exp(-age / weights["fresh_days"])
    return pl.Series(fresh + (1 - weights["fresh"]) / archive * np.exp(-age / archive))


def _weekday(candidates: pl.DataFrame, weights: dict[str, Any]) -> pl.Series:
    """How likely the first weekday that is named lies so many days before that day; 1 where none is named."""
    before = (candidates["day"].dt.weekday() - 1 - candidates["weekday"]) % 7
    return before.replace_strict(dict(enumerate(weights["before"])), return_dtype=pl.Float64).fill_null(1.0)


def _since(candidates: pl.DataFrame, weights: dict[str, Any]) -> pl.Series:
    """How likely the last day spoken of as past is so long ago, or still to come; 1 where there is none."""
    years = (pl.col("day") - pl.col("last_past")).dt.total_days() / YEAR
    rarer = pl.when("by_year").then(weights["rarer_by_year"]).otherwise(weights["rarer"])
    ago = (1 - weights["to_come"]) * rarer * (-rarer * years).exp()
    ahead = weights["to_come"] * (years / weights["years_ahead"]).exp() / weights["years_ahead"]
    likely = pl.when(years >= 0).then(ago).otherwise(ahead)
    return candidates.select(pl.when(years.is_null()).then(1.0).otherwise(likely)).to_series()


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days
