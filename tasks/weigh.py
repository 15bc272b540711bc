"""All evidence to one decision a block: body or not, in which role, how sure.

Every kind of evidence speaks in the same unit: points, about a word of prose each, positive for body. The document
then decides on a run: articles are contiguous, so the run of blocks with the most points is the article, and what
reads well outside of it is a teaser or a comment. A trained model joins as one more entry of ``evidence``.
"""

from __future__ import annotations

import polars as pl

# Points by medium, found by one-at-a-time search on development pages; a word is about a point.
POINTS = {
    "text": {
        "open": 0.4,  # times the words of what is long, but ends like no sentence
        "short": -8,  # a label, a name, a menu entry
        "floor": -14,  # what one block may cost: else a dense menu in mid-article would cut it in two
        "alone": 1e9,  # outside the best run, a block stays with more points than this
    },
    "html": {"open": 0.7, "short": -6, "floor": -10, "alone": 40},
}
MOST_WORDS = 60  # a longer paragraph is no surer
LONG_DISCOUNT, OPEN_DISCOUNT = 3, 4
SENTENCE = 2  # a short line that ends like a sentence
BULLET = -4
# Short lines tell less where there are few of them: somebody copied the article, and they are its own lists and verses.
# A whole page has more than this many.
SHORT_LINES_OF_A_PAGE = 60
COPIED = 0.5
RULE = -10
KNOWN = -5  # what a line that a rule knows costs the run it lies in
RECURS = -10
LINKED = -40  # times the share of its characters in links
VOTED, UNVOTED = 35, -20
HEADING = {"h1": -100}
PLACES = {
    "nav": -10, "navigation": -10, "footer": -10, "aside": -10, "form": -10, "button": -10, "select": -10, "share": -10,
    "promo": -10, "legal": -10, "comment": -10, "figcaption": -10, "sidebar": -7, "caption": -6, "byline": -6,
    "related": -5, "header": -3, "figure": -3,
}  # fmt: skip
ROLE_OF_PLACE = {
    "comment": "comment", "figcaption": "caption", "caption": "caption", "share": "share", "promo": "promo",
    "related": "related", "legal": "legal", "nav": "navigation", "navigation": "navigation", "footer": "navigation",
    "header": "navigation", "aside": "related", "sidebar": "related", "form": "navigation", "select": "navigation",
    "button": "navigation",
}  # fmt: skip

SCALE = 12  # points that make the odds e times better


def evidence() -> dict[str, pl.Expr]:
    """The points that each kind of evidence gives a block, by its name.

    Over the columns of ``tasks.shape.blocks``, and ``rule`` (id of the best rule that hit it), ``recurs``.
    """
    words = pl.min_horizontal(pl.col("words"), MOST_WORDS).cast(pl.Float64)
    short = _points("short") * (1 - pl.col("copied")) - 1
    place = pl.col("place").fill_null("").str.split(" ")
    return {
        "shape": pl.when(pl.col("prose") & pl.col("ended"))
        .then(words - LONG_DISCOUNT)
        .when("prose")
        .then(words * _points("open") - OPEN_DISCOUNT)
        .when("sentence")
        .then(SENTENCE + words * pl.col("copied") / 2)
        .otherwise(short)
        + pl.when("bullet").then(BULLET * (1 - pl.col("copied"))).otherwise(0)
        + pl.col("tag").replace_strict(HEADING, default=0),
        "rule": pl.when(pl.col("rule").is_not_null()).then(RULE - words).otherwise(0),
        "repeated": pl.when(pl.col("recurs") > 0).then(RECURS - words).otherwise(0),
        "place": pl.sum_horizontal(
            pl.when(place.list.contains(name)).then(points).otherwise(0) for name, points in PLACES.items()
        ),
        "links": pl.col("linked") * LINKED,
        "vote": pl.when("vote").then(VOTED).when(~pl.col("vote")).then(UNVOTED).otherwise(0),
    }


