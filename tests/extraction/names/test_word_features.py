"""Features: hashed into the buckets that the models have learnt."""

from __future__ import annotations

import polars as pl

from tasks.extraction.names.chains import find_chains
from tasks.extraction.names.observation import Observed, observe_texts
from tasks.extraction.names.word_features import (
    BUCKETS,
    LOOKS,
    STEPS,
    TOGETHER,
    joint_buckets,
    outside_bucket,
    word_buckets,
)
from tasks.extraction.names.words import split_words


def observed(text: str) -> Observed:
    return observe_texts(split_words(pl.Series([text])), "en")


def test_each_look_at_each_distance_has_a_bucket_for_each_distinct_word() -> None:
    seen = observed("Ines met Ines in Saltgate.")
    found = word_buckets(seen.distinct)
    assert [step for step, _ in found] == [step for steps in LOOKS.values() for step in steps]
    for _, bucket in found:
        assert len(bucket) == len(seen.distinct.begin)
        assert ((bucket >= 0) & (bucket < BUCKETS)).all()


def test_what_is_looked_at_together_has_a_bucket_for_each_word_of_a_chain() -> None:
    seen = observed("Ines met Ines in Saltgate.")
    chains = find_chains(seen)
    found = joint_buckets(seen, chains)
    assert len(found) == len(TOGETHER)
    assert {len(bucket) for bucket in found} == {len(chains.rows)}


def test_equal_sentences_have_equal_buckets_wherever_they_are() -> None:
    seen = observed("It rained. Ines met Roe. It rained. Ines met Roe.")
    for bucket in joint_buckets(seen, find_chains(seen)):
        first, second = bucket.reshape(2, -1).tolist()
        assert first == second


def test_a_neighbour_outside_the_sentence_has_its_own_bucket() -> None:
    assert len({outside_bucket(step) for step in STEPS}) == len(STEPS)
