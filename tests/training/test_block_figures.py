"""The card says how right bodies are: its figures are those that a count by hand gives."""

from __future__ import annotations

import tomllib

import numpy as np
import polars as pl
import pytest

from tests.training.test_block_labels import BODY, FERRY, HARBOUR, SHARE, blocks_of, gold_pages
from training.block_figures import CARD_HEAD, measure_model, score_bodies
from training.block_labels import label_blocks


def scored_page(kept: list[bool], *, page: str = "a", corpus: str = "one", of: int = 10) -> pl.DataFrame:
    """A page of two blocks of ten words; the first one is its body."""
    return pl.DataFrame({"tokens": [10, 10], "body": [1.0, 0.0], "kept": kept}).with_columns(
        id=pl.lit(page), kind=pl.lit("html"), set=pl.lit(corpus), of=pl.lit(of)
    )


@pytest.mark.parametrize(
    ("kept", "f1", "precision", "recall", "below_half"),
    [
        ([True, False], 1.0, 1.0, 1.0, 0.0),
        ([True, True], 2 / 3, 0.5, 1.0, 0.0),
        ([False, True], 0.0, 0.0, 0.0, 1.0),
        ([False, False], 0.0, 0.0, 0.0, 1.0),
    ],
)
def test_a_body_is_scored_by_its_words(
    kept: list[bool], f1: float, precision: float, recall: float, below_half: float
) -> None:
    assert score_bodies(scored_page(kept))[:4] == pytest.approx((f1, precision, recall, below_half))


def test_what_a_page_shows_twice_is_right_once() -> None:
    twice = pl.concat([scored_page([True, False]), scored_page([True, False])])
    assert score_bodies(twice).precision == 0.5


def test_corpora_count_alike_whatever_their_size() -> None:
    large = [scored_page([True, False], page=str(number), corpus="large") for number in range(9)]
    scores = score_bodies(pl.concat([*large, scored_page([False, True], corpus="small")]))
    assert scores.f1 == 0.5
    assert scores.f1_by_corpus == [("large", 1.0), ("small", 0.0)]


def test_an_entry_says_how_right_a_model_is() -> None:
    pages = {f"page{number}": [HARBOUR, SHARE, FERRY] for number in range(10)}
    blocks, unasked = blocks_of(**pages), blocks_of(page0=["Home", HARBOUR], silent=["Home"])
    gold = gold_pages(*({"id": page, "gold_body": BODY} for page in [*pages, "silent"]))
    labels = label_blocks(blocks, gold)
    odds = np.where(labels["body"].to_numpy() > 0.5, 2.0, -2.0)
    odds[1] = 2.0  # one share bar is taken for body
    entry = measure_model("html", blocks, unasked, labels, odds, gold).entry
    card = tomllib.loads(f"{CARD_HEAD}\n{entry}")["html"]
    assert card["learnt_from"] == 30
    assert card["documents"] == 11
    assert card["unasked"] == pytest.approx(2 / 3, abs=1e-4)
    # Nine pages are right, one keeps a share bar of 9 words with its 17, and one had no block to ask about.
    assert card["f1"] == pytest.approx((9 + 34 / 43) / 11, abs=1e-4)
    assert card["recall"] == pytest.approx(10 / 11, abs=1e-4)
    assert card["below_half"] == pytest.approx(1 / 11, abs=1e-4)
    assert sum(tenth["blocks"] for tenth in card["reliability"]) == 30
    assert sum(tenth["right"] * tenth["blocks"] for tenth in card["reliability"]) == pytest.approx(29, abs=0.1)
