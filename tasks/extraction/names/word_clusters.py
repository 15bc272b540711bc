"""The clusters of words that are used alike in much text that nobody labelled (Brown et al. 1992), or mean the same.

``training/name_clusters.py`` writes the tables of words that are used alike: ``schemas/names/clusters/<language>.npz``.
A language without a table has that of another one (``schemas/names/clusters.toml``). ``training/shared_clusters.py``
writes ``shared.npz``, of words of all languages: what labelled names of one language teach is known in others by it.
The low bits of a cluster are the number of a larger cluster, which has it and others.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from schemas import data
from schemas.data import NAMES
from tasks.columns.hashing import Keys, keys_of
from tasks.extraction.names.word_lists import CodeTable, look_up

FOLDER = NAMES / "clusters"
ENGLISH = "en"  # the table of languages without one, and a second one of those with one
SHARED = "shared"  # the table of all languages: words that mean nearly the same
HALF = np.uint64(32)  # tables know words by the upper half of their keys
# The low bits that are the number of a larger cluster.
LARGER = {"near": 6, "nearer": 4}
LARGER_MEANING = 6


class ClusterTable(NamedTuple):
    """The clusters of words."""

    plain: bool  # whether it knows words in plain letters, not as they are written
    clusters: CodeTable


def cluster_words(word: Keys, plain: Keys, language: str) -> dict[str, Keys]:
    """The clusters of words by the name of the feature; 0 for words in none.

    Takes the keys of words as they are written, and in plain letters.
    """
    own = data.load("names/clusters")["like"].get(language, language)
    own = own if (FOLDER / f"{own}.npz").exists() else ENGLISH
    table = load_clusters(own)
    cluster = look_up(table.clusters, (plain if table.plain else word) >> HALF)
    mark = keys_of([own])[0]  # clusters of two tables have nothing in common
    found = {"cluster": np.where(cluster > 0, cluster ^ mark, 0)}
    for name, bits in LARGER.items():
        found[name] = np.where(cluster > 0, cluster & np.uint64((1 << bits) - 1) ^ mark, 0)
    meaning = look_up(load_clusters(SHARED).clusters, plain >> HALF)
    larger = 1 + (meaning - np.uint64(1) & np.uint64((1 << LARGER_MEANING) - 1))
    found |= {"meaning": meaning, "meant": np.where(meaning > 0, larger, 0)}
    return found | {"english": look_up(load_clusters(ENGLISH).clusters, word >> HALF)}


@cache
def load_clusters(language: str) -> ClusterTable:
    """Load the clusters of a language."""
    with np.load(FOLDER / f"{language}.npz") as stored:
        key = np.cumsum(stored["gaps"], dtype=np.uint32)
        return ClusterTable(bool(stored["plain"]), CodeTable(key, stored["cluster"]))
