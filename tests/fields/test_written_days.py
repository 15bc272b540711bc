"""Days as lines write them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from schemas import rulebook
from tasks.fields.written_days import SHOWS_TIME, find_written_days, shown_order

DAY = date(2025, 3, 5)


def days_in(*lines: str, language: str = "en") -> pl.DataFrame:
    """The days in lines of one document."""
    numbers = range(len(lines))
    frame = pl.DataFrame({"doc": 0, "block": numbers, "at": numbers, "text": lines, "language": language})
    order = shown_order(frame, rulebook.load())
    return find_written_days(frame.join(order, on="doc"), rulebook.load())


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("5 March 2025", "named"),
        ("5. März 2025", "named"),
        ("5 de marzo de 2025", "named"),
        ("Wednesday, 5th March, 2025", "named"),
        ("March 5, 2025", "named_first"),
        ("2025-03-05T10:32", "iso"),
        ("2025年3月5日", "han"),
        ("2025년 3월 5일", "han"),
        ("5.3.25", "digits"),
        ("05.03.2025", "digits"),
    ],
)
def test_a_day_is_read(line: str, kind: str) -> None:
    assert days_in(line).select("day", "kind").rows() == [(DAY, kind)]


@pytest.mark.parametrize("line", ["5 March", "31 February 2025", "5 Monday 2025", "3 May 1897", "12:45", "2025"])
def test_other_lines_have_no_day(line: str) -> None:
    assert days_in(line).is_empty()


def test_the_month_comes_first_between_strokes_in_english_only() -> None:
    assert days_in("03/05/2025", language="en").select("day", "unclear").row(0) == (DAY, True)
    assert days_in("05/03/2025", language="fr").select("day", "unclear").row(0) == (DAY, True)


def test_another_day_of_the_page_says_which_comes_first() -> None:
    assert days_in("05/03/2025", "23/03/2025", language="en")["day"].to_list() == [DAY, date(2025, 3, 23)]


@pytest.mark.parametrize(
    ("story", "read", "other"),
    [
        ("The office met on 7 January and again on 2nd February.", date(2025, 5, 3), None),
        ("The office met on January 7 and again on Feb. 2nd.", DAY, None),
        ("The office met twice, on 7 January and on February 2.", DAY, date(2025, 5, 3)),
        ("The office met twice.", DAY, date(2025, 5, 3)),
    ],
)
def test_days_with_named_months_say_which_comes_first(story: str, read: date, other: date | None) -> None:
    assert days_in("03/05/2025", story).select("day", "other").rows() == [(read, other)]


def test_days_of_a_line_are_numbered_with_the_words_before_them() -> None:
    found = days_in("Published 5 March 2025, updated 6 March 2025")
    assert found.select("nth", "part", "before").rows() == [
        (1, "5 March 2025", "Published "),
        (2, "6 March 2025", ", updated "),
    ]


def test_a_day_that_is_glued_to_a_name_is_set_apart() -> None:
    found = days_in("Aurelia Stroud05.03.2025")
    assert found.select("day", "text").rows() == [(DAY, "Aurelia Stroud 05.03.2025")]


@pytest.mark.parametrize(("line", "shows"), [("in 2025", True), ("10:32", True), ("5.3.25", True), ("12025", False)])
def test_a_line_shows_a_time(line: str, shows: bool) -> None:
    assert pl.Series([line]).str.contains(SHOWS_TIME).item() == shows
