"""Each file in ``tests/cases`` shows one thing: a raw document, and what must become of it.

A case with ``known_failure`` must fail, and the day it passes the test says so.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import rulebook
from tasks import refine
from tasks.cleaning import repetition
from tasks.publishing.accept import Tables
from tasks.publishing.stamp import Stamp
from tasks.reading import read

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
FIELDS = (
    "title", "language", "publisher", "publisher_domain", "url", "section", "authors", "captions", "published_on",
    "published_at", "modified_at", "published_earliest", "published_latest", "published_method", "agency",
)  # fmt: skip
AS_OF = datetime(2025, 3, 10, tzinfo=UTC)


def read_case(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def tables_of(folder: Path, name: str, text: str) -> Tables:
    """The tables of one raw file, milled alone."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="")
    book = rulebook.load()
    survey = refine.survey_documents(next(read.read_documents(folder, [name])), book)
    recurring = repetition.recurring_lines([survey.fingerprints])
    return refine.refine_documents(survey, recurring, book, Stamp("run", AS_OF, book.version, {name: AS_OF}))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case = read_case(file)
    if reason := case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    tables = tables_of(tmp_path, case["file"], case["raw"])
    assert tables["rejects"].is_empty(), tables["rejects"]["detail"].to_list()
    article = tables["articles"].row(0, named=True)

    assert article["body"].split("\n\n") == case["body"]
    for caption in case.get("captions", []):
        caption.setdefault("credit", None)
    for name in FIELDS:
        if name in case:
            assert article[name] == (case[name] or ([] if isinstance(case[name], list) else None)), name
    if "dateline" in case:
        assert {key: article["dateline"][key] for key in case["dateline"]} == case["dateline"]
    removed = tables["removals"].select("text", "role").to_dicts()
    assert [span for span in case.get("removed", []) if span not in removed] == []


def test_each_case_says_what_it_shows() -> None:
    assert len(CASES) >= 25
    assert [file.stem for file in CASES if not read_case(file).get("why")] == []
