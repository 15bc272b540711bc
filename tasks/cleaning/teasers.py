"""Finds teasers in lists of other articles: a sentence or two under a headline that is not this article's.

Such a list begins with a heading that a rule knows, and has headlines. Where a sentence follows, either the article
goes on or the list does:

    MORE STORIES
    Council buys drones to watch the pier
    Drones are often at the centre of quarrels over ...        a teaser
    Gull steals a wedding ring
    The ferry will sail again on Friday, the council said.     the article

A teaser speaks of what its headline does, in words that are nowhere else in the document; or it is broken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

WORD = re.compile(r"[^\W\d_]{4,}")
SAME_LETTERS = 5  # words that begin with the same letters are forms of one: "violated" and "violating"
SHARED = 0.2  # of the longer words of its headline, at least, a teaser has too
BROKEN_OFF = ("...", "…")
HEADLINE_WORDS = 3  # at least: a shorter line is a label or a name
MOST_WORDS = 45  # a longer paragraph is the article's, and its headline a subheading
# Longer words of the article that a teaser may have: fewer if prose follows, since it may be the article's, too.
LONG, TOLD, TOLD_BEFORE_PROSE = 6, 1, 0
LINES_ABOVE = 3  # between a teaser and its headline there may be a name and a day


def find_teasers(read: pl.DataFrame, blocks: pl.DataFrame) -> pl.Series:
    """Find the teasers among blocks that rules read from their headings on.

    Takes ``run``, ``row`` (of ``blocks``), ``hit`` (it is a heading) and ``follows`` (it reads like a headline), in
    order; and the blocks. Gives a flag for each row.
    """
    rows = list(read.select("run", "row", "hit", "follows").iter_rows())
    found = pl.repeat(False, len(rows), eager=True)
    teasers = [at for heading, row in enumerate(rows) if row[2] for at in _teasers_below(rows, heading, blocks)]
    return found.scatter(teasers, True) if teasers else found


def _teasers_below(rows: Sequence[tuple[int, int, bool, bool]], heading: int, blocks: pl.DataFrame) -> Iterator[int]:
    """The places in ``rows`` of the teasers below one heading; ends where the article goes on."""
    run, first, *_ = rows[heading]
    headlines: list[int] = []  # the lines since the last teaser
    for at in range(heading + 1, len(rows)):
        other, row, hit, follows = rows[at]
        if other != run or hit:
            return
        if follows:
            headlines.append(row)
        elif headlines and is_teaser(row, headlines[-LINES_ABOVE:], first, blocks):
            headlines = []
            yield at
        else:
            return


def is_teaser(row: int, headlines: Sequence[int], heading: int, blocks: pl.DataFrame) -> bool:
    """Say whether a block belongs to the headlines right above it, in a list that begins at a heading."""
    text: str = blocks["text"][row]
    if text.endswith(BROKEN_OFF) or blocks["words"][row] > MOST_WORDS:
        return text.endswith(BROKEN_OFF)
    above = [words for words in (WORD.findall(blocks["text"][line].lower()) for line in headlines) if words]
    words = WORD.findall(text.lower())
    shared = [
        both
        for headline in (_stems(words) for words in above if len(words) >= HEADLINE_WORDS)
        if len(both := _stems(words) & headline) >= SHARED * len(headline)
    ]
    if not shared:
        return False
    elsewhere = frozenset(WORD.findall(_prose_elsewhere(row, heading, blocks)))
    told = len(frozenset(word for word in words if len(word) >= LONG) & elsewhere)
    goes_on = row + 1 < blocks.height and blocks["doc"][row + 1] == blocks["doc"][row] and blocks["prose"][row + 1]
    return told <= (TOLD_BEFORE_PROSE if goes_on else TOLD) and any(both - _stems(list(elsewhere)) for both in shared)


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word[:SAME_LETTERS] for word in words)


def _prose_elsewhere(row: int, heading: int, blocks: pl.DataFrame) -> str:
    """A document's prose above a heading and below a block, in lower case."""
    rows = pl.int_range(blocks.height, eager=True)
    same_doc, outside = blocks["doc"] == blocks["doc"][row], (rows < heading) | (rows > row)
    return "\n".join(blocks.filter(same_doc & outside & blocks["prose"])["text"].to_list()).lower()
