"""The model that weighs the evidence: gradient-boosted trees, learnt from labelled pages by ``bench/train.py``.

Its weights are data: ``schemas/models/<name>.txt`` in LightGBM's own text format, and in ``card.toml`` what each learnt
from, how right it was on publishers that it had not seen, and what turns its odds into a probability.

To apply them takes no library. LightGBM's wheels want an OpenMP runtime that a fresh machine may not have, and its
import seconds; what it gives stands as a test beside what is given here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.windows import Floats

MODELS = Path(__file__).parents[1] / "schemas" / "models"
CHUNK = 8_192  # rows at a time: what is compared again and again stays in the processor's cache

Leaf = npt.NDArray[np.uint32]  # a set of leaves, a bit each


class Tree(NamedTuple):
    """A tree. Leaves are numbered from left to right; a child is a node, or the complement of a leaf."""

    feature: list[int]  # of each node
    threshold: list[np.float32]  # of each node: to the left up to it
    children: list[tuple[int, int]]  # of each node: left and right
    value: list[float]  # of each node: what it expects below it
    under_left: list[np.uint32]  # of each node: the leaves to its left
    leaves: Floats


class Model(NamedTuple):
    """Trees, and the columns of evidence that they look at."""

    columns: list[str]
    trees: list[Tree]


@cache
def card() -> dict[str, dict[str, Any]]:
    """What is known of each model, by its name: ``schemas/models/card.toml``."""
    return tomllib.loads((MODELS / "card.toml").read_text("utf-8"))


@cache
def load(name: str) -> Model:
    """A model: ``text``, ``html``, or ``html-unvoted`` (pages on which trafilatura gave no vote)."""
    head, *trees = (MODELS / f"{name}.txt").read_text("utf-8").partition("\nend of trees")[0].split("\nTree=")
    return Model(_entries(head)["feature_names"].split(), [_tree(_entries(tree)) for tree in trees])


def probabilities(evidence: pl.DataFrame, name: str) -> Floats:
    """How probably each row of evidence (``tasks.evidence.evidence``) is body, from 0 to 1, calibrated."""
    return calibrated(odds(evidence, name), card()[name]["slope"], card()[name]["intercept"])


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

    No row walks down a tree: each node strikes out the leaves to its left for all rows that go to its right, and what
    is then leftmost is the leaf (QuickScorer, Lucchese et al. 2015).
    """
    columns, trees = load(name)
    matrix = evidence.select(columns).to_numpy().T
    found = np.zeros(evidence.height)
    for start in range(0, evidence.height, CHUNK):
        chunk = np.ascontiguousarray(matrix[:, start : start + CHUNK])
        goes_right, struck = np.empty(chunk.shape[1], bool), np.empty(chunk.shape[1], np.uint32)
        for tree in trees:
            gone = np.zeros(chunk.shape[1], np.uint32)
            for feature, threshold, leaves in zip(tree.feature, tree.threshold, tree.under_left, strict=True):
                np.greater(chunk[feature], threshold, out=goes_right)
                np.multiply(goes_right, leaves, out=struck)
                np.bitwise_or(gone, struck, out=gone)
            found[start : start + CHUNK] += tree.leaves[np.bitwise_count(gone & ~(gone + np.uint32(1)))]
    return found


def contributions(evidence: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each column of evidence adds to the log-odds of body, a row a block.

    A node's share is how much what the tree expects changes below it (Saabas 2014); together with what the trees expect
    of any block, they add up to the log-odds.
    """
    columns, trees = load(name)
    added = np.zeros((evidence.height, len(columns)))
    for row, values in enumerate(evidence.select(columns).to_numpy()):
        for tree in trees:
            node = 0
            while node >= 0:
                feature, expected = tree.feature[node], tree.value[node]
                node = tree.children[node][int(values[feature] > tree.threshold[node])]
                added[row, feature] += (tree.value[node] if node >= 0 else tree.leaves[~node]) - expected
    return pl.DataFrame(added, columns)


def _entries(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _tree(told: dict[str, str]) -> Tree:
    def numbers(name: str) -> list[float]:
        return [float(number) for number in told.get(name, "").split()]

    left, right = ([int(child) for child in numbers(f"{side}_child")] for side in ("left", "right"))

    def leaves_below(child: int) -> Iterator[int]:
        if child < 0:
            yield ~child
        else:
            yield from leaves_below(left[child])
            yield from leaves_below(right[child])

    order = list(leaves_below(0)) if left else [0]
    place = {leaf: number for number, leaf in enumerate(order)}
    values = numbers("leaf_value")
    return Tree(
        feature=[int(feature) for feature in numbers("split_feature")],
        threshold=[_float32(threshold) for threshold in numbers("threshold")],
        children=[
            (one if one >= 0 else ~place[~one], other if other >= 0 else ~place[~other])
            for one, other in zip(left, right, strict=True)
        ],
        value=numbers("internal_value"),
        under_left=[np.uint32(sum(1 << place[leaf] for leaf in leaves_below(child))) for child in left],
        leaves=np.array([values[leaf] for leaf in order]),
    )


def _float32(threshold: float) -> np.float32:
    """The largest number of 32 bits that is no larger: evidence has 32 bits, and compares alike."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))
