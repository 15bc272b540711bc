"""Paragraphs of bodies: nothing but blank lines is lost, and each knows its place."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.prose import BODY_PARAGRAPHS, BREAK, split_paragraphs

lines = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20)
bodies_of_lines = st.lists(st.lists(lines, min_size=1, max_size=4).map(BREAK.join), max_size=4)


@given(bodies_of_lines)
def test_paragraphs_are_the_body_between_its_blank_lines(bodies: list[str]) -> None:
    columns = {"doc": range(5, 5 + len(bodies)), "body": bodies, "language": ["en"] * len(bodies)}
    frame = pl.DataFrame(columns, {"doc": pl.Int64, "body": pl.String, "language": pl.String})
    rows = split_paragraphs(frame)
    assert rows.schema == BODY_PARAGRAPHS
    for doc, body in zip(frame["doc"], bodies, strict=True):
        of_body = rows.filter(pl.col("doc") == doc)
        assert BREAK.join(of_body["text"]) == body
        assert of_body["paragraph"].to_list() == list(range(of_body.height))
        for start, text in of_body.select("start", "text").rows():
            assert body[start : start + len(text)] == text


def test_an_empty_body_is_one_empty_paragraph() -> None:
    frame = pl.DataFrame({"doc": [0], "body": [""], "language": [None]}, schema_overrides={"language": pl.String})
    assert split_paragraphs(frame).rows() == [(0, 0, 0, "", None)]
