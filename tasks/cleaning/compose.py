"""Kept and cut lines to the tables: articles, paragraphs, removals.

A body is made of raw characters. What is mended on the way is mended here, in one place, and counted.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

import ftfy
import polars as pl

from schemas.frames import DecidedPieces
from schemas.tables import REPAIRS
from tasks.columns.texts import sort_pieces

ENTITY = r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
# UTF-8 read as a Latin code page leaves these pairs, which no language writes.
MOJIBAKE = r"[ÃÂâÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
WHITE_SPACE = r"[^\S ]+|\s{2,}"
BETWEEN = 2  # code points between two paragraphs of a body: a blank line


def compose_bodies(pieces: DecidedPieces) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Bodies, paragraphs and removals, each with ``doc``.

    Takes pieces in the order of the text: ``doc``, ``line``, ``raw_start``, ``raw_end``, ``text``, ``glue``, ``block``
    (null where an inline rule cut the piece), ``words``, and the decision on each: ``keep``, ``role``, ``evidence``,
    ``confidence``. Bodies have ``body``, ``paragraphs``, ``words`` and ``repairs``.
    """
    mended = _mended(pieces.filter("keep"))
    # "&nbsp;" alone on its line: there is nothing of it in the body.
    nothing = mended.filter(pl.col("mended") == "").with_columns(
        role=pl.lit("markup"), evidence=pl.lit("entity"), confidence=pl.lit(1.0)
    )
    kept = _placed(mended.filter(pl.col("mended") != ""))
    cut = pieces.filter(~pl.col("keep"))
    removed = sort_pieces(pl.concat([cut, nothing.select(cut.columns)])) if nothing.height else cut
    doc = "doc"
    bodies = (
        kept.lazy()
        .group_by(doc, maintain_order=True)
        .agg(
            body=(pl.col("lead") + pl.col("mended")).str.join(""),
            paragraphs=pl.col("block").n_unique().cast(pl.Int64),
            words=pl.col("words").filter(pl.col("block").is_first_distinct()).sum().cast(pl.Int64),
            rejoined=(pl.col("continues") & (pl.col("line") != pl.col("line").shift(1))).sum().cast(pl.Int64),
            entity=pl.col("entities").sum().cast(pl.Int64),
            mojibake=pl.col("mojibake").sum().cast(pl.Int64),
            white_space=pl.col("spaces").sum().cast(pl.Int64),
        )
        .with_columns(
            repairs=pl.concat_list(
                pl.struct(pl.lit(kind).alias("kind"), pl.col(kind).alias("count")) for kind in REPAIRS
            ).list.eval(pl.element().filter(pl.element().struct.field("count") > 0))
        )
        .drop(REPAIRS)
        .collect()
    )
    paragraphs = kept.select(doc, "paragraph", "start", "end", "raw_start", "raw_end")
    removals = removed.select(doc, "raw_start", "raw_end", "text", "role", "evidence", "confidence")
    return bodies, paragraphs, removals


def _placed(kept: pl.DataFrame) -> pl.DataFrame:
    """Adds ``paragraph``, what ``lead``s to the piece in the body, and where it starts and ends there."""
    doc = "doc"
    return (
        kept.lazy()
        .with_columns(continues=(pl.col("block") == pl.col("block").shift(1)).fill_null(False))
        .with_columns(
            paragraph=(~pl.col("continues")).cum_sum().over(doc).cast(pl.Int64) - 1,
            first=pl.int_range(pl.len()).over(doc) == 0,
        )
        .with_columns(
            lead=pl.when("continues").then("glue").when("first").then(pl.lit("")).otherwise(pl.lit("\n" * BETWEEN))
        )
        .with_columns(
            size=pl.col("mended").str.len_chars().cast(pl.Int64), ahead=pl.col("lead").str.len_chars().cast(pl.Int64)
        )
        .with_columns(end=(pl.col("size") + pl.col("ahead")).cum_sum().over(doc))
        .with_columns(start=pl.col("end") - pl.col("size"))
        .collect()
    )


def _mended(pieces: pl.DataFrame) -> pl.DataFrame:
    """Adds ``mended``, the text as it goes into the body, and how much of each repair it took."""
    text = pl.col("text")
    # Few lines have either: only those leave polars. Fewer have other white space than single spaces.
    broken = pieces.filter(text.str.contains(ENTITY) | text.str.contains(MOJIBAKE))["text"].unique(maintain_order=True)
    repaired = pl.DataFrame(
        [(line, *repair_line(line)) for line in broken],
        {"text": pl.String, "mended": pl.String, "entities": pl.UInt32, "mojibake": pl.UInt32},
        orient="row",
    )
    mended = pieces.join(repaired, on="text", how="left", maintain_order="left").with_columns(
        pl.coalesce("mended", "text").str.strip_chars(), pl.col("entities", "mojibake").fill_null(0)
    )
    spaced = mended.select(pl.col("mended").str.contains(WHITE_SPACE).arg_true()).to_series()
    lines = mended["mended"].gather(spaced)
    return mended.with_columns(
        mended["mended"].scatter(spaced, lines.str.replace_all(WHITE_SPACE, " ")),
        spaces=pl.zeros(mended.height, pl.UInt32, eager=True).scatter(spaced, lines.str.count_matches(WHITE_SPACE)),
    )


def repair_line(line: str) -> tuple[str, int, int]:
    """A line with its entities and its mojibake mended, and how many of each there were.

    What only looks like either stays, and is not counted.

    >>> repair_line("The B&amp;B on Caf\u00c3\u00a9 Street &such; it is")
    ('The B&B on Caf\xe9 Street &such; it is', 1, 1)
    """
    entities = 0

    def character(match: re.Match[str]) -> str:
        nonlocal entities
        if match[0][1] != "#" and match[0][1:] not in html5:
            return match[0]
        entities += 1
        return html.unescape(match[0])

    plain = re.sub(ENTITY, character, line)
    found = len(re.findall(MOJIBAKE, plain))
    fixed = ftfy.fix_encoding(plain) if found else plain
    return fixed, entities, found if fixed != plain else 0
