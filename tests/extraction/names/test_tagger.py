"""The sequence model: its probabilities are those of all labellings."""

from __future__ import annotations

import itertools

import numpy as np

from tasks.extraction.names.chains import Chains
from tasks.extraction.names.name_models import LABELS, Model
from tasks.extraction.names.tagger import kind_probabilities, label_probabilities, read_spans
from tasks.extraction.names.word_features import BUCKETS


def test_probabilities_are_those_of_all_labellings() -> None:
    """Forwards and backwards over all chains at once gives what adding up every labelling gives."""
    rng = np.random.default_rng(0)
    count = len(LABELS)
    steps = rng.normal(size=(count, count)).astype(np.float32)
    model = Model(np.zeros(BUCKETS, np.uint64), 1.0, steps)
    sizes = [1, 3, 2, 1]
    score = rng.normal(size=(sum(sizes), count)).astype(np.float32)
    begins = np.concatenate([[True] + [False] * (size - 1) for size in sizes])
    by_chains = np.zeros_like(score)
    for start, size in zip(np.cumsum([0, *sizes]), sizes, strict=False):
        for labels in itertools.product(range(count), repeat=size):
            weight = sum(score[start + at, label] for at, label in enumerate(labels))
            weight += sum(steps[one, other] for one, other in itertools.pairwise(labels))
            for at, label in enumerate(labels):
                by_chains[start + at, label] += np.exp(weight)
    by_chains /= by_chains.sum(1, keepdims=True)
    assert np.allclose(label_probabilities(model, score, begins), by_chains, atol=1e-5)


def test_names_are_read_off_probabilities() -> None:
    """Words 4 to 8: a person of two words, another person, none, a place; word 8 begins a sentence."""
    labels = ["begin-person", "rest-person", "begin-person", "", "begin-place"]
    probable = np.full((len(labels), len(LABELS)), 0.01, np.float32)
    for row, label in enumerate(labels):
        probable[row, LABELS.index(label)] = 0.94 - row / 10
    rows = np.arange(4, 9)
    nowhere = np.zeros(0, np.int64)
    chains = Chains(rows, np.array([True, False, False, False, True]), nowhere, nowhere, nowhere, nowhere)
    names = read_spans(chains, probable)
    assert list(zip(names.first, names.last, names.kind, strict=True)) == [(4, 5, 0), (6, 6, 0), (8, 8, 2)]
    assert np.allclose(names.sure, [0.85, 0.75, 0.55])
    assert kind_probabilities(probable).shape == (len(labels), 4)
