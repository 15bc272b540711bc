"""Which words a block shares with the rest of its document.

An article speaks of the same things from end to end. A teaser of another article, an advertisement, the outlet's own
lines do not share its words, however well they read.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from tasks import windows
from tasks.join import UNSPACED
from tasks.windows import Rows

COMPARED = 320  # characters of a block: what it speaks of is said by then
LONG = 5  # characters: shorter words are said of anything
STEM = 6  # characters: "elect" is in "elections", and a comma after the word does not matter
TWO_CHARACTERS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]{2}"  # a word, in scripts without spaces
TITLE_WORDS = 3


def shared(blocks: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """Of each of ``rows``, the share of its longer words that stand in other blocks too.

    Takes blocks with their points (``tasks.points.pointed``). Gives ``long_words`` (how many it has) and the shares
    found ``anywhere`` in the document, in the best run (``in_run``), in blocks with points above 0 (``in_good``) and in
    the document's first line of several words, often its title (``in_first``), each from 0 to 1; Float32.
    """
    where = windows.documents(blocks["doc"])
    every = np.arange(blocks.height)
    wide = blocks["words"].to_numpy() >= TITLE_WORDS
    first = windows.least(np.where(wide, every, blocks.height), where)
    asked = np.union1d(rows, first[first < blocks.height])
    near = (
        blocks.select("doc", "text", "inside", good=pl.col("points") > 0)[asked]
        .with_columns(row=asked, first=asked == first[asked])
        .with_columns(unspaced=pl.col("text").str.contains(UNSPACED))
        .with_columns(pl.col("text").str.head(COMPARED).str.to_lowercase())
        .lazy()
    )
    spaced = (
        near.filter(~pl.col("unspaced"))
        .with_columns(word=pl.col("text").str.split(" "))
        .explode("word")
        .filter(pl.col("word").str.len_chars() >= LONG)
        .with_columns(word=pl.col("word").str.head(STEM))
    )
    packed = near.filter("unspaced").with_columns(word=pl.col("text").str.extract_all(TWO_CHARACTERS)).explode("word")
    kinds = {
        "anywhere": pl.col("row").is_not_null(),
        "in_run": pl.col("inside"),
        "in_good": pl.col("good"),
        "in_first": pl.col("first"),
    }
    said = (
        pl.concat([part.select("row", "doc", "inside", "first", "good", "word") for part in (spaced, packed)])
        .drop_nulls("word")
        .with_columns(key=pl.struct("doc", "word").hash())
        .unique(["row", "key"])
        .with_columns(
            ((kind.cast(pl.Int32).sum().over("key") - kind.cast(pl.Int32)) > 0).alias(name)
            for name, kind in kinds.items()
        )
        .group_by("row")
        .agg(pl.len().alias("long_words"), pl.col(*kinds).mean())
        .collect()
    )
    return (
        pl.DataFrame({"row": rows})
        .join(said, on="row", how="left", maintain_order="left")
        .drop("row")
        .fill_null(0)
        .cast(pl.Float32)
    )
