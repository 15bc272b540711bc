"""Broken and hard-wrapped lines to blocks: the paragraphs that a person would see.

Two things break a paragraph. A renderer or a mailer wraps it at a column; a page, a copy or an editor breaks it in the
middle of a sentence. Both are seen from the two lines at the break, so every line is held against the next one only.
"""

from __future__ import annotations

import polars as pl

from schemas.frames import CutLines, Pieces
from schemas.rulebook import Rulebook
from tasks.columns.texts import distinct_texts

# A document counts as wrapped at the width of its widest lines of several words, if people wrap there ...
WIDTHS = (40, 132)
WIDEST = 0.98  # of the long lines are no wider: a table or an address may stick out
# ... and if most of its long lines could not have held the next line's first word (greedy wrapping leaves none).
WRAPPED_SHARE = 0.5
LONG_ENOUGH = 0.6  # of the width: a line that may be full
# A column beside a menu has a width of its own: so many lines in a row, each full up to it, are wrapped too.
COLUMN_LINES = 4
# In scripts without spaces a line ends early where a mark may not stand first, and quotes may take two cells.
EARLY = 6  # cells

BULLET = r"^(?:[-*+•◦▪■□☆★●○·‣–»>]|o|\d{1,2}[.)])\s"
SENTENCE_END = r"[.!?…:;。！？؟।](?:[\"'”’»«“)\]』」*_]|\s?\[\d+\])*$"
CLOSING = r"^[,;.!?%)\]’”]"
LONGER_THAN_VERSE, LONGER_THAN_A_HEADLINE = 50, 90  # characters
WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
EASTERN = r"[\u1100-\u115f\u2e80-\uffef]"  # what is WIDE or UNSPACED, and some more
UNSPACED = r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"


def unwrap_lines(lines: CutLines, rulebook: Rulebook) -> Pieces:
    """Adds ``block``: lines that belong to one paragraph share it (a number that grows along the frame).

    Takes LINES with ``text_id``, in order, without the pieces that are cut already; gives the same rows and ``glue``:
    what stands between this line and the one before in the same block (" ", or "" in scripts without spaces and before
    a comma).
    """
    texts, number = distinct_texts(lines.select("text", "text_id"))
    doc, follows = pl.col("doc"), pl.col("follows")
    same_doc, same_line = doc == doc.shift(1), pl.col("line") == pl.col("line").shift(1)
    shape = (
        pl.concat([lines.select("doc", "line", "tag", "gap"), _look(texts["text"], rulebook)[number]], how="horizontal")
        .lazy()
        .with_columns(near=same_doc & pl.col("tag").is_null() & ~pl.col("bullet") & ~pl.col("bracketed"))
        .with_columns(
            width=pl.when(pl.col("worded") & pl.col("cells").is_between(*WIDTHS))
            .then("cells")
            .quantile(WIDEST, "lower")
            .over("doc")
            .fill_null(0),
            beyond=((pl.col("cells") > WIDTHS[1]) & pl.col("worded")).sum().over("doc"),
            follows=pl.col("near") & (pl.col("gap") == 0),
        )
        .with_columns(
            needed=pl.col("cells").shift(1) + 1 + pl.col("first"),
            long=pl.col("cells").shift(1) > LONG_ENOUGH * pl.col("width"),
            column=(~follows).fill_null(True).cum_sum(),
        )
        .with_columns(full=pl.col("needed") > pl.col("width"))
        .collect()
    )
    columns = (
        shape.lazy()
        .filter(follows | follows.shift(-1))  # most lines are alone
        .group_by("column")
        .agg(lines=pl.len(), widest=pl.col("cells").max(), needed=pl.when("follows").then("needed").min())
        .filter((pl.col("lines") >= COLUMN_LINES) & (pl.col("needed") > pl.col("widest")))
        .filter(pl.col("widest").is_between(*WIDTHS))
        .collect()["column"]
    )
    column = pl.col("column").is_in(columns.implode())
    full_line = follows & pl.col("full") & pl.col("long")
    wrapped_document = (
        (pl.col("width") >= WIDTHS[0])
        & (pl.col("beyond") <= 0.02 * pl.len().over("doc"))
        & (full_line.sum().over("doc") >= WRAPPED_SHARE * (follows & pl.col("long")).sum().over("doc"))
        & (full_line.sum().over("doc") >= 3)
    )
    wrapped = wrapped_document & full_line | column & follows
    chars, chars_before = pl.col("chars"), pl.col("chars").shift(1)
    open_before = pl.col("near") & (pl.col("gap") <= 1) & ~pl.col("ended").shift(1) & ~pl.col("bracketed").shift(1)
    # Verse goes on in small letters too, and labels end anyhow: one of the two lines must be longer than those are.
    goes_on = pl.col("small_first") & (pl.max_horizontal(chars, chars_before) >= LONGER_THAN_VERSE)
    long_before = open_before & (
        chars_before >= pl.when(pl.col("gap") == 0).then(LONGER_THAN_VERSE).otherwise(LONGER_THAN_A_HEADLINE)
    )
    hangs = long_before & pl.col("unfinished").shift(1)
    broken = open_before & (pl.col("closing") | goes_on | hangs)
    unspaced = pl.col("unspaced_last").shift(1) & pl.col("unspaced_first")
    joined = shape.lazy().with_columns(joined=(same_doc & same_line | wrapped | broken).fill_null(False))
    return Pieces.of(
        lines.hstack(
            joined.select(
                block=(~pl.col("joined")).cum_sum().cast(pl.UInt32),
                glue=pl.when(pl.col("joined") & ~(unspaced | pl.col("closing")))
                .then(pl.lit(" "))
                .otherwise(pl.lit("")),
            ).collect()
        )
    )


