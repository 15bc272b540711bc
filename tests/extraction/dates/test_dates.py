"""Each file in ``tests/extraction/cases/dates`` is a body, and all dates that it mentions, in their order."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import lexicon
from schemas.arrow import before_sentences
from schemas.tables import DATE_KINDS
from tasks.extraction import prose
from tasks.extraction.dates import dates
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "extraction" / "cases" / "dates").glob("*.toml"))
LANGUAGES = sorted(set(lexicon.load("dates")) - {"any"})

PIECES = """
5 31 1997 2025 March Mai mars марта of last letzten this three Wochen weeks ago vor Friday Montag am on the late quarter
century 19. Jahrhundert temu назад il y a 2025-02-30 30.2.2025 2/30/2025 - – , . year Jahr
"""
words = st.sampled_from(PIECES.split())
texts = st.lists(words | st.text(max_size=8), max_size=14).map(" ".join)


def dates_of(body: str, language: str | None, published_on: date | None = None) -> pl.DataFrame:
    """The dates in a body, as the mill finds and resolves them."""
    schema = {"doc": pl.UInt32, "body": pl.String, "language": pl.String}
    bodies = pl.DataFrame({"doc": [7], "body": [body], "language": [language]}, schema)
    published = pl.DataFrame({"doc": [7], "published_on": [published_on]}, {"doc": pl.UInt32, "published_on": pl.Date})
    return dates.resolve_dates(dates.find_dates(prose.split_paragraphs(bodies)), published)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path) -> None:
    case: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    assert case["why"]
    rows = dates_of(case["body"].strip(), case["language"], case.get("published_on")).to_dicts()
    assert [row["text"] for row in rows] == [row["text"] for row in case["rows"]]
    for row, expected in zip(rows, case["rows"], strict=True):
        given = {"earliest": None, "latest": None, **expected}
        assert {name: row[name] for name in given} == given


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("The boat sank on Thursday.", "2025-03-06"),
        ("The boat sank last Thursday.", "2025-02-27"),
        ("It is due to be raised next Thursday.", "2025-03-13"),
        ("It will be raised on Tuesday.", "2025-03-11"),
        ("It was built last August.", "2024-08-01"),
        ("It will sail again in August.", "2025-08-01"),
        ("It was built in December.", "2024-12-01"),
        ("It will sail on December 24.", "2025-12-24"),
        ("It sailed on March 1-3.", "2025-03-01"),
    ],
)
def test_a_day_lies_on_the_side_that_is_spoken_of(body: str, day: str) -> None:
    assert str(dates_of(body, "en", date(2025, 3, 6))["earliest"][0]) == day


@pytest.mark.parametrize(
    ("body", "latest"),
    [
        ("It sailed on March 1-3.", "2025-03-03"),
        ("In 1998/99 it sailed.", "1999-12-31"),
        ("In 1999/00 it sailed.", "2000-12-31"),
        ("From 1914-1918 it lay in the harbour.", "1918-12-31"),
    ],
)
def test_ranges_end_where_they_say(body: str, latest: str) -> None:
    assert str(dates_of(body, "en", date(2025, 3, 6))["latest"][0]) == latest


@pytest.mark.parametrize("body", ["It sank on Thursday.", "It sank last week.", "It sank on March 5."])
def test_days_that_depend_on_an_unknown_day_of_publication_stay_open(body: str) -> None:
    rows = dates_of(body, "en")
    assert rows.height == 1
    assert rows.select("earliest", "latest").rows() == [(None, None)]


def test_a_language_without_a_lexicon_has_the_expressions_of_every_language() -> None:
    assert dates_of("Ships 2025-03-05 ships", "xx")["earliest"].to_list() == [date(2025, 3, 5)]
    assert dates_of("Ships 2025-03-05 ships", None)["earliest"].to_list() == [date(2025, 3, 5)]


def test_a_paragraph_of_any_length_is_read_to_its_end() -> None:
    rows = dates_of("Rain on 12 June 1997. " * 3_000, "en")
    assert rows.height == 3_000
    assert rows["start"].to_list() == list(range(8, 22 * 3_000, 22))
    assert dates_of("x" * 20_000 + " 12 June 1997", "en")["start"].to_list() == [20_001]


@settings(max_examples=150)
@given(
    paragraphs=st.lists(texts, min_size=1, max_size=3),
    language=st.sampled_from(LANGUAGES),
    published_on=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)
def test_spans_lie_in_the_body_and_intervals_run_forward(
    paragraphs: list[str], language: str, published_on: date | None
) -> None:
    body = prose.BREAK.join(paragraphs).replace("\0", " ")
    rows = dates_of(body, language, published_on)
    assert rows.schema == before_sentences("dates")
    assert rows["text"].to_list() == [body[start:end] for start, end in rows.select("start", "end").rows()]
    assert rows["confidence"].is_between(0, 1).all()
    assert rows["kind"].is_in(DATE_KINDS).all()
    assert (rows["earliest"].is_null() == rows["latest"].is_null()).all()
    assert (rows["latest"] >= rows["earliest"]).all()


@given(today=st.dates(date(1980, 1, 1), date(2050, 1, 1)), weekday=st.integers(0, 6))
def test_a_weekday_without_a_tense_is_one_of_the_last_seven_days(today: date, weekday: int) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    day = dates_of(f"Rain on {names[weekday]}.", "en", today)["earliest"][0]
    assert day.weekday() == weekday
    assert timedelta(0) <= today - day < timedelta(7)
