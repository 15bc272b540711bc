"""In which languages findings are read."""

from __future__ import annotations

import pytest

from schemas import lexicon
from schemas.coverage import SECTIONS, WITHOUT_READER, languages_of
from schemas.tables import FOUND, MENTIONS

TABLES = [table.name for table in FOUND]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_findings_says_who_reads_it_and_what_is_found_without(table: str) -> None:
    assert {"de", "en"} <= languages_of(table)
    assert lexicon.EVERY not in languages_of(table)
    assert WITHOUT_READER[table]


@pytest.mark.parametrize("table", [table for table in TABLES if table != MENTIONS.name])
def test_a_lexicon_with_the_section_of_a_table_is_its_reader(table: str) -> None:
    texts = {file.stem: file.read_text("utf-8") for file in lexicon.LEXICON.glob("*.toml")}
    with_section = {code for code, text in texts.items() if any(f"\n[{section}" in text for section in SECTIONS[table])}
    assert languages_of(table) == with_section - {lexicon.EVERY}
