"""The choice among candidates: probabilities follow from points, document by document."""

from __future__ import annotations

from math import exp

import polars as pl
import pytest

from schemas.frames import OfDocument
from tasks.models import logit
from tasks.models.logit import Step, add_probabilities

FEATURES = {"near": [Step(1, 2.0), Step(3, -0.5)], "any": [Step(1, -1.0)]}


@pytest.fixture(autouse=True)
def _two_features(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of two features."""
    monkeypatch.setattr(logit, "points", lambda choice: FEATURES)


def probabilities(**candidates: list[float | bool | None]) -> list[float]:
    """The probability of each candidate of the model of two features."""
    doc = candidates.pop("doc", [0] * len(candidates["near"]))
    frame = OfDocument.of(pl.DataFrame({"doc": doc, "any": 1, **candidates}))
    return add_probabilities(frame, "headline")["probability"].to_list()


def test_a_candidate_gets_the_points_of_every_step_that_it_reaches() -> None:
    odds = [exp(-1), exp(2 - 1), exp(2 - 0.5 - 1)]
    assert probabilities(near=[0, 1, 3]) == pytest.approx([odd / (1 + sum(odds)) for odd in odds])


def test_none_of_the_candidates_may_be_right() -> None:
    assert probabilities(near=[0]) == pytest.approx([exp(-1) / (1 + exp(-1))])


def test_documents_are_weighed_by_themselves() -> None:
    one, *others = probabilities(doc=[4, 5, 5], near=[1, 1, 0])
    assert [one] == probabilities(near=[1])
    assert others == probabilities(near=[1, 0])


def test_null_and_false_count_as_zero_and_true_as_one() -> None:
    assert probabilities(near=[None, False, True]) == probabilities(near=[0, 0, 1])


def test_without_candidates_there_is_nothing_to_choose() -> None:
    assert probabilities(near=[]) == []


def test_points_beyond_all_bounds_stay_probabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FEATURES, "near", [Step(1, 5000.0), Step(2, -9000.0)])
    high, low = probabilities(near=[1, 2])
    assert high == pytest.approx(1)
    assert low == pytest.approx(0)


@pytest.mark.parametrize("choice", ["headline", "authors", "shown_day"])
def test_the_steps_of_a_feature_ascend(choice: logit.Choice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for feature, steps in logit.points(choice).items():
        assert [step.at for step in steps] == sorted({step.at for step in steps}), feature
