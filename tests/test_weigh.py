"""Weighing: windows are what a loop would sum, a document is judged by itself, models and evidence fit each other."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import rulebook
from schemas.data import MODELS
from tasks import refine
from tasks.cleaning import features, points, repetition, weigh
from tasks.columns import windows
from tasks.models import trees
from tasks.reading import read

CASES = Path(__file__).parent / "cases"
CHROME = "\n".join(["Home", "World", "Sport", "Weather", "Sign in", "Subscribe"] * 8)


def weighed(folder: Path, **texts: str) -> pl.DataFrame:
    """The blocks of some raw files, weighed together."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    part = refine.survey_documents(
        next(read.read_documents(folder, [f"{name}.txt" for name in texts])), rulebook.load()
    )
    evidenced = refine.gather_evidence(part, repetition.recurring_lines([part.fingerprints]))
    return weigh.weigh_blocks(windows.by_document(evidenced)).frame


def page(case: str) -> str:
    """A case's raw text between menus, as a whole page is copied."""
    raw = tomllib.loads((CASES / f"{case}.toml").read_text("utf-8"))["raw"]
    return f"{CHROME}\n\n{raw}\n\n{CHROME}\n"


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 5)), min_size=1, max_size=40).map(sorted),
    st.integers(-6, 6),
    st.integers(0, 6),
)
def test_a_window_is_the_sum_of_its_rows_within_the_document(rows: list[tuple[int, int]], low: int, size: int) -> None:
    docs, values = [doc for doc, _ in rows], np.array([value for _, value in rows])
    where = windows.bounds_of(pl.Series(docs))
    every = np.arange(len(rows))
    summed = windows.window(windows.running(values), where, every, low, low + size)
    beside = windows.neighbour(values, where, every, low, 99)
    for at, doc in enumerate(docs):
        inside = [i for i in range(at + low, at + low + size + 1) if 0 <= i < len(docs) and docs[i] == doc]
        assert summed[at] == sum(values[i] for i in inside)
        other = at + low
        assert beside[at] == (values[other] if 0 <= other < len(docs) and docs[other] == doc else 99)
    assert windows.total(values, where).tolist() == [sum(v for d, v in rows if d == doc) for doc in docs]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), min_size=1, max_size=40).map(
        lambda r: sorted(r, key=lambda p: p[0])
    )
)
def test_the_best_run_has_the_most_points_of_all(rows: list[tuple[int, int]]) -> None:
    docs = [doc for doc, _ in rows]
    start, above = windows.best_runs(np.array([float(v) for _, v in rows]), windows.bounds_of(pl.Series(docs)))
    for doc in set(docs):
        own = [i for i, d in enumerate(docs) if d == doc]
        sums = {(i, j): sum(rows[k][1] for k in range(i, j + 1)) for i in own for j in own if i <= j}
        best = max(own, key=lambda i: above[i])
        assert above[best] == max(max(sums.values()), above[best])
        if above[best] > 0:
            assert above[best] == max(sums.values()) == sums[int(start[best]), best]


def test_a_document_is_judged_by_itself(tmp_path: Path) -> None:
    texts = {
        name.replace("-", "_"): page(name) for name in ("dateline-in-capitals", "trap-interview", "page-in-japanese")
    }
    (tmp_path / "all").mkdir()
    together = weighed(tmp_path / "all", **texts)
    parts = together.partition_by("doc", maintain_order=True)
    for (name, text), among in zip(texts.items(), parts, strict=True):
        (tmp_path / name).mkdir()
        alone = weighed(tmp_path / name, **{name: text})
        told = ("text", "points", "probability", "keep", "role", "confidence")
        assert alone.select(told).equals(among.select(told)), name


def test_a_menu_is_cut_and_the_article_in_it_stays(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=page("dateline-in-capitals"))
    assert blocks["probability"].count() > 0
    kept = blocks.filter("keep")["text"].to_list()
    assert kept
    assert not set(kept) & set(CHROME.splitlines())


def test_what_a_rule_knows_or_recurs_is_cut_whatever_the_model_says(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=page("share-and-app-lines-in-german"))
    ruled = blocks.filter(pl.col("rule").is_not_null() | (pl.col("recurs") > 0))
    assert ruled.height > 0
    assert not ruled["keep"].any()
    assert ruled["probability"].null_count() == ruled.height


def test_a_paragraph_that_trafilatura_keeps_is_asked_about_whatever_its_place() -> None:
    far = max(features.NEAR.values()) + 1
    blocks = pl.DataFrame(
        {
            "doc": 0, "rule": None, "recurs": 0.0, "tag": "p",
            "points": [30.0] + [-90.0] * (2 * far), "prose": [True] + [False] * (2 * far - 1) + [True],
            "vote": [True] + [False] * (2 * far - 1) + [True],
        },
        schema_overrides={"rule": pl.String},
    )  # fmt: skip
    assert 2 * far in features.undecided_rows(windows.by_document(blocks))
    assert 2 * far not in features.undecided_rows(windows.by_document(blocks.with_columns(vote=False)))


