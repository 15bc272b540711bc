"""Which stretches of a text stand in quotation marks.

The same character opens in one language and closes in another („…“, “…”, »…«, «…»), an apostrophe looks like a closing
mark, and writers forget marks. So a mark is judged by what stands beside it, and paired within its paragraph; what
stands within another pair is part of it.

All places are code points of one text, the paragraphs one after another (a ``Stream``): arrays of numbers are quick to
look at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.windows import NOWHERE, Array, Rows

MARKS = "\"“”„‟«»‹›‘’‚'「」『』＂"
APOSTROPHES = "'’"
# What closes what opens; a straight mark and a guillemet may open too.
PARTNERS = {
    **dict.fromkeys("\"“”„‟", "\"“”‟"), **dict.fromkeys("'‘‚", "'‘’"), "«": "»", "»": "«", "‹": "›", "›": "‹",
    "＂": "＂", "「": "」", "『": "』",
}  # fmt: skip
LOOKS_OPENING = "“‟‘"
ONLY_OPENS = "„‚「『‟"
ONLY_CLOSES = "」』"
SINGLE = "‘’‚'‹›"  # outermost, these must close: alone they are apostrophes, or signs for feet and minutes
DEEPEST = 16  # marks within marks: more are ornament, and would be looked through for each mark

Codes = npt.NDArray[np.uint32]

# What a character is. Digits and capitals are letters, too; some signs join letters, some digits, to one word.
LETTER, SPACE, MARK, DIGIT, CAPITAL, JOIN, POINT = 1, 2, 4, 8, 16, 32, 64
JOINS, POINTS = "'’-‑&/@_", ".,"
QUOTE = '"'  # stands for a quotation in the narrative
SINGLE_MARK, DOUBLE_MARK = ord("'"), ord('"')
SPACED = [ord(mark) for mark in "«‹"]
BEYOND = 0x10000  # characters from here on count as letters: scripts and pictures


class Mark(NamedTuple):
    """A quotation mark in its paragraph."""

    at: int  # in the stream
    sign: str
    opens: bool  # what stands beside it would let it open,
    closes: bool  # or close


class Stream(NamedTuple):
    """The paragraphs of a part as one text, a line each."""

    text: str
    codes: Codes  # its code points
    starts: Rows  # where each paragraph starts, and one more behind the last

    @classmethod
    def of(cls, texts: pl.Series) -> Stream:
        """The stream of some paragraphs."""
        text = "\n".join([*texts, ""])
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        sizes = texts.str.len_chars().cast(pl.Int64).to_numpy() + 1
        return cls(text, codes, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    def row(self, places: Rows) -> Rows:
        """The paragraphs of some places."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def slices(self, begins: pl.Series, ends: pl.Series) -> pl.Series:
        """The text from some places to others."""
        pairs = zip(begins.to_list(), ends.to_list(), strict=True)
        return pl.Series([self.text[begin:end] for begin, end in pairs], dtype=pl.String)

    def narrative(self, rows: Array, quotations: pl.DataFrame) -> tuple[Codes, Rows]:
        """The text of some paragraphs (a mask), one mark for each quotation, and where each character stands."""
        outer, end = quotations["outer"].to_numpy(), quotations["outer_end"].to_numpy()
        cut = np.zeros(len(self.codes) + 1, np.int8)
        cut[outer + 1] += 1
        cut[np.maximum(end, outer + 1)] -= 1
        kept = np.cumsum(cut[:-1], dtype=np.int8) == 0
        if not rows.all():
            kept &= np.repeat(rows, np.diff(self.starts))
        places = np.flatnonzero(kept)
        codes = self.codes[places]
        codes[np.searchsorted(places, outer[kept[outer]])] = ord(QUOTE)
        return codes, places


SPANS = pl.Schema(
    {
        "row": pl.Int64,  # of the paragraph
        "outer": pl.Int64,  # where the opening mark stands in the stream,
        "outer_end": pl.Int64,  # and behind the closing one
        "at": pl.Int64,  # where the words within the marks start,
        "at_end": pl.Int64,  # and end
        "opened": pl.Boolean,  # false: the quotation began in a paragraph before, and has no mark here
        "closed": pl.Boolean,  # false: there is no closing mark; the quotation goes on, or one was forgotten
    }
)


def quoted_spans(stream: Stream) -> pl.DataFrame:
    """The outermost stretches in quotation marks of each paragraph, in the order of the text.

    Gives SPANS. Where a closing mark is missing, the stretch goes to the end of the paragraph, or up to the next one.

    >>> text = '"Rain," she said. "I like the ‘wet stuff’, but...'
    >>> found = quoted_spans(Stream.of(pl.Series([text])))
    >>> [text[at:end] for at, end in found.select("at", "at_end").rows()]
    ['Rain,', 'I like the ‘wet stuff’, but...']
    """
    found: list[tuple[int, int, int, bool, bool]] = []
    unclosed = NOWHERE  # the last paragraph that ended in a quotation
    for row, marks in _marks(stream):
        first, last = int(stream.starts[row]), int(stream.starts[row + 1]) - 1
        pairs = list(_pairs(marks, first, last, goes_on=unclosed == row - 1))
        found += [(row, *pair) for pair in pairs]
        if pairs and not pairs[-1][3]:
            unclosed = row
    names = ("row", "outer", "outer_end", "opened", "closed")
    spans = pl.DataFrame(found, {name: SPANS[name] for name in names}, orient="row")
    at, end = _trimmed(spans, stream.codes)
    return spans.with_columns(at=at, at_end=end).filter(pl.col("at") < pl.col("at_end")).select(SPANS.names())