def _look(texts: pl.Series, rulebook: Rulebook) -> pl.DataFrame:
    """What the characters of each text show of where it may have been broken."""
    text, chars = pl.col("text"), pl.col("chars")
    # Few texts have such characters: the others need not be searched for each kind of them.
    beyond_ascii = pl.when(text.str.len_bytes() > chars).then(text)
    eastern, open_end = pl.col("eastern"), pl.col("open_end")
    function_words = sorted(frozenset().union(*rulebook.function_words.values()))
    return (
        pl.LazyFrame({"text": texts})
        .with_columns(chars=text.str.len_chars().cast(pl.Int32))
        .with_columns(
            ended=text.str.contains(SENTENCE_END),
            bracketed=text.str.starts_with("[") & text.str.ends_with("]"),
            eastern=pl.when(beyond_ascii.str.contains(EASTERN)).then(text),
        )
        .with_columns(open_end=pl.when((chars >= LONGER_THAN_VERSE) & ~pl.col("ended")).then(text))
        .select(
            "chars",
            "ended",
            "bracketed",
            cells=chars + eastern.str.count_matches(WIDE).fill_null(0).cast(pl.Int32),
            first=pl.when(eastern.str.contains("^" + WIDE).fill_null(False))
            .then(2 + EARLY)
            .otherwise(text.str.extract(r"^\S+", 0).str.len_chars().cast(pl.Int32)),
            worded=text.str.contains(r"^[^ ]* [^ ]* [^ ]* ")  # more than three words
            | eastern.str.find(UNSPACED).is_not_null(),  # a tenth of the time of ``contains``
            bullet=text.str.contains(BULLET),
            closing=text.str.contains(CLOSING),
            small_first=text.str.contains(r"^\p{Ll}"),
            unspaced_first=eastern.str.contains("^" + UNSPACED).fill_null(False),
            unspaced_last=eastern.str.contains(UNSPACED + "$").fill_null(False),
            unfinished=open_end.str.ends_with(",").fill_null(False)
            | open_end.str.extract(r"([\p{L}’']+)$").str.to_lowercase().is_in(function_words).fill_null(False),
        )
        .collect()
    )
