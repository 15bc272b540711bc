"""Labels that models of other publishers contradict count little, and no fold's own labels say which."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tests.training.test_block_labels import blocks_of, gold_pages
from training.block_labels import BlockLabels, CorpusBlocks, label_blocks
from training.doubts import DOUBTED, find_doubted, weigh_down
from training.folds import PUBLISHER_FOLDS

SENTENCE = "Rain fell on the harbour of the island for eleven days and nights, and the ferry stayed in dock."
SHARE = "Share this article with your friends now"
NAMES = [f"page{number}" for number in range(60)]
WRONG = NAMES[7]  # its label is the share bar


class Reader:
    """In a booster's place: sure of the blocks whose feature is 1."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def predict(self, matrix: Any, **_: Any) -> Any:
        return np.where(matrix[:, 0] > 0, 3.0, -3.0)


def labelled_pages() -> tuple[CorpusBlocks, BlockLabels, Any]:
    blocks = blocks_of(**{name: [SENTENCE, SHARE] for name in NAMES})
    bodies = {name: SHARE if name == WRONG else SENTENCE for name in NAMES}
    gold = gold_pages(*({"id": name, "domain": f"{name}.example", "gold_body": bodies[name]} for name in NAMES))
    return blocks, label_blocks(blocks, gold), np.array([[1.0], [0.0]] * len(NAMES))


def test_a_label_that_models_contradict_is_doubted_in_every_fold_but_its_own() -> None:
    blocks, labels, matrix = labelled_pages()
    own = labels["fold"][2 * NAMES.index(WRONG)]
    *of_folds, of_all = find_doubted(Reader, matrix, labels, blocks)  # type: ignore[arg-type]
    assert of_all == {WRONG}
    assert [pages == {WRONG} for pages in of_folds] == [fold != own for fold in range(PUBLISHER_FOLDS)]


def test_a_page_is_judged_by_models_that_lack_its_fold_and_the_one_held_out() -> None:
    blocks, labels, matrix = labelled_pages()
    folds, asked = labels["fold"].to_numpy(), []

    def train(rows: Any) -> Any:
        asked.append(sorted(set(folds) - set(folds[rows])))
        return Reader(rows)

    find_doubted(train, matrix, labels, blocks)
    assert sorted(asked) == [[one, other] for one in range(5) for other in range(one + 1, 5)]


def test_a_doubted_page_counts_little() -> None:
    blocks, labels, _ = labelled_pages()
    (weights,) = weigh_down(labels["weight"].to_numpy(), blocks, [frozenset({WRONG})])
    lighter = pl.Series(weights / labels["weight"].to_numpy())
    assert lighter.filter(blocks["id"] == WRONG).to_list() == [DOUBTED] * 2
    assert (lighter.filter(blocks["id"] != WRONG) == 1).all()
