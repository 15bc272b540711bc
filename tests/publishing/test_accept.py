"""The tables of a part: what is wrong with an article makes it a reject, and what is lost stops the run."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from schemas import rulebook
from schemas.arrow import empty
from tasks import refine
from tasks.cleaning import repetition
from tasks.extraction.extract import extract_tables
from tasks.publishing.accept import Tables, UnaccountedError, accept_tables
from tasks.publishing.stamp import Stamp
from tasks.reading import read

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
STORY = """{name} sails again

SALT HARBOUR, March 5 -- The {name} sailed again on Tuesday after eleven days in dock, the harbour office said.

"We are a day ahead of what we promised," said Ines Korvald, who runs the {name} with her two brothers from the quay.
"""
FILES = {"one.txt": STORY.format(name="Gannet"), "two.txt": STORY.format(name="Odmar"), "blank.txt": " \n"}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> refine.Survey:
    """What two articles and an empty file show."""
    folder = tmp_path_factory.mktemp("raw")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return refine.survey_documents(next(read.read_documents(folder, list(FILES))), rulebook.load())


@pytest.fixture
def stamp() -> Stamp:
    return Stamp("run", AS_OF, rulebook.load().version, dict.fromkeys(FILES, AS_OF))


@pytest.fixture
def tables(survey: refine.Survey, stamp: Stamp) -> Tables:
    """The tables made of them, not yet accepted."""
    recurring = repetition.recurring_lines([survey.fingerprints])
    composed = refine.compose_tables(survey, recurring, rulebook.load(), stamp)
    return composed | extract_tables(composed["articles"], "model")


def accepted(survey: refine.Survey, tables: Tables, stamp: Stamp) -> Tables:
    return accept_tables(survey.documents, survey.pages, survey.blocks, tables, stamp)


def in_first_document(value: pl.Expr, otherwise: str) -> pl.Expr:
    return pl.when(pl.col("doc") == 0).then(value).otherwise(otherwise).alias(otherwise)


def test_tables_are_as_declared_and_each_document_is_in_one_of_two(
    survey: refine.Survey, tables: Tables, stamp: Stamp
) -> None:
    made = accepted(survey, tables, stamp)
    assert {name: frame.schema for name, frame in made.items()} == {name: empty(name).schema for name in made}
    assert made["articles"]["path"].to_list() == ["one.txt", "two.txt"]
    assert made["rejects"].select("path", "reason").rows() == [("blank.txt", "empty")]


def test_an_article_that_breaks_an_expectation_is_rejected_with_all_its_rows(
    survey: refine.Survey, tables: Tables, stamp: Stamp
) -> None:
    tables["articles"] = tables["articles"].with_columns(in_first_document(pl.lit(0), "words"))
    made = accepted(survey, tables, stamp)
    rejects = made["rejects"].select("path", "reason", "detail").rows()
    detail = "expect_column_values_to_be_between words: words is 0"
    assert sorted(rejects) == [("blank.txt", "empty", rejects[-1][2]), ("one.txt", "expectation", detail)]
    (left,) = made["articles"]["article_id"]
    assert all(set(made[name]["article_id"]) <= {left} for name in ("paragraphs", "removals", "quotes", "mentions"))


def test_an_article_with_a_span_that_does_not_hold_its_text_is_rejected(
    survey: refine.Survey, tables: Tables, stamp: Stamp
) -> None:
    tables["quotes"] = tables["quotes"].with_columns(in_first_document(pl.lit("She never said so."), "text"))
    rejects = accepted(survey, tables, stamp)["rejects"].filter(pl.col("path") == "one.txt")
    assert rejects["reason"].to_list() == ["expectation"]
    assert "is not She never said so." in rejects["detail"][0]


@pytest.mark.parametrize("table", ["paragraphs", "removals"])
def test_a_lost_span_stops_the_run(survey: refine.Survey, tables: Tables, stamp: Stamp, table: str) -> None:
    tables[table] = tables[table][1:]
    with pytest.raises(UnaccountedError, match=r"the characters of 1 articles .* please report it"):
        accepted(survey, tables, stamp)


def test_a_doubled_article_stops_the_run(survey: refine.Survey, tables: Tables, stamp: Stamp) -> None:
    other = tables["articles"].with_columns(article_id=pl.lit("f" * 32))[:1]
    doubled = pl.concat([tables["articles"], other])
    with pytest.raises(UnaccountedError, match="1 documents"):
        accepted(survey, tables | {"articles": doubled, "paragraphs": tables["paragraphs"]}, stamp)


@pytest.mark.parametrize(("least", "refused"), [(0.2, []), (0.4, ["one.txt"]), (0, [])])
def test_what_is_hardly_an_article_is_rejected(
    survey: refine.Survey, tables: Tables, stamp: Stamp, least: float, refused: list[str]
) -> None:
    tables["articles"] = tables["articles"].with_columns(
        article_probability=pl.when(pl.col("path") == "one.txt").then(0.3)
    )
    tables["rejects"] = tables["articles"].select("doc", "article_probability")
    made = accept_tables(survey.documents, survey.pages, survey.blocks, tables, stamp, least)
    rejects = made["rejects"].filter(pl.col("reason") == "not_article")
    assert rejects["path"].to_list() == refused
    assert rejects["article_probability"].to_list() == [0.3 for _ in refused]
    assert all("0.3" in detail and "0.4" in detail for detail in rejects["detail"])
    assert set(made["paragraphs"]["article_id"]) == set(made["articles"]["article_id"])
