"""The model that weighs the evidence: gradient-boosted trees, learnt from labelled pages by ``bench/train.py``.

Its weights are data: ``schemas/models/<name>.txt`` in LightGBM's own text format, and in ``card.toml`` what each learnt
from, how right it was on publishers that it had not seen, and what turns its odds into a probability.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lightgbm import Booster

from tasks.windows import Floats

MODELS = Path(__file__).parents[1] / "schemas" / "models"


@cache
def card() -> dict[str, dict[str, Any]]:
    """What is known of each model, by its name: ``schemas/models/card.toml``."""
    return tomllib.loads((MODELS / "card.toml").read_text("utf-8"))


@cache
def load(name: str) -> Booster:
    """A model: ``text``, ``html``, or ``html-unvoted`` (pages on which trafilatura gave no vote)."""
    return Booster(model_file=MODELS / f"{name}.txt")


def probabilities(evidence: pl.DataFrame, name: str) -> Floats:
    """How probably each row of evidence (``tasks.evidence.evidence``) is body, from 0 to 1, calibrated."""
    if evidence.is_empty():
        return np.zeros(0)
    # One thread: the mill has a process for each core, and sums in one order are the same everywhere.
    odds = load(name).predict(_matrix(evidence, name), raw_score=True, num_threads=1)
    return calibrated(np.asarray(odds), card()[name]["slope"], card()[name]["intercept"])


def calibrated(odds: Floats, slope: float, intercept: float) -> Floats:
    """Log-odds to probabilities (Platt's scaling)."""
    squeezed: Floats = 1 / (1 + np.exp(-(slope * odds + intercept)))
    return squeezed


def contributions(evidence: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each column of evidence adds to the log-odds of body, a row a block: TreeSHAP, of which the sum is exact."""
    added = np.asarray(load(name).predict(_matrix(evidence, name), pred_contrib=True, num_threads=1))
    return pl.DataFrame(added[:, :-1], load(name).feature_name())


def _matrix(evidence: pl.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    matrix: np.ndarray[Any, np.dtype[np.float32]] = evidence.select(load(name).feature_name()).to_numpy(order="c")
    return matrix
