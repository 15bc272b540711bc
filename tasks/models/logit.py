"""Chooses one of a document's candidates, or none, by a conditional logit (McFadden 1974).

A candidate is a row of numbers, its features. Each step in a feature that it reaches gives it points. Its odds against
"none of them" are e to the sum of its points::

    probability of a candidate = exp(its points) / (1 + the sum of exp(points) over all candidates of the document)

The points are data: ``schemas/weights/headline.toml``, ``authors.toml`` and ``shown_day.toml``.
``training/choices.py`` fits those of headline and day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from schemas import data
from schemas.frames import OfDocument
from tasks.columns import windows
from tasks.columns.windows import Floats

Choice = Literal["headline", "authors", "shown_day", "page_day"]

MOST = 50.0  # points; e to the power of more would make a sum that loses the others, or is infinite


class Step(NamedTuple):
    """A step in a feature: a candidate whose value is ``at`` or above reaches it."""

    at: float
    points: float


def add_probabilities(candidates: OfDocument, choice: Choice) -> pl.DataFrame:
    """Add ``probability``: how likely a candidate is the right one, among those of its document and none of them.

    Takes candidates that are sorted by document, with the features that the model gives points for, as numbers or flags
    (``schemas/candidate_frames.py``); a null feature counts as 0. The probabilities of a document add up to less than
    1. The rest is the probability of none of them, which has 0 points.
    """
    steps = points(choice)
    worth = np.zeros(candidates.height)
    features = candidates.select(pl.col(*steps).cast(pl.Float64).fill_null(0))
    for feature, of_feature in zip(features.iter_columns(), steps.values(), strict=True):
        values = feature.to_numpy()
        for step in of_feature:
            worth += step.points * (values >= step.at)
    odds = np.exp(np.clip(worth, -MOST, MOST))
    total = windows.total(odds, windows.bounds_of(candidates["doc"]))
    return candidates.with_columns(probability=odds / (1 + total))


@cache
def points(choice: Choice) -> Mapping[str, Sequence[Step]]:
    """Read the steps of each feature, in ascending order.

    >>> points("headline")["gap"]
    [Step(at=1.0, points=1.39)]
    """
    table = load_model(choice)
    entries = {**table["points"], **table.get("by_hand", {})}
    return {feature: [Step(float(at), float(worth)) for at, worth in steps] for feature, steps in entries.items()}


def logistic(log_odds: Floats) -> Floats:
    """Turn log-odds into probabilities.

    >>> logistic(np.array([-2.0, 0.0, 2.0])).round(2).tolist()
    [0.12, 0.5, 0.88]
    """
    probability: Floats = 1 / (1 + np.exp(-log_odds))
    return probability


def load_model(choice: Choice) -> dict[str, dict[str, Any]]:
    """Read the data file of a model: ``points``, and other tables that its features are made with, such as words."""
    return data.load(f"weights/{choice}")


def weigh_rows(rows: Sequence[Mapping[str, float]], choice: Choice) -> list[float]:
    """How likely each of a document's few candidates is the right one, as in ``add_probabilities``.

    Takes the features of each; one that is left out counts as 0.
    """
    steps = points(choice)
    odds = [
        exp(
            max(
                -MOST,
                min(MOST, sum(step.points for name, of in steps.items() for step in of if row.get(name, 0) >= step.at)),
            )
        )
        for row in rows
    ]
    total = 1 + sum(odds)
    return [odd / total for odd in odds]
