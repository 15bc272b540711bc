"""Finds the day of publication of a page: as its elements give it, else as a line near the headline shows it."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from htmldate import find_date
from lxml import html

from schemas import data, rulebook
from tasks.reading.page.blocks import Block
from tasks.reading.page.places import OF_OTHER_TEXTS
from tasks.reading.page.title import headline_block

# The sources to believe, in this order; then "shown" (a line of the page), then htmldate. How likely each is right is
# measured: ``schemas/weights/metadata.toml``.
DAY_SOURCES = ("json-ld", "og", "microdata", "url", "time")

ISO_DAY = re.compile(
    r"\s*((?:19|20)\d\d)([-/.]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?:\D|\d{6}|\d{4}(?!\d)|$)"
)
URL_DAY = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[-/_.]|$)")
NEVER = "2100-01-01"  # the latest day for htmldate; not today: tomorrow the same page would have another day
EARLIEST_YEAR = 1995

# Days with their year in a line: in digits from the year down or from the day up, or with the month by its name.
# A pattern that begins with a digit is found in half of the time.
YEAR = re.compile(r"\d(?:(?:(?<=\b1)9|(?<=\b2)0)\d\d(?!\d)|[-/.]\s?\d\d?[-/.]\s?\d\d\b)")
DAY_UP = re.compile(r"(?<!\d)(?P<day>\d\d?)[-/.]\s?(?P<month>\d\d?)[-/.]\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")
DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.年]\s?(?P<month>\d\d?)[-/.月]\s?(?P<day>\d\d?)(?!\d)"),
    DAY_UP,
    re.compile(
        r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]+)\.?[\s,-]+(?:del?\s+)?"
        r"(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(r"\b(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
)
AMERICAN = ("en", "en-us", "en_us")  # pages that declare only "en" are American more often than not

# Set by hand. With them the line nearest to the headline was right on .86 of 147 pages without a day in their markup.
DATE_LINE, SHORT_DATE_LINE = 200, 40  # the most characters
# In lines: what a place of other texts adds to a line's distance from the headline, and what a byline and a short line
# take from it.
OF_OTHERS, OF_BYLINE, OF_SHORT = 40, 10, 5


class PublishedDay(NamedTuple):
    """The day of publication of a page."""

    day: str | None = None  # as ``2025-03-05``; None where the page gives none
    source: str | None = None  # one of DAY_SOURCES, ``shown`` or ``htmldate``
    failed: bool = False  # whether htmldate raised an error


def find_day(
    given: Mapping[str, Sequence[str]],
    addresses: Sequence[str],
    blocks: Sequence[Block],
    title: str | None,
    language: str | None,
    tree: html.HtmlElement,
) -> PublishedDay:
    """Find the day of publication. htmldate is asked last, where nothing else gives a day.

    Args:
        given: what the page gives for its day, by source.
        addresses: the addresses that it gives for itself.
        blocks: its visible blocks.
        title: its headline.
        language: the language that it declares.
        tree: the page, for htmldate.
    """
    for source in DAY_SOURCES:
        day = _day_in_addresses(addresses) if source == "url" else _iso_day(given.get(source, [""])[0])
        if day:
            return PublishedDay(day, source)
    if day := _nearest_day(blocks, title, language):
        return PublishedDay(day, "shown")
    return _day_by_htmldate(tree)


@cache
def published_confidence() -> dict[str, float]:
    """How likely a day of publication is right, by its source."""
    confidence: dict[str, float] = data.load("weights/metadata")["published"]
    return confidence


def _day_in_addresses(addresses: Sequence[str]) -> str | None:
    """The day in the first address that has one."""
    found = (URL_DAY.search(address) for address in addresses)
    return next(("-".join(match.groups()) for match in found if match), None)


def _iso_day(text: str) -> str | None:
    """The day that a text begins with, if it is written as in ISO 8601.

    >>> _iso_day("2024-03-05T06:00:00Z"), _iso_day("20240305"), _iso_day("5 March")
    ('2024-03-05', '2024-03-05', None)
    """
    match = ISO_DAY.match(text)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat() if match else None
    except ValueError:
        return None


def _nearest_day(blocks: Sequence[Block], title: str | None, language: str | None) -> str | None:
    """The day in the short line that is nearest to the headline; a line above it counts as twice as far."""
    headline = headline_block(blocks, title)
    nearest: tuple[int, str | None] = (sys.maxsize, None)
    for number, block in enumerate(blocks):
        if len(block.text) > DATE_LINE:
            continue
        lines = number - headline if number >= headline else 2 * (headline - number)
        distance = lines + _distance_by_place(block.place) - OF_SHORT * (len(block.text) <= SHORT_DATE_LINE)
        if distance < nearest[0] and YEAR.search(block.text):
            day = next(_days_in(block.text, language or ""), None)
            if day:
                nearest = (distance, day)
    return nearest[1]


@lru_cache(maxsize=10_000)
def _distance_by_place(place: str) -> int:
    """What a place adds to a line's distance from the headline."""
    return OF_OTHERS * bool(OF_OTHER_TEXTS.search(place)) - OF_BYLINE * ("byline" in place)


def _days_in(text: str, language: str) -> Iterator[str]:
    """The days that a text names with their year.

    >>> list(_days_in("5 March 2024, changed on 06/03/2024", "en-GB"))
    ['2024-03-05', '2024-03-06']
    >>> list(_days_in("March 5, 2024 or 03/06/24", "en"))
    ['2024-03-05', '2024-03-06']
    """
    month_first = language.lower() in AMERICAN
    for match in sorted((match for pattern in DATES for match in pattern.finditer(text)), key=re.Match.start):
        year, month, day = match.group("year", "month", "day")
        if not month.isdecimal():
            month = _number_by_month().get(month.lower(), "0")
        elif match.re is DAY_UP and (int(month) > 12 or (month_first and "/" in match[0] and int(day) <= 12)):
            day, month = month, day
        try:
            found = date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
        except ValueError:
            continue
        if found.year >= EARLIEST_YEAR:
            yield found.isoformat()


@cache
def _number_by_month() -> dict[str, str]:
    """The number of each month, by its names in all languages."""
    return {name: str(number) for names in rulebook.load().months.values() for name, number in names.items()}


def _day_by_htmldate(tree: html.HtmlElement) -> PublishedDay:
    """The day that htmldate finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil's, about time zones in dates that htmldate tries
        try:
            day = find_date(tree, extensive_search=False, original_date=True, max_date=NEVER)
        except Exception:  # any page must go through
            return PublishedDay(failed=True)
    return PublishedDay(day, "htmldate") if day else PublishedDay()
