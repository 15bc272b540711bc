"""Hard-wrapped and broken lines to blocks: the paragraphs that a person would see.

Two things break a paragraph. A renderer or a mailer wraps it at a column, which shows in the widths of all lines of
the document, or of a column of it. A page, a copy or an editor breaks it in the middle of a sentence, which shows in
the two lines at the break. These two are one paragraph, because the first leaves its sentence open and the second
starts with a small letter:

    "Nobody on the island had asked for a second lantern, because the old one had simply

    worked," she added.

Lines are joined before they are judged, because a rule, a word count or a sentence end means something in a paragraph
and little in half a line. Text wrapped at 80 columns brought an early model from between .89 and .92 down to .78
(docs/decisions.md).
"""

from __future__ import annotations

import re
from functools import cache, partial

import polars as pl

from schemas import data
from schemas.frames import CutLines, Pieces
from schemas.rulebook import Rulebook
from schemas.small_words import particles_in_text, words_of
from tasks.cleaning.hyphens import verdicts_on_lines
from tasks.columns.patterns import BULLET, EAST_ASIAN, SENTENCE_END, WIDE, WIDE_OR_EAST_ASIAN
from tasks.columns.pinned import run_on, thread_of
from tasks.columns.texts import distinct_texts
from tasks.models.byline_lines import looks_like_byline
from tasks.reading.drop_caps import WORDS_OF_ONE_LETTER

# All set by hand; tests/cleaning/test_unwrap.py wraps and breaks texts in the ways that they were set for.

# A document is as wide as its widest lines of several words. Widths are in cells: a wide character takes two.
WIDTHS = (40, 132)  # the widths at which people wrap
WIDTH_QUANTILE = 0.98  # The width is this quantile of the lines: a table or an address may stick out.
MOST_BEYOND = 0.02  # If a larger share of the lines is wider than all WIDTHS, the document is not wrapped.
# Greedy wrapping leaves lines full: a full line has no room for the first word of the next line.
WRAPPED_SHARE = 0.5  # A document is wrapped if at least this share of its long lines is full.
FULL_LINES = 3  # It needs at least this many full lines, because fewer show no width.
LONG_SHARE = 0.6  # A line is long if it takes more than this share of the width.
# A column beside a menu has a width of its own. It shows where this many lines in a row are full, or more.
COLUMN_LINES = 4
# In scripts without spaces a line ends early where a mark may not open the next one, and quotes may take two cells.
EARLY_CELLS = 6

# A line does not open with such a mark: it goes on from the line above. Three marks are left out, for they also open
# lines: the ” of a Swedish quotation and the ’ of "’Tis" if no space or mark follows, and the . of ".500" and ".NET".
CLOSING = r"^(?:[,;!?%)\]]|\.(?:[^0-9\p{Lu}]|$)|[’”](?:[\s\p{P}]|$))"
DROP_CAP = r"^[\"“«„‘']?(\p{Lu})$"
CAPITAL_FIRST = r"^[\"“”«»„‘’'(\[¿¡]?\p{Lu}"
# Names may start with a small letter, and then open a paragraph: "iPhone", "d'Artagnan", "de Vries", "al-Rashid".
FIRST, LATER = ("|".join(particles_in_text(place)) for place in ("line_first", "line_later"))
NAME_FIRST = rf"^(?:\p{{Ll}}['’-]?\p{{Lu}}|(?:{FIRST})[ -](?:(?:{LATER}) )*\p{{Lu}})"
LONGER_THAN_VERSE, LONGER_THAN_A_HEADLINE = 50, 90  # characters that such a line has at least
# Characters between "updated" and the first digit of its day, and after that digit; more of them are a sentence.
BEFORE_THE_DAY, WITH_THE_DAY = 20, 40


