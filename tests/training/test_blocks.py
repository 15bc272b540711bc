"""Models of blocks are measured on publishers that they have not learned from; a sure one teaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.training.test_block_labels import blocks_of, gold_pages
from training.block_labels import BlockLabels, label_blocks

try:
    from training import blocks as training_blocks
except OSError as error:  # the wheel of LightGBM needs an OpenMP runtime of the system's
    pytest.skip(f"LightGBM cannot be loaded here ({error}); install libgomp1", allow_module_level=True)

SENTENCE = "Rain fell on the harbour of the island for eleven days and nights, and the ferry stayed in dock. "


class Certain:
    """In a booster's place: gives every row the same log-odds."""

    def __init__(self, odds: float) -> None:
        self.odds = odds

    def predict(self, matrix: Any, **_: Any) -> Any:
        return np.full(len(matrix), self.odds)


def test_a_row_is_judged_by_the_model_of_its_own_fold() -> None:
    labels = BlockLabels.of(pl.DataFrame({"fold": [3, 0, 4, 3, 1]}))
    evidence = pl.DataFrame({"feature": [0.0] * 5})
    boosters: Any = [Certain(float(number)) for number in range(5)]
    odds = training_blocks.predict_out_of_fold(boosters, evidence, labels)
    assert odds.tolist() == [3.0, 0.0, 4.0, 3.0, 1.0]


def test_a_model_of_a_fold_has_learned_from_the_others_alone() -> None:
    """In one fold the feature means the contrary: only its own model, which has not seen that, is wrong about it."""
    names = [f"page{number}" for number in range(400)]
    texts = {name: [SENTENCE, "Share this article with your friends now"] for name in names}
    blocks = blocks_of(**texts)
    gold = gold_pages(*({"id": name, "domain": f"{name}.example", "gold_body": SENTENCE} for name in names))
    labels = label_blocks(blocks, gold)
    is_body = labels["body"].to_numpy() > 0.5
    odd_fold = labels["fold"].to_numpy() == 2
    evidence = pl.DataFrame({"feature": (is_body ^ odd_fold).astype(np.float32)})
    boosters = training_blocks.train_folds((100, 0.1), evidence, labels, [labels["weight"].to_numpy()] * 6)
    odds = training_blocks.predict_out_of_fold(boosters, evidence, labels)
    assert ((odds > 0) == is_body)[~odd_fold].all()
    assert ((odds > 0) != is_body)[odd_fold].all()


@pytest.mark.parametrize(("odds", "is_sure"), [(3.0, True), (1.0, False)])
def test_a_teacher_gives_bodies_where_it_is_sure_and_there_is_no_label(odds: float, is_sure: bool) -> None:
    blocks = blocks_of(labelled=[SENTENCE] * 5, unlabelled=[SENTENCE] * 5, short=[SENTENCE])
    gold = gold_pages(
        {"id": "labelled", "gold_body": SENTENCE}, {"id": "unlabelled", "main": False}, {"id": "short", "main": False}
    )
    booster: Any = Certain(odds)
    taught = training_blocks.teach_bodies(booster, blocks, pl.DataFrame({"feature": [0.0] * blocks.height}), gold)
    assert taught == ({"unlabelled": "\n".join([SENTENCE] * 5)} if is_sure else {})
