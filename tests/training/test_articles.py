"""Articles weigh as much as other pages; the limit loses few of them; and the card says how right it all is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

try:
    from training import articles
except OSError as error:  # the wheel of LightGBM needs an OpenMP runtime of the system's
    pytest.skip(f"LightGBM cannot be loaded here ({error}); install libgomp1", allow_module_level=True)


def documents(*rows: tuple[str, bool, bool]) -> pl.DataFrame:
    """Documents by corpus, whether they are articles, and whether they are cut down; each publisher has one."""
    frame = pl.DataFrame(rows, schema=["set", "article", "cut_down"], orient="row")
    return frame.with_columns(fold=pl.int_range(pl.len()) % 5)


def test_articles_weigh_as_much_as_other_pages_and_a_corpus_as_the_root_of_its_size() -> None:
    found = documents(
        *[("large", True, False)] * 9, ("small", True, False), *[("shop", False, False)] * 4, ("small", True, True)
    )
    weighed = found.with_columns(weight=pl.Series(articles.weigh_documents(found)))
    sums = weighed.group_by("set", "cut_down").agg(pl.col("weight").sum()).rows()
    assert {(name, cut): round(weight, 3) for name, cut, weight in sums} == {
        ("large", False): 0.75,
        ("small", False): 0.25,
        ("shop", False): 1.0,
        ("small", True): articles.CUT_DOWN,
    }


def test_the_limit_loses_few_articles() -> None:
    stated = np.arange(2000) / 2000
    is_article = np.ones(2000, bool)
    least = articles.choose_least(stated, is_article)
    assert 0 < (stated < least).mean() <= articles.MOST_LOST


def test_the_card_says_how_often_articles_and_others_are_refused() -> None:
    found = documents(*[("news", True, False)] * 500, *[("shop", False, False)] * 100, *[("news", True, True)] * 500)
    odds = np.where(found["article"].to_numpy(), 3.0, -3.0)
    odds[[0, 599]] = -4.0, 4.0  # an article that looks like a shop, and a shop that looks like an article
    card = tomllib.loads(f"{articles.CARD_HEAD}\n{articles.measure_model('html', found, odds)}")["html"]
    assert (card["articles"], card["others"]) == (500, 100)
    assert card["auc"] == pytest.approx(1 - (100 + 499 - 1) / 50_000, abs=1e-4)
    assert card["articles_refused"] <= 0.004
    assert sum(tenth["documents"] for tenth in card["reliability"]) == 600


def test_what_is_an_article_is_read_from_labels(tmp_path: Path) -> None:
    pages, others = tmp_path / "pages.parquet", tmp_path / "others.parquet"
    labelled = {"domain": "owl.example", "origin": "news"}
    bodies = [{"id": "a", "gold_body": "Rain fell."}, {"id": "b", "gold_body": None}]
    pl.DataFrame([labelled | page for page in bodies]).write_parquet(pages)
    pl.DataFrame({"id": ["c"], "domain": ["shop.example"], "page_type": ["product"]}).write_parquet(others)
    known = articles.read_kinds([pages], others)
    assert known.select("id", "set", "article").rows() == [("a", "news", True), ("c", "product", False)]
