"""The page of languages names each language that has a pack, a lexicon or a model."""

from __future__ import annotations

from schemas import rulebook
from schemas.coverage import languages_of
from schemas.docs.languages import make_page
from schemas.tables import FOUND


def test_a_language_has_a_row_with_the_tables_that_it_has_a_reader_for() -> None:
    page = make_page(rulebook.load())
    rows = {
        cells[1].strip(" `"): cells[3:-1]
        for line in page.splitlines()
        if line.startswith("| `")
        for cells in [line.split("|")]
    }
    for code in rulebook.load().function_words:
        has_reader = [code in languages_of(table.name) for table in FOUND]
        assert [bool(cell.strip()) for cell in rows[code]] == has_reader
