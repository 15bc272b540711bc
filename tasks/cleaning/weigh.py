"""All evidence to one decision a block: body or not, in which role, how sure.

What a rule knows or what recurs is cut. In a text that somebody copied there is little else to cut: points decide. On
whole pages, most of which is no article, a model decides.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from schemas import data
from schemas.frames import Evidenced, Judged, Pointed, Weighed
from tasks.cleaning import features
from tasks.cleaning.points import add_points, weights
from tasks.cleaning.points import points_by_kind as kinds_of_points
from tasks.columns import windows
from tasks.columns.windows import ByDocument, by_document
from tasks.models import trees


def weigh_blocks(blocks: ByDocument[Evidenced]) -> ByDocument[Weighed]:
    """Decide on each block.

    Takes blocks (``tasks.cleaning.shape.shape_blocks``) with ``media``, ``recurs``, and of the best rule that hit,
    else null,
    ``rule``, ``rule_role``, ``rule_confidence`` and ``reach`` (see ``tasks.cleaning.rules.mark_blocks``).

    Adds what ``tasks.cleaning.points.add_points`` does; ``probability`` of body, where a model was asked; ``keep``; and
    of what is
    not kept ``role``, ``evidence`` (a rule's id, or the kind that spoke most against it) and ``confidence``.
    """
    judged = ask_models(add_points(blocks)).frame
    ruled, asked = pl.col("rule").is_not_null(), pl.col("probability").is_not_null()
    by_hand = _by_hand()
    body = pl.col("probability") > pl.col("threshold")
    weighed = judged.with_columns(
        keep=pl.when(by_hand).then("likely").otherwise((asked & body).fill_null(False)) & ~ruled
    ).with_columns(
        role=pl.when(~pl.col("keep")).then(_role(judged)),
        evidence=pl.when(~pl.col("keep")).then(
            pl.when(ruled)
            .then("rule")
            .when(pl.col("recurs") > 0)
            .then(pl.lit("repeated"))
            .when(asked)
            .then(pl.lit("model"))
            .when(pl.col("points") > 0)
            .then(pl.lit("outside"))
            .otherwise(_most_against(judged))
        ),
        confidence=pl.when(ruled)
        .then("rule_confidence")
        .when(by_hand)
        .then(pl.when(pl.col("keep") != (pl.col("points") > 0)).then(0.5).otherwise(_sure()))
        .when(asked)
        .then(pl.when("keep").then("probability").otherwise(1 - pl.col("probability")))
        .otherwise(pl.col("model").replace_strict(_unasked(), default=None, return_dtype=pl.Float64)),
    )
    return blocks.with_frame(Weighed.of(weighed))


def _by_hand() -> pl.Expr:
    """Whether points decide: in a text that somebody copied, with hardly any short lines around it."""
    return (pl.col("media") == "text") & (pl.col("copied") >= weights()["shape"]["copied"])


def ask_models(blocks: ByDocument[Pointed]) -> ByDocument[Judged]:
    """Adds what a model says.

    ``model`` is the name of the one that knows such documents, ``probability`` that of body where it was asked, and
    ``threshold`` that from which on a block is body.
    """
    parts = []
    for name, of_model in split_by_model(blocks.frame).items():
        part, docs = of_model
        rows = features.undecided_rows(of_model)
        rows = rows[~part.select(_by_hand()).to_series().to_numpy()[rows]]
        asked = np.full(part.height, np.nan)
        asked[rows] = trees.probabilities(features.block_features(of_model, rows), name)
        surest = windows.most(np.nan_to_num(asked), docs)
        parts.append(
            part.with_columns(
                model=pl.lit(name),
                probability=pl.Series(asked).fill_nan(None),
                threshold=trees.lowered(
                    trees.model_card()[name]["threshold"], trees.model_card()[name]["falls"], surest
                ),
            )
        )
    if not parts:
        nothing = pl.lit(None, pl.Float64)
        unasked = blocks.frame.with_columns(model=pl.lit(None, pl.String), probability=nothing, threshold=nothing)
        return blocks.with_frame(Judged.of(unasked))
    return blocks.with_frame(Judged.of(pl.concat(parts).sort("block") if len(parts) > 1 else parts[0]))


def split_by_model(blocks: Pointed) -> dict[str, ByDocument[Pointed]]:
    """The blocks of whole documents, by the model that knows such: texts, pages, pages without trafilatura's vote."""
    html = blocks.filter(pl.col("media") == "html")
    voted = html.filter(pl.col("vote").is_not_null())["doc"].unique()
    has_vote = pl.col("doc").is_in(voted.implode())
    parts = {
        "text": blocks.filter(pl.col("media") == "text"),
        "html": html.filter(has_vote),
        "html-unvoted": html.filter(~has_vote),
    }
    return {name: by_document(Pointed.of(part)) for name, part in parts.items() if not part.is_empty()}


def reasons(blocks: Weighed) -> pl.DataFrame:
    """What moved the decision on each block, a row a reason: ``block``, ``reason``, ``adds``.

    Takes weighed blocks. Where a model was asked, what each column of evidence adds to the log-odds of body; elsewhere
    the points of each kind.
    """
    kinds = [name for name in blocks.columns if name.startswith("points_")]
    by_points = blocks.filter(pl.col("probability").is_null()).unpivot(kinds, index="block")
    told = [by_points.with_columns(pl.col("variable").str.strip_prefix("points_"))]
    for name, of_model in split_by_model(blocks).items():
        part = of_model.frame
        rows = part["probability"].is_not_null().arg_true().to_numpy().astype(np.int64)
        if len(rows):
            added = trees.contributions(features.block_features(of_model, rows), name)
            told.append(added.with_columns(part["block"].gather(rows)).unpivot(index="block"))
    return pl.concat(told, how="vertical_relaxed").rename({"variable": "reason", "value": "adds"})


@cache
def _unasked() -> dict[str, float]:
    """How sure it is that a block is no body which no model was asked about."""
    return {name: told["unasked"] for name, told in trees.model_card().items()}


def _sure() -> pl.Expr:
    odds = (pl.col("points").abs() / weights()["confidence"]["scale"]).clip(0, 30).exp()
    return odds / (1 + odds)


def _most_against(blocks: pl.DataFrame) -> pl.Series:
    """The kind of points that spoke most against each block."""
    kinds = list(kinds_of_points())
    worst, least = np.zeros(blocks.height, np.int64), np.full(blocks.height, np.inf)
    for number, kind in enumerate(kinds):
        points = blocks[f"points_{kind}"].to_numpy()
        worst[points < least] = number
        least = np.minimum(points, least)
    return pl.Series(kinds).gather(worst)


def _role(blocks: pl.DataFrame) -> pl.Expr:
    """What a block is that is not body: as a rule says that knows it, its place, repetition, a rule that reaches it."""
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
