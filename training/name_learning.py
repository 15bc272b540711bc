"""Learns a sequence model of names from corpora, and writes it as bytes.

A word that may belong to a name has a bucket for each feature of ``tasks/extraction/names/word_features.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.tables import NAME_KINDS
from tasks.columns.characters import CAPITAL, Flags
from tasks.extraction.names import word_features, word_lists
from tasks.extraction.names.chains import find_chains, neighbours_of
from tasks.extraction.names.name_models import LABELS, WIDTH, Weights
from tasks.extraction.names.observation import observe_texts
from tasks.extraction.names.words import split_words
from training.name_fitting import Words, fit_weights
from training.name_labels import (
    Label,
    NamedTexts,
    drop_peoples,
    label_words,
    mend_labels,
    read_silver_texts,
    small_keys,
)

LARGEST_WEIGHT = 6.0  # set by hand: larger weights are cut to it


class Examples(NamedTuple):
    """What is learned from: an entry for each word that may belong to a name."""

    looks: npt.NDArray[np.int32]  # its buckets
    label: Label
    begins: Flags  # whether it begins a chain


class Part(NamedTuple):
    """A corpus to learn from."""

    examples: Examples
    share: float  # how much of it is learned from, or how many times all of it
    apart: bool = False  # whether its features have weights of its own, beside those of all corpora

    @property
    def words(self) -> float:
        """How many words it counts for."""
        return len(self.examples.label) * self.share


class Learned(NamedTuple):
    """A model as it was learned."""

    weights: Weights  # of each bucket and label
    steps: Weights  # of each label after another


def gather_examples(labelled: NamedTexts, language: str, model: str) -> Examples:
    """Give the words of texts that may belong to a name, as the model of a language sees them, and their labels.

    The clusters are those of the model's language: of what the model learns from texts in others, it can use no more.
    """
    found = split_words(pl.Series(labelled.texts))
    seen = observe_texts(found, language, model)
    chains = find_chains(seen)
    columns = []
    for step, bucket in word_features.word_buckets(seen.distinct):
        other, inside = neighbours_of(chains, step)
        columns.append(np.where(inside, bucket[seen.distinct_of[other]], word_features.outside_bucket(step)))
    columns += word_features.joint_buckets(seen, chains)
    label = drop_peoples(found, label_words(found, labelled), language)[chains.rows]
    return Examples(np.stack(columns, 1).astype(np.int32), mend_labels(label, chains.begins), chains.begins)


def train_model(parts: Iterable[Part], l1: float) -> Learned:
    """Learn the weights of buckets and of steps from corpora; ``l1`` draws them to 0.

    A corpus apart is the domain that the model is for. Its features have weights of their own beside those of all
    corpora (Daumé 2007), and both are added up. So the other corpora teach what they can, and do not outvote it.
    """
    weights, steps = fit_weights(draw_words(parts, np.random.default_rng(0)), l1)
    return Learned(weights.reshape(-1, word_features.BUCKETS, WIDTH).sum(0), steps.astype(np.float32))


def draw_words(parts: Iterable[Part], chance: np.random.Generator) -> Words:
    """Give the words of the chains of corpora, as often as their shares say."""
    drawn = []
    for (looks, label, begins), share, apart in parts:
        chain = np.cumsum(begins) - 1
        for part in (min(share - whole, 1.0) for whole in range(int(np.ceil(share)))):
            rows = np.flatnonzero((chance.random(np.count_nonzero(begins)) < part)[chain])
            drawn.append(Words(looks[rows], label[rows], begins[rows], np.full(len(rows), apart)))
    return Words(*(np.concatenate(column) for column in zip(*drawn, strict=True)))


def save_model(model: Learned, file: Path) -> None:
    """Write a model: which buckets have any weight, as the gaps between them, and their weights as bytes."""
    unit = np.float32(min(float(np.abs(model.weights).max()), LARGEST_WEIGHT) / 127)
    as_bytes = np.clip(np.round(model.weights[:, : len(LABELS)] / unit), -127, 127).astype(np.int8)
    rows = np.flatnonzero(as_bytes.any(1))
    gaps = np.diff(rows, prepend=0).astype(np.uint16)
    np.savez_compressed(file, gaps=gaps, weights=as_bytes[rows], scale=unit, steps=model.steps)


def write_votes(silver: pl.DataFrame, languages: Sequence[str], file: Path) -> None:
    """Write what words mostly are in the silver sentences of each language, for the models of other languages."""
    votes = [
        _votes_in(read_silver_texts(silver, language)).select("key", seen=pl.col("vote") * (8**number))
        for number, language in enumerate(languages)
    ]
    seen = pl.concat(votes).group_by("key").agg(pl.col("seen").sum()).sort("key")
    np.savez_compressed(
        file,
        key=seen["key"].to_numpy().astype(np.uint32),
        seen=seen["seen"].to_numpy().astype(np.uint32),
        languages=np.array(languages),
    )


def _votes_in(labelled: NamedTexts) -> pl.DataFrame:
    """What each word that sometimes has a capital mostly is: ``key`` and ``vote`` (see ``word_lists.VOTES``)."""
    found = split_words(pl.Series(labelled.texts))
    label = label_words(found, labelled)
    kind = (label + 1) // 2  # 0 outside of names
    person, place = 1 + NAME_KINDS.index("person"), 1 + NAME_KINDS.index("place")
    vote = np.select([kind == 0, kind == person, kind == place], [word_lists.VOTES, 2 - label % 2, 3], 4)
    words = pl.DataFrame(
        {
            "key": small_keys(found) >> np.uint64(32),
            "vote": vote,
            "capital": found.classes[found.start] == CAPITAL,
        }
    )
    counted = words.group_by("key", "vote").agg(pl.len(), pl.col("capital").any())
    counted = counted.with_columns(total=pl.col("len").sum().over("key"), named=pl.col("capital").any().over("key"))
    return counted.filter(pl.col("named") & (pl.col("total") >= 2) & (pl.col("len") * 2 > pl.col("total")))
