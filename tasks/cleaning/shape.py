"""Lines to blocks, and what a block's own characters show."""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Shaped
from schemas.frames import Pieces, Texts
from tasks.columns.patterns import BULLET, EAST_ASIAN, SENTENCE_END, UNSPACED
from tasks.columns.texts import distinct_texts, number_texts

PUT_TOGETHER = 2**31  # the first number of texts that are put together from several lines; a part has fewer lines

# Set by hand.
# A short line that ends a sentence is dialogue or a brief; with fewer words it is a label ("Share.").
SENTENCE_WORDS = 4
# Prose has many words that start with a small letter; menus, lists of names and headlines in title case do not.
PROSE_WORDS, PROSE_SMALL = 14, 0.4
SEPARATOR_WORDS = 12  # menus and breadcrumbs have a separator every few words: prose has this many to each
UNSPACED_WORD = 4  # characters, vowel signs included: a word of Thai, Khmer or Burmese has about as many
EAST_ASIAN_TEXT = 5  # characters: a text with more of a script without case has no small letters to count


def shape_blocks(lines: Pieces, texts: Texts) -> Shaped:
    """Put the lines of each block together, and describe the shape of its text.

    Takes lines with the ``block`` that each is part of (``tasks.cleaning.unwrap``), and the texts that have a number.
    """
    together = _blocks_of_lines(lines, texts)
    looked_at, number = distinct_texts(together.select("text", "text_id"))
    return Shaped.of(together.hstack(_looks_of_texts(looked_at["text"])[number]))


def _blocks_of_lines(lines: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """A row per block: its first line, with the text of all its lines."""
    # Most blocks are one unchanged line: only the others are put together, in .38 of the time (docs/decisions.md).
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
        .agg((pl.col("glue") + whole_words()).str.join("").alias("text"), pl.col("linked").mean())
        .collect()
    )
    several = number_texts(several, PUT_TOGETHER, texts)
    first = first.filter("is_first")
    row = _rows_of_texts(first["is_alone"])
    return first.drop("is_first", "is_alone").with_columns(
        pl.concat([first[name], several[name]]).gather(row).alias(name) for name in ("text", "text_id", "linked")
    )


def whole_words() -> pl.Expr:
    """The text of a piece without the hyphen that breaks its last word, if one does."""
    text = pl.col("text")
    return pl.when("broken").then(text.str.head(-1)).otherwise(text)


def _rows_of_texts(is_alone: pl.Series) -> pl.Series:
    """The row of each block's text, in the blocks followed by the texts that were put together, in the same order.

    A block of one line has its own row, and each other block has the next one after all blocks. Of four blocks, the
    second and the fourth have several lines here:

    >>> _rows_of_texts(pl.Series([True, False, True, False])).to_list()
    [0, 4, 2, 5]
    """
    blocks, of_several = len(is_alone), (~is_alone).arg_true()
    put_together = pl.int_range(blocks, blocks + len(of_several), dtype=pl.UInt32, eager=True)
    return pl.int_range(blocks, dtype=pl.UInt32, eager=True).scatter(of_several, put_together)


def _looks_of_texts(texts: pl.Series) -> pl.DataFrame:
    """What the characters of each text show: the columns of ``Shaped`` from ``words`` on.

    >>> looks = _looks_of_texts(pl.Series(["It rained all night.", "Home | World"]))
    >>> looks.select("words", "sentence", "separators").rows()
    [(4, True, 0), (3, False, 1)]
    """
    text = pl.col("text")
    # ASCII has no such characters: three of four texts need not be searched for them.
    beyond_ascii = pl.when(text.str.len_bytes() > text.str.len_chars()).then(text)
    return (
        pl.LazyFrame({"text": texts})
        .select(
            words=text.str.count_matches(r"\S+").cast(pl.Int32),
            east_asian=beyond_ascii.str.count_matches(EAST_ASIAN).fill_null(0).cast(pl.Int32),
            unspaced=beyond_ascii.str.count_matches(UNSPACED).fill_null(0).cast(pl.Int32),
            ended=text.str.contains(SENTENCE_END),
            bullet=text.str.contains(BULLET),
            small=text.str.count_matches(r"(?:^|[\s(«“„\"'‘\[])[\p{Ll}\p{Lo}]").cast(pl.Int32),
            separators=text.str.count_matches(r"[|•»›·→]").cast(pl.Int32),
        )
        .with_columns(
            words=pl.max_horizontal("words", pl.col("east_asian") // 2, pl.col("unspaced") // UNSPACED_WORD),
            without_case=pl.max_horizontal("east_asian", "unspaced") > EAST_ASIAN_TEXT,
        )
        # Thai and Lao have no mark for the end of a sentence: a paragraph ends like one.
        .with_columns(ended=pl.col("ended") | (pl.col("unspaced") // UNSPACED_WORD >= PROSE_WORDS))
        .with_columns(small=pl.when("without_case").then(1.0).otherwise(pl.col("small") / pl.col("words")))
        .with_columns(
            prose=(pl.col("words") >= PROSE_WORDS)
            & (pl.col("small") >= PROSE_SMALL)
            & (pl.col("separators") * SEPARATOR_WORDS <= pl.col("words")),
            sentence=pl.col("ended") & (pl.col("words") >= SENTENCE_WORDS),
        )
        .drop("east_asian", "unspaced", "without_case")
        .collect()
    )
