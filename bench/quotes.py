"""How often speakers are right on labelled texts, by the way in which they were found, beside what is stated.

    python -m bench.quotes TEXTS.parquet QUOTATIONS.parquet

The first has ``id``, ``lang`` and ``text``, the second ``id``, the ``text`` of a quotation and its ``sources`` (the
words that tell who said it). Both are for measuring: what is learnt here are the shares under ``confidence`` in the
lexicon, which stand beside those printed. Documents fall into two halves by their ids: look at errors in one of them
only, the other says what to expect.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.extraction.speech import attribution, quotes

WORD = re.compile(r"[^\W_]+")


class Judged(NamedTuple):
    """A labelled quotation."""

    half: int
    method: str  # of the row that is it; "not found"
    confidence: float
    right: bool


def found(texts: pl.DataFrame) -> pl.DataFrame:
    """The quotations of texts, each line of a text being a paragraph."""
    body = pl.col("text").str.replace_all(r"\s*\n\s*", prose.BREAK).str.strip_chars()
    bodies = texts.with_row_index("doc").select("doc", "id", body=body, language="lang")
    paragraphs = prose.split_paragraphs(bodies.drop("id"))
    rows = quotes.find_quotes(attribution.read_speech(paragraphs, mentions.find_names(paragraphs)))
    return rows.join(bodies.select("doc", "id"), on="doc")


def judged(rows: pl.DataFrame, labelled: pl.DataFrame) -> Iterator[Judged]:
    """Each labelled quotation, and whether its speaker is right: what is given ends with a word of the label."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in rows.filter(pl.col("kind") != "indirect").iter_rows(named=True):
        by_id.setdefault(row["id"], []).append(row)
    for label in labelled.iter_rows(named=True):
        half = hashlib.md5(label["id"].encode(), usedforsecurity=False).digest()[-1] % 2
        rows_of = by_id.get(label["id"], [])
        same = [row for row in rows_of if _same(words(row["text"]), words(label["text"]))]
        if not same:
            yield Judged(half, "not found", 0, False)
            continue
        row = same[0]
        sources = words(" ".join(label["sources"]))
        given = [words(row[name]) for name in ("speaker_mention", "speaker") if row[name]]
        right = any(name and name[-1] in sources for name in given)
        yield Judged(half, row["method"], row["confidence"], right)


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return WORD.findall(text.casefold())


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one holds the other, and is at most twice as long."""
    first, second = " ".join(one), " ".join(other)
    return (first in second or second in first) and min(len(first), len(second)) >= max(len(first), len(second)) / 2


def table(labels: list[Judged]) -> pl.DataFrame:
    """By method: how many there are, what is stated on average, which share is right, of all and of each half."""
    right = pl.col("right")
    frame = pl.DataFrame(labels, orient="row")
    shares = [right.filter(pl.col("half") == half).mean().alias(f"half_{half}") for half in (0, 1)]
    every = [pl.len().alias("quotations"), pl.col("confidence").mean().alias("stated"), right.mean(), *shares]
    return pl.concat(
        [
            frame.select(pl.lit("all").alias("method"), *every),
            frame.filter(pl.col("confidence") >= 0.9).select(pl.lit("stated .9 and more").alias("method"), *every),
            frame.group_by("method").agg(every).sort("quotations", "method", descending=[True, False]),
        ]
    )


def main() -> None:
    """Print the table."""
    texts, labelled = (pl.read_parquet(Path(name)) for name in sys.argv[1:3])
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=3):
        print(table(list(judged(found(texts), labelled))))


if __name__ == "__main__":
    main()
