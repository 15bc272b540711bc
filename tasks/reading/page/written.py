"""Reads days as people write them: 5 March 2024, March 5th, 2024, 2024年3月5日, 05/03/24, 令和6年3月5日.

Only a day with its year counts. Digits may be of any script, years of four calendars. Where day and month are both
numbers, their order is that of the page (``DayOrder``); where nothing shows it, the other reading is given too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from schemas import calendars

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100  # the web has no earlier days of publication

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d\d?)"
# A word that may be a month: no space in it, but points and apostrophes as in "ม.ค." and "ינו׳". Capitals begin one
# where a renderer joined it to the word before: "HealthMARCH 5, 2024".
_WORD = r"(?P<month>[^\W\d_][^\s\d,،;/|()<>_–—-]{0,14}?)\.?"
_OTHER_NAME = r"(?:\s?/\s?[^\W\d_]+)?"  # Arabic pages give two names of a month: "نيسان / أبريل"
_BEFORE_WORD = r"(?:(?<![^\W\d_])|(?<=[a-z])(?=[A-Z]))"
NUMBERS = re.compile(
    r"(?<![\d/.-])(?P<one>\d\d?)\s?(?P<mark>[-/.|])\s?(?P<two>\d\d?)\s?(?P=mark)\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d/]|[.-]\d)"
)
DAY_BY_NAME = re.compile(
    rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|[º°ª])?[\s/.-]+(?:de\s+|of\s+|d['’])?{_WORD}{_OTHER_NAME}[\s,،/.'’-]+"
    r"(?:del?\s+|năm\s+)?(?P<year>(?:19|20|2[45]|1[34])\d\d)(?!\d)"
)
MONTH_BY_NAME = re.compile(rf"{_BEFORE_WORD}{_WORD}\s+{_DAY}(?:st|nd|rd|th)?(?:,|\s)\s*{_YEAR}(?!\d)")
PATTERNS = (
    re.compile(rf"(?<!\d){_YEAR}\s?(?:[-/.]|年|년)\s?(?P<month>\d\d?)\s?(?:[-/.]|月|월)\s?{_DAY}(?!\d)"),
    NUMBERS,
    DAY_BY_NAME,
    MONTH_BY_NAME,
    re.compile(rf"(?<!\d){_YEAR}\.?\s(?:m\.\s|gada\s|g\.\s)?{_BEFORE_WORD}{_WORD}\s{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}\s+tháng\s+(?P<month>\d\d?)(?:,|\s+năm)?\s+{_YEAR}(?!\d)"),
    re.compile(
        r"(?P<era>令和|平成|昭和|大正|民國|民国)\s?(?P<year>\d{1,3}|元)\s?年\s?(?P<month>\d\d?)\s?月\s?(?P<day>\d\d?)"
    ),
)
# What a line must have for any of them, which most lines lack. A pattern that begins with a digit is found in half of
# the time.
_NUMBERS_OR_SIGN = r"\s?[-/.|]\s?\d\d?\s?[-/.|]\s?\d\d|\s?[年月]"
SHOWS_DAY = re.compile(rf"\d(?:(?:(?<=1)[349]|(?<=2)[045])\d\d(?!\d)|{_NUMBERS_OR_SIGN})")
MAY_SHOW_DAY = re.compile(rf"\d(?:\d\d\d(?!\d)|{_NUMBERS_OR_SIGN})")  # likewise, with digits of any script
FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
HUMP = re.compile(r"^.*[a-z](?=[A-Z])")  # a word that a renderer joined to the month after it
TWO_DIGITS_OF_NOW = 40  # a year of two digits beyond it is of the century before
MONTHS = 12


class DayOrder(NamedTuple):
    """The order of day and month on a page, where both are numbers."""

    month_first: bool
    is_known: bool  # else it is the more probable one


class WrittenDay(NamedTuple):
    """A day as a line writes it."""

    day: date
    other: date | None  # the other reading, where day and month may be the other way round
    start: int  # where it is in the line
    end: int
    kind: str  # numbers, or named: with the month by its name
    first: str  # day or month, where it shows which of them its page writes first; else empty


def plain_digits(text: str) -> str:
    """A text with its digits of other scripts as those of ours; no other character changes its place.

    >>> plain_digits("۱۵ اسفند ۱۴۰۲")
    '15 اسفند 1402'
    """
    if text.isascii():
        return text
    return FOREIGN_DIGIT.sub(lambda match: str(int(match[0])), text)


def find_days(text: str, language: str, order: DayOrder) -> list[WrittenDay]:
    """The days that a line writes with their year, in the order of the line; ``text`` has plain digits.

    >>> [str(found.day) for found in find_days("5 March 2024, changed on 06/03/2024", "en", DayOrder(False, True))]
    ['2024-03-05', '2024-03-06']
    """
    if not SHOWS_DAY.search(text):
        return []
    found: list[WrittenDay] = []
    for match in sorted((match for pattern in PATTERNS for match in pattern.finditer(text)), key=re.Match.start):
        if found and match.start() < found[-1].end:
            continue
        days = _days_of(match, language, order)
        if days and EARLIEST_YEAR <= days[0].year <= LATEST_YEAR:
            other = days[1] if len(days) > 1 else None
            kind = "named" if match.re is not NUMBERS and not match["month"].isdecimal() else "numbers"
            found.append(WrittenDay(days[0], other, match.start(), match.end(), kind, _comes_first(match)))
    return found


def _comes_first(match: re.Match[str]) -> str:
    """Which of day and month a page writes first, as one of its days shows it."""
    if match.re is NUMBERS:
        return "day" if int(match["one"]) > MONTHS else "month" if int(match["two"]) > MONTHS else ""
    return {DAY_BY_NAME: "day", MONTH_BY_NAME: "month"}.get(match.re, "")


def _days_of(match: re.Match[str], language: str, order: DayOrder) -> list[date]:
    """The readings of a day, the more probable first; empty where no calendar has it."""
    groups = match.groupdict()
    if match.re is NUMBERS:
        year = _whole_year(match["year"])
        readings = _readings(int(match["one"]), int(match["two"]), order)
        return [found for month, day in readings for found in _dates(year, month, day)]
    if groups.get("era"):
        year = (1 if match["year"] == "元" else int(match["year"])) + calendars.era_years()[match["era"]]
        return list(_dates(year, int(match["month"]), int(match["day"])))
    year, day, name = int(match["year"]), int(match["day"]), match["month"]
    if 1300 <= year < 1500:
        return _solar_hijri(year, name, day)
    if year > LATEST_YEAR:
        year += calendars.era_years()["buddhist"]
    month = int(name) if name.isdecimal() else _month_number(name, language)
    return list(_dates(year, month, day))


def _readings(one: int, two: int, order: DayOrder) -> list[tuple[int, int]]:
    """Month and day of two numbers, in the readings that are possible, the more probable first."""
    both = [(one, two), (two, one)] if order.month_first else [(two, one), (one, two)]
    possible = [reading for reading in dict.fromkeys(both) if reading[0] <= MONTHS]
    return possible[:1] if order.is_known else possible


def _dates(year: int, month: int, day: int) -> Iterator[date]:
    """The day with these numbers, if there is one."""
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _whole_year(year: str) -> int:
    """A year of four digits."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= TWO_DIGITS_OF_NOW else 1900)


def _solar_hijri(year: int, name: str, day: int) -> list[date]:
    """The Gregorian day of a day in the calendar of Iran."""
    month = calendars.months_of_solar_hijri().get(name, 0)
    try:
        return [calendars.solar_hijri_day(year, month, day)]
    except ValueError:
        return []


def _month_number(name: str, language: str) -> int:
    """The number of a month by its name, in the language of the page before all others; 0 where it is none."""
    name = HUMP.sub("", name).lower()
    of_language, of_all = calendars.months_of(language[:2].lower()), calendars.months_of_all()
    for known in (of_language, of_all):
        for spelled in (name, name.rstrip("."), name.removeprefix("ב")):
            if spelled in known:
                return known[spelled]
    return 0
