"""What is learned is written so that the mill reads the same; corpora are learned from as often as their share says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from schemas.data import NAMES
from tasks.extraction.names import word_features, word_lists
from tasks.extraction.names.name_models import LABELS, WIDTH, read_model
from tasks.extraction.names.words import split_words
from training.name_labels import NamedTexts
from training.name_learning import Examples, Learned, Part, draw_words, gather_examples, save_model, write_votes


def random_model() -> Learned:
    """A model in which a tenth of the buckets have weights."""
    chance = np.random.default_rng(0)
    weights = np.zeros((word_features.BUCKETS, WIDTH), np.float32)
    rows = chance.choice(word_features.BUCKETS, word_features.BUCKETS // 10, replace=False)
    weights[rows, : len(LABELS)] = chance.normal(0, 2, (len(rows), len(LABELS)))
    weights[rows[0], 0] = 40.0  # larger than what a byte holds
    return Learned(weights, chance.normal(0, 1, (len(LABELS), len(LABELS))).astype(np.float32))


def test_the_mill_reads_the_weights_that_were_learned(tmp_path: Path) -> None:
    learned = random_model()
    save_model(learned, tmp_path / "xx.npz")
    read = read_model(tmp_path / "xx.npz")
    as_bytes = read.packed.view(np.int8).reshape(word_features.BUCKETS, -1)[:, : len(LABELS)]
    stored = np.load(tmp_path / "xx.npz")
    assert read.unit == pytest.approx(6 / 127)
    assert stored["steps"] == pytest.approx(learned.steps)
    applied = as_bytes.astype(np.float64) * read.unit
    assert np.abs(applied - np.clip(learned.weights[:, : len(LABELS)], -6, 6)).max() < 0.03


def corpus(chains: int) -> Examples:
    """Chains of two words."""
    label = np.tile([1, 2], chains)
    return Examples(np.arange(4 * chains, dtype=np.int32).reshape(-1, 2), label, np.tile([True, False], chains))


@pytest.mark.parametrize("share", [0.25, 1.0, 2.5])
def test_a_corpus_is_learned_from_as_often_as_its_share_says(share: float) -> None:
    part = Part(corpus(400), share)
    words = draw_words([part], np.random.default_rng(0))
    assert np.count_nonzero(words.begins) == pytest.approx(share * 400, rel=0.1)
    assert np.count_nonzero(words.begins) == share * 400 or share % 1
    assert words.label[:2].tolist() == [1, 2]  # chains are drawn whole
    assert not words.apart.any()
    assert part.words == share * 800


def test_the_words_of_a_corpus_apart_are_marked() -> None:
    words = draw_words([Part(corpus(1), 1), Part(corpus(2), 1, apart=True)], np.random.default_rng(0))
    assert words.apart.tolist() == [False] * 2 + [True] * 4


def test_examples_are_the_words_that_may_belong_to_a_name() -> None:
    text = "Yesterday the mayor of Odmar, Ines Korvald, left."
    start = text.index("Ines")
    examples = gather_examples(NamedTexts([text], [[(23, 28, "place"), (start, start + 12, "person")]]), "en", "en")
    assert set(examples.label.tolist()) >= {1, 2, 5}
    assert (
        len(examples.label) == len(examples.looks) == len(examples.begins) < len(split_words(pl.Series([text])).start)
    )
    assert examples.begins[0]


def test_votes_say_what_a_word_mostly_is_in_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["Ines", "Korvald", "left", "Odmar", "."]
    tags = ["B-PER", "I-PER", "O", "B-LOC", "O"]
    silver = pl.DataFrame({"lang": ["de", "de", "en"], "words": [words] * 3, "tags": [tags] * 3})
    write_votes(silver, ["de", "en"], tmp_path / "words.npz")
    stored = np.load(tmp_path / "words.npz")
    assert stored["languages"].tolist() == ["de", "en"]
    # In German each word occurs twice; in English once, which is not enough. "left" has no capital.
    assert sorted(stored["seen"].tolist()) == [1, 2, 3]
    assert len(stored["key"]) == 3
    assert word_lists.VOTES == 5
    assert np.load(NAMES / "words.npz")["seen"].dtype == stored["seen"].dtype
