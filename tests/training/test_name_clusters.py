"""Words that are used alike come into one cluster, and clusters into larger ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tasks.columns.hashing import keys_of
from tasks.extraction.names import word_clusters
from training import name_clusters


def test_clusters_lie_in_larger_ones() -> None:
    corners = np.array([[9, 0, -1], [10, 0, -3], [0, 9, 1], [0, 10, 3]], np.float32)
    vectors = np.repeat(corners, 100, axis=0)
    clusters = name_clusters.cluster_vectors(vectors, (2, 2))
    first, second, third, fourth = (set(clusters[start : start + 100].tolist()) for start in range(0, 400, 100))
    assert {len(first), len(second), len(third), len(fourth)} == {1}
    assert len(first | second | third | fourth) == 4
    larger = [{(cluster - 1) % 2 for cluster in corner} for corner in (first, second, third, fourth)]
    assert larger[0] == larger[1] != larger[2] == larger[3]


def test_a_table_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (name_clusters, word_clusters):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(word_clusters, "load_clusters", word_clusters.load_clusters.__wrapped__)
    words = keys_of(["Odmar", "ferry", "Korvald"])
    name_clusters.save_clusters("en", words, [5, 70, 5], plain=False)
    name_clusters.save_clusters("shared", words, [1, 65, 66], plain=True)
    others = keys_of(["Korvald", "Saltgate", "Odmar", "ferry"])
    found = word_clusters.cluster_words(others, others, "en")
    assert found["english"].tolist() == [5, 0, 5, 70]
    assert found["cluster"][0] == found["cluster"][2] != found["cluster"][3]
    assert found["cluster"][1] == found["near"][1] == 0
    assert found["meaning"].tolist() == [66, 0, 1, 65]
    assert found["meant"].tolist() == [2, 0, 1, 1]
