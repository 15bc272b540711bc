"""Texts that other taggers label are longer ones in the language, from pages that a model may learn from."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from training import silver_names

ENGLISH = "The ferry between the island and the mainland sails again."
GERMAN = "Die Fähre zwischen der Insel und dem Festland fährt wieder."


def test_pages_that_may_only_be_measured_teach_nothing(tmp_path: Path) -> None:
    file = tmp_path / "pages.parquet"
    pages = pl.DataFrame({"gold_body": [ENGLISH, GERMAN, None], "train": [True, False, True]})
    pages.write_parquet(file)
    assert silver_names.read_bodies(file) == [ENGLISH]
    pages.drop("train").write_parquet(file)
    assert silver_names.read_bodies(file) == [ENGLISH, GERMAN]


def test_bodies_in_the_language_are_kept_up_to_a_number_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert silver_names.keep_language([GERMAN, ENGLISH], "en") == [ENGLISH]
    monkeypatch.setattr(silver_names, "MOST_CHARACTERS", len(ENGLISH))
    assert silver_names.keep_language([ENGLISH, ENGLISH], "en") == [ENGLISH]


def test_names_are_placed_in_their_paragraphs() -> None:
    texts = ["Short.", "Ines Korvald sailed from Odmar at noon.", "Nobody else came along that early morning."]
    paragraphs = pl.DataFrame(
        {"doc": [0, 0, 1], "start": [0, 7, 0], "text": texts}, {"doc": pl.UInt32, "start": pl.Int64, "text": pl.String}
    )
    found = pl.DataFrame(
        {"doc": [0, 0, 0], "start": [0, 7, 32], "end": [5, 19, 37], "kind": ["place", "person", "place"]},
        {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "kind": pl.String},
    )
    labelled = silver_names.names_of_paragraphs(paragraphs, found)
    assert labelled["text"].to_list() == texts[1:]
    named = [
        [(text[name["start"] : name["end"]], name["kind"]) for name in names]
        for text, names in labelled.select("text", "names").iter_rows()
    ]
    assert named == [[("Ines Korvald", "person"), ("Odmar", "place")], []]
