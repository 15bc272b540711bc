"""Trains the sequence models of names (``tasks/extraction/names``) on labelled sentences, and measures them.

::

    python -m training.names SILVER.parquet [--german-news GOLD] [--english-news SILVER] [--only LANGUAGE ...]
    python -m training.names SILVER.parquet --german-news GOLD --folds FOLDER --measure GOLD [GOLD ...]

SILVER has a row a sentence of Wikipedia: ``lang``, ``words``, ``tags`` (B-PER, I-PER ... O). Files of news and of gold
have a row a text: ``text`` and ``names`` (start, end, kind), gold also ``id``, ``lang`` and the ``text`` of each name.
English news are labelled by another tagger (``training.silver_names``).

The first form trains a model for each language of SILVER and one for all others, and writes them into ``schemas/names``
as ``<language>.npz``, ``any.npz`` and ``words.npz``. The second measures what is in there, and writes the figures into
``card.toml``: on every file after ``--measure``, and on German news by models that have not seen the text. These are
kept in FOLDER, and trained if they are not there yet. python-crfsuite is needed to train, not to apply.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from schemas.data import NAMES
from schemas.options import NameFinder
from tasks.extraction import prose
from tasks.extraction.names import mentions, spacy_names
from tasks.extraction.names.name_models import Model, load_model, read_model
from training.folds import fold_by_crc32
from training.name_figures import WITH_SPACY, JudgedNames, judge_names, write_card
from training.name_labels import keep_sentences, read_gold_texts, read_silver_texts
from training.name_learning import Part, gather_examples, save_model, train_model, write_votes

ALL = "any"  # the model for languages without a model of their own
# Set by hand; docs/decisions.md says what news are worth ("News counts apart").
ALONE = {"ru", "de"}  # learn from no other language: Russian has a script, German has labelled news of its own
OTHERS = 0.1  # the share of each other language that the others learn from
OF_EACH = 0.25  # the share of each language that the model of all learns from
GERMAN_NEWS, ENGLISH_NEWS = 3, 0.6  # how often these news count; those in English are labelled by another tagger
FOLDS = 3  # of German news, by text


def main() -> None:
    """Train, or measure."""
    asked = _arguments()
    silver = pl.read_parquet(asked.silver)
    if asked.measure:
        judged = measure_models(silver, pl.read_parquet(asked.german_news), asked.folds, asked.measure)
        write_card(JudgedNames.of(pl.concat(judged)), NAMES / "card.toml")
        return
    languages = sorted(silver["lang"].unique())
    if not asked.only:
        write_votes(silver, languages, NAMES / "words.npz")
    for language in asked.only or [*languages, ALL]:
        parts = list(gather_silver_parts(silver, language, languages))
        if language == "de" and asked.german_news:
            parts.append(prepare_german_news(pl.read_parquet(asked.german_news)))
        if language == "en" and asked.english_news:
            parts.append(
                Part(gather_examples(read_gold_texts(pl.read_parquet(asked.english_news)), "en"), ENGLISH_NEWS)
            )
        save_model(train_model(parts), NAMES / f"{language}.npz")
        print(language, round(sum(part.words for part in parts)), "words", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.names", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("silver", type=Path, metavar="SILVER.parquet", help="labelled sentences of Wikipedia")
    parser.add_argument("--german-news", type=Path, metavar="GOLD", help="labelled German news")
    parser.add_argument("--english-news", type=Path, metavar="SILVER", help="English news, labelled by another tagger")
    parser.add_argument("--only", nargs="+", metavar="LANGUAGE", help="train only these models")
    parser.add_argument("--measure", nargs="+", type=Path, metavar="GOLD", help="measure the models on these texts")
    parser.add_argument("--folds", type=Path, metavar="FOLDER", help="models that have not seen a fold of German news")
    asked = parser.parse_args()
    if asked.measure and not (asked.german_news and asked.folds):
        parser.error("--measure also needs --german-news and --folds")
    return asked


def gather_silver_parts(silver: pl.DataFrame, language: str, languages: Sequence[str]) -> Iterator[Part]:
    """Give the silver sentences that a model learns from, with the share of each language."""
    for other in languages:
        near = OTHERS if {language, other}.isdisjoint(ALONE) else 0.0
        share = OF_EACH if language == ALL else 1.0 if other == language else near
        if share:
            yield Part(gather_examples(keep_sentences(read_silver_texts(silver, other)), other), share)


def prepare_german_news(news: pl.DataFrame) -> Part:
    """Give labelled German news as a part to learn from."""
    return Part(gather_examples(read_gold_texts(news), "de"), GERMAN_NEWS, apart=True)


def measure_models(
    silver: pl.DataFrame, news: pl.DataFrame, folds: Path, files: Sequence[Path]
) -> Iterator[JudgedNames]:
    """Judge the names that the models find in German news and other labelled texts, there with spaCy too if it can."""
    yield judge_names(find_out_of_fold(silver, news, folds), news, "news")
    for texts in (texts for file in files for texts in pl.read_parquet(file).partition_by("lang")):
        language = texts["lang"][0]
        yield judge_names(find_mentions(texts, language), texts, language)
        if language in spacy_names.pipelines():
            yield judge_names(find_mentions(texts, language, "spacy"), texts, f"{language}{WITH_SPACY}")


def find_out_of_fold(silver: pl.DataFrame, news: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """Find the names in labelled German news by models that have not seen the text.

    The models are kept in a folder, and trained if they are not there yet.
    """
    fold = pl.Series([fold_by_crc32(text_id, FOLDS) for text_id in news["id"]])
    found = []
    for number in range(FOLDS):
        file = folder / f"{number}.npz"
        if not file.exists():
            parts = gather_silver_parts(silver, "de", sorted(silver["lang"].unique()))
            save_model(train_model([*parts, prepare_german_news(news.filter(fold != number))]), file)
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
    return mentions.find_names(prose.split_paragraphs(bodies), name_finder, models)


if __name__ == "__main__":
    main()
