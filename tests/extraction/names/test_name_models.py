"""The trained models: as they are stored, and their card."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_models import LABELS, WIDTH, load_card, load_model, read_model, shares_by_article
from tasks.extraction.names.word_features import BUCKETS
from training.name_learning import Learned, save_model


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weights = np.zeros((BUCKETS, WIDTH), np.float32)
    rows = np.sort(rng.choice(BUCKETS, 2_000, replace=False))
    weights[rows, : len(LABELS)] = rng.normal(size=(len(rows), len(LABELS)))
    steps = rng.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    save_model(Learned(weights, steps), tmp_path / "xx.npz")
    model = read_model(tmp_path / "xx.npz")
    read = model.packed.view(np.int8).reshape(BUCKETS, WIDTH) * np.float32(model.unit)
    assert np.abs(read - weights).max() <= model.unit / 2 + 1e-6
    assert np.array_equal(model.steps, steps)


def test_a_language_without_a_model_has_that_of_all_languages() -> None:
    assert np.array_equal(load_model("cs").packed, load_model("any").packed)
    assert load_card("cs") == load_card("any")
    assert not np.array_equal(load_model("de").packed, load_model("any").packed)


def test_the_card_has_every_model() -> None:
    models = {file.stem for file in NAMES.glob("*.npz")} - {"words"}
    assert models == {model for model in models if load_card(model).confidence.keys() == set(NAME_KINDS)}
    assert shares_by_article("en").keys() == shares_by_article("cs").keys() == {*NAME_KINDS, "several"}
    assert all(shares_by_article("cs")[kind] < shares_by_article("en")[kind] for kind in NAME_KINDS)
