"""Finds whether a page writes the day or the month first, where both are numbers: 03/05/2024."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from tasks.reading.page.written import DayOrder, WrittenDay

MONTH_FIRST = ("en", "en-us", "en_us")  # pages that declare only "en" are American more often than not
# Countries that write English, and the day first, by the last part of a host.
DAY_FIRST_HOST = re.compile(
    r"(?i)^https?://[^/]+\.(?:uk|ie|au|nz|in|za|sg|hk|ng|ke|pk|lk|mt|gh|bd|my|ug|zm|zw)(?:[:/]|$)"
)


def likely_order(language: str, addresses: Sequence[str]) -> DayOrder:
    """The order that a page's language and address make likely.

    >>> likely_order("en", []), likely_order("en", ["https://courier.example.uk/a"])
    (DayOrder(month_first=True, is_known=False), DayOrder(month_first=False, is_known=False))
    """
    is_american = language.lower() in MONTH_FIRST and not any(map(DAY_FIRST_HOST.search, addresses))
    return DayOrder(is_american, language[:2].lower() not in ("en", ""))


def settled_order(written: Collection[WrittenDay], known: Collection[date], likely: DayOrder) -> DayOrder:
    """The order that a page shows: by numbers beyond 12, by days that are known from elsewhere, by named months.

    Args:
        written: the days that it writes.
        known: days that it gives to machines.
        likely: its likely order, which holds where nothing shows it.
    """
    if likely.is_known or not any(day.other for day in written):
        return likely
    by_number = {day.first for day in written if day.kind == "numbers" and day.first}
    read = {day.day for day in written if day.other} & set(known)
    otherwise = {day.other for day in written if day.other} & set(known)
    by_name = {day.first for day in written if day.kind == "named" and day.first}
    if len(by_number) == 1:
        return DayOrder("month" in by_number, True)
    if bool(read) != bool(otherwise):
        return DayOrder(likely.month_first == bool(read), True)
    if len(by_name) == 1:
        return DayOrder("month" in by_name, True)
    return likely
