"""Names in bodies: cases as files (``tests/extraction/cases/mentions``), and what must hold for any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.arrow import before_sentences
from schemas.tables import NAME_KINDS
from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.extraction.names.recognition import METHODS
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "extraction" / "cases" / "mentions").glob("*.toml"))
LANGUAGES = ("en", "de", "fr", "ru", "it", "zh", "ar")

PIECES = [
    "Ines Calloway",
    "Calloway",
    "said",
    "U.S.",
    "Paris",
    "(",
    ")",
    ",",
    ".",
    "\n\n",
    "al-Hayya",
    "“",
    "Gaza Strip",
]
pieces = st.sampled_from([*PIECES, "É", "7"])
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=30).map(" ".join))


def load_case(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def names_of(bodies: list[str], language: str) -> pl.DataFrame:
    """The names in bodies of one language."""
    columns = {"doc": range(len(bodies)), "body": bodies, "language": [language] * len(bodies)}
    frame = pl.DataFrame(columns, {"doc": pl.UInt32, "body": pl.String, "language": pl.String})
    return mentions.find_names(prose.split_paragraphs(frame))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, request: pytest.FixtureRequest) -> None:
    case = load_case(file)
    if reason := case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    assert names_of([case["body"]], case["language"]).select("text", "kind", "name").to_dicts() == case["mentions"]


def test_each_case_says_what_it_shows() -> None:
    assert len(CASES) >= 12
    assert [file.stem for file in CASES if not load_case(file).get("why")] == []


@settings(max_examples=60)
@given(bodies=st.lists(texts, max_size=3), language=st.sampled_from(LANGUAGES))
def test_what_holds_for_any_text(bodies: list[str], language: str) -> None:
    rows = names_of(bodies, language)
    assert rows.schema == before_sentences("mentions")
    assert rows["kind"].is_in(NAME_KINDS).all()
    assert rows["method"].is_in(METHODS).all()
    assert rows["confidence"].is_between(0, 1).all()
    assert rows["country"].drop_nulls().str.contains(r"^[A-Z]{2}$").all()
    for row in rows.iter_rows(named=True):
        assert bodies[row["doc"]][row["start"] : row["end"]] == row["text"] != ""
        assert row["name"]
    for one, other in itertools.pairwise(rows.iter_rows(named=True)):
        assert one["doc"] < other["doc"] or one["end"] <= other["start"]


def test_languages_are_read_by_themselves() -> None:
    bodies = ["Ines Calloway lives in France.", "Ines Calloway lebt in Frankreich."]
    frame = pl.DataFrame({"doc": [0, 1], "body": bodies, "language": ["en", "de"]})
    together = mentions.find_names(prose.split_paragraphs(frame))
    alone = [names_of(bodies[:1], "en"), names_of(bodies[1:], "de").with_columns(doc=pl.lit(1, pl.UInt32))]
    assert together.equals(pl.concat(alone))
    assert set(together.filter(kind="place")["name"]) == {"France"}
    assert set(together.filter(kind="place")["country"]) == {"FR"}


def test_a_text_in_an_unknown_language_is_read_too() -> None:
    frame = pl.DataFrame(
        {"doc": [0], "body": ["Ines Calloway."], "language": [None]}, schema_overrides={"language": pl.String}
    )
    assert mentions.find_names(prose.split_paragraphs(frame))["text"].to_list() == ["Ines Calloway"]


def test_people_whom_an_article_names_by_one_word_only_are_less_sure() -> None:
    body = "Ines Calloway spoke in Paris. Calloway left. Jonathan did not answer."
    frame = pl.DataFrame({"doc": [0], "body": [body], "language": ["en"]})
    paragraphs = prose.split_paragraphs(frame)
    articles, sentences = (mentions.find_names(paragraphs, whole=whole) for whole in (True, False))
    changed = articles.filter(articles["confidence"] != sentences["confidence"])
    assert changed["text"].to_list() == ["Jonathan"]
    assert changed["confidence"].to_list() == [pytest.approx(mentions.LONE_PERSON)]
