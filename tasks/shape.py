"""Lines to blocks, and the look of a block: what can be told from its own characters."""

from __future__ import annotations

import polars as pl

from tasks.join import BULLET, SENTENCE_END, UNSPACED

# A short line that ends a sentence is dialogue or a brief; below this it is a label ("Share.").
SENTENCE_WORDS = 4
# Prose has many words that start small; menus, lists of names and headlines in title case do not.
PROSE_WORDS, PROSE_SMALL = 14, 0.4
# Menus and breadcrumbs put a separator every few words.
SEPARATOR_WORDS = 12


def blocks(lines: pl.DataFrame) -> pl.DataFrame:
    """The blocks of joined lines (see ``tasks.join``): a row a block, its text put together, and its look.

    Adds ``words`` (in scripts without spaces two characters are one), ``ended`` (ends like a sentence), ``bullet``,
    ``small`` (share of words that start with a small letter; 1 in scripts that have none), ``separators``, and
    ``prose``: long, and not a list of names.
    """
    text = pl.col("text")
    # Most blocks are one line, and that line as it is: only the others are put together.
    is_first = (pl.col("block") != pl.col("block").shift(1)).fill_null(True)
    several = lines.lazy().filter(~(is_first & is_first.shift(-1).fill_null(True)))
    together = several.group_by("block").agg(
        pl.col("linked").mean(),
        (pl.col("glue") + text).str.join("").alias("text"),
    )
    return (
        lines.lazy()
        .filter(is_first)
        .select("block", "doc", "raw_start", "gap", "tag", "place", "parent", "depth", "vote", "text", "linked")
        .join(together, on="block", how="left", maintain_order="left", suffix="_together")
        .with_columns(pl.coalesce(f"{name}_together", name).alias(name) for name in ("text", "linked"))
        .drop("text_together", "linked_together")
        .with_columns(
            words=text.str.count_matches(r"\S+").cast(pl.Int32),
            unspaced=text.str.count_matches(UNSPACED).cast(pl.Int32),
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
