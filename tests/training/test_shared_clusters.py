"""Words of all languages are gathered and put into clusters of like kinds, and of like vectors within these."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from training import shared_clusters

SILVER = pl.DataFrame(
    {
        "lang": ["en", "pl"],
        "words": [["Odmar", "sees", "the", "old", "Ferry", "."], ["odmar", "Odmar", "widzi", "the", "stary", "."]],
        "tags": [["B-LOC", "O", "O", "O", "O", "O"], ["O", "B-LOC", "O", "O", "O", "O"]],
    }
)
GOLD = SILVER.select(
    pl.format("Harbour:train:{}:1", "lang").alias("id"), "lang", pl.lit("news").alias("genre"), "words", "tags"
)


def test_a_word_comes_in_its_most_frequent_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_clusters, "_frequent_words", lambda: ["ferry", "quay"])
    words = shared_clusters.gather_words(SILVER, GOLD)
    small = {word for word in words if word == word.lower()}
    assert {"Odmar", "Ferry", "quay"} <= set(words)
    assert not small & {"odmar", "ferry"}  # the texts have them with a capital
    assert len({word.lower() for word in words}) == len(words)


def test_labels_show_what_words_are() -> None:
    counted = shared_clusters.count_kinds(SILVER, GOLD)
    assert set(counted.columns) == {"key", "kind", "often"}
    first_of_a_place = counted.filter(pl.col("kind") == 6)
    assert first_of_a_place.height == 1  # Odmar
    assert first_of_a_place["often"].item() > counted.filter(pl.col("kind") == 1)["often"].max()


def test_clusters_are_of_like_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_clusters, "KIND_CLUSTERS", 4)
    monkeypatch.setattr(shared_clusters, "MEANING_CLUSTERS", 2)
    chance = np.random.default_rng(0)
    kinds = np.repeat(np.eye(4, dtype=np.float32) * 8, 100, axis=0) + chance.normal(0, 0.1, (400, 4)).astype(np.float32)
    vectors = chance.normal(0, 1, (400, 3)).astype(np.float32)
    clusters = shared_clusters.cluster_words(kinds, vectors)
    assert set(clusters.tolist()) <= set(range(1, 9))
    larger = (clusters - 1) % 4
    assert all(len(set(larger[start : start + 100].tolist())) == 1 for start in range(0, 400, 100))
