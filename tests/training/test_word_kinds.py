"""A network learns from vectors what words are, and judges no word by its own labels."""

from __future__ import annotations

import numpy as np

from training.word_kinds import predict_out_of_fold


def test_words_are_judged_by_words_near_them() -> None:
    chance = np.random.default_rng(1)
    side = chance.integers(0, 2, 6000)  # what a word is, and on which side its vector is
    vectors = chance.normal(0, 1, (6000, 4)).astype(np.float32)
    vectors[:, 0] += 6 * side - 3
    shares = np.eye(2, dtype=np.float32)[side]
    fold, known = np.arange(6000) % 2, np.arange(5000)
    shares[7] = shares[7, ::-1]  # one wrong label
    odds = predict_out_of_fold(vectors, known, shares[:5000], np.ones(5000, np.float32), fold)
    assert (odds.argmax(1) == side).mean() > 0.97
    assert odds[7].argmax() == side[7]
    assert np.allclose(odds.mean(1), 0, atol=1e-4)