def weigh(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds the points of each kind of evidence and their sum, and what follows from them.

    Takes blocks with ``rule``, ``rule_role``, ``rule_confidence``, ``recurs`` and ``media``; adds
    ``points_<kind>`` for each kind of evidence, ``points`` (their sum), ``inside`` (in the document's best run), ``keep``, ``role`` (null: body),
    ``evidence`` (what told) and ``confidence`` (that role, or body, is right).
    """
    short_lines = (~pl.col("prose") & pl.col("rule").is_null()).sum().over("doc")
    blocks = blocks.with_columns(copied=1 - pl.min_horizontal(1.0, short_lines / SHORT_LINES_OF_A_PAGE))
    kinds = evidence()
    columns = [f"points_{kind}" for kind in kinds]
    weighed = blocks.with_columns(points.cast(pl.Float64).alias(f"points_{kind}") for kind, points in kinds.items())
    weighed = weighed.with_columns(points=pl.sum_horizontal(columns))
    weighed = _runs(weighed)
    good = pl.col("points") > 0
    # A short line between two paragraphs of the article, with nothing against it but being short, is a subheading;
    # in a copied article also a list item, a verse, an answer.
    between = (good & pl.col("inside")).shift(1).over("doc").fill_null(False) & (good & pl.col("inside")).shift(
        -1
    ).over("doc").fill_null(False)
    only_short = (pl.col("points") >= pl.col("points_shape")) & ~pl.col("tag").is_in(list(HEADING)).fill_null(False)
    strongest = pl.concat_list(columns).list.arg_min()
    against = pl.when(good).then(pl.lit("outside")).otherwise(strongest.replace_strict(dict(enumerate(kinds)), return_dtype=pl.String))
    odds = (pl.col("points").abs() / SCALE).clip(0, 30)
    return weighed.with_columns(
        keep=(pl.col("inside") & (good | only_short & (between | (pl.col("copied") > COPIED))) | (pl.col("points") > _points("alone")))
        & pl.col("rule").is_null()
    ).with_columns(
        role=pl.when("keep").then(None).otherwise(_role()),
        evidence=pl.when("keep").then(None).when(pl.col("rule").is_not_null()).then("rule").otherwise(against),
        confidence=pl.when(~pl.col("keep") & pl.col("rule").is_not_null())
        .then("rule_confidence")
        .when(pl.col("keep") & good | ~pl.col("keep") & ~good)
        .then(odds.exp() / (1 + odds.exp()))
        .otherwise(0.5),
    )


def _points(name: str) -> pl.Expr:
    return pl.col("media").replace_strict(
        {medium: points[name] for medium, points in POINTS.items()}, return_dtype=pl.Float64
    )


def _runs(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``inside``: whether a block is in its document's run with the most points (Kadane's algorithm, as columns)."""
    doc, total = "doc", pl.col("total")
    before = total - pl.col("spent")
    return (
        blocks.lazy()
        .with_columns(
            # A line that a rule knows is no surprise inside an article: it costs little.
            spent=pl.when(pl.col("rule").is_null()).then(pl.max_horizontal("points", _points("floor"))).otherwise(KNOWN * (1 - pl.col("copied")))
        )
        .with_columns(total=pl.col("spent").cum_sum().over(doc), at=pl.int_range(pl.len()).over(doc))
        .with_columns(lowest=before.cum_min().over(doc))
        .with_columns(best=(total - pl.col("lowest")).max().over(doc))
        .with_columns(end=pl.col("at").filter(total - pl.col("lowest") == pl.col("best")).first().over(doc))
        .with_columns(floor=pl.col("lowest").filter(pl.col("at") == pl.col("end")).first().over(doc))
        .with_columns(
            start=pl.col("at").filter((pl.col("at") <= pl.col("end")) & (before == pl.col("floor"))).last().over(doc)
        )
        .with_columns(inside=pl.col("at").is_between("start", "end"))
        .drop("spent", "total", "at", "lowest", "best", "end", "floor", "start")
        .collect()
    )


def _role() -> pl.Expr:
    """What a block is that is not body: as its rule says, else repetition, else its place on the page."""
    place = pl.col("place").fill_null("").str.split(" ")
    by_place = pl.coalesce(
        pl.when(place.list.contains(name)).then(pl.lit(role)) for name, role in ROLE_OF_PLACE.items()
    )
    return (
        pl.when(pl.col("rule").is_not_null())
        .then("rule_role")
        .when(pl.col("recurs") > 0)
        .then(pl.lit("repeated"))
        .otherwise(pl.coalesce(by_place, pl.lit("other")))
    )
