"""When an article was published and changed: by a record, its page, or a line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas import rulebook
from tasks.fields.gather import gather_fields
from tests.fields.small_articles import STORY, page_around, steps_of

DAY = date(2025, 3, 5)
TITLE = "Ferry to Hernay will sail at night from May"


def times_of(text: str, **known: str) -> dict[str, Any]:
    steps = steps_of(text, **known)
    _, fields = gather_fields(*steps.survey[:2], steps.settled, steps.lead, steps.caught, rulebook.load())
    return fields.row(0, named=True)


@pytest.mark.parametrize(
    ("lines", "published", "modified"),
    [
        (
            ["Published 5 March 2025, 10:32", "Updated 6 March 2025, 11:00"],
            "2025-03-05T10:32:00",
            "2025-03-06T11:00:00",
        ),
        (["5. März 2025, 10.32 Uhr"], "2025-03-05T10:32:00", None),
        (["March 5, 2025 10:32 pm EST"], "2025-03-05T22:32:00-05:00", None),
        (["5 March 2025"], None, None),
    ],
)
def test_a_line_gives_the_time_too(lines: list[str], published: str | None, modified: str | None) -> None:
    fields = times_of(page_around(TITLE, *lines))
    assert (fields["published_on"], fields["published_at"], fields["modified_at"]) == (DAY, published, modified)


@pytest.mark.parametrize(
    ("record", "line", "day", "at"),
    [
        ("2025-03-05T06:30:00+01:00", "", DAY, "2025-03-05T06:30:00+01:00"),
        ("2025-03-05", "5 March 2025, 10:32", DAY, "2025-03-05T10:32:00"),
        ("Wed, 05 Mar 2025 06:30:00 GMT", "", DAY, "2025-03-05T06:30:00+00:00"),
        ("2025-03-06T03:32:00Z", "Published 5 March 2025, 10:32 pm", DAY, "2025-03-06T03:32:00+00:00"),
        ("2025-03-06T03:32:00Z", "Published 1 March 2025", date(2025, 3, 6), "2025-03-06T03:32:00+00:00"),
    ],
)
def test_a_record_is_read_as_its_readers_saw_it(record: str, line: str, day: date, at: str) -> None:
    fields = times_of(page_around(TITLE, *filter(None, [line])), published=record)
    assert (fields["published_on"], fields["published_method"]) == (day, "record")
    assert fields["published_at"] == at


def test_an_open_order_of_day_and_month_is_a_window() -> None:
    fields = times_of(page_around(TITLE, "Published 03/05/2025"))
    assert (fields["published_on"], fields["published_confidence"] < 0.75) == (DAY, True)
    assert (fields["published_earliest"], fields["published_latest"]) == (DAY, date(2025, 5, 3))


def test_a_page_gives_its_times() -> None:
    stamps = "".join(
        f'<meta property="article:{name}_time" content="{time}">'
        for name, time in (("published", "2025-03-05T06:30:00+01:00"), ("modified", "2025-03-06T08:00:00+01:00"))
    )
    page = f"{stamps}<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    fields = times_of(page, media="html")
    assert (fields["published_at"], fields["modified_at"]) == ("2025-03-05T06:30:00+01:00", "2025-03-06T08:00:00+01:00")
