"""How often the speakers of labelled quotations are right, by the method that found them, and what is stated.

::

    python -m bench.quotes TEXTS.parquet QUOTATIONS.parquet

TEXTS has ``id``, ``lang`` and ``text``. QUOTATIONS has ``id``, the ``text`` of a quotation, and its ``sources``: the
words that say who said it. Both are for measuring. One thing is learned from them: the shares under ``confidence`` in
the lexicon, which are printed next to the shares that were right. Documents fall into two halves by their ids. Look at
errors in one half only; the other half says what to expect.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.extraction.speech import attribution, quotes

WORD = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """A quotation that was found."""

    words: list[str]
    speakers: list[list[str]]  # the words of each form of its speaker's name
    method: str
    confidence: float


class Judged(NamedTuple):
    """A labelled quotation."""

    half: int
    method: str  # of the quotation that was found; "not found" if none was
    confidence: float
    right: bool


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.quotes", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", type=Path, metavar="TEXTS.parquet", help="texts: id, lang, text")
    parser.add_argument("quotations", type=Path, metavar="QUOTATIONS.parquet", help="quotations: id, text, sources")
    asked = parser.parse_args()
    rows = find_quotations(pl.read_parquet(asked.texts))
    judged = judge_speakers(rows, pl.read_parquet(asked.quotations))
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=3):
        print(compute_shares(list(judged)))


def find_quotations(texts: pl.DataFrame) -> pl.DataFrame:
    """Find the quotations of texts, with the ``id`` of their text; each line of a text is a paragraph."""
    body = pl.col("text").str.replace_all(r"\s*\n\s*", prose.BREAK).str.strip_chars()
    bodies = texts.with_row_index("doc").select("doc", "id", body=body, language="lang")
    paragraphs = prose.split_paragraphs(bodies.drop("id"))
    rows = quotes.find_quotes(attribution.read_speech(paragraphs, mentions.find_names(paragraphs)))
    return rows.join(bodies.select("doc", "id"), on="doc")


def judge_speakers(rows: pl.DataFrame, labelled: pl.DataFrame) -> Iterator[Judged]:
    """Judge the speaker of each labelled quotation: it is right if a form of it ends with a word of the label."""
    found = _quotations_by_text(rows)
    for text_id, text, sources in labelled.select("id", "text", "sources").iter_rows():
        half = hashlib.md5(text_id.encode(), usedforsecurity=False).digest()[-1] % 2
        words = split_words(text)
        same = next((one for one in found.get(text_id, ()) if are_same(one.words, words)), None)
        if same is None:
            yield Judged(half, "not found", 0, False)
        else:
            who = split_words(" ".join(sources))
            right = any(bool(speaker) and speaker[-1] in who for speaker in same.speakers)
            yield Judged(half, same.method, same.confidence, right)


def _quotations_by_text(rows: pl.DataFrame) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    columns = ("id", "text", "speaker_mention", "speaker", "method", "confidence")
    for text_id, text, *speakers, method, confidence in (
        rows.filter(pl.col("kind") != "indirect").select(columns).iter_rows()
    ):
        names = [split_words(speaker) for speaker in speakers if speaker]
        found.setdefault(text_id, []).append(Found(split_words(text), names, method, confidence))
    return found


def split_words(text: str) -> list[str]:
    """Split a text into words, in small letters."""
    return WORD.findall(text.casefold())


def are_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one text holds the other, and is at most twice as long.

    >>> are_same(["it", "sails"], ["it", "sails", "again"]), are_same(["it"], ["it", "sails", "again"])
    (True, False)
    """
    first, second = " ".join(one), " ".join(other)
    return (first in second or second in first) and min(len(first), len(second)) >= max(len(first), len(second)) / 2


def compute_shares(judged: Sequence[Judged]) -> pl.DataFrame:
    """Give a row a method: how many quotations, the mean of stated confidences, and the share that is right."""
    right = pl.col("right")
    frame = pl.DataFrame(judged, orient="row")
    halves = [right.filter(pl.col("half") == half).mean().alias(f"half_{half}") for half in (0, 1)]
    shares = [pl.len().alias("quotations"), pl.col("confidence").mean().alias("stated"), right.mean(), *halves]
    sure = frame.filter(pl.col("confidence") >= 0.9)
    return pl.concat(
        [
            frame.select(pl.lit("all").alias("method"), *shares),
            sure.select(pl.lit("stated .9 and more").alias("method"), *shares),
            frame.group_by("method").agg(shares).sort("quotations", "method", descending=[True, False]),
        ]
    )


if __name__ == "__main__":
    main()
