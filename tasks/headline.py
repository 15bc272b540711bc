"""What stands above a text: which block is the headline, which are captions and which the byline.

Rules know lines by their wording. A headline has none of its own: it is known by its place, and by speaking of the same
things as the text under it.
"""

from __future__ import annotations

import polars as pl

from tasks.weigh import weights

TITLE_WORDS = (3, 35)
LONGEST = 2_000  # characters compared: a text of megabytes is too long a pattern for the regex engine
TITLE_REACH = 40  # blocks above the text in which the headline is looked for
TITLE_SHARED = 0.34  # of a headline's longer words, this share stands in the first paragraphs
CAPTION_WORDS = (3, 60)
CAPTION_SHARED = 0.5
BYLINE_WORDS = (2, 4)
LEAD = 12  # blocks of the text that a line above it is held against

LONGER_WORD = r"[\p{L}\p{N}]{4,}|[\p{Han}\p{Hiragana}\p{Katakana}]{2}"
NAME = r"^\p{Lu}[\p{L}’'.-]+(?: (?:\p{Lu}[\p{L}’'.-]*|de|da|di|del|van|von|der|den|al|la|le))+$"


def settle(blocks: pl.DataFrame) -> pl.DataFrame:
    """Give headline, captions and byline their roles.

    Takes weighed blocks (``tasks.weigh.weigh``) with ``is_heading`` (a mark such as "## " was cut from it) and
    ``page_title``. Gives the same blocks, with ``keep``, ``role``, ``evidence`` and ``confidence`` settled for these,
    and ``title`` on the block that is one.
    """
    blocks = _titled(_placed(blocks))
    is_title = pl.col("title").is_not_null()
    is_byline, is_caption = ~is_title & _is_byline(), ~is_title & _is_caption()
    found = is_title | is_byline | is_caption
    # A kicker above the first sentence looks like a subheading, but is no part of the text.
    above = (pl.col("at") < pl.col("first")).fill_null(False)
    return blocks.with_columns(
        keep=pl.col("keep") & ~found & ~above,
        role=pl.when(is_title)
        .then(pl.lit("title"))
        .when(is_byline)
        .then(pl.lit("byline"))
        .when(is_caption)
        .then(pl.lit("caption"))
        .when(above)
        .then(pl.coalesce("role", pl.lit("other")))
        .otherwise("role"),
        evidence=pl.when(found | above & pl.col("keep")).then(pl.lit("field")).otherwise("evidence"),
        confidence=pl.when(is_title)
        .then(_title_confidence())
        .when(found | above & pl.col("keep"))
        .then(0.6)
        .otherwise("confidence"),
    ).drop("at", "first", "title_at", "shared")


