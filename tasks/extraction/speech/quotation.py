"""Finds the stretches of a text that are in quotation marks.

The same character opens a quotation in one language and closes it in another („…“, “…”, »…«, «…»), an apostrophe looks
like a closing mark, and writers forget marks. So each mark is judged by the characters beside it and paired within its
paragraph. Only outermost pairs count: a quotation within a quotation is part of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import polars as pl

from tasks.columns.characters import Codes
from tasks.columns.windows import NOWHERE, Array, Rows
from tasks.extraction.speech.character_bits import APOSTROPHES, IS_LETTER, IS_MARK, IS_SPACE, bits_of
from tasks.extraction.speech.stream import Stream

# The marks that close what a mark opens. A straight mark and a guillemet may open, too.
PARTNERS = {
    **dict.fromkeys("\"“”„‟", "\"“”‟"), **dict.fromkeys("'‘‚", "'‘’"), "«": "»", "»": "«", "‹": "›", "›": "‹",
    "＂": "＂", "「": "」", "『": "』",
}  # fmt: skip
LOOKS_OPENING = "“‟‘"
ONLY_OPENS = "„‚「『‟"
ONLY_CLOSES = "」』"
SPACED_INSIDE = '"“”‟‘»›'  # open with a space on both sides, too: '“ It rained, ” she said'
SPACED_CLOSING = '"”»'  # and these close so, but where a paragraph starts
SINGLE = "‘’‚'‹›"  # outermost, these must close: alone they are apostrophes, or signs for feet and minutes
SPACED = "«‹"  # with a space after them in French
OPENS_UNSPACED = '"“‘«'  # open right after a letter of a script without spaces: 他说“好”
UNSPACED = ((0x0E00, 0x0E7F), (0x3005, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))  # Thai, kana, Han
SINGLE_MARK, DOUBLE_MARK, BACKTICK = ord("'"), ord('"'), ord("`")
BREAK = ord("\n")  # after each paragraph of a stream
DEEPEST = 16  # marks within marks: more are ornament, and each mark would be looked for in all of them

ENDED = r"[.!?…。！？]$"
PARTED = r"[.!?…。！？,،，、;:–—-]$"

QUOTATIONS = pl.Schema(
    {
        "outer": pl.Int64,  # the place of the opening mark in the stream,
        "outer_end": pl.Int64,  # and the one after the closing mark
        "inner": pl.Int64,  # where the words within the marks start,
        "inner_end": pl.Int64,  # and end
        "text": pl.String,  # these words
        "ended": pl.Boolean,  # they end like a sentence
        "parted": pl.Boolean,  # or like a part of one, with a comma
        "spoken": pl.Boolean,  # it has no marks: a dash opens it, or the next line names who is quoted
    }
)


class Mark(NamedTuple):
    """A quotation mark in its paragraph."""

    place: int  # in the stream
    sign: str
    opens: bool  # the characters beside it would let it open a quotation,
    closes: bool  # or close one


class Pair(NamedTuple):
    """An outermost pair of marks, in places of the stream."""

    outer: int  # the opening mark, or where the paragraph starts
    outer_end: int  # after the closing mark, or where the quotation has to end without one
    opened: bool  # False: the quotation began in the paragraph before, and has no mark here
    closed: bool  # False: there is no closing mark; the quotation goes on, or the mark was forgotten


def find_quotations(
    stream: Stream, spoken: Mapping[int, list[Pair]] = MappingProxyType({}), inserted: Sequence[tuple[int, int]] = ()
) -> pl.DataFrame:
    """Find the outermost quotations of each paragraph: QUOTATIONS, in the order of the text.

    ``spoken`` has the quotations without marks, by paragraph: see ``dialogue.find_spoken``. Marks in them are a part of
    them. ``inserted`` are the words of saying within marks, from dash to dash, in order: they part a quotation.

    Where a closing mark is missing, the quotation goes on to the end of the paragraph, or up to the next one.

    >>> stream = Stream.of(pl.Series(['"Rain," she said. "I like the ‘wet stuff’, but...']))
    >>> find_quotations(stream)["text"].to_list()
    ['Rain,', 'I like the ‘wet stuff’, but...']
    """
    found = list(_pairs_of_marks(stream, spoken))
    if inserted:
        found = [part for pair in found for part in _parts_around(pair, inserted)]
    kinds = {"outer": pl.Int64, "outer_end": pl.Int64, "opened": pl.Boolean, "closed": pl.Boolean}
    without = {pair.outer for pairs in spoken.values() for pair in pairs}
    if without:  # sorted here: Polars would start its threads
        found = sorted([*found, *(pair for pairs in spoken.values() for pair in pairs)])
    flags = pl.Series("spoken", [pair.outer in without for pair in found], dtype=pl.Boolean)
    pairs_of_all = pl.DataFrame(found, kinds, orient="row").with_columns(flags)
    inner, end = _places_within_marks(pairs_of_all, stream.codes)
    spans = pairs_of_all.with_columns(inner=inner, inner_end=end).filter(pl.col("inner") < pl.col("inner_end"))
    return (
        spans.with_columns(text=stream.texts(spans["inner"].to_numpy(), spans["inner_end"].to_numpy()))
        .with_columns(
            ended=pl.col("text").str.contains(ENDED), parted=pl.col("spoken") | pl.col("text").str.contains(PARTED)
        )
        .select(QUOTATIONS.names())
    )


def _pairs_of_marks(stream: Stream, spoken: Mapping[int, list[Pair]]) -> Iterator[Pair]:
    """The outermost pairs of marks of each paragraph, but those within what is ``spoken`` there."""
    unclosed = NOWHERE  # the last paragraph that ended in a quotation
    for paragraph, marks in _marks_by_paragraph(stream):
        first, last = int(stream.starts[paragraph]), int(stream.starts[paragraph + 1]) - 1
        pairs = list(_outermost_pairs(marks, first, last, goes_on=unclosed == paragraph - 1))
        if within := spoken.get(paragraph):
            pairs = [pair for pair in pairs if not any(each.outer <= pair.outer < each.outer_end for each in within)]
        yield from pairs
        if pairs and not pairs[-1].closed:
            unclosed = paragraph


def _marks_by_paragraph(stream: Stream) -> Iterator[tuple[int, Sequence[Mark]]]:
    """Each paragraph that has marks, with them. An apostrophe within a word is no mark."""
    classes = np.concatenate([[IS_SPACE], bits_of(stream.codes), [IS_SPACE]]).astype(np.uint8)
    place = np.flatnonzero(classes & IS_MARK) - 1
    before, after, sign = classes[place], classes[place + 2], stream.codes[place]
    inside = (before & IS_LETTER != 0) & (after & IS_LETTER != 0) & _is_one_of(sign, APOSTROPHES)
    sign, second = _with_twins_as_one(sign, place)
    kept = ~(inside | second)
    place, before, after, sign = place[kept], before[kept], after[kept], sign[kept]
    # A mark with a space on both sides shows nothing by itself: it opens, unless it closes one that is open.
    spaced = (before & IS_SPACE != 0) & (after & IS_SPACE != 0) & (_code_at(stream, place + 1) != BREAK)
    unspaced = _is_unspaced(_code_at(stream, place - 1)) & _is_one_of(sign, OPENS_UNSPACED)
    opens = ((after & IS_SPACE == 0) | _is_one_of(sign, SPACED)) & ((before & IS_LETTER == 0) | unspaced)
    opens |= spaced & _is_one_of(sign, SPACED_INSIDE)
    closes = before & IS_SPACE == 0
    closes |= spaced & _is_one_of(sign, SPACED_CLOSING) & (_code_at(stream, place - 1) != BREAK)
    paragraph = stream.paragraphs_of(place)
    signs = map(chr, sign.tolist())
    marks = list(map(Mark, place.tolist(), signs, opens.tolist(), closes.tolist()))
    edges = np.flatnonzero(np.diff(paragraph, prepend=-1)).tolist()
    for first, end in pairwise([*edges, len(marks)]):
        yield int(paragraph[first]), marks[first:end]


def _with_twins_as_one(sign: Codes, place: Rows) -> tuple[Codes, Array]:
    """The signs, with a double one for two single ones ('', ``); and which are the second half of one."""
    single = _is_one_of(sign, "'`")
    same = np.append((np.diff(place) == 1) & (sign[1:] == sign[:-1]), False) if len(place) else single
    twin = single & same
    second = np.append(False, twin[:-1]) if len(place) else twin
    doubled = np.where(sign == BACKTICK, ord("“"), DOUBLE_MARK)
    alone = np.where(sign == BACKTICK, ord("‘"), sign)
    return np.where(twin & ~second, doubled, alone), second


def _is_unspaced(codes: Codes) -> Array:
    """True for each letter of a script that is written without spaces."""
    found = np.zeros(len(codes), bool)
    for first, last in UNSPACED:
        found |= (codes >= first) & (codes <= last)
    return found


def _is_one_of(sign: Codes, signs: str) -> Array:
    """True for each sign that is one of some signs."""
    found = np.zeros(len(sign), bool)
    for each in signs:  # np.isin, which sorts, takes ten times as long for so few
        found |= sign == ord(each)
    return found


def _code_at(stream: Stream, places: Rows) -> Codes:
    """The code points at some places; a line break outside of the stream."""
    inside = (places >= 0) & (places < len(stream.codes))
    return np.where(inside, stream.codes[np.clip(places, 0, len(stream.codes) - 1)], BREAK)


def _outermost_pairs(marks: Sequence[Mark], first: int, last: int, *, goes_on: bool) -> Iterator[Pair]:
    """The outermost pairs of the marks of a paragraph, which reaches from ``first`` to ``last`` in the stream.

    ``goes_on`` says that the paragraph before ended in a quotation.
    """
    stack: list[Mark] = []
    inner: list[tuple[Mark, int]] = []  # pairs of the outermost mark's kind within it
    for mark in marks:
        if goes_on and mark.place == first and mark.sign == "»":  # in French, it opens a paragraph that goes on
            mark = mark._replace(sign="«", opens=True)
        partner = next((i for i in range(len(stack) - 1, -1, -1) if _is_closed_by(stack[i], mark)), None)
        if partner is not None:
            opener = stack[partner]
            del stack[partner:]
            if not stack:
                yield Pair(opener.place, mark.place + 1, True, True)
                inner = []
            elif opener.sign == stack[0].sign:
                while inner and inner[-1][0].place > opener.place:  # that pair is within this one
                    inner.pop()
                inner.append((opener, mark.place + 1))
        elif goes_on and mark is marks[0] and mark.closes and _may_end_here(mark):
            yield Pair(first, mark.place + 1, False, True)
        elif mark.sign in ONLY_OPENS or (mark.opens and mark.sign not in ONLY_CLOSES and mark.sign != "’"):
            if stack and stack[0].sign == mark.sign == '"':  # a straight mark in itself: the one before was forgotten
                yield Pair(stack[0].place, mark.place, True, False)
                stack = []
            if len(stack) < DEEPEST:
                stack.append(mark)
    while stack and stack[0].sign in SINGLE:
        del stack[0]
    if stack and inner:  # it holds whole pairs of its kind: its own closing mark was forgotten
        yield Pair(stack[0].place, inner[0][0].place, True, False)
        for opener, end in inner:
            yield Pair(opener.place, end, True, True)
    elif stack:
        yield Pair(stack[0].place, last, True, False)


def _parts_around(pair: Pair, inserted: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """The parts of a quotation before and after the words of saying that are in it; each dash counts as a mark."""
    begin, opened = pair.outer, pair.opened
    for first, end in inserted[bisect_left(inserted, (pair.outer,)) :]:
        if end >= pair.outer_end:
            break
        if first >= begin:
            yield Pair(begin, first + 1, opened, True)
            begin, opened = end - 1, True
    yield Pair(begin, pair.outer_end, opened, pair.closed)


def _may_end_here(mark: Mark) -> bool:
    """Whether a mark that closes may end a quotation of the paragraph before: it does not open one rather."""
    return mark.sign in SPACED_CLOSING or (mark.sign in "“«" and not mark.opens)


def _is_closed_by(opener: Mark, mark: Mark) -> bool:
    """Whether a mark closes one that is open; writers mix straight and curly marks."""
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


def _places_within_marks(pairs: pl.DataFrame, codes: Codes) -> tuple[Rows, Rows]:
    """Where the words within the marks start and end: without the marks, and the spaces inside them."""
    first = pairs["outer"].to_numpy() + pairs["opened"].to_numpy()
    end = pairs["outer_end"].to_numpy() - pairs["closed"].to_numpy()
    # The second half of a mark of two.
    second = codes[np.minimum(first, len(codes) - 1)]
    first = first + (_is_one_of(second, "'`") & (codes[first - 1] == second))
    while (spaced := (first < end) & _is_space(codes[np.minimum(first, len(codes) - 1)])).any():
        first = first + spaced
    while (spaced := (first < end) & _is_space(codes[end - 1])).any():
        end = end - spaced
    return first, end


def _is_space(codes: Codes) -> Array:
    """True for each code point that is white space or a control character."""
    space: Array = bits_of(codes) & IS_SPACE != 0
    return space
