"""Finds whom an article means by a family name alone: a person whom other articles name in full, or nobody known.

What else the article names, when it was published and by whom make a person likely. How likely is a logistic model of
FEATURES, ``schemas/weights/people.toml``. It was taught on articles that name a person in full, of which only the
family name was shown (``training/people.py``).
"""

from __future__ import annotations

import polars as pl

from schemas import data
from tasks.models.logit import logistic

# What the model looks at; the file of its weights says what each is.
FEATURES = ("shared", "articles", "within_3_days", "within_30_days", "rival", "rivals", "same_source")
PARTS = ("particles", "suffix")  # of a name, by which persons with one family name differ
PAIR = ("article_id", "name", "person")  # a short name, and whom it may mean
# Features that say whether so many days are between the article and one that names the person in full.
WITHIN = {"within_3_days": 3, "within_30_days": 30}

# Articles that are added to those of a person, with the names that all articles have. Set by hand.
SMOOTHING = 1.0
DECIMALS = 4  # of confidences: sums of floats differ in the last ones from run to run


def ascribe(named: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Ascribe short names to persons, where that is likely enough.

    The model is asked about the nearest person only: it says how likely that is right, and that another one is near
    (``rival``) makes it less so. Returns ``article_id``, ``name``, ``person`` and ``confidence``; a short name has one
    row or none.
    """
    weights = data.load("weights/people")
    nearest = nearest_persons(named, names)
    log_odds = nearest.select(
        pl.sum_horizontal(
            pl.lit(weights["log_odds"]["none"]), *(pl.col(name) * weights["log_odds"][name] for name in FEATURES)
        )
    )
    likely = pl.Series("confidence", logistic(log_odds.to_series().to_numpy())).round(DECIMALS)
    return nearest.with_columns(likely).filter(pl.col("confidence") >= weights["least"])


def nearest_persons(named: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The nearest person for each short name: ``article_id``, ``name``, ``person`` and FEATURES.

    That is the one whose articles share most names with the article, and of several the one in most articles.
    Takes ``full_names.name_persons`` and ``full_names.distinct_names``. Persons are those of the same language with
    that family name. Those whom the article itself names in full are left out: there, ``canonical`` knew them, and
    found that the short name is another's.
    """
    family = pl.concat_str(
        pl.when(pl.col("particles") != "").then("particles"), "family", separator=" ", ignore_nulls=True
    )
    short = named.filter(~pl.col("is_full") & (pl.col("base") == family)).drop("person")
    full = named.filter("is_full").select(
        "person", "language", "family", "article_id", "source", "published_on", *PARTS
    )
    full = full.unique(["person", "article_id"], maintain_order=True)
    counted = full.group_by("person", "language", "family").agg(
        pl.col(PARTS).drop_nulls().first().name.prefix("full_"), count=pl.len()
    )
    pairs = short.join(counted, on=["language", "family"]).join(full, on=["article_id", "person"], how="anti")
    pairs = pairs.filter(_may_mean())
    own_source = full.select("person", "language", "source").unique().with_columns(same_source=pl.lit(1.0))
    descending = {"article_id": False, "name": False, "shared": True, "count": True, "person": False}
    return (
        pairs.join(_shared_names(pairs, full, names), on=PAIR, how="left")
        .join(_days_between(pairs, full), on=PAIR, how="left")
        .join(own_source, on=["person", "language", "source"], how="left")
        .with_columns(pl.col("shared", "same_source").fill_null(0.0))
        .sort(*descending, descending=list(descending.values()))
        .with_columns(
            articles=pl.col("count").log(),
            **{name: (pl.col("days") <= most).fill_null(False).cast(pl.Float64) for name, most in WITHIN.items()},
            rival=pl.col("shared").shift(-1).over("article_id", "name").fill_null(0.0),
            rivals=pl.len().over("article_id", "name").log(),
        )
        .unique(["article_id", "name"], keep="first", maintain_order=True)
        .select(*PAIR, *FEATURES)
    )


def _may_mean() -> pl.Expr:
    """Whether the particles and the suffix of a short name, if it has any, are those of a person."""
    particles = (pl.col("particles") == "") | (pl.col("particles") == pl.col("full_particles"))
    return particles & (pl.col("suffix").is_null() | pl.col("suffix").eq_missing(pl.col("full_suffix")))


def _shared_names(pairs: pl.DataFrame, full: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """How much the other names of an article tell of a person: ``shared``, the logarithm of 1 + their log-ratios.

    The log-ratio of a name compares how often articles on the person have it with how often all articles do.
    """
    last = pl.col("base").str.split(" ").list.last()
    others = names.select("article_id", other="key", other_last=last).unique(
        ["article_id", "other"], maintain_order=True
    )
    usual = others.group_by("other").agg(usual=pl.len() / others["article_id"].n_unique())
    of_person = (
        full.join(pairs, on=["person", "language"], how="semi")
        .join(others, on="article_id")
        .group_by("person", "language", "other")
        .agg(together=pl.len())
    )
    often = (pl.col("together") + SMOOTHING * pl.col("usual")) / (pl.col("count") + SMOOTHING)
    return (
        pairs.select(*PAIR, "language", "family", "count")
        .join(others, on="article_id")
        .filter(pl.col("other_last") != pl.col("family"))  # the person's own names, and those of relatives
        .join(of_person, on=["person", "language", "other"])
        .join(usual, on="other")
        .with_columns(ratio=(often / pl.col("usual")).log())
        .filter(pl.col("ratio") > 0)
        .sort(*PAIR, "other")
        .group_by(PAIR, maintain_order=True)
        .agg(shared=pl.col("ratio").sum().log1p())
    )


def _days_between(pairs: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """The days between an article and the nearest one that names the person in full: ``days``."""
    dated = full.select("person", "language", "published_on", day="published_on").drop_nulls().sort("published_on")
    return (
        pairs.drop_nulls("published_on")
        .sort("published_on")
        .join_asof(dated, on="published_on", by=["person", "language"], strategy="nearest", check_sortedness=False)
        .select(*PAIR, days=(pl.col("published_on") - pl.col("day")).dt.total_days().abs())
    )
