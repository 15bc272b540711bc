"""Gives an age to the name alone: "Die Wirtin Ute Brandt, 54" is the age of Ute Brandt."""

from __future__ import annotations

import polars as pl


def trim_to_names(figures: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Begin each figure that is an age behind a name where the name begins, if a mention ends with that name.

    A name before an age is any row of words with capitals, and these may be titles, or nouns of German. Takes the table
    ``figures`` of a part, and mentions with ``doc``, ``start``, ``end``, ``kind`` and ``text``. Returns the figures in
    their order, with other ``start``, ``text`` and ``noun`` where a name is shorter.

    >>> ages = pl.DataFrame({"doc": [0], "start": [0], "end": [25], "text": ["Die Wirtin Ute Brandt, 54"]})
    >>> ages = ages.with_columns(noun=pl.lit("Die Wirtin Ute Brandt"), method=pl.lit("age"))
    >>> people = pl.DataFrame({"doc": [0], "start": [11], "end": [21], "kind": ["person"], "text": ["Ute Brandt"]})
    >>> trim_to_names(ages, people).select("start", "text", "noun").rows()
    [(11, 'Ute Brandt, 54', 'Ute Brandt')]
    """
    people = mentions.filter(pl.col("kind") == "person").select("doc", name_start="start", name_end="end", name="text")
    is_age = (pl.col("method") == "age") & pl.col("text").str.starts_with(pl.col("noun"))
    name_end = pl.when(is_age).then(pl.col("start") + pl.col("noun").str.len_chars())
    shorter = pl.col("name_start") > pl.col("start")
    return (
        figures.with_columns(name_end=name_end)
        .join(people, on=["doc", "name_end"], how="left", maintain_order="left")
        .with_columns(
            start=pl.when(shorter).then("name_start").otherwise("start"),
            text=pl.when(shorter)
            .then(pl.col("text").str.slice(pl.col("name_start") - pl.col("start")))
            .otherwise("text"),
            noun=pl.when(shorter).then("name").otherwise("noun"),
        )
        .select(figures.columns)
    )
