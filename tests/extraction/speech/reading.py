"""What tests of speech share: cases, and bodies that are read."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from tasks.columns.windows import Rows
from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.extraction.speech.attribution import Reading, Text, read_speech
from tasks.extraction.speech.citations import find_citations
from tasks.extraction.speech.quotes import find_quotes
from tests.conftest import ROOT

BODIES = {"doc": pl.UInt32, "body": pl.String, "language": pl.String}
MENTIONS = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "kind": pl.String, "name": pl.String}


def case_files(table: str) -> list[Path]:
    """The cases of a table: a file each."""
    return sorted((ROOT / "tests" / "extraction" / "cases" / table).glob("*.toml"))


def load_case(file: Path) -> dict[str, Any]:
    """What a case says."""
    return tomllib.loads(file.read_text("utf-8"))


def text_of(body: str, language: str | None, people: Iterable[str] = (), after: str = "") -> Text:
    """A body as it is read; people are mentioned where their name is, or the last word of it.

    ``after`` is the body of the document before it in the part.
    """
    bodies = pl.DataFrame({"doc": [0, 1], "body": [after, body], "language": [language] * 2}, BODIES)
    found: dict[tuple[int, int], tuple[int, int, int, str, str]] = {}
    for name in people:
        for form in (name.split()[-1], name):  # where the whole name is, it counts
            for doc, text in enumerate((after, body)):
                for match in re.finditer(re.escape(form), text):
                    found[doc, match.end()] = (doc, match.start(), match.end(), "person", name)
    named = pl.DataFrame([found[place] for place in sorted(found)], MENTIONS, orient="row")
    return read_speech(prose.split_paragraphs(bodies), named)


def reading_of(body: str, language: str = "en", people: Iterable[str] = ()) -> Reading:
    """What is read in a body in one language."""
    return text_of(body, language, people).readings[0]


def words_of(reading: Reading) -> list[str]:
    """The words of a reading, as written."""
    return reading.near.words.tokens.texts().to_list()


def texts_of_phrases(reading: Reading, phrases: Rows | None = None) -> list[str | None]:
    """Some phrases of a reading (by default, all) as their words; None for NOWHERE."""
    words, every = words_of(reading), reading.near.phrases
    chosen = range(len(every.first)) if phrases is None else phrases.tolist()
    return [" ".join(words[every.first[row] : every.last[row] + 1]) if row >= 0 else None for row in chosen]


def digest_of_cases() -> str:
    """A digest of who says what in the bodies of all cases, of quotes and citations, read as one part."""
    files = [load_case(file) for table in ("quotes", "citations") for file in case_files(table)]
    rows = [(doc, case["body"].strip(), case["language"]) for doc, case in enumerate(files)]
    paragraphs = prose.split_paragraphs(pl.DataFrame(rows, BODIES, orient="row"))
    text = read_speech(paragraphs, mentions.find_names(paragraphs))
    return hashlib.sha256((find_quotes(text).write_json() + find_citations(text).write_json()).encode()).hexdigest()


def as_expected(found: pl.DataFrame, expected: list[dict[str, str]]) -> None:
    """Assert that rows are the expected ones, in the columns that a case names; "" is null there."""
    rows = [row | {name: "" for name in row if row[name] is None} for row in found.to_dicts()]
    assert [row["text"] for row in rows] == [row["text"] for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        assert {name: row[name] for name in wanted} == wanted
