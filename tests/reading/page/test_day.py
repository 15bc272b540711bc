"""The day of publication is read off the best source that gives one."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reading.page import day
from tasks.reading.page.day import DAY_SOURCES, published_confidence
from tests.reading.page.small_pages import STORY, json_ld, lines_and_pages, meta, metadata_of


@pytest.mark.parametrize(
    ("page", "published", "source"),
    [
        (json_ld('{"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-08:00"}'), "2024-03-05", "json-ld"),
        (meta("article:published_time", "2024-03-05 06:00"), "2024-03-05", "og"),
        ("<time itemprop=datePublished datetime=2024-03-05>", "2024-03-05", "microdata"),
        ("<link rel=canonical href=https://courier.example/2024/03/05/ferry>", "2024-03-05", "url"),
        ('<meta name="DC.date.issued" content="05 Mar 2024 06:00:00 GMT">', "2024-03-05", "meta"),
        ("<h1>Ferry sails again</h1><time datetime=2024-03-05T06:00>today</time>", "2024-03-05", "shown"),
        ("<h1>Ferry sails again today</h1><p>5 March 2024, 06:00</p>", "2024-03-05", "shown"),
        ("<h1>Fähre fährt wieder</h1><p>Dienstag, 5. März 2024</p>", "2024-03-05", "shown"),
        ("<html lang=en-US><h1>Ferry sails again today</h1><p>03/05/2024</p>", "2024-03-05", "shown"),
        ("<html lang=de><h1>Fähre fährt wieder</h1><p>05.03.24</p>", "2024-03-05", "shown"),
        ("<p>1 May 2023</p><p>a</p><p>b</p><h1>Ferry sails again today</h1><p>5 March 2024</p>", "2024-03-05", "shown"),
        ("<h1>A</h1><p>5 March 2024</p><div class=comments><p>2 May 2023</p></div>", "2024-03-05", "shown"),
        ("<p>nothing that says", None, None),
        (json_ld('{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}'), None, None),
    ],
)  # fmt: skip
def test_the_day_is_read_from_the_best_source(page: str, published: str | None, source: str | None) -> None:
    found = metadata_of(page)
    day = found["page_published"]
    assert (day and day.isoformat(), found["page_published_source"]) == (published, source)


def test_every_source_of_a_day_has_a_confidence() -> None:
    measured = published_confidence()
    assert measured.keys() == {*DAY_SOURCES, "agreed", "disputed"} - {"shown"}
    assert all(0 < confidence < 1 for confidence in measured.values())
    assert measured["disputed"] < min(measured[source] for source in measured if source != "disputed")


def page_of(given: dict[str, str]) -> str:
    """A page that gives a day by some sources."""
    written = {
        "json-ld": '<script type="application/ld+json">{"@type": "Article", "datePublished": "%s"}</script>',
        "og": '<meta property="article:published_time" content="%s">',
        "microdata": '<time itemprop="datePublished" datetime="%s"></time>',
        "url": "<link rel=canonical href=https://courier.example/%s/ferry>",
        "meta": '<meta name="parsely-pub-date" content="%s">',
        "date": '<meta name="date" content="%s">',
    }
    return "<title>Ferry</title>" + "".join(
        written[source] % (day.replace("-", "/") if source == "url" else day) for source, day in given.items()
    )


def test_sources_are_believed_in_their_order() -> None:
    sources = [source for source in DAY_SOURCES if source not in ("shown", "htmldate")]
    given = {source: f"2024-0{number}-05" for number, source in enumerate(sources, 1)}
    found = []
    for number, source in enumerate(sources, 1):
        of_page = metadata_of(page_of(given))
        found.append((of_page["page_published"] == date(2024, number, 5), of_page["page_published_source"] == source))
        del given[source]
    assert found == [(True, True)] * len(sources)


def test_two_sources_that_agree_are_believed_more_than_one() -> None:
    page = page_of({"json-ld": "2024-03-02", "og": "2024-03-05"}) + "<h1>Ferry sails again today</h1>"
    assert metadata_of(page)["page_published"] == date(2024, 3, 2)
    assert metadata_of(page + "<p>5 March 2024, 06:00</p>")["page_published"] == date(2024, 3, 5)


@pytest.mark.parametrize("text", ["2024-02-30", "yesterday", "1875-03-05", ""])
def test_what_is_no_day_gives_way_to_the_next_source(text: str) -> None:
    found = metadata_of(page_of({"og": text, "meta": "2024-03-05"}))
    assert (found["page_published"], found["page_published_source"]) == (date(2024, 3, 5), "meta")


def test_htmldate_is_asked_where_nothing_else_gives_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "find_date", lambda tree, **options: "2024-03-06")
    assert metadata_of("")["page_published_source"] == "htmldate"
    assert metadata_of(page_of({"og": "2024-03-05"}))["page_published_source"] == "og"


def test_a_day_that_the_page_shows_elsewhere_is_not_taken_from_htmldate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "find_date", lambda tree, **options: "2024-03-06")
    assert metadata_of(f"{STORY}<aside class=related><p>6 March 2024</p></aside>")["page_published"] is None


def test_an_error_of_htmldate_is_marked_and_costs_the_day_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of htmldate")

    page = "<title>Ferry sails again</title><p>The ferry sailed.</p>"
    _, before = lines_and_pages(page, vote=False)
    monkeypatch.setattr(day, "find_date", fail)
    _, after = lines_and_pages(page, meta("article:published_time", "2024-03-05"), vote=False)
    assert before["day_failed"].to_list() == [False]
    assert after["day_failed"].to_list() == [True, False]
    assert after["page_published"].to_list() == [None, date(2024, 3, 5)]
    assert after.head(1).drop("day_failed").equals(before.drop("day_failed"))


# A page that gives one day to machines and shows its readers another, and what is right.
SHOWN = "<h1>The ferry sails again</h1><p class=date>%s</p><p>The ferry to Odmar sailed again after eleven days.</p>"


@pytest.mark.parametrize(
    ("stamp", "around", "day", "at"),
    [
        # The clock that readers see says the zone.
        ("2024-03-06T03:28:35Z", SHOWN % "March 5, 2024, 10:28 p.m.", "2024-03-05", "2024-03-05T22:28:35-05:00"),
        ("2024-03-05T22:03:00Z", SHOWN % "March 6, 2024 - 9:03AM", "2024-03-06", "2024-03-06T09:03:00+11:00"),
        ("2024-03-05T22:04:00Z", "<html lang=de>" + SHOWN % "6. März 2024, 00:04 Uhr", "2024-03-06",
         "2024-03-06T00:04:00+02:00"),
        # A day without a clock says the day alone.
        ("2024-03-06T03:28:35Z", SHOWN % "March 5, 2024", "2024-03-05", "2024-03-06T03:28:35+00:00"),
        ("2024-03-05T15:30:00Z", "<html lang=ja>" + SHOWN % "2024年3月6日", "2024-03-06", "2024-03-05T15:30:00+00:00"),
        # No zone in which it was that day then: it is another day's.
        ("2024-03-06T14:00:00Z", SHOWN % "March 5, 2024", "2024-03-06", "2024-03-06T14:00:00+00:00"),
        # The same time with its zone; the zone of other times; the address.
        ("2024-03-06T03:28:35Z", meta("article:published_time", "2024-03-05T22:28:35-05:00"), "2024-03-05",
         "2024-03-05T22:28:35-05:00"),
        ("2024-03-06T03:28:35Z", meta("article:modified_time", "2024-03-07T10:00:00-05:00"), "2024-03-05",
         "2024-03-05T22:28:35-05:00"),
        ("2024-03-06T03:28:35Z", "<link rel=canonical href=https://courier.example/2024/03/05/ferry>", "2024-03-05",
         "2024-03-06T03:28:35+00:00"),
        # A zone of its own is that of its readers, and a later day is that of the change.
        ("2024-03-05T22:28:35-05:00", "", "2024-03-05", "2024-03-05T22:28:35-05:00"),
        ("2024-03-05T16:22:00Z", meta("article:modified_time", "2024-03-06T05:39Z") + SHOWN % "6 March 2024 05:39, UK",
         "2024-03-05", "2024-03-05T16:22:00+00:00"),
        ("2024-03-05T16:22:00", "", "2024-03-05", "2024-03-05T16:22:00"),
        ("2024-03-05", "", "2024-03-05", None),
    ],
)  # fmt: skip
def test_the_day_is_that_of_the_readers(stamp: str, around: str, day: str, at: str | None) -> None:
    page = json_ld('{"@type": "NewsArticle", "datePublished": "%s"}' % stamp) + around  # noqa: UP031
    found = metadata_of(page)
    assert (found["page_published"].isoformat(), found["page_published_at"]) == (day, at)


FIRST, LAST = "5 March 2024, 08:00", "9 January 2025, 10:02"


@pytest.mark.parametrize(
    "lines",
    [
        f"<p>Updated: {LAST}</p><p>First published: {FIRST}</p>",
        f"<p>LAST MODIFIED ON {LAST.upper()}</p><p>FIRST PUBLISHED ON {FIRST.upper()}</p>",
        f"<p>Published {FIRST} | Updated {LAST}</p>",
        "<p><time datetime=2025-01-09T10:02 class=updated>9/1</time> <time datetime=2024-03-05T08:00>5/3</time></p>",
        "<p>Aktualisiert: 9. Januar 2025, 10:02 Uhr</p><p>Veröffentlicht: 5. März 2024, 08:00 Uhr</p>",
        "<p>Mis à jour le 9 janvier 2025 à 10:02</p><p>Publié le 5 mars 2024 à 08:00</p>",
        "<p>Actualizado el 9 de enero de 2025, 10:02</p><p>Publicado el 5 de marzo de 2024, 08:00</p>",
        "<p>Обновлено: 9 января 2025, 10:02</p><p>Опубликовано: 5 марта 2024, 08:00</p>",
    ],
)
def test_the_day_of_publication_is_taken_and_that_of_the_change_kept(lines: str) -> None:
    story = STORY.replace("</h1>", f"</h1>{lines}")
    found = metadata_of(story)
    assert (found["page_published_at"], found["page_modified_at"]) == ("2024-03-05T08:00:00", "2025-01-09T10:02:00")


def test_a_page_that_shows_only_its_change_is_less_sure() -> None:
    found = metadata_of(STORY.replace("</h1>", f"</h1><p>Updated {LAST}</p>"))
    assert found["page_modified_at"] == "2025-01-09T10:02:00"
    assert found["page_published"] is None or found["page_published_confidence"] < 0.8


@pytest.mark.parametrize(
    "other",
    [
        "<aside><h3>Latest</h3><p><time datetime=2026-11-29>29 Nov 2026</time> <a href=/x>Fares rise</a></p></aside>",
        "<aside><h3>Events</h3><ul><li>14 June 2024: harbour feast</li><li>21 June 2024: choir</li></ul></aside>",
        "<blockquote class=tweet><p>The bridge stays open</p>— Ines Korvald (@korvald) March 5, 2019</blockquote>",
        "<p>The exhibition about the old dock opens on 14 June 2024.</p>",
        "<div class=comments><h3>Comments</h3><p>Ole, 6 March 2024, 10:12</p><p>At last!</p></div>",
        "<p>Last built 2024-08-01 in the yard at Hernay, she has two engines and needs both of them.</p>",
        "<footer><p>© 2019-2026 Odmar Courier. Imprint of 1 May 2019.</p></footer>",
    ],
)
def test_a_day_of_something_else_is_not_taken(other: str) -> None:
    assert metadata_of(f"<main>{STORY}{other}</main>")["page_published"] is None


def test_the_day_in_the_head_of_a_site_is_today() -> None:
    head = (
        "<header class=site-header><div class=date>Monday, 30 November 2026</div><nav><a href=/>Home</a></nav></header>"
    )
    assert metadata_of(head + "".join(f"<p>Section {n}</p>" for n in range(9)) + STORY)["page_published"] is None
