"""Fits a conditional logit: of the candidates of a document one is right, or none is (``tasks.models.logit``).

The worth of a candidate is the sum of the points of all steps that it reaches; none of them is worth 0. If several
candidates of a document are right, as two lines that both show the headline, their probabilities are added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from tasks.columns import windows
from tasks.columns.windows import Bounds, Floats
from training.folds import PUBLISHER_FOLDS, fold_by_crc32

# Set by hand.
RIDGE = 3.0  # in documents: how much evidence a point needs
ITERATIONS, HALVINGS = 25, 8
LEAST_GAIN = 1e-3  # in log-likelihood: with less, the points are found

TINY = 1e-300  # keeps logarithms and quotients finite

Steps = Mapping[str, Sequence[float]]  # of each feature: the values from which on it gives points


class Choices(NamedTuple):
    """Candidates to learn from, sorted by document."""

    reached: Floats  # a row a candidate, a column a step: 1 if it reaches the step
    right: Floats  # of each candidate: 1 if it is right
    docs: Bounds
    weight: Floats  # of each document


class Likelihood(NamedTuple):
    """How well some points fit."""

    total: float  # log-likelihood, with the ridge
    chance: Floats  # of each candidate: its probability
    given: Floats  # of each candidate: its probability, given that the truth is known


def mark_reached_steps(candidates: pl.DataFrame, steps: Steps) -> Floats:
    """Give a column for each step: 1 where a candidate's value reaches it.

    >>> mark_reached_steps(pl.DataFrame({"words": [2, 5, None]}), {"words": [1, 4]}).tolist()
    [[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    """
    values = {name: candidates[name].cast(pl.Float64).fill_null(0) for name in steps}
    columns = [(values[name] >= step).to_numpy() for name, starts in steps.items() for step in starts]
    return np.stack(columns, 1).astype(np.float64)


def gather_choices(candidates: pl.DataFrame, reached: Floats) -> Choices:
    """Gather what points are learned from.

    Takes candidates sorted by ``doc``, with ``corpus`` and ``right``. Corpora weigh alike, whatever their size.
    """
    docs = windows.bounds_of(candidates["doc"])
    sizes = candidates.select("corpus", "doc").unique().group_by("corpus").len()
    weights = sizes.select("corpus", weight=sizes["len"].sum() / sizes.height / pl.col("len"))
    weight = candidates.select("corpus").join(weights, on="corpus", maintain_order="left")["weight"].to_numpy()
    return Choices(reached, candidates["right"].cast(pl.Float64).to_numpy(), docs, weight[docs.starts])


def fit_points(choices: Choices) -> Floats:
    """Find the points of each step, by Newton's method.

    The second derivative taken is that of the candidates alone, which is never indefinite. Each step is halved until
    the likelihood grows.
    """
    points = np.zeros(choices.reached.shape[1])
    best = _likelihood_of(points, choices)
    for _ in range(ITERATIONS):
        step = _newton_step(points, best, choices)
        for _ in range(HALVINGS):
            now = _likelihood_of(points + step, choices)
            if now.total > best.total:
                break
            step /= 2
        if now.total - best.total < LEAST_GAIN:
            break
        points, best = points + step, now
    return points


def _likelihood_of(points: Floats, choices: Choices) -> Likelihood:
    reached, right, docs, weight = choices
    has_right = np.add.reduceat(right, docs.starts) > 0
    worth = reached @ points
    top = np.maximum(np.maximum.reduceat(worth, docs.starts), 0)  # taken off, so that exponentials stay finite
    odds = np.exp(worth - top[docs.owner])
    total = np.add.reduceat(odds, docs.starts) + np.exp(-top)
    true = np.maximum(np.add.reduceat(odds * right, docs.starts), TINY)
    likelihood = np.log(np.where(has_right, true, np.exp(-top))) - np.log(total)
    given = np.where(has_right[docs.owner], odds * right / true[docs.owner], 0)
    ridge = RIDGE / 2 * points @ points
    return Likelihood(float(weight @ likelihood - ridge), odds / total[docs.owner], given)


def _newton_step(points: Floats, at_points: Likelihood, choices: Choices) -> Floats:
    reached, _, docs, weight = choices
    chance, by_row = at_points.chance, weight[docs.owner]
    slope = reached.T @ (by_row * (at_points.given - chance)) - RIDGE * points
    mean = np.add.reduceat(reached * chance[:, None], docs.starts)
    bend = (reached * (by_row * chance)[:, None]).T @ reached - (mean * weight[:, None]).T @ mean
    return np.asarray(np.linalg.solve(bend + RIDGE * np.eye(len(points)), slope), np.float64)


def compute_chances(reached: Floats, points: Floats, docs: Bounds) -> Floats:
    """How probable each candidate is the right one (see ``tasks.models.logit.add_probabilities``)."""
    odds = np.exp(np.clip(reached @ points, -50, 50))
    shares: Floats = odds / (1 + windows.total(odds, docs))
    return shares


def predict_out_of_fold(candidates: pl.DataFrame, reached: Floats) -> Floats:
    """Give the probability of each candidate, by points that were fitted without its publisher.

    Takes candidates sorted by ``doc``, with ``publisher``, ``corpus`` and ``right``; and their reached steps.
    """
    fold = np.array([fold_by_crc32(str(publisher)) for publisher in candidates["publisher"]])
    chance = np.zeros(len(fold))
    for number in range(PUBLISHER_FOLDS):
        held_out = fold == number
        points = fit_points(gather_choices(candidates.filter(pl.Series(~held_out)), reached[~held_out]))
        docs = windows.bounds_of(candidates["doc"].filter(pl.Series(held_out)))
        chance[held_out] = compute_chances(reached[held_out], points, docs)
    return chance
