"""Trees are applied to sets of rows, and give what walking down gives; LightGBM agrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import data
from schemas.data import MODELS
from tasks.columns.windows import Floats
from tasks.models import trees

# Two trees as LightGBM writes them: leaves are numbered as they came to be, not from left to right; one is a mere leaf.
MODEL = """tree
version=v4
feature_names=words points

Tree=0
num_leaves=3
split_feature=1 0
threshold=0.5 7.5
left_child=1 -1
right_child=-2 -3
leaf_value=1 -2 3
internal_value=0.25 1.5

Tree=1
num_leaves=1
leaf_value=0.125

end of trees
"""
MODEL_NAMES = [*sorted(trees.model_card()), *(f"article-{media}" for media in data.load("models/articles"))]
ROWS = st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 3)), max_size=20)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of MODEL, by which it can be loaded."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "small.txt").write_text(MODEL, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "MODELS", folder)
        trees.load_model("small")  # kept from here on
    return "small"


def features(rows: list[tuple[int, int]]) -> pl.DataFrame:
    """Rows of words and points as features, in another order than the model's."""
    return pl.DataFrame(rows, {"words": pl.Float32, "points": pl.Float32}, orient="row").select("points", "words")


def walked(words: int, points: int) -> float:
    """What walking down the trees of MODEL gives."""
    return (-2 if points > 0.5 else 3 if words > 7.5 else 1) + 0.125


@given(ROWS)
def test_log_odds_are_those_of_walking_down_each_tree(small_model: str, rows: list[tuple[int, int]]) -> None:
    assert trees.log_odds(features(rows), small_model).tolist() == [walked(*row) for row in rows]


@given(ROWS)
def test_rows_go_through_in_chunks(small_model: str, rows: list[tuple[int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "CHUNK", 3)
        assert trees.log_odds(features(rows), small_model).tolist() == [walked(*row) for row in rows]


@given(ROWS)
def test_contributions_and_the_means_of_the_trees_add_up_to_the_log_odds(
    small_model: str, rows: list[tuple[int, int]]
) -> None:
    added = trees.contributions(features(rows), small_model)
    assert added.columns == ["words", "points"]
    expected = [walked(*row) - 0.125 - 0.25 for row in rows]  # a mere leaf, and the mean of the other tree
    assert [sum(row) for row in added.iter_rows()] == pytest.approx(expected)


def test_leaves_are_numbered_from_left_to_right(small_model: str) -> None:
    tree, leaf = trees.load_model(small_model).trees
    assert tree.leaves.tolist() == [1, 3, -2]
    assert tree.children == [(1, ~2), (~0, ~1)]
    assert (leaf.split, leaf.leaves.tolist()) == ([], [0.125])


@given(st.floats(-1e6, 1e6))
def test_a_threshold_of_32_bits_sends_every_feature_the_same_way(threshold: float) -> None:
    rounded = trees._rounded_down(threshold)
    for value in (np.float32(threshold), *np.nextafter(np.float32(threshold), np.float32([-np.inf, np.inf]))):
        assert (float(value) > rounded) == (float(value) > threshold)


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_log_odds_are_those_of_lightgbm(name: str) -> None:
    try:
        import lightgbm
    except OSError as error:  # its wheel needs an OpenMP runtime of the system's
        pytest.skip(f"LightGBM cannot be loaded here ({error}); install libgomp1 to compare the trees with it")
    booster = lightgbm.Booster(model_file=MODELS / f"{name}.txt")
    rows = np.random.default_rng(1).normal(0, 30, (300, booster.num_feature())).astype(np.float32)
    # A rounded threshold shows in rows that are right at it.
    for row, tree in zip(rows, trees.load_model(name).trees, strict=False):
        for feature, threshold in tree.split:
            row[feature] = threshold
    rows[np.abs(rows) < 1e-30] = 0  # LightGBM's threshold for "above zero", which no feature has as its value
    expected = booster.predict(rows, raw_score=True, num_threads=1)
    assert trees.log_odds(pl.DataFrame(rows, booster.feature_name()), name) == pytest.approx(expected, abs=1e-9)


def test_every_model_of_a_card_has_its_file() -> None:
    assert {Path(file).stem for file in MODELS.glob("*.txt")} == set(MODEL_NAMES)


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0.1, 0.9))
def test_a_threshold_never_rises_and_falls_only_where_it_is_reached(surest: list[float], threshold: float) -> None:
    found: Floats = trees.lowered_thresholds(threshold, 2, np.array(surest))
    assert (found <= threshold).all()
    assert [bool(low < threshold) for low in found] == [threshold < sure < 1 for sure in surest]
