"""Reads texts whose columns were spliced line by line, as a copy of a printed page often is, column by column.

    Councillors voted on      |  Traders on the quay
    Tuesday night to close    |  fear for the summer.

A gutter is white space, with or without a bar in it, that ends at the same character in several lines. On both sides of
it must be prose: a table has numbers and names there. Only documents with such lines are looked at, which are few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import polars as pl

from schemas.frames import FlowingLines, Lines, NumberedDocuments
from tasks.columns.patterns import SENTENCE_END
from tasks.columns.texts import SPACES
from tasks.reading.text_lines import ONE_CHARACTER_BREAKS

# All set by hand; tests/cleaning/test_columns.py shows what they were set for.
LEAST_LINES = 4  # with text on both sides of a gutter
GUTTER = 2  # characters of white space, at least, before the second column
WORDS, SMALL = 2.5, 0.5  # words a line in each column, and the share of them with a small letter, at least
SHORT = 0.75  # of the widest line of its column: a shorter line that ends a sentence ends its paragraph

GAP = r"\S(?: {3,}| +[|│] +)\S"
GAPS = re.compile(r"(?<=\S)(?: +[|│] +| {3,})(?=\S)")
BARS = SPACES + "|│"
SMALL_WORD = re.compile(r"(?:^|[\s(\"'“„«])[^\W\d_A-Z]")
ENDED = re.compile(SENTENCE_END)


class Part(NamedTuple):
    """A part of a line: where it starts in the raw text, and its characters, white space included."""

    start: int
    text: str


def read_columns(lines: Lines, documents: NumberedDocuments) -> FlowingLines:
    """Put the lines of texts with columns into the order in which they are read.

    Adds ``flows``: whether a line goes on from the one before, in the same column or at the head of the next one.
    """
    unread = lines.with_columns(flows=pl.lit(False))
    gaps = lines.filter(pl.col("tag").is_null() & pl.col("text").str.contains(GAP)).group_by("doc").len()
    candidates = gaps.filter(pl.col("len") >= LEAST_LINES)["doc"]
    texts = documents.filter(pl.col("doc").is_in(candidates.implode())).select("doc", "text")
    read = {doc: rows for doc, text in texts.iter_rows() if (rows := _rows_of(text))}
    if not read:
        return FlowingLines.of(unread)
    plain = unread.head(1).drop("doc", "line", "raw_start", "raw_end", "text", "gap", "flows")
    kinds = {name: kind for name, kind in unread.schema.items() if name not in plain.columns}
    rows = [(doc, number, *row) for doc, of_doc in read.items() for number, row in enumerate(of_doc)]
    new = pl.DataFrame(rows, kinds, orient="row").join(plain, how="cross").select(unread.columns)
    others = unread.filter(~pl.col("doc").is_in(list(read)))
    return FlowingLines.of(pl.concat([others, new]).sort("doc", maintain_order=True))


def _rows_of(text: str) -> list[tuple[Any, ...]]:
    """The lines of a text in the order in which they are read: start, end, text, gap, flows; none without columns."""
    lines = re.split(f"\n|{ONE_CHARACTER_BREAKS}", text.replace("\r\n", " \n"))
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    parts = [Part(start, line) for start, line in zip(starts, lines, strict=False)]
    stretches = list(_stretches(parts))
    if not stretches:
        return []
    rows: list[tuple[Any, ...]] = []
    done = 0
    for first, last, gutter in [*stretches, (len(parts), len(parts), 0)]:
        rows += _plain_rows(parts[done:first])
        if last > first:
            rows += _rows_of_columns(parts[first:last], gutter)
        done = last
    return rows


def _plain_rows(parts: Sequence[Part]) -> Iterator[tuple[Any, ...]]:
    """Lines as they are."""
    gap = 0
    for part in parts:
        if row := _row(part, gap, flows=False):
            yield row
            gap = 0
        else:
            gap += 1


def _row(part: Part, gap: int, *, flows: bool) -> tuple[Any, ...] | None:
    text = part.text.strip(SPACES)
    start = part.start + len(part.text) - len(part.text.lstrip(SPACES))
    return (start, start + len(text), text, gap, flows) if text else None


def _rows_of_columns(parts: Sequence[Part], gutter: int) -> list[tuple[Any, ...]]:
    """The lines left of a gutter, then those right of it, which may have further columns; bars come first of all."""
    left = [Part(part.start, part.text[:gutter].rstrip(BARS)) for part in parts]
    right = [Part(part.start + gutter, part.text[gutter:]) for part in parts]
    between = [
        Part(part.start + len(one.text), part.text[len(one.text) : gutter])
        for part, one in zip(parts, left, strict=True)
    ]
    bars = [row for part in between if (row := _row(part, 1, flows=False))]
    further = next(iter(_stretches(right)), None)
    rows = list(_rows_of_column(left))
    more = _rows_of_columns(right, further[2]) if further else list(_rows_of_column(right))
    if rows and more and not ENDED.search(rows[-1][2]) and more[0][2][:1].islower():
        more[0] = (*more[0][:3], 0, True)
    return bars + rows + more


def _rows_of_column(parts: Sequence[Part]) -> Iterator[tuple[Any, ...]]:
    """The lines of one column; each goes on from the one before, unless that ends a paragraph."""
    widest = max((len(part.text.strip(SPACES)) for part in parts), default=0)
    indent = min(
        (len(part.text) - len(part.text.lstrip(SPACES)) for part in parts if part.text.strip(SPACES)), default=0
    )
    before, gap = "", 1
    for part in parts:
        text = part.text.strip(SPACES)
        if not text:
            gap = 1
            continue
        ends = ENDED.search(before) and (len(before) < SHORT * widest or part.text[indent : indent + 2] == "  ")
        if row := _row(part, gap if gap or not ends else 1, flows=not gap and not ends):
            yield row
        before, gap = text, 0


def _stretches(parts: Sequence[Part]) -> Iterator[tuple[int, int, int]]:
    """The stretches of lines with a gutter: first, last (not included), and where the column behind it begins."""
    places = Counter(match.end() for part in parts for match in GAPS.finditer(part.text))
    done = 0
    for gutter in sorted(place for place, lines in places.items() if lines >= LEAST_LINES):
        first = done
        while first < len(parts):
            last = first
            while last < len(parts) and _is_clear(parts[last].text, gutter):
                last += 1
            if _are_columns(parts[first:last], gutter):
                yield (*_with_text_behind(parts, first, last, gutter), gutter)
                done = last
            first = last + 1
        if done:
            return


def _with_text_behind(parts: Sequence[Part], first: int, last: int, gutter: int) -> tuple[int, int]:
    """The part of a stretch that has text behind the gutter, and the rest of a longer first column below it."""
    behind = [at for at in range(first, last) if parts[at].text[gutter:].strip(SPACES)]
    end = behind[-1] + 1
    while end < last and parts[end].text.strip(SPACES):
        end += 1
    return behind[0], end


def _is_clear(text: str, gutter: int) -> bool:
    """Whether a line has nothing but white space, or a bar, where the gutter is."""
    return not text[gutter - GUTTER : gutter].strip(BARS)


def _are_columns(parts: Sequence[Part], gutter: int) -> bool:
    """Whether there is prose on both sides of a gutter."""
    sides = [(part.text[:gutter].strip(BARS), part.text[gutter:].strip()) for part in parts]
    both = [pair for pair in sides if all(pair)]
    if len(both) < LEAST_LINES:
        return False
    for side in zip(*both, strict=True):
        words = sum(len(text.split()) for text in side)
        small = sum(len(SMALL_WORD.findall(text)) for text in side)
        if words < WORDS * len(side) or small < SMALL * words:
            return False
    return True
