"""The features of the sequence model, of a word and of those beside it, hashed into buckets.

Each value of a feature is hashed to a number below BUCKETS (Weinberger et al. 2009), and the model has a row of weights
for each number. A feature of one word alone is hashed once for each distinct word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from tasks.columns.hashing import Keys, join_keys, keys_of
from tasks.extraction.names.chains import Chains, neighbours_of
from tasks.extraction.names.observation import DistinctWords, Observed

BUCKETS = 1 << 19

# Features of one word, and the distances from the labelled word at which they count. Their names are part of the hashes
# that the models have learnt.
LOOKS: Mapping[str, Sequence[int]] = {
    "word": (-1, 0, 1),
    "small": (-2, -1, 0, 1, 2),  # in small letters
    "shape": (-2, -1, 0, 1, 2),
    "first2": (0,),  # its first two letters
    "first3": (0,),
    "first4": (0,),
    "last1": (0,),
    "last2": (-1, 0, 1),
    "last3": (-1, 0, 1),
    "last4": (0,),
    "last6": (0,),
    "listed": (-2, -1, 0, 1, 2),  # word_lists.code_words
    "elsewhere": (-1, 0, 1),  # word_lists.votes_elsewhere
    "stem": (-1, 0, 1),  # in plain letters (characters.plain_letters), without an ending
    "plain_first3": (0,),  # its first three letters in plain letters
    "plain_first5": (-1, 0, 1),
    "plain_last3": (-1, 0, 1),
    "plain_last5": (-1, 0, 1),
    "cluster": (-1, 0, 1),  # word_clusters
    "near": (-2, -1, 0, 1, 2),  # the larger cluster of that one
    "nearer": (-1, 0, 1),
    "english": (-1, 0, 1),  # its cluster in English
    "meaning": (-1, 0, 1),  # its cluster in all languages
    "meant": (-2, -1, 0, 1, 2),  # the larger cluster of that one
}
# Features of several words together. Beside those above: whether a word begins a sentence, and its part in a listed
# name.
TOGETHER: Sequence[Sequence[tuple[str, int]]] = (
    (("small", -1), ("small", 0)),
    (("small", 0), ("small", 1)),
    (("shape", -1), ("shape", 0), ("shape", 1)),
    (("listed", -1), ("listed", 0)),
    (("listed", 0), ("listed", 1)),
    (("small", -1), ("shape", 0)),
    (("shape", 0), ("small", 1)),
    (("small", -2), ("small", -1)),
    (("begins", 0), ("shape", 0), ("listed", 0)),
    (("begins", 0), ("small", 0)),
    (("phrase", 0), ("shape", 0)),
    (("phrase", 0), ("small", -1)),
    (("phrase", 1), ("shape", 0)),
    (("phrase", -1), ("shape", 0)),
    (("cluster", 0), ("shape", 0)),
    (("near", -1), ("near", 0)),
    (("near", 0), ("near", 1)),
    (("near", -1), ("shape", 0)),
    (("begins", 0), ("cluster", 0)),
    (("meaning", 0), ("shape", 0)),
    (("meant", -1), ("meant", 0)),
    (("meant", 0), ("meant", 1)),
)
STEPS = sorted({step for steps in LOOKS.values() for step in steps})
OUTSIDE = "outside"  # the feature of a neighbour outside the sentence
NO_WORD = np.uint64(1)  # its value

Buckets = npt.NDArray[np.int64]


def word_buckets(distinct: DistinctWords) -> list[tuple[int, Buckets]]:
    """The buckets of LOOKS: for each feature and distance, the distance and the bucket of each distinct word."""
    return [
        (step, _buckets_of(f"{name}{step}", distinct.looks[name])) for name, steps in LOOKS.items() for step in steps
    ]


def outside_bucket(step: int) -> int:
    """The bucket of a neighbour at a distance that is outside the sentence."""
    return int(_buckets_of(f"{OUTSIDE}{step}", np.array([NO_WORD]))[0])


def joint_buckets(seen: Observed, chains: Chains) -> list[Buckets]:
    """The buckets of TOGETHER: for each of them, the bucket at each word of chains."""
    known: dict[tuple[str, int], Keys] = {}

    def look(name: str, step: int) -> Keys:
        if (name, step) not in known:
            other, inside = neighbours_of(chains, step)
            is_own = name in seen.own
            values = seen.own[name][other] if is_own else seen.distinct.looks[name][seen.distinct_of[other]]
            known[name, step] = np.where(inside, values, NO_WORD)
        return known[name, step]

    found = []
    for parts in TOGETHER:
        total = np.zeros(len(chains.rows), np.uint64)
        for name, step in parts:
            total = join_keys(total, look(name, step))
        found.append(_buckets_of("+".join(f"{name}{step}" for name, step in parts), total))
    return found


def _buckets_of(feature: str, values: Keys) -> Buckets:
    """The bucket of each value of a feature."""
    mixed = (values ^ _salt_of(feature)) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(13)).astype(np.int64) & (BUCKETS - 1)


@cache
def _salt_of(feature: str) -> np.uint64:
    """A number by which equal values of different features come into different buckets."""
    return np.uint64(keys_of([feature])[0])
