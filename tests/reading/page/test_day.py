"""The day of publication is read off the best source that gives one."""

from __future__ import annotations

import pytest

from tasks.reading.page.day import DAY_SOURCES, find_day, published_confidence
from tasks.reading.page.parse import parse_page
from tests.reading.page.small_pages import json_ld, meta, metadata_of


@pytest.mark.parametrize(
    ("page", "day", "source"),
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
def test_the_day_is_read_from_the_best_source(page: str, day: str | None, source: str | None) -> None:
    found = metadata_of(page)
    assert (found["page_published"], found["page_published_source"]) == (day, source)


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
    assert found == [(f"2024-03-0{number}", source) for number, source in enumerate(DAY_SOURCES, 1)]


@pytest.mark.parametrize("text", ["2024-02-30", "yesterday", "5 March 2024", "1875-03-05", ""])
def test_what_is_no_day_gives_way_to_the_next_source(text: str) -> None:
    given = {"og": [text], "time": ["2024-03-05"]}
    assert find_day(given, [], [], None, None, parse_page("")) == ("2024-03-05", "time")
