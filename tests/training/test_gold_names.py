"""Sentences that were labelled by hand become running text with names in it, in folds of whole blocks."""

from __future__ import annotations

import polars as pl
import pytest

from training.gold_names import BLOCK, FOLDS, contract, read_gold_names

GOLD = pl.DataFrame(
    {
        "id": ["Harbour:train:en:3", f"Harbour:train:en:{BLOCK}", "Harbour:train:nb:3", "Harbour:dev:nn:4"],
        "lang": ["en", "en", "nb", "nn"],
        "genre": ["news", "historical newspapers, OCR", "news", "news"],
        "words": [
            ["Ines", "Korvald", "did", "n't", "see", "Odmar", "'s", "pupils", "."],
            ["pupils", "sailed", "."],
            ["Odmar", "lo", "."],
            ["Odmar", "song", "."],
        ],
        "tags": [
            ["B-PER", "I-PER", "O", "O", "O", "B-LOC", "O", "B-PER", "O"],
            ["B-PER", "O", "O"],
            ["B-LOC", "O", "O"],
            ["B-LOC", "O", "O"],
        ],
    }
)


def test_labels_by_hand_become_texts_with_names() -> None:
    texts = read_gold_names(GOLD, "en")
    assert texts["text"].to_list() == ["Ines Korvald didn't see Odmar's pupils.", "pupils sailed."]
    names = [[(name["text"], name["kind"]) for name in row] for row in texts["names"].to_list()]
    assert names == [[("Ines Korvald", "person"), ("Odmar", "place")], []]  # what has no capital is no name
    first = texts["names"][0][0]
    assert texts["text"][0][first["start"] : first["end"]] == "Ines Korvald"


def test_folds_are_whole_blocks_and_old_newspapers_are_known() -> None:
    texts = read_gold_names(GOLD, "en")
    assert texts["fold"].to_list() == [0, 1 % FOLDS]
    assert texts["is_old"].to_list() == [False, True]


def test_two_written_forms_may_be_one_language() -> None:
    assert read_gold_names(GOLD, "no")["lang"].to_list() == ["nb", "nn"]


@pytest.mark.parametrize(
    ("words", "tags", "joined"),
    [
        ("De o cais a as oito", "O O O O O O", "Do cais às oito"),
        ("por os barcos em uma baía", "O O O O O O", "pelos barcos numa baía"),
        ("longe de aquela ilha", "O O O O", "longe daquela ilha"),
        ("Banco de o Porto", "B-ORG I-ORG I-ORG I-ORG", "Banco do Porto"),
        ("barco de O Farol", "O O B-ORG I-ORG", "barco de O Farol"),  # the article begins a name
    ],
)
def test_portuguese_words_are_joined_as_they_are_written(words: str, tags: str, joined: str) -> None:
    own_words, own_tags = contract(words.split(), tags.split())
    assert " ".join(own_words) == joined
    assert len(own_tags) == len(own_words)
