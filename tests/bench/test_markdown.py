"""Tables in Markdown are also legible as text."""

from __future__ import annotations

from bench.markdown import align_table


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    lines = align_table(("", "documents"), [("a long name", "1"), ("b", "1,234,567,890")])
    assert len({len(line) for line in lines}) == 1
    assert lines[1] == "| ----------- | ------------: |"
    assert lines[2] == "| a long name |             1 |"
