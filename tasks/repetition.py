"""Lines that recur within a source are its furniture, whatever they say.

Counts are by source and line. They are made for each part, added up for the run, and then hold for every part: the
outcome does not depend on how documents fell into batches. (Counts of earlier runs will join here.)
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

# A line is repeated when it stands in so many documents of a source, and in such a share of them.
DOCUMENTS, SHARE = 3, 0.2
# The same article told again is no furniture: where most prose of a document recurs, only its short lines count.
TWIN_SHARE = 0.5

COUNTS = pl.Schema({"source": pl.String, "line": pl.String, "documents": pl.UInt32})
SIZES = pl.Schema({"source": pl.String, "of": pl.UInt32})


def count(blocks: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """In how many documents of its source a line stands.

    Takes ``doc``, ``text`` and ``doc``, ``source``; gives COUNTS, and for each source a row with a null line: how many
    documents it has. Documents without a source teach nothing.
    """
    sourced = documents.lazy().select("doc", "source").drop_nulls()
    return (
        blocks.lazy()
        .select("doc", line=_normal(pl.col("text")))
        .unique()
        .join(sourced, on="doc")
        .group_by("source", "line")
        .agg(documents=pl.len())
        .collect()
        .vstack(
            sourced.group_by("source")
            .agg(documents=pl.len())
            .select("source", pl.lit(None, pl.String).alias("line"), "documents")
            .collect()
        )
        .cast(COUNTS)
    )


def add_up(counts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The counts of all parts as one; lines that stand in too few documents are dropped."""
    enough = (pl.col("documents") >= DOCUMENTS) | pl.col("line").is_null()
    return (
        pl.concat([pl.DataFrame(schema=COUNTS), *counts])
        .group_by("source", "line")
        .agg(pl.col("documents").sum())
        .filter(enough)
        .sort("source", "line", nulls_last=False)
    )


def repeated(blocks: pl.DataFrame, documents: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Adds ``recurs``: the share of its source's documents that a block stands in; 0 where it is not repeated."""
    sizes = counts.lazy().filter(pl.col("line").is_null()).select("source", of="documents")
    lines = counts.lazy().filter(pl.col("line").is_not_null()).join(sizes, on="source")
    share = pl.col("documents") / pl.col("of")
    recurs = pl.when((pl.col("documents") >= DOCUMENTS) & (share >= SHARE)).then(share).otherwise(0.0).fill_null(0.0)
    prose = pl.when("prose").then("words").otherwise(0)
    told_again = prose.filter(pl.col("recurs") > 0).sum().over("doc") > TWIN_SHARE * prose.sum().over("doc")
    return (
        blocks.lazy()
        .with_columns(line=_normal(pl.col("text")))
        .join(documents.lazy().select("doc", "source"), on="doc", how="left", maintain_order="left")
        .join(lines, on=["source", "line"], how="left", maintain_order="left")
        .with_columns(recurs=recurs)
        .with_columns(recurs=pl.when(pl.col("prose") & told_again).then(0.0).otherwise("recurs"))
        .drop("line", "source", "documents", "of")
        .collect()
    )


def _normal(text: pl.Expr) -> pl.Expr:
    """A line as counted: dates, counters and case do not make it another one."""
    return text.str.to_lowercase().str.replace_all(r"\d+", "0")
