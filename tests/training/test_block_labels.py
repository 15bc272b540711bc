"""Blocks are labelled by a body, by snippets or by a teacher; publishers stay in one fold; corpora weigh alike."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from training.block_labels import BlockLabels, CorpusBlocks, Gold, label_blocks, measure_shares, read_gold, tokenize

BODY = "Rain fell on the harbour for eleven days.\nThe ferry sails again on Tuesday, the council said."
HARBOUR, FERRY = BODY.split("\n")
SHARE = "Share this article with your friends on every network"


def gold_pages(*pages: dict[str, object]) -> Gold:
    defaults = {"domain": "owl.example", "origin": "one", "main": True, "gold_body": None, "present": [], "absent": []}
    return Gold.of(pl.DataFrame([{**defaults, **page} for page in pages], Gold.columns_and_types(), orient="row"))


def blocks_of(**texts: list[str]) -> CorpusBlocks:
    """The blocks of pages, by page."""
    rows = [
        {"doc": doc, "text": text, "words": len(text.split()), "id": page, "kind": "html"}
        for doc, (page, lines) in enumerate(texts.items())
        for text in lines
    ]
    return CorpusBlocks.of(pl.DataFrame(rows, CorpusBlocks.columns_and_types(), orient="row"))


def test_labels_are_as_they_are_declared() -> None:
    labels = label_blocks(blocks_of(a=[HARBOUR, SHARE]), gold_pages({"id": "a", "gold_body": BODY}))
    assert labels.schema == BlockLabels.columns_and_types()


def test_a_labelled_body_labels_all_blocks_of_its_page() -> None:
    labels = label_blocks(blocks_of(a=[HARBOUR, SHARE, FERRY]), gold_pages({"id": "a", "gold_body": BODY}))
    assert labels["body"].to_list() == [1.0, 0.0, 1.0]
    assert labels["tokens"].to_list() == [8, 9, 9]
    assert labels["set"].to_list() == ["one"] * 3
    assert not labels["snippet"].any()


def test_a_block_that_is_body_in_part_has_that_share() -> None:
    half = "Rain fell on the harbour for eleven days. Subscribe to read more of this and other stories"
    (share,) = measure_shares([half], BODY)
    assert share == pytest.approx(5 / 14)


def test_a_short_block_is_body_as_a_whole_or_not_at_all() -> None:
    assert list(measure_shares(["the council said", "council ferry", "", "!"], BODY)) == [1.0, 0.0, 0.0, 0.0]


def test_snippets_label_the_blocks_that_hold_them_alone() -> None:
    page = {"id": "a", "main": False, "present": ["fell  on the"], "absent": ["this article"]}
    gold = gold_pages(page, {"id": "b", "gold_body": BODY})
    labels = label_blocks(blocks_of(a=[HARBOUR, SHARE, FERRY], b=[HARBOUR]), gold)
    assert labels["body"].to_list() == [1.0, 0.0, None, 1.0]
    assert labels["snippet"].to_list() == [True, True, True, False]
    assert labels["set"].to_list() == [None, None, None, "one"]  # learned from, not scored
    assert [weight > 0 for weight in labels["weight"]] == [True, True, False, True]


def test_a_teacher_labels_pages_without_a_body_and_then_snippets_do_not_count() -> None:
    blocks = blocks_of(a=[HARBOUR, SHARE], b=[FERRY, SHARE], c=[FERRY])
    gold = gold_pages(
        {"id": "a", "gold_body": BODY},
        {"id": "b", "main": False},
        {"id": "c", "main": False, "present": ["The ferry"]},
    )
    assert label_blocks(blocks, gold)["body"].to_list() == [1.0, 0.0, None, None, 1.0]
    taught = label_blocks(blocks, gold, {"b": FERRY, "a": SHARE})
    assert taught["body"].to_list() == [1.0, 0.0, 1.0, 0.0, None]


def test_corpora_weigh_alike_and_what_is_not_scored_weighs_less() -> None:
    blocks = blocks_of(a=[HARBOUR, SHARE, FERRY], b=[HARBOUR], c=[FERRY], d=[FERRY])
    gold = gold_pages(
        {"id": "a", "origin": "large", "gold_body": BODY},
        {"id": "b", "origin": "small", "gold_body": BODY},
        {"id": "c", "main": False, "present": ["The ferry"]},
        {"id": "d", "main": False},
    )
    weighed = blocks.with_columns(label_blocks(blocks, gold)).group_by("id").agg(pl.col("weight").sum())
    assert dict(weighed.iter_rows()) == pytest.approx({"a": 0.5, "b": 0.5, "c": 0.4, "d": 0.0})


def test_a_publisher_is_in_one_fold() -> None:
    names = [f"{letter}{number}" for letter in "ab" for number in range(10)]
    blocks = blocks_of(**{name: [HARBOUR] for name in names})
    gold = gold_pages(*({"id": name, "domain": f"{name[1]}.example", "gold_body": BODY} for name in names))
    folds = label_blocks(blocks, gold)["fold"].to_list()
    assert folds[:10] == folds[10:]
    assert len(set(folds)) > 1


def test_scripts_without_spaces_have_a_token_a_character() -> None:
    assert tokenize("東京タワー and Co\u00adop_2") == ["東", "京", "タ", "ワ", "ー", "and", "coop", "2"]


def test_labelled_pages_are_read_from_files_of_several_kinds(tmp_path: Path) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    page = {"domain": "owl.example", "origin": "one", "gold_body": BODY}
    pl.DataFrame([page | {"id": "a", "main": False, "present": ["Rain"], "absent": ["Share"]}]).write_parquet(first)
    rows = [
        page | {"id": "b", "train": True},
        page | {"id": "c", "train": True, "gold_body": " "},
        page | {"id": "d", "train": False},
    ]
    pl.DataFrame(rows).write_parquet(second)
    gold = read_gold([first, second])
    assert gold.select("id", "main", "present").rows() == [
        ("a", False, ["Rain"]),
        ("b", True, None),
        ("c", False, None),
    ]
