"""Columns that were spliced line by line are read one after the other; tables and lists are left as they are."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.frames import NumberedDocuments
from tasks.cleaning.printed_columns import read_columns
from tasks.reading.text_lines import lines_of_texts

LEFT = (
    "The ferry to the island sails",
    "again from Friday on, after the",
    "storm had broken its cables and",
    "the council had paid for them.",
)
RIGHT = (
    "Traders on the quay fear that",
    "the longer way will cost them",
    "their customers in a summer that",
    "was to be the best of all.",
)

NAMES = ("Ana", "Ben", "Cleo", "Dora")


def read(text: str) -> list[tuple[str, bool]]:
    documents = NumberedDocuments.of(pl.DataFrame({"doc": [0], "text": [text]}, {"doc": pl.UInt32, "text": pl.String}))
    lines = read_columns(lines_of_texts(documents), documents)
    for start, end, line in lines.select("raw_start", "raw_end", "text").iter_rows():
        assert text[start:end] == line
    return lines.filter(~pl.col("text").is_in(["|", "│"])).select("text", "flows").rows()


@pytest.mark.parametrize("gutter", ["    ", "  |  ", " │ "])
def test_columns_are_read_one_after_the_other(gutter: str) -> None:
    text = "\n".join(f"{left:<34}{gutter}{right}" for left, right in zip(LEFT, RIGHT, strict=True))
    flows = [False, True, True, True]
    assert read(f"FERRY SAILS AGAIN\n\n{text}\n\nBy Ana Sol") == [
        ("FERRY SAILS AGAIN", False),
        *zip(LEFT, flows, strict=True),
        *zip(RIGHT, flows, strict=True),
        ("By Ana Sol", False),
    ]


def test_a_sentence_goes_on_at_the_head_of_the_next_column() -> None:
    left = (*LEFT[:3], "the council, which had to pay")
    right = ("for them, is glad that it was", *RIGHT[1:])
    text = "\n".join(f"{one:<36}{two}" for one, two in zip(left, right, strict=True))
    assert read(text)[3:5] == [(left[3], True), (right[0], True)]


def test_there_may_be_three_columns() -> None:
    text = "\n".join(f"{a:<36}{b:<36}{c}" for a, b, c in zip(LEFT, RIGHT, LEFT, strict=True))
    assert [line for line, _ in read(text)] == [*LEFT, *RIGHT, *LEFT]


def test_a_blank_line_and_a_short_last_line_part_paragraphs() -> None:
    left = (*LEFT[:3], "the council.", "", *LEFT[:2])
    right = ("Traders fear.", *RIGHT, "No one else.", "")
    paragraphs = [LEFT[0], LEFT[0], "Traders fear.", RIGHT[0]]
    text = "\r\n".join(f"{one:<36}{two}" for one, two in zip(left, right, strict=True))
    assert [line for line, flows in read(text) if not flows] == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{name:<20}{number}" for name, number in zip(NAMES, range(4), strict=True)),
        "\n".join(f"{left:<34}    {right}" for left, right in list(zip(LEFT, RIGHT, strict=True))[:3]),
        "\n".join(f"{left}   and then" for left in LEFT),
        "| Year | Ferries to the island |\n" * 5,
    ],
)
def test_what_is_no_column_stays(text: str) -> None:
    assert [line for line, _ in read(text)] == [line.strip() for line in text.splitlines()]
