"""Learns the models that weigh the evidence (``schemas/models``), and says how right they are on publishers unseen.

::

    python -m training.body PAGES.parquet RAW [RAW ...] [--out FOLDER] [--folds FOLDER]

``PAGES.parquet`` has a row a page: ``id``, ``domain``, ``origin`` (the corpus), ``main`` (its body is labelled),
``gold_body``, and for some ``present`` and ``absent``, snippets that belong in a body or not. Each ``RAW`` is a folder
of raw files beside its manifest ``RAW.manifest.tsv``: path, page id, kind ("html", or the renderer of a text).

Pages learn from labelled blocks, and from blocks that hold a snippet. Texts learn from labelled lines, and from texts
of pages without a label: there the finished model of pages, which sees more, is the teacher. Folds are by publisher:
no figure is on pages of a publisher that the model has learnt from. With ``--folds``, the models of each fold are kept
too, so that the whole mill can be judged on the publishers that they have not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
import polars as pl
from scipy.optimize import minimize

from bench.work import AS_OF
from schemas import rulebook
from schemas.data import MODELS
from schemas.frames import Evidenced, Pointed, Recurring
from tasks import refine
from tasks.cleaning import features, repetition
from tasks.cleaning.points import add_points
from tasks.cleaning.weigh import split_by_model
from tasks.columns.windows import Array, ByDocument, Floats, by_document
from tasks.models.trees import calibrated, lowered_thresholds
from tasks.reading import discover, read

FOLDS = 5
PARAMETERS = {
    "objective": "binary", "num_leaves": 31, "min_data_in_leaf": 40, "lambda_l2": 10.0,
    "feature_fraction": 0.3, "bagging_fraction": 0.6, "bagging_freq": 1, "max_bin": 63, "seed": 1, "num_threads": 1,
    "deterministic": True, "verbose": -1,
}  # fmt: skip
# Trees, and how much each may say. For texts, which have many more lines, 240 small steps came out no better.
STEPS = {"text": (100, 0.1), "html": (240, 0.05), "html-unvoted": (240, 0.05)}
# A block weighs as its words to this power do: near what the score counts, without letting few long ones decide.
POWER = 0.7
# What else is learnt from, against 1 for all labelled blocks.
SNIPPETS, TAUGHT = 0.4, 0.4
SURE_TEACHER = 0.8  # how sure the teacher is of the words that it keeps, for its page to count
# From which probability on a block is body: where the whole mill, judged out of fold, keeps most at nearly its best F1.
THRESHOLDS = {"text": 0.38, "html": 0.29, "html-unvoted": 0.36}
# By which power of a document's largest probability it falls: in texts, an article may be sure nowhere.
FALLS = {"text": 2, "html": 0, "html-unvoted": 0}

# Scripts written without spaces: a character is a token.
UNSPACED = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff"
TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")


class Corpus(NamedTuple):
    """What a model learns from, and is scored on."""

    rows: pl.DataFrame  # the blocks it is asked about: doc, id, kind, text, words
    evidence: pl.DataFrame  # on each of them
    unasked: pl.DataFrame  # the other blocks: id, text


def main() -> None:
    """Learn, print what was seen, write models and card."""
    parser = argparse.ArgumentParser(prog="python -m training.body", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", type=Path, metavar="PAGES.parquet")
    parser.add_argument("raw", type=Path, nargs="+", metavar="RAW")
    parser.add_argument("--out", type=Path, default=MODELS, metavar="FOLDER")
    parser.add_argument("--folds", type=Path, metavar="FOLDER")
    asked = parser.parse_args()

    gold = pl.read_parquet(asked.pages, columns=["id", "domain", "origin", "main", "gold_body", "present", "absent"])
    corpora = gather(asked.raw)
    asked.out.mkdir(parents=True, exist_ok=True)
    teacher, cards = None, []
    for name in ("html", "html-unvoted", "text"):
        labelled = label(corpora[name], gold, teacher if name == "text" else None)
        odds, boosters = out_of_fold(name, corpora[name], labelled)
        for number, booster in enumerate(boosters if asked.folds else ()):
            (asked.folds / str(number)).mkdir(parents=True, exist_ok=True)
            booster.save_model(asked.folds / str(number) / f"{name}.txt")
        told = figures(name, corpora[name], labelled, odds, gold)
        print(told, flush=True)
        cards.append(told)
        every = np.ones(labelled.height, bool)
        booster = learn(name, corpora[name].evidence, labelled, every)
        booster.save_model(asked.out / f"{name}.txt")
        if name == "html":
            teacher = bodies(corpora[name], booster, gold)
    for folder in (asked.out, *(asked.folds.iterdir() if asked.folds else ())):
        (folder / "card.toml").write_text(f"{HEAD}\n" + "\n".join(cards), encoding="utf-8")


HEAD = """# The models that decide about the blocks of whole pages, each beside this file as <name>.txt. Written by
# training/body.py. They learned from pages of public evaluation sets; only their weights are part of this repository.
# All figures are out of fold: from pages of publishers that a model has not learned from.
"""


def gather(folders: Sequence[Path]) -> dict[str, Corpus]:
    """The corpus of each model, from folders of raw files."""
    found: dict[str, list[Corpus]] = {}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for folder in folders:
            manifest = pl.read_csv(
                f"{folder}.manifest.tsv", separator="\t", has_header=False, quote_char=None,
                new_columns=["path", "id", "kind"],
            )  # fmt: skip
            batches = discover.plan_run(folder, None, {}, as_of=AS_OF).batches
            parts = list(chain(*pool.map(partial(survey, folder), batches)))
            known = repetition.recurring_lines(part.fingerprints for part in parts)
            for corpora in map(partial(weighed, known=known, manifest=manifest), parts):
                for name, corpus in corpora.items():
                    found.setdefault(name, []).append(corpus)
    return {
        name: Corpus(*(pl.concat(frames) for frames in zip(*corpora, strict=True))) for name, corpora in found.items()
    }


def survey(folder: Path, batch: discover.Batch) -> list[refine.Survey]:
    """The surveyed parts of a batch."""
    return [
        refine.survey_documents(documents, rulebook.load()) for documents in read.read_documents(folder, batch.files)
    ]


def weighed(part: refine.Survey, known: Recurring, manifest: pl.DataFrame) -> dict[str, Corpus]:
    """The evidence on a part, by model; pages give some to both of theirs."""
    ids = part.documents.select("doc", "path").join(manifest, on="path").drop("path")
    blocks = refine.gather_evidence(part, known)
    unvoted = blocks.filter(pl.col("media") == "html").with_columns(vote=pl.lit(None, pl.Boolean))
    parts = split_by_model(add_points(by_document(blocks)).frame)
    if not unvoted.is_empty():
        parts["html-unvoted"] = add_points(by_document(Evidenced.of(unvoted)))
    return {name: corpus(blocks, ids) for name, blocks in parts.items()}


def corpus(pointed: ByDocument[Pointed], ids: pl.DataFrame) -> Corpus:
    """The blocks of a part that a model is asked about, with the evidence, and those that it is not."""
    blocks, rows = pointed.frame, features.undecided_rows(pointed)
    asked = np.zeros(blocks.height, bool)
    asked[rows] = True
    named = blocks.select("doc", "text", "words").join(ids, on="doc", how="left", maintain_order="left")
    return Corpus(named.filter(asked), features.block_features(pointed, rows), named.filter(~asked))


def label(corpus: Corpus, gold: pl.DataFrame, taught: dict[str, str] | None) -> pl.DataFrame:
    """Of each row: ``body`` (null: unknown), ``tokens``, ``weight``, ``fold`` and ``set`` (null: it is not scored)."""
    told = corpus.rows.join(gold, on="id", how="left", maintain_order="left")
    body = np.full(told.height, np.nan)
    snippets = np.zeros(told.height, bool)
    tokens = np.zeros(told.height, np.int64)
    at = 0
    for (_,), page in told.group_by(pl.struct("id", "kind").rle_id(), maintain_order=True):
        first = page.row(0, named=True)
        of_page = slice(at, at := at + page.height)
        tokens[of_page] = [len(tokenize(text)) for text in page["text"]]
        full = first["gold_body"] if first["main"] else (taught or {}).get(first["id"])
        if full:
            body[of_page] = list(share_within(page["text"], full))
        elif first["present"] and not taught:
            body[of_page] = [snippet(text, first["present"], first["absent"]) for text in page["text"]]
            snippets[of_page] = True
    labelled = pl.DataFrame(
        {
            "body": pl.Series(body).fill_nan(None),
            "tokens": tokens,
            "snippet": snippets,
            "set": told["origin"].set(~told["main"].fill_null(False), None),
            "fold": [fold(domain) for domain in told["domain"]],
        }
    ).with_columns(weight=pl.when(pl.col("body").is_not_null()).then(pl.col("tokens").clip(1) ** POWER).otherwise(0.0))
    # Every corpus weighs the same: else the model takes the habits of the largest.
    kind = pl.coalesce("set", pl.when("snippet").then(pl.lit("snippets")).otherwise(pl.lit("taught")))
    sets = labelled["set"].n_unique() - labelled["set"].has_nulls()
    worth = {"snippets": SNIPPETS, "taught": TAUGHT}
    return labelled.with_columns(
        weight=pl.col("weight") / pl.col("weight").sum().over(kind) * kind.replace_strict(worth, default=1 / sets)
    )


def tokenize(text: str) -> list[str]:
    """The words of a text as the score counts them."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold())


