"""Turns the words of a date into a period of days, in two steps: before and after the day of publication is known.

The words of an expression give values by name (``[dates]`` in ``schemas/lexicon``). They mean:

- ``year``, ``month``, ``day``, with ``last_day`` or ``last_year`` at the end of a range; ``short_year``: a year of two
  digits; ``decade``: its first year; ``century``: its number; ``length``: how many months, from ``month`` on;
- ``unit`` and ``step``: how many days, weeks, months ... after the one of publication (negative: before it); ``count``
  multiplies ``step``. With ``month``, the unit ``year`` and its step give the year of that month;
- ``through``: not that unit alone, but all days between it and the day of publication;
- ``weekday``, with or without ``step``; ``length``: how many days from there on;
- ``day`` alone: that day of a month;
- ``edge``: early (-1), in the middle (0) or late (1) in the period that the other values give: a third of it.

A day without a year, or a weekday, is the nearest one to the day of publication; if words of the future or of the past
are beside it, it is the nearest one on that side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.windows import Array
from tasks.extraction.grammars.grammar import Value

# Set by hand.
YEARS = (1000, 2200)  # a year outside of these has no days
LAST_DAY = 31
SHORT_YEARS = 50  # '49 is 2049, '50 is 1950; and a range of years is no longer
VALUES = (
    "year", "month", "day", "last_day", "last_year", "decade", "century", "length", "unit", "step", "count", "weekday",
    "edge", "short_year", "through",
)  # fmt: skip

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}  # months in a unit
DAYS = {"day": 1, "week": 7}  # days in a unit
EPOCH = date(1970, 1, 1).toordinal()
MONDAY = 4  # 1970-01-05 was a Monday: whole weeks are counted from there
CENTURIES = 1970 * 12  # months: quarters, halves, decades and centuries are counted from the year 0

Days = npt.NDArray[np.int64]  # days since 1970-01-01, or months since January 1970


class Period(NamedTuple):
    """A period, as far as the words fix it; days are counted from 1970-01-01, months from January 1970."""

    earliest: int | None = None
    latest: int | None = None
    form: str | None = (
        None  # how the day of publication gives the rest: a unit, "weekday", "month day", "named" or "side"
    )
    step: int | None = None
    number: int = 0  # which weekday or month, from 0
    length: int = 1  # how many days or months
    day: int | None = None  # of the month
    edge: int | None = None
    through: int | None = None  # if not null: all days between the period and the day of publication


OPEN = Period()
COLUMNS = pl.Schema({name: pl.String if name == "form" else pl.Int64 for name in Period._fields})


def period_of(said: Mapping[str, Value]) -> Period | None:
    """Read the values of an expression as a period.

    Returns OPEN if the words set no limits ("several weeks ago"), and None if there is no such day (31 February).

    >>> period_of({"year": 2025, "month": 3, "day": 5}).earliest == (date(2025, 3, 5) - date(1970, 1, 1)).days
    True
    >>> period_of({"unit": "week", "step": -1})
    Period(earliest=None, latest=None, form='week', step=-1, number=0, length=1, day=None, edge=None, through=None)
    """
    value = {name: number for name, number in said.items() if isinstance(number, int)}
    unit = str(said["unit"]) if "unit" in said else None
    edge, step = value.get("edge"), value.get("step")
    if "short_year" in value:
        value["year"] = full_year(value["short_year"])
    if "year" in value:
        return _period_of_year(value)
    if "decade" in value:
        first = value["decade"] if value["decade"] >= 100 else 1900 + value["decade"]
        return Period(_first_day(first, 1), _first_day(first + 10, 1) - 1, edge=edge)
    if "century" in value:
        first = (value["century"] - 1) * 100
        if first < YEARS[0]:
            return OPEN
        return Period(_first_day(first, 1), _first_day(first + 100, 1) - 1, edge=edge)
    if "month" in value:
        return _period_of_month(value, unit)
    if "weekday" in value:
        return Period(None, None, "weekday", step, value["weekday"] - 1, value.get("length", 1), edge=edge)
    if unit is None and "day" in value:
        return Period(None, None, "month day", day=value["day"]) if value["day"] <= LAST_DAY else None
    if unit is None:
        return OPEN
    if "count" in said or "through" in said:
        if "count" not in value or step is None:
            return OPEN  # "several weeks ago", "the first two months"
        step *= value["count"]
    if unit not in MONTHS and unit not in DAYS:
        return OPEN
    return Period(None, None, unit, step or 0, edge=edge, through=value.get("through"))


def full_year(short: int) -> int:
    """The year that two digits mean.

    >>> full_year(49), full_year(50)
    (2049, 1950)
    """
    return short + (2000 if short < SHORT_YEARS else 1900)


def resolve_periods(found: pl.DataFrame, published: pl.Series) -> pl.DataFrame:
    """Resolve periods against days of publication.

    Takes rows with the fields of Period and ``tense`` (1: future, -1: past, 0: unknown), and for each row the day of
    publication, null where it is not known. Returns the rows with ``earliest`` and ``latest`` as days; both are null
    where the period is open, or depends on a day of publication that is not known.
    """
    known = published.is_not_null().to_numpy()
    today = published.cast(pl.Date).to_physical().fill_null(0).to_numpy().astype(np.int64)
    first, last = _first_and_last(found, today)
    fixed = found["earliest"].is_not_null().to_numpy()
    given = fixed | (known & found["form"].is_not_null().to_numpy())
    first = np.where(fixed, found["earliest"].fill_null(0).to_numpy(), first)
    last = np.where(fixed, found["latest"].fill_null(0).to_numpy(), last)
    first, last = _third_at_edge(found, first, last)
    days = {"earliest": first, "latest": last}
    return found.with_columns(
        pl.when(pl.Series(given)).then(pl.Series(values.astype(np.int32)).cast(pl.Date)).alias(name)
        for name, values in days.items()
    )


def _period_of_year(value: Mapping[str, int]) -> Period | None:
    """The period of values with a year."""
    year, month, edge = value["year"], value.get("month"), value.get("edge")
    if not YEARS[0] <= year <= YEARS[1]:
        return OPEN
    if month is None:
        last = value.get("last_year", year)
        if last < 100:  # "1998/99", "1999/00"
            last += year // 100 * 100
            last += 100 if last < year else 0
        last = last if year <= last <= year + SHORT_YEARS else year
        return Period(_first_day(year, 1), _first_day(last + 1, 1) - 1, edge=edge)
    if "day" in value:
        try:
            first = date(year, month, value["day"]).toordinal() - EPOCH
        except ValueError:
            return None
        return Period(first, first + max(0, value.get("last_day", value["day"]) - value["day"]))
    if not 1 <= month <= 12:
        return None
    return Period(_first_day(year, month), _first_day(year, month + value.get("length", 1)) - 1, edge=edge)


def _period_of_month(value: Mapping[str, int], unit: str | None) -> Period | None:
    """The period of values with a month and no year."""
    month, day, step = value["month"], value.get("day"), value.get("step")
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    length = value.get("length", 1) if day is None else max(1, value.get("last_day", day) - day + 1)
    # "Last August" is the latest August, not that of last year.
    form = "side" if step and unit != "year" else "named"
    return Period(None, None, form, step, month - 1, length, day, value.get("edge"))


def _first_day(year: int, month: int) -> int:
    """The first day of a month; months beyond 12 are those of the years after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1).toordinal() - EPOCH


