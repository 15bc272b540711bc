"""Names are judged one by one; the card keeps what it does not measure, and states how right confidences are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from schemas.data import NAMES, read_toml
from schemas.tables import NAME_KINDS
from tasks.models.trees import calibrated
from training.name_figures import MARGIN, Figures, JudgedNames, compute_figures, judge_names, write_card


def texts_with(*names: list[tuple[str, str]]) -> pl.DataFrame:
    """Labelled texts, by their names and kinds."""
    rows = [
        {"id": f"text-{number}", "names": [{"text": text, "kind": kind} for text, kind in of_text]}
        for number, of_text in enumerate(names)
    ]
    return pl.DataFrame(rows, {"id": pl.String, "names": pl.List(pl.Struct({"text": pl.String, "kind": pl.String}))})


def mentions_of(*rows: tuple[int, str, str]) -> pl.DataFrame:
    """Mentions, by document, text and kind."""
    return pl.DataFrame(rows, {"doc": pl.UInt32, "text": pl.String, "kind": pl.String}, orient="row").with_columns(
        method=pl.lit("model"), confidence=pl.lit(0.9)
    )


def test_a_name_is_right_if_text_and_kind_are_and_counts_once() -> None:
    texts = texts_with([("Odmar", "place"), ("Odmar", "place"), ("Ines Korvald", "person")], [("Odmar", "place")])
    found = mentions_of(
        (0, "ODMAR", "place"),
        (0, "Ines", "person"),
        (1, "Odmar", "place"),
        (1, "Odmar", "place"),
        (1, "Odmar", "person"),
    )
    judged = judge_names(found, texts, "en")
    assert judged.schema == JudgedNames.columns_and_types()
    assert judged.group_by("right").len().sort("right", nulls_last=True).rows() == [(False, 3), (True, 2), (None, 2)]
    assert compute_figures(judged) == Figures(precision=2 / 5, recall=2 / 4, f1=4 / 9, names=4)


def test_no_names_have_no_figures() -> None:
    figures = compute_figures(judge_names(mentions_of((0, "Odmar", "place")).clear(), texts_with([]), "en"))
    assert figures.names == 0
    assert str(figures.f1) == "nan"


def many_names(of_set: str, slope: float) -> JudgedNames:
    """Names of all kinds, found with confidences of a model that is ``1 / slope`` times too sure; a few are missed."""
    chance = np.random.default_rng(0)
    size = 12_000
    odds = chance.normal(0, 3, size)
    frame = pl.DataFrame(
        {
            "kind": np.array(NAME_KINDS)[chance.integers(0, 3, size)],
            "method": "model",
            "confidence": calibrated(odds, 1.0, 0.0),
            "several": chance.integers(0, 2, size) > 0,
            "right": chance.random(size) < calibrated(odds, slope, 0.0),
            "set": of_set,
            "half": chance.integers(0, 2, size),
        }
    )
    missed = frame.head(300).with_columns(
        method=pl.lit(None, pl.String),
        confidence=pl.lit(None, pl.Float64),
        several=pl.lit(None, pl.Boolean),
        right=pl.lit(None, pl.Boolean),
    )
    return JudgedNames.of(pl.concat([frame, missed]))


def test_a_card_has_figures_and_fitted_confidences_and_keeps_the_rest(tmp_path: Path) -> None:
    card = tmp_path / "card.toml"
    head = (NAMES / "card.toml").read_text("utf-8").partition("\n[models.")[0]
    same = "".join(f"{kind} = [1.0, 0.0, 1.0, 0.0]\n" for kind in NAME_KINDS)
    models = "".join(
        f"\n[models.{name}]\nunnamed = 0.25\n\n[models.{name}.confidence]\n{same}" for name in ("de", "en-spacy")
    )
    card.write_text(head + models, "utf-8")
    write_card(JudgedNames.of(pl.concat([many_names("news", 0.5), many_names("en-spacy", 0.5)])), card)
    assert card.read_text("utf-8").startswith(head)
    written = read_toml(card)
    assert written["article"] == tomllib.loads(head)["article"]
    german = written["models"]["de"]
    assert german["unnamed"] == 0.25
    assert german["measured_on"] == "news"
    assert german["names"] == int(many_names("news", 0.5)["right"].sum()) + 300
    for lines in german["confidence"].values():
        assert lines == pytest.approx((0.5, -MARGIN, 0.5, -MARGIN), abs=0.2)
    for section in ("reliability", "reliability-spacy"):
        for tenths in written[section].values():
            many = [tenth for tenth in tenths if tenth["mentions"] > 40]
            assert len(many) > 5
            assert all(abs(tenth["right"] - tenth["stated"] - 0.05) < 0.2 for tenth in many)
