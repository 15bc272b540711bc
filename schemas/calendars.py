"""Calendars: months by their names in many languages, and days of calendars that count otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from schemas import data, rulebook

NOWRUZ_622 = date(622, 3, 21).toordinal()  # the first day of the solar Hijri calendar
CYCLE_YEARS, CYCLE_DAYS = 33, 12_053  # eight of 33 years are leap years
LEAP_YEARS = (1, 5, 9, 13, 17, 22, 26, 30)  # of a cycle


@cache
def months_of(language: str) -> Mapping[str, int]:
    """The number of each month by its names in a language; empty where they are not known.

    >>> months_of("th")["มีนาคม"], months_of("de")["märz"], months_of("xx")
    (3, 3, {})
    """
    by_language = data.load("weights/calendars")["months"]
    listed = {name: number for number, names in enumerate(by_language.get(language, ()), 1) for name in names}
    return listed | rulebook.load().months.get(language, {})


@cache
def months_of_all() -> Mapping[str, int]:
    """The number of each month by its names in all languages; those of the rule packs count first."""
    languages = (*data.load("weights/calendars")["months"], *rulebook.load().months)
    return {name: number for language in languages for name, number in months_of(language).items()}


@cache
def months_of_solar_hijri() -> Mapping[str, int]:
    """The number of each month of the calendar of Iran, by its names."""
    listed = data.load("weights/calendars")["solar_hijri"]["months"]
    return {name: number for number, names in enumerate(listed, 1) for name in names}


@cache
def era_years() -> Mapping[str, int]:
    """What is added to the year of an era to make it one of the common era, by the era's name."""
    eras: dict[str, int] = data.load("weights/calendars")["eras"]
    return eras


@cache
def zone_offsets() -> Mapping[str, int]:
    """How many minutes a time zone is ahead of UTC, by its abbreviation in lower case."""
    zones: dict[str, int] = data.load("weights/calendars")["zones"]
    return zones


def solar_hijri_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the calendar of Iran (by its 33-year cycle, which holds from 1925 to 2088).

    >>> solar_hijri_day(1402, 12, 15).isoformat(), solar_hijri_day(1399, 4, 2).isoformat()
    ('2024-03-05', '2020-06-22')

    Raises:
        ValueError: there is no such day.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError("no such day")
    cycles, years = divmod(year - 1, CYCLE_YEARS)
    leaps = sum(years >= leap for leap in LEAP_YEARS)
    days = cycles * CYCLE_DAYS + 365 * years + leaps + 31 * (month - 1) - max(0, month - 7) + day - 1
    return date.fromordinal(NOWRUZ_622) + timedelta(days)
