"""How right the models of blocks are, out of fold: their entries in ``schemas/models/card.toml``."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from tasks.columns.windows import Floats
from tasks.models.trees import calibrated, lowered_thresholds
from training.block_labels import BlockLabels, CorpusBlocks, Gold, measure_shares, tokenize
from training.calibration import Line, fit_platt, measure_reliability

# A block is body if its probability is above a threshold, which may fall with a power of the largest probability in its
# document: in some texts, no block is sure; on pages it only did harm. Both are chosen among these, for the publishers
# of a fold on those of all others: no page that reports a figure chose for it (docs/decisions.md).
TRIED = [round(0.2 + 0.02 * step, 2) for step in range(21)]
FALLS = {"text": (0.0, 1.0, 2.0), "html": (0.0,), "html-unvoted": (0.0,)}
# F1 that is given up for a lower threshold, which keeps more. Chance moves it further than that. Of texts none: recall
# is .96 there.
NEARLY = {"text": 0.0, "html": 0.001, "html-unvoted": 0.001}

CARD_HEAD = """# The models that decide about the blocks of whole pages, each beside this file as <name>.txt. Written by
# training/blocks.py. They learned from pages of public evaluation sets; only their weights are part of this repository.
# All figures are out of fold: from pages of publishers that a model has not learned from.
"""


class Scores(NamedTuple):
    """How right bodies are, by their words: means over documents, then over corpora and renderers."""

    f1: float
    precision: float
    recall: float
    below_half: float  # the share of documents with an F1 below .5
    f1_by_corpus: list[tuple[str, float]]


class Rule(NamedTuple):
    """What turns log-odds into decisions (``tasks.models.trees``)."""

    line: Line
    threshold: float
    falls: float


class Measured(NamedTuple):
    """A measured model."""

    entry: str  # of the card
    decided: pl.DataFrame  # the blocks that are scored: ``row`` (among those it is asked about), ``kept`` ...


class Entry(NamedTuple):
    """What the card says of a model."""

    name: str
    rule: Rule
    unasked: float  # the share of blocks that are not body, of those that the model is not asked about
    learned_from: int  # labelled blocks
    documents: int  # labelled and scored
    scores: Scores
    reliability: pl.DataFrame  # of decisions


def measure_model(
    name: str, blocks: CorpusBlocks, unasked: CorpusBlocks, labels: BlockLabels, odds: Floats, gold: Gold
) -> Measured:
    """Measure a model.

    Takes the blocks that it is asked about, and those that it is not; the labels of the former, and their log-odds by
    models that have not seen the publisher; and the labelled pages.
    """
    main = gold.filter("main")
    shown = pl.concat([blocks, unasked]).select("id", "kind").unique().join(main, on="id")
    sizes = shown.select("id", "gold_body").unique("id").select("id", of=_token_count("gold_body"))
    known = pl.col("body").is_not_null() & pl.col("set").is_not_null()
    rows = blocks.select("id", "kind").with_columns(labels, odds=odds).with_row_index("row").filter(known)
    judged = rows.join(sizes, on="id", maintain_order="left")
    decided = decide_out_of_fold(name, judged)
    right = pl.col("kept") == (pl.col("body") > 0.5)
    stated = pl.when("kept").then("probability").otherwise(1 - pl.col("probability"))
    entry = Entry(
        name=name,
        rule=fit_rule(name, judged),
        unasked=1 - _stray_blocks(unasked, main) / unasked.join(main, on="id").height,
        learned_from=labels["body"].count(),
        documents=shown.height,
        scores=score_bodies(_with_all_pages(decided, shown)),
        reliability=measure_reliability(*(decided.select(it).to_series().to_numpy() for it in (stated, right))),
    )
    return Measured(format_entry(entry), decided)


def decide_out_of_fold(name: str, judged: pl.DataFrame) -> pl.DataFrame:
    """Decide on the blocks of each fold by the rule that the other folds give: adds ``probability`` and ``kept``."""
    parts = []
    for _, of_fold in judged.group_by("fold", maintain_order=True):
        others = judged.join(of_fold.select("fold").unique(), on="fold", how="anti")
        parts.append(apply_rule(fit_rule(name, judged if others.is_empty() else others), of_fold))
    return pl.concat(parts)


def fit_rule(name: str, judged: pl.DataFrame) -> Rule:
    """Fit what turns log-odds into decisions, to blocks with ``odds``: the lowest threshold that is nearly the best."""
    line = fit_platt(judged["odds"].to_numpy(), judged["body"].to_numpy() > 0.5)
    f1 = {}
    for falls in FALLS[name]:
        for threshold in TRIED:
            rule = Rule(line, threshold, falls)
            f1[rule] = score_bodies(apply_rule(rule, judged)).f1
    return min((rule for rule in f1 if f1[rule] >= max(f1.values()) - NEARLY[name]), key=lambda rule: rule.threshold)


def apply_rule(rule: Rule, judged: pl.DataFrame) -> pl.DataFrame:
    """Add ``probability`` and ``kept`` to blocks with ``odds``."""
    probability = calibrated(judged["odds"].to_numpy(), *rule.line)
    stated = judged.with_columns(probability=probability)
    surest = stated.select(pl.col("probability").max().over("id", "kind")).to_series().to_numpy()
    return stated.with_columns(kept=probability > lowered_thresholds(rule.threshold, rule.falls, surest))


def _with_all_pages(scored: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The blocks, and a row for each page without blocks."""
    silent = shown.select("id", "kind", set="origin").join(scored, on=["id", "kind"], how="anti")
    return pl.concat([scored, silent], how="diagonal").with_columns(
        pl.col("tokens", "body").fill_null(0), pl.col("kept").fill_null(False), pl.col("of").fill_null(1)
    )


