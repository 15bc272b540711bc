"""Periods: from the values that words give to the first and last day that can be meant."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.dates.periods import COLUMNS, OPEN, period_of, resolve_periods

THURSDAY = date(2025, 3, 6)
UNITS = ("day", "week", "month", "quarter", "half", "year", "decade", "century")


def days_of(values: dict[str, Any], published_on: date | None = THURSDAY, tense: int = 0) -> tuple[str, str] | None:
    """The first and last day of a period, given the day of publication; None if they are open."""
    period = period_of(values)
    assert period is not None
    found = pl.DataFrame([period], COLUMNS, orient="row").with_columns(tense=pl.lit(tense, pl.Int8))
    first, last = resolve_periods(found, pl.Series([published_on], dtype=pl.Date)).select("earliest", "latest").row(0)
    return None if first is None else (str(first), str(last))


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ({"year": 2024, "month": 2, "day": 29}, "2024-02-29", "2024-02-29"),
        ({"year": 2024, "month": 2, "day": 27, "last_day": 29}, "2024-02-27", "2024-02-29"),
        ({"year": 2024, "month": 2}, "2024-02-01", "2024-02-29"),
        ({"year": 2024, "month": 12, "length": 3}, "2024-12-01", "2025-02-28"),  # a winter
        ({"short_year": 49}, "2049-01-01", "2049-12-31"),
        ({"short_year": 50}, "1950-01-01", "1950-12-31"),
        ({"decade": 90}, "1990-01-01", "1999-12-31"),
        ({"decade": 1890, "edge": -1}, "1890-01-01", "1893-05-02"),
        ({"century": 19}, "1800-01-01", "1899-12-31"),
        ({"century": 19, "edge": 1}, "1866-08-31", "1899-12-31"),
        ({"unit": "day", "step": -1}, "2025-03-05", "2025-03-05"),
        ({"unit": "week", "step": 0}, "2025-03-03", "2025-03-09"),
        ({"unit": "week", "step": -1, "count": 2}, "2025-02-17", "2025-02-23"),
        ({"unit": "quarter", "step": -1}, "2024-10-01", "2024-12-31"),
        ({"unit": "half", "step": 1}, "2025-07-01", "2025-12-31"),
        ({"unit": "decade", "step": 0}, "2020-01-01", "2029-12-31"),
        ({"unit": "month", "step": -1, "count": 3, "through": 1}, "2024-12-01", "2025-03-06"),
        ({"month": 8, "unit": "year", "step": -1}, "2024-08-01", "2024-08-31"),
        ({"month": 8, "step": 1}, "2025-08-01", "2025-08-31"),
        ({"weekday": 1, "length": 2}, "2025-03-03", "2025-03-04"),
    ],
)
def test_days_of_values(values: dict[str, Any], first: str, last: str) -> None:
    assert days_of(values) == (first, last)


@pytest.mark.parametrize(
    ("values", "tense", "first"),
    [
        ({"month": 12}, 0, "2024-12-01"),
        ({"month": 12}, 1, "2025-12-01"),
        ({"month": 4}, -1, "2024-04-01"),
        ({"weekday": 5}, 0, "2025-02-28"),
        ({"weekday": 5}, 1, "2025-03-07"),
    ],
)
def test_the_tense_says_on_which_side(values: dict[str, Any], tense: int, first: str) -> None:
    days = days_of(values, tense=tense)
    assert days is not None
    assert days[0] == first


@pytest.mark.parametrize(
    "values",
    [{"year": 2025, "month": 2, "day": 30}, {"year": 2025, "month": 13}, {"month": 13}, {"month": 2, "day": 32}],
)
def test_what_no_calendar_has_is_no_period(values: dict[str, Any]) -> None:
    assert period_of(values) is None


@pytest.mark.parametrize(
    "values", [{}, {"year": 400}, {"century": 4}, {"unit": "week", "step": -1, "count": "several"}, {"unit": "moon"}]
)
def test_words_without_limits_are_open(values: dict[str, Any]) -> None:
    assert period_of(values) == OPEN
    assert days_of(values) is None


def test_without_a_day_of_publication_only_fixed_periods_have_days() -> None:
    assert days_of({"unit": "week", "step": -1}, None) is None
    assert days_of({"year": 1997}, None) == ("1997-01-01", "1997-12-31")


@given(unit=st.sampled_from(UNITS), step=st.integers(-15, 15), today=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_units_follow_each_other_without_a_gap(unit: str, step: int, today: date) -> None:
    one, next_ = (days_of({"unit": unit, "step": number}, today) for number in (step, step + 1))
    assert one is not None
    assert next_ is not None
    assert date.fromisoformat(one[1]) + timedelta(1) == date.fromisoformat(next_[0])