def _placed(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``at`` (a block's number in its document), ``first`` (that of the text's first sentence) and ``shared``.

    ``shared`` is the share of a block's longer words that other blocks of the first paragraphs have too; it is asked
    for blocks above and at the start of the text, and 0 elsewhere.
    """
    at = pl.col("at")
    placed = blocks.with_columns(at=pl.int_range(pl.len()).over("doc")).with_columns(
        first=at.filter(_reads()).min().over("doc")
    )
    words = pl.col("text").str.to_lowercase().str.extract_all(LONGER_WORD).list.unique()
    said = placed.lazy().select("doc", "block", "at", "first", "keep", "words", word=words)
    near = (at <= pl.col("first") + LEAD) & (pl.col("words") <= CAPTION_WORDS[1])
    above = said.filter(near).explode("word").drop_nulls("word")
    lead = said.filter("keep").filter(pl.int_range(pl.len()).over("doc") < LEAD).explode("word").drop_nulls("word")
    told_in = lead.group_by("doc", "word").agg(blocks=pl.len(), one=pl.col("block").first())
    elsewhere = pl.col("blocks") > (pl.col("one") == pl.col("block")).cast(pl.Int8)
    shared = (
        above.join(told_in, on=["doc", "word"], how="left")
        .group_by("block")
        .agg(shared=elsewhere.fill_null(False).mean())
        .collect()
    )
    return placed.join(shared, on="block", how="left", maintain_order="left").with_columns(
        pl.col("shared").fill_null(0.0)
    )


def _titled(blocks: pl.DataFrame) -> pl.DataFrame:
    """Adds ``title`` on the best candidate of each document, and ``title_at``, its number; ``first`` passes it over."""
    text, named = pl.col("text"), pl.col("page_title").fill_null("").str.head(LONGEST)
    start = text.str.head(LONGEST)
    unruled = pl.col("rule").is_null() & (pl.col("recurs") == 0)
    opens = pl.col("at") == pl.col("at").filter(unruled).min().over("doc")
    copied = pl.col("copied") > weights()["shape"]["copied"]
    agrees = (named != "") & (named.str.contains(start, literal=True) | start.str.contains(named, literal=True))

    on_page = (pl.col("media") == "html") & ((pl.col("tag") == "h1") | agrees & (text.str.len_chars() > 12))
    in_text = (
        (pl.col("media") == "text")
        & unruled
        & ~pl.col("bullet")
        & (pl.col("at") >= pl.col("first") - TITLE_REACH)
        & (pl.col("is_heading") | ~text.str.contains(r"[.。,;:]$"))
        & (pl.col("is_heading") | (pl.col("shared") >= TITLE_SHARED) | opens & copied)
        & (~pl.col("keep") | ~pl.col("ended"))
    )
    candidate = (pl.col("at") <= pl.col("first")) & pl.col("words").is_between(*TITLE_WORDS) & (on_page | in_text)
    score = (
        3.0 * pl.col("is_heading")
        + 2.0 * (pl.col("tag") == "h1").fill_null(False)
        + 2.0 * agrees
        + pl.col("copied") * opens
        + 0.5 * (pl.len().over("doc", "text") > 1)
        + pl.col("shared")
        + pl.min_horizontal(pl.col("words"), 10) / 20
        - 0.03 * (pl.col("first") - pl.col("at")).cast(pl.Float64)
    )
    scored = blocks.with_columns(score=pl.when(candidate).then(score))
    best = pl.col("at").filter(pl.col("score") == pl.col("score").max()).first().over("doc")
    return (
        scored.with_columns(title_at=best)
        .with_columns(title=pl.when(pl.col("at") == pl.col("title_at")).then("text"))
        .with_columns(first=pl.col("at").filter(_reads() & pl.col("title").is_null()).min().over("doc"))
        .drop("score")
    )


def _reads() -> pl.Expr:
    """A block of the text that is more than a short line."""
    return pl.col("keep") & (pl.col("prose") | pl.col("sentence"))


def _title_confidence() -> pl.Expr:
    return pl.when("is_heading").then(0.95).when(pl.col("tag") == "h1").then(0.9).otherwise(0.7)


def _between() -> pl.Expr:
    """A line of a text, between headline and text, that no rule knows."""
    plain = (pl.col("media") == "text") & pl.col("rule").is_null() & (pl.col("recurs") == 0) & ~pl.col("bullet")
    return plain & (pl.col("at") > pl.col("title_at")) & (pl.col("at") < pl.col("first"))


def _is_caption() -> pl.Expr:
    """It speaks of the same things as the text."""
    caption = pl.col("words").is_between(*CAPTION_WORDS) & (pl.col("shared") >= CAPTION_SHARED)
    return (_between() & caption).fill_null(False)


def _is_byline() -> pl.Expr:
    """A name that the text does not know, beside a date."""
    name = pl.col("words").is_between(*BYLINE_WORDS) & pl.col("text").str.contains(NAME)
    dates = pl.col("rule_role").is_in(["date", "dateline"])
    beside = dates.shift(1).over("doc").fill_null(False) | dates.shift(-1).over("doc").fill_null(False)
    return (_between() & name & beside & (pl.col("shared") < TITLE_SHARED)).fill_null(False)
