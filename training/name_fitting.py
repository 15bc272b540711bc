"""Fits the weights of the sequence model of names, a conditional random field, by adaptive gradients.

Weights follow the gradient of a batch of chains at a time, each at a rate of its own (Duchi et al. 2011). L1 takes them
to 0 where they are worth little, so models are small. A share of the features of each batch is dropped by chance
(Wager et al. 2013): a model that may not rely on any one feature does better on texts of another kind. The weights of
the last epochs are averaged. All is numpy and sparse products: a model takes seconds.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from tasks.columns.characters import Flags
from tasks.columns.windows import Floats, Rows
from tasks.extraction.names.name_models import LABELS, WIDTH, Weights
from tasks.extraction.names.tagger import order_chains
from tasks.extraction.names.word_features import BUCKETS

# Set by hand, on the folds of Russian and on Portuguese without its labels.
EPOCHS, AVERAGED = 16, 4  # how often all is learned from; how many of the last ones are averaged
BATCH = 4000  # words
RATE = 0.3
L2 = 8.0
DROPPED = 0.2  # the share of features
FIRST_SQUARE, FIRST_STEP_SQUARE = 0.1, 1.0  # of gradients, before the first one
LEAST_WEIGHT = 0.01  # smaller ones are 0

PIECE = 1 << 13  # buckets at a time, so that their weights stay in the cache

COUNT = len(LABELS)


class Words(NamedTuple):
    """The words that are learned from."""

    looks: npt.NDArray[np.int32]  # the buckets of each
    label: Rows
    begins: Flags  # whether it begins a chain
    apart: Flags  # whether its features have weights of their own, beside those of all words


class Fitted(NamedTuple):
    """Weights that are fitted, and the sums of the squares of their gradients."""

    weights: Weights  # buckets x WIDTH, and those of words apart after these
    squares: Weights
    steps: Floats  # LABELS x LABELS
    step_squares: Floats


class Penalty(NamedTuple):
    """What weights cost."""

    l1: float  # for their absolute value
    share: float  # of all words that are in the batch


def fit_weights(words: Words, l1: float) -> tuple[Weights, Floats]:
    """Fit the weights of buckets (those of words apart after the others) and of steps from label to label."""
    chance = np.random.default_rng(0)
    size = (BUCKETS * (1 + bool(words.apart.any())), WIDTH)
    fitted = Fitted(
        np.zeros(size, np.float32),
        np.full(size, FIRST_SQUARE, np.float32),
        np.zeros((COUNT, COUNT)),
        np.full((COUNT, COUNT), FIRST_STEP_SQUARE),
    )
    weights, steps, batches = np.zeros(size, np.float32), np.zeros((COUNT, COUNT)), 0
    for epoch in range(EPOCHS):
        for rows in draw_batches(words.begins, chance):
            batch = Words(words.looks[rows], words.label[rows], words.begins[rows], words.apart[rows])
            follow_gradient(fitted, batch, Penalty(l1, len(batch.label) / len(words.label)), chance)
            if epoch >= EPOCHS - AVERAGED:
                weights += fitted.weights
                steps += fitted.steps
                batches += 1
    weights /= max(batches, 1)
    weights[np.abs(weights) < LEAST_WEIGHT] = 0
    return weights, steps / max(batches, 1)


def draw_batches(begins: Flags, chance: np.random.Generator) -> list[Rows]:
    """Draw all chains once, in batches of about BATCH words: the rows of each batch."""
    starts = np.flatnonzero(begins)
    order = chance.permutation(len(starts))
    sizes = np.diff(starts, append=len(begins))[order]
    ends = np.cumsum(sizes)
    rows = np.repeat(starts[order] - ends + sizes, sizes) + np.arange(len(begins))
    cuts = np.searchsorted(ends, np.arange(BATCH, len(begins), BATCH))
    return [part for part in np.split(rows, ends[cuts]) if len(part)]


def follow_gradient(fitted: Fitted, batch: Words, penalty: Penalty, chance: np.random.Generator) -> None:
    """Change the weights by the gradient of a batch."""
    count, width = batch.looks.shape
    kept = (chance.random(count * width, np.float32) >= DROPPED).astype(np.float32) / np.float32(1 - DROPPED)
    features = csr_matrix((kept, batch.looks.ravel(), np.arange(0, count * width + 1, width)), (count, BUCKETS))
    own = np.flatnonzero(batch.apart)
    score = features @ fitted.weights[:BUCKETS]
    score[own] += features[own] @ fitted.weights[BUCKETS:] if len(own) else 0
    probable, pairs = expect_labels(score[:, :COUNT].astype(np.float64), batch.begins, fitted.steps)
    excess = np.zeros((count, WIDTH), np.float32)
    excess[:, :COUNT] = probable
    excess[np.arange(count), batch.label] -= 1
    gradients = [features.T @ excess, *([features[own].T @ excess[own]] if len(fitted.weights) > BUCKETS else [])]
    for part, gradient in enumerate(gradients):
        for start in range(0, BUCKETS, PIECE):
            rows = slice(start, start + PIECE)
            stored = slice(part * BUCKETS + start, part * BUCKETS + start + PIECE)
            _shrink(fitted.weights[stored], fitted.squares[stored], gradient[rows], penalty)
    later = np.flatnonzero(~batch.begins)
    np.subtract.at(pairs, (batch.label[later - 1], batch.label[later]), 1)
    _follow(fitted.steps, fitted.step_squares, pairs + L2 * penalty.share * fitted.steps)


def _shrink(weights: Weights, squares: Weights, gradient: Weights, penalty: Penalty) -> None:
    """Change the weights of some buckets by their gradient, and draw them to 0."""
    rate = _follow(weights, squares, gradient + np.float32(L2 * penalty.share) * weights)
    shrunk = np.maximum(np.abs(weights) - rate * np.float32(penalty.l1 * penalty.share), 0)
    np.copysign(shrunk, weights, out=weights)


def _follow(
    weights: npt.NDArray[np.floating], squares: npt.NDArray[np.floating], gradient: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Change weights by their gradient; returns the rate of each."""
    squares += gradient * gradient
    rate: npt.NDArray[np.floating] = RATE / np.sqrt(squares)
    weights -= rate * gradient
    return rate


def expect_labels(score: Floats, begins: Flags, steps: Floats) -> tuple[Floats, Floats]:
    """How probable each label is at each word, and how often each is expected after another (forward-backward)."""
    rows, slices = order_chains(begins)
    potential = score[rows]
    potential = np.exp(potential - potential.max(1, keepdims=True))
    step = np.exp(steps)
    forward, backward = potential / potential.sum(1, keepdims=True), np.ones_like(potential)
    for before, here in itertools.pairwise(slices):
        state = (forward[before][: here.stop - here.start] @ step) * potential[here]
        forward[here] = state / state.sum(1, keepdims=True)
    pairs = np.zeros((COUNT, COUNT))
    for here, before in itertools.pairwise(reversed(slices)):
        own = potential[here] * backward[here]
        both = forward[before][: here.stop - here.start, :, None] * step * own[:, None, :]
        pairs += (both / both.sum((1, 2), keepdims=True)).sum(0)
        state = own @ step.T
        backward[before][: here.stop - here.start] = state / state.sum(1, keepdims=True)
    forward *= backward
    probable = np.empty_like(forward)
    probable[rows] = forward / forward.sum(1, keepdims=True)
    return probable, pairs