def share_within(texts: Iterable[str], body: str) -> Iterator[float]:
    """How much of each text stands in a body: the share of its four-word shingles; short ones as a whole, or not."""
    words = tokenize(body)
    shingles = {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
    whole = f" {' '.join(words)} "
    for text in texts:
        own = tokenize(text)
        if len(own) <= 6:
            yield float(bool(own) and f" {' '.join(own)} " in whole)
        else:
            yield sum(tuple(own[at : at + 4]) in shingles for at in range(len(own) - 3)) / (len(own) - 3)


def snippet(text: str, present: list[str], absent: list[str]) -> float:
    """1 where a snippet of the body stands in a text, 0 where one does that must not, else NaN."""
    squashed = " ".join(text.split())
    if any(" ".join(one.split()) in squashed for one in present):
        return 1.0
    return 0.0 if any(" ".join(one.split()) in squashed for one in absent or []) else np.nan


def fold(domain: str | None) -> int:
    """The fold of a publisher."""
    return int(hashlib.md5((domain or "").encode()).hexdigest(), 16) % FOLDS


def learn(name: str, evidence: pl.DataFrame, labelled: pl.DataFrame, rows: Array) -> lightgbm.Booster:
    """Learn from some rows."""
    rows = rows & labelled["body"].is_not_null().to_numpy()
    weight = labelled["weight"].to_numpy()[rows]
    data = lightgbm.Dataset(
        evidence.to_numpy()[rows],
        labelled["body"].to_numpy()[rows] > 0.5,
        weight=weight / weight.mean(),
        feature_name=evidence.columns,
        params=PARAMETERS,
    )
    trees, rate = STEPS[name]
    return lightgbm.train(PARAMETERS | {"learning_rate": rate}, data, trees)


def out_of_fold(name: str, corpus: Corpus, labelled: pl.DataFrame) -> tuple[Floats, list[lightgbm.Booster]]:
    """Log-odds of every row, by a model that saw no page of its publisher; and the model of each fold."""
    odds = np.zeros(labelled.height)
    folds = labelled["fold"].to_numpy()
    matrix = corpus.evidence.to_numpy()
    boosters = [learn(name, corpus.evidence, labelled, folds != held_out) for held_out in range(FOLDS)]
    for held_out, booster in enumerate(boosters):
        odds[folds == held_out] = booster.predict(matrix[folds == held_out], raw_score=True, num_threads=1)
    return odds, boosters


def bodies(corpus: Corpus, booster: lightgbm.Booster, gold: pl.DataFrame) -> dict[str, str]:
    """The bodies of pages without a label, as the model of pages sees them where it is sure."""
    probability = 1 / (1 + np.exp(-np.asarray(booster.predict(corpus.evidence.to_numpy(), raw_score=True))))
    unlabelled = gold.filter(~pl.col("main"))["id"]
    seen = corpus.rows.with_columns(sure=probability).filter(
        pl.col("id").is_in(unlabelled.implode()), pl.col("sure") > 0.4
    )
    sure = (pl.col("sure") * pl.col("words")).sum() / pl.col("words").sum()
    pages = seen.group_by("id", maintain_order=True).agg(
        pl.col("text").str.join("\n"), sure=sure, w=pl.col("words").sum()
    )
    return dict(pages.filter(pl.col("sure") > SURE_TEACHER, pl.col("w") > 60).select("id", "text").iter_rows())


def figures(name: str, corpus: Corpus, labelled: pl.DataFrame, odds: Floats, gold: pl.DataFrame) -> str:
    """What is known of a model, as its entry in the card."""
    known = labelled["body"].is_not_null().to_numpy() & labelled["set"].is_not_null().to_numpy()
    body = labelled["body"].fill_null(0).to_numpy() > 0.5
    slope, intercept = platt(odds[known], body[known])
    probability = calibrated(odds, slope, intercept)
    sure = (
        corpus.rows.select("id", "kind")
        .with_columns(surest=probability)
        .select(pl.col("surest").max().over("id", "kind"))
    )
    kept = probability > lowered_thresholds(THRESHOLDS[name], FALLS[name], sure["surest"].to_numpy())
    scored = corpus.rows.select("doc", "id", "kind").with_columns(labelled, kept=kept).filter(known)
    sizes = gold.filter("main").select("id", of=pl.col("gold_body").map_elements(lambda t: len(tokenize(t)), pl.Int64))
    scored = scored.join(sizes, on="id", how="left")
    # A page of which nothing was asked about has no body.
    every = pl.concat([corpus.rows, corpus.unasked]).select("id", "kind").unique().join(gold.filter("main"), on="id")
    nothing = every.select("id", "kind", set="origin").join(scored, on=["id", "kind"], how="anti")
    scored = pl.concat([scored, nothing], how="diagonal").with_columns(
        pl.col("tokens", "body").fill_null(0), pl.col("kept").fill_null(False), pl.col("of").fill_null(1)
    )
    f1, precision, recall, below, by_set = score(scored)
    unasked = corpus.unasked.join(gold.filter("main"), on="id")
    stray = sum(
        sum(int(share > 0.5) for share in share_within(page["text"], page["gold_body"][0]))
        for _, page in unasked.group_by("id", "kind")
    )
    bins = np.clip((np.where(kept, probability, 1 - probability)[known] * 10).astype(int), 0, 9)
    right = (kept == body)[known]
    reliability = "\n".join(
        f"  {{ stated = [0.{low}, {(low + 1) / 10}], right = {right[bins == low].mean():.3f}, "
        f"blocks = {(bins == low).sum()} }},"
        for low in range(10)
        if (bins == low).any()
    )
    by_corpus = ", ".join(f'"{corpus}" = {value:.4f}' for corpus, value in by_set)
    return f"""\
[{name}]
slope = {slope:.4f}        # turns log-odds into a probability of body (Platt's scaling)
intercept = {intercept:.4f}
threshold = {THRESHOLDS[name]}       # a block is body if its probability is above this
falls = {FALLS[name]}             # ... times the largest probability in its document to this power
unasked = {1 - stray / unasked.height:.4f}      # share of blocks that are not body, of those it is not asked about
learnt_from = {labelled["body"].count()}   # blocks: labelled, with a labelled snippet, or labelled by a model
documents = {every.height}      # labelled and scored
f1 = {f1:.4f}           # of the body's words: mean over documents, then over corpora and renderers
precision = {precision:.4f}
recall = {recall:.4f}
below_half = {below:.4f}   # share of the documents with an f1 below .5
f1_by_corpus = {{ {by_corpus} }}
reliability = [  # stated confidence of a decision, and the share of these decisions that were right
{reliability}
]
"""


def platt(odds: Floats, body: Array) -> tuple[float, float]:
    """Slope and intercept that make log-odds a probability."""

    def loss(line: Floats) -> float:
        signed = np.where(body, 1, -1) * (line[0] * odds + line[1])
        return float(np.logaddexp(0, -signed).mean())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(found[0]), float(found[1])


def score(scored: pl.DataFrame) -> tuple[float, float, float, float, list[Any]]:
    """F1, precision, recall, share below .5, and F1 by corpus, of the words kept, means over pages, then over cells."""
    kept = pl.col("kept")
    cells = (
        scored.group_by("set", "kind", "id")
        .agg(
            kept=(pl.col("tokens") * kept).sum(),
            right=(pl.col("tokens") * pl.col("body") * kept).sum(),
            of=pl.col("of").first(),
        )
        .with_columns(right=pl.min_horizontal("right", "of"))  # what stands there twice is right once
        .with_columns(
            precision=(pl.col("right") / pl.col("kept")).fill_nan(0),
            recall=(pl.col("right") / pl.col("of")).clip(0, 1),
            f1=(2 * pl.col("right") / (pl.col("kept") + pl.col("of"))),
        )
        .group_by("set", "kind")
        .agg(pl.col("f1", "precision", "recall").mean(), below=(pl.col("f1") < 0.5).mean())
    )  # fmt: skip
    means = cells.select(pl.col("f1", "precision", "recall", "below").mean()).row(0)
    by_set = cells.group_by("set").agg(pl.col("f1").mean()).sort("set").rows()
    return (*means, by_set)


if __name__ == "__main__":
    main()
