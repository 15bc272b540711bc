"""Composes bodies of the pieces that are kept.

A body is made of raw characters. Those that must be mended are mended before (``tasks/reading/mend.py``); here white
space is, and all repairs are counted.
"""

from __future__ import annotations

import polars as pl

from schemas.frames import Bodies, BodySpans, CutSpans, DecidedPieces, Mended
from schemas.tables import CHARACTER_REPAIRS, REPAIRS
from tasks.cleaning.shape import whole_words
from tasks.columns.texts import sort_pieces

WHITE_SPACE = r"\s{2,}|[^\S ]"
BETWEEN = "\n\n"  # between two paragraphs of a body: a blank line
# The roles of lines from which fields are read: repairs in them are repairs of a field.
OF_FIELDS = ("title", "caption", "dateline", "byline", "date", "section", "publisher", "signature")

CONTINUES = pl.col("continues")  # the piece is in the same block as the one before


def compose_bodies(pieces: DecidedPieces, mended: Mended) -> tuple[Bodies, BodySpans, CutSpans]:
    """Compose the body of each document; list which spans of raw text are in it, and which are cut.

    Takes pieces in the order of the text, and the lines and fields that were mended. A document without a kept piece
    has no body.
    """
    touched = _pieces_of_mended_lines(pieces, mended)
    # Nothing is left of "&nbsp;" alone on its line: it is cut.
    nothing = touched.filter(pl.col("origin").is_null() & pl.col("keep"))["row"]
    empty = pieces[nothing].with_columns(
        keep=False, role=pl.lit("markup"), evidence=pl.lit("entity"), confidence=pl.lit(1.0)
    )
    is_empty = pl.Series([False]).new_from_index(0, pieces.height).scatter(nothing, True)
    kept = pieces.filter(pl.col("keep") & ~is_empty)
    kept = kept.with_columns(hyphens=pl.col("broken").cast(pl.UInt32), text=whole_words())
    kept = _with_offsets(_with_white_space(kept))
    as_written = pieces.with_columns(pieces["text"].scatter(touched["row"], touched["written"]))
    cut = as_written.filter(~pl.col("keep"))
    removed = sort_pieces(pl.concat([cut, empty])) if empty.height else cut
    return (
        _bodies_of(kept, _character_repairs(touched, mended)),
        BodySpans.of(kept.select(*BodySpans.declared)),
        CutSpans.of(removed.select(*CutSpans.declared)),
    )


def _bodies_of(kept: pl.DataFrame, character_repairs: pl.DataFrame) -> Bodies:
    """The bodies of documents, with all repairs counted. Takes kept pieces with their offsets."""
    is_rejoined = CONTINUES & (pl.col("line") != pl.col("line").shift(1))
    return Bodies.of(
        kept.lazy()
        .group_by("doc", maintain_order=True)
        .agg(
            body=(pl.col("lead") + pl.col("mended")).str.join(""),
            paragraphs=pl.col("block").n_unique().cast(pl.Int64),
            words=pl.col("words").filter(pl.col("block").is_first_distinct()).sum().cast(pl.Int64),
            rejoined=is_rejoined.sum().cast(pl.Int64),
            spaces=pl.col("spaces").sum().cast(pl.Int64),
            hyphen=pl.col("hyphens").sum().cast(pl.Int64),
            columns=(pl.col("raw_start").diff() < 0).sum().cast(pl.Int64),
        )
        .join(character_repairs.lazy(), on="doc", how="left", maintain_order="left")
        .with_columns(white_space=pl.col("spaces") + pl.col("white_space").fill_null(0))
        .with_columns(
            repairs=pl.concat_list(
                pl.struct(pl.lit(kind).alias("kind"), pl.col(kind).fill_null(0).alias("count")) for kind in REPAIRS
            ).list.eval(pl.element().filter(pl.element().struct.field("count") > 0))
        )
        .drop("spaces", *REPAIRS)
        .collect()
    )


def _with_offsets(kept: pl.DataFrame) -> pl.DataFrame:
    """Kept pieces with their place in the body.

    Adds ``paragraph`` (its number), ``lead`` (the characters before the piece in the body: nothing, the glue of its
    block, or a blank line), ``start`` and ``end`` (of the piece itself), and whether it ``continues`` a block.
    """
    return (
        kept.lazy()
        .with_columns(continues=(pl.col("block") == pl.col("block").shift(1)).fill_null(False))
        .with_columns(
            paragraph=(~CONTINUES).cum_sum().over("doc").cast(pl.Int64) - 1,
            first=pl.int_range(pl.len()).over("doc") == 0,
        )
        .with_columns(lead=pl.when(CONTINUES).then("glue").when("first").then(pl.lit("")).otherwise(pl.lit(BETWEEN)))
        .with_columns(
            size=pl.col("mended").str.len_chars().cast(pl.Int64), ahead=pl.col("lead").str.len_chars().cast(pl.Int64)
        )
        .with_columns(end=(pl.col("size") + pl.col("ahead")).cum_sum().over("doc"))
        .with_columns(start=pl.col("end") - pl.col("size"))
        .collect()
    )


def _with_white_space(pieces: pl.DataFrame) -> pl.DataFrame:
    """Pieces with ``mended``, the text as it goes into the body, and ``spaces``: where that took single spaces."""
    # Few lines have other white space than single spaces: their rows are taken out, mended, and put back (scattered) to
    # where they were. Rows are distinct, so the order does not matter.
    spaced = pieces.select(pl.col("text").str.contains(WHITE_SPACE).arg_true()).to_series()
    lines = pieces["text"].gather(spaced)
    return pieces.with_columns(
        pieces["text"].scatter(spaced, lines.str.replace_all(WHITE_SPACE, " ")).alias("mended"),
        spaces=pl.zeros(pieces.height, pl.UInt32, eager=True).scatter(spaced, lines.str.count_matches(WHITE_SPACE)),
    )


def _pieces_of_mended_lines(pieces: pl.DataFrame, mended: Mended) -> pl.DataFrame:
    """The pieces of mended lines, with their ``row``.

    ``written`` is the piece as it is in the raw text; ``start`` and ``end`` are its place in its line there.
    """
    of_lines = mended.filter(pl.col("line").is_not_null()).select(
        "doc", "line", "origin", "kinds", "places", "raw", line_start="raw_start"
    )
    start, end = pl.col("start"), pl.col("end")
    return (
        pieces.select("doc", "line", "raw_start", "raw_end", "keep", "role")
        .with_row_index("row")
        .join(of_lines, on=["doc", "line"], maintain_order="left")
        .with_columns(start=pl.col("raw_start") - pl.col("line_start"), end=pl.col("raw_end") - pl.col("line_start"))
        .with_columns(written=pl.col("raw").str.slice(start, end - start))
    )


def _character_repairs(touched: pl.DataFrame, mended: Mended) -> pl.DataFrame:
    """How many characters of each kind were mended for body and fields, by document."""
    of_lines = (
        touched.filter(pl.col("origin").is_not_null() & (pl.col("keep") | pl.col("role").is_in(OF_FIELDS)))
        .select("doc", "start", "end", "kinds", "places")
        .explode("kinds", "places")
        .filter(pl.col("places").is_between("start", "end", closed="left"))
        .select("doc", "kinds")
    )
    of_fields = mended.filter(pl.col("line").is_null()).select("doc", "kinds").explode("kinds")
    return (
        pl.concat([of_lines, of_fields])
        .group_by("doc", maintain_order=True)
        .agg((pl.col("kinds") == kind).sum().cast(pl.Int64).alias(kind) for kind in ("white_space", *CHARACTER_REPAIRS))
    )
