"""Models of names learn from the languages that help them, and are measured on texts that they have not seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from schemas.data import NAMES
from training import names
from training.name_labels import NamedTexts
from training.name_learning import Part

LANGUAGES = ["de", "en", "fr", "ru"]


@pytest.mark.parametrize(
    ("language", "shares"),
    [
        ("en", {"en": 1.0, "fr": 0.1}),
        ("de", {"de": 1.0}),
        ("ru", {"ru": 1.0}),
        ("any", {"de": 0.25, "en": 0.25, "fr": 0.25, "ru": 0.25}),
    ],
)
def test_a_model_learns_from_its_own_language_and_a_little_from_others(
    language: str, shares: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "read_silver_texts", lambda silver, other: NamedTexts([other], [[]]))
    monkeypatch.setattr(names, "keep_sentences", lambda lines: lines)
    monkeypatch.setattr(names, "gather_examples", lambda lines, other: (lines.texts[0], other))
    parts = list(names.gather_silver_parts(pl.DataFrame(), language, LANGUAGES))
    assert parts == [Part((other, other), share) for other, share in shares.items()]


def test_every_text_is_read_by_the_model_that_has_not_seen_it(tmp_path: Path) -> None:
    news = pl.DataFrame({"id": [f"text-{number}" for number in range(9)]}).with_columns(
        text=pl.lit("Die Bürgermeisterin Ines Korvald lebt in Hamburg, sagte sie am Dienstag.")
    )
    for fold in range(names.FOLDS):
        shutil.copy(NAMES / "de.npz", tmp_path / f"{fold}.npz")
    found = names.find_out_of_fold(pl.DataFrame(), news, tmp_path)
    assert found.equals(names.find_mentions(news, "de"))
    assert found["doc"].unique().to_list() == list(range(9))
    # Without the names that one model finds, the texts of one fold have none.
    shutil.copy(NAMES / "ru.npz", tmp_path / "1.npz")
    other = names.find_out_of_fold(pl.DataFrame(), news, tmp_path)
    changed = {doc for doc in range(9) if not other.filter(doc=doc).equals(found.filter(doc=doc))}
    assert changed == {doc for doc, text_id in enumerate(news["id"]) if names.fold_by_crc32(text_id, 3) == 1}
