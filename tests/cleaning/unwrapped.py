"""Texts wrapped as a renderer wraps them, and the paragraphs that unwrapping makes of their lines."""

from __future__ import annotations

import textwrap

import polars as pl

from schemas import rulebook
from tasks.cleaning.unwrap import unwrap_lines
from tasks.columns.texts import number_texts
from tasks.reading.text_lines import lines_of_texts


def wrapped(paragraph: str, width: int) -> list[str]:
    return textwrap.wrap(paragraph, width, break_on_hyphens=False)


def lines_of(*documents: str) -> pl.DataFrame:
    columns = {"doc": range(len(documents)), "text": documents}
    lines = lines_of_texts(pl.DataFrame(columns, {"doc": pl.UInt32, "text": pl.String}))
    return number_texts(lines).with_columns(apart=pl.lit(True), after_dateline=pl.lit(False), flows=pl.lit(False))


def paragraphs_of(*documents: str) -> list[list[str]]:
    """The blocks of each document, each put together."""
    joined = unwrap_lines(lines_of(*documents), rulebook.load())
    blocks = joined.group_by("doc", "block", maintain_order=True).agg(
        text=(pl.col("glue") + pl.col("text")).str.join("")
    )
    return [blocks.filter(pl.col("doc") == doc)["text"].to_list() for doc in range(len(documents))]
