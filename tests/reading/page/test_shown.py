"""The days that a page shows, and their features."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tasks.models import logit
from tasks.reading.page.blocks import walk_page
from tasks.reading.page.day import read_days
from tasks.reading.page.metadata import gather_claims, headline_of, language_of
from tasks.reading.page.parse import parse_page
from tests.reading.page.small_pages import STORY

DAY = date(2024, 3, 5)


def features_of(page: str) -> dict[date, dict[str, Any]]:
    """The features of each day that a page shows."""
    walked = walk_page(parse_page(page))
    claims = gather_claims(walked.metadata_elements)
    days = read_days(claims, walked, headline_of(claims, walked.blocks), language_of(claims))
    return {shown.stamp.day: shown.features for shown in days.shown}


def test_the_model_knows_the_features() -> None:
    features = features_of(f"{STORY}<p>Words, 5 March 2024 by Ole</p><p><time datetime=2024-03-07>Thursday</time></p>")
    known = {name for of_day in features.values() for name in of_day}
    said = {"says_first", "says_published", "says_updated", "says_other", "says_corrected"}
    elements = {"time", "time_updated", "time_published", "unwritten"}
    named = logit.points("page_day").keys()
    assert {name for name in named if not name.startswith("in_")} <= known | said | elements | {"in_address"}


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("Published: 5 March 2024", "says_published"),
        ("Last updated on 5 March 2024", "says_updated"),
        ("Originally published 5 March 2024", "says_first"),
        ("Ursprünglich veröffentlicht am 5.3.2024", "says_first"),
        ("Correction, 5 March 2024: the ferry is green.", "says_corrected"),
        ("2024年3月5日更新", "says_updated"),
        ("The exhibition about the dock opens on 5 March 2024.", "tells"),
        ("5 March 2024, 06:00", "clock"),
        ("Odmar • Ole Tarn, the harbour and the sea • 5 March 2024", "named"),
    ],
)
def test_a_line_says_which_day_it_is(line: str, feature: str) -> None:
    features = features_of(STORY.replace("</h1>", f"</h1><p>{line}</p>"))[DAY]
    assert features.get(feature)
    assert bool(features["tells"]) == (feature in ("tells", "says_corrected"))


def test_where_a_day_is() -> None:
    teaser = "<aside class=related><p>5 March 2024</p></aside>"
    above = "<header><p>Tuesday, 5 March 2024</p></header><p>News</p><p>Sport</p>"
    under, over = features_of(STORY + teaser)[DAY], features_of(above + STORY)[DAY]
    assert (under["under"], under["texts"], under["elsewhere"], under["in_related"]) == (4, 3, True, 1)
    assert (over["over"], over["today"], over["in_header"]) == (3, True, 1)


def test_a_time_element_gives_what_its_line_does_not_show() -> None:
    shown = features_of(
        STORY.replace("</h1>", "</h1><p><time class=updated datetime=2024-03-05T06:00>today</time></p>")
    )
    assert (shown[DAY]["unwritten"], shown[DAY]["time_updated"]) == (1, True)


def test_the_order_of_numbers_is_that_of_the_page() -> None:
    open_day = "<p>03/05/2024</p>"
    assert features_of(STORY + open_day).keys() == {date(2024, 5, 3)}
    assert features_of("<html lang=en>" + STORY + open_day).keys() == {DAY}
    assert features_of("<html lang=en>" + STORY + open_day + "<p>25/03/2024</p>").keys() == {
        date(2024, 5, 3),
        date(2024, 3, 25),
    }
