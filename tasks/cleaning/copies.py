"""Cuts copies: a paragraph that a document has twice is once in its body.

Pages hold the story twice, for wide and for narrow screens or for print, and hide one. Or a standfirst is the first
paragraph again. Of what a page has and does not show, the page may show the beginning.
"""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Weighed
from schemas.frames import Pages
from tasks.columns.texts import letters_and_digits
from tasks.columns.windows import ByDocument

# Set by hand.
LETTERS = 40  # a shorter line may be said twice: a refrain, a question of an interview
WORDS = 7
SURE = 0.95
BEGINNING, FIRST_LETTERS = 24, 10  # characters of a block, and letters in them, that a copy begins with too
COPY = "copy"


def cut_copies(weighed: ByDocument[Weighed], pages: Pages) -> ByDocument[Weighed]:
    """Cut the blocks that are copies of a block in the body, or of a part of an article that the page does not show."""
    blocks = weighed.frame
    long = blocks.select(
        pl.col("doc", "block", "raw_start", "text", "keep", "place").filter(
            (pl.col("words") >= WORDS) & pl.col("rule").is_null() & (pl.col("recurs") == 0)
        )
    ).with_columns(begins=letters_and_digits(pl.col("text").str.head(BEGINNING)))
    of_pages = pages.drop_nulls("unshown_source").select("doc", "unshown_start", "unshown_end")
    asked = long.filter(_may_be_twice() | pl.col("doc").is_in(of_pages["doc"].implode()))
    long = asked.with_columns(letters=letters_and_digits(pl.col("text")))
    long = long.filter(pl.col("letters").str.len_chars() >= LETTERS)
    shown = _shown_of_unshown(long, of_pages)
    copies = pl.concat([shown, _copies_of_blocks(long.filter(~pl.col("block").is_in(shown.implode())))])
    if copies.is_empty():
        return weighed
    is_copy = pl.col("block").is_in(copies.implode())
    cut = blocks.with_columns(
        keep=pl.col("keep") & ~is_copy,
        role=pl.when(is_copy).then(pl.lit("repeated")).otherwise("role"),
        evidence=pl.when(is_copy).then(pl.lit(COPY)).otherwise("evidence"),
        confidence=pl.when(is_copy).then(SURE).otherwise("confidence"),
    )
    return weighed.with_frame(Weighed.of(cut))


def _may_be_twice() -> pl.Expr:
    """Whether another block of the document begins with the same letters; finding all letters takes six times as long.

    A block that has few letters where it begins may be.
    """
    begins = pl.col("begins")
    # The last letter may be another one for what is behind it: a Greek sigma at the end of a word.
    is_few = begins.str.len_chars() <= FIRST_LETTERS
    return is_few | pl.struct("doc", begins.str.head(FIRST_LETTERS)).is_duplicated()


def _copies_of_blocks(long: pl.DataFrame) -> pl.Series:
    """The blocks of which another has the same letters and is kept: of several, the first that is not hidden."""
    is_hidden = pl.col("place").str.contains(r"\bhidden\b").fill_null(False)
    twice = long.filter(pl.struct("doc", "letters").is_duplicated()).sort(~pl.col("keep"), is_hidden, "block")
    is_first = pl.struct("doc", "letters").is_first_distinct()
    of_kept = pl.col("keep").any().over("doc", "letters")
    return twice.with_columns(is_first=is_first).filter(of_kept & ~pl.col("is_first"))["block"]


def _shown_of_unshown(long: pl.DataFrame, of_pages: pl.DataFrame) -> pl.Series:
    """The visible blocks that are part of what the page does not show, if that is kept."""
    blocks = long.join(of_pages, on="doc", maintain_order="left").with_columns(
        unshown=pl.col("raw_start").is_between("unshown_start", "unshown_end", closed="left")
    )
    whole = blocks.filter("unshown", "keep").group_by("doc").agg(whole=pl.col("letters").str.join(""))
    return (
        blocks.filter(~pl.col("unshown"))
        .join(whole, on="doc")
        .filter(pl.col("whole").str.contains(pl.col("letters"), literal=True))["block"]
    )
