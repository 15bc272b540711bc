"""Labelled texts become candidates that are right or not; points go into the model's file and come back from it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from schemas import data
from training import choices
from training.choices import CHOICES, FITTED_TOO, format_points, label_candidates, load_steps, report, write_points

TEXT = """Home | News | Sport

Ferry sails again after eleven days

By Ines Korvald

12 March 2024

The ferry between the island and the mainland sails again on Tuesday, after eleven days in dock, the council said.

Passengers had waited for days on both sides of the harbour, and the island's shop had run out of fresh bread.

"We are glad that it sails again," said the mayor, who had slept on the mainland since the storm of last week.
"""
TRUTH = {
    "headline": "Ferries sail again after eleven days!",
    "authors": ["Ines Korvald"],
    "published": [date(2024, 3, 12)],
}


@pytest.mark.parametrize(
    ("model", "column", "right"),
    [
        ("headline", "text", ["Ferry sails again after eleven days"]),
        ("authors", "names", [["Ines Korvald"]]),
        ("shown_day", "day", [date(2024, 3, 12)]),
    ],
)
def test_the_candidate_that_says_what_the_label_says_is_right(
    tmp_path: Path, model: str, column: str, right: list[object]
) -> None:
    (tmp_path / "islander.txt").write_text(TEXT, "utf-8")
    labels = pl.DataFrame([{"path": "islander.txt", "publisher": "islander", "corpus": "one", "folder": "-", **TRUTH}])
    candidates = label_candidates(CHOICES[model], tmp_path, labels)
    assert candidates.filter("right")[column].to_list() == right
    assert candidates["corpus"].unique().to_list() == ["one"]
    assert set(load_steps(model)) <= set(candidates.columns)


@pytest.mark.parametrize("model", CHOICES)
def test_what_is_fitted_is_what_the_file_gives_points_for(model: str) -> None:
    weights = data.load(f"weights/{model}")
    fitted_too = FITTED_TOO.get(model, ())
    assert list(load_steps(model)) == [*weights["points"], *fitted_too]
    assert weights.get("by_hand", {}).keys() >= set(fitted_too)


@pytest.mark.parametrize("model", CHOICES)
def test_points_that_are_written_take_the_place_of_those_before(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights").mkdir()
    before = (data.SCHEMAS / "weights" / f"{model}.toml").read_text("utf-8")
    (tmp_path / "weights" / f"{model}.toml").write_text(before, "utf-8")
    monkeypatch.setattr(choices, "SCHEMAS", tmp_path)
    steps = load_steps(model)
    points = [0.25] * sum(len(starts) for starts in steps.values())
    write_points(model, format_points(points, steps, FITTED_TOO.get(model, ())))
    written = tomllib.loads((tmp_path / "weights" / f"{model}.toml").read_text("utf-8"))
    as_before = tomllib.loads(before)
    assert {**written, "points": None} == {**as_before, "points": None}
    assert written["points"] == {
        name: [[step, 0.25] for step, _ in worth] for name, worth in as_before["points"].items()
    }


def test_a_report_says_how_often_the_likeliest_answer_is_right() -> None:
    candidates = pl.DataFrame(
        [
            # Two lines with the same answer are likelier together than the other one.
            {"doc": "a", "plain": "ferry", "right": True},
            {"doc": "a", "plain": "ferry", "right": True},
            {"doc": "a", "plain": "subscribe", "right": False},
            {"doc": "b", "plain": "rain", "right": False},
        ]
    ).with_columns(corpus=pl.lit("one"))
    labels = pl.DataFrame({"corpus": ["one"] * 4})  # two texts have no candidate
    lines = list(report(candidates, pl.Series([0.35, 0.3, 0.33, 0.55]).to_numpy(), labels, "plain"))
    assert lines == [
        "one (4), right of all and of those given, by least probability: 0.0: 0.250 0.500, 0.3: 0.250 0.500, "
        "0.5: 0.250 0.500, 0.6: 0.250 1.000, 0.7: 0.000 0.000, 0.8: 0.000 0.000,",
        "said 0.55, was 0.00 (1)",
        "said 0.65, was 1.00 (1)",
    ]
