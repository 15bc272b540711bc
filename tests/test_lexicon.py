"""The files of words are read strictly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas import lexicon, rulebook
from schemas.lexicon import LEXICON, SECTIONS, LexiconError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the lexicon, to be changed."""
    return Path(shutil.copytree(LEXICON, tmp_path / "lexicon"))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_there_in_english_and_german(section: str) -> None:
    assert {"en", "de"} <= lexicon.load(section).keys()


def test_a_language_with_dates_has_months_and_weekdays() -> None:
    book = rulebook.load()
    languages = lexicon.load("dates").keys() - {"any"}
    assert languages <= book.months.keys()
    assert languages <= {language for language, days in book.weekdays.items() if days}


@pytest.mark.parametrize(
    ("text", "message"),
    [("[quotes", r"fr\.toml.*Correct the file"), ("[quote]\nx = 1\n", r"fr\.toml: no module knows quote;.*citations")],
)
def test_a_file_that_is_wrong_is_named_with_what_to_do(folder: Path, text: str, message: str) -> None:
    (folder / "fr.toml").write_text(text, "utf-8")
    with pytest.raises(LexiconError, match=message):
        lexicon.load("quotes", folder)


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"no file of words here"):
        lexicon.load("quotes", tmp_path)