def unwrap_lines(lines: CutLines, rulebook: Rulebook) -> Pieces:
    r"""Give lines of one paragraph the same ``block``, a number that grows along the frame.

    Takes lines in order, without the pieces that an inline rule cut. Gives the same rows with ``block`` and ``glue``: a
    space where a line goes on from the one before; nothing in scripts without spaces, before a comma, and where only
    marks were cut out between two pieces; nothing in the first line of a block. ``broken`` says where a hyphen at the
    end of a line breaks a word.

    >>> from schemas import rulebook
    >>> from tasks.columns.texts import number_texts
    >>> from tasks.reading.text_lines import lines_of_texts
    >>> text = "By lamp-\nlight he rowed out to the lantern, which had simply\n\nfailed.\nThe council met on Monday."
    >>> documents = pl.DataFrame({"doc": [0], "text": [text]}, {"doc": pl.UInt32, "text": pl.String})
    >>> lines = number_texts(lines_of_texts(documents)).with_columns(apart=True, after_dateline=False, flows=False)
    >>> for row in unwrap_lines(lines, rulebook.load()).select("block", "glue", "text", "broken").rows():
    ...     print(row)
    (1, '', 'By lamp-', True)
    (1, '', 'light he rowed out to the lantern, which had simply', False)
    (1, ' ', 'failed.', False)
    (2, '', 'The council met on Monday.', False)
    """
    texts, number = distinct_texts(lines.select("text", "text_id"))
    looks = _looks_of_texts(texts["text"], rulebook)[number]
    seen = lines.select("doc", "line", "tag", "gap", "apart", "after_dateline", "flows").hstack(looks)
    breaks = _breaks_before(seen).with_columns(
        verdict=verdicts_on_lines(lines), after_drop_cap=_after_drop_cap(lines["text"], looks["capital"], rulebook)
    )
    goes_on = pl.col("goes_on")
    return Pieces.of(
        lines.hstack(
            breaks.lazy()
            .with_columns(goes_on=_goes_on(breaks))
            .select(
                block=(~goes_on).cum_sum().cast(pl.UInt32),
                glue=pl.when(goes_on & ~_without_space()).then(pl.lit(" ")).otherwise(pl.lit("")),
                broken=pl.col("verdict").shift(-1).eq_missing("broken"),
            )
            .collect()
        )
    )


def _goes_on(breaks: pl.DataFrame) -> pl.Expr:
    """Whether a line is of one paragraph with the line before."""
    wrapped = _wrapped_document() | _wrapped_column(breaks) | pl.col("flows")
    return (pl.col("same_line") | wrapped | _broken_sentence()).fill_null(False) | pl.col("verdict").is_not_null()


def _without_space() -> pl.Expr:
    """Whether a line that goes on from the one before does so without a space."""
    in_word = pl.col("verdict").is_in(["broken", "hyphenated"]).fill_null(False)
    unspaced = pl.col("unspaced_last").shift(1) & pl.col("unspaced_first")
    pieces_of_a_line = pl.col("same_line") & ~pl.col("apart")
    return unspaced | pieces_of_a_line | pl.col("after_drop_cap") | pl.col("closing") | in_word


def _after_drop_cap(texts: pl.Series, capitals: pl.Series, rulebook: Rulebook) -> pl.Series:
    """Which lines go on with the word that a large capital on the line before begins."""
    rows = capitals.shift(1).is_not_null().arg_true()
    words = rulebook.all_function_words if len(rows) else frozenset()
    rests = texts.gather(rows).str.extract(r"^\p{Ll}+", 0)
    goes_on = [
        row
        for row, capital, rest in zip(rows, capitals.gather(rows - 1), rests, strict=True)
        if rest and (capital not in WORDS_OF_ONE_LETTER or (capital + rest).lower() in words)
    ]
    return pl.repeat(False, len(texts), eager=True).scatter(goes_on, True)


