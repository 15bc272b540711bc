"""A column of print is unwrapped: narrow lines beside wide ones."""

from __future__ import annotations

from tests.cleaning.unwrapped import paragraphs_of, wrapped

ARTICLE = (
    "The keeper of the outer rocks said on Tuesday that the lantern of the harbour had to be mended before the winter, "
    "for the ferry of the islands cannot find the pier without it when the tide is low and the wind is from the north."
)


def test_a_narrow_column_beside_wide_lines_comes_back() -> None:
    column = wrapped(ARTICLE, 44)
    wide = [f"{ARTICLE[:130]} {number}." for number in range(4)]
    menu = ["Home", "Weather", "Ferries of today"]
    assert len(column) >= 4  # three lines are no column: see below
    assert paragraphs_of("\n".join([*menu, "", *column, "", *wide])) == [[*menu, ARTICLE, *wide]]


def test_three_full_lines_in_a_row_are_no_column() -> None:
    lines = ["The Sea of Islands, by Ana Sol, in two parts", "The Old Lantern, by Cleo Reed, in one volume", "A Ferry"]
    wide = [f"{ARTICLE[:130]} {number}." for number in range(4)]
    assert paragraphs_of("\n".join([*lines, "", *wide])) == [[*lines, *wide]]
