"""The trained models of names: their weights, and the card that says how right they were.

``training/names.py`` writes both: ``schemas/names/<language>.npz`` and ``schemas/names/card.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas import data
from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.columns.hashing import Keys
from tasks.extraction.names.word_features import BUCKETS

LABELS = ("", *(f"{part}-{kind}" for kind in NAME_KINDS for part in ("begin", "rest")))
WIDTH = 8  # weights of a bucket: one for each label, and one more to make their number a power of two
ANY = "any"  # the model of languages without one of their own

Weights = npt.NDArray[np.float32]


class Model(NamedTuple):
    """A trained model."""

    packed: Keys  # for each bucket a byte for each label, its weight in units of ``unit``; eight bytes are one number
    unit: float
    steps: Weights  # LABELS x LABELS: the weight of each label after another


class Card(NamedTuple):
    """The measured qualities of a model."""

    unnamed: float  # added to the log-odds of no name
    f1: float  # of text and kind, of all names
    # By kind: slope and intercept that make log-odds a share of right names, of one word; and both of several words.
    confidence: Mapping[str, Sequence[float]]


@cache
def load_model(language: str) -> Model:
    """Load the model of a language; for a language without one, that of all languages."""
    file = NAMES / f"{language}.npz"
    return read_model(file) if file.exists() else load_model(ANY)


def read_model(file: Path) -> Model:
    """Read a model: the gaps between the buckets that have any weight, and the weights of these as bytes."""
    with np.load(file) as stored:
        weights = np.zeros((BUCKETS, WIDTH), np.int8)
        weights[np.cumsum(stored["gaps"], dtype=np.int64), : len(LABELS)] = stored["weights"]
        return Model(weights.view(np.uint64).ravel(), float(stored["scale"]), stored["steps"])


@cache
def load_card(name: str) -> Card:
    """Load the card of a language's model, alone (`fr`) or with spaCy (`fr-spacy`); else that of all languages."""
    models = data.load("names/card")["models"]
    entry = models.get(name) or models[ANY]
    return Card(entry["unnamed"], entry["f1"], entry["confidence"])


def shares_by_article(language: str) -> Mapping[str, float]:
    """The share of right names, by kind, among those that only the rest of the article reveals.

    Those of several words are right in ``several`` cases at most.
    """
    card = data.load("names/card")
    shares: Mapping[str, float] = card["article" if language in card["models"] else "article-foreign"]
    return shares


def labels_of(kind: int) -> slice:
    """The columns of a kind's two labels, by its number in NAME_KINDS.

    >>> LABELS[labels_of(NAME_KINDS.index("person"))]
    ('begin-person', 'rest-person')
    """
    return slice(1 + 2 * kind, 3 + 2 * kind)
