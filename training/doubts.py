"""Finds pages whose label is doubtful: models that have seen neither their publisher nor the fold in question disagree.

Some labels stop in mid-article, and some are of another article than the page shows: of public sets, one page in
twenty. Such a page counts little in learning. It counts in full in every figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import lightgbm
import numpy as np
import polars as pl

from tasks.columns.windows import Array, Floats
from training.block_labels import BlockLabels, CorpusBlocks
from training.folds import PUBLISHER_FOLDS

# Set by hand.
LEAST_AGREEMENT = 0.6  # F1 between label and models, below which a label is doubted
WORKERS = 2  # models that are trained at a time
DOUBTED = 0.15  # how much a page with such a label counts, of what it would

Train = Callable[[Array], lightgbm.Booster]  # trains a quick model on some rows


def find_doubted(train: Train, matrix: Array, labels: BlockLabels, blocks: CorpusBlocks) -> list[frozenset[str]]:
    """Find the pages with a doubtful label: for the models of each fold, and last for the model of all pages.

    A page is judged by models without its fold. Those that judge for the models of a fold lack that fold, too, so that
    no figure of it depends on its own labels.
    """
    folds = labels["fold"].to_numpy()
    pairs = list(combinations(range(PUBLISHER_FOLDS), 2))
    odds = np.zeros((PUBLISHER_FOLDS, len(folds)))  # by the fold that is held out

    def judge(pair: tuple[int, int]) -> tuple[Array, Floats]:
        rows = np.isin(folds, pair)
        return rows, np.asarray(train(~rows).predict(matrix[rows], raw_score=True, num_threads=1))

    with ThreadPoolExecutor(WORKERS) as pool:
        for (one, other), (rows, found) in zip(pairs, pool.map(judge, pairs), strict=True):
            both = np.zeros(len(folds))
            both[rows] = found
            odds[one, folds == other] = both[folds == other]
            odds[other, folds == one] = both[folds == one]
    of_all = odds.sum(axis=0) / (PUBLISHER_FOLDS - 1)
    doubted = [_pages_below(labels, blocks, odds[held_out], folds != held_out) for held_out in range(PUBLISHER_FOLDS)]
    return [*doubted, _pages_below(labels, blocks, of_all, np.ones(len(folds), bool))]


def _pages_below(labels: BlockLabels, blocks: CorpusBlocks, odds: Floats, rows: Array) -> frozenset[str]:
    """The pages whose label agrees too little with some log-odds."""
    kept = pl.Series(odds > 0)
    tokens, body = pl.col("tokens"), pl.col("body")
    pages = (
        blocks.select("id", "kind")
        .with_columns(labels, kept=kept)
        .filter(pl.Series(rows) & pl.col("set").is_not_null() & body.is_not_null())
        .group_by("id", "kind")
        .agg(
            right=(tokens * body * pl.col("kept")).sum(), kept=(tokens * pl.col("kept")).sum(), of=(tokens * body).sum()
        )
    )
    agreement = 2 * pl.col("right") / (pl.col("kept") + pl.col("of")).clip(1)
    return frozenset(pages.filter(agreement < LEAST_AGREEMENT)["id"])


def weigh_down(weight: Floats, blocks: CorpusBlocks, doubted: Sequence[frozenset[str]]) -> list[Floats]:
    """Give the weights of blocks for each set of doubted pages."""
    return [weight * np.where(blocks["id"].is_in(list(pages)).to_numpy(), DOUBTED, 1.0) for pages in doubted]
