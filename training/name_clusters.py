"""Makes the clusters of words in ``schemas/names/clusters``, from packages that learnt from much text.

::

    python -m training.name_clusters

English, German and Spanish: the Brown clusters of spacy-lookups-data. Russian: the word vectors navec in natasha,
which have learnt from news, put into clusters here. ``schemas/names/card.toml`` has versions and licences.
"""

from __future__ import annotations

import gzip
import importlib.resources
import json
from collections.abc import Sequence
from importlib.metadata import distribution
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.columns.hashing import Keys, keys_of
from tasks.extraction.names.stems import stems_of
from tasks.extraction.names.word_clusters import FOLDER, HALF

BROWN = ("en", "de", "es")
# Set by hand.
MOST_WORDS = 250_000  # the most frequent ones
BRANCHES = (16, 4, 16)  # into how many clusters the words are put, and each of these, and each of those
ROUNDS = 12
FEWEST = 64  # a cluster of fewer words is not put into others

Vectors = npt.NDArray[np.float32]


def main() -> None:
    """Write the tables."""
    for language in BROWN:
        words, clusters = read_brown(language)
        save_clusters(language, keys_of(words), clusters, plain=False)
    words, vectors = read_navec()
    save_clusters("ru", stems_of(words, ()), cluster_vectors(vectors, BRANCHES), plain=True)


def read_brown(language: str) -> tuple[list[str], list[int]]:
    """Give the words of spaCy's table and their clusters: numbers whose low bits are the path from the root."""
    data = importlib.resources.files("spacy_lookups_data") / "data" / f"{language}_lexeme_cluster.json.gz"
    with data.open("rb") as packed:
        table = json.loads(gzip.decompress(packed.read()))
    known = [(word, cluster) for word, cluster in table.items() if cluster and any(map(str.isalpha, word))]
    words, clusters = zip(*known[:MOST_WORDS], strict=True)
    return list(words), list(clusters)


def read_navec() -> tuple[list[str], Vectors]:
    """Give the words of navec and their vectors of length one."""
    from navec import Navec

    packed = distribution("natasha").locate_file("natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar")
    navec: Any = Navec.load(str(packed))
    words = [word for word in navec.vocab.words if any(map(str.isalpha, word)) and not word.startswith("<")]
    vectors = np.array([navec[word] for word in words], np.float32)
    return words, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def cluster_vectors(vectors: Vectors, branches: Sequence[int]) -> npt.NDArray[np.int64]:
    """Put vectors into clusters, each of these into others, and so on: numbers from 1 whose low bits are the larger."""
    first = means_clusters(vectors, branches[0])
    return divide_clusters(first, branches[0], vectors, branches[1:]) if len(branches) > 1 else first + 1


def divide_clusters(
    larger: npt.NDArray[np.int64], count: int, vectors: Vectors, branches: Sequence[int]
) -> npt.NDArray[np.int64]:
    """Put each of ``count`` clusters, numbers from 0, into others by vectors, as ``cluster_vectors`` does."""
    number = larger.copy()
    for own in range(count):
        rows = np.flatnonzero(larger == own)
        if len(rows) >= FEWEST:
            number[rows] += count * (cluster_vectors(vectors[rows], branches) - 1)
    return number + 1


def means_clusters(vectors: Vectors, count: int) -> npt.NDArray[np.int64]:
    """Give the clusters of vectors by the nearest of ``count`` means (Lloyd 1982)."""
    chance = np.random.default_rng(0)
    means = vectors[chance.choice(len(vectors), count, replace=False)].copy()
    for _ in range(ROUNDS):
        nearest = _nearest_means(vectors, means)
        for own in range(count):
            rows = nearest == own
            means[own] = vectors[rows].mean(0) if rows.any() else vectors[chance.integers(len(vectors))]
    return _nearest_means(vectors, means)


def _nearest_means(vectors: Vectors, means: Vectors) -> npt.NDArray[np.int64]:
    return np.asarray((vectors @ means.T - 0.5 * (means**2).sum(1)).argmax(1))


def save_clusters(language: str, keys: Keys, clusters: Sequence[int] | npt.NDArray[np.int64], *, plain: bool) -> None:
    """Write a table: the upper halves of keys, as the gaps between them, and the cluster of each."""
    key, first = np.unique((keys >> HALF).astype(np.uint32), return_index=True)
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(
        FOLDER / f"{language}.npz",
        gaps=np.diff(key, prepend=np.uint32(0)),
        cluster=np.asarray(clusters)[first].astype(np.uint16),
        plain=plain,
    )


if __name__ == "__main__":
    main()
