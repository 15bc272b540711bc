"""Labels for the blocks of documents: which are body, how much each counts in learning, and in which fold it is.

A page is labelled by its whole body, by snippets that belong in a body or not, or not at all. Texts of a page without a
body of its own may have one from a teacher (``training.blocks``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas.frames import Frame
from tasks.columns.windows import Array, Floats
from training.folds import fold_by_md5

# Set by hand; docs/decisions.md says what was tried for texts ("What texts learn from", "Corpora weigh alike").
POWER = 0.7  # a block weighs as its words to this power: near what the score counts, but few long ones do not decide
SNIPPETS, TAUGHT = 0.4, 0.4  # the weight of blocks labelled by snippets or by a teacher; that of all others is 1
SHINGLE = 4  # words in a row that a body must have too, for them to count as part of it
SHORT = 6  # words: a text with no more is in a body as a whole, or not at all

# Scripts written without spaces: a character is a token.
UNSPACED = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff"
TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")


class Gold(
    Frame,
    columns={
        "id": (pl.String(), "The page."),
        "domain": (pl.String(), "Its publisher."),
        "origin": (pl.String(), "The corpus that it is from."),
        "main": (pl.Boolean(), "Whether its body is labelled."),
        "gold_body": (pl.String(), "That body; null if it is not labelled."),
        "present": (pl.List(pl.String()), "Snippets that belong in the body."),
        "absent": (pl.List(pl.String()), "Snippets that do not."),
    },
):
    """A labelled page."""


def read_gold(files: Iterable[Path]) -> Gold:
    """Read labelled pages from Parquet files.

    A file may leave out the snippets, and ``main``: then a page is labelled if it has a body. A page whose ``train`` is
    false may only measure, and is left out.
    """
    parts = []
    for file in files:
        names = pl.scan_parquet(file).collect_schema().names()
        pages = pl.read_parquet(file, columns=[name for name in (*Gold.declared, "train") if name in names])
        if "train" in names:
            pages = pages.filter("train")
        if "main" not in names:
            pages = pages.with_columns(main=pl.col("gold_body").str.contains(r"\S").fill_null(False))
        parts.append(pages)
    nothing = pl.DataFrame(schema=Gold.columns_and_types())
    return Gold.of(pl.concat([nothing, *parts], how="diagonal").select(list(Gold.declared)))


class CorpusBlocks(
    Frame,
    columns={
        "doc": (pl.UInt32(), "The document's row in its part."),
        "text": (pl.String(), "The text of the block."),
        "words": (pl.Int32(), "Its words."),
        "id": (pl.String(), "The page that the document shows."),
        "kind": (pl.String(), "How it shows it: as `html`, or as the text of a renderer."),
    },
):
    """A block of a document of the corpus."""


class BlockLabels(
    Frame,
    columns={
        "body": (pl.Float64(), "The share of the block that is body, from 0 to 1; null if unknown."),
        "tokens": (pl.Int64(), "Its words as the score counts them."),
        "snippet": (pl.Boolean(), "Whether the label comes from snippets."),
        "set": (pl.String(), "The corpus that it is scored in; null if it is not scored."),
        "fold": (pl.Int64(), "The fold of its publisher."),
        "weight": (pl.Float64(), "How much it counts in learning; 0 without a label."),
    },
):
    """What is known of a block that a model learns from. Rows are those of the blocks."""


class _PageLabel(NamedTuple):
    body: Floats
    is_snippet: bool


def label_blocks(blocks: CorpusBlocks, gold: Gold, taught: Mapping[str, str] | None = None) -> BlockLabels:
    """Label the blocks of a corpus.

    Takes blocks whose documents are each in one run of rows, labelled pages, and bodies by page that a teacher gave
    those without a label. With ``taught``, snippets do not count: the teacher has learned from them.
    """
    known = blocks.join(gold, on="id", how="left", maintain_order="left")
    body = np.full(known.height, np.nan)
    snippets = np.zeros(known.height, bool)
    start = 0
    for (_,), page in known.group_by(pl.struct("id", "kind").rle_id(), maintain_order=True):
        rows = slice(start, start := start + page.height)
        body[rows], snippets[rows] = _label_of_page(page, taught or {})
    labels = pl.DataFrame(
        {
            "body": pl.Series(body).fill_nan(None),
            "tokens": _token_counts(known["text"]),
            "snippet": snippets,
            "set": known["origin"].set(~known["main"].fill_null(False), None),
            "page": known["id"],
            "fold": [fold_by_md5(domain or "") for domain in known["domain"]],
        }
    )
    return BlockLabels.of(labels.with_columns(weight=_weights_of_blocks(labels)).drop("page"))


def _label_of_page(page: pl.DataFrame, taught: Mapping[str, str]) -> _PageLabel:
    """The share of body in each block of a page, NaN where it is unknown."""
    first = page.row(0, named=True)
    full = first["gold_body"] if first["main"] else taught.get(first["id"])
    if full:
        return _PageLabel(np.array(list(measure_shares(page["text"], full))), False)
    if first["present"] and not taught:
        by_snippet = [judge_by_snippets(text, first["present"], first["absent"] or []) for text in page["text"]]
        return _PageLabel(np.array(by_snippet), True)
    return _PageLabel(np.full(page.height, np.nan), False)


def _token_counts(texts: pl.Series) -> Array:
    return np.array([len(tokenize(text)) for text in texts], np.int64)


def _weights_of_blocks(labels: pl.DataFrame) -> pl.Series:
    """The weight of each block. A corpus weighs as the root of its pages, so that neither large nor odd ones rule."""
    by_size = pl.when(pl.col("body").is_not_null()).then(pl.col("tokens").clip(1) ** POWER).otherwise(0.0)
    kind = pl.coalesce("set", pl.when("snippet").then(pl.lit("snippets")).otherwise(pl.lit("taught")))
    rooted = labels.drop_nulls("set").group_by("set").agg(pl.col("page").n_unique().sqrt())
    shares = rooted.select("set", pl.col("page") / pl.col("page").sum())
    worth = dict(shares.iter_rows()) | {"snippets": SNIPPETS, "taught": TAUGHT}
    weighed = labels.with_columns(weight=by_size).select(
        weight=pl.col("weight")
        / pl.col("weight").sum().over(kind)
        * kind.replace_strict(worth, return_dtype=pl.Float64)
    )
    return weighed["weight"].fill_nan(0)


def tokenize(text: str) -> list[str]:
    """Split a text into words as the score counts them.

    >>> tokenize("The ferry’s late: 東京")
    ['the', 'ferry', 's', 'late', '東', '京']
    """
    return TOKEN.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold())


def measure_shares(texts: Iterable[str], body: str) -> Iterator[float]:
    """How much of each text is in a body: the share of its four-word shingles; a short one is in it as a whole, or not.

    >>> list(measure_shares(["Rain fell", "Rain rose"], "Then rain fell."))
    [1.0, 0.0]
    """
    words = tokenize(body)
    shingles = set(_shingles_of(words))
    whole = f" {' '.join(words)} "
    for text in texts:
        own = tokenize(text)
        if len(own) <= SHORT:
            yield float(bool(own) and f" {' '.join(own)} " in whole)
        else:
            yield sum(shingle in shingles for shingle in _shingles_of(own)) / (len(own) - SHINGLE + 1)


def _shingles_of(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def judge_by_snippets(text: str, present: Iterable[str], absent: Iterable[str]) -> float:
    """1 where a text holds a snippet of the body, 0 where it holds one that is not in the body, else NaN.

    >>> judge_by_snippets("Then  rain fell.", ["rain fell"], ["Subscribe"])
    1.0
    """
    squeezed = " ".join(text.split())
    if any(" ".join(snippet.split()) in squeezed for snippet in present):
        return 1.0
    return 0.0 if any(" ".join(snippet.split()) in squeezed for snippet in absent) else np.nan
