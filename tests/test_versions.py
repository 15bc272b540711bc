"""Whatever can change the tables is part of some version."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.options import Options
from tasks import versions
from tests.conftest import ROOT

# Folders of schemas/: the versions `rules` and `suites` are of the first two, and pages of docs/ decide nothing.
VERSIONED_APART = {"rules", "expectations", "docs"}


def files_below(*folders: str) -> set[Path]:
    """All files of the project's folders, without what Python and editors leave there."""
    found = (file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())
    return {file for file in found if "__pycache__" not in file.parts and not file.name.startswith(".")}


def test_every_file_that_decides_is_in_the_digest() -> None:
    apart = {file for file in files_below("schemas") if file.parts[len(ROOT.parts) + 1] in VERSIONED_APART}
    assert apart
    assert files_below("tasks", "schemas") - apart == set(versions.decisive_files())


@pytest.mark.parametrize("file", ["tasks/cleaning/rules.py", "schemas/weights/points.toml", "schemas/names/en.npz"])
def test_another_content_is_another_version(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text("one")
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    collect = versions.collect_versions.__wrapped__
    one = collect()
    (tmp_path / file).write_text("two")
    assert {name for name, found in collect().items() if found != one[name]} == {"code"}


def test_how_pages_are_milled_and_who_finds_names_are_versions() -> None:
    asked = versions.collect_versions(Options(fast=True))
    assert (asked["mode"], asked["names"], asked["least_article"]) == ("fast", "model", "card")
    assert versions.collect_versions(Options(least_article=0.2))["least_article"] == "0.2"
    assert "spacy" not in asked
