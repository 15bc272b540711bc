"""Labels of single sentences: what their origins write is read, and rows are compared with them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from bench.expressions import count_alarms, find_rows, judge, same_days, same_span, summarise
from bench.gold_days import Days, days_of_label
from bench.gold_numbers import Number, number_of_label

LABEL = {"start": 0, "end": 0, "type": "date", "value": None, "timex": None, "unit": None, "raw": None}
SPANS = pl.List(
    pl.Struct(
        {"start": pl.Int32, "end": pl.Int32, **dict.fromkeys(("type", "value", "timex", "unit", "raw"), pl.String)}
    )
)
THURSDAY = date(2025, 3, 6)


def label_of(**known: Any) -> dict[str, Any]:
    """A label with the given fields."""
    return {**LABEL, **known}


def labelled(kind: str, *rows: tuple[str, list[dict[str, Any]]]) -> pl.DataFrame:
    """English sentences, each with its labels; those without are negative."""
    sentences = [
        {
            "id": text, "origin": "ours", "lang": "en", "kind": kind, "text": text, "ref_date": str(THURSDAY),
            "negative": not labels, "spans": [label_of(**label) for label in labels],
        }
        for text, labels in rows
    ]  # fmt: skip
    return pl.DataFrame(sentences, schema_overrides={"spans": SPANS})


@pytest.mark.parametrize(
    ("label", "kind", "first", "last"),
    [
        ({"value": '{"values": [{"start": "2025-03-01", "end": "2025-04-01"}]}'}, "date", "2025-03-01", "2025-03-31"),
        ({"value": '[{"value": "2025-03-05"}]', "type": "datetimeV2.date"}, "date", "2025-03-05", "2025-03-05"),
        ({"value": '{"FutureResolution": {"date": "2025-03-08"}, "PastResolution": {}}'}, "date", "2025-03-08", None),
        ({"value": "2025-03-03T00:00:00", "timex": "Week", "type": "Time"}, "date", "2025-03-03", "2025-03-09"),
        (
            {"value": "2025-03-03T00:00:00/2025-03-06T00:00:00", "timex": "Day", "type": "Time", "raw": "Interval"},
            "daterange", "2025-03-03", "2025-03-05",
        ),
        ({"value": "2025-03-05T04:00:00", "timex": "Hour", "type": "Time"}, "time", None, None),
        ({"value": "2025-03-05/2025-03-07"}, "daterange", "2025-03-05", "2025-03-07"),
        ({"value": "2025-03"}, "date", "2025-03-01", "2025-03-31"),
        ({"value": '{"weeks": 1}', "type": "relative"}, "date", "2025-02-27", None),
        ({"timex": "2025-W10", "type": "DATE"}, "date", "2025-03-03", "2025-03-09"),
        ({"timex": "2024-Q4", "type": "DATE"}, "date", "2024-10-01", "2024-12-31"),
        ({"timex": "199", "type": "DATE"}, "date", "1990-01-01", "1999-12-31"),
        ({"timex": "P3D", "type": "DURATION"}, "duration", None, None),
    ],
)  # fmt: skip
def test_days_of_labels(label: dict[str, Any], kind: str, first: str | None, last: str | None) -> None:
    found_kind, periods = days_of_label(label_of(**label), THURSDAY)
    assert found_kind == kind
    assert [str(days.first) for days in periods][:1] == ([first] if first else [])
    assert last is None or str(periods[0].last) == last


@pytest.mark.parametrize(
    ("value", "language", "number"),
    [
        ("0,6", "it", Number(0.6)),
        ("1,200", "en", Number(1200)),
        ("100%", "en", Number(100, None, "percent")),
        ("[20,30)", "en", Number(20, 30)),
        ("(,0,5]", "de", Number(0.5)),
        ("[170,170]", "en", Number(170)),
        ("-1,27E+3", "fr", Number(-1270)),
        ("10/20", "en", Number(10, 20)),
        ('{"num": ["2.00", "3.00"], "case": "元"}', "zh", Number(2, 3, "CNY")),
    ],
)
def test_numbers_of_labels(value: str, language: str, number: Number) -> None:
    assert number_of_label(label_of(value=value, type="number"), language)[1] == number


def test_a_date_is_right_if_its_days_are_those_of_a_label() -> None:
    row = {"earliest": date(2025, 2, 1), "latest": date(2025, 2, 28), "method": "ago"}
    assert same_days(row, Days(date(2025, 2, 1), date(2025, 2, 28)))
    assert same_days(row, Days(date(2025, 2, 6), date(2025, 2, 6)))  # a month ago, to the day
    assert not same_days({**row, "method": "month"}, Days(date(2025, 2, 6), date(2025, 2, 6)))
    assert same_days(row, Days(date(2025, 2, 1), None))
    assert same_days(row, Days(date(2025, 3, 1), None))  # after February
    assert not same_days(row, Days(date(2025, 4, 1), None))


def test_prepositions_and_articles_at_the_edge_of_a_span_do_not_count() -> None:
    text = "It sank on the 5th of March."
    assert same_span(text, {"start": 15, "end": 27}, {"start": 8, "end": 27}, longer=False)
    assert not same_span(text, {"start": 22, "end": 27}, {"start": 8, "end": 27}, longer=False)


def test_dates_of_sentences_are_judged() -> None:
    sentences = labelled(
        "date",
        (
            "It sank on March 5, 2025.",
            [{"start": 11, "end": 24, "type": "date", "value": '[{"value": "2025-03-05"}]', "timex": "2025-03-05"}],
        ),
        ("It sank yesterday.", [{"start": 8, "end": 17, "type": "date", "value": '[{"value": "2025-03-04"}]'}]),
        ("It was raised in 2024.", []),
    )
    rows = find_rows(sentences)
    judged = pl.DataFrame(list(judge(sentences, rows)))
    assert judged["right"].to_list() == [True, False]
    assert judged["span"].to_list() == [True, True]
    table = summarise(judged.filter("scored"), count_alarms(sentences, rows))
    assert table.row(-1) == ("all", "all", 2, 1.0, 1.0, 2, 0.5, 1, 1)


def test_figures_of_sentences_are_judged() -> None:
    sentences = labelled(
        "number",
        ("It carried 640 people.", [{"start": 11, "end": 14, "type": "number", "value": "640"}]),
        ("Fares rose by 3 percent.", [{"start": 14, "end": 23, "type": "percentage", "value": "4%"}]),
        ("It was the fifth ferry.", [{"start": 11, "end": 16, "type": "ordinal", "value": "5"}]),
    )
    judged = pl.DataFrame(list(judge(sentences, find_rows(sentences))))
    assert judged["right"].to_list() == [True, False, None]
    assert judged["scored"].to_list() == [True, True, False]
