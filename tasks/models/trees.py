"""The model that weighs the evidence: gradient-boosted trees, learnt from labelled pages by ``training/blocks.py``.

Its weights are data: ``schemas/models/<name>.txt`` in LightGBM's own text format, and in ``card.toml`` what each learnt
from, how right it was on publishers that it had not seen, and what turns its odds into a probability.

To apply them takes no library. LightGBM's wheels want an OpenMP runtime that a fresh machine may not have, and its
import seconds; what it gives stands as a test beside what is given here.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import data
from schemas.data import MODELS
from tasks.columns.windows import Floats

CHUNK = 131_072  # rows at a time: for each, a bit a split of the model

Bits = npt.NDArray[np.uint8]  # a set of rows, a bit each


class Tree(NamedTuple):
    """A tree. Leaves are numbered from left to right; a child is a node, or the complement of a leaf."""

    split: list[tuple[int, float]]  # of each node: a feature, and a threshold; to the left up to it
    children: list[tuple[int, int]]  # of each node: left and right
    value: list[float]  # of each node: what it expects below it
    leaves: Floats


class Model(NamedTuple):
    """Trees, the columns of evidence that they look at, and the different thresholds in each, by its number."""

    columns: list[str]
    trees: list[Tree]
    thresholds: dict[int, npt.NDArray[np.float32]]


@cache
def model_card() -> dict[str, dict[str, Any]]:
    """What is known of each model, by its name: ``schemas/models/card.toml``."""
    return data.load("models/card")


@cache
def load_model(name: str) -> Model:
    """A model: ``text``, ``html``, or ``html-unvoted`` (pages on which trafilatura gave no vote)."""
    head, *trees = (MODELS / f"{name}.txt").read_text("utf-8").partition("\nend of trees")[0].split("\nTree=")
    grown = [_tree(_entries(tree)) for tree in trees]
    thresholds: dict[int, list[float]] = {}
    for feature, threshold in sorted({split for tree in grown for split in tree.split}):
        thresholds.setdefault(feature, []).append(threshold)
    return Model(
        _entries(head)["feature_names"].split(),
        grown,
        {feature: np.array(known, np.float32) for feature, known in thresholds.items()},
    )


def probabilities(evidence: pl.DataFrame, name: str) -> Floats:
    """How probably each row of features is body, from 0 to 1, calibrated."""
    return calibrated(odds(evidence, name), model_card()[name]["slope"], model_card()[name]["intercept"])


def calibrated(odds: Floats, slope: float, intercept: float) -> Floats:
    """Log-odds to probabilities (Platt's scaling)."""
    squeezed: Floats = 1 / (1 + np.exp(-(slope * odds + intercept)))
    return squeezed


def lowered(threshold: float, falls: float, surest: Floats) -> Floats:
    """From which probability on a block is body, in documents whose surest block has the probability ``surest``.

    Where no block of an article is sure, most of its other blocks are less sure than usual too. So the threshold falls
    with that power of ``surest``; not where no block reaches it: a page of nothing but menus stays without a body.

    >>> lowered(0.4, 2, np.array([1.0, 0.5, 0.3])).round(2).tolist()
    [0.4, 0.1, 0.4]
    """
    return np.where(surest > threshold, threshold * surest**falls, threshold)


def odds(evidence: pl.DataFrame, name: str) -> Floats:
    """The log-odds of body for each row of evidence: the sum of a leaf of each tree.

    No row walks down a tree: sets of rows do, a bit each. Each different split is made once for all trees.
    """
    columns, trees, thresholds = load_model(name)
    matrix = evidence.select(columns).to_numpy().T
    found = np.zeros(evidence.height)
    for start in range(0, evidence.height, CHUNK):
        chunk = matrix[:, start : start + CHUNK]
        to_right = {
            (feature, threshold): rows
            for feature, known in thresholds.items()
            for threshold, rows in zip(known.tolist(), _above(known, chunk[feature]), strict=True)
        }
        for tree in trees:
            found[start : start + CHUNK] += np.take(tree.leaves, _reached(tree, to_right, chunk.shape[1]))
    return found


def _above(thresholds: npt.NDArray[np.float32], values: npt.NDArray[np.float32]) -> Bits:
    """Of each threshold, the rows that are above it."""
    return np.packbits(values > thresholds[:, None], axis=1)


def _reached(tree: Tree, to_right: dict[tuple[int, float], Bits], height: int) -> npt.NDArray[np.uint8]:
    """The number of the leaf that each row comes to."""
    sets = [np.full(-(-height // 8), 255, np.uint8)] * (2 * len(tree.split) + 1)  # of nodes, and from the end of leaves
    for node, (split, (left, right)) in enumerate(zip(tree.split, tree.children, strict=True)):
        sets[right] = sets[node] & to_right[split]
        sets[left] = sets[node] ^ sets[right]
    number = np.zeros(height, np.uint8)
    for bit, leaves in enumerate(_with_bits(len(tree.leaves))):
        has_bit = reduce(np.bitwise_or, [sets[~leaf] for leaf in leaves])
        number |= np.unpackbits(has_bit, count=height) << np.uint8(bit)
    return number


@cache
def _with_bits(leaves: int) -> list[list[int]]:
    """Of each bit that numbers of so many leaves have, the leaves whose number has it."""
    return [[leaf for leaf in range(leaves) if leaf >> bit & 1] for bit in range((leaves - 1).bit_length())]


def contributions(evidence: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each column of evidence adds to the log-odds of body, a row a block.

    A node's share is how much what the tree expects changes below it (Saabas 2014); together with what the trees expect
    of any block, they add up to the log-odds.
    """
    columns, trees, _ = load_model(name)
    added = np.zeros((evidence.height, len(columns)))
    for row, values in enumerate(evidence.select(columns).to_numpy()):
        for tree in trees:
            node = 0
            while node >= 0:
                (feature, threshold), expected = tree.split[node], tree.value[node]
                node = tree.children[node][int(values[feature] > threshold)]
                added[row, feature] += (tree.value[node] if node >= 0 else tree.leaves[~node]) - expected
    return pl.DataFrame(added, columns)


def _entries(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _tree(told: dict[str, str]) -> Tree:
    def numbers(name: str) -> list[float]:
        return [float(number) for number in told.get(name, "").split()]

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
            (int(feature), _float32(threshold))
            for feature, threshold in zip(numbers("split_feature"), numbers("threshold"), strict=True)
        ],
        children=[(renumbered(one), renumbered(other)) for one, other in zip(left, right, strict=True)],
        value=numbers("internal_value"),
        leaves=np.array([values[leaf] for leaf in order]),
    )


def _float32(threshold: float) -> float:
    """The largest number of 32 bits that is no larger: evidence has 32 bits, and compares alike."""
    near = np.float32(threshold)
    return float(near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf)))
