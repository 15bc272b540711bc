"""Each file in ``tests/extraction/cases/figures`` is a body, and all figures that it states, in their order."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import lexicon
from schemas.arrow import before_sentences
from tasks.extraction import prose
from tasks.extraction.figures import figures
from tasks.extraction.grammars import readings
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "extraction" / "cases" / "figures").glob("*.toml"))
LANGUAGES = sorted(set(lexicon.load("figures")) - {"any"})
NO_QUOTES = pl.DataFrame(
    schema={"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "speaker": pl.String, "confidence": pl.Float64}
)

PIECES = """
3 19 1,900 2.5 2,5 $ € % - – . , to between and of the two drei vingt тысяч million Mrd. km 21-year-old 007
"""
words = st.sampled_from(PIECES.split())
texts = st.lists(words | st.text(max_size=8), max_size=14).map(" ".join)


def figures_of(body: str, language: str | None, quotes: pl.DataFrame = NO_QUOTES) -> pl.DataFrame:
    """The figures in a body."""
    schema = {"doc": pl.UInt32, "body": pl.String, "language": pl.String}
    bodies = pl.DataFrame({"doc": [7], "body": [body], "language": [language]}, schema)
    return figures.find_figures(prose.split_paragraphs(bodies), quotes)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path) -> None:
    case: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    assert case["why"]
    rows = figures_of(case["body"].strip(), case["language"]).to_dicts()
    assert [row["text"] for row in rows] == [row["text"] for row in case["rows"]]
    for row, expected in zip(rows, case["rows"], strict=True):
        assert {name: row[name] for name in expected} == expected


def quote_row(body: str, text: str, speaker: str | None, confidence: float = 0.9) -> dict[str, Any]:
    start = body.index(text)
    return {"doc": 7, "start": start, "end": start + len(text), "speaker": speaker, "confidence": confidence}


def test_the_claimant_is_the_speaker_of_the_innermost_quote() -> None:
    body = "Ida Roe says the harbour master told her that “35 boats sank”, and 12 crates. Four masts stood."
    quotes = NO_QUOTES.vstack(
        pl.DataFrame(
            [
                quote_row(body, "the harbour master told her that “35 boats sank”, and 12 crates", "Ida Roe"),
                quote_row(body, "“35 boats sank”", "harbour master"),
                quote_row(body, "Four masts stood", None),
            ],
            NO_QUOTES.schema,
        )
    )
    assert figures_of(body, "en", quotes).select("text", "claimant").rows() == [
        ("35 boats", "harbour master"),
        ("12 crates", "Ida Roe"),
        ("Four masts", None),
    ]


def test_a_speaker_who_is_not_sure_claims_nothing() -> None:
    body = "A quay for 35 boats, the annual tickets say, opens soon."
    quotes = NO_QUOTES.vstack(
        pl.DataFrame([quote_row(body, "A quay for 35 boats", "annual tickets", 0.6)], NO_QUOTES.schema)
    )
    assert figures_of(body, "en", quotes)["claimant"].to_list() == [None]


def test_a_quote_in_another_document_claims_nothing() -> None:
    body = "It said 35 boats sank."
    quotes = NO_QUOTES.vstack(pl.DataFrame([{**quote_row(body, body, "Ida Roe"), "doc": 8}], NO_QUOTES.schema))
    assert figures_of(body, "en", quotes)["claimant"].to_list() == [None]


@pytest.mark.parametrize(
    ("language", "body", "text", "value"),
    [
        ("ru", "Ни один из 42 гребцов не утонул.", "42 гребцов", 42),
        ("ru", "Ни одна из двух лодок не утонула.", "двух лодок", 2),
        ("uk", "Ні один із 42 човнів не затонув.", "42 човнів", 42),
        ("pl", "Ani jeden z 42 żeglarzy nie utonął.", "42 żeglarzy", 42),
        ("cs", "Ani jeden z 42 veslařů se neutopil.", "42 veslařů", 42),
        ("de", "Nicht einer der 42 Ruderer ertrank.", "42 Ruderer", 42),
        ("fr", "Pas un sur 42 rameurs ne s'est noyé.", "42 rameurs", 42),
        ("es", "Ni uno de cada 42 remeros se ahogó.", "42 remeros", 42),
        ("it", "Neanche uno su 42 rematori è annegato.", "42 rematori", 42),
        ("pt", "Nem um em cada 42 remadores se afogou.", "42 remadores", 42),
        ("nl", "Niet één op de 42 roeiers verdronk.", "42 roeiers", 42),
        ("sv", "Inte en av 42 roddare drunknade.", "42 roddare", 42),
    ],
)
def test_not_one_of_some_is_no_share_of_them(language: str, body: str, text: str, value: float) -> None:
    assert figures_of(body, language).select("text", "value", "unit", "of").rows() == [(text, value, None, None)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_section_is_read(language: str) -> None:
    of_grammar = {"words", "pieces", "expression", "capitals", "edged", "joined"}
    known = {entry.name for entry in fields(readings.FigureLexicon)}
    assert set(lexicon.load("figures")[language]) <= known | of_grammar


def test_a_language_without_a_lexicon_has_no_figures() -> None:
    assert figures_of("35 boats", "xx").is_empty()
    assert figures_of("35 boats", None).is_empty()


@settings(max_examples=150)
@given(paragraphs=st.lists(texts, min_size=1, max_size=3), language=st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_body_and_are_what_they_say(paragraphs: list[str], language: str) -> None:
    body = prose.BREAK.join(paragraphs).replace("\0", " ")
    rows = figures_of(body, language)
    assert rows.schema == before_sentences("figures")
    assert [row["text"] for row in rows.iter_rows(named=True)] == [
        body[s:e] for s, e in rows.select("start", "end").rows()
    ]
    assert rows["confidence"].is_between(0, 1).all()
    assert rows.select("start", "end").is_unique().all()
    ranges = rows.filter(pl.col("value_high").is_not_null())
    assert (ranges["value"] <= ranges["value_high"]).all()
