"""The fit of weights for family names alone."""

from __future__ import annotations

import numpy as np
import polars as pl

from tasks.extraction.names.full_names import distinct_names, name_persons
from training.people import fit, hide_names, probabilities


def test_a_hidden_name_is_right_where_its_person_is_found() -> None:
    """Of a hundred articles that name one person, those that were hidden find him again."""
    ids = [f"{number:03}" for number in range(100)]
    mentions = pl.DataFrame({"article_id": ids, "kind": "person", "name": "Ines Calloway", "confidence": 0.9})
    articles = pl.DataFrame(
        {"article_id": ids, "language": "en", "source": "Harbour Post", "published_on": None},
        schema_overrides={"published_on": pl.Date},
    )
    names = distinct_names(mentions, articles)
    found = hide_names(name_persons(names), names, seed=0)
    assert 10 < found.height < 60
    assert found["right"].all()


def test_the_fit_finds_the_odds_that_made_the_answers() -> None:
    dice = np.random.default_rng(3)
    features = dice.normal(size=(20_000, 2))
    right = dice.random(20_000) < probabilities(features, np.array([-1.0, 2.0, 0.0]))
    assert np.allclose(fit(features, right), [-1.0, 2.0, 0.0], atol=0.1)
