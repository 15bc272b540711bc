"""The generated files: those in the repository are up to date, and only stale ones are written."""

from __future__ import annotations

from pathlib import Path

from schemas.docs.generated import find_stale, make_files, write_files
from tests.conftest import ROOT


def test_generated_files_are_up_to_date() -> None:
    assert list(find_stale(ROOT)) == [], "run: make docs"


def test_generated_files_are_written_where_they_are_stale(tmp_path: Path) -> None:
    assert sorted(write_files(tmp_path)) == sorted(make_files())
    (tmp_path / "docs/rules.md").write_text("stale", "utf-8")
    assert list(find_stale(tmp_path)) == ["docs/rules.md"]
    assert write_files(tmp_path) == ["docs/rules.md"]
    assert write_files(tmp_path) == []
