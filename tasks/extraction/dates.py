"""The dates and times that bodies mention, each as the days that can be meant.

Expressions stand in ``[dates]`` of the lexicon as a grammar (``grammar``). What one says by name is read as a
place in the calendar:

- ``year``, ``month``, ``day`` (with ``last_day`` or ``last_year`` of a range), ``decade`` (its first year), ``century``
  (its number); ``length``: how many months, from ``month`` on;
- ``unit`` and ``step``: so many days, weeks, months ... from the one that the article came out in (``count`` of them,
  with the sign of ``step``); with ``month``, the unit ``year`` and its step are the year of that month;
- ``through``: not that unit, but all the days between it and the day of publication;
- ``weekday`` (``length``: how many days from there on), with a ``step`` or without;
- ``edge``: early (-1), in the middle (0) or late (1) in what the rest says: a third of it.

A day without a year, or a weekday, is the nearest to the day of publication; where words of the future or the past
stand beside it, the nearest on that side. Where that day is not known, days that hang on it are left open.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import lexicon
from tasks.extraction import grammar
from tasks.extraction.prose import SPAN

SECTION = "dates"
DATES = pl.Schema(
    {
        **SPAN,
        "kind": pl.String,
        "earliest": pl.Date,
        "latest": pl.Date,
        "method": pl.String,
        "confidence": pl.Float64,
    }
)
NEAR = 40  # characters on either side in which a tense is looked for
YEARS = (1000, 2200)  # of others no day is given
# What makes a number that opens or ends an expression part of a longer one.
NUMBER_BEFORE = r"(?:[0-9][.,:/’']|[\p{Sc}#@/+])$"
NUMBER_AFTER = r"^[.,:/][0-9]|^ ?[%‰°]"
QUOTED = r"[\"“”„«»‹›「」]"

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7}
EPOCH = date(1970, 1, 1).toordinal()
MONDAY = 4  # 1970-01-05 was one: days from there on are whole weeks

Days = npt.NDArray[np.int64]


class Place(NamedTuple):
    """A place in the calendar, as far as the words tell; days count from 1970-01-01, months from January 1970."""

    earliest: int | None = None
    latest: int | None = None
    form: str | None = None  # how the rest is found from the day of publication: a unit, "weekday", "named", "side"
    step: int | None = None
    number: int = 0  # which weekday or month, from 0
    length: int = 1  # how many days or months
    day: int | None = None  # of the month
    edge: int | None = None
    through: int | None = None  # all the days from there to the day of publication, or from that day to there


OPEN = Place()


class Reading(NamedTuple):
    """What the words of an expression say: the span that is meant, and the rest of its row."""

    start: int
    end: int
    kind: str
    method: str
    confidence: float
    place: Place


def dates(paragraphs: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The dates and times that bodies mention.

    Takes ``prose.PARAGRAPHS`` and, by ``doc``, ``published_on`` (null where it is not known: what is told by its
    distance from there is left open). Gives DATES, a row a mention, in the order of the text.
    """
    return resolve_dates(find_dates(paragraphs), published)


