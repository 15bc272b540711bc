"""Bodies read for who says what, as a whole."""

from __future__ import annotations

import os
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import lexicon
from schemas.tables import QUOTE_KINDS, SOURCE_KINDS
from tasks.extraction import prose
from tasks.extraction.speech.attribution import place_in_bodies, read_speech
from tasks.extraction.speech.character_bits import MARKS
from tasks.extraction.speech.citations import CITATIONS, find_citations
from tasks.extraction.speech.quotes import QUOTES, find_quotes
from tests.conftest import ROOT
from tests.extraction.speech.reading import BODIES, MENTIONS, digest_of_cases, reading_of, text_of, texts_of_phrases

LANGUAGES = sorted(lexicon.speech_languages())
# Pieces of quotations, in any order: no order of them may break the reading.
PIECES = (
    *MARKS, " ", "\n\n", ". ", ", ", ": ", " said ", "she", " sagte er", "The mayor", "Ines Calloway", "dass",
    "according to ", "'s", "«", "laut",
)  # fmt: skip
bodies = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)),
    max_size=30,
).map("".join)


@given(body=bodies, language=st.sampled_from([*LANGUAGES, "ja", None]))
@example(body="", language="en")
@example(body='"', language="de")
@example(body=": a", language="de")
@example(body="He said, she said, he said that. According to. So, laut zufolge", language="en")
def test_any_text_can_be_read(body: str, language: str | None) -> None:
    text = text_of(body, language, ["Ines Calloway"])
    for found, schema, kinds in (
        (find_quotes(text), QUOTES, QUOTE_KINDS),
        (find_citations(text), CITATIONS, SOURCE_KINDS),
    ):
        assert found.schema == schema
        assert [body[row["start"] : row["end"]] for row in found.to_dicts()] == found["text"].to_list()
        assert found["text"].str.len_chars().min() != 0
        assert set(found["kind"]) <= set(kinds)
        assert found["confidence"].is_between(0, 1).all()
        assert not found.select("doc", "start", "end").is_duplicated().any()
        assert found["start"].is_sorted()


def test_the_same_bodies_give_the_same_rows_in_another_process() -> None:
    there = subprocess.run(
        [sys.executable, "-c", "from tests.extraction.speech.reading import digest_of_cases as d; print(d())"],
        env={**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert digest_of_cases() == digest_of_cases() == there.stdout.strip()


def test_each_language_is_read_by_itself() -> None:
    texts = [(0, "The mayor said it rained.", "en"), (1, "Der Rat sagte, es regne.", "de"), (2, "雨。", "ja")]
    paragraphs = prose.split_paragraphs(pl.DataFrame(texts, BODIES, orient="row"))
    readings = read_speech(paragraphs, pl.DataFrame(schema=MENTIONS)).readings
    assert [reading.language for reading in readings] == ["de", "en"]
    assert [set(reading.docs.tolist()) for reading in readings] == [{1}, {0}]


@pytest.mark.parametrize(
    ("body", "phrase"),
    [("The mayor told reporters it rained.", "reporters"), ("It rained, the BBC said, citing officials.", "officials")],
)
def test_listeners_and_cited_sources_are_named_too(body: str, phrase: str) -> None:
    reading = reading_of(body)
    assert phrase in texts_of_phrases(reading, reading.named["phrase"].to_numpy())


def test_rows_get_their_place_in_the_body_and_one_row_a_span() -> None:
    text = text_of("Rain.\n\nMore rain.", "en", after="Fog.")
    start = text.stream.text.index("More")
    rows = pl.DataFrame({"place": [start, start, 0], "text": ["More", "More", "Fog"], "by": ["first", "second", "x"]})
    found = place_in_bodies(rows, text).select("doc", "paragraph", "start", "end", "by")
    assert found.rows() == [(0, 0, 0, 3, "x"), (1, 1, 7, 11, "first")]
