"""Whether a page writes the day or the month first."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reading.page.order import likely_order, settled_order
from tasks.reading.page.written import DayOrder, find_days

LIKELY = DayOrder(month_first=True, is_known=False)


@pytest.mark.parametrize(
    ("language", "address", "order"),
    [
        ("en", "https://courier.example/a", DayOrder(True, False)),
        ("en-US", "https://courier.example/a", DayOrder(True, False)),
        ("en-GB", "https://courier.example/a", DayOrder(False, False)),
        ("en", "https://www.courier.co.uk/a", DayOrder(False, False)),
        ("en", "https://courier.com.au/a", DayOrder(False, False)),
        ("de", "https://courier.example/a", DayOrder(False, True)),
        ("", "https://courier.example/a", DayOrder(False, False)),
    ],
)
def test_language_and_address_make_an_order_likely(language: str, address: str, order: DayOrder) -> None:
    assert likely_order(language, [address]) == order


@pytest.mark.parametrize(
    ("line", "known", "order"),
    [
        ("03/05/2024", [], LIKELY),
        ("03/05/2024, first 25/03/2024", [], DayOrder(False, True)),
        ("03/05/2024, first 03/25/2024", [], DayOrder(True, True)),
        ("03/05/2024", [date(2024, 5, 3)], DayOrder(False, True)),
        ("03/05/2024", [date(2024, 3, 5)], DayOrder(True, True)),
        ("03/05/2024 - 7 May 2024", [], DayOrder(False, True)),
        ("03/05/2024 - May 7, 2024", [], DayOrder(True, True)),
        ("5 March 2024", [], LIKELY),  # nothing is open
    ],
)
def test_what_a_page_shows_settles_it(line: str, known: list[date], order: DayOrder) -> None:
    assert settled_order(find_days(line, "en", LIKELY), known, LIKELY) == order