def _marks(stream: Stream) -> Iterator[tuple[int, Sequence[Mark]]]:
    """The marks of each paragraph that has any; apostrophes within words are none."""
    seen = np.concatenate([[SPACE], character_classes()[np.minimum(stream.codes, BEYOND)], [SPACE]]).astype(np.uint8)
    at = np.flatnonzero(seen & MARK) - 1
    before, after, sign = seen[at], seen[at + 2], stream.codes[at]
    inside = (before & LETTER != 0) & (after & LETTER != 0) & np.isin(sign, [ord(mark) for mark in APOSTROPHES])
    # Two single marks are a double one.
    twin = (sign == SINGLE_MARK) & (np.append(stream.codes[1:], 0)[at] == SINGLE_MARK)
    second = np.append(False, twin[:-1] & (np.diff(at) == 1)) if len(at) else twin
    sign = np.where(twin & ~second, DOUBLE_MARK, sign)
    dropped = inside | second
    at, before, after, sign = at[~dropped], before[~dropped], after[~dropped], sign[~dropped]
    # French marks have spaces inside.
    opens = ((after & SPACE == 0) | np.isin(sign, SPACED)) & (before & LETTER == 0)
    closes = before & SPACE == 0
    rows = stream.row(at)
    signs = map(chr, sign.tolist())
    every = list(map(Mark, at.tolist(), signs, opens.tolist(), closes.tolist()))
    edges = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
    for first, last in pairwise([*edges, len(every)]):
        yield int(rows[first]), every[first:last]


def _pairs(marks: Sequence[Mark], first: int, last: int, *, goes_on: bool) -> Iterator[tuple[int, int, bool, bool]]:
    """The outermost pairs of a paragraph: from its opening mark to behind the closing one, both there or not."""
    stack: list[Mark] = []
    inner: list[tuple[Mark, int]] = []  # pairs of the outermost mark's kind within it
    for mark in marks:
        partner = next((i for i in range(len(stack) - 1, -1, -1) if _closes(stack[i], mark)), None)
        if partner is not None:
            opener = stack[partner]
            del stack[partner:]
            if not stack:
                yield opener.at, mark.at + 1, True, True
                inner = []
            elif opener.sign == stack[0].sign:
                inner.append((opener, mark.at + 1))
        elif mark.sign in ONLY_OPENS or (mark.opens and mark.sign not in ONLY_CLOSES and mark.sign != "’"):
            if stack and stack[0].sign == mark.sign == '"':  # a straight mark in itself: the one before was forgotten
                yield stack[0].at, mark.at, True, False
                stack = []
            if len(stack) < DEEPEST:
                stack.append(mark)
        elif goes_on and not stack and mark.closes and mark.sign in '”“"»«' and mark is marks[0]:
            yield first, mark.at + 1, False, True
    while stack and stack[0].sign in SINGLE:
        del stack[0]
    if stack and inner:  # it holds whole pairs of its kind: its own closing mark was forgotten
        yield stack[0].at, inner[0][0].at, True, False
        for opener, end in inner:
            yield opener.at, end, True, True
    elif stack:
        yield stack[0].at, last, True, False


def _closes(opener: Mark, mark: Mark) -> bool:
    """Whether a mark closes one that is open; writers mix straight and curly ones."""
    if mark.sign not in PARTNERS[opener.sign]:
        return False
    if mark.sign in LOOKS_OPENING and opener.sign not in "„‚":
        return mark.closes and not mark.opens
    return (
        mark.sign not in "\"'"
        or (mark.closes and not mark.opens)
        or not mark.opens
        or (mark.sign == '"' and mark.closes)
    )


def _trimmed(spans: pl.DataFrame, codes: Codes) -> tuple[Rows, Rows]:
    """Where the words within the marks start and end: without the marks, and the spaces within them."""
    first = spans["outer"].to_numpy() + spans["opened"].to_numpy()
    end = spans["outer_end"].to_numpy() - spans["closed"].to_numpy()
    space = character_classes() & SPACE != 0
    # The second half of a mark of two.
    first = first + ((codes[np.minimum(first, len(codes) - 1)] == SINGLE_MARK) & (codes[first - 1] == SINGLE_MARK))
    while (spaced := (first < end) & space[np.minimum(codes[np.minimum(first, len(codes) - 1)], BEYOND)]).any():
        first = first + spaced
    while (spaced := (first < end) & space[np.minimum(codes[end - 1], BEYOND)]).any():
        end = end - spaced
    return first, end


@cache
def character_classes() -> npt.NDArray[np.uint8]:
    """What each character of the first plane is; all beyond are as the last."""
    table = np.zeros(BEYOND + 1, np.uint8)
    table[BEYOND] = LETTER
    for code in range(BEYOND):
        kind = unicodedata.category(chr(code))
        if kind[0] in "LNM":
            table[code] = LETTER | (DIGIT if kind[0] == "N" else CAPITAL if kind in ("Lu", "Lt") else 0)
        elif kind[0] in "ZC":
            table[code] = SPACE
    for signs, flag in ((MARKS, MARK), (JOINS, JOIN), (POINTS, POINT)):
        table[[ord(sign) for sign in signs]] |= flag
    return table
