"""Times as pages give them to machines and to readers."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reading.page.stamps import Stamp, clocked, read_stamp, zone_between


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2024-03-05T06:00:00Z", "2024-03-05T06:00:00+00:00"),
        ("2024-03-05T06:00:00.123+01:00", "2024-03-05T06:00:00+01:00"),
        ("2024-03-05 06:00:00 -0530", "2024-03-05T06:00:00-05:30"),
        ("2024-03-05T06:00-0500", "2024-03-05T06:00:00-05:00"),
        ("2024-03-05 06:00", "2024-03-05T06:00:00"),
        ("2024/3/5", "2024-03-05"),
        ("20240305063000", "2024-03-05T06:30:00"),
        ("1709618400", "2024-03-05T06:00:00+00:00"),
        ("1709618400000", "2024-03-05T06:00:00+00:00"),
        ("Tue, 05 Mar 2024 06:00:00 GMT", "2024-03-05T06:00:00+00:00"),
        ("Tue Mar 05 06:00:00 EST 2024", "2024-03-05T06:00:00-05:00"),
        ("Tuesday, March 5, 2024, 06:00 PM", "2024-03-05T18:00:00"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("2567-03-05", "2024-03-05"),  # of the Buddhist calendar
    ],
)
def test_a_stamp_is_read(text: str, read: str) -> None:
    stamp = read_stamp(text)
    assert stamp is not None
    assert stamp.iso() == read


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-02-30", "0001-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00", "12", "0", "03/05/2024"]
)
def test_no_stamp_is_read_where_none_is_plain(text: str) -> None:
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("DAY, 6:05 a.m. ET", "2024-03-05T06:05:00"),  # a zone that depends on the season is not known
        ("DAY at 12:05 am", "2024-03-05T00:05:00"),
        ("8:00 PM EST, Tue DAY", "2024-03-05T20:00:00-05:00"),
        ("DAY, 16.05 Uhr", "2024-03-05T16:05:00"),
        ("DAY à 16h05", "2024-03-05T16:05:00"),
        ("DAY 16時05分", "2024-03-05T16:05:00"),
        ("DAY (UTC+2) 16:05", "2024-03-05T16:05:00"),
        ("DAY, version 16.05", "2024-03-05"),
        ("DAY", "2024-03-05"),
    ],
)
def test_the_clock_of_a_day_is_beside_it(text: str, read: str) -> None:
    start = text.index("DAY")
    assert clocked(date(2024, 3, 5), text, start, start + 3).iso() == read


@pytest.mark.parametrize(
    ("shown", "zone"),
    [
        (Stamp(date(2024, 3, 5), 22 * 3600 + 28 * 60), -300),
        (Stamp(date(2024, 3, 6), 8 * 3600 + 58 * 60), 330),
        (Stamp(date(2024, 3, 5), 22 * 3600 + 40 * 60), None),  # no zone has such a clock
        (Stamp(date(2024, 3, 8), 3 * 3600 + 28 * 60), None),  # none is so far ahead
        (Stamp(date(2024, 3, 5)), None),
    ],
)
def test_the_clock_that_readers_see_says_the_zone(shown: Stamp, zone: int | None) -> None:
    stamp = read_stamp("2024-03-06T03:28:35Z")
    assert stamp is not None
    assert zone_between(stamp, shown) == zone


def test_a_time_is_moved_to_another_zone() -> None:
    stamp = read_stamp("2024-03-06T03:28:35Z")
    assert stamp is not None
    assert stamp.in_zone(-300).iso() == "2024-03-05T22:28:35-05:00"