def _first_and_last(found: pl.DataFrame, today: Days) -> tuple[Days, Days]:
    """The first and last day of each period, counted from the day of publication."""
    form = found["form"].fill_null("").to_numpy()
    has_step = found["step"].is_not_null().to_numpy()
    step, number, length, day, tense = (
        found[name].fill_null(0).to_numpy().astype(np.int64) for name in ("step", "number", "length", "day", "tense")
    )
    first, last = _whole_units(form, step, today)
    through = found["through"].is_not_null().to_numpy()
    first, last = np.where(through & (step > 0), today, first), np.where(through & (step < 0), today, last)
    rows = form == "weekday"
    first[rows] = _nearest_weekdays(today[rows], number[rows], step[rows], has_step[rows], tense[rows])
    last[rows] = first[rows] + length[rows] - 1
    rows = form == "month day"
    first[rows] = last[rows] = _nearest_month_days(today[rows], day[rows], tense[rows])
    side = form == "side"
    rows = side | (form == "named")
    tense, has_step = np.where(side, step, tense), has_step & ~side
    begin = _nearest_months(_months_of(today[rows]), number[rows], step[rows], has_step[rows], tense[rows])
    has_day = day[rows] > 0
    first[rows] = _days_of(begin) + np.where(has_day, day[rows] - 1, 0)
    last[rows] = np.where(has_day, first[rows] + length[rows], _days_of(begin + length[rows])) - 1
    return first, last


