"""Trains the models that decide which blocks of a document are its body, and measures them on unseen publishers.

::

    python -m training.blocks --pages PAGES.parquet ... --raw RAW ... [--out FOLDER] [--folds FOLDER]

Each ``PAGES.parquet`` has a row a page: ``id``, ``domain``, ``origin`` (the corpus), ``gold_body``, and for some
``main`` (whether that body is scored), ``train`` (false: the page may only measure), and ``present`` and ``absent``,
snippets that belong in a body or not. Each ``RAW`` is a folder of raw files, beside its manifest ``RAW.manifest.tsv``:
path, page id, kind ("html", or the renderer of a text).

Pages learn from labelled blocks, and from blocks that hold a snippet. Texts learn from labelled lines, and from texts
of pages without a label: their teacher is the finished model of pages, which sees more. Folds are by publisher: no
figure is on pages of a publisher that the model has learned from.

Writes ``html.txt``, ``html-unvoted.txt``, ``text.txt`` and their ``card.toml`` into ``--out`` (``schemas/models``), and
prints the card, with the errors by kind. With ``--folds``, the models of each fold are kept too, so that the whole mill
can be measured on the publishers that they have not seen.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np
import polars as pl

from schemas.block_frames import Evidenced, Pointed
from schemas.data import MODELS
from schemas.frames import Recurring
from tasks import refine
from tasks.cleaning import features
from tasks.cleaning.points import add_points
from tasks.cleaning.weigh import split_by_model
from tasks.columns.windows import Array, ByDocument, Floats, by_document
from tasks.models.logit import logistic
from training.block_errors import show_errors
from training.block_figures import CARD_HEAD, measure_model
from training.block_labels import BlockLabels, CorpusBlocks, Gold, label_blocks, read_gold
from training.corpus import survey_folder
from training.doubts import find_doubted, weigh_down
from training.folds import PUBLISHER_FOLDS

# Set by hand. "More and finer trees: nothing" (docs/decisions.md).
PARAMETERS = {
    "objective": "binary", "num_leaves": 31, "min_data_in_leaf": 40, "lambda_l2": 10.0,
    "feature_fraction": 0.3, "bagging_fraction": 0.6, "bagging_freq": 1, "max_bin": 63, "seed": 1, "num_threads": 1,
    "deterministic": True, "verbose": -1,
}  # fmt: skip
# Trees, and how much each may add. For texts, which have many more lines, 240 small steps came out no better.
STEPS = {"text": (100, 0.1), "html": (120, 0.1), "html-unvoted": (120, 0.1)}
DOUBTING = (60, 0.15)  # of the models that only say which labels are doubtful
WORKERS = 2  # models that are trained at a time
# Set by hand. A teacher keeps blocks above a probability. What it keeps of a page counts as its body if the teacher is
# sure of it, by the mean probability of its words, and it is long enough.
TEACHER_KEEPS, SURE_TEACHER, FEWEST_WORDS = 0.4, 0.8, 60


class Corpus(NamedTuple):
    """What a model learns from, and is scored on."""

    blocks: CorpusBlocks  # the blocks that the model is asked about
    evidence: pl.DataFrame  # the features of each of them
    unasked: CorpusBlocks  # the other blocks


def main() -> None:
    """Train, print the figures, write models and card."""
    asked = _arguments()
    gold = read_gold(asked.pages)
    corpora = gather_corpora(asked.raw)
    asked.out.mkdir(parents=True, exist_ok=True)
    taught: dict[str, str] = {}
    doubted: list[frozenset[str]] = []
    entries = []
    for name in ("html", "html-unvoted", "text"):
        blocks, evidence, unasked = corpora[name]
        labels = label_blocks(blocks, gold, taught if name == "text" else None)
        matrix = evidence.to_numpy()
        doubted = doubted or find_doubted(partial(train_model, DOUBTING, evidence, labels), matrix, labels, blocks)
        weights = weigh_down(labels["weight"].to_numpy(), blocks, doubted)
        boosters = train_folds(STEPS[name], evidence, labels, weights)
        for number, booster in enumerate(boosters if asked.folds else ()):
            (asked.folds / str(number)).mkdir(parents=True, exist_ok=True)
            booster.save_model(asked.folds / str(number) / f"{name}.txt")
        odds = predict_out_of_fold(boosters, evidence, labels)
        measured = measure_model(name, blocks, unasked, labels, odds, gold)
        entries.append(measured.entry)
        print(measured.entry, show_errors(blocks, evidence, measured.decided), sep="\n", flush=True)
        everything = np.ones(labels.height, bool)
        booster = train_model(STEPS[name], evidence, labels, everything, weights[-1])
        booster.save_model(asked.out / f"{name}.txt")
        if name == "html":
            taught = teach_bodies(booster, blocks, evidence, gold)
    for folder in (asked.out, *(asked.folds.iterdir() if asked.folds else ())):
        (folder / "card.toml").write_text(f"{CARD_HEAD}\n" + "\n".join(entries), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.blocks", description=(__doc__ or "").partition("\n")[0])
    for name, metavar, what in (
        ("--pages", "PAGES.parquet", "labelled pages"),
        ("--raw", "RAW", "folders of raw files that show them"),
    ):
        parser.add_argument(name, type=Path, nargs="+", required=True, metavar=metavar, help=what)
    parser.add_argument("--out", type=Path, default=MODELS, metavar="FOLDER", help="folder for models and card")
    parser.add_argument("--folds", type=Path, metavar="FOLDER", help="folder for the models of each fold")
    return parser.parse_args()


def gather_corpora(folders: Iterable[Path]) -> dict[str, Corpus]:
    """Gather the corpus of each model from folders of raw files."""
    found: dict[str, list[Corpus]] = {}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for folder in folders:
            pages = pl.read_csv(
                f"{folder}.manifest.tsv", separator="\t", has_header=False, quote_char=None,
                new_columns=["path", "id", "kind"],
            )  # fmt: skip
            parts, recurring = survey_folder(folder, pool.map)
            for part in parts:
                for name, corpus in compute_corpora(part, recurring, pages).items():
                    found.setdefault(name, []).append(corpus)
    return {name: _joined_corpus(corpora) for name, corpora in found.items()}


def _joined_corpus(corpora: Sequence[Corpus]) -> Corpus:
    blocks, evidence, unasked = (pl.concat(frames) for frames in zip(*corpora, strict=True))
    return Corpus(CorpusBlocks.of(blocks), evidence, CorpusBlocks.of(unasked))


def compute_corpora(part: refine.Survey, recurring: Recurring, pages: pl.DataFrame) -> dict[str, Corpus]:
    """Compute the evidence on a part, by model. Pages are in the corpora of both of theirs.

    Takes the surveyed part, the recurring lines of its folder, and ``path``, ``id`` and ``kind`` of its files.
    """
    ids = part.documents.select("doc", "path").join(pages, on="path").drop("path")
    blocks = refine.gather_evidence(part, recurring)
    unvoted = blocks.filter(pl.col("media") == "html").with_columns(vote=pl.lit(None, pl.Boolean))
    parts = split_by_model(add_points(by_document(blocks)).frame)
    if not unvoted.is_empty():
        parts["html-unvoted"] = add_points(by_document(Evidenced.of(unvoted)))
    return {name: _corpus_of(blocks, ids) for name, blocks in parts.items()}


def _corpus_of(pointed: ByDocument[Pointed], ids: pl.DataFrame) -> Corpus:
    """The blocks that a model is asked about, with their features, and those that it is not asked about."""
    blocks, rows = pointed.frame, features.undecided_rows(pointed)
    asked = np.zeros(blocks.height, bool)
    asked[rows] = True
    named = blocks.select("doc", "text", "words").join(ids, on="doc", how="left", maintain_order="left")
    return Corpus(
        CorpusBlocks.of(named.filter(asked)),
        features.block_features(pointed, rows),
        CorpusBlocks.of(named.filter(~asked)),
    )


def train_model(
    steps: tuple[int, float], evidence: pl.DataFrame, labels: BlockLabels, rows: Array, weights: Floats | None = None
) -> lightgbm.Booster:
    """Train a model of some steps on those of some rows that have a label."""
    rows = rows & labels["body"].is_not_null().to_numpy()
    weight = (labels["weight"].to_numpy() if weights is None else weights)[rows]
    data = lightgbm.Dataset(
        evidence.to_numpy()[rows],
        labels["body"].to_numpy()[rows] > 0.5,
        weight=weight / weight.mean(),
        feature_name=evidence.columns,
        params=PARAMETERS,
    )
    trees, rate = steps
    return lightgbm.train(PARAMETERS | {"learning_rate": rate}, data, trees)


def train_folds(
    steps: tuple[int, float], evidence: pl.DataFrame, labels: BlockLabels, weights: Sequence[Floats]
) -> list[lightgbm.Booster]:
    """Train a model for each fold, on all other folds; two at a time."""
    folds = labels["fold"].to_numpy()
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(
            pool.map(
                lambda held_out: train_model(steps, evidence, labels, folds != held_out, weights[held_out]),
                range(PUBLISHER_FOLDS),
            )
        )


def predict_out_of_fold(boosters: Sequence[lightgbm.Booster], evidence: pl.DataFrame, labels: BlockLabels) -> Floats:
    """Give the log-odds of every row, by the model that saw no page of its publisher."""
    folds, matrix = labels["fold"].to_numpy(), evidence.to_numpy()
    odds = np.zeros(labels.height)
    for held_out, booster in enumerate(boosters):
        odds[folds == held_out] = booster.predict(matrix[folds == held_out], raw_score=True, num_threads=1)
    return odds


def teach_bodies(booster: lightgbm.Booster, blocks: CorpusBlocks, evidence: pl.DataFrame, gold: Gold) -> dict[str, str]:
    """Give the bodies of pages without a label as the model of pages sees them, where it is sure: by page."""
    probability = logistic(np.asarray(booster.predict(evidence.to_numpy(), raw_score=True)))
    unlabelled = gold.filter(~pl.col("main"))["id"]
    kept = blocks.with_columns(sure=probability).filter(
        pl.col("id").is_in(unlabelled.implode()), pl.col("sure") > TEACHER_KEEPS
    )
    sure = (pl.col("sure") * pl.col("words")).sum() / pl.col("words").sum()
    pages = kept.group_by("id", maintain_order=True).agg(
        pl.col("text").str.join("\n"), sure=sure, size=pl.col("words").sum()
    )
    taught = pages.filter(pl.col("sure") > SURE_TEACHER, pl.col("size") > FEWEST_WORDS)
    return dict(taught.select("id", "text").iter_rows())


if __name__ == "__main__":
    main()
