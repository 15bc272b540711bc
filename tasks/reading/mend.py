"""Mends the characters of lines and of the fields that documents give of themselves.

Everything behind reads mended text: rules, models, fields and bodies. So a name that is mended in the body is mended in
the byline too. Offsets stay those of the raw text: a line that was mended knows where each of its characters was
written (``Mended``), and every repair has a place there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from schemas.frames import FlowingLines, Mended, NumberedDocuments, Pages
from tasks.reading.drop_caps import find_drop_caps
from tasks.reading.repairs import MOJIBAKE, SUSPECT, Mending, code_page_of, mend_text

MENDED = Mended.columns_and_types()
_BY = ("is_text", "apart", "code_page")  # what the mending of a text depends on
_HOW = ("origin", "kinds", "places")  # the columns that ``mend_text`` gives beside the text

# The fields that a JSON line and a page give. Addresses are none: a character of theirs is never mended.
OF_RECORDS = ("title", "publisher")
OF_PAGES = ("page_title", "page_publisher", "page_authors", "page_section")


def mend_lines(lines: FlowingLines) -> tuple[FlowingLines, Mended]:
    """Mend the characters of lines; few lines have any that must be mended.

    A line of which nothing would be left stays as it is. It has a row in ``Mended`` too, but no ``origin``.
    """
    apart = find_drop_caps(lines)
    suspect = lines.select(pl.col("text").str.contains(SUSPECT)).to_series()
    rows = suspect.scatter(apart, True).arg_true()
    if rows.is_empty():
        return lines, Mended.of(pl.DataFrame(schema=MENDED))
    asked = lines.select("doc", "line", "raw_start", "text", is_text=pl.col("tag").is_null())[rows]
    asked = asked.with_columns(row=rows, apart=rows.is_in(apart.implode()))
    asked = asked.join(_code_pages(asked), on="doc", how="left", maintain_order="left")
    distinct = asked.select("text", *_BY).unique(maintain_order=True)
    found = [
        (line, is_text, is_apart, page, mending.text, mending.origin, mending.kinds, mending.places)
        for line, is_text, is_apart, page in distinct.iter_rows()
        for mending in [mend_text(line, breaks=is_text, apart=is_apart, code_page=page)]
        if mending.kinds
    ]
    schema = pl.Schema({"text": pl.String, "is_text": pl.Boolean, "apart": pl.Boolean, "code_page": pl.String})
    schema |= {"mended": pl.String(), **{name: MENDED[name] for name in _HOW}}
    mendings = pl.DataFrame(found, schema, orient="row")
    changed = asked.join(mendings, on=["text", *_BY], nulls_equal=True, maintain_order="left")
    of_text = changed.filter(pl.col("mended") != "")
    mended = lines["text"].scatter(of_text["row"], of_text["mended"])
    return (
        FlowingLines.of(lines.with_columns(mended)),
        Mended.of(changed.select("doc", "line", "raw_start", *_HOW, raw="text").select(MENDED.names())),
    )


def _code_pages(asked: pl.DataFrame) -> pl.DataFrame:
    """The code page as which most of the mended lines of each document were read: ``doc`` and ``code_page``."""
    broken = asked.filter(pl.col("text").str.contains(MOJIBAKE)).select("doc", "text")
    pages = pl.Series([code_page_of(text) for text in broken["text"]], dtype=pl.String)
    return (
        broken.select("doc", code_page=pages)
        .drop_nulls()
        .group_by("doc", maintain_order=True)
        .agg(pl.col("code_page").mode(maintain_order=True).first())
    )


def mend_fields(documents: NumberedDocuments, pages: Pages) -> tuple[NumberedDocuments, Pages, Mended]:
    """Mend the fields that records and pages give; the repairs have no line."""
    mended_documents, of_records = _mended_columns(documents, OF_RECORDS)
    mended_pages, of_pages = _mended_columns(pages, OF_PAGES)
    repairs = [*of_records, *of_pages]
    rows = pl.DataFrame(
        {"doc": [doc for doc, _ in repairs], "kinds": [kinds for _, kinds in repairs]},
        {"doc": MENDED["doc"], "kinds": MENDED["kinds"]},
    )
    missing = (pl.lit(None, kind).alias(name) for name, kind in MENDED.items() if name not in rows.columns)
    mended = Mended.of(rows.with_columns(missing).select(MENDED.names()))
    return NumberedDocuments.of(mended_documents), Pages.of(mended_pages), mended


def raw_spans(pieces: pl.DataFrame, mended: Mended) -> pl.DataFrame:
    """Give pieces of lines their place in the raw text.

    Takes whole lines, and pieces whose ``raw_start`` counts from the start of their line in characters of the mended
    line.
    """
    of_lines = mended.filter(pl.col("origin").is_not_null()).select("doc", "line", "origin", line_start="raw_start")
    if of_lines.is_empty():
        return pieces
    line_start, offset = pl.col("line_start"), pl.col("raw_start") - pl.col("line_start")
    start = line_start + pl.col("origin").list.get(offset, null_on_oob=True)
    end = line_start + pl.col("origin").list.get(offset + pl.col("text").str.len_chars().cast(pl.Int64))
    # Few documents have mended lines.
    rows = pieces.select(pl.col("doc").is_in(of_lines["doc"].unique().implode()).arg_true()).to_series()
    placed = (
        pieces.select("doc", "line", "raw_start", "raw_end", "text")[rows]
        .with_columns(row=rows)
        .join(of_lines, on=["doc", "line"])
        .select(
            "row",
            raw_start=pl.coalesce(start.cast(pl.Int64), "raw_start"),
            raw_end=pl.coalesce(end.cast(pl.Int64), "raw_end"),
        )
    )
    return pieces.with_columns(pieces[name].scatter(placed["row"], placed[name]) for name in ("raw_start", "raw_end"))


def _mended_columns(rows: pl.DataFrame, columns: Iterable[str]) -> tuple[pl.DataFrame, list[tuple[int, list[str]]]]:
    """Rows with some of their columns mended, and the kinds of repairs in each."""
    repairs: list[tuple[int, list[str]]] = []
    mended: dict[str, pl.Series] = {}
    for name in columns:
        values = rows[name].to_list()
        new = [_mended_value(value) for value in values]
        repairs += [(doc, kinds) for doc, (_, kinds) in zip(rows["doc"], new, strict=True) if kinds]
        if any(kinds for _, kinds in new):
            mended[name] = pl.Series([value for value, _ in new], dtype=rows.schema[name])
    return rows.with_columns(**mended), repairs


def _mended_value(value: str | list[str] | None) -> tuple[str | list[str] | None, list[str]]:
    """A value with its characters mended, and the kinds of repairs."""
    if not value:
        return value, []
    if isinstance(value, str):
        mending = _mended_field(value)
        return (mending.text or value, mending.kinds) if mending.kinds else (value, [])
    parts = [_mended_value(part) for part in value]
    return [str(part) for part, _ in parts], [kind for _, kinds in parts for kind in kinds]


@lru_cache(maxsize=10_000)
def _mended_field(value: str) -> Mending:
    """What mending makes of a field's value; many documents of an outlet have the same."""
    return mend_text(value)