def _whole_units(form: Array, step: Days, today: Days) -> tuple[Days, Days]:
    """The first and last day of the unit that is ``step`` units after that of today; other forms: today."""
    first, last = today.copy(), today.copy()
    for unit, size in DAYS.items():
        rows = form == unit
        if size > 1:
            begin = (today[rows] - MONDAY) // size * size + MONDAY + step[rows] * size
        else:
            begin = today[rows] + step[rows]
        first[rows], last[rows] = begin, begin + size - 1
    month = _months_of(today)
    for unit, size in MONTHS.items():
        rows = form == unit
        begin = ((month[rows] + CENTURIES) // size + step[rows]) * size - CENTURIES
        first[rows], last[rows] = _days_of(begin), _days_of(begin + size) - 1
    return first, last


def _nearest_weekdays(today: Days, number: Days, step: Days, has_step: Array, tense: Days) -> Days:
    """The days that weekdays mean: the last one up to today, or the next one if the future is spoken of."""
    back = (today - MONDAY - number) % 7
    near = np.where(tense > 0, today - back + np.where(back > 0, 7, 0), today - back)
    before = today - np.where(back > 0, back, 7)
    stepped = np.where(step < 0, before, np.where(step > 0, today - back + 7, today - (today - MONDAY) % 7 + number))
    return np.where(has_step, stepped, near)


def _nearest_month_days(today: Days, day: Days, tense: Days) -> Days:
    """The days of the month that are nearest on the side of ``tense``; months that are too short are left out."""
    month = _months_of(today)
    near = np.stack([_days_of(month + step) + day - 1 for step in range(-2, 3)], axis=1)
    there = np.stack([_days_of(month + step + 1) for step in range(-2, 3)], axis=1) > near
    distance = near - today[:, None]
    wrong = ((tense[:, None] > 0) & (distance < 0)) | ((tense[:, None] < 0) & (distance > 0)) | ~there
    cost = np.abs(distance) + np.where(wrong, CENTURIES, 0)
    return near[np.arange(len(near)), np.argmin(cost, axis=1)] if len(near) else today


def _nearest_months(month: Days, number: Days, step: Days, has_step: Array, tense: Days) -> Days:
    """The months that names of months mean: of the year that ``step`` gives, else the nearest on the side of ``tense``.

    ``month`` is the month of publication, ``number`` the named month of a year, from 0.
    """
    this = (month + CENTURIES) // 12 * 12 - CENTURIES + number
    ahead = this - month
    nearest = this + np.where(ahead > 6, -12, np.where(ahead < -6, 12, 0))
    past, future = this - np.where(ahead > 0, 12, 0), this + np.where(ahead < 0, 12, 0)
    near = np.where(tense < 0, past, np.where(tense > 0, future, nearest))
    return np.where(has_step, this + 12 * step, near)


def _third_at_edge(found: pl.DataFrame, first: Days, last: Days) -> tuple[Days, Days]:
    """The third of each period that ``edge`` names; periods without one, or of less than three days, stay whole."""
    edge = found["edge"].fill_null(0).to_numpy()
    third = (last - first + 1) // 3
    edged = found["edge"].is_not_null().to_numpy() & (third > 0)
    begin = np.where(edged & (edge >= 0), first + (edge + 1) * third, first)
    return begin, np.where(edged & (edge <= 0), last - (1 - edge) * third, last)


def _months_of(days: Days) -> Days:
    """The months in which days lie."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _days_of(months: Days) -> Days:
    """The first days of months."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
