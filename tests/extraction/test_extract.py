"""All that is extracted from the bodies of a part, together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import polars as pl
import pytest

from schemas.arrow import empty, in_part
from schemas.tables import FOUND
from tasks.extraction.extract import extract_tables

BODIES = {
    "Shut on Wednesday.\n\n“The barrier held for 12 hours,” said harbour master Ines Calloway.": None,
    "It will open again tomorrow, according to the Port Elm Courier.": date(2025, 3, 6),
}


def articles_of(bodies: Sequence[str], languages: Sequence[str], days: Sequence[date | None]) -> pl.DataFrame:
    """Articles of a part, as they are before extraction; the first has a dateline."""
    articles = empty("articles").schema
    dateline = {"text": "PORT ELM, March 5 —", "place": "Port Elm", "month_day": "03-05", "agency": None}
    columns = {
        "doc": range(len(bodies)),
        "body": bodies,
        "language": languages,
        "url": None,
        "dateline": [dateline, *[None] * (len(bodies) - 1)],
        "first_seen_at": datetime(2025, 3, 6, 12, tzinfo=UTC),
        "published_on": days,
        "published_method": [day and "date_line" for day in days],
        "published_confidence": [day and 0.9 for day in days],
        "published_earliest": days,
        "published_latest": days,
        "published_at": None,
    }
    return pl.DataFrame(columns, {name: articles.get(name, pl.UInt32) for name in columns})


def read_articles() -> pl.DataFrame:
    """Two English articles; the first has a dateline and no day."""
    return articles_of(list(BODIES), ["en"] * len(BODIES), list(BODIES.values()))


def test_every_table_has_its_declared_columns() -> None:
    tables = extract_tables(read_articles())
    assert tables.keys() == {"articles", *(table.name for table in FOUND)}
    assert tables["articles"].schema == read_articles().schema
    for table in FOUND:
        assert tables[table.name].columns == in_part(table.name).names()
        assert tables[table.name].height


def test_an_inferred_day_dates_what_the_body_mentions() -> None:
    tables = extract_tables(read_articles())
    assert tables["articles"].select("published_on", "published_method").rows() == [
        (date(2025, 3, 5), "dateline"),
        (date(2025, 3, 6), "date_line"),
    ]
    assert tables["dates"].select("text", "earliest").rows() == [
        ("Wednesday", date(2025, 3, 5)),
        ("tomorrow", date(2025, 3, 7)),
    ]


def test_figures_in_a_quotation_have_its_speaker() -> None:
    figures = extract_tables(read_articles())["figures"]
    assert figures.select("text", "claimant").rows() == [("12 hours", "Ines Calloway")]


@pytest.mark.parametrize(
    ("language", "body", "days"),
    [
        ("nl", "Volgens kapitein Jan de Boer vaart de boot in januari weer.", ["januari"]),
        ("de", "Nach Angaben des Sprechers Jan Köhler fährt das Schiff am Montag.", ["Montag"]),
        ("ru", "— Не знаю, — сказала Марта Круглова в понедельник.", ["понедельник"]),
        ("fr", "Selon le Journal du Dimanche, le bac repart mardi.", ["mardi"]),
    ],
)
def test_words_of_names_are_no_days(language: str, body: str, days: Sequence[str]) -> None:
    tables = extract_tables(articles_of([body], [language], [date(2025, 3, 6)]))
    assert tables["dates"]["text"].to_list() == days


@pytest.mark.parametrize(
    ("language", "body", "ages"),
    [
        (
            "de",
            "Die Wirtin Ute Brandt, 54, Mutter von Max, 12, und Lea, 9, sagte am Montag, es reiche.",
            [("Ute Brandt, 54", "Ute Brandt"), ("Max, 12", "Max"), ("Lea, 9", "Lea")],
        ),
        ("en", "Harbour Master Ines Calloway, 54, said she would stay.", [("Ines Calloway, 54", "Ines Calloway")]),
    ],
)
def test_an_age_is_that_of_a_name_alone(language: str, body: str, ages: Sequence[tuple[str, str]]) -> None:
    figures = extract_tables(articles_of([body], [language], [date(2025, 3, 6)]))["figures"]
    assert figures.select("text", "noun").rows() == ages
    assert [body[start:end] for start, end in figures.select("start", "end").rows()] == [text for text, _ in ages]
