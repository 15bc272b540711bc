"""Months by their names, and days of calendars that count otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from schemas import calendars, data, rulebook


def test_every_language_has_twelve_months_and_no_pack_of_its_own() -> None:
    listed = data.load("weights/calendars")["months"]
    assert {language: len(months) for language, months in listed.items()} == dict.fromkeys(listed, 12)
    assert not listed.keys() & rulebook.load().months.keys()


def test_a_name_of_two_months_is_that_of_the_language() -> None:
    assert (calendars.months_of("hr")["listopad"], calendars.months_of("pl")["listopad"]) == (10, 11)
    assert calendars.months_of_all()["listopad"] == 11  # that of a language with a rule pack


@pytest.mark.parametrize(
    ("day", "gregorian"),
    [
        ((1402, 12, 15), date(2024, 3, 5)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),  # of a leap year
        ((1375, 1, 1), date(1996, 3, 20)),
    ],
)
def test_a_day_of_the_calendar_of_iran(day: tuple[int, int, int], gregorian: date) -> None:
    assert calendars.solar_hijri_day(*day) == gregorian


@pytest.mark.parametrize("day", [(1403, 13, 1), (1403, 7, 31), (1403, 0, 5)])
def test_other_days_of_it_there_are_none(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such day"):
        calendars.solar_hijri_day(*day)
