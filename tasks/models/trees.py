"""Applies the models that decide about blocks: gradient-boosted trees, trained by ``training/blocks.py``.

A model is data: its trees in ``schemas/models/<name>.txt``, in LightGBM's own text format, and an entry in
``schemas/models/card.toml`` with what it learned from, how right it was on publishers that it had not seen, and what
turns its log-odds into a probability.

Applying a model needs no library. LightGBM's wheels need an OpenMP runtime that a fresh machine may not have, and its
import takes seconds; a test compares the sums of this module with those of LightGBM.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import NamedTuple, TypedDict

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import data
from schemas.data import MODELS
from tasks.columns.windows import Floats
from tasks.models.logit import logistic

CHUNK = 131_072  # rows at a time: of these, there is a set for each different split of the model, at a bit per row

Floats32 = npt.NDArray[np.float32]
Bits = npt.NDArray[np.uint8]  # a set of rows, a bit each
Split = tuple[int, float]  # the number of a feature, and a threshold: rows up to it go left, rows above it go right


class Tree(NamedTuple):
    """A tree of nodes, each with a split, and leaves, each with a value. Both are numbered from 0, the root first.

    A child is a number: of a node if it is 0 or more, else the complement of a leaf's. So -1 is ``~0``, the first leaf,
    and -2 is ``~1``, the second. This is LightGBM's notation, but that leaves are numbered from left to right here.
    """

    split: list[Split]  # per node
    children: list[tuple[int, int]]  # per node: left and right
    value: list[float]  # per node: the mean of what is below it
    leaves: Floats  # per leaf: what it adds to the log-odds


class Model(NamedTuple):
    """Trees, and the features that they look at."""

    columns: list[str]  # the names of the features, by number
    trees: list[Tree]
    thresholds: dict[int, Floats32]  # the different thresholds of each feature, by its number, in ascending order


class Card(TypedDict):
    """The entry of a model in the card: what applying it needs. The card has its figures, too."""

    slope: float  # from log-odds to a probability of body
    intercept: float
    threshold: float  # a block is body if its probability is above this,
    falls: float  # times the largest probability in its document to this power
    unasked: float  # of the blocks that it is not asked about, the share that is not body


def model_card() -> dict[str, Card]:
    """Read the card of all models, by name: ``text``, ``html``, ``html-unvoted``."""
    return data.load("models/card")


@cache
def load_model(name: str) -> Model:
    """Read a model: ``text``, ``html``, or ``html-unvoted`` (pages on which trafilatura gave no vote)."""
    head, *blocks = (MODELS / f"{name}.txt").read_text("utf-8").partition("\nend of trees")[0].split("\nTree=")
    trees = [_tree_of(_entries_of(block)) for block in blocks]
    thresholds: dict[int, list[float]] = {}
    for feature, threshold in sorted({split for tree in trees for split in tree.split}):
        thresholds.setdefault(feature, []).append(threshold)
    return Model(
        _entries_of(head)["feature_names"].split(),
        trees,
        {feature: np.array(of_feature, np.float32) for feature, of_feature in thresholds.items()},
    )


def probabilities(features: pl.DataFrame, name: str) -> Floats:
    """Compute how probably each row of features is body, from 0 to 1, calibrated."""
    card = model_card()[name]
    return calibrated(log_odds(features, name), card["slope"], card["intercept"])


def calibrated(log_odds: Floats, slope: float, intercept: float) -> Floats:
    """Turn log-odds into probabilities (Platt's scaling).

    >>> calibrated(np.array([-2.0, 0.0, 2.0]), 1, 0).round(2).tolist()
    [0.12, 0.5, 0.88]
    """
    return logistic(slope * log_odds + intercept)


def lowered_thresholds(threshold: float, falls: float, surest: Floats) -> Floats:
    """Lower the threshold in documents whose surest block has only the probability ``surest``.

    Where no block of an article is sure, most of its other blocks are less sure than usual too. So the threshold falls
    with ``surest`` to the power of ``falls``. It does not fall where no block reaches it: a page of nothing but menus
    gets no body. In texts, with 2 for ``falls``, F1 rises by .001 to .002; on pages it only did harm
    (docs/decisions.md).

    >>> lowered_thresholds(0.4, 2, np.array([1.0, 0.5, 0.3])).round(2).tolist()
    [0.4, 0.1, 0.4]
    """
    return np.where(surest > threshold, threshold * surest**falls, threshold)


def log_odds(features: pl.DataFrame, name: str) -> Floats:
    """Compute the log-odds of body for each row of features: the sum of one leaf of each tree.

    No row walks down a tree by itself. Sets of rows do, with a bit for each row: a node splits its set in two. Trees
    have many splits in common, so each different one is computed once for all trees. On 66,000 rows this took 0.18 of
    the time of LightGBM's own ``predict`` on one thread (docs/decisions.md).
    """
    columns, trees, thresholds = load_model(name)
    matrix = features.select(columns).to_numpy().T
    found = np.zeros(features.height)
    for start in range(0, features.height, CHUNK):
        chunk = matrix[:, start : start + CHUNK]
        to_right = {
            (feature, threshold): rows
            for feature, of_feature in thresholds.items()
            for threshold, rows in zip(of_feature.tolist(), _sets_above(of_feature, chunk[feature]), strict=True)
        }
        for tree in trees:
            found[start : start + CHUNK] += np.take(tree.leaves, _leaf_numbers(tree, to_right, chunk.shape[1]))
    return found


def _sets_above(thresholds: Floats32, values: Floats32) -> Bits:
    """For each threshold, the set of rows whose value is above it."""
    return np.packbits(values > thresholds[:, None], axis=1)


def _leaf_numbers(tree: Tree, to_right: dict[Split, Bits], height: int) -> npt.NDArray[np.uint8]:
    """The number of the leaf that each row comes to.

    The sets of nodes and leaves are in one list: nodes from its start, and leaves from its end, where the complements
    of their numbers are indexes. For two nodes and three leaves::

        set of        node 0   node 1   leaf 2   leaf 1   leaf 0
        index           0        1       -3       -2       -1
                                         ~2       ~1       ~0

    In this tree, node 0 sends rows above 5 to leaf 2, and node 1 sends the others above 3 to leaf 1:

    >>> tree = Tree([(0, 5.0), (0, 3.0)], [(1, ~2), (~0, ~1)], [0.0, 0.0], np.zeros(3))
    >>> values = np.array([9, 1, 4], np.float32)
    >>> sets = _sets_above(np.array([3, 5], np.float32), values)
    >>> _leaf_numbers(tree, {(0, 3.0): sets[0], (0, 5.0): sets[1]}, 3).tolist()
    [2, 0, 1]
    """
    sets = [np.full(-(-height // 8), 255, np.uint8)] * (2 * len(tree.split) + 1)  # every row is in the set of the root
    for node, (split, (left, right)) in enumerate(zip(tree.split, tree.children, strict=True)):
        sets[right] = sets[node] & to_right[split]
        sets[left] = sets[node] ^ sets[right]
    number = np.zeros(height, np.uint8)
    for bit, leaves in enumerate(_leaves_by_bit(len(tree.leaves))):
        has_bit = reduce(np.bitwise_or, [sets[~leaf] for leaf in leaves])
        number |= np.unpackbits(has_bit, count=height) << np.uint8(bit)
    return number


@cache
def _leaves_by_bit(leaves: int) -> list[list[int]]:
    """For each bit of the numbers of leaves, the leaves whose number has it.

    >>> _leaves_by_bit(4)
    [[1, 3], [2, 3]]
    """
    return [[leaf for leaf in range(leaves) if leaf >> bit & 1] for bit in range((leaves - 1).bit_length())]


def contributions(features: pl.DataFrame, name: str) -> pl.DataFrame:
    """Compute what each feature adds to the log-odds of body: a row per row, a column per feature.

    A node's share is how much the mean of the tree changes below it (Saabas 2014). All shares of a row, and the means
    of all trees, add up to its log-odds. This goes row by row, for ``newsmill explain``, which shows a few hundred.
    """
    columns, trees, _ = load_model(name)
    added = np.zeros((features.height, len(columns)))
    for row, values in enumerate(features.select(columns).to_numpy()):
        for tree in trees:
            node = 0 if tree.split else ~0  # a tree may be a mere leaf
            while node >= 0:
                (feature, threshold), mean = tree.split[node], tree.value[node]
                node = tree.children[node][int(values[feature] > threshold)]
                added[row, feature] += (tree.value[node] if node >= 0 else tree.leaves[~node]) - mean
    return pl.DataFrame(added, columns)


def _entries_of(block: str) -> dict[str, str]:
    """The entries of a block of the model's text: ``name=value`` on a line each."""
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _tree_of(entries: dict[str, str]) -> Tree:
    """The tree of a block of the model's text, with its leaves numbered from left to right."""

    def numbers(name: str) -> list[float]:
        return [float(number) for number in entries.get(name, "").split()]

    left, right = ([int(child) for child in numbers(f"{side}_child")] for side in ("left", "right"))

    @cache
    def leaves_below(child: int) -> list[int]:
        return [~child] if child < 0 else leaves_below(left[child]) + leaves_below(right[child])

    order = leaves_below(0) if left else [0]
    place = {leaf: number for number, leaf in enumerate(order)}
    values = numbers("leaf_value")

    def renumbered(child: int) -> int:
        return child if child >= 0 else ~place[~child]

    return Tree(
        split=[
            (int(feature), _rounded_down(threshold))
            for feature, threshold in zip(numbers("split_feature"), numbers("threshold"), strict=True)
        ],
        children=[(renumbered(one), renumbered(other)) for one, other in zip(left, right, strict=True)],
        value=numbers("internal_value"),
        leaves=np.array([values[leaf] for leaf in order]),
    )


def _rounded_down(threshold: float) -> float:
    """The largest number of 32 bits that is not above the threshold: features have 32 bits, and compare the same.

    >>> _rounded_down(0.1) <= 0.1 < float(np.nextafter(np.float32(_rounded_down(0.1)), np.float32(1)))
    True
    """
    near = np.float32(threshold)
    return float(near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf)))