def resolve_dates(found: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The dates that ``mentions`` found, against the days of publication: what ``dates`` gives."""
    days = found.select("doc").join(
        published.select("doc", "published_on").unique("doc"), on="doc", how="left", maintain_order="left"
    )
    return _resolved(found, days["published_on"]).select(DATES.names()).cast(DATES)


def find_dates(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """The expressions of dates in bodies, before they are resolved.

    Gives ``doc``, ``start``, ``end``, ``text``, ``kind``, ``method``, ``confidence``, the place in the calendar
    (Place's fields), ``tense`` (1: words of the future stand beside it, -1: of the past, 0: of both or neither), and
    ``today``: whether the words before it say that this is the day on which the text came out.
    """
    by_language = paragraphs.partition_by("language", as_dict=True, maintain_order=True)
    found = [_in_language(part, key[0]) for key, part in by_language.items()]
    return pl.concat([_EMPTY, *found]).sort("doc", "start")


def _resolved(found: pl.DataFrame, published: pl.Series) -> pl.DataFrame:
    """Mentions with ``earliest`` and ``latest``, given the day of publication of each (null: not known)."""
    known = published.is_not_null().to_numpy()
    today = published.cast(pl.Date).to_physical().fill_null(0).to_numpy().astype(np.int64)
    first, last = _interval(found, today)
    fixed = found["earliest"].is_not_null().to_numpy()
    given = fixed | (known & found["form"].is_not_null().to_numpy())
    first = np.where(fixed, found["earliest"].fill_null(0).to_numpy(), first)
    last = np.where(fixed, found["latest"].fill_null(0).to_numpy(), last)
    first, last = _edged(found, first, last)
    days = {"earliest": first, "latest": last}
    return found.with_columns(
        pl.when(pl.Series(given)).then(pl.Series(values.astype(np.int32)).cast(pl.Date)).alias(name)
        for name, values in days.items()
    )


_EMPTY = pl.DataFrame(
    schema={
        **{name: kind for name, kind in DATES.items() if name not in ("earliest", "latest")},
        "earliest": pl.Int64,
        "latest": pl.Int64,
        "form": pl.String,
        "step": pl.Int64,
        "number": pl.Int64,
        "length": pl.Int64,
        "day": pl.Int64,
        "edge": pl.Int64,
        "through": pl.Int64,
        "tense": pl.Int8,
        "today": pl.Boolean,
    }
)


def _in_language(paragraphs: pl.DataFrame, language: str | None) -> pl.DataFrame:
    found = grammar.find_expressions(paragraphs, SECTION, language)
    texts = found["match"].unique()
    readings = [(text, read) for text in texts if (read := _read(language, text)) is not None]
    rows = [(text, *read[:-1], *read.place) for text, read in readings]
    columns = {"match": pl.String, "from": pl.Int64, "to": pl.Int64, "kind": pl.String, "method": pl.String}
    said = pl.DataFrame(
        rows,
        columns | {"confidence": pl.Float64} | {name: _EMPTY.schema[name] for name in Place._fields},
        orient="row",
    )
    at = pl.col("at") + pl.col("from")
    near = pl.concat_str(pl.col("left").str.tail(NEAR), "match", pl.col("right").str.head(NEAR))
    return (
        found.lazy()
        .join(said.lazy(), on="match", how="inner", maintain_order="left")
        .filter(_whole())
        .with_columns(
            tense=_tense(near, language),
            today=_says_today(pl.concat_str("left", pl.col("match").str.head("from")), language),
            start=pl.col("start") + at,
            end=pl.col("start") + pl.col("at") + pl.col("to"),
            text=pl.col("match").str.slice(pl.col("from"), pl.col("to") - pl.col("from")),
        )
        .select(_EMPTY.columns)
        .cast(_EMPTY.schema)
        .collect()
    )


def _whole() -> pl.Expr:
    """Whether a match is no part of a longer number: a sum of money, a decimal, a time."""
    match, before = pl.col("match"), pl.col("left")
    begins = match.str.contains("^[0-9]") & before.str.contains(NUMBER_BEFORE)
    ends = match.str.contains("[0-9]$") & pl.col("right").str.contains(NUMBER_AFTER)
    return ~(begins | ends)


def _tense(near: pl.Expr, language: str | None) -> pl.Expr:
    words = lexicon.load(SECTION).get(language or "", {}).get("tense", {})
    spoken = pl.concat_str(pl.lit(" "), near.str.to_lowercase(), pl.lit(" "))
    signs = [
        pl.when(spoken.str.contains_any([f" {word} " for word in words[tense]])).then(sign).otherwise(0)
        for tense, sign in (("future", 1), ("past", -1))
        if words.get(tense)
    ]
    return pl.sum_horizontal(*signs) if signs else pl.lit(0)


def _says_today(before: pl.Expr, language: str | None) -> pl.Expr:
    """Whether words before a day say that it is that of the text; not if they are quoted: they are older than it."""
    words = lexicon.load(SECTION).get(language or "", {}).get("today", ())
    if not words:
        return pl.lit(False)
    said = rf"(?:^|[{grammar.LEADS}])(?:{'|'.join(words)})$"
    return before.str.contains(said) & ~before.str.contains(QUOTED)


@lru_cache(grammar.REMEMBERED)
def _read(language: str | None, text: str) -> Reading | None:
    """What an expression says; None where it is to be skipped, or no day of any calendar."""
    spoken = grammar.load_grammar(SECTION, language)
    said = spoken.read(text)
    if said is None:
        return None
    values = {name: spoken.value(*words) for name, words in said.words.items() if name in NAMES}
    place = _place({**said.entry.get("says", {}), **values})
    if place is None:
        return None
    method = said.entry["method"]
    confidence = lexicon.load(SECTION).get(language or "", {}).get("confidence", {})
    return Reading(said.start, said.end, said.entry["kind"], method, confidence.get(method, DOUBT), place)


DOUBT = 0.8  # of what was not measured in a language
NAMES = (
    "year", "month", "day", "last_day", "last_year", "decade", "century", "length", "unit", "step", "count", "weekday",
    "edge", "short_year", "through",
)  # fmt: skip


def _place(said: dict[str, grammar.Value]) -> Place | None:
    """The place in the calendar that the values tell; None where there is no such day."""
    unit = str(said["unit"]) if "unit" in said else None
    value = {name: number for name, number in said.items() if isinstance(number, int)}
    edge, step, length = value.get("edge"), value.get("step"), value.get("length", 1)
    if "short_year" in value:
        value["year"] = value["short_year"] + (2000 if value["short_year"] < SHORT_YEARS else 1900)
    if "year" in value:
        return _of_year(value, edge, length)
    if "decade" in value:
        first = value["decade"] if value["decade"] >= 100 else 1900 + value["decade"]
        return Place(_month(first, 1), _month(first + 10, 1) - 1, edge=edge)
    if "century" in value:
        first = (value["century"] - 1) * 100
        return Place(_month(first, 1), _month(first + 100, 1) - 1, edge=edge) if first >= YEARS[0] else OPEN
    if "month" in value:
        if not 1 <= value["month"] <= 12 or not 1 <= value.get("day", 1) <= 31:
            return None
        if "day" in value:
            length = max(1, value.get("last_day", value["day"]) - value["day"] + 1)
        # "Last August" is the last one there was, not that of the last year.
        form = "side" if step and unit != "year" else "named"
        return Place(None, None, form, step, value["month"] - 1, length, value.get("day"), edge)
    if "weekday" in value:
        return Place(None, None, "weekday", step, value["weekday"] - 1, length, edge=edge)
    if unit is None:
        return OPEN
    if "count" in said or "through" in said:
        if "count" not in value or step is None:
            return OPEN  # "several weeks ago", "the first two months"
        step *= value["count"]
    if unit not in MONTHS and unit not in DAYS:
        return OPEN
    return Place(None, None, unit, step or 0, edge=edge, through=value.get("through"))


SHORT_YEARS = 50  # '49 is 2049, '50 is 1950


def _of_year(value: dict[str, int], edge: int | None, length: int) -> Place | None:
    year, month = value["year"], value.get("month")
    if not YEARS[0] <= year <= YEARS[1]:
        return OPEN
    if month is None:
        last = value.get("last_year", year)
        if last < 100:  # "1998/99", "1999/00"
            last += year // 100 * 100
            last += 100 if last < year else 0
        last = last if year <= last <= year + SHORT_YEARS else year
        return Place(_month(year, 1), _month(last + 1, 1) - 1, edge=edge)
    if "day" in value:
        try:
            first = date(year, month, value["day"]).toordinal() - EPOCH
        except ValueError:
            return None
        return Place(first, first + max(0, value.get("last_day", value["day"]) - value["day"]))
    if not 1 <= month <= 12:
        return None
    return Place(_month(year, month), _month(year, month + length) - 1, edge=edge)


def _month(year: int, month: int) -> int:
    """The first day of a month; months beyond 12 are those of the years after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1).toordinal() - EPOCH


def _interval(found: pl.DataFrame, today: Days) -> tuple[Days, Days]:
    """First and last day of each mention, told from the day of publication."""
    form = found["form"].fill_null("").to_numpy()
    has_step = found["step"].is_not_null().to_numpy()
    step, number, length, day, tense = (
        found[name].fill_null(0).to_numpy().astype(np.int64) for name in ("step", "number", "length", "day", "tense")
    )
    first, last = today.copy(), today.copy()
    for unit, size in DAYS.items():
        of = form == unit
        begin = (today[of] - MONDAY) // size * size + MONDAY + step[of] * size if size > 1 else today[of] + step[of]
        first[of], last[of] = begin, begin + size - 1
    now = _months(today)
    for unit, size in MONTHS.items():
        of = form == unit
        begin = ((now[of] + CENTURIES) // size + step[of]) * size - CENTURIES
        first[of], last[of] = _days(begin), _days(begin + size) - 1
    through = found["through"].is_not_null().to_numpy()
    first, last = np.where(through & (step > 0), today, first), np.where(through & (step < 0), today, last)
    of = form == "weekday"
    first[of] = _weekday(today[of], number[of], step[of], has_step[of], tense[of])
    last[of] = first[of] + length[of] - 1
    side = form == "side"
    of = side | (form == "named")
    tense, has_step = np.where(side, step, tense), has_step & ~side
    begin = _of_months(now[of], number[of], step[of], has_step[of], tense[of])
    of_day = day[of] > 0
    first[of] = _days(begin) + np.where(of_day, day[of] - 1, 0)
    last[of] = np.where(of_day, first[of] + length[of], _days(begin + length[of])) - 1
    return first, last


CENTURIES = 1970 * 12  # months: units are counted from the year 0 on


def _weekday(today: Days, number: Days, step: Days, has_step: npt.NDArray[np.bool_], tense: Days) -> Days:
    """The day meant by a weekday: the last one up to today, or the next one where the future is spoken of."""
    back = (today - MONDAY - number) % 7
    near = np.where(tense > 0, today - back + np.where(back > 0, 7, 0), today - back)
    before = today - np.where(back > 0, back, 7)
    stepped = np.where(step < 0, before, np.where(step > 0, today - back + 7, today - (today - MONDAY) % 7 + number))
    return np.where(has_step, stepped, near)


def _of_months(now: Days, number: Days, step: Days, has_step: npt.NDArray[np.bool_], tense: Days) -> Days:
    """The month meant by its name: of the year that is told, else the nearest on the side that is spoken of."""
    this = (now + CENTURIES) // 12 * 12 - CENTURIES + number
    ahead = this - now
    nearest = this + np.where(ahead > 6, -12, np.where(ahead < -6, 12, 0))
    past, future = this - np.where(ahead > 0, 12, 0), this + np.where(ahead < 0, 12, 0)
    near = np.where(tense < 0, past, np.where(tense > 0, future, nearest))
    return np.where(has_step, this + 12 * step, near)


def _edged(found: pl.DataFrame, first: Days, last: Days) -> tuple[Days, Days]:
    """A third of what is meant, where it is told to be early, late or in the middle."""
    told, edge = found["edge"].is_not_null().to_numpy(), found["edge"].fill_null(0).to_numpy()
    third = (last - first + 1) // 3
    told = told & (third > 0)
    begin = np.where(told & (edge >= 0), first + (edge + 1) * third, first)
    return begin, np.where(told & (edge <= 0), last - (1 - edge) * third, last)


def _months(days: Days) -> Days:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _days(months: Days) -> Days:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
