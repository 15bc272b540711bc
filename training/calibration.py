"""Stated confidences: made from a model's log-odds, and compared with how often they are right.

The other direction, log-odds and a fitted line to a probability, is ``tasks.models.trees.calibrated``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.optimize import minimize

from tasks.columns.windows import Array, Floats


class Line(NamedTuple):
    """What makes log-odds those of a calibrated probability: ``slope * odds + intercept``."""

    slope: float
    intercept: float


def fit_platt(odds: Floats, right: Array, weight: Floats | None = None) -> Line:
    """Fit the line by which log-odds become probabilities of being right (Platt 1999), with the least log loss."""

    def loss(line: Floats) -> float:
        signed = np.where(right, 1, -1) * (line[0] * odds + line[1])
        return float(np.average(np.logaddexp(0, -signed), weights=weight))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Line(float(found[0]), float(found[1]))


def undo_calibration(confidence: Floats, line: Line) -> Floats:
    """Give back the log-odds that a line made a confidence of.

    >>> undo_calibration(np.array([0.5, 0.9]), Line(2.0, 0.0)).round(3).tolist()
    [0.0, 1.099]
    """
    clipped = np.clip(confidence, 1e-6, 1 - 1e-6)
    odds: Floats = (np.log(clipped / (1 - clipped)) - line.intercept) / line.slope
    return odds


def measure_reliability(confidence: Floats, right: Array) -> pl.DataFrame:
    """Compare stated confidences with the share that was right.

    Returns a row a tenth that occurs: ``tenth`` (0 to 9), ``stated`` (mean confidence), ``right`` (share), ``count``.

    >>> measure_reliability(np.array([0.91, 0.99, 0.42]), np.array([True, False, True])).rows()
    [(4, 0.42, 1.0, 1), (9, 0.95, 0.5, 2)]
    """
    tenth = np.clip((confidence * 10).astype(np.int64), 0, 9)
    judged = pl.DataFrame({"tenth": tenth, "stated": confidence, "right": right})
    return judged.group_by("tenth").agg(pl.col("stated", "right").mean(), count=pl.len()).sort("tenth")
