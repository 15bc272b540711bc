"""The data dictionary."""

from __future__ import annotations

import pytest

from schemas.docs.dictionary import make_page
from schemas.tables import TABLES, Table


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_dictionary_has_every_column_in_a_row_of_six_cells(table: Table) -> None:
    section = make_page().split(f"\n## {table.name}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in rows] == [column.name for column in table.columns]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}
