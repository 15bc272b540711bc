"""A document's source is its folder, else the domain of its address, else its publisher."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.reading.sources import domain_of, outlet_folder, source_of


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("a.txt", None),
        ("2025/03/a.txt", None),
        ("owl/2025/2025-03-05/03/20250305/2025_03/W09/2025-W09/2025-03-05T10/month=03/a.txt", "owl"),
        ("owl/news24/a.txt", "news24"),
        ("owl/2025/3sat/a.txt", "3sat"),
        ("owl/march/1/a.txt", "march"),
    ],
)
def test_the_nearest_folder_that_is_no_date_names_the_source(name: str, nearest: str | None) -> None:
    assert outlet_folder(name) == nearest


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://news.harbour.co.uk/2031/ferry", "harbour.co.uk"),
        ("http://WWW.Harbour.COM", "harbour.com"),
        ("www.harbour.com/ferry", "harbour.com"),
        ("https://reader:secret@harbour.com:8080/", "harbour.com"),
        ("https://desk.courier.example/1", "courier.example"),
        ("https://desk.courier.intranet?page=1", "courier.intranet"),
        ("https://localhost/1", None),
        ("https://10.0.0.1/1", None),
        ("https://.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_the_domain_is_the_registered_part_of_the_host(address: str | None, domain: str | None) -> None:
    frame = pl.DataFrame({"url": [address]}, {"url": pl.String})
    assert frame.select(domain_of("url"))["url"].to_list() == [domain]


def test_a_source_is_the_best_that_is_known() -> None:
    columns = ("folder", "url", "page_url", "publisher")
    rows = [
        ("owl", "https://a.com/", "https://b.com/", "C"),
        (None, "https://a.com/", "https://b.com/", "C"),
        (None, None, "https://b.com/", "C"),
        (None, None, None, "C"),
        (None, None, None, None),
    ]
    frame = pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row")
    assert frame.select(source=source_of("page_url"))["source"].to_list() == ["owl", "a.com", "b.com", "C", None]
