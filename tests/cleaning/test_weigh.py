"""Weighing: rules and repetition cut, points decide on copied texts, models on whole pages, each document alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from schemas import rulebook
from schemas.block_frames import Weighed
from tasks import refine
from tasks.cleaning import repetition, weigh
from tasks.columns.windows import by_document
from tasks.models import trees
from tasks.reading import read
from tests.cleaning.some_blocks import LABEL, PROSE, evidenced
from tests.conftest import ROOT

CHROME = "\n".join(["Home", "World", "Sport", "Weather", "Sign in", "Subscribe"] * 8)


def weighed(folder: Path, **texts: str) -> Weighed:
    """The blocks of some raw files, weighed together."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    part = refine.survey_documents(
        next(read.read_documents(folder, [f"{name}.txt" for name in texts])), rulebook.load()
    )
    gathered = refine.gather_evidence(part, repetition.recurring_lines([part.fingerprints]))
    return weigh.weigh_blocks(by_document(gathered)).frame


def raw_text(case: str) -> str:
    """A case's raw text."""
    text: str = tomllib.loads((ROOT / "tests" / "cases" / f"{case}.toml").read_text("utf-8"))["raw"]
    return text


def whole_page(case: str) -> str:
    """A case's raw text between menus, as a whole page is copied."""
    return f"{CHROME}\n\n{raw_text(case)}\n\n{CHROME}\n"


def test_a_document_is_judged_by_itself(tmp_path: Path) -> None:
    texts = {
        name.replace("-", "_"): whole_page(name)
        for name in ("dateline-in-capitals", "trap-interview", "page-in-japanese")
    }
    (tmp_path / "all").mkdir()
    together = weighed(tmp_path / "all", **texts)
    parts = together.partition_by("doc", maintain_order=True)
    for (name, text), among in zip(texts.items(), parts, strict=True):
        (tmp_path / name).mkdir()
        alone = weighed(tmp_path / name, **{name: text})
        found = ("text", "points", "probability", "keep", "role", "confidence")
        assert alone.select(found).equals(among.select(found)), name


def test_a_menu_is_cut_and_the_article_in_it_stays(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=whole_page("dateline-in-capitals"))
    assert blocks["probability"].count() > 0
    kept = blocks.filter("keep")["text"].to_list()
    assert kept
    assert not set(kept) & set(CHROME.splitlines())


def test_a_block_that_a_rule_knows_or_that_recurs_is_cut_whatever_the_model_says(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=whole_page("share-and-app-lines-in-german"))
    ruled = blocks.filter(pl.col("rule").is_not_null() | (pl.col("recurs") > 0))
    assert ruled.height > 0
    assert not ruled["keep"].any()
    assert ruled["probability"].null_count() == ruled.height


@pytest.mark.parametrize(("surest", "from_on"), [(1.0, 0.4), (0.6, 0.144), (0.3, 0.4)])
def test_the_threshold_falls_if_no_block_of_a_text_is_sure(
    surest: float, from_on: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(trees.model_card()["text"], "threshold", 0.4)
    monkeypatch.setitem(trees.model_card()["text"], "falls", 2)
    monkeypatch.setattr(trees, "probabilities", lambda rows, name: np.linspace(0, surest, rows.height))
    asked = weighed(tmp_path, page=whole_page("dateline-in-capitals")).filter(pl.col("probability").is_not_null())
    assert asked["probability"].max() == surest
    assert asked["keep"].to_list() == [probability > from_on for probability in asked["probability"]]


def test_points_decide_on_a_text_that_was_copied(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, copy=raw_text("dateline-in-capitals"))
    assert blocks["probability"].null_count() == blocks.height
    assert blocks["keep"].equals(blocks["likely"])
    kinds = {name.removeprefix("points_") for name in blocks.columns if name.startswith("points_")}
    assert set(weigh.list_reasons(blocks)["reason"]) == kinds


def test_the_reasons_add_up_to_the_decision(tmp_path: Path) -> None:
    blocks = weighed(tmp_path, page=whole_page("dateline-in-capitals"))
    asked = blocks.filter(pl.col("probability").is_not_null())
    reasons = weigh.list_reasons(blocks).group_by("block").agg(pl.col("adds").sum())
    card = trees.model_card()["text"]
    odds = asked.select(
        "block", odds=((pl.col("probability") / (1 - pl.col("probability"))).log() - card["intercept"]) / card["slope"]
    )
    # They add up to the log-odds, but for what the model expects of any block.
    expected = odds.join(reasons, on="block").select(pl.col("odds") - pl.col("adds")).to_series()
    assert expected.max() - expected.min() == pytest.approx(0, abs=1e-6)


def test_a_role_is_of_the_rule_for_the_block_else_of_repetition_else_of_its_place() -> None:
    blocks = evidenced(
        [LABEL] * 5,
        "html",
        rule=["any.share.bar", "any.share.bar", "any.share.bar", None, None],
        rule_role="share",
        rule_confidence=[0.9, 0.8, 0.7, None, None],
        reach=[0, 1, 1, None, None],
        recurs=[0.5, 0.5, 0.0, 0.0, 0.0],
        place=["nav", "nav", "body nav", "body nav footer", "body"],
        tag="p", parent=1, depth=2, vote=False,
    )  # fmt: skip
    weighed = weigh.weigh_blocks(blocks).frame
    assert not weighed["keep"].any()
    assert weighed["role"].to_list()[:4] == ["share", "repeated", "navigation", "navigation"]
    assert weighed["evidence"].to_list()[:3] == ["any.share.bar"] * 3
    assert weighed["confidence"].to_list()[:3] == [0.9, 0.8, 0.7]


def test_a_block_that_nothing_explains_names_the_kind_of_points_that_is_lowest() -> None:
    blocks = weigh.weigh_blocks(evidenced([PROSE, *["- Home"] * 5], linked=[0.0, *[1.0] * 5])).frame
    assert blocks["keep"].to_list() == [True] + [False] * 5
    assert blocks["evidence"].to_list() == [None] + ["links"] * 5
    assert blocks["role"].to_list() == [None] + ["other"] * 5


def test_confidence_is_a_probability(tmp_path: Path) -> None:
    for case in ("dateline-in-capitals", "trap-interview"):
        (tmp_path / case).mkdir()
        blocks = weighed(tmp_path / case, page=whole_page(case), copy=raw_text(case))
        assert blocks["confidence"].is_between(0, 1).all()
        assert blocks["confidence"].null_count() == 0


def test_no_blocks_are_weighed_to_no_blocks() -> None:
    nothing = weigh.weigh_blocks(evidenced([])).frame
    assert nothing.is_empty()
    assert nothing.schema == Weighed.columns_and_types()
