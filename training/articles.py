"""Trains the models that say how likely a document is an article at all, and measures them on unseen publishers.

::

    python -m training.articles --pages PAGES.parquet ... --others OTHERS.parquet --raw RAW ... [--folds FOLDER]

``PAGES.parquet`` are labelled pages as ``training.blocks`` takes them: those with a labelled body are articles. In
``OTHERS.parquet`` (``id``, ``domain`` and ``page_type``) are home pages, lists, products, forums and service pages.
Each ``RAW`` is a folder of raw files of both, beside its manifest. ``--folds`` is what ``training.blocks --folds`` has
kept: with it, the blocks of each publisher are decided on by models that have not seen it, as those of the other pages
are.

Writes ``article-html.txt``, ``article-text.txt`` and their ``articles.toml`` into ``--out`` (``schemas/models``).
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import lightgbm
import numpy as np
import polars as pl

from schemas import rulebook
from schemas.block_frames import Ruled, Settled
from schemas.data import MODELS, read_toml
from schemas.frames import Pages, Pieces, Recurring
from tasks import refine
from tasks.columns.windows import Array, Floats
from tasks.fields.articlehood import MEDIA, document_features
from tasks.models import trees
from tasks.models.copied import is_copied_text
from tasks.models.trees import calibrated
from training.block_labels import Gold, read_gold
from training.calibration import fit_platt, measure_reliability
from training.corpus import survey_folder
from training.folds import PUBLISHER_FOLDS, fold_by_md5

# Set by hand.
PARAMETERS = {
    "objective": "binary", "num_leaves": 8, "min_data_in_leaf": 20, "lambda_l2": 5.0, "learning_rate": 0.05,
    "feature_fraction": 0.4, "bagging_fraction": 0.7, "bagging_freq": 1, "max_bin": 63, "seed": 1, "num_threads": 1,
    "deterministic": True, "verbose": -1,
}  # fmt: skip
TREES = 200
MOST_LOST = 1 / 250  # of the articles, at the threshold that a run has by default: on others it is a little more
NEAR = 3  # blocks on each side of a kept one that are left of an article whose page is cut down to it
CUT_DOWN = 0.3  # what these weigh together; all whole articles weigh 1, and all other pages

CARD_HEAD = """# How likely a document is an article: the models article-html.txt and article-text.txt, beside this
# file. Written by training/articles.py. All figures are out of fold: of publishers that a model has not learned from.
"""


def main() -> None:
    """Train, print the figures, write models and card."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    known = read_kinds(asked.pages, asked.others)
    documents = gather_documents(asked.raw, known, asked.folds)
    entries = []
    for media in MEDIA:
        of_media = documents.filter(pl.col("media") == media)
        names = of_media.drop(*known.columns, "media", "cut_down", "doc").columns
        entries.append(measure_model(media, of_media, predict_out_of_fold(of_media, names)))
        print(entries[-1], flush=True)
        model = train_model(of_media, names, np.ones(of_media.height, bool))
        model.save_model(asked.out / f"article-{media}.txt")
    (asked.out / "articles.toml").write_text(f"{CARD_HEAD}\n" + "\n".join(entries), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.articles", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=Path, nargs="+", required=True, help="labelled pages: articles")
    parser.add_argument("--others", type=Path, required=True, help="pages that are no articles")
    parser.add_argument("--raw", type=Path, nargs="+", required=True, help="folders of raw files that show them")
    parser.add_argument("--folds", type=Path, metavar="FOLDER", help="folder of the models of blocks of each fold")
    parser.add_argument("--out", type=Path, default=MODELS, metavar="FOLDER", help="folder for models and card")
    return parser.parse_args()


def read_kinds(pages: Iterable[Path], others: Path) -> pl.DataFrame:
    """Read which pages are articles: ``id``, ``set`` (the corpus, or the kind of page), ``fold`` and ``article``."""
    gold: Gold = read_gold(pages)
    articles = gold.filter("main").select("id", "domain", set="origin", article=True)
    rest = pl.read_parquet(others).select("id", "domain", set="page_type", article=False)
    fold = pl.col("domain").map_elements(fold_by_md5, pl.Int64, skip_nulls=False)
    return pl.concat([articles, rest]).with_columns(pl.col("domain").fill_null("")).select(
        "id", "set", "article", fold=fold
    )  # fmt: skip


def gather_documents(folders: Iterable[Path], known: pl.DataFrame, folds: Path | None) -> pl.DataFrame:
    """Gather the features of all known documents: of articles twice, as they are and cut down to the article."""
    found: list[pl.DataFrame] = []
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for folder in folders:
            files = pl.read_csv(
                f"{folder}.manifest.tsv", separator="\t", has_header=False, quote_char=None,
                new_columns=["path", "id", "kind"],
            ).join(known, on="id")  # fmt: skip
            parts, recurring = survey_folder(folder, pool.map)
            work = partial(_documents_of_part, recurring=recurring, files=files, folds=folds)
            found += pool.map(work, parts)
    return pl.concat(found)


def _documents_of_part(
    survey: refine.Survey, recurring: Recurring, files: pl.DataFrame, folds: Path | None
) -> pl.DataFrame:
    """The features of the documents of a part, each decided on by the models of its fold."""
    documents = survey.documents.select("doc", "path").join(files, on="path").drop("path", "kind")
    found: list[pl.DataFrame] = []
    for fold in range(PUBLISHER_FOLDS) if folds else (None,):
        of_fold = documents if fold is None else documents.filter(pl.col("fold") == fold)
        if of_fold.is_empty():
            continue
        if folds is not None:
            use_models(folds / str(fold))
        found += _features_of(_part_of(survey, of_fold), recurring, of_fold)
    return pl.concat(found)


def use_models(folder: Path) -> None:
    """Let the mill of this process use the models of blocks in a folder, and their card."""
    card = read_toml(folder / "card.toml")
    vars(trees).update(MODELS=folder, model_card=lambda: card)
    trees.load_model.cache_clear()


def _part_of(survey: refine.Survey, documents: pl.DataFrame) -> refine.Survey:
    """The survey of some documents of a part. Its ``documents`` stay whole: ``doc`` is the number of a row of them."""
    is_asked = pl.col("doc").is_in(documents["doc"].implode())
    return survey._replace(
        pages=Pages.of(survey.pages.filter(is_asked)),
        pieces=Pieces.of(survey.pieces.filter(is_asked)),
        blocks=Ruled.of(survey.blocks.filter(is_asked)),
    )


def _features_of(survey: refine.Survey, recurring: Recurring, documents: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The features of whole documents, then of articles that are cut down to what was kept and a little around it."""
    rules = rulebook.load()
    settled, lead = refine.decide_blocks(survey, recurring)
    blocks, fields = refine.find_fields(survey, settled, lead, rules)
    media = blocks.group_by("doc").agg(pl.col("media").first(), copied=is_copied_text().first())
    asked = documents.join(media.filter(~pl.col("copied")).drop("copied"), on="doc")
    yield asked.join(document_features(blocks, survey.pages, fields), on="doc").with_columns(cut_down=False)
    near = blocks.filter(_is_near_kept(blocks))
    silent = survey.pages.clear(), fields.with_columns(url=pl.lit(None, pl.String))
    cut_down = asked.filter("article").join(document_features(near, *silent), on="doc")
    yield cut_down.with_columns(cut_down=True)


def _is_near_kept(blocks: Settled) -> pl.Series:
    kept = blocks["keep"].cast(pl.Int8)
    return kept.rolling_max(2 * NEAR + 1, min_samples=1, center=True) > 0


def train_model(documents: pl.DataFrame, names: list[str], rows: Array) -> lightgbm.Booster:
    """Train a model on some rows of documents."""
    weight = weigh_documents(documents)[rows]
    data = lightgbm.Dataset(
        documents.select(names).to_numpy()[rows],
        documents["article"].to_numpy()[rows],
        weight=weight / weight.mean(),
        feature_name=names,
        params=PARAMETERS,
    )
    return lightgbm.train(PARAMETERS, data, TREES)


def weigh_documents(documents: pl.DataFrame) -> Floats:
    """Weigh documents: articles as much as other pages, and a corpus of articles by the root of its size."""
    kind = pl.when("cut_down").then(pl.lit("cut down")).when("article").then(pl.lit("whole")).otherwise(pl.lit("other"))
    worth = kind.replace_strict({"cut down": CUT_DOWN, "whole": 1.0, "other": 1.0}, return_dtype=pl.Float64)
    rooted = pl.when("article").then(1 / pl.len().over("set", kind).sqrt()).otherwise(1.0)
    return documents.select(rooted / rooted.sum().over(kind) * worth).to_series().to_numpy()


def predict_out_of_fold(documents: pl.DataFrame, names: list[str]) -> Floats:
    """Give the log-odds of every document, by a model that saw none of its publisher."""
    folds, matrix = documents["fold"].to_numpy(), documents.select(names).to_numpy()
    odds = np.zeros(documents.height)
    for held_out in range(PUBLISHER_FOLDS):
        model = train_model(documents, names, folds != held_out)
        odds[folds == held_out] = model.predict(matrix[folds == held_out], raw_score=True, num_threads=1)
    return odds


def measure_model(media: str, documents: pl.DataFrame, odds: Floats) -> str:
    """Measure a model on whole documents, and give its entry in the card.

    The threshold of each fold is chosen on the others, and so is what makes log-odds a probability.
    """
    whole = ~documents["cut_down"].to_numpy()
    odds, article, folds = odds[whole], documents["article"].to_numpy()[whole], documents["fold"].to_numpy()[whole]
    stated, refused = np.zeros(len(odds)), np.zeros(len(odds), bool)
    for held_out in np.unique(folds):
        here, others = folds == held_out, folds != held_out
        line = fit_platt(odds[others], article[others])
        stated[here] = calibrated(odds[here], *line)
        refused[here] = stated[here] < choose_least(calibrated(odds[others], *line), article[others])
    line = fit_platt(odds, article)
    least = choose_least(calibrated(odds, *line), article)
    kinds = documents.filter(pl.Series(whole)).with_columns(refused=refused)
    by_kind = kinds.group_by("set").agg(pl.col("refused").mean()).sort("set").iter_rows()
    reliability = "\n".join(
        f"  {{ stated = [0.{tenth}, {(tenth + 1) / 10}], articles = {right:.3f}, documents = {count} }},"
        for tenth, right, count in measure_reliability(stated, article).select("tenth", "right", "count").iter_rows()
    )
    return f"""\
[{media}]
slope = {line.slope:.4f}        # turns log-odds into a probability (Platt's scaling)
intercept = {line.intercept:.4f}
least = {least:.4f}        # below it, a document is refused unless a run sets another limit
articles = {article.sum()}
others = {(~article).sum()}
auc = {measure_auc(odds, article):.4f}
articles_refused = {refused[article].mean():.4f}
others_refused = {refused[~article].mean():.4f}
refused = {{ {", ".join(f'"{kind}" = {share:.3f}' for kind, share in by_kind)} }}
reliability = [  # stated probability, and the share of these documents that were articles
{reliability}
]
"""


def choose_least(stated: Floats, article: Array) -> float:
    """Choose the threshold below which at most ``MOST_LOST`` of the articles are.

    >>> choose_least(np.arange(400) / 400, np.ones(400, bool))
    0.0024
    """
    of_articles = np.sort(stated[article])
    return float(np.floor(of_articles[int(len(of_articles) * MOST_LOST)] * 1e4 - 0.5) / 1e4)


def measure_auc(odds: Floats, article: Array) -> float:
    """How often an article has higher odds than another page.

    >>> measure_auc(np.array([1.0, 2.0, 3.0]), np.array([False, True, True]))
    1.0
    """
    rank = np.argsort(np.argsort(odds, kind="stable"), kind="stable") + 1
    right, wrong = int(article.sum()), int((~article).sum())
    return float((rank[article].sum() - right * (right + 1) / 2) / max(1, right * wrong))


if __name__ == "__main__":
    main()
