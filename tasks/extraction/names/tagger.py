"""The sequence model of names: how probable each label is at each word, and the names that follow.

A linear chain conditional random field (Lafferty et al. 2001) over hashed features, with two labels for each kind of
name: one for its first word, one for the others. All words of a batch are labelled at once. Features of one word are
weighed once for each distinct word, and added up by shifts; only words that may belong to a name are labelled
(``chains``).
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.columns.characters import Flags
from tasks.columns.hashing import Keys
from tasks.columns.windows import Rows
from tasks.extraction.names.chains import Chains, neighbours_of
from tasks.extraction.names.name_models import LABELS, WIDTH, Model, Weights
from tasks.extraction.names.observation import Observed
from tasks.extraction.names.word_features import STEPS, joint_buckets, outside_bucket, word_buckets


class NameSpans(NamedTuple):
    """Names in the words of a batch, in order."""

    first: Rows  # its first word
    last: Rows  # its last word
    kind: Rows  # in NAME_KINDS
    sure: Weights  # how probable the least probable of its words is


def score_labels(model: Model, seen: Observed, chains: Chains) -> Weights:
    """The weight of each label at each word of chains, before the labels of its neighbours count.

    Weights are bytes, and those of a bucket are one number of eight bytes: so all of them fit in a processor's cache.
    """
    count = len(seen.distinct.begin)
    by_step = {step: np.zeros((count + 1, WIDTH), np.int16) for step in STEPS}  # the last row: outside the sentence
    for step, bucket in word_buckets(seen.distinct):
        by_step[step][:count] += _unpacked(model.packed[bucket])
        by_step[step][count:] += _unpacked(model.packed[outside_bucket(step)])
    total = np.zeros((len(chains.rows), WIDTH), np.int16)
    for step, weights in by_step.items():
        other, inside = neighbours_of(chains, step)
        total += weights[np.where(inside, seen.distinct_of[other], count)]
    for bucket in joint_buckets(seen, chains):
        total += _unpacked(model.packed[bucket])
    return total[:, : len(LABELS)] * np.float32(model.unit)


def label_probabilities(model: Model, score: Weights, begins: Flags) -> Weights:
    """How probable each label is at each word, given the scores of its whole chain (forward-backward)."""
    rows, slices = order_chains(begins)
    potential = score[rows]
    potential -= potential.max(1, keepdims=True)
    np.exp(potential, out=potential)
    steps, ones = np.exp(model.steps), np.ones((len(LABELS), 1), np.float32)
    forward, backward = potential.copy(), np.ones_like(potential)
    for before, here in itertools.pairwise(slices):
        state = forward[before][: here.stop - here.start] @ steps
        state *= potential[here]
        forward[here] = state / (state @ ones)
    for here, before in itertools.pairwise(reversed(slices)):
        state = (potential[here] * backward[here]) @ steps.T
        backward[before][: here.stop - here.start] = state / (state @ ones)
    forward *= backward
    found: Weights = np.empty_like(forward)
    found[rows] = forward / (forward @ ones)
    return found


def order_chains(begins: Flags) -> tuple[Rows, list[slice]]:
    """Order the words of chains so that a step of all chains is one product of matrices.

    Chains are sorted by their length, and all their first words come before all second ones. Returns the rows in this
    order, and where the first words are in it, the second ones, and so on.
    """
    start = np.flatnonzero(begins)
    length = np.diff(start, append=len(begins))
    order = np.argsort(-length, kind="stable")
    start, length = start[order], length[order]
    # How many chains have a first word, a second one ...
    many = np.searchsorted(-length, -np.arange(1, length.max(initial=0) + 1), side="right").tolist()
    rows = np.concatenate([start[:size] + place for place, size in enumerate(many)] or [start])
    return rows, [slice(end - size, end) for size, end in zip(many, np.cumsum(many).tolist(), strict=True)]


def kind_probabilities(probable: Weights) -> Weights:
    """How probable it is that each word belongs to no name (the first column), and to a name of each kind."""
    return np.concatenate([probable[:, :1], probable[:, 1::2] + probable[:, 2::2]], 1)


def read_spans(chains: Chains, probable: Weights) -> NameSpans:
    """Read names off the probabilities of labels.

    A word is of its most probable kind, as the first word of a name or a later one. Both are added up first: if it is
    open whether a name begins with an article, the word after that shares its probability among both labels.
    """
    kinds = kind_probabilities(probable)
    best = kinds.argmax(1)
    named = best > 0
    begin = np.take_along_axis(probable, np.maximum(2 * best - 1, 0)[:, None], 1)[:, 0]
    rest = np.take_along_axis(probable, (2 * best)[:, None], 1)[:, 0]
    goes_on = np.zeros(len(best), bool)
    goes_on[1:] = named[1:] & (best[1:] == best[:-1]) & (rest[1:] >= begin[1:]) & ~chains.begins[1:]
    first = np.flatnonzero(named & ~goes_on)
    inside = np.flatnonzero(named)
    last = first.copy()
    last[np.cumsum(~goes_on[inside]) - 1] = inside
    sure = kinds.max(1)
    least = np.minimum.reduceat(np.where(named, sure, 1), first) if len(first) else np.zeros(0, np.float32)
    return NameSpans(chains.rows[first], chains.rows[last], best[first] - 1, least)


def _unpacked(packed: Keys) -> npt.NDArray[np.int8]:
    """The weights of buckets, WIDTH for each."""
    return np.atleast_1d(packed).view(np.int8).reshape(-1, WIDTH)
