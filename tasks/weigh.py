"""All evidence to one decision a block: body or not, in which role, how sure.

Every kind of evidence speaks in the same unit: points, about a word of prose each, positive for body. A document then
decides on a run: articles are contiguous, so the run of blocks with the most points is the article, and what reads well
outside of it is a teaser or a comment. A trained model joins as one more entry of ``evidence``, or in its place.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import polars as pl

CLOCK = r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b"

SCHEMAS = Path(__file__).parents[1] / "schemas"


@cache
def weights() -> dict[str, dict[str, float]]:
    """What each kind of evidence is worth: ``schemas/weights.toml``."""
    return tomllib.loads((SCHEMAS / "weights.toml").read_text("utf-8"))


def weigh(blocks: pl.DataFrame) -> pl.DataFrame:
    """Decide on each block.

    Takes blocks (``tasks.shape.blocks``) with ``media``, ``recurs``, and of the best rule that hit, else null,
    ``rule``, ``rule_role``, ``rule_confidence`` and ``reach`` (see ``tasks.rules.mark``).

    Adds ``points_<kind>`` for each kind of evidence and ``points``, their sum; ``copied`` (how much the document looks
    like a copied text, 0 to 1); ``inside`` (the document's best run); ``keep``; and of what is not kept ``role``,
    ``evidence`` (a rule's id, or the kind that spoke most against it) and ``confidence``.
    """
    kinds = evidence()
    columns = [f"points_{kind}" for kind in kinds]
    weighed = (
        blocks.pipe(_copied)
        .pipe(_threads)
        .with_columns(points.cast(pl.Float64).alias(f"points_{kind}") for kind, points in kinds.items())
        .with_columns(points=pl.sum_horizontal(columns))
        .pipe(_runs)
        .with_columns(keep=_keep())
    )
    good, ruled = pl.col("points") > 0, pl.col("rule").is_not_null()
    most_against = pl.concat_list(columns).list.arg_min().replace_strict(dict(enumerate(kinds)), return_dtype=pl.String)
    surprising = pl.col("keep") != good
    return weighed.with_columns(
        role=pl.when(~pl.col("keep")).then(_role()),
        evidence=pl.when(~pl.col("keep")).then(
            pl.when(ruled).then("rule").when(good).then(pl.lit("outside")).otherwise(most_against)
        ),
        confidence=pl.when(ruled).then("rule_confidence").when(surprising).then(0.5).otherwise(_sure()),
    )


def evidence() -> dict[str, pl.Expr]:
    """The points that each kind of evidence gives a block, by its name."""
    w = weights()
    words = pl.min_horizontal(pl.col("words"), w["shape"]["most_words"])
    page = 1 - pl.col("copied")
    places = pl.col("place").fill_null("").str.split(" ")
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
        "place": pl.sum_horizontal(
            pl.when(places.list.contains(place)).then(points).otherwise(0) for place, points in w["place"].items()
        ),
        "thread": pl.when("thread").then(w["thread"]["hit"] - words / 2).otherwise(0),
        "links": pl.col("linked") * w["links"]["share"],
        "vote": pl.when("vote").then(w["vote"]["kept"]).when(~pl.col("vote")).then(w["vote"]["cut"]).otherwise(0),
    }


def _copied(blocks: pl.DataFrame) -> pl.DataFrame:
    short_lines = (~pl.col("prose") & pl.col("rule").is_null()).sum().over("doc")
    of_a_page = weights()["shape"]["short_lines_of_a_page"]
    return blocks.with_columns(copied=1 - pl.min_horizontal(1.0, short_lines / of_a_page))


def _threads(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``thread``: a paragraph of a thread of comments.

    Each has a line above it that says who and when. An article has one at most; so it takes several, and the first is
    spared.
    """
    doc = pl.col("doc")
    dated = ~pl.col("prose") & (
        pl.col("rule_role").is_in(["date", "comment"]).fill_null(False) | pl.col("text").str.contains(CLOCK)
    )
    above = pl.any_horizontal(dated.shift(lines) & (doc == doc.shift(lines)) for lines in (1, 2)).fill_null(False)
    told = pl.col("prose") & above
    several = told.sum().over("doc") >= weights()["thread"]["several"]
    return blocks.with_columns(thread=told & several & (told.cum_sum().over("doc") > 1))


def _runs(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``inside``: whether a block is in the run of blocks that is the document's article.

    Kadane's algorithm as columns: a run's points are the total at its end less the total before its start, so a run
    starts where the total stands lower than ever before, and its points are what it rises above that. The first run
    with nearly the most points is the article: comments and teasers may be longer, but stand under it.
    """
    doc, total = "doc", pl.col("total")
    known = weights()["rule"]["inside"] * (1 - pl.col("copied"))
    spent = pl.when(pl.col("rule").is_null()).then(pl.max_horizontal("points", _by_medium("floor"))).otherwise(known)
    enough = pl.col("above").max().over(doc) * weights()["run"]["nearly"]
    return (
        blocks.lazy()
        .with_columns(spent=spent)
        .with_columns(total=pl.col("spent").cum_sum().over(doc))
        .with_columns(lowest=(total - pl.col("spent")).cum_min().over(doc))
        .with_columns(above=total - pl.col("lowest"))
        .with_columns(run=pl.when(pl.col("above") >= enough).then("lowest").max().over(doc))
        .with_columns(peak=pl.col("above").filter(pl.col("lowest") == pl.col("run")).max().over(doc))
        .with_columns(inside=(pl.col("lowest") == pl.col("run")) & (pl.col("above") > 0))
        .with_columns(
            inside=pl.col("inside")
            & (pl.col("above") == pl.col("peak")).reverse().cum_max().reverse().over([doc, "lowest"]).fill_null(False)
        )
        .drop("spent", "total", "lowest", "above", "run", "peak")
        .collect()
    )


def _keep() -> pl.Expr:
    """Body: in the run, and good by itself or merely short where short lines belong to the text."""
    good = pl.col("points") > 0
    text = (good & pl.col("inside")).cast(pl.Int8)
    between = (text.shift(1) + text.shift(-1)).over("doc") == 2  # a subheading has a paragraph before and after it
    merely_short = (pl.col("points") >= pl.col("points_shape")) & (pl.col("tag") != "h1").fill_null(True)
    at_home = between.fill_null(False) | (pl.col("copied") > weights()["shape"]["copied"])
    alone = pl.col("points") > _by_medium("alone")
    return (pl.col("inside") & (good | merely_short & at_home) | alone) & pl.col("rule").is_null()


def _sure() -> pl.Expr:
    odds = (pl.col("points").abs() / weights()["confidence"]["scale"]).clip(0, 30).exp()
    return odds / (1 + odds)


def _role() -> pl.Expr:
    """What a block is that is not body: as a rule says that knows it, its place, repetition, a rule that reaches it."""
    places = pl.col("place").fill_null("").str.split(" ")
    roles = tomllib.loads((SCHEMAS / "places.toml").read_text("utf-8"))["roles"]
    return pl.coalesce(
        pl.when(pl.col("reach") == 0).then("rule_role"),
        pl.when(pl.col("recurs") > 0).then(pl.lit("repeated")),
        *(pl.when(places.list.contains(place)).then(pl.lit(role)) for place, role in roles.items()),
        "rule_role",
        pl.lit("other"),
    )


def _by_medium(name: str) -> pl.Expr:
    """A weight that texts and pages differ in."""
    return pl.col("media").replace_strict({medium: weights()[medium][name] for medium in ("text", "html")})
