"""Days as people write them, in many languages, scripts and calendars."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reading.page.order import likely_order
from tasks.reading.page.written import DayOrder, find_days, plain_digits

DAY = date(2024, 3, 5)
OPEN = DayOrder(month_first=True, is_known=False)


def days_in(text: str, language: str = "en", order: DayOrder = OPEN) -> list[date]:
    return [found.day for found in find_days(plain_digits(text), language, order)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Posted on 5 March 2024, 06:00", "en"),
        ("5th of March, 2024", "en"),
        ("Tue, Mar. 5th, 2024", "en"),
        ("05.Mar.2024", "en"),
        ("Harbour NewsMARCH 5, 2024Updated: today", "en"),  # joined by a renderer
        ("Dienstag, 5. März 2024", "de"),
        ("5 | 3 | 2024", "de"),
        ("le 5 mars 2024", "fr"),
        ("5 de marzo del 2024", "es"),
        ("5 martie 2024", "ro"),
        ("2024. március 5.", "hu"),
        ("2024 m. kovo 5 d.", "lt"),
        ("5. maaliskuuta 2024", "fi"),
        ("5 Maret 2024", "id"),
        ("ngày 5 tháng 3 năm 2024", "vi"),
        ("5 במרץ 2024", "he"),
        ("5 آذار / مارس 2024", "ar"),
        ("५ मार्च २०२४", "hi"),
        ("2024年3月5日", "zh"),
        ("２０２４年３月５日", "ja"),
        ("2024년 3월 5일", "ko"),
        ("令和6年3月5日", "ja"),
        ("中華民國113年3月5日", "zh"),
        ("5 มีนาคม 2567", "th"),
        ("5 มี.ค. 2567", "th"),
        ("۱۵ اسفند ۱۴۰۲", "fa"),
        ("2024-03-05", ""),
    ],
)
def test_a_day_is_read(text: str, language: str) -> None:
    assert days_in(text, language, likely_order(language, [])) == [DAY]


@pytest.mark.parametrize(
    "text",
    ["5 March", "31 February 2024", "9.8/10 and 4.7 /10", "192.168.1.24", "13/13/2024", "March 2024", "5 Dosen 2024"],
)
def test_other_texts_have_no_day(text: str) -> None:
    assert days_in(text) == []


def test_an_era_begins_with_its_first_year() -> None:
    assert days_in("令和元年5月1日", "ja") == [date(2019, 5, 1)]


@pytest.mark.parametrize(
    ("order", "day", "other"),
    [
        (DayOrder(True, False), date(2024, 3, 5), date(2024, 5, 3)),
        (DayOrder(False, False), date(2024, 5, 3), date(2024, 3, 5)),
        (DayOrder(True, True), date(2024, 3, 5), None),
    ],
)
def test_two_numbers_are_read_in_the_order_of_the_page(order: DayOrder, day: date, other: date | None) -> None:
    (found,) = find_days("03/05/24", "en", order)
    assert (found.day, found.other) == (day, other)


def test_a_number_beyond_twelve_is_the_day() -> None:
    (found,) = find_days("25/03/2024", "en", DayOrder(True, True))
    assert (found.day, found.other, found.first) == (date(2024, 3, 25), None, "day")


def test_where_a_day_is_in_its_line() -> None:
    (found,) = find_days("Updated 5 March 2024 at noon", "en", OPEN)
    assert (found.start, found.end, found.kind, found.first) == (8, 20, "named", "day")
