"""Lines are the parts of a text between its line ends, each with its offsets."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.frames import NumberedDocuments
from tasks.reading.text_lines import LINES, lines_of_texts
from tests.promises import bare, is_space

LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
WHITE = "".join(chr(c) for c in range(0x3001) if is_space(chr(c)))

texts = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
    | st.sampled_from(["\n", "\r\n", *"\r\x0b\x0c\x85\u2028\u2029 \t\u3000\x1cx"]),
    max_size=20,
).map("".join)


def lines_of(*documents: str) -> pl.DataFrame:
    """The lines of texts; each text's number is its place."""
    columns = {"doc": range(len(documents)), "text": documents}
    return lines_of_texts(NumberedDocuments.of(pl.DataFrame(columns, {"doc": pl.UInt32, "text": pl.String})))


@settings(max_examples=60)
@given(st.lists(texts, max_size=5))
@example(["", "\r\n", "\r\n\r\n x \r\r\n\n", "a\u2028b\x85c\x0bd\x0ce\x1cf"])
def test_lines_are_the_parts_between_line_ends_with_their_offsets(documents: list[str]) -> None:
    frame = lines_of(*documents)
    assert frame.schema == LINES
    for doc, text in enumerate(documents):
        blank = 0
        expected = []
        for number, line in enumerate(LINE_END.split(text)):
            if inner := line.strip(WHITE):
                expected.append((number, inner, blank))
                blank = 0
            else:
                blank += 1
        rows = frame.filter(pl.col("doc") == doc)
        assert rows.select("line", "text", "gap").rows() == expected
        for start, end, line in rows.select("raw_start", "raw_end", "text").iter_rows():
            assert text[start:end] == line
        assert rows["raw_start"].is_sorted()
        assert bare("".join(rows["text"])) == bare(text)


def test_no_documents_give_no_lines() -> None:
    assert lines_of().schema == LINES
    assert lines_of("", " \n").is_empty()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one(end: str) -> None:
    frame = lines_of(f"Rain{end}{end}fell.")
    assert frame.select("line", "gap", "text").rows() == [(0, 0, "Rain"), (2, 1, "fell.")]


def test_a_line_of_a_text_has_no_place_in_a_page() -> None:
    of_pages = ("tag", "place", "linked", "parent", "depth", "vote")
    assert lines_of("Rain fell.").select(of_pages).row(0) == (None, None, 0.0, None, 0, None)
