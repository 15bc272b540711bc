"""The day of publication of texts that show none: from their address, or their dateline and what they speak of."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tasks.extraction import prose
from tasks.extraction.dates import dates, publication_day

SEEN = date(2026, 11, 26)
LEAD = "The barrier was shut, harbour master Ines Calloway said on Wednesday."
BUILT = "It was finished on October 7, 2023, two years late."


def inferred(
    body: str,
    month_day: str | None = None,
    url: str | None = None,
    first_seen: date = SEEN,
    published_on: date | None = None,
    language: str = "en",
    method: str = "date_line",
) -> dict[str, Any]:
    """An article with what is inferred of its day of publication."""
    articles = pl.DataFrame(
        {
            "doc": [3],
            "body": [body],
            "language": [language],
            "url": [url],
            "dateline": [{"text": "PORT ELM —", "month_day": month_day}],
            "first_seen": [first_seen],
            "published_on": [published_on],
            "published_method": [None if published_on is None else method],
            "published_confidence": [None if published_on is None else 0.9],
            "published_earliest": [published_on],
            "published_latest": [published_on],
            "published_at": [None if published_on is None else f"{published_on}T06:30:00"],
        },
        schema_overrides={
            "doc": pl.UInt32,
            "url": pl.String,
            "published_on": pl.Date,
            "published_method": pl.String,
            "published_confidence": pl.Float64,
            "published_earliest": pl.Date,
            "published_latest": pl.Date,
            "published_at": pl.String,
        },
    )
    found = dates.find_dates(prose.split_paragraphs(articles.select("doc", "body", "language")))
    article = publication_day.infer_days(articles, found)
    assert article.columns == articles.columns
    return article.row(0, named=True)


def test_one_year_fits_weekday_past_and_the_day_it_was_seen() -> None:
    article = inferred(f"{LEAD}\n\n{BUILT}", "03-05")
    assert (article["published_on"], article["published_method"]) == (date(2025, 3, 5), "dateline")
    assert (article["published_earliest"], article["published_latest"]) == (date(2025, 3, 5), date(2025, 3, 6))
    assert (
        0.5 < article["published_confidence"] < 0.8
    )  # a dateline's day is that of publication in four of five stories


def test_the_same_story_seen_at_once_needs_no_evidence_but_its_weekday() -> None:
    assert inferred(LEAD, "03-05", first_seen=date(2025, 3, 6))["published_on"] == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("body", "month_day"),
    [
        (f"{LEAD}\n\n{BUILT}", None),  # no day
        (LEAD, "03-05"),  # a Wednesday in many years
        ("The barrier was shut.", "03-05"),
        ("The barrier was shut in 1962.", "02-29"),
    ],
)
def test_where_no_year_stands_out_there_is_a_window(body: str, month_day: str | None) -> None:
    article = inferred(body, month_day)
    assert article["published_on"] is None
    assert article["published_method"] is None
    assert article["published_latest"] == SEEN


def test_the_window_opens_with_the_last_day_spoken_of_as_past() -> None:
    assert inferred("It was built in 1962 and mended on October 7, 2023.")["published_earliest"] == date(2023, 10, 7)
    assert inferred("It will be mended by 2031.")["published_earliest"] is None


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "2050 visitors came on Sunday. The museum was full in 2031."),
        (
            "it",
            "Nel 2029 l'età pensionabile aumenterà di tre mesi. L'aumento è scattato dal 1° gennaio 2029, ha detto.",
        ),
        ("de", "Das Museum zählte am Sonntag 2050 Besucher. Am 1. Januar 2029 hat der Umbau begonnen, so der Plan."),
        ("fr", "Le chantier a été terminé le 3 mai 2031, selon le plan."),
    ],
)
def test_a_day_to_come_does_not_move_the_window(language: str, body: str) -> None:
    article = inferred(body, language=language)
    assert (article["published_on"], article["published_earliest"], article["published_latest"]) == (None, None, SEEN)


@pytest.mark.parametrize(
    ("method", "day", "kept", "confidence"),
    [
        ("shown", SEEN, True, 0.9),
        ("shown", date(2026, 11, 27), True, 0.9),  # it has begun elsewhere
        ("shown", date(2026, 11, 29), False, None),
        ("date_line", date(2027, 3, 5), False, None),
        ("json-ld", date(2027, 3, 5), True, 0.45),
        ("json-ld", date(2031, 3, 5), False, None),
    ],
)
def test_a_day_that_is_yet_to_come_is_not_that_of_publication(
    method: str, day: date, kept: bool, confidence: float | None
) -> None:
    article = inferred("The barrier was shut.", published_on=day, method=method)
    assert (article["published_on"], article["published_confidence"]) == (day if kept else None, confidence)
    assert (article["published_at"] is not None, article["published_latest"]) == (kept, day if kept else SEEN)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://harbour.example/2024/02/29/barrier", date(2024, 2, 29)),
        ("https://harbour.example/news/2024-02-29-barrier", date(2024, 2, 29)),
        ("https://harbour.example/20240229/barrier.html", date(2024, 2, 29)),
        ("https://harbour.example/2024/02/31/barrier", None),
        ("https://harbour.example/2031/02/28/barrier", None),  # after it was seen
        ("https://harbour.example/barrier-20240229123", None),
    ],
)
def test_the_day_in_the_address(url: str, expected: date | None) -> None:
    article = inferred("The barrier was shut.", url=url)
    assert article["published_on"] == expected
    assert article["published_method"] == (None if expected is None else "url")


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "It rains on all candidates alike. This is the Harbour Letter for Wednesday, March 5, 2025."),
        ("en", "Here’s your morning letter for March 5, 2025. In 2019 it rained."),
        ("en", "Today, March 5, 2025, the council will vote."),
        ("de", "Am heutigen Mittwoch, den 5. März 2025, tagt der Rat."),
        ("es", "Hoy, 5 de marzo de 2025, vota el consejo."),
        ("fr", "Aujourd’hui, mercredi 5 mars 2025, le conseil vote."),
        ("it", "Oggi, mercoledì 5 marzo 2025, il consiglio vota."),
        ("nl", "Vandaag, woensdag 5 maart 2025, stemt de raad."),
        ("pl", "Dziś, 5 marca 2025, rada głosuje."),
        ("pt", "Hoje, 5 de março de 2025, o conselho vota."),
        ("ru", "Сегодня, 5 марта 2025 года, совет голосует."),
    ],
)
def test_a_text_may_say_which_day_it_is(language: str, body: str) -> None:
    article = inferred(body, language=language)
    assert (article["published_on"], article["published_method"]) == (date(2025, 3, 5), "text")
    assert article["published_earliest"] == article["published_latest"] == date(2025, 3, 5)


@pytest.mark.parametrize(
    "body",
    [
        "“Today, March 5, 2025, we vote,” she had said.",  # said before the text came out
        "Today, March 5, 2025, the council votes. The other council voted on March 9, 2025.",
        "This is the Harbour Letter for March 5, 2025. This is the Harbour Letter for March 6, 2025.",
        "Today, March 5, 2031, the council votes.",  # after it was seen
        "This is the forecast for March 5, 2025.",
        "Today is the feast of the March of 2025.",
    ],
)
def test_no_other_day_is_taken_for_it(body: str) -> None:
    assert inferred(body)["published_on"] is None


def test_the_address_goes_before_what_the_text_says() -> None:
    article = inferred("Today, March 5, 2025, the council votes.", url="https://harbour.example/2025/03/06/vote")
    assert (article["published_on"], article["published_method"]) == (date(2025, 3, 6), "url")


def test_a_month_in_the_address_is_a_window_and_gives_the_year_of_a_dateline() -> None:
    article = inferred("The barrier was shut.", url="https://harbour.example/2024/02/barrier")
    assert (article["published_earliest"], article["published_latest"]) == (date(2024, 2, 1), date(2024, 2, 29))
    assert inferred("Shut.", "02-12", url="https://harbour.example/2024/02/barrier")["published_on"] == date(
        2024, 2, 12
    )


def test_a_day_that_is_known_stays() -> None:
    article = inferred(LEAD, "03-05", url="https://harbour.example/2024/02/29/barrier", published_on=date(2025, 3, 7))
    assert (article["published_on"], article["published_method"]) == (date(2025, 3, 7), "date_line")
