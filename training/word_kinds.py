"""Predicts what a word mostly is, by its vector alone: a small network, in numpy.

The vectors are of an encoder of sentences that knows sixteen languages (``training/shared_clusters.py``). A word in
one language is near its translation there, so what labelled words of some languages are is known of those of others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.columns.windows import Array, Rows

Vectors = npt.NDArray[np.float32]

# Set by hand.
HIDDEN = 128  # units
EPOCHS = 8
BATCH = 512
RATE = 2e-3  # of the first step; it falls to 0
DROPPED_INPUT, DROPPED_HIDDEN = 0.2, 0.3
MOMENTUM, SQUARES = 0.9, 0.999  # what is kept of the last gradients (Adam, Kingma and Ba 2015)


class Network(NamedTuple):
    """A network with one hidden layer."""

    inner: Vectors
    inner_bias: Vectors
    outer: Vectors
    outer_bias: Vectors


def predict_out_of_fold(vectors: Vectors, known: Rows, shares: Vectors, weight: Vectors, fold: Array) -> Vectors:
    """Predict the log-odds of the kinds of words, each by a network that has not seen its labels.

    Takes the vectors of all words, the rows of the labelled ones, how often each of these has each kind (``shares``,
    which sum to 1), how much it counts, and which of two folds each word is in.
    """
    scaled = (vectors - vectors[known].mean(0)) / vectors[known].std(0)
    found = np.zeros((len(vectors), shares.shape[1]), np.float32)
    for held_out in (0, 1):
        taught = np.flatnonzero(fold[known] != held_out)
        network = fit_network(scaled[known[taught]], shares[taught], weight[taught])
        own = np.flatnonzero(fold == held_out)
        found[own] = predict_kinds(network, scaled[own])
    return found


def fit_network(vectors: Vectors, shares: Vectors, weight: Vectors) -> Network:
    """Fit a network to the shares of kinds."""
    chance = np.random.default_rng(0)
    width, kinds = vectors.shape[1], shares.shape[1]
    network = Network(
        chance.normal(0, width**-0.5, (width, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        chance.normal(0, 0.05, (HIDDEN, kinds)).astype(np.float32),
        np.zeros(kinds, np.float32),
    )
    means, squares = ([np.zeros_like(part) for part in network] for _ in range(2))
    weight = weight / weight.mean()
    steps = 0
    for epoch in range(EPOCHS):
        order = chance.permutation(len(vectors))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            steps += 1
            gradients = _gradients(network, vectors[rows], shares[rows], weight[rows], chance)
            for part, gradient, mean, square in zip(network, gradients, means, squares, strict=True):
                mean += (1 - MOMENTUM) * (gradient - mean)
                square += (1 - SQUARES) * (gradient * gradient - square)
                root = np.sqrt(square / (1 - SQUARES**steps)) + 1e-8
                part -= np.float32(RATE * (1 - epoch / EPOCHS)) * mean / (1 - MOMENTUM**steps) / root
    return network


def _gradients(
    network: Network, vectors: Vectors, shares: Vectors, weight: Vectors, chance: np.random.Generator
) -> tuple[Vectors, ...]:
    """The gradients of a batch, with a share of all units left out by chance."""
    inside = vectors * _kept(vectors, DROPPED_INPUT, chance)
    hidden = np.maximum(inside @ network.inner + network.inner_bias, 0)
    kept = _kept(hidden, DROPPED_HIDDEN, chance)
    hidden *= kept
    odds = hidden @ network.outer + network.outer_bias
    probable = np.exp(odds - odds.max(1, keepdims=True))
    probable /= probable.sum(1, keepdims=True)
    excess = (probable - shares) * weight[:, None] / np.float32(len(vectors))
    back = (excess @ network.outer.T) * kept * (hidden > 0)
    return inside.T @ back, back.sum(0), hidden.T @ excess, excess.sum(0)


def _kept(values: Vectors, dropped: float, chance: np.random.Generator) -> Vectors:
    kept = chance.random(values.shape, np.float32) >= dropped
    return kept.astype(np.float32) / np.float32(1 - dropped)


def predict_kinds(network: Network, vectors: Vectors) -> Vectors:
    """Predict the log-odds of kinds; their mean is 0."""
    hidden = np.maximum(vectors @ network.inner + network.inner_bias, 0)
    odds = hidden @ network.outer + network.outer_bias
    found: Vectors = odds - odds.mean(1, keepdims=True)
    return found
