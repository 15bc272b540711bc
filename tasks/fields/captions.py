"""Finds the captions of pictures and the kickers above a text, and gathers captions with their credits.

A caption is recognised in one of three places:

1. by its words ("Photo: A. Person"): a rule of ``schemas/rules`` with the role ``caption``;
2. by its element in a page (``figcaption``): ``schemas/weights/places.toml``;
3. by its place in a text, if it reads like one (``caption_lines``): here, in ``find_lines_under_headline``.

Other lines in that place are standfirsts: they belong to the text.

A kicker is a short line above the first sentence that looks like a subheading, but is no part of the text.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Settled, Weighed
from schemas.field_frames import Captions, Lead
from schemas.frames import Caught
from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows
from tasks.fields.caption_lines import reads_like_caption
from tasks.fields.lead import shared_with_lead
from tasks.fields.written_days import SHOWS_TIME
from tasks.models.copied import is_copied_text

# Captions by place: set by hand.
WORDS = (3, 60)
DATED_WORDS = 7  # a line with a day and no more words says when and where the article came out: no standfirst
LEAST_SHARED = 0.5  # of a line's longer words, the share that the lead has too

# If lines above the first sentence have a larger share of the body's words, they are text: a list, closed by a
# sentence. Bodies of pages came to F1 .9600 this way; to .9574 if all of these lines were cut (most of the difference
# is one page, a calendar), and to .9590 if all were kept.
KICKERS = 1 / 3


def find_lines_under_headline(
    weighed: ByDocument[Weighed], lead: Lead, headlines: Rows, first_sentences: Rows
) -> tuple[Rows, Rows]:
    """Find the captions of texts, and the standfirsts of texts and pages.

    Both are lines between headline and first sentence that speak of the same things as the text. Lines that a rule
    matched or that recur are something else. A line that was cut can be a caption, and no standfirst, unless the text
    was copied and has hardly any other line. Takes the rows of the headlines, and the row of each document's first
    sentence (below 0 where it has none). Gives rows of blocks.
    """
    blocks, docs = weighed
    headline = np.full(len(docs.starts), blocks.height)
    headline[docs.owner[headlines]] = headlines
    row = np.arange(blocks.height)
    between = np.flatnonzero((row > headline[docs.owner]) & (row < first_sentences[docs.owner]))
    is_day = (pl.col("words") <= DATED_WORDS) & pl.col("text").str.contains(SHOWS_TIME)
    unexplained = pl.col("rule").is_null() & (pl.col("recurs") == 0) & ~pl.col("bullet") & ~is_day
    lines = (
        blocks.select(
            pl.col(
                "doc", "block", "text", "media", "rule", "recurs", "bullet", "words", "keep", "copied", "gap"
            ).gather(between)
        )
        .with_columns(row=between)
        .filter(unexplained & pl.col("words").is_between(*WORDS))
    )
    shares = shared_with_lead(lines.with_columns(pl.col("text").str.to_lowercase()), lead)
    shares_most = (shares["shared"] >= LEAST_SHARED).fill_null(False)
    copied = lines.select(is_copied_text()).to_series()
    # In a copied text there is hardly a line of anything else.
    introduces = (shares["shared_words"] > 0) | (lines["row"].is_in(headlines + 1) & (lines["gap"] == 0))
    introduces &= copied
    asked = zip(shares_most | introduces, lines["text"], strict=True)
    reads = pl.Series([may_be and reads_like_caption(text) for may_be, text in asked], dtype=pl.Boolean)
    is_caption = shares_most & reads & (lines["media"] == "text")  # a page has figures for its captions
    is_standfirst = ~reads & (introduces | (shares_most & lines["keep"]))
    return lines["row"].filter(is_caption).to_numpy(), lines["row"].filter(is_standfirst).to_numpy()


def find_kickers(text: Array, words: Array, docs: windows.Bounds, first_sentences: Rows) -> Rows:
    """Find the lines of the text above its first sentence, unless they have a good part of its words.

    Takes two arrays with a value for each block, ``text`` (whether it is body, and neither headline nor caption) and
    ``words`` (their number), and the row of each document's first sentence. Gives rows of blocks.
    """
    above = text & (np.arange(len(text)) < first_sentences[docs.owner])
    are_few = windows.total(words * above, docs) < KICKERS * windows.total(words * text, docs)
    return np.flatnonzero(above & are_few)


def gather_captions(settled: ByDocument[Settled], caught: Caught) -> Captions:
    """Gather the captions in and above the text of each document, with their credits.

    In pages, captions below the article belong to teasers. A credit alone on its line belongs to the caption before it.
    """
    blocks, docs = settled
    to_article = windows.last_row(blocks["inside"].to_numpy(), docs)[docs.owner] >= np.arange(blocks.height)
    is_caption = (blocks["role"] == "caption") & ((blocks["media"] == "text") | pl.Series(to_article))
    credited = caught.filter(pl.col("role") == "caption").unique("block", keep="first")
    text = pl.coalesce("caught_text", "rest", "text").str.strip_chars()
    # A rule that catches neither text nor credit knows the button of a picture: "Open image in gallery".
    is_button = pl.col("rule").is_not_null() & (pl.col("evidence") == pl.col("rule")) & pl.col("rest").is_null()
    is_credit_alone = pl.col("text") == ""
    next_credit = pl.when(is_credit_alone.shift(-1)).then(pl.col("credit").shift(-1)).over("doc")
    return Captions.of(
        blocks.select(pl.col("doc", "block", "text", "rule", "evidence").filter(is_caption))
        .join(
            credited.select("block", "rest", "caught_text", "caught_credit"),
            on="block",
            how="left",
            maintain_order="left",
        )
        .with_columns(text=text, credit=pl.col("caught_credit").str.strip_chars())
        .with_columns(credit=pl.coalesce("credit", next_credit))
        .filter(~is_credit_alone & ~is_button)
        .group_by("doc", maintain_order=True)
        .agg(captions=pl.struct("text", "credit"))
    )
