"""Composes bodies of the pieces that are kept.

A body is made of raw characters. Where they are mended on the way, they are mended here, and every repair is counted.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

import ftfy
import polars as pl

from schemas.frames import Bodies, BodySpans, CutSpans, DecidedPieces
from schemas.tables import REPAIRS
from tasks.cleaning.shape import whole_words
from tasks.columns.texts import sort_pieces

ENTITY = r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
# UTF-8 that was read as a Latin code page leaves these pairs, which no language writes.
MOJIBAKE = r"[ÃÂâÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
WHITE_SPACE = r"\s{2,}|[^\S ]"
BETWEEN = "\n\n"  # between two paragraphs of a body: a blank line

CONTINUES = pl.col("continues")  # the piece is in the same block as the one before


def compose_bodies(pieces: DecidedPieces) -> tuple[Bodies, BodySpans, CutSpans]:
    """Compose the body of each document; list which spans of raw text are in it, and which are cut.

    Takes pieces in the order of the text. A document without a kept piece has no body.
    """
    kept = pieces.filter("keep").with_columns(hyphens=pl.col("broken").cast(pl.UInt32), text=whole_words())
    mended = _with_repairs(kept)
    # Nothing is left of "&nbsp;" alone on its line: it is cut.
    empty = mended.filter(pl.col("mended") == "").with_columns(
        role=pl.lit("markup"), evidence=pl.lit("entity"), confidence=pl.lit(1.0)
    )
    kept = _with_offsets(mended.filter(pl.col("mended") != ""))
    cut = pieces.filter(~pl.col("keep"))
    removed = sort_pieces(pl.concat([cut, empty.select(cut.columns)])) if empty.height else cut
    return (
        _bodies_of(kept),
        BodySpans.of(kept.select(*BodySpans.declared)),
        CutSpans.of(removed.select(*CutSpans.declared)),
    )


def _bodies_of(kept: pl.DataFrame) -> Bodies:
    """The bodies of documents, with their repairs counted. Takes kept pieces with repairs and offsets."""
    is_rejoined = CONTINUES & (pl.col("line") != pl.col("line").shift(1))
    return Bodies.of(
        kept.lazy()
        .group_by("doc", maintain_order=True)
        .agg(
            body=(pl.col("lead") + pl.col("mended")).str.join(""),
            paragraphs=pl.col("block").n_unique().cast(pl.Int64),
            words=pl.col("words").filter(pl.col("block").is_first_distinct()).sum().cast(pl.Int64),
            rejoined=is_rejoined.sum().cast(pl.Int64),
            entity=pl.col("entities").sum().cast(pl.Int64),
            mojibake=pl.col("mojibake").sum().cast(pl.Int64),
            white_space=pl.col("spaces").sum().cast(pl.Int64),
            hyphen=pl.col("hyphens").sum().cast(pl.Int64),
            columns=(pl.col("raw_start").diff() < 0).sum().cast(pl.Int64),
        )
        .with_columns(
            repairs=pl.concat_list(
                pl.struct(pl.lit(kind).alias("kind"), pl.col(kind).alias("count")) for kind in REPAIRS
            ).list.eval(pl.element().filter(pl.element().struct.field("count") > 0))
        )
        .drop(REPAIRS)
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


def _with_repairs(pieces: pl.DataFrame) -> pl.DataFrame:
    """Pieces with ``mended``, the text as it goes into the body, and how many repairs of each kind that took."""
    text = pl.col("text")
    # Few lines have entities or mojibake: only those leave polars, each distinct one once.
    broken = pieces.filter(text.str.contains(ENTITY) | text.str.contains(MOJIBAKE))["text"].unique(maintain_order=True)
    repaired = pl.DataFrame(
        [(line, *repair_line(line)) for line in broken],
        {"text": pl.String, "mended": pl.String, "entities": pl.UInt32, "mojibake": pl.UInt32},
        orient="row",
    )
    mended = pieces.join(repaired, on="text", how="left", maintain_order="left").with_columns(
        pl.coalesce("mended", "text").str.strip_chars(), pl.col("entities", "mojibake").fill_null(0)
    )
    # Even fewer have other white space than single spaces: their rows are taken out, mended, and put back (scattered)
    # to where they were. Rows are distinct, so the order does not matter.
    spaced = mended.select(pl.col("mended").str.contains(WHITE_SPACE).arg_true()).to_series()
    lines = mended["mended"].gather(spaced)
    return mended.with_columns(
        mended["mended"].scatter(spaced, lines.str.replace_all(WHITE_SPACE, " ")),
        spaces=pl.zeros(mended.height, pl.UInt32, eager=True).scatter(spaced, lines.str.count_matches(WHITE_SPACE)),
    )


def repair_line(line: str) -> tuple[str, int, int]:
    """Mend the entities and the mojibake of a line.

    Returns:
        The line, how many entities there were, and how much mojibake. What only looks like either stays, and does not
        count.

    >>> repair_line("The B&amp;B on Caf\u00c3\u00a9 Street &such; it is")
    ('The B&B on Caf\xe9 Street &such; it is', 1, 1)
    """
    entities = 0

    def character_of(match: re.Match[str]) -> str:
        nonlocal entities
        if match[0][1] != "#" and match[0][1:] not in html5:
            return match[0]
        entities += 1
        return html.unescape(match[0])

    plain = re.sub(ENTITY, character_of, line)
    found = len(re.findall(MOJIBAKE, plain))
    fixed = ftfy.fix_encoding(plain) if found else plain
    return fixed, entities, found if fixed != plain else 0
