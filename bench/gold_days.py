"""The days that labelled dates mean, from the ways in which their origins write them.

A label has ``type``, ``value`` and ``timex``. Its origin shows in them:

- JSON of resolutions, or a list of them: ``start`` and ``end`` (exclusive), or ``value``; any of them may be meant;
- JSON with ``time``: first and last moment; or a distance ({"days": 4}), whose direction is not written;
- ISO times, two of them for a range; ``timex`` may hold the smallest unit that was read ("Week"), and ``raw`` says
  whether the end of a range is exclusive;
- TIMEX3 values: 2016-W45, 2016-Q3, 2016-WI, 201, 20.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

DAY = timedelta(days=1)
DAYS_OF_UNIT = {"day": 1, "week": 7}
MONTHS_OF_UNIT = {"month": 1, "quarter": 3, "year": 12}
HALVES = {"H1": 1, "H2": 7, "SP": 3, "SU": 6, "FA": 9, "WI": 12, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
BEGINS = ("start", "startDate", "startDateTime")
ENDS = ("end", "endDate", "endDateTime")
POINTS = ("value", "date", "dateTime")
SCORED = ("date", "daterange")


class Days(NamedTuple):
    """A period that a label may mean; without one of the days it is open on that side."""

    first: date | None
    last: date | None
    edge: bool = False  # early, in the middle, late in a period: where it begins and ends is a matter of taste
    loose: bool = False  # the last day is written as the end by some, as the day before the end by others


def day_of(text: str | None) -> date | None:
    """The first day in a text that is written by year, month and day; None if there is none.

    >>> day_of("2016-11-07T16:12:00"), day_of("[1997, 7, 1, 12, 30, 0]"), day_of("2016-02-00")
    (datetime.date(2016, 11, 7), datetime.date(1997, 7, 1), None)
    """
    found = re.search(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})", text or "")
    if found is None or int(found[1]) < 2:  # year 1 is how some say: no such day
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def days_of_label(label: Mapping[str, Any], published_on: date | None) -> tuple[str, list[Days]]:
    """The kind of a label ("date", "daterange", "time" ...) and all periods that it may mean; none if it says none."""
    kind = str(label["type"]).removeprefix("datetimeV2.").lower()
    value, timex = label["value"], label["timex"] or ""
    if not value:
        return _kind_of_timex(kind, timex), list(_days_of_timex(timex))
    if value.startswith(("{", "[")):
        return _days_of_json(kind, json.loads(value), published_on)
    if timex in ("Second", "Minute", "Hour") or kind == "duration":
        return ("duration" if kind == "duration" else "time"), []
    if kind == "time":
        return _days_of_grains(value, timex.lower(), str(label["raw"]))
    return _days_of_iso(kind, value, published_on)


def _kind_of_timex(kind: str, timex: str) -> str:
    if kind in ("abstime", "timex", "dt"):
        return "time" if "T" in timex else "date"
    return "duration" if kind == "reltime" else kind


def _days_of_json(kind: str, value: Any, published_on: date | None) -> tuple[str, list[Days]]:
    """The days of resolutions in JSON."""
    if isinstance(value, dict) and "definition" in value:
        return _days_of_moments(value)
    if isinstance(value, dict) and not {"values", "FutureResolution", "PastResolution"} & value.keys():
        return _days_of_distance(value, published_on)
    edge = ""
    if isinstance(value, dict):
        edge = str(value.get("Mod") or "")
        value = value.get("values") or [value.get(side) or {} for side in ("FutureResolution", "PastResolution")]
    if kind == "datetimemodel":
        kind = str(value[0].get("type", kind)) if value else kind
    return kind, [days for one in value if (days := _days_of_resolution(one, edge)) is not None]


def _days_of_resolution(one: Mapping[str, Any], edge: str) -> Days | None:
    """The days of one resolution; None if it has none."""
    edge = str(one.get("Mod") or edge)
    point = next((day for name in POINTS if (day := day_of(one.get(name)))), None)
    begin = next((day for name in BEGINS if (day := day_of(one.get(name)))), None)
    end = next((day for name in ENDS if (day := day_of(one.get(name)))), None)
    if point is not None:
        return Days(point, point)
    if begin is None and end is None:
        return None
    last = max(end - DAY, begin or end - DAY) if end else None
    return Days(begin, last, edge in ("start", "mid", "end"), loose=True)


def _days_of_moments(value: Mapping[str, Any]) -> tuple[str, list[Days]]:
    """The days from a first to a last moment."""
    moments = value["time"]
    if value["type"] not in ("time_point", "time_span"):
        return ("duration" if value["type"] == "time_delta" else "set"), []
    first, last = day_of(moments[0]), day_of(moments[-1])
    whole = str(moments[0]).endswith("00:00:00") and str(moments[-1]).endswith("23:59:59")
    return ("date" if whole else "time"), [Days(first, last, edge=value["definition"] == "blur")]


def _days_of_distance(value: Mapping[str, Any], published_on: date | None) -> tuple[str, list[Days]]:
    """The days that lie a distance before and after the day of publication."""
    sizes = {name.removesuffix("s"): int(size) for name, size in value.items() if isinstance(size, int | float)}
    if published_on is None or not sizes or sizes.keys() - {"day", "week", "month", "year"}:
        return "time", []
    days = sum(size * DAYS_OF_UNIT.get(unit, 0) for unit, size in sizes.items())
    months = sum(size * MONTHS_OF_UNIT.get(unit, 0) for unit, size in sizes.items())
    ends = (add_months(published_on, side * months) + side * days * DAY for side in (-1, 1))
    return "date", [Days(day, day) for day in ends]


def _days_of_grains(value: str, unit: str, raw: str) -> tuple[str, list[Days]]:
    """The days of an ISO time, or of two, that was read down to a unit."""
    side, _, rest = value.rpartition(" ")
    begin, _, end = rest.partition("/")
    first = day_of(begin)
    if first is None:
        return "date", []
    if side:
        return "daterange", [Days(first, None) if side == "after" else Days(None, first - DAY)]
    if end:
        after = day_of(end)
        return "daterange", [Days(first, after - DAY if after and "Interval" in raw else after, loose=True)]
    return "date", [Days(first, _next_unit(first, unit) - DAY)]


def _days_of_iso(kind: str, value: str, published_on: date | None) -> tuple[str, list[Days]]:
    """The days of ISO dates, whose end is inclusive."""
    begin, _, end = value.partition("/")
    if re.fullmatch(r"\d{4}-\d{2}", begin):
        return "date", list(_days_of_timex(begin))
    first, last = day_of(begin), day_of(end or begin)
    if first is None or last is None or value.startswith("-"):
        return ("date" if kind in ("dt", "date") else kind), []
    timed = re.search(r"T(?!12:00|00:00)", begin) is not None
    return ("datetime" if timed else "daterange" if end else "date"), [Days(first, last, loose=bool(end))]


def _days_of_timex(timex: str) -> Iterator[Days]:
    """The days of a TIMEX3 value; none for one that is open."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", timex):
        first = day_of(timex)
        if first is not None:
            yield Days(first, first)
    elif found := re.fullmatch(r"(\d{4})-W(\d{2})", timex):
        monday = date.fromisocalendar(int(found[1]), min(max(int(found[2]), 1), 52), 1)
        yield Days(monday, monday + 6 * DAY)
    elif (found := re.fullmatch(r"(\d{4})-(\w\w)", timex)) and (found[2] in HALVES or found[2].isdecimal()):
        month = HALVES.get(found[2]) or int(found[2])
        if 1 <= month <= 12 and int(found[1]) > 0:
            first = date(int(found[1]), month, 1)
            size = 1 if found[2].isdecimal() else 6 if found[2][0] == "H" else 3
            yield Days(first, add_months(first, size) - DAY)
    elif re.fullmatch(r"[12]\d{1,3}", timex):
        years = 10 ** (4 - len(timex))
        yield Days(date(int(timex) * years, 1, 1), date((int(timex) + 1) * years - 1, 12, 31))


def _next_unit(first: date, unit: str) -> date:
    """The first day behind a unit that begins on a day."""
    if unit in MONTHS_OF_UNIT:
        return add_months(first, MONTHS_OF_UNIT[unit])
    return first + DAYS_OF_UNIT.get(unit, 1) * DAY


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    month = day.year * 12 + day.month - 1 + months
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY
    return following.replace(day=min(day.day, following.day))
