"""Fields of documents, each from the first source that gives it."""

from __future__ import annotations

from datetime import date
from typing import Any

from schemas import rulebook
from schemas.field_frames import Fields
from tasks.fields.gather import gather_fields
from tasks.fields.publication import SURE_OF_RECORD
from tasks.reading.page.day import published_confidence
from tests.fields.small_articles import STORY, Steps, page_around, steps_of

TITLE = "Ferry to Hernay will sail at night from May"
TEXT = page_around(TITLE, "Published 5 March 2025, 10:32", "By Aurelia Stroud")
META = {
    "og:title": "Ferry to Hernay will sail at night",
    "og:url": "https://courier.example/islands/ferry-at-night",
    "og:site_name": "The Skerry Courier",
    "article:published_time": "2025-03-04T22:00:00Z",
}
PAGE = (
    "<html><head>"
    + "".join(f'<meta property="{name}" content="{content}">' for name, content in META.items())
    + f"</head><body><h1>{META['og:title']}</h1>{''.join(f'<p>{line}</p>' for line in STORY)}</body></html>"
)


def fields_of(steps: Steps) -> dict[str, Any]:
    """The fields of the only document."""
    _, fields = gather_fields(*steps.survey[:2], steps.settled, steps.lead, steps.caught, rulebook.load())
    assert fields.schema == Fields.columns_and_types()
    return fields.row(0, named=True)


def day_of(fields: dict[str, Any]) -> tuple[date | None, str | None]:
    return fields["published_on"], fields["published_method"]


def test_a_text_gives_the_fields_that_it_shows() -> None:
    fields = fields_of(steps_of(TEXT))
    assert (fields["title"], fields["authors"], fields["language"]) == (TITLE, ["Aurelia Stroud"], "en")
    assert day_of(fields) == (date(2025, 3, 5), "date_line")
    assert (fields["url"], fields["publisher"], fields["section"], fields["captions"]) == (None, None, [], [])


def test_a_record_is_believed_before_its_text() -> None:
    record = {
        "title": "Night ferry",
        "url": "https://www.courier.example/islands/ferry",
        "published": "2025-03-03 08:00",
        "publisher": "Skerry Courier",
    }
    fields = fields_of(steps_of(TEXT, **record))
    assert (fields["title"], fields["publisher"]) == ("Night ferry", "Skerry Courier")
    assert fields["url"] == record["url"]
    assert (fields["publisher_domain"], fields["section"]) == ("courier.example", ["islands"])
    assert day_of(fields) == (date(2025, 3, 3), "record")
    assert fields["published_confidence"] == SURE_OF_RECORD


def test_a_page_is_believed_before_what_it_shows() -> None:
    fields = fields_of(steps_of(PAGE, media="html"))
    assert (fields["title"], fields["url"], fields["publisher"]) == (
        META["og:title"],
        META["og:url"],
        META["og:site_name"],
    )
    assert day_of(fields) == (date(2025, 3, 4), "og")
    assert fields["published_confidence"] == published_confidence()["og"]


def test_a_record_of_a_page_is_believed_before_the_page() -> None:
    assert day_of(fields_of(steps_of(PAGE, media="html", published="2025-03-03"))) == (date(2025, 3, 3), "record")


def test_what_is_no_day_and_no_address_is_not_taken() -> None:
    fields = fields_of(steps_of(TEXT, url="courier/ferry", published="last week"))
    assert fields["url"] is None
    assert day_of(fields) == (date(2025, 3, 5), "date_line")


def test_a_line_that_shows_a_field_has_its_role() -> None:
    steps = steps_of(TEXT)
    blocks, _ = gather_fields(*steps.survey[:2], steps.settled, steps.lead, steps.caught, rulebook.load())
    roles = dict(blocks.select("text", "role").iter_rows())
    assert roles["Published 5 March 2025, 10:32"] == "date"
    assert roles["By Aurelia Stroud"] == "byline"