def _breaks_before(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with what shows at the break before each.

    Takes lines with their looks. Adds:

    ==============  ================================================================================
    ``may_go_on``   whether it may go on from the line before: in the same document, no item, no dateline before it
    ``follows``     whether nothing is between the two
    ``same_line``   whether both are pieces of one line of the document
    ``width``       of the document, in cells
    ``beyond``      how many lines of the document are beyond all widths
    ``needed``      the cells that the line before would have with the first word of this one
    ``long``        whether the line before is long
    ``stretch``     a number that lines in a row, with nothing between them, share
    ==============  ================================================================================
    """
    worded, follows, cells_before = pl.col("worded"), pl.col("follows"), pl.col("cells").shift(1)
    same_doc = pl.col("doc") == pl.col("doc").shift(1)
    return (
        lines.lazy()
        .with_columns(
            may_go_on=same_doc & pl.col("tag").is_null() & ~pl.any_horizontal("bullet", "bracketed", "after_dateline"),
            same_line=same_doc & (pl.col("line") == pl.col("line").shift(1)),
        )
        .with_columns(
            width=pl.when(worded & pl.col("cells").is_between(*WIDTHS))
            .then("cells")
            .quantile(WIDTH_QUANTILE, "lower")
            .over("doc")
            .fill_null(0),
            beyond=((pl.col("cells") > WIDTHS[1]) & worded).sum().over("doc"),
            follows=pl.col("may_go_on") & (pl.col("gap") == 0),
        )
        .with_columns(
            needed=cells_before + 1 + pl.col("first_cells"),
            long=cells_before > LONG_SHARE * pl.col("width"),
            stretch=(~follows).fill_null(True).cum_sum(),
        )
        .collect()
    )


def _wrapped_document() -> pl.Expr:
    """Whether a line goes on from a full one, in a document that is wrapped at one width."""
    after_long = pl.col("follows") & pl.col("long")
    full_line = after_long & (pl.col("needed") > pl.col("width"))
    full_lines = full_line.sum().over("doc")
    return (
        (pl.col("width") >= WIDTHS[0])
        & (pl.col("beyond") <= MOST_BEYOND * pl.len().over("doc"))
        & (full_lines >= WRAPPED_SHARE * after_long.sum().over("doc"))
        & (full_lines >= FULL_LINES)
        & full_line
    )


def _wrapped_column(breaks: pl.DataFrame) -> pl.Expr:
    """Whether a line goes on from the one before, in a column whose lines are all full."""
    follows = pl.col("follows")
    columns = (
        breaks.lazy()
        .filter(follows | follows.shift(-1))  # most lines are alone
        .group_by("stretch")
        .agg(lines=pl.len(), widest=pl.col("cells").max(), needed=pl.when("follows").then("needed").min())
        .filter((pl.col("lines") >= COLUMN_LINES) & (pl.col("needed") > pl.col("widest")))
        .filter(pl.col("widest").is_between(*WIDTHS))
        .collect()["stretch"]
    )
    return follows & pl.col("stretch").is_in(columns.implode())


def _broken_sentence() -> pl.Expr:
    """Whether a line goes on with a sentence that the line before leaves open, at most one blank line above.

    It does if it starts with a mark that opens no sentence, or with a small letter, or if the line before hangs.
    """
    may_be_open = pl.col("may_go_on") & ~pl.col("ended").shift(1) & ~pl.col("bracketed").shift(1)
    is_new = _names_authors() | _opens_below_headline()
    shows = pl.col("closing") | _starts_small() | _follows_hanging()
    return may_be_open & ~is_new & (pl.col("gap") <= 1) & shows


def _starts_small() -> pl.Expr:
    """Whether a line starts with a small letter, and it or the line before is longer than verse."""
    longer = pl.max_horizontal("chars", pl.col("chars").shift(1))
    return _is_small() & (longer >= LONGER_THAN_VERSE)


def _is_small() -> pl.Expr:
    """Whether a line starts with a small letter, and not with a name below a blank line, which may open a paragraph."""
    return pl.col("small_first") & ~(pl.col("name_first") & (pl.col("gap") > 0))


def _follows_hanging() -> pl.Expr:
    """Whether the line before ends with a comma or a function word, and is longer than labels, which do too.

    Below a blank line a capital opens a paragraph, unless a comma or an article is before it: "for the", "American
    people".
    """
    blank = pl.col("gap") > 0
    least = pl.when(blank).then(LONGER_THAN_A_HEADLINE).otherwise(LONGER_THAN_VERSE)
    before = pl.when(blank & pl.col("capital_first")).then(pl.col("clinging").shift(1))
    return (pl.col("chars").shift(1) >= least) & before.otherwise(pl.col("unfinished").shift(1))


def _names_authors() -> pl.Expr:
    """Whether a line names the authors, as "by Ana Sol" does, and no line goes on from it."""
    same_doc_below = pl.col("doc") == pl.col("doc").shift(-1)
    small_below = pl.col("small_first").shift(-1) & (pl.col("gap").shift(-1) == 0) & same_doc_below
    return pl.col("by") & ~small_below.fill_null(False)


def _opens_below_headline() -> pl.Expr:
    """Whether a line starts a paragraph below the first line and a blank one, whatever word the first ends with."""
    is_second = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("doc") != pl.col("doc").shift(2)).fill_null(True)
    return is_second & (pl.col("gap") > 0) & ~_is_small() & ~pl.col("closing")


def _looks_of_texts(texts: pl.Series, rulebook: Rulebook) -> pl.DataFrame:
    """What the characters of each text show about the breaks around it.

    ==================  ========================================================================
    ``chars``           its characters
    ``cells``           the width that they take
    ``first_cells``     the width that its first word needs at the end of a line
    ``worded``          whether it has more than three words
    ``ended``           whether it ends like a sentence
    ``unfinished``      whether it ends with a comma or a function word
    ``clinging``        whether it ends with a comma or an article
    ``bracketed``       whether it is in brackets as a whole
    ``bullet``          whether it starts as an item of a list
    ``closing``         whether it starts with a mark that opens no line
    ``small_first``     whether it starts with a small letter
    ``capital_first``   whether it starts with a capital, after a mark at most
    ``name_first``      whether it starts as a name with a small letter does
    ``by``              whether it starts like a byline, with a word like "by" and a name
    ``unspaced_first``  whether it starts with a character of a script without spaces
    ``unspaced_last``   whether it ends with one
    ``capital``         the capital that it is, if it is no more, after a quotation mark at most
    ==================  ========================================================================
    """
    return (
        pl.LazyFrame({"text": texts})
        .with_columns(chars=pl.col("text").str.len_chars().cast(pl.Int32))
        .with_columns(ended=pl.col("text").str.contains(SENTENCE_END), eastern=_eastern())
        .with_columns(open_end=_open_end())
        .select("chars", "ended", **_looks_of_ends(rulebook), **_looks_of_starts(), **_widths())
        .collect()
        .hstack([_start_small(texts), _start_like_bylines(texts)])
    )


def _eastern() -> pl.Expr:
    """The text if it has characters of scripts without spaces, or wide ones; else null: nothing is searched in it."""
    text = pl.col("text")
    beyond_ascii = pl.when(text.str.len_bytes() > pl.col("chars")).then(text)
    return pl.when(beyond_ascii.str.contains(WIDE_OR_EAST_ASIAN)).then(text)


def _open_end() -> pl.Expr:
    """The text if it is longer than verse and ends inside a sentence. Others are null, and no last word is sought."""
    return pl.when((pl.col("chars") >= LONGER_THAN_VERSE) & ~pl.col("ended")).then("text")


def _looks_of_ends(rulebook: Rulebook) -> dict[str, pl.Expr]:
    """How a text ends."""
    comma = pl.col("open_end").str.ends_with(",").fill_null(False)
    last_word = pl.col("open_end").str.extract(r"(?:^|[\s(\[„“«])([\p{L}’']+)$")
    last_small, function_words = last_word.str.to_lowercase(), list(rulebook.all_function_words)
    return {
        "unfinished": comma | last_small.is_in(function_words).fill_null(False),
        "clinging": comma | last_small.is_in(words_of("line_ends", "articles")).fill_null(False),
        "bracketed": pl.col("text").str.starts_with("[") & pl.col("text").str.ends_with("]"),
        "unspaced_last": pl.col("eastern").str.contains(EAST_ASIAN + "$").fill_null(False),
    }


def _looks_of_starts() -> dict[str, pl.Expr]:
    """How a text starts. Patterns that are too large for this are searched for elsewhere, on threads that keep them."""
    text = pl.col("text")
    return {
        "bullet": text.str.contains(BULLET),
        "closing": text.str.contains(CLOSING),
        "capital_first": text.str.contains(CAPITAL_FIRST),
        "name_first": text.str.contains(NAME_FIRST),
        "unspaced_first": pl.col("eastern").str.contains("^" + EAST_ASIAN).fill_null(False),
        "capital": pl.when(pl.col("chars") <= 2).then(text).str.extract(DROP_CAP),
    }


def _widths() -> dict[str, pl.Expr]:
    """How wide a text is, how wide its first word, and whether it has enough words to show a width."""
    text, eastern = pl.col("text"), pl.col("eastern")
    wide_first = eastern.str.contains("^" + WIDE).fill_null(False)
    first_word = text.str.extract(r"^\S+", 0).str.len_chars().cast(pl.Int32)
    has_east_asian = eastern.str.find(EAST_ASIAN).is_not_null()  # takes a tenth of the time of ``contains``
    return {
        "cells": pl.col("chars") + eastern.str.count_matches(WIDE).fill_null(0).cast(pl.Int32),
        "first_cells": pl.when(wide_first).then(2 + EARLY_CELLS).otherwise(first_word),
        "worded": text.str.contains(r"^[^ ]* [^ ]* [^ ]* ") | has_east_asian,
    }


def _start_like_bylines(texts: pl.Series) -> pl.Series:
    """Which texts start like a byline, as ``by``. The pattern is large, and stays compiled on its thread."""
    by = looks_like_byline(pl.col("text")).alias("by")
    return run_on(thread_of("unwrap.by"), partial(texts.to_frame("text").select_seq, by)).to_series()


def _start_small(texts: pl.Series) -> pl.Series:
    """Which texts start with a small letter, as ``small_first``, but for those that say when they were published."""
    small = texts.str.contains(r"^[\p{Ll}--\p{Georgian}]").alias("small_first")  # Georgian has small letters only
    # The pattern of days is large, and stays compiled on its thread.
    dated = run_on(thread_of("unwrap.dated"), partial(texts.filter(small).str.contains, _dated_line()))
    return small.scatter(small.arg_true().filter(dated), False)


@cache
def _dated_line() -> str:
    """The pattern of a line that says when its text was published or changed, as "updated 1/9/2012"."""
    words = data.load("weights/shown_day")["words"]
    labels = "|".join(sorted(map(re.escape, (*words["published"], *words["updated"])), key=len, reverse=True))
    return rf"(?i)^(?:{labels})(?:[\s:|].{{0,{BEFORE_THE_DAY}}})?[0-9].{{0,{WITH_THE_DAY}}}$"
