"""The day of publication is read off the best source that gives one."""

from __future__ import annotations

import pytest

from tasks.reading.page import day
from tasks.reading.page.day import DAY_SOURCES, PublishedDay, find_day, published_confidence
from tasks.reading.page.parse import parse_page
from tests.reading.page.small_pages import json_ld, lines_and_pages, meta, metadata_of


@pytest.mark.parametrize(
    ("page", "published", "source"),
    [
        (json_ld('{"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-08:00"}'), "2024-03-05", "json-ld"),
        (meta("article:published_time", "2024-03-05 06:00"), "2024-03-05", "og"),
        ("<time itemprop=datePublished datetime=2024-03-05>", "2024-03-05", "microdata"),
        ("<link rel=canonical href=https://courier.example/2024/03/05/ferry>", "2024-03-05", "url"),
        ("<time datetime=2024-03-05T06:00>today</time>", "2024-03-05", "time"),
        ("<h1>Ferry sails again today</h1><p>5 March 2024, 06:00</p>", "2024-03-05", "shown"),
        ("<h1>Fähre fährt wieder</h1><p>Dienstag, 5. März 2024</p>", "2024-03-05", "shown"),
        ("<html lang=en-US><h1>Ferry sails again today</h1><p>03/05/2024</p>", "2024-03-05", "shown"),
        ("<html lang=de><h1>Fähre fährt wieder</h1><p>05.03.24</p>", "2024-03-05", "shown"),
        ("<p>1 May 2023</p><p>a</p><p>b</p><h1>Ferry sails again today</h1><p>5 March 2024</p>", "2024-03-05", "shown"),
        ("<h1>A</h1><aside><p>1 May 2023</p></aside><div class=comments><p>2 May 2023</p></div><p>5 March 2024",
         "2024-03-05", "shown"),
        ("<p>nothing that says", None, None),
        (json_ld('{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}'), None, None),
    ],
)  # fmt: skip
def test_the_day_is_read_from_the_best_source(page: str, published: str | None, source: str | None) -> None:
    found = metadata_of(page)
    assert (found["page_published"], found["page_published_source"]) == (published, source)


def test_every_source_of_a_day_has_a_confidence() -> None:
    assert set(published_confidence()) == {*DAY_SOURCES, "shown", "htmldate"}
    assert all(0 < confidence < 1 for confidence in published_confidence().values())


def test_sources_are_believed_in_their_order() -> None:
    given = {source: [f"2024-03-0{number}"] for number, source in enumerate(DAY_SOURCES, 1) if source != "url"}
    addresses = ["https://courier.example/2024/03/04/ferry"]
    found = []
    for source in DAY_SOURCES:
        found.append(find_day(given, addresses, [], None, None, parse_page("")))
        given.pop(source, None)
        addresses = [] if source == "url" else addresses
    assert found == [PublishedDay(f"2024-03-0{number}", source) for number, source in enumerate(DAY_SOURCES, 1)]


@pytest.mark.parametrize("text", ["2024-02-30", "yesterday", "5 March 2024", "1875-03-05", ""])
def test_what_is_no_day_gives_way_to_the_next_source(text: str) -> None:
    given = {"og": [text], "time": ["2024-03-05"]}
    assert find_day(given, [], [], None, None, parse_page("")) == PublishedDay("2024-03-05", "time")


def test_htmldate_is_asked_where_nothing_else_gives_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "find_date", lambda tree, **options: "2024-03-06")
    assert find_day({}, [], [], None, None, parse_page("")) == PublishedDay("2024-03-06", "htmldate")
    assert find_day({"og": ["2024-03-05"]}, [], [], None, None, parse_page("")) == PublishedDay("2024-03-05", "og")


def test_an_error_of_htmldate_is_marked_and_costs_the_day_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of htmldate")

    page = "<title>Ferry sails again</title><p>The ferry sailed.</p>"
    _, before = lines_and_pages(page, vote=False)
    monkeypatch.setattr(day, "find_date", fail)
    _, after = lines_and_pages(page, meta("article:published_time", "2024-03-05"), vote=False)
    assert before["day_failed"].to_list() == [False]
    assert after["day_failed"].to_list() == [True, False]
    assert after["page_published"].to_list() == [None, "2024-03-05"]
    assert after.head(1).drop("day_failed").equals(before.drop("day_failed"))
