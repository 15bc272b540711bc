"""Weighs all evidence on a block: body or not, which role if not, and how sure.

A block that a rule knows or that recurs is cut. In a text that a person copied there is little else to cut, and points
decide. Most of a whole page is not the article, and a model decides.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import data
from schemas.block_frames import Evidenced, Judged, Pointed, Weighed
from tasks.cleaning import features
from tasks.cleaning.points import add_points, points_by_kind, weights
from tasks.columns import windows
from tasks.columns.windows import ByDocument, by_document
from tasks.models import trees
from tasks.models.copied import is_copied_text

AGAINST_POINTS = (
    0.5  # confidence where the place of a block, in or outside of the run, overrules its points: set by hand
)
SUREST = 30.0  # log-odds beyond which a probability prints as 1; it keeps exp() finite


def weigh_blocks(evidenced: ByDocument[Evidenced]) -> ByDocument[Weighed]:
    """Decide on each block: what a rule knows is cut; else points decide in copied texts, and a model everywhere else.

    What recurs is cut without a branch here: no model is asked about it (``features.undecided_rows``), and in copied
    texts it has points against it.
    """
    judged = ask_models(add_points(evidenced))
    by_points = pl.col("likely")
    by_model = (pl.col("probability") > pl.col("threshold")).fill_null(False)  # null: the model was not asked
    keep = pl.col("rule").is_null() & pl.when(is_copied_text()).then(by_points).otherwise(by_model)
    weighed = judged.frame.with_columns(keep=keep).with_columns(
        role=pl.when(~pl.col("keep")).then(_role_if_cut(judged.frame)),
        evidence=pl.when(~pl.col("keep")).then(_evidence_if_cut(judged.frame)),
        confidence=_confidence(),
    )
    return evidenced.with_frame(Weighed.of(weighed))


def ask_models(pointed: ByDocument[Pointed]) -> ByDocument[Judged]:
    """Ask the model of each document about the blocks that may be body."""
    parts = []
    for name, of_model in split_by_model(pointed.frame).items():
        blocks, docs = of_model
        rows = features.undecided_rows(of_model)
        rows = rows[~blocks.select(is_copied_text()).to_series().to_numpy()[rows]]
        probability = np.full(blocks.height, np.nan)
        probability[rows] = trees.probabilities(features.block_features(of_model, rows), name)
        card = trees.model_card()[name]
        # Where even the surest block of a document is unsure, the threshold for the others is lowered; ``falls`` in the
        # card says how steeply (``trees.lowered_thresholds``).
        surest = windows.most(np.nan_to_num(probability), docs)
        parts.append(
            blocks.with_columns(
                model=pl.lit(name),
                probability=pl.Series(probability).fill_nan(None),
                threshold=trees.lowered_thresholds(card["threshold"], card["falls"], surest),
            )
        )
    if not parts:
        nothing = pl.lit(None, pl.Float64)
        unasked = pointed.frame.with_columns(model=pl.lit(None, pl.String), probability=nothing, threshold=nothing)
        return pointed.with_frame(Judged.of(unasked))
    return pointed.with_frame(Judged.of(pl.concat(parts).sort("block") if len(parts) > 1 else parts[0]))


def split_by_model(blocks: Pointed) -> dict[str, ByDocument[Pointed]]:
    """Split blocks by the model for their document: of texts, of pages, of pages without trafilatura's vote.

    Gives whole documents, by the name of the model; models without documents are left out.
    """
    html = blocks.filter(pl.col("media") == "html")
    voted = html.filter(pl.col("vote").is_not_null())["doc"].unique()
    has_vote = pl.col("doc").is_in(voted.implode())
    parts = {
        "text": blocks.filter(pl.col("media") == "text"),
        "html": html.filter(has_vote),
        "html-unvoted": html.filter(~has_vote),
    }
    return {name: by_document(Pointed.of(part)) for name, part in parts.items() if not part.is_empty()}


def list_reasons(blocks: Weighed) -> pl.DataFrame:
    """List what moved the decision on each block: ``block``, ``reason`` and ``adds``, a row per reason.

    For a block that a model was asked about, a reason is a feature and what it adds to the log-odds of body. For the
    others, it is a kind of evidence and its points.
    """
    kinds = [name for name in blocks.columns if name.startswith("points_")]
    by_points = blocks.filter(pl.col("probability").is_null()).unpivot(kinds, index="block")
    found = [by_points.with_columns(pl.col("variable").str.strip_prefix("points_"))]
    for name, of_model in split_by_model(blocks).items():
        part = of_model.frame
        rows = part["probability"].is_not_null().arg_true().to_numpy().astype(np.int64)
        if len(rows):
            added = trees.contributions(features.block_features(of_model, rows), name)
            found.append(added.with_columns(part["block"].gather(rows)).unpivot(index="block"))
    return pl.concat(found, how="vertical_relaxed").rename({"variable": "reason", "value": "adds"})


def _role_if_cut(blocks: pl.DataFrame) -> pl.Expr:
    """The role of a block that is cut.

    The first that there is: of the rule that knows this very block, of its repetition, of its place in the page, of the
    rule that knows a line which ends or opens the text.
    """
    roles = data.load("weights/places")["roles"]
    by_place = {
        place: next((role for word, role in roles.items() if word in place.split()), None)
        for place in blocks["place"].unique().drop_nulls()
    }
    return pl.coalesce(
        pl.when(pl.col("reach") == 0).then("rule_role"),
        pl.when(pl.col("recurs") > 0).then(pl.lit("repeated")),
        pl.col("place").replace_strict(by_place, default=None, return_dtype=pl.String),
        "rule_role",
        pl.lit("other"),
    )


def _evidence_if_cut(blocks: pl.DataFrame) -> pl.Expr:
    """Why a block is cut: a rule's id, or the kind of evidence that decided."""
    return (
        pl.when(pl.col("rule").is_not_null())
        .then("rule")
        .when(pl.col("recurs") > 0)
        .then(pl.lit("repeated"))
        .when(pl.col("probability").is_not_null())
        .then(pl.lit("model"))
        .when(pl.col("points") > 0)
        .then(pl.lit("outside"))
        .otherwise(_kinds_most_against(blocks))
    )


def _kinds_most_against(blocks: pl.DataFrame) -> pl.Series:
    """The kind of points that is lowest for each block; of several, the first."""
    kinds = list(points_by_kind())
    worst, least = np.zeros(blocks.height, np.int64), np.full(blocks.height, np.inf)
    for number, kind in enumerate(kinds):
        points = blocks[f"points_{kind}"].to_numpy()
        worst[points < least] = number
        least = np.minimum(points, least)
    return pl.Series(kinds).gather(worst)


def _confidence() -> pl.Expr:
    """How likely the decision is right: the rule's confidence, by points, by the model, or the model's card."""
    unasked = {name: card["unasked"] for name, card in trees.model_card().items()}
    return (
        pl.when(pl.col("rule").is_not_null())
        .then("rule_confidence")
        .when(is_copied_text())
        .then(pl.when(pl.col("keep") != (pl.col("points") > 0)).then(AGAINST_POINTS).otherwise(_confidence_by_points()))
        .when(pl.col("probability").is_not_null())
        .then(pl.when("keep").then("probability").otherwise(1 - pl.col("probability")))
        .otherwise(pl.col("model").replace_strict(unasked, default=None, return_dtype=pl.Float64))
    )


def _confidence_by_points() -> pl.Expr:
    """How likely the side that the points of a block are on is right."""
    odds = (pl.col("points").abs() / weights()["confidence"]["scale"]).clip(0, SUREST).exp()
    return odds / (1 + odds)
