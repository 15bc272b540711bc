"""Reads times as pages give them to machines and to readers: a day, and as far as it is given its clock and zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from schemas import calendars
from tasks.reading.page.written import EARLIEST_YEAR, LATEST_YEAR, DayOrder, find_days, plain_digits

ISO = re.compile(
    r"\s*(?P<year>(?:19|2[0-5])\d\d)([-/.]?)(?P<month>0?[1-9]|1[0-2])\2(?P<day>0[1-9]|[12]\d|3[01]|[1-9])"
    r"(?:(?:\s*T\s*|\s+)(?P<clock>.*)|(?P<digits>\d{4}(?:\d\d)?)(?!\d)|(?=\D|$))"
)
CLOCK = re.compile(
    r"(?i)(?<![\d:.,])(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.h]|時|时|시\s?)(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?(?!\d)(?:分|분)?\s?(?P<half>[ap]\.?\s?m\b\.?)?"
)
MARKED = re.compile(r"(?i)\s?(?:uhr|hrs|h\b)")  # behind a clock whose hour and minute a point divides
OFFSET = re.compile(r"\s*\(?\s*(?:(?:UTC|GMT)\s?)?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?(?!\d)")
ZONE = re.compile(r"\s*\(?\s*(?P<zone>[A-Za-z]{1,4})\b")
EPOCH = re.compile(r"\s*(?P<seconds>\d{10})(?:\d{3})?(?:\.\d+)?\s*$")
MOST_CHARACTERS = 60  # of a stamp: a longer text is none
# Of a line, where the clock of a day may be: characters behind it, then before it.
BEHIND, BEFORE = 24, 24
WEST, EAST = -12 * 60, 14 * 60  # minutes: the zones of the world
STEP = 30  # minutes: nearly all zones are half hours apart
SAME_MINUTES = 1  # between the times that a page gives machines and readers for one act
ANY_ORDER = DayOrder(month_first=True, is_known=False)


class Stamp(NamedTuple):
    """A day, and the time on it as far as it is known."""

    day: date
    second: int | None = None  # of the day
    offset: int | None = None  # minutes ahead of UTC

    @property
    def minute(self) -> int | None:
        """Minutes from the start of the common era to it, by UTC if the zone is known; None without a clock."""
        if self.second is None:
            return None
        return self.day.toordinal() * 1440 + self.second // 60 - (self.offset or 0)

    def in_zone(self, offset: int) -> Stamp:
        """The same time in another zone; only for one whose clock is known."""
        return self.moved(offset - (self.offset or 0))._replace(offset=offset)

    def moved(self, minutes: int) -> Stamp:
        """The stamp whose clock shows that many minutes more."""
        total = self.day.toordinal() * 86_400 + (self.second or 0) + 60 * minutes
        days, second = divmod(total, 86_400)
        return self._replace(day=date.fromordinal(days), second=second)

    def iso(self) -> str:
        """As ISO 8601, as far as it is known.

        >>> Stamp(date(2024, 3, 5), 21_600, 60).iso(), Stamp(date(2024, 3, 5)).iso()
        ('2024-03-05T06:00:00+01:00', '2024-03-05')
        """
        if self.second is None:
            return self.day.isoformat()
        zone = None if self.offset is None else timezone(timedelta(minutes=self.offset))
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=zone)
        return (midnight + timedelta(seconds=self.second)).isoformat()


def read_stamp(text: str, language: str = "", order: DayOrder = ANY_ORDER) -> Stamp | None:
    """Read a stamp that a page gives to machines: by ISO 8601, as seconds of an epoch, or as people write it.

    >>> read_stamp("2024-03-05T06:00:00Z").iso(), read_stamp("Tue, 05 Mar 2024 06:00:00 GMT").iso()
    ('2024-03-05T06:00:00+00:00', '2024-03-05T06:00:00+00:00')
    >>> read_stamp("Mon Aug 03 12:45:00 EDT 2015").iso(), read_stamp("July 17, 2025").iso(), read_stamp("soon")
    ('2015-08-03T12:45:00-04:00', '2025-07-17', None)
    """
    if match := EPOCH.match(text):
        return _plausible(_stamp_of_epoch(int(match["seconds"])))
    text = plain_digits(text)
    if match := ISO.match(text):
        return _plausible(_stamp_of_iso(match))
    if len(text) > MOST_CHARACTERS:
        return None
    text = re.sub(r"^(\w{3},? \w{3} \d\d?) (\d\d:\d\d(?::\d\d)?)((?: [A-Z]+)?) (\d{4})", r"\1 \4 \2\3", text)
    found = find_days(text, language, order)
    if not found or (found[0].other and order is ANY_ORDER):
        return None
    return clocked(found[0].day, text, found[0].start, found[0].end)


def clocked(day: date, text: str, start: int, end: int) -> Stamp:
    """The stamp of a day that a text writes from ``start`` to ``end``: with the clock beside it, if there is one.

    >>> clocked(date(2024, 3, 5), "Tue, 10.45pm CET, March 5, 2024", 18, 31).iso()
    '2024-03-05T22:45:00+01:00'
    """
    behind, before = text[end : end + BEHIND], text[max(0, start - BEFORE) : start]
    if behind[:1] == "T":
        behind = behind[1:]
    for part in (behind, before):
        matches = [
            match
            for match in CLOCK.finditer(part)
            if match["mark"] != "." or match["half"] or MARKED.match(part, match.end())
        ]
        if matches:
            match = matches[0] if part is behind else matches[-1]
            return Stamp(day, _second_of(match), _offset_of(part[match.end() :]))
    return Stamp(day)


def _stamp_of_epoch(seconds: int) -> Stamp:
    time = datetime.fromtimestamp(seconds, UTC)
    return Stamp(time.date(), time.hour * 3600 + time.minute * 60 + time.second, 0)


def _stamp_of_iso(match: re.Match[str]) -> Stamp | None:
    """The stamp that is written as in ISO 8601; a year of the Buddhist calendar counts as one of ours."""
    year = int(match["year"])
    if year > LATEST_YEAR:
        year += calendars.era_years()["buddhist"]
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if digits := match["digits"]:  # 20240305063000
        hour, minute = int(digits[:2]), int(digits[2:4])
        return Stamp(day, hour * 3600 + minute * 60) if hour < 24 and minute < 60 else Stamp(day)
    clock = CLOCK.match(match["clock"] or "")
    return Stamp(day, _second_of(clock), _offset_of(match["clock"][clock.end() :])) if clock else Stamp(day)


def _second_of(match: re.Match[str]) -> int:
    """The second of the day that a clock shows."""
    hour = int(match["hour"])
    if half := match["half"]:
        hour = hour % 12 + 12 * (half[0] in "pP") if hour <= 12 else hour
    return hour * 3600 + int(match["minute"]) * 60 + int(match["second"] or 0)


def _offset_of(text: str) -> int | None:
    """The zone that a text begins with, in minutes ahead of UTC."""
    if match := OFFSET.match(text):
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        offset = -minutes if match["sign"] == "-" else minutes
        return offset if WEST <= offset <= EAST else None
    match = ZONE.match(text)
    return calendars.zone_offsets().get(match["zone"].lower()) if match else None


def _plausible(stamp: Stamp | None) -> Stamp | None:
    """A stamp, unless it is from before the web or far from now."""
    return stamp if stamp and EARLIEST_YEAR <= stamp.day.year <= LATEST_YEAR else None


def zone_between(stamp: Stamp, shown: Stamp) -> int | None:
    """The zone of a time that a page shows, if it may be the time of a stamp: in minutes ahead of UTC.

    >>> zone_between(read_stamp("2024-03-06T03:28:35Z"), read_stamp("March 5, 2024, 10:28 p.m."))
    -300
    """
    if stamp.minute is None or shown.minute is None:
        return None
    ahead = shown.minute + (shown.offset or 0) - stamp.minute
    halves = STEP * round(ahead / STEP)
    is_zone = abs(ahead - halves) <= SAME_MINUTES and WEST <= halves <= EAST
    return halves if is_zone else None
