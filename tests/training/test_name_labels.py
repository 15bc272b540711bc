"""Labelled sentences become running text with names in it; those that are not worth learning from are left out."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

from tasks.extraction.names.words import split_words
from training.name_labels import (
    NamedTexts,
    SilverRules,
    drop_peoples,
    join_line,
    keep_sentences,
    label_words,
    load_silver_rules,
    read_gold_texts,
    read_silver_texts,
)

RULES = SilverRules(
    frozenset({"Ines"}), frozenset({"Korvald"}), frozenset({"Norway"}), re.compile(r"(?i)\b(?:cup)\b|\d{4}")
)


def found_names(words: str, tags: str) -> list[tuple[str, str]]:
    """The names in a line: text and kind."""
    text, names = join_line(words.split(), tags.split(), RULES.kind_of)
    return [(text[start:end], kind) for start, end, kind in names]


def test_words_are_joined_as_they_are_written() -> None:
    words = "'' Ines Korvald ( mayor ) said : “ It sails . ” The ferry 's crew agreed ."
    text, _ = join_line(words.split(), ["O"] * len(words.split()), RULES.kind_of)
    assert text == "Ines Korvald (mayor) said: “It sails.” The ferry's crew agreed."


@pytest.mark.parametrize(
    ("words", "tags", "names"),
    [
        (
            "Then Ines Korvald of Odmar spoke",
            "O B-PER I-PER O B-LOC O",
            [("Ines Korvald", "person"), ("Odmar", "place")],
        ),
        ("Odmar", "B-LOC", [("Odmar", "place")]),
        ("for Odmar Odmar Town", "O B-LOC B-ORG I-ORG", [("Odmar", "place"), ("Odmar Town", "organisation")]),
        ("Norway won", "B-ORG O", [("Norway", "place")]),  # its national team
        ("Ines Korvald won", "B-ORG I-ORG O", [("Ines Korvald", "person")]),
        ("the Odmar Cup began", "O B-ORG I-ORG O", []),
        ("the Games 2031 began", "O B-ORG I-ORG O", []),
        ("read '' The Islander '' daily", "O O B-ORG I-ORG O O", []),
        ('read " Islander " daily', "O O B-ORG O O", []),
        ("read Islander daily", "O B-ORG O", [("Islander", "organisation")]),
        ("the council said", "O B-ORG O", []),  # no capital
    ],
)
def test_silver_names_are_corrected(words: str, tags: str, names: list[tuple[str, str]]) -> None:
    assert found_names(words, tags) == names


def test_the_rules_of_a_language_come_from_our_lists() -> None:
    rules = load_silver_rules("en")
    assert rules.kind_of("Germany", "organisation", False) == "place"
    assert rules.kind_of("Anna Smith", "organisation", False) == "person"
    assert rules.kind_of("Anna Smith", "organisation", True) == "person"
    assert rules.kind_of("Odmar Harbour Board", "organisation", False) == "organisation"


def test_sentences_are_lines_that_end_and_have_small_words_beside_the_names() -> None:
    silver = pl.DataFrame(
        {
            "lang": ["en", "en", "en", "de"],
            "words": [
                ["Odmar", "is", "a", "town", "."],
                ["Odmar", "is", "a", "town"],
                ["Bank", "of", "the", "Odmar", "."],
                ["Odmar", "ist", "eine", "kleine", "Stadt", "."],
            ],
            "tags": [
                ["B-LOC", "O", "O", "O", "O"],
                ["B-LOC", "O", "O", "O"],
                ["B-ORG", "I-ORG", "I-ORG", "I-ORG", "O"],
                ["B-LOC", "O", "O", "O", "O", "O"],
            ],
        }
    )
    lines = read_silver_texts(silver, "en")
    assert lines.texts == ["Odmar is a town.", "Odmar is a town", "Bank of the Odmar."]
    assert keep_sentences(lines) == NamedTexts(["Odmar is a town."], [[(0, 5, "place")]])


def test_every_word_of_a_name_has_a_label() -> None:
    labelled = read_gold_texts(
        pl.DataFrame(
            {
                "text": ["Rain fell.", "Ines Korvald left Odmar."],
                "names": [
                    [],
                    [{"start": 0, "end": 12, "kind": "person"}, {"start": 18, "end": 23, "kind": "place"}],
                ],
            }
        )
    )
    found = split_words(pl.Series(labelled.texts))
    assert label_words(found, labelled).tolist() == [0, 0, 0, 1, 2, 0, 5, 0]


def test_a_people_by_itself_is_not_a_name() -> None:
    found = split_words(pl.Series(["German German Railways"]))
    assert drop_peoples(found, np.array([3, 3, 4]), "en").tolist() == [0, 3, 4]
