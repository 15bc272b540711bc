"""Points are fitted to what is right, corpora weigh alike, and a publisher does not teach what it is measured with."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tasks.columns.windows import bounds_of
from tasks.models import logit
from training.logit_fit import compute_chances, fit_points, gather_choices, mark_reached_steps, predict_out_of_fold

STEPS = {"early": (1,), "words": (3, 8)}


def made_up(documents: int, seed: int = 0) -> pl.DataFrame:
    """Documents of four candidates, whose right one is drawn by points of 2, 1 and -1, or is none, worth 0."""
    chance = np.random.default_rng(seed)
    rows = []
    for doc in range(documents):
        early, words = chance.random(4) < 0.5, chance.integers(1, 12, 4)
        worth = 2.0 * early + 1.0 * (words >= 3) - 1.0 * (words >= 8)
        odds = np.append(np.exp(worth), 1.0)
        right = chance.choice(5, p=odds / odds.sum())
        for number in range(4):
            rows.append((f"{doc:05}", f"{doc % 50}.example", "one", early[number], words[number], number == right))
    return pl.DataFrame(rows, ["doc", "publisher", "corpus", "early", "words", "right"], orient="row")


def test_the_points_are_those_by_which_candidates_are_right() -> None:
    candidates = made_up(4000)
    points = fit_points(gather_choices(candidates, mark_reached_steps(candidates, STEPS)))
    assert points == pytest.approx([2.0, 1.0, -1.0], abs=0.15)


def test_a_document_whose_right_candidates_are_two_counts_once() -> None:
    """Two lines that say the same are as good as one: points do not grow with the number of right candidates."""
    one = pl.DataFrame({"doc": ["a", "b"], "corpus": "one", "early": [1, 1], "right": [True, True]})
    two = pl.concat([one, one]).sort("doc")
    steps = {"early": (1,)}
    points_one, points_two = (
        fit_points(gather_choices(frame, mark_reached_steps(frame, steps))) for frame in (one, two)
    )
    assert points_two[0] < points_one[0]


def test_chances_are_those_that_the_mill_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    candidates, points = made_up(20), np.array([0.5, -1.25, 2.0])
    table = {"points": {"early": [[1, 0.5]], "words": [[3, -1.25], [8, 2.0]]}}
    monkeypatch.setattr(logit, "load_model", lambda model: table)
    logit.points.cache_clear()
    milled = logit.add_probabilities(candidates, "made_up")["probability"].to_numpy()
    logit.points.cache_clear()
    fitted = compute_chances(mark_reached_steps(candidates, STEPS), points, bounds_of(candidates["doc"]))
    assert fitted == pytest.approx(milled)


def test_corpora_weigh_alike() -> None:
    large = made_up(30)
    small = made_up(10, seed=1).with_columns(doc="z" + pl.col("doc"), corpus=pl.lit("two"))
    choices = gather_choices(pl.concat([large, small]), np.zeros((160, 1)))
    assert choices.weight.tolist() == pytest.approx([40 / 2 / 30] * 30 + [40 / 2 / 10] * 10)


def test_a_publisher_does_not_teach_what_its_texts_are_measured_with() -> None:
    candidates = made_up(200)
    own = pl.col("publisher") == "7.example"
    lying = candidates.with_columns(right=pl.when(own).then(~pl.col("right")).otherwise("right"))
    reached = mark_reached_steps(candidates, STEPS)
    before, after = (predict_out_of_fold(frame, reached) for frame in (candidates, lying))
    rows = candidates.select(own).to_series().to_numpy()
    assert after[rows] == pytest.approx(before[rows])
    assert np.abs(after - before)[~rows].max() > 0.001