@pytest.mark.parametrize(("surest", "from_on"), [(1.0, 0.4), (0.6, 0.144), (0.3, 0.4)])
def test_the_threshold_falls_where_a_text_is_sure_nowhere(
    surest: float, from_on: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(trees.model_card()["text"], "threshold", 0.4)
    monkeypatch.setitem(trees.model_card()["text"], "falls", 2)
    monkeypatch.setattr(trees, "probabilities", lambda told, name: np.linspace(0, surest, told.height))
    asked = weighed(tmp_path, page=page("dateline-in-capitals")).filter(pl.col("probability").is_not_null())
    assert asked["probability"].max() == surest
    assert asked["keep"].to_list() == [probability > from_on for probability in asked["probability"]]


@pytest.mark.parametrize("name", sorted(trees.model_card()))
def test_a_model_looks_at_evidence_that_is_there(name: str) -> None:
    html = name != "text"
    blocks = pl.DataFrame(
        {
            "doc": [0] * 3, "block": [1, 2, 3],
            "text": ["Menu", "It rained in the hills all of the night. " * 4, "End."],
            "words": [1, 36, 1], "ended": [False, True, True], "bullet": [False] * 3, "small": [0.0, 0.9, 0.0],
            "separators": [0] * 3, "prose": [False, True, False], "sentence": [False, True, False], "gap": [0, 1, 1],
            "linked": [0.0] * 3, "tag": ["p" if html else None] * 3,
            "place": ["article" if html else None] * 3,
            "parent": [1] * 3 if html else [None] * 3, "depth": [3] * 3 if html else [None] * 3,
            "vote": [True] * 3 if name == "html" else [None] * 3, "rule": [None] * 3, "rule_role": [None] * 3,
            "recurs": [0.0] * 3, "media": ["html" if html else "text"] * 3,
        },
        schema_overrides={
            "doc": pl.UInt32, "block": pl.UInt32, "tag": pl.String, "place": pl.String, "parent": pl.UInt32,
            "depth": pl.UInt16, "vote": pl.Boolean, "rule": pl.String, "rule_role": pl.String,
        },
    )  # fmt: skip
    pointed = points.add_points(windows.by_document(blocks))
    assert list(weigh.split_by_model(pointed.frame)) == [name]
    told = features.block_features(pointed, features.undecided_rows(pointed))
    assert set(trees.load_model(name).columns) <= set(told.columns)
    probability = trees.probabilities(told, name)
    assert ((probability > 0) & (probability < 1)).all()
    assert probability[1] > trees.model_card()[name]["threshold"]  # a paragraph of prose, all alone


def test_points_decide_on_a_text_that_was_copied(tmp_path: Path) -> None:
    raw = tomllib.loads((CASES / "dateline-in-capitals.toml").read_text("utf-8"))["raw"]
    blocks = weighed(tmp_path, copy=raw)
    assert blocks["probability"].null_count() == blocks.height
    assert blocks["keep"].equals(blocks["likely"])
    kinds = {name.removeprefix("points_") for name in blocks.columns if name.startswith("points_")}
    assert set(weigh.reasons(blocks)["reason"]) == kinds


def test_the_reasons_add_up_to_the_decision(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=page("dateline-in-capitals"))
    asked = blocks.filter(pl.col("probability").is_not_null())
    reasons = weigh.reasons(blocks).group_by("block").agg(pl.col("adds").sum())
    card = trees.model_card()["text"]
    odds = asked.select(
        "block", odds=((pl.col("probability") / (1 - pl.col("probability"))).log() - card["intercept"]) / card["slope"]
    )
    # They add up to the log-odds, but for what the model expects of any block.
    expected = odds.join(reasons, on="block").select(pl.col("odds") - pl.col("adds")).to_series()
    assert expected.max() - expected.min() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", sorted(trees.model_card()))
def test_odds_are_those_of_lightgbm(name: str) -> None:
    try:
        import lightgbm
    except OSError as error:  # its wheel needs an OpenMP runtime of the system's
        pytest.skip(f"LightGBM cannot be loaded here ({error}); install libgomp1 to hold the trees against it")
    booster = lightgbm.Booster(model_file=MODELS / f"{name}.txt")
    told = np.random.default_rng(1).normal(0, 30, (300, booster.num_feature())).astype(np.float32)
    # Right at a threshold is where a rounded one shows.
    for row, tree in zip(told, trees.load_model(name).trees, strict=False):
        for feature, threshold in tree.split:
            row[feature] = threshold
    told[np.abs(told) < 1e-30] = 0  # the threshold that LightGBM has for "above zero", and no number of evidence
    expected = booster.predict(told, raw_score=True, num_threads=1)
    found = trees.log_odds(pl.DataFrame(told, booster.feature_name()), name)
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_card_tells_how_right_a_model_was() -> None:
    for name, told in trees.model_card().items():
        assert (MODELS / f"{name}.txt").is_file()
        assert 0.9 < told["f1"] < 1
        right = [one["right"] for one in told["reliability"] if one["stated"][0] >= 0.8]
        assert right == sorted(right)
