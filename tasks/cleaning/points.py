"""What each kind of evidence says of a block, in one unit: points, about a word of prose each, positive for body.

Points can be read and set by hand (``schemas/weights/points.toml``). By themselves they make a fair decision, which
holds
where little is to be decided: in texts that a person copied. For whole pages they are what the model begins with.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from schemas import data
from schemas.frames import Evidenced, Pointed
from tasks.columns import windows
from tasks.columns.windows import ByDocument

# \b and \d know every script, at many times the cost.
CLOCK = r"(?-u:\b)[0-9]{1,2}(?:[:.h][0-9]{2}|[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2}))(?-u:\b)"
DATED_CHARACTERS = 200  # a line that says who and when is no longer


@cache
def weights() -> dict[str, dict[str, float]]:
    """What each kind of evidence is worth: ``schemas/weights/points.toml``."""
    return data.load("weights/points")


def add_points(blocks: ByDocument[Evidenced]) -> ByDocument[Pointed]:
    """Give every block its points, and find the run that is the article.

    Takes blocks (``tasks.cleaning.shape.shape_blocks``) with ``media``, ``recurs``, and of the best rule that hit,
    else null,
    ``rule``, ``rule_role``, ``rule_confidence`` and ``reach`` (see ``tasks.cleaning.rules.mark_blocks``).

    Adds ``points_<kind>`` for each kind of evidence and ``points``, their sum; ``copied`` (how much the document looks
    like a copied text, 0 to 1); ``digit`` (shows one: no other shows a day or a time); ``inside`` (the document's best
    run); and ``likely`` (body, by points and run alone).
    """
    kinds = points_by_kind()
    docs = blocks.docs
    pointed = (
        blocks.frame.with_columns(digit=pl.col("text").str.contains("[0-9]"))
        .pipe(_copied, docs)
        .pipe(_threads, docs)
        .with_columns(points.cast(pl.Float64).alias(f"points_{kind}") for kind, points in kinds.items())
        .with_columns(points=pl.sum_horizontal(f"points_{kind}" for kind in kinds))
        .pipe(_inside, docs)
        .with_columns(likely=_likely())
    )
    return blocks.with_frame(Pointed.of(pointed))


def points_by_kind() -> dict[str, pl.Expr]:
    """The points that each kind of evidence gives a block, by its name."""
    w = weights()
    words = pl.min_horizontal(pl.col("words"), w["shape"]["most_words"])
    page = 1 - pl.col("copied")
    return {
        "shape": pl.when(pl.col("prose") & pl.col("ended"))
        .then(w["shape"]["prose"] + words)
        .when("prose")
        .then(w["shape"]["open"] + words * _by_medium("open_share"))
        .when("sentence")
        .then(w["shape"]["sentence"] + words * pl.col("copied") / 2)
        .otherwise(_by_medium("short") * page - 1)
        + pl.when("bullet").then(w["shape"]["bullet"] * page).otherwise(0)
        + pl.when(pl.col("tag") == "h1").then(w["shape"]["h1"]).otherwise(0),
        "rule": pl.when(pl.col("rule").is_not_null()).then(w["rule"]["hit"] - words).otherwise(0),
        "repeated": pl.when(pl.col("recurs") > 0).then(w["repeated"]["hit"] - words).otherwise(0),
        "place": pl.col("place").map_batches(_of_places, return_dtype=pl.Float64),
        "thread": pl.when("thread").then(w["thread"]["hit"] - words / 2).otherwise(0),
        "links": pl.col("linked") * w["links"]["share"],
        "vote": pl.when("vote").then(w["vote"]["kept"]).when(~pl.col("vote")).then(w["vote"]["cut"]).otherwise(0),
    }


def _of_places(places: pl.Series) -> pl.Series:
    """Few places, many blocks in each: their points are looked up."""
    worth = weights()["place"]
    told = {place: float(sum(worth.get(word, 0) for word in place.split())) for place in places.unique().drop_nulls()}
    return places.replace_strict(told, default=0.0, return_dtype=pl.Float64)


def _copied(blocks: pl.DataFrame, docs: windows.Bounds) -> pl.DataFrame:
    short = (~blocks["prose"] & blocks["rule"].is_null()).to_numpy().astype(np.int64)
    of_a_page = weights()["shape"]["short_lines_of_a_page"]
    return blocks.with_columns(copied=1 - np.minimum(1.0, windows.total(short, docs) / of_a_page))


def _threads(blocks: pl.DataFrame, docs: windows.Bounds) -> pl.DataFrame:
    """Adds ``dated`` (a short line that says when) and ``thread``: a paragraph of a thread of comments.

    Each has a line above it that says who and when. An article has one at most; so it takes several, and the first is
    spared.
    """
    text = pl.col("text")
    known = pl.col("rule_role").is_in(["date", "comment"]).fill_null(False)
    may_be = ~pl.col("prose") & (text.str.len_bytes() <= DATED_CHARACTERS) & (pl.col("digit") | known)
    asked = blocks.select(may_be.arg_true()).to_series()
    dated = np.zeros(blocks.height, bool)
    dated[asked] = blocks.select("text", "rule_role")[asked].select(known | text.str.contains(CLOCK)).to_series()
    prose = blocks["prose"].arg_true().to_numpy().astype(np.int64)
    above = windows.neighbour(dated, docs, prose, -1, False) | windows.neighbour(dated, docs, prose, -2, False)
    found = prose[above]
    comment = np.zeros(blocks.height, np.int64)
    comment[found] = 1
    several = windows.total(comment, docs) >= weights()["thread"]["several"]
    count = windows.window(windows.running(comment), docs, found, -blocks.height, 0)
    thread = np.zeros(blocks.height, bool)
    thread[found] = several[found] & (count > 1)
    return blocks.with_columns(dated=dated, thread=thread)


def _inside(blocks: pl.DataFrame, docs: windows.Bounds) -> pl.DataFrame:
    """Adds ``inside``: whether a block is in the run of blocks that is the document's article.

    The first run with nearly the most points is the article: comments and teasers may be longer, but stand under it.
    """
    if blocks.is_empty():
        return blocks.with_columns(inside=pl.lit(False))
    known = weights()["rule"]["inside"] * (1 - pl.col("copied"))
    spent = pl.when(pl.col("rule").is_null()).then(pl.max_horizontal("points", _by_medium("floor"))).otherwise(known)
    start, above = windows.best_runs(blocks.select(spent).to_series().to_numpy(), docs)
    rows = np.arange(blocks.height)
    enough = above >= windows.most(above, docs) * weights()["run"]["nearly"]
    chosen = windows.least(np.where(enough, start, blocks.height), docs)
    in_run = start == chosen
    peak = windows.most(np.where(in_run, above, -np.inf), docs)
    end = windows.most(np.where(in_run & (above == peak), rows, -1), docs)
    return blocks.with_columns(inside=in_run & (peak > 0) & (rows <= end))


def _likely() -> pl.Expr:
    """Body: in the run, and good by itself or merely short where short lines belong to the text."""
    good = pl.col("points") > 0
    text = (good & pl.col("inside")).cast(pl.Int8)
    # A subheading has a paragraph before and after it.
    between = (text.shift(1) + text.shift(-1) == 2) & (pl.col("doc").shift(1) == pl.col("doc").shift(-1))
    merely_short = (pl.col("points") >= pl.col("points_shape")) & (pl.col("tag") != "h1").fill_null(True)
    at_home = between.fill_null(False) | (pl.col("copied") > weights()["shape"]["copied"])
    alone = pl.col("points") > _by_medium("alone")
    return (pl.col("inside") & (good | merely_short & at_home) | alone) & pl.col("rule").is_null()


def _by_medium(name: str) -> pl.Expr:
    """A weight that texts and pages differ in."""
    return pl.when(pl.col("media") == "text").then(weights()["text"][name]).otherwise(weights()["html"][name])
