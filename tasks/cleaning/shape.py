"""Lines to blocks, and the look of a block: what can be told from its own characters."""

from __future__ import annotations

import polars as pl

from schemas.frames import Pieces, Shaped, Texts
from tasks.cleaning.unwrap import BULLET, SENTENCE_END, UNSPACED
from tasks.columns.texts import distinct_texts, number_texts

# From here on texts of several lines are numbered: no part has so many lines.
PUT_TOGETHER = 2**31
# A short line that ends a sentence is dialogue or a brief; below this it is a label ("Share.").
SENTENCE_WORDS = 4
# Prose has many words that start small; menus, lists of names and headlines in title case do not.
PROSE_WORDS, PROSE_SMALL = 14, 0.4
# Menus and breadcrumbs put a separator every few words.
SEPARATOR_WORDS = 12


def shape_blocks(lines: Pieces, texts: Texts) -> Shaped:
    """The blocks of joined lines (see ``tasks.cleaning.unwrap``): a row a block, its text put together, and its look.

    Takes lines with their ``text_id``, and the ``texts`` that have one.

    Adds ``words`` (in scripts without spaces two characters are one), ``ended`` (ends like a sentence), ``bullet``,
    ``small`` (share of words that start with a small letter; 1 in scripts that have none), ``separators``, ``prose``:
    long, and not a list of names; and ``sentence``.
    """
    together = _together(lines, texts)
    looked_at, number = distinct_texts(together.select("text", "text_id"))
    return Shaped.of(together.hstack(_look(looked_at["text"])[number]))


def _together(lines: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """A row a block: its first line, with the text of all its lines."""
    # Most blocks are one line, and that line as it is: only the others are put together.
    is_first = (pl.col("block") != pl.col("block").shift(1)).fill_null(True)
    is_alone = is_first & is_first.shift(-1).fill_null(True)
    first = lines.select(
        "block", "doc", "raw_start", "gap", "tag", "place", "parent", "depth", "vote", "text", "text_id", "linked",
        is_first=is_first, is_alone=is_alone,
    )  # fmt: skip
    several = (
        lines.lazy()
        .filter(~first["is_alone"])
        .group_by("block", maintain_order=True)
        .agg((pl.col("glue") + pl.col("text")).str.join("").alias("text"), pl.col("linked").mean())
        .collect()
    )
    several = number_texts(several, PUT_TOGETHER, texts)
    first = first.filter("is_first")
    at = first.select((~pl.col("is_alone")).arg_true()).to_series()
    row = pl.int_range(first.height, dtype=pl.UInt32, eager=True).scatter(
        at, pl.int_range(first.height, first.height + several.height, dtype=pl.UInt32, eager=True)
    )
    return first.drop("is_first", "is_alone").with_columns(
        pl.concat([first[name], several[name]]).gather(row).alias(name) for name in ("text", "text_id", "linked")
    )


def _look(texts: pl.Series) -> pl.DataFrame:
    """What the characters of each text show."""
    text = pl.col("text")
    # ASCII has no such characters: three of four texts need not be searched for them.
    beyond_ascii = pl.when(text.str.len_bytes() > text.str.len_chars()).then(text)
    return (
        pl.LazyFrame({"text": texts})
        .select(
            words=text.str.count_matches(r"\S+").cast(pl.Int32),
            unspaced=beyond_ascii.str.count_matches(UNSPACED).fill_null(0).cast(pl.Int32),
            ended=text.str.contains(SENTENCE_END),
            bullet=text.str.contains(BULLET),
            small=text.str.count_matches(r"(?:^|[\s(«“„\"'‘\[])[\p{Ll}\p{Lo}]").cast(pl.Int32),
            separators=text.str.count_matches(r"[|•»›·→]").cast(pl.Int32),
        )
        .with_columns(words=pl.max_horizontal("words", pl.col("unspaced") // 2))
        .with_columns(small=pl.when(pl.col("unspaced") > 5).then(1.0).otherwise(pl.col("small") / pl.col("words")))
        .with_columns(
            prose=(pl.col("words") >= PROSE_WORDS)
            & (pl.col("small") >= PROSE_SMALL)
            & (pl.col("separators") * SEPARATOR_WORDS <= pl.col("words")),
            sentence=pl.col("ended") & (pl.col("words") >= SENTENCE_WORDS),
        )
        .drop("unspaced")
        .collect()
    )
