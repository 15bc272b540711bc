"""How right the models of blocks are, out of fold: their entries in ``schemas/models/card.toml``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from tasks.columns.windows import Floats
from tasks.models.trees import calibrated, lowered_thresholds
from training.block_labels import BlockLabels, CorpusBlocks, Gold, measure_shares, tokenize
from training.calibration import Line, fit_platt, measure_reliability

# A block is body if its probability is above a threshold, which falls with a power of the largest probability in its
# document: in some texts, no block is sure. Chosen on the pages that report the figures, by the whole mill with the
# models of each fold (`--folds`): where it keeps most at nearly its best F1. See docs/decisions.md.
THRESHOLDS = {"text": 0.38, "html": 0.29, "html-unvoted": 0.36}
FALLS = {"text": 2, "html": 0, "html-unvoted": 0}

CARD_HEAD = """# The models that decide about the blocks of whole pages, each beside this file as <name>.txt. Written by
# training/blocks.py. They learned from pages of public evaluation sets; only their weights are part of this repository.
# All figures are out of fold: from pages of publishers that a model has not learned from.
"""


class Scores(NamedTuple):
    """How right bodies are, by their words: means over documents, then over corpora and renderers."""

    f1: float
    precision: float
    recall: float
    below_half: float  # the share of documents with an F1 below .5
    f1_by_corpus: list[tuple[str, float]]


class Entry(NamedTuple):
    """What the card says of a model."""

    name: str
    line: Line
    unasked: float  # the share of blocks that are not body, of those that the model is not asked about
    learned_from: int  # labelled blocks
    documents: int  # labelled and scored
    scores: Scores
    reliability: pl.DataFrame  # of decisions


def measure_model(
    name: str, blocks: CorpusBlocks, unasked: CorpusBlocks, labels: BlockLabels, odds: Floats, gold: Gold
) -> str:
    """Measure a model, and give its entry in the card.

    Takes the blocks that it is asked about, and those that it is not; the labels of the former, and their log-odds by
    models that have not seen the publisher; and the labelled pages.
    """
    known = labels["body"].is_not_null().to_numpy() & labels["set"].is_not_null().to_numpy()
    body = labels["body"].fill_null(0).to_numpy() > 0.5
    line = fit_platt(odds[known], body[known])
    probability = calibrated(odds, *line)
    kept = probability > _thresholds_of(name, blocks, probability)
    main = gold.filter("main")
    shown = pl.concat([blocks, unasked]).select("id", "kind").unique().join(main, on="id")
    scored = blocks.select("doc", "id", "kind").with_columns(labels, kept=kept).filter(known)
    confidence = np.where(kept, probability, 1 - probability)[known]
    return format_entry(
        Entry(
            name=name,
            line=line,
            unasked=1 - _stray_blocks(unasked, main) / unasked.join(main, on="id").height,
            learned_from=labels["body"].count(),
            documents=shown.height,
            scores=score_bodies(_with_all_pages(scored, shown)),
            reliability=measure_reliability(confidence, (kept == body)[known]),
        )
    )


def _thresholds_of(name: str, blocks: CorpusBlocks, probability: Floats) -> Floats:
    """The probability above which each block is kept; it depends on the surest block of the document."""
    of_page = blocks.select("id", "kind").with_columns(surest=probability)
    surest = of_page.select(pl.col("surest").max().over("id", "kind"))["surest"].to_numpy()
    return lowered_thresholds(THRESHOLDS[name], FALLS[name], surest)


def _with_all_pages(scored: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The blocks with ``of``, the words of the labelled body, and a row for each page without blocks."""
    sizes = shown.select("id", "gold_body").unique("id").select("id", of=_token_count("gold_body"))
    silent = shown.select("id", "kind", set="origin").join(scored, on=["id", "kind"], how="anti")
    return pl.concat([scored.join(sizes, on="id", how="left"), silent], how="diagonal").with_columns(
        pl.col("tokens", "body").fill_null(0), pl.col("kept").fill_null(False), pl.col("of").fill_null(1)
    )


def _token_count(column: str) -> pl.Expr:
    return pl.col(column).map_elements(lambda text: len(tokenize(text)), pl.Int64)


def _stray_blocks(unasked: CorpusBlocks, main: pl.DataFrame) -> int:
    """How many of the blocks that a model is not asked about are body."""
    pages = unasked.join(main, on="id").group_by("id", "kind")
    return sum(sum(share > 0.5 for share in measure_shares(page["text"], page["gold_body"][0])) for _, page in pages)


def score_bodies(scored: pl.DataFrame) -> Scores:
    """Score the words that were kept.

    Takes a row a block: ``set``, ``kind``, ``id``, ``tokens``, ``body`` (its share), ``kept``, and ``of``, the words of
    the labelled body.
    """
    tokens, kept, right = pl.col("tokens"), pl.col("kept"), pl.col("right")
    pages = (
        scored.group_by("set", "kind", "id")
        .agg(kept=(tokens * kept).sum(), right=(tokens * pl.col("body") * kept).sum(), of=pl.col("of").first())
        .with_columns(right=pl.min_horizontal("right", "of"))  # what a page shows twice is right once
        .with_columns(
            precision=(right / kept).fill_nan(0),
            recall=(right / pl.col("of")).clip(0, 1),
            f1=2 * right / (kept + pl.col("of")),
        )
    )
    cells = pages.group_by("set", "kind").agg(
        pl.col("f1", "precision", "recall").mean(), below=(pl.col("f1") < 0.5).mean()
    )
    f1, precision, recall, below = cells.select(pl.col("f1", "precision", "recall", "below").mean()).row(0)
    return Scores(f1, precision, recall, below, cells.group_by("set").agg(pl.col("f1").mean()).sort("set").rows())


def format_entry(entry: Entry) -> str:
    """Write an entry as TOML, with comments."""
    scores = entry.scores
    by_corpus = ", ".join(f'"{corpus}" = {f1:.4f}' for corpus, f1 in scores.f1_by_corpus)
    reliability = "\n".join(
        f"  {{ stated = [0.{tenth}, {(tenth + 1) / 10}], right = {right:.3f}, blocks = {count} }},"
        for tenth, right, count in entry.reliability.select("tenth", "right", "count").iter_rows()
    )
    return f"""\
[{entry.name}]
slope = {entry.line.slope:.4f}        # turns log-odds into a probability of body (Platt's scaling)
intercept = {entry.line.intercept:.4f}
threshold = {THRESHOLDS[entry.name]}       # a block is body if its probability is above this
falls = {FALLS[entry.name]}             # ... times the largest probability in its document to this power
unasked = {entry.unasked:.4f}      # share of blocks that are not body, of those it is not asked about
learnt_from = {entry.learned_from}   # blocks: labelled, with a labelled snippet, or labelled by a model
documents = {entry.documents}      # labelled and scored
f1 = {scores.f1:.4f}           # of the body's words: mean over documents, then over corpora and renderers
precision = {scores.precision:.4f}
recall = {scores.recall:.4f}
below_half = {scores.below_half:.4f}   # share of the documents with an f1 below .5
f1_by_corpus = {{ {by_corpus} }}
reliability = [  # stated confidence of a decision, and the share of these decisions that were right
{reliability}
]
"""
