"""Counts every kind of evidence on a block in one unit: points, about one for each word of prose, positive for body.

What each kind is worth is data (``schemas/weights/points.toml``), which a person can read and change. In texts that a
person copied the points decide, for there is little to cut. On whole pages they are features of the model; in texts,
``likely`` and ``inside``, which follow from them, have .31 of its gain (``tasks.cleaning.features``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import data
from schemas.block_frames import Evidenced, Pointed
from tasks.columns import windows
from tasks.columns.patterns import EDGE
from tasks.columns.windows import Array, ByDocument
from tasks.models.copied import is_copied

# A time or a day in digits. Unlike ``SHOWS_TIME`` in ``tasks/fields``, it matches no year alone: the line above a
# comment shows when that was written, and a year in a label does not.
CLOCK_OR_DAY = rf"{EDGE}[0-9]{{1,2}}(?:[:.h][0-9]{{2}}|[./-][0-9]{{1,2}}[./-](?:[0-9]{{4}}|[0-9]{{2}})){EDGE}"
ANY_SHORT_LINE = -1  # points of a short line that is no sentence, even in a text that is surely copied
HALF = 2  # divides the words of a short sentence and of a comment, which count half
DATED_BYTES = 200  # in UTF-8, of a line above a comment that shows who and when; set by hand


def weights() -> dict[str, dict[str, float]]:
    """Read what each kind of evidence is worth: ``schemas/weights/points.toml``.

    >>> weights()["vote"]
    {'kept': 35, 'cut': -20}
    """
    return data.load("weights/points")


def add_points(evidenced: ByDocument[Evidenced]) -> ByDocument[Pointed]:
    """Give every block its points, and find the run of blocks that is probably the article."""
    kinds = points_by_kind()
    blocks = evidenced.frame.with_columns(digit=pl.col("text").str.contains("[0-9]"), copied=_copied(evidenced))
    dated, thread = _dated_and_threads(evidenced.with_frame(blocks))
    blocks = (
        blocks.with_columns(dated=dated, thread=thread)
        .with_columns(points.cast(pl.Float64).alias(f"points_{kind}") for kind, points in kinds.items())
        .with_columns(points=pl.sum_horizontal(f"points_{kind}" for kind in kinds))
    )
    inside = _in_best_run(evidenced.with_frame(blocks))
    return evidenced.with_frame(Pointed.of(blocks.with_columns(inside=inside).with_columns(likely=_is_likely())))


def points_by_kind() -> dict[str, pl.Expr]:
    """Give the points of a block for each kind of evidence, by the kind's name."""
    w = weights()
    words = pl.min_horizontal(pl.col("words"), w["shape"]["most_words"])
    page = 1 - pl.col("copied")
    by_length = (
        pl.when(pl.col("prose") & pl.col("ended"))
        .then(w["shape"]["prose"] + words)
        .when("prose")
        .then(w["shape"]["open"] + words * _by_medium("open_share"))
        .when("sentence")
        .then(w["shape"]["sentence"] + words * pl.col("copied") / HALF)
        .otherwise(_by_medium("short") * page + ANY_SHORT_LINE)
    )
    bullet = pl.when("bullet").then(w["shape"]["bullet"] * page).otherwise(0)
    h1 = pl.when(pl.col("tag") == "h1").then(w["shape"]["h1"]).otherwise(0)
    return {
        "shape": by_length + bullet + h1,
        "rule": pl.when(pl.col("rule").is_not_null()).then(w["rule"]["hit"] - words).otherwise(0),
        "repeated": pl.when(pl.col("recurs") > 0).then(w["repeated"]["hit"] - words).otherwise(0),
        "place": pl.col("place").map_batches(_points_of_places, return_dtype=pl.Float64),
        "thread": pl.when("thread").then(w["thread"]["hit"] - words / HALF).otherwise(0),
        "links": pl.col("linked") * w["links"]["share"],
        "vote": pl.when("vote").then(w["vote"]["kept"]).when(~pl.col("vote")).then(w["vote"]["cut"]).otherwise(0),
    }


def _points_of_places(places: pl.Series) -> pl.Series:
    """The points of each block's place; there are few places, with many blocks in each, so they are looked up."""
    worth = weights()["place"]
    points = {place: float(sum(worth.get(word, 0) for word in place.split())) for place in places.unique().drop_nulls()}
    return places.replace_strict(points, default=0.0, return_dtype=pl.Float64)


