"""The day in the zone of the outlet's readers. ``test_day.py`` has whole pages."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reading.page.local_day import Witnesses, as_readers_saw
from tasks.reading.page.stamps import Stamp, read_stamp

NOTHING = Witnesses([], [], None, None)
BEFORE, DAY = date(2024, 3, 5), date(2024, 3, 6)


def stamp_of(text: str) -> Stamp:
    stamp = read_stamp(text)
    assert stamp
    return stamp


NIGHT = stamp_of("2024-03-06T03:28:35Z")


@pytest.mark.parametrize(
    ("witnesses", "day"),
    [
        (NOTHING, DAY),
        (NOTHING._replace(shown=[Stamp(BEFORE)]), BEFORE),
        (NOTHING._replace(shown=[Stamp(DAY), Stamp(BEFORE)]), DAY),  # the first line counts
        (NOTHING._replace(shown=[Stamp(date(2024, 3, 4))]), DAY),
        (NOTHING._replace(address=BEFORE), BEFORE),
        (NOTHING._replace(stamps=[stamp_of("2024-03-05T22:28:35-05:00")]), BEFORE),
        (NOTHING._replace(stamps=[stamp_of("2024-03-01T22:00:00-05:00")]), BEFORE),
        (NOTHING._replace(stamps=[stamp_of("2024-03-01T22:00:00+01:00")]), DAY),
        (NOTHING._replace(shown=[Stamp(date(2024, 3, 7))], modified=stamp_of("2024-03-07T12:00:00Z")), DAY),
    ],
)
def test_a_time_of_utc_is_on_the_day_of_its_readers(witnesses: Witnesses, day: date) -> None:
    assert as_readers_saw(NIGHT, witnesses).day == day


def test_midnight_of_utc_is_a_day_without_a_time() -> None:
    midnight, elsewhere = stamp_of("2024-03-06T00:00:00Z"), [stamp_of("2024-03-01T22:00:00-05:00")]
    assert as_readers_saw(midnight, NOTHING._replace(stamps=elsewhere)).day == DAY


def test_a_line_that_shows_the_change_says_no_zone() -> None:
    changed = stamp_of("2024-03-06T10:58:00Z")
    shown = [stamp_of("March 6, 2024, 6:58 a.m.")]
    assert as_readers_saw(NIGHT, NOTHING._replace(shown=shown, modified=changed)).offset == 0