def _token_count(column: str) -> pl.Expr:
    return pl.col(column).map_elements(lambda text: len(tokenize(text)), pl.Int64)


def _stray_blocks(unasked: CorpusBlocks, main: pl.DataFrame) -> int:
    """How many of the blocks that a model is not asked about are body."""
    pages = unasked.join(main, on="id").group_by("id", "kind")
    return sum(sum(share > 0.5 for share in measure_shares(page["text"], page["gold_body"][0])) for _, page in pages)


def score_bodies(scored: pl.DataFrame) -> Scores:
    """Score the words that were kept.

    Takes a row a block: ``set``, ``kind``, ``id``, ``tokens``, ``body`` (its share), ``kept``, and ``of``, the words of
    the labelled body.
    """
    tokens, kept, right = pl.col("tokens"), pl.col("kept"), pl.col("right")
    pages = (
        scored.group_by("set", "kind", "id")
        .agg(kept=(tokens * kept).sum(), right=(tokens * pl.col("body") * kept).sum(), of=pl.col("of").first())
        .with_columns(right=pl.min_horizontal("right", "of"))  # what a page shows twice is right once
        .with_columns(
            precision=(right / kept).fill_nan(0),
            recall=(right / pl.col("of")).clip(0, 1),
            f1=2 * right / (kept + pl.col("of")),
        )
    )
    cells = pages.group_by("set", "kind").agg(
        pl.col("f1", "precision", "recall").mean(), below=(pl.col("f1") < 0.5).mean()
    )
    f1, precision, recall, below = cells.select(pl.col("f1", "precision", "recall", "below").mean()).row(0)
    return Scores(f1, precision, recall, below, cells.group_by("set").agg(pl.col("f1").mean()).sort("set").rows())


def format_entry(entry: Entry) -> str:
    """Write an entry as TOML, with comments."""
    scores = entry.scores
    by_corpus = ", ".join(f'"{corpus}" = {f1:.4f}' for corpus, f1 in scores.f1_by_corpus)
    reliability = "\n".join(
        f"  {{ stated = [0.{tenth}, {(tenth + 1) / 10}], right = {right:.3f}, blocks = {count} }},"
        for tenth, right, count in entry.reliability.select("tenth", "right", "count").iter_rows()
    )
    return f"""\
[{entry.name}]
slope = {entry.rule.line.slope:.4f}        # turns log-odds into a probability of body (Platt's scaling)
intercept = {entry.rule.line.intercept:.4f}
threshold = {entry.rule.threshold}       # a block is body if its probability is above this
falls = {entry.rule.falls:g}             # ... times the largest probability in its document to this power
unasked = {entry.unasked:.4f}      # share of blocks that are not body, of those it is not asked about
learnt_from = {entry.learned_from}   # blocks: labelled, with a labelled snippet, or labelled by a model
documents = {entry.documents}      # labelled and scored
f1 = {scores.f1:.4f}           # of the body's words: mean over documents, then over corpora and renderers
precision = {scores.precision:.4f}
recall = {scores.recall:.4f}
below_half = {scores.below_half:.4f}   # share of the documents with an f1 below .5
f1_by_corpus = {{ {by_corpus} }}
reliability = [  # stated confidence of a decision, and the share of these decisions that were right
{reliability}
]
"""
