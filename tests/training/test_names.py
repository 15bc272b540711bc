"""Models of names learn from the texts that help them, and are measured on texts that they have not seen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from schemas.data import NAMES
from training import names
from training.gold_names import BLOCK, FOLDS
from training.name_labels import NamedTexts
from training.name_learning import Part
from training.name_recipes import RECIPES, TRIED, Recipe

WORDS = ["Ines", "Korvald", "lives", "in", "Odmar", "."]
TAGS = ["B-PER", "I-PER", "O", "O", "B-LOC", "O"]


def corpora(languages: str = "en fr") -> names.Corpora:
    """A sentence of each block of labels by hand in each language, half of them old; and nothing else."""
    rows = [
        {"id": f"{language}:{block * BLOCK}", "lang": language, "genre": genre, "words": WORDS, "tags": TAGS}
        for language in languages.split()
        for genre in ("news", "historical")
        for block in range(FOLDS)
    ]
    return names.Corpora(pl.DataFrame({"lang": []}, {"lang": pl.String}), pl.DataFrame(rows), {}, None)


@pytest.fixture
def shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts whose examples are the language and how many texts there are."""
    monkeypatch.setattr(names, "read_silver_texts", lambda silver, language: NamedTexts(["silver"], [[]]))
    monkeypatch.setattr(names, "keep_sentences", lambda lines: lines)
    monkeypatch.setattr(names, "gather_examples", lambda lines, language, model: (language, len(lines.texts)))
    monkeypatch.setitem(RECIPES, "en", Recipe({"en": 2.0, "fr": 0.2}, {"en": 0.5}, {"fr": 0.1}))  # type: ignore[arg-type]


@pytest.mark.usefixtures("shares")
def test_a_model_learns_what_its_recipe_says() -> None:
    expected = [("en", FOLDS, 2.0), ("fr", FOLDS, 0.2), ("fr", FOLDS, 0.1), ("en", 1, 0.5)]
    parts = list(names.gather_parts(corpora(), "en"))
    assert parts == [Part((language, texts), share) for language, texts, share in expected]  # type: ignore[arg-type]


@pytest.mark.usefixtures("shares")
def test_a_model_that_is_measured_has_not_seen_the_fold() -> None:
    parts = list(names.gather_parts(corpora(), "en", without_held_out=True))
    assert [part.examples for part in parts[:3]] == [("en", FOLDS - 1), ("fr", FOLDS - 1), ("fr", FOLDS - 1)]


def test_recipes_that_are_only_measured_have_no_labels_by_hand_in_their_language() -> None:
    for name, recipe in TRIED.items():
        language = name.partition("-")[0]
        assert name not in RECIPES
        assert language not in recipe.gold


def test_models_are_measured_on_what_they_have_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught = []

    def teach(parts: Iterator[Part], l1: float, file: Path) -> None:
        taught.append(file.name)
        shutil.copy(NAMES / "en.npz", file)

    monkeypatch.setattr(names, "teach", teach)
    monkeypatch.setattr(names.spacy_names, "pipelines", dict)
    judged = list(names.measure_models(corpora("en pt"), tmp_path, ["en", "es", "pt-silver"]))
    assert taught == ["en.npz", "pt-silver.npz"]  # nothing was labelled by hand in Spanish
    assert [of_model["set"].unique().to_list() for of_model in judged] == [["en"], ["pt-silver"]]
    found = [of_model.filter(pl.col("right").is_null() | pl.col("right")).height for of_model in judged]
    assert found == [2, 2 * FOLDS]  # the names of the fold; all names in a language of which nothing was learnt
    list(names.measure_models(corpora("en pt"), tmp_path, ["en"]))
    assert len(taught) == 2  # a model of a fold is kept


def test_every_german_text_is_read_by_the_model_that_has_not_seen_it(tmp_path: Path) -> None:
    news = pl.DataFrame({"id": [f"text-{number}" for number in range(9)]}).with_columns(
        text=pl.lit("Die Bürgermeisterin Ines Korvald lebt in Hamburg, sagte sie am Dienstag.")
    )
    german = corpora()._replace(german_news=news)
    for fold in range(names.FOLDS):
        shutil.copy(NAMES / "de.npz", tmp_path / f"de-{fold}.npz")
    found = names.find_out_of_fold(german, tmp_path)
    assert found.equals(names.find_mentions(news, "de"))
    assert found["doc"].unique().to_list() == list(range(9))
    # Without the names that one model finds, the texts of one fold have none.
    shutil.copy(NAMES / "ru.npz", tmp_path / "de-1.npz")
    other = names.find_out_of_fold(german, tmp_path)
    changed = {doc for doc in range(9) if not other.filter(doc=doc).equals(found.filter(doc=doc))}
    assert changed == {doc for doc, text_id in enumerate(news["id"]) if names.fold_by_crc32(text_id, 3) == 1}
