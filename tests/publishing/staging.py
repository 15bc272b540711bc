"""Rows, suites and stages for the tests of checks."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from schemas.arrow import empty
from schemas.suites import EXPECTATIONS

NOW = dt.datetime(2031, 5, 4, tzinfo=dt.UTC)


def valid_rows(table: str, *changes: dict[str, Any]) -> pl.DataFrame:
    """A row for each of `changes`: valid but for them, and with an id and a path of its own."""
    valid = {
        "articles": lambda n: {
            "article_id": f"{n:032x}", "path": f"wire/{n}.txt", "raw_sha256": f"{n:064x}", "media": "text",
            "body_source": "text", "language": "en", "title": f"Ferry {n} runs again", "body": "The ferry runs.",
            "paragraphs": 1, "words": 120, "section": [], "authors": [], "captions": [], "repairs": [],
            "first_seen_at": NOW, "refined_at": NOW, "run_id": "r", "rules_version": "v",
        },
        "paragraphs": lambda n: {
            "article_id": f"{n:032x}", "paragraph": 0, "start": 0, "end": 5, "raw_start": 0, "raw_end": 5,
        },
        "removals": lambda n: {
            "article_id": f"{n:032x}", "raw_start": 0, "raw_end": 5, "text": "Share", "role": "share",
            "evidence": "shape", "confidence": 0.9,
        },
        "rejects": lambda n: {
            "path": f"wire/{n}.txt", "raw_sha256": f"{n:064x}", "raw": b"", "reason": "empty", "first_seen_at": NOW,
            "run_id": "r",
        },
    }[table]  # fmt: skip
    return pl.DataFrame([valid(n) | change for n, change in enumerate(changes)], schema=empty(table).schema)


def suites_with(folder: Path, table: str, *expectations: tuple[str, dict[str, Any]]) -> Path:
    """A copy of the suites. In it, `table` has a row count and these critical expectations, and no others by hand."""
    shutil.copytree(EXPECTATIONS, folder, dirs_exist_ok=True)
    entries = [
        {"type": kind, "kwargs": kwargs, "severity": "critical", "meta": {"why": "For a test."}}
        for kind, kwargs in (("expect_table_row_count_to_be_between", {"min_value": 1}), *expectations)
    ]
    (folder / f"{table}.json").write_text(json.dumps({"name": table, "expectations": entries}), "utf-8")
    return folder


def stage_with(folder: Path, **tables: pl.DataFrame) -> Path:
    """The folder, with a file of rows for each table."""
    for table, frame in tables.items():
        (folder / table).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / table / "part.parquet")
    return folder
