"""Infers the day of publication where neither a record nor the page nor a line of the text gives it.

In this order:

1. ``url``: the article's own address holds a day;
2. ``text``: a sentence says which day it is ("this is the Morning Letter for March 5, 2025");
3. ``dateline``: a dateline gives month and day, and the year is inferred. Every year in which that day was not after
   the day on which the file was first seen is a candidate. Three things make its probability: how old articles are when
   they are first seen, how many days the first weekday of the text lies before that day, and how long ago the last day
   is that the text speaks of as past (``schemas/weights/publication_day.toml``). A year is given only if it is likely
   enough.

In any case there is a window: not before the last day that the text speaks of as past, not after the file was first
seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from schemas import data

# How far back a year is looked for, and how far ahead a day may be: set by hand. A day that has begun elsewhere may be
# tomorrow; an article that is written in the evening is published the day after.
CANDIDATES = 60  # years back from the day on which the file was first seen
TOLERANCE = 1  # days ahead of it
NEXT = pl.duration(days=1)
YEAR = 365.25  # days
EARLIEST = date(1900, 1, 1)  # earlier days say nothing of the day of publication
# Methods that give the whole day, the surest first, each with the column that holds it.
WHOLE = {"url": "url_day", "text": "today"}
# The day in an address: /2025/03/05/, /2025-03-05-, /20250305/.
URL_DAY = r"/((?:19|20)[0-9]{2}(?:/[0-9]{2}/|-[0-9]{2}-|[0-9]{2})[0-9]{2})(?:[/_.-]|$)"
URL_MONTH = r"/((?:19|20)[0-9]{2})/(0[1-9]|1[0-2])/"
PUBLISHED = ("published_on", "published_method", "published_confidence", "published_earliest", "published_latest")
# What a record or a page says of itself to machines. A day of theirs that is yet to come is believed a while ahead, if
# less than others: a run may be stamped with an earlier day (``as_of``), and some outlets stamp ahead.
STAMPED = ("record", "json-ld", "og", "microdata", "meta")
AHEAD = 731  # days
DOUBT = 0.5  # of its confidence

Weights = Mapping[str, Any]  # of schemas/weights/publication_day.toml, which explains each


def infer_days(articles: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Add the day of publication where address, text or dateline give it, and a window elsewhere.

    Takes articles with ``doc``, ``url``, ``dateline`` (a struct with ``month_day``, as MM-DD), ``first_seen`` (the day
    on which the file was first seen), ``published_at`` and the columns PUBLISHED; and the ``dates.FOUND`` of their
    bodies. Returns the same articles and columns. Days that are known already stay as they are, unless they are yet to
    come.
    """
    weights = data.load("weights/publication_day")
    articles = _without_days_to_come(articles)
    unknown = articles.filter(pl.col("published_on").is_null()).select("doc", "url", "dateline", "first_seen")
    past = _dates_until_seen(dates, unknown)
    evidence = unknown.join(_evidence_of_bodies(past), on="doc", how="left", maintain_order="left").with_columns(
        url_day=_day_of_url(), url_month=_month_of_url()
    )
    latest = pl.col("first_seen") + pl.duration(days=TOLERANCE)
    whole = {method: pl.when(pl.col(day) <= latest).then(day) for method, day in WHOLE.items()}
    evidence = evidence.with_columns(
        whole=pl.coalesce(*whole.values()),
        method=pl.coalesce(*(pl.when(day.is_not_null()).then(pl.lit(method)) for method, day in whole.items())),
    )
    dateline = _days_of_datelines(evidence.filter(pl.col("whole").is_null()), weights)
    dateline = dateline.with_columns(by_dateline=pl.lit("dateline"))
    evidence = evidence.join(dateline, on="doc", how="left", maintain_order="left")
    inferred = _days_and_windows(evidence, weights)
    return (
        articles.join(inferred, on="doc", how="left", maintain_order="left", suffix="_inferred")
        .with_columns(pl.coalesce(name, f"{name}_inferred") for name in PUBLISHED)
        .select(articles.columns)
    )


