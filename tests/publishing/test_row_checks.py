"""Row-level expectations: a row that breaks one is found, and nothing passes because nobody looked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from schemas.arrow import empty, identity
from schemas.suites import SuiteError
from schemas.tables import TABLES
from tasks.publishing.row_checks import find_broken_rows
from tests.publishing.staging import suites_with, valid_rows


def test_valid_rows_break_nothing() -> None:
    for table in ("articles", "paragraphs", "removals", "rejects"):
        found = find_broken_rows(valid_rows(table, {}, {}, {}), table)
        assert found.is_empty()
        assert found.columns == [*identity(TABLES[table]), "expectation", "detail"]
        assert find_broken_rows(empty(table), table).is_empty()


@pytest.mark.parametrize(
    ("table", "change", "expectation", "detail"),
    [
        ("articles", {"words": 0}, "expect_column_values_to_be_between words", "words is 0"),
        ("articles", {"body": None}, "expect_column_values_to_not_be_null body", "body is null"),
        ("articles", {"body": ""}, "expect_column_values_to_be_between body.length", "body.length is 0"),
        ("articles", {"media": "radio"}, "expect_column_values_to_be_in_set media", "media is radio"),
        ("articles", {"language": "en\n"}, "expect_column_values_to_match_regex language", "language is en\n"),
        ("articles", {"section": None}, "expect_column_values_to_not_be_null section", "section is null"),
        ("articles", {"url": "https://a.example/\x1c"}, "expect_column_values_to_match_regex url", "url is https://a.example/\x1c"),
        (
            "articles",
            {"dateline": {"text": "Lima, March 41", "month_day": "03-41"}},
            "expect_column_values_to_match_regex dateline.month_day",
            "dateline.month_day is 03-41",
        ),
        (
            "articles",
            {"published_earliest": dt.date(2031, 5, 2), "published_latest": dt.date(2031, 5, 1)},
            "expect_column_pair_values_a_to_be_greater_than_b published_latest, published_earliest",
            "published_latest is 2031-05-01, published_earliest is 2031-05-02",
        ),
        (
            "removals",
            {"raw_start": 7, "raw_end": 7},
            "expect_column_pair_values_a_to_be_greater_than_b raw_end, raw_start",
            "raw_end is 7, raw_start is 7",
        ),
        (
            "removals",
            {"confidence": float("nan")},
            "expect_column_values_to_not_be_null confidence",
            "confidence is null",
        ),
        ("rejects", {"reason": "rain"}, "expect_column_values_to_be_in_set reason", "reason is rain"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_an_expectation_is_found(
    table: str, change: dict[str, Any], expectation: str, detail: str
) -> None:
    frame = valid_rows(table, {}, change, {})
    found = find_broken_rows(frame, table)
    assert found.select("expectation", "detail").rows() == [(expectation, detail)]
    keys = identity(TABLES[table])
    assert found.select(keys).equals(frame[1].select(keys))


def test_every_row_with_a_value_that_should_be_unique_is_found() -> None:
    frame = valid_rows("articles", {"path": "a.txt"}, {"path": "b.txt"}, {"path": "a.txt"})
    assert find_broken_rows(frame, "articles")["article_id"].to_list() == [f"{0:032x}", f"{2:032x}"]
    spans = valid_rows(
        "removals", {"article_id": "a" * 32}, {"article_id": "a" * 32}, {"article_id": "a" * 32, "raw_start": 1}
    )
    assert find_broken_rows(spans, "removals")["raw_start"].to_list() == [0, 0]


def test_a_row_may_break_several() -> None:
    found = find_broken_rows(valid_rows("articles", {"words": 0, "paragraphs": 0}), "articles")
    assert sorted(found["detail"]) == ["paragraphs is 0", "words is 0"]


def test_warnings_and_shares_break_no_row() -> None:
    assert find_broken_rows(valid_rows("rejects", {"reason": "expectation"}), "rejects").is_empty()
    assert find_broken_rows(valid_rows("articles", {"title": None, "language": None}), "articles").is_empty()


@pytest.mark.parametrize(
    ("kind", "kwargs", "message"),
    [
        ("expect_column_values_to_be_betwen", {"column": "words", "min_value": 1}, "is not known"),
        ("expect_column_values_to_be_between", {"column": "words", "minimum": 1}, "minimum"),
        ("expect_column_values_to_be_between", {"column": "words"}, "wants numbers"),
        ("expect_column_values_to_be_between", {"column": "published_on", "min_value": "2031-01-01"}, "wants numbers"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": "("}, "regex"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": r"(?<=a)b\Z"}, "look-around"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": r"^\w\Z"}, "does not mean the same"),
        ("expect_column_values_to_match_regex", {"column": "title", "regex": "^a$"}, "line feed"),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "words", "column_B": "paragraphs", "ignore_row_if": "never"},
            "never",
        ),
    ],
)
def test_an_expectation_that_cannot_be_checked_is_an_error(
    tmp_path: Path, kind: str, kwargs: dict[str, Any], message: str
) -> None:
    folder = suites_with(tmp_path, "articles", (kind, kwargs))
    with pytest.raises(SuiteError, match=rf"(?s)articles\.json: {kind}.*{message}"):
        find_broken_rows(empty("articles"), "articles", folder)
