"""Confidences are fitted so that they are right as often as they say, and are compared with that."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.models.trees import calibrated
from training.calibration import Line, fit_platt, measure_reliability, undo_calibration


def test_the_fitted_line_is_that_by_which_answers_are_right() -> None:
    chance = np.random.default_rng(0)
    odds = chance.normal(0, 3, 20_000)
    right = chance.random(20_000) < calibrated(odds, 0.5, -1.0)
    assert fit_platt(odds, right) == pytest.approx((0.5, -1.0), abs=0.05)


def test_a_fitted_confidence_is_right_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    odds = chance.normal(0, 4, 20_000)  # of a model that is three times too sure
    right = chance.random(20_000) < calibrated(odds, 1 / 3, 0.0)
    before = measure_reliability(calibrated(odds, 1.0, 0.0), right)
    after = measure_reliability(calibrated(odds, *fit_platt(odds, right)), right)
    assert (before["stated"] - before["right"]).abs().max() > 0.15
    assert (after["stated"] - after["right"]).abs().max() < 0.05


def test_log_odds_can_be_had_back_from_a_confidence() -> None:
    odds, line = np.array([-4.0, 0.0, 0.3, 5.0]), Line(0.7, -0.4)
    assert undo_calibration(calibrated(odds, *line), line) == pytest.approx(odds)
    assert np.isfinite(undo_calibration(np.array([0.0, 1.0]), line)).all()


def test_reliability_counts_every_answer_once() -> None:
    confidence = np.array([0.0, 0.05, 0.1, 0.95, 1.0])
    by_tenth = measure_reliability(confidence, np.array([False, True, True, True, True]))
    assert by_tenth.select("tenth", "right", "count").rows() == [(0, 0.5, 2), (1, 1.0, 1), (9, 1.0, 2)]
