"""Learns a sequence model of names with python-crfsuite, and writes it as bytes that newsmill applies without it.

A word that may belong to a name has a bucket for each feature of ``tasks/extraction/names/word_features.py``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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
from training.name_labels import (
    Label,
    NamedTexts,
    drop_peoples,
    label_words,
    mend_labels,
    read_silver_texts,
    small_keys,
)

# Set by hand.
L1, L2, ITERATIONS = 0.05, 0.02, 50
LARGEST_WEIGHT = 6.0  # larger weights are cut to it
OWN_PREFIX = "apart "  # before a feature that has a weight of its own in one corpus; buckets have no such letters


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


def gather_examples(labelled: NamedTexts, language: str) -> Examples:
    """Give the words of texts that may belong to a name, as the model sees them, and their labels."""
    found = split_words(pl.Series(labelled.texts))
    seen = observe_texts(found, language)
    chains = find_chains(seen)
    columns = []
    for step, bucket in word_features.word_buckets(seen.distinct):
        other, inside = neighbours_of(chains, step)
        columns.append(np.where(inside, bucket[seen.distinct_of[other]], word_features.outside_bucket(step)))
    columns += word_features.joint_buckets(seen, chains)
    label = drop_peoples(found, label_words(found, labelled), language)[chains.rows]
    return Examples(np.stack(columns, 1).astype(np.int32), mend_labels(label, chains.begins), chains.begins)


def train_model(parts: Iterable[Part]) -> Learned:
    """Learn the weights of buckets and of steps from corpora.

    A corpus apart is the domain that the model is for. Its features have weights of their own beside those of all
    corpora (Daumé 2007), and both are added up. So the other corpora teach what they can, and do not outvote it.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    chance = np.random.default_rng(0)
    for part in parts:
        for buckets, labels in draw_chains(part, chance):
            trainer.append(buckets, labels)
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ITERATIONS, "feature.possible_transitions": True})
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        tagged = pycrfsuite.Tagger()
        tagged.open(file.name)
        return _weights_of(tagged.info())


def draw_chains(part: Part, chance: np.random.Generator) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Give the chains of a corpus, buckets and labels of their words, as often as its share says."""
    looks, label, begins = part.examples
    starts = np.flatnonzero(begins)
    bounds = list(zip(starts.tolist(), [*starts[1:].tolist(), len(label)], strict=True))
    for share in (min(part.share - whole, 1.0) for whole in range(int(np.ceil(part.share)))):
        for start, end in bounds:
            if share >= 1 or chance.random() < share:
                rows = [[f"{bucket:x}" for bucket in row] for row in looks[start:end].tolist()]
                own = [[OWN_PREFIX + name for name in row] if part.apart else [] for row in rows]
                buckets = [row + more for row, more in zip(rows, own, strict=True)]
                yield buckets, label[start:end].astype(str).tolist()


def _weights_of(info: Any) -> Learned:
    """The weights in the description that python-crfsuite gives of a model."""
    weights = np.zeros((word_features.BUCKETS, WIDTH), np.float32)
    for (name, label), weight in info.state_features.items():
        weights[int(name.removeprefix(OWN_PREFIX), 16), int(label)] += weight
    steps = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (before, label), weight in info.transitions.items():
        steps[int(before), int(label)] = weight
    return Learned(weights, steps)


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
