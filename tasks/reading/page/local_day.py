"""Finds the day on which the readers of an outlet saw a page published, where the page gives a time of another zone.

A time of UTC is often on the next day, or on the one before. What tells the outlet's own day: a line that shows the
same time by another clock, a line that shows a day which the time can have in some zone, a stamp of the same time with
its zone, the address, and the zone of other stamps of the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tasks.reading.page.stamps import SAME_MINUTES, Stamp, zone_between

DAY = 24 * 60  # minutes
HAWAII, NEW_ZEALAND = -10 * 60, 13 * 60  # minutes ahead of UTC: the farthest zones with outlets of any number


class Witnesses(NamedTuple):
    """What a page says besides the stamp that is believed."""

    shown: Sequence[Stamp]  # times and days that it shows its readers and that may be those of publication
    stamps: Sequence[Stamp]  # what it gives to machines: times of publication first, then any others
    address: date | None  # the day in its address
    modified: Stamp | None  # the last change


def as_readers_saw(stamp: Stamp, witnesses: Witnesses) -> Stamp:
    """A stamp as the outlet's readers saw it: in their zone if the page says it; else on their day, without its time.

    >>> shown = Stamp(date(2024, 3, 5), 22 * 3600)
    >>> as_readers_saw(Stamp(date(2024, 3, 6), 3 * 3600, 0), Witnesses([shown], [], None, None)).iso()
    '2024-03-05T22:00:00-05:00'
    """
    if stamp.second is None:
        return stamp
    if (zone := _zone_of_shown(stamp, witnesses)) is not None:
        return _in_zone(stamp, zone)
    if stamp.offset:  # its own zone
        return stamp
    if (zone := _zone_of_same(stamp, witnesses.stamps)) is not None:
        return _in_zone(stamp, zone)
    if stamp.offset is None:  # by no zone: most are the outlet's own
        return stamp
    days = [shown.day for shown in witnesses.shown if shown.second is None or shown.day == stamp.day]
    for day in filter(None, (*days, witnesses.address)):
        if day == stamp.day:
            return stamp
        if _may_be_day(stamp, day) and not _is_of_change(day, stamp, witnesses.modified):
            return Stamp(day)
    if stamp.second == 0:  # midnight: a day without a time
        return stamp
    zone = _commonest_zone([*witnesses.stamps, *filter(None, [witnesses.modified])])
    return stamp if zone is None else _in_zone(stamp, zone)


def _in_zone(stamp: Stamp, zone: int) -> Stamp:
    """A stamp in a zone; one without a zone was of UTC."""
    return stamp._replace(offset=stamp.offset or 0).in_zone(zone)


def _zone_of_shown(stamp: Stamp, witnesses: Witnesses) -> int | None:
    """The zone of the first line that shows the same time, and not that of the last change."""
    for shown in witnesses.shown:
        zone = zone_between(stamp, shown)
        if zone is not None and not _shows_change(shown, stamp, witnesses.modified):
            return zone
    return None


def _shows_change(shown: Stamp, stamp: Stamp, modified: Stamp | None) -> bool:
    """Whether a line may show the time of a last change that is another one."""
    if modified is None or modified.minute is None or zone_between(modified, shown) is None:
        return False
    return stamp.minute is None or abs(modified.minute - stamp.minute) > SAME_MINUTES


def _zone_of_same(stamp: Stamp, others: Sequence[Stamp]) -> int | None:
    """The zone of a stamp of the same time."""
    for other in others:
        if other.offset and other.minute is not None and abs(other.minute - (stamp.minute or 0)) <= SAME_MINUTES:
            return other.offset
    return None


def _may_be_day(stamp: Stamp, day: date) -> bool:
    """Whether it was a day in some zone of the world at a time of UTC."""
    minute = (stamp.second or 0) // 60
    if (day - stamp.day).days == -1:
        return minute + HAWAII < 0
    return (day - stamp.day).days == 1 and minute + NEW_ZEALAND >= DAY


def _is_of_change(day: date, stamp: Stamp, modified: Stamp | None) -> bool:
    """Whether a later day is rather that of the last change."""
    return day > stamp.day and modified is not None and modified.day == day


def _commonest_zone(stamps: Sequence[Stamp]) -> int | None:
    """The zone of most stamps that have one other than UTC."""
    zones = Counter(stamp.offset for stamp in stamps if stamp.offset)
    return zones.most_common(1)[0][0] if zones else None