def _without_days_to_come(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles without days of publication on which nobody can have seen them yet."""
    ahead = (pl.col("published_on") - pl.col("first_seen")).dt.total_days().fill_null(0)
    is_stamped = pl.col("published_method").is_in(STAMPED)
    is_possible = ahead <= pl.when(is_stamped).then(AHEAD).otherwise(TOLERANCE)
    doubted = pl.when(ahead <= TOLERANCE).then("published_confidence").otherwise(pl.col("published_confidence") * DOUBT)
    known = articles.with_columns(published_confidence=doubted)
    return known.with_columns(pl.when(is_possible).then(name).alias(name) for name in (*PUBLISHED, "published_at"))


def _dates_until_seen(dates: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The dates of bodies that had come when the file was first seen: others say nothing of the day of publication."""
    seen = articles.select("doc", seen=pl.col("first_seen").to_physical())
    return dates.join(seen, on="doc", maintain_order="left").filter(
        pl.col("earliest").is_null() | (pl.col("earliest") <= pl.col("seen") + TOLERANCE)
    )


def _days_and_windows(evidence: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """``doc`` and PUBLISHED; the day is null where nothing gives it."""
    right = {method: weights[method]["right"] for method in (*WHOLE, "dateline")}
    sure_of_method = pl.col("published_method").replace_strict(right, default=None, return_dtype=pl.Float64)
    return (
        evidence.select(
            "doc",
            published_on=pl.coalesce("whole", "day"),
            published_method=pl.coalesce("method", "by_dateline"),
            likely=pl.when(pl.col("whole").is_null()).then("likely").otherwise(1.0),
            published_earliest=pl.coalesce("whole", "day", "url_month", "last_told"),
            published_latest=pl.coalesce(
                "whole", pl.col("day") + NEXT, pl.col("url_month").dt.month_end(), "first_seen"
            ),
        )
        .with_columns(
            published_confidence=pl.col("likely") * sure_of_method,
            published_latest=pl.max_horizontal("published_earliest", "published_latest"),
        )
        .drop("likely")
    )


def _day_of_url() -> pl.Expr:
    """The day in an address; null if there is none, or no calendar has it."""
    digits = pl.col("url").str.extract(URL_DAY).str.replace_all("[/-]", "")
    return digits.str.to_date("%Y%m%d", strict=False)


def _month_of_url() -> pl.Expr:
    """The first day of the month in an address."""
    year, month = (pl.col("url").str.extract(URL_MONTH, group).cast(pl.Int32) for group in (1, 2))
    return pl.date(year, month, 1)


def _evidence_of_bodies(dates: pl.DataFrame) -> pl.DataFrame:
    """The evidence of bodies for their day, a row for each body that mentions a date.

    - ``weekday``: the first weekday (0: Monday) that is not to come;
    - ``last_past``: the last day that is not said to come, and ``by_year``: whether only its year is given;
    - ``last_told``: the last day that is said to be past;
    - ``today``: the one day that the body says is its own, if it mentions no later one.
    """
    past, first = pl.col("tense") <= 0, pl.col("earliest")
    is_weekday = (pl.col("form") == "weekday") & pl.col("step").is_null() & (pl.col("length") == 1) & past
    fixed = (pl.col("kind") == "absolute") & past & (first >= (EARLIEST - date(1970, 1, 1)).days)
    own = first.filter(pl.col("today") & (first == pl.col("latest"))).unique()
    last = first.filter(fixed).max()
    return dates.group_by("doc", maintain_order=True).agg(
        weekday=pl.col("number").filter(is_weekday).first(),
        last_past=_day_of_number(last),
        last_told=_day_of_number(first.filter(fixed & (pl.col("tense") < 0)).max()),
        by_year=pl.col("method").filter(fixed).get(first.filter(fixed).arg_max(), null_on_oob=True) == "year",
        today=_day_of_number(pl.when((own.len() == 1) & (own.max() >= last).fill_null(True)).then(own.max())),
    )


def _day_of_number(number: pl.Expr) -> pl.Expr:
    """A day from its number, counted from 1970-01-01."""
    return number.cast(pl.Int32).cast(pl.Date)


def _days_of_datelines(evidence: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """The day of each dateline in its likeliest year, if that is likely enough: ``doc``, ``day`` and ``likely``."""
    month_day = pl.col("dateline").struct.field("month_day")
    year = pl.col("first_seen").dt.year() - pl.col("back")
    age = (pl.col("first_seen") - pl.col("day")).dt.total_days()
    candidates = (
        evidence.filter(month_day.is_not_null())
        .with_columns(back=pl.lit(list(range(CANDIDATES))))
        .explode("back")
        .with_columns(day=pl.format("{}-{}", year, month_day).str.to_date("%Y-%m-%d", strict=False))
        .filter(
            (age >= -TOLERANCE)
            & (pl.col("day").dt.month_start() == pl.col("url_month").fill_null(pl.col("day").dt.month_start()))
        )
    )
    likelihood = (
        _likelihood_of_age(candidates, weights["seen"])
        * _likelihood_of_weekday(candidates, weights["weekday"])
        * _likelihood_of_past(candidates, weights["past"])
    )
    likely = pl.col("likelihood") / pl.col("likelihood").sum().over("doc")
    return (
        candidates.with_columns(likelihood=likelihood)
        .with_columns(likely=likely)
        .filter(pl.col("likely") >= weights["enough"])
        .select("doc", "day", "likely")
    )


def _likelihood_of_age(candidates: pl.DataFrame, weights: Weights) -> pl.Series:
    """How likely a file is first seen that many days after publication: a fresh one, or one of an archive."""
    age = (candidates["first_seen"] - candidates["day"]).dt.total_days().to_numpy().clip(0)
    archive = weights["archive_years"] * YEAR
    fresh = weights["fresh"] / weights["fresh_days"] * np.exp(-age / weights["fresh_days"])
    return pl.Series(fresh + (1 - weights["fresh"]) / archive * np.exp(-age / archive))


def _likelihood_of_weekday(candidates: pl.DataFrame, weights: Weights) -> pl.Series:
    """How likely the first weekday lies that many days before the day of the dateline; 1 if no weekday is named."""
    before = (candidates["day"].dt.weekday() - 1 - candidates["weekday"]) % 7
    return before.replace_strict(dict(enumerate(weights["before"])), return_dtype=pl.Float64).fill_null(1.0)


def _likelihood_of_past(candidates: pl.DataFrame, weights: Weights) -> pl.Series:
    """How likely the last day spoken of as past is that long ago, or still to come; 1 if there is none."""
    years = (pl.col("day") - pl.col("last_past")).dt.total_days() / YEAR
    rarer = pl.when("by_year").then(weights["rarer_by_year"]).otherwise(weights["rarer"])
    ago = (1 - weights["to_come"]) * rarer * (-rarer * years).exp()
    ahead = weights["to_come"] * (years / weights["years_ahead"]).exp() / weights["years_ahead"]
    likely = pl.when(years >= 0).then(ago).otherwise(ahead)
    return candidates.select(pl.when(years.is_null()).then(1.0).otherwise(likely)).to_series()
