"""Weights are fitted so that what was labelled becomes probable."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from tasks.extraction.names.name_models import LABELS
from tasks.extraction.names.word_features import BUCKETS
from training import name_fitting
from training.name_fitting import Words, draw_batches, expect_labels, fit_weights

COUNT = len(LABELS)


def by_enumeration(
    score: npt.NDArray[np.float64], steps: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The same for one chain, from all its labellings."""
    probable, pairs, total = np.zeros_like(score), np.zeros((COUNT, COUNT)), 0.0
    for labels in itertools.product(range(COUNT), repeat=len(score)):
        own = score[np.arange(len(score)), labels].sum() + sum(steps[a, b] for a, b in itertools.pairwise(labels))
        total += np.exp(own)
        probable[np.arange(len(score)), labels] += np.exp(own)
        for one, other in itertools.pairwise(labels):
            pairs[one, other] += np.exp(own)
    return probable / total, pairs / total


def test_labels_are_expected_as_all_labellings_say() -> None:
    chance = np.random.default_rng(0)
    score, steps = chance.normal(size=(5, COUNT)), chance.normal(size=(COUNT, COUNT))
    begins = np.array([True, False, True, False, False])
    probable, pairs = expect_labels(score, begins, steps)
    one, other = by_enumeration(score[:2], steps), by_enumeration(score[2:], steps)
    assert probable == pytest.approx(np.concatenate([one[0], other[0]]))
    assert pairs == pytest.approx(one[1] + other[1])


def test_batches_have_each_chain_once_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_fitting, "BATCH", 5)
    begins = np.random.default_rng(1).random(40) < 0.5
    begins[0] = True
    batches = draw_batches(begins, np.random.default_rng(0))
    assert sorted(np.concatenate(batches).tolist()) == list(range(40))
    assert len(batches) > 3
    for rows in batches:
        assert begins[rows[0]]
        assert all(later == row + 1 or begins[later] for row, later in itertools.pairwise(rows.tolist()))


@pytest.mark.parametrize("apart", [False, True])
def test_a_feature_that_shows_the_label_gets_weight_for_it(apart: bool) -> None:
    chains = 600
    looks = np.tile(np.array([[7, 9], [8, 9]], np.int32), (chains, 1))
    words = Words(looks, np.tile([1, 2], chains), np.tile([True, False], chains), np.full(2 * chains, apart))
    weights, steps = fit_weights(words, 0.5)
    weights = weights.reshape(-1, BUCKETS, weights.shape[1]).sum(0)
    assert weights[7].argmax() == 1
    assert weights[8].argmax() == 2
    assert steps.argmax() == 1 * COUNT + 2
    assert not np.delete(weights, [7, 8, 9], axis=0).any()
