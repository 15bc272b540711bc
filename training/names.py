"""Trains the sequence models of names (``tasks/extraction/names``) on labelled sentences, and measures them.

::

    python -m training.names SILVER.parquet --gold GOLD --taught LANGUAGE=NEWS ... [--german-news NEWS] [--only ...]
    python -m training.names SILVER.parquet --gold GOLD --taught LANGUAGE=NEWS ... --folds FOLDER --measure [--only ...]

SILVER has a row a sentence of Wikipedia: ``lang``, ``words`` and ``tags`` (B-PER, I-PER ... O). GOLD has the same and
``id`` and ``genre``, and is labelled by hand. News have a row a text: ``id``, ``text`` and ``names`` (start, end,
kind); those of ``--taught`` are labelled by other taggers (``training.silver_names``).

The first form trains a model for each language of ``training.name_recipes``, German and all others, and writes them
into ``schemas/names`` as ``<language>.npz``, ``any.npz`` and ``words.npz``. The second measures on a fifth of GOLD, by
models that have not seen it, and on German news likewise; it writes the figures into ``card.toml``. The models of folds
are kept in FOLDER, and trained if they are not there yet.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from schemas.data import NAMES
from schemas.options import NameFinder
from tasks.extraction import prose
from tasks.extraction.names import mentions, spacy_names
from tasks.extraction.names.name_models import Model, load_model, read_model
from training.folds import fold_by_crc32
from training.gold_names import HELD_OUT, read_gold_names
from training.name_figures import WITH_SPACY, JudgedNames, judge_names, write_card
from training.name_labels import keep_sentences, read_gold_texts, read_silver_texts
from training.name_learning import Part, gather_examples, save_model, train_model, write_votes
from training.name_recipes import CLEAN, GERMAN, GERMAN_NEWS, RECIPES, TRIED, Recipe

FOLDS = 3  # of German news, by text


class Corpora(NamedTuple):
    """All labelled sentences."""

    silver: pl.DataFrame
    gold: pl.DataFrame
    taught: Mapping[str, pl.DataFrame]  # by language
    german_news: pl.DataFrame | None


def main() -> None:
    """Train, or measure."""
    asked = _arguments()
    taught = dict(entry.split("=", 1) for entry in asked.taught)
    corpora = Corpora(
        pl.read_parquet(asked.silver),
        pl.read_parquet(asked.gold),
        {language: pl.read_parquet(file) for language, file in taught.items()},
        asked.german_news and pl.read_parquet(asked.german_news),
    )
    if asked.measure:
        judged = measure_models(corpora, asked.folds, asked.only or [*RECIPES, *TRIED, "de"])
        write_card(JudgedNames.of(pl.concat(judged)), NAMES / "card.toml")
        return
    if not asked.only:
        write_votes(corpora.silver, sorted(corpora.silver["lang"].unique()), NAMES / "words.npz")
    for language in asked.only or [*RECIPES, "de"]:
        parts = gather_german_parts(corpora) if language == "de" else gather_parts(corpora, language)
        teach(parts, l1_of(language), NAMES / f"{language}.npz")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.names", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("silver", type=Path, metavar="SILVER.parquet", help="labelled sentences of Wikipedia")
    parser.add_argument("--gold", type=Path, required=True, help="sentences labelled by hand")
    parser.add_argument(
        "--taught", nargs="+", default=[], metavar="LANGUAGE=NEWS", help="news that other taggers labelled"
    )
    parser.add_argument("--german-news", type=Path, metavar="NEWS", help="German news, labelled by hand")
    parser.add_argument("--only", nargs="+", metavar="LANGUAGE", help="only these models")
    parser.add_argument("--measure", action="store_true", help="measure the models")
    parser.add_argument("--folds", type=Path, metavar="FOLDER", help="models that have not seen a fold")
    asked = parser.parse_args()
    if asked.measure and not asked.folds:
        parser.error("--measure also needs --folds")
    return asked


def gather_parts(corpora: Corpora, language: str, *, without_held_out: bool = False) -> Iterator[Part]:
    """Give what the model of a language learns from, without the fold of its own labels that is measured if asked."""
    recipe = {**RECIPES, **TRIED, "de": GERMAN}[language]
    own = language.partition("-")[0]
    for shares, is_old in ((recipe.gold, False), (recipe.old, True)):
        for other, share in shares.items():
            texts = read_gold_names(corpora.gold, other).filter(pl.col("is_old") == is_old)
            if without_held_out:
                texts = texts.filter(pl.col("fold") != HELD_OUT)
            yield Part(gather_examples(read_gold_texts(texts), other, own), share)
    for other, share in recipe.silver.items():
        yield Part(gather_examples(keep_sentences(read_silver_texts(corpora.silver, other)), other, own), share)
    for other, share in recipe.taught.items():
        if other in corpora.taught:
            yield Part(gather_examples(read_gold_texts(corpora.taught[other]), other, own), share)


def gather_german_parts(corpora: Corpora) -> Iterator[Part]:
    """Give what the German model learns from: ``GERMAN``, and labelled news with weights of their own."""
    yield from gather_parts(corpora, "de")
    if corpora.german_news is not None:
        yield Part(gather_examples(read_gold_texts(corpora.german_news), "de", "de"), GERMAN_NEWS, apart=True)


def l1_of(language: str) -> float:
    """Give what draws the weights of a model to 0."""
    known = {**RECIPES, **TRIED}
    return known[language].l1 if language in known else CLEAN


def teach(parts: Iterator[Part], l1: float, file: Path) -> None:
    """Train a model, and write it."""
    gathered = list(parts)
    save_model(train_model(gathered, l1), file)
    print(file.stem, round(sum(part.words for part in gathered)), "words", flush=True)


def measure_models(corpora: Corpora, folds: Path, names: Sequence[str]) -> Iterator[JudgedNames]:
    """Judge the names that models find in labelled texts that they have not seen, where it can with spaCy, too."""
    for name in names:
        if name == "de" and corpora.german_news is not None:
            yield judge_names(find_out_of_fold(corpora, folds), corpora.german_news, "news")
        language = name.partition("-")[0]
        texts = read_gold_names(corpora.gold, language).filter(~pl.col("is_old"))
        texts = texts.filter((pl.col("fold") == HELD_OUT) | (name in TRIED))
        if name not in TRIED and language not in RECIPES.get(name, Recipe()).gold:
            continue
        file = folds / f"{name}.npz"
        if not file.exists():
            teach(gather_parts(corpora, name, without_held_out=True), l1_of(name), file)
        model = _always(read_model(file))
        yield judge_names(find_mentions(texts, language, models=model), texts, name)
        if name in spacy_names.pipelines():
            yield judge_names(find_mentions(texts, language, "spacy", model), texts, f"{name}{WITH_SPACY}")


def find_out_of_fold(corpora: Corpora, folder: Path) -> pl.DataFrame:
    """Find the names in labelled German news by models that have not seen the text.

    The models are kept in a folder, and trained if they are not there yet.
    """
    news = corpora.german_news
    assert news is not None
    fold = pl.Series([fold_by_crc32(text_id, FOLDS) for text_id in news["id"]])
    found = []
    for number in range(FOLDS):
        file = folder / f"de-{number}.npz"
        if not file.exists():
            teach(gather_german_parts(corpora._replace(german_news=news.filter(fold != number))), CLEAN, file)
        own = pl.int_range(len(news), eager=True).filter(fold == number)
        found.append(
            find_mentions(news, "de", models=_always(read_model(file))).filter(pl.col("doc").is_in(own.implode()))
        )
    return pl.concat(found).sort("doc", "start")


def _always(model: Model) -> Callable[[str], Model]:
    return lambda _: model


def find_mentions(
    texts: pl.DataFrame, language: str, name_finder: NameFinder = "model", models: Callable[[str], Model] = load_model
) -> pl.DataFrame:
    """Find the names in ``text``; in the mentions, ``doc`` is the row."""
    bodies = texts.select(doc=pl.int_range(pl.len()), body="text", language=pl.lit(language))
    return mentions.find_names(prose.split_paragraphs(bodies), name_finder, models, whole=False)


if __name__ == "__main__":
    main()