def _copied(blocks: ByDocument[Evidenced]) -> Array:
    """How much the document of each block looks like a copied text, from 0 to 1: the fewer short lines, the more."""
    is_short = (~blocks.frame["prose"] & blocks.frame["rule"].is_null()).to_numpy().astype(np.int64)
    of_a_page = weights()["shape"]["short_lines_of_a_page"]
    copied: Array = 1 - np.minimum(1.0, windows.total(is_short, blocks.docs) / of_a_page)
    return copied


def _dated_and_threads(blocks: ByDocument[pl.DataFrame]) -> tuple[Array, Array]:
    """Whether each block is a short line that shows when, and whether it is a paragraph of a thread of comments.

    A comment has a line above it that shows who and when. An article has one such line at most. So several are needed
    for a thread, and the first paragraph below one is spared.
    """
    frame, docs = blocks
    text = pl.col("text")
    by_rule = pl.col("rule_role").is_in(["date", "comment"]).fill_null(False)
    # What points to another article is no head of a comment: a film's title with its length, a teaser's day.
    may_show = by_rule | (pl.col("digit") & pl.col("rule_role").ne_missing("related"))
    may_be = ~pl.col("prose") & (text.str.len_bytes() <= DATED_BYTES) & may_show
    # Few lines may be dated, and few paragraphs are below one: the rest is asked of those rows alone.
    asked = frame.select(may_be.arg_true()).to_series()
    dated = np.zeros(frame.height, bool)
    dated[asked] = (
        frame.select("text", "rule_role")[asked].select(by_rule | text.str.contains(CLOCK_OR_DAY)).to_series()
    )
    prose = frame["prose"].arg_true().to_numpy().astype(np.int64)
    has_date_above = windows.neighbour(dated, docs, prose, -1, False) | windows.neighbour(dated, docs, prose, -2, False)
    comments = prose[has_date_above]
    is_comment = np.zeros(frame.height, np.int64)
    is_comment[comments] = 1
    several = windows.total(is_comment, docs) >= weights()["thread"]["several"]
    number = windows.window(windows.running(is_comment), docs, comments, -frame.height, 0)  # in the document, from 1
    thread = np.zeros(frame.height, bool)
    thread[comments] = several[comments] & (number > 1)
    return dated, thread


def _in_best_run(blocks: ByDocument[pl.DataFrame]) -> Array:
    """Whether each block is in the run of blocks that is probably the article.

    That is the first run with nearly the most points: comments and teasers may outweigh a short article, but are below
    it. On development texts, the first run with six tenths of the most points gave an F1 of .916, and the run with the
    most .911 (docs/decisions.md).
    """
    frame, docs = blocks
    if frame.is_empty():
        return np.zeros(0, bool)
    ruled = weights()["rule"]["inside"] * (1 - pl.col("copied"))
    spent = pl.when(pl.col("rule").is_null()).then(pl.max_horizontal("points", _by_medium("floor"))).otherwise(ruled)
    start, above = windows.best_runs(frame.select(spent).to_series().to_numpy(), docs)
    rows = np.arange(frame.height)
    enough = above >= windows.most(above, docs) * weights()["run"]["nearly"]
    in_run = start == windows.least(np.where(enough, start, frame.height), docs)
    peak = windows.most(np.where(in_run, above, -np.inf), docs)
    end = windows.most(np.where(in_run & (above == peak), rows, -1), docs)
    inside: Array = in_run & (peak > 0) & (rows <= end)
    return inside


def _is_likely() -> pl.Expr:
    """Whether a block is body by points and run alone.

    It is if it is in the run, and either has points above 0 or is merely short where short lines are part of the text.
    """
    good = pl.col("points") > 0
    text = (good & pl.col("inside")).cast(pl.Int8)
    # A subheading has a paragraph before and after it.
    between = (text.shift(1) + text.shift(-1) == 2) & (pl.col("doc").shift(1) == pl.col("doc").shift(-1))
    merely_short = (pl.col("points") >= pl.col("points_shape")) & (pl.col("tag") != "h1").fill_null(True)
    belongs = between.fill_null(False) | is_copied()
    alone = pl.col("points") > _by_medium("alone")
    return (pl.col("inside") & (good | merely_short & belongs) | alone) & pl.col("rule").is_null()


def _by_medium(name: str) -> pl.Expr:
    """A weight that differs between texts and pages."""
    return pl.when(pl.col("media") == "text").then(weights()["text"][name]).otherwise(weights()["html"][name])
