"""Fits how likely a family name alone means a person whom other articles name in full: ``weights/people.toml``.

::

    python -m training.people OUT [--seed N]

OUT is a folder of tables. Nobody labels anything: of the names that articles give in full, HIDDEN are taken, and only
the family name is shown. Who was meant is known, and he may be somebody whom no other article names, so that each
person found is wrong. Prints the log-odds, and how often a person is right who is so likely, in articles held out.

That is harder than what it is for: an article that is about Michelle Obama alone is not one that says "Obama".
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize

from schemas.tables import ARTICLES, MENTIONS
from tasks.columns.windows import Floats
from tasks.extraction.names.full_names import distinct_names, name_persons
from tasks.extraction.names.short_names import FEATURES, nearest_persons
from tasks.models.logit import logistic
from tasks.parts import scan_table

HIDDEN = 0.3  # the share of full names of which only the family name is shown
FOLDS = 5
PENALTY = 1.0  # of squared log-odds
LEAST = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def main() -> None:
    """Print the log-odds, and how often they are right."""
    parser = argparse.ArgumentParser(prog="python -m training.people", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder of tables")
    parser.add_argument("--seed", type=int, default=0, help="which names are hidden")
    given = parser.parse_args()
    names = distinct_names(*(scan_table(given.out, table.name).collect() for table in (MENTIONS, ARTICLES)))
    shown = hide_names(name_persons(names), names, given.seed)
    features, right = shown.select(FEATURES).to_numpy(), shown["right"].to_numpy()
    print(f"{right.size} short names that may mean a person; the nearest is right of {right.sum()}")
    for name, odds in zip(("none", *FEATURES), fit(features, right), strict=True):
        print(f"{name:<16}{odds:8.2f}")
    fold = shown["article_id"].hash().to_numpy() % FOLDS
    likely = np.zeros(right.size)
    for held_out in range(FOLDS):
        rest = fold != held_out
        likely[~rest] = probabilities(features[~rest], fit(features[rest], right[rest]))
    print("at least   stated    right    found of those that can be")
    for least in LEAST:
        given_so = likely >= least
        shares = likely[given_so].mean(), right[given_so].mean(), right[given_so].sum() / right.sum()
        print(f"{least:8.2f}{shares[0]:9.3f}{shares[1]:9.3f}{shares[2]:9.3f}")


def hide_names(named: pl.DataFrame, names: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Hide all but the family name of some full names, and find who they may be.

    Takes ``full_names.name_persons`` and ``distinct_names``. Returns the rows of ``short_names.nearest_persons``, each
    with ``right``: whether it is the person.
    """
    hidden = pl.Series(np.random.default_rng(seed).random(named.height) < HIDDEN)
    shown = named.with_columns(hidden=pl.col("is_full") & hidden)
    masked = (
        shown.filter("hidden")
        .unique(["article_id", "family"], keep="none", maintain_order=True)
        .with_columns(truth="person", base="family", name="family", is_full=pl.lit(False))
        .with_columns(key="base", particles=pl.lit(""), suffix=pl.lit(None, pl.String))
    )
    rest = shown.filter(pl.col("is_full") & ~pl.col("hidden"))
    found = nearest_persons(pl.concat([rest, masked.drop("truth")]), names)
    truth = masked.select("article_id", "name", "truth")
    return found.join(truth, on=["article_id", "name"], maintain_order="left").with_columns(
        right=pl.col("truth") == pl.col("person")
    )


def fit(features: Floats, right: Floats) -> Floats:
    """Fit a logistic regression: the log-odds of none of the features, and of each one."""
    columns = np.column_stack([np.ones(len(features)), features])

    def loss(odds: Floats) -> float:
        signed = np.where(right, 1, -1) * (columns @ odds)
        return float(np.logaddexp(0, -signed).sum() + PENALTY / 2 * (odds[1:] ** 2).sum())

    fitted: Floats = minimize(loss, np.zeros(columns.shape[1])).x
    return fitted


def probabilities(features: Floats, odds: Floats) -> Floats:
    """How likely each row is right."""
    return logistic(odds[0] + features @ odds[1:])


if __name__ == "__main__":
    main()
