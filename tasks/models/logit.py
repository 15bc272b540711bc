"""Which of a document's candidates is the one, and how sure: a conditional logit (McFadden 1974).

What is known of a candidate are numbers; each step in one of them that is reached gives its points. The points stand in
a data file under ``schemas``, trained by ``training/choices.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from schemas import data
from tasks.columns import windows

MOST = 50.0  # points: beyond, nothing is surer, and the exponential stays finite


def add_probabilities(candidates: pl.DataFrame, model: str) -> pl.DataFrame:
    """Adds ``probability``: how sure a candidate is the one, beside the others of its document and none of them.

    Takes ``doc``, by which the candidates are sorted, and what ``schemas/<model>.toml`` gives points for. The
    probabilities of a document sum up to less than 1: the rest is for none of them, at 0 points.
    """
    worth = np.zeros(candidates.height)
    known = candidates.select(pl.col(*points(model)).cast(pl.Float64).fill_null(0))
    for column, steps in zip(known.iter_columns(), points(model).values(), strict=True):
        values = column.to_numpy()
        for step, given in steps:
            worth += given * (values >= step)
    odds = np.exp(np.clip(worth, -MOST, MOST))
    total = windows.total(odds, windows.bounds_of(candidates["doc"]))
    return candidates.with_columns(probability=odds / (1 + total))


@cache
def points(model: str) -> Mapping[str, Sequence[tuple[float, float]]]:
    """For each thing known of a candidate, the steps in it and what reaching each is worth."""
    table = load_model(model)
    entries = {**table["points"], **table.get("by_hand", {})}
    return {name: [(float(step), float(worth)) for step, worth in steps] for name, steps in entries.items()}


@cache
def load_model(model: str) -> dict[str, dict[str, Any]]:
    """The data file of a model."""
    return data.load(f"weights/{model}")
