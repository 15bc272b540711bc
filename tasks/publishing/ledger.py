"""The sums behind promises 1 and 3: nothing is lost, and every span holds its text.

The promises are listed in ``docs/how-it-works.md#promises``. Promise 1 is two sums: every raw document is one row of
``articles`` or of ``rejects``, and every visible character of a raw text is in one span of ``paragraphs`` or of
``removals``. Both are checked for every part that is milled, so they are computed on arrays: texts are laid end to end
as code points, and spans are offsets into that.

Each function returns the rows that are at fault: none where all is well.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.columns.windows import Rows

CodePoints = npt.NDArray[np.uint32]

CHUNK = 1_000_000  # bytes of text whose code points are held at a time, so that memory does not grow with a document


def find_unaccounted_documents(documents: pl.DataFrame, articles: pl.DataFrame, rejects: pl.DataFrame) -> pl.DataFrame:
    """Find the raw documents that are not exactly one row of ``articles`` or of ``rejects``.

    Args:
        documents: one row per raw document, with ``path``.
        articles: the articles made of them, with ``path``.
        rejects: the rejects made of them, with ``path``.

    Returns:
        ``path``, and how many ``documents``, ``articles`` and ``rejects`` have it, for each path that is lost, counted
        twice, or made from nothing; sorted by path.
    """
    frames = {"documents": documents, "articles": articles, "rejects": rejects}
    paths = pl.concat(frame.select("path", kind=pl.lit(name)) for name, frame in frames.items())
    counts = paths.group_by("path").agg((pl.col("kind") == name).sum().alias(name) for name in frames)
    return counts.filter((pl.col("documents") != 1) | (pl.col("articles") + pl.col("rejects") != 1)).sort("path")


def find_misplaced_spans(extracted: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Find the rows whose span is not inside their body, or does not hold their text.

    All spans are compared at once, as code points: slicing each body by itself would walk through it from its start
    for every span.

    Args:
        extracted: rows with ``article_id``, ``start``, ``end`` and ``text``.
        bodies: one row per article, with ``article_id`` and ``body``.

    Returns:
        ``article_id``, ``start``, ``expectation`` and ``detail`` (for a person to read), as
        ``row_checks.find_broken_rows`` gives them.
    """
    size = pl.col("body").str.len_chars().cast(pl.Int64)
    known = bodies.select("article_id", size=size, offset=size.cum_sum() - size)
    rows = extracted.join(known, on="article_id", how="left", maintain_order="left")
    start, end, length = pl.col("start"), pl.col("end"), pl.col("text").str.len_chars().cast(pl.Int64)
    fits = (start >= 0) & (end <= pl.col("size")) & (end - start == length)
    inside = rows.select(fits.fill_null(False)).to_series().to_numpy()

    placed = rows.filter(inside)
    sizes = (placed["end"] - placed["start"]).to_numpy()
    places = _places_of_stretches((placed["offset"] + placed["start"]).to_numpy(), sizes)
    differs = _all_code_points(bodies["body"])[places] != _all_code_points(placed["text"])
    wrong = ~inside
    wrong[inside] = np.bincount(np.repeat(np.arange(placed.height), sizes), differs, placed.height) > 0
    return rows.filter(pl.Series(wrong)).select(
        "article_id",
        "start",
        expectation=pl.lit("span holds text start, end, text"),
        detail=pl.format("{} to {} of a body of {} is not {}", start, end, "size", pl.col("text").str.head(80)),
    )


def find_unaccounted_characters(texts: pl.DataFrame, paragraphs: pl.DataFrame, removals: pl.DataFrame) -> pl.DataFrame:
    """Find the articles with a visible character that is not in exactly one span.

    A character is visible unless it has Unicode's property White_Space; so the separators U+001C to U+001F are
    visible. The cost is one pass over the texts, and a sort of the spans' ends.

    Args:
        texts: one row per article, with ``article_id`` and ``text``: the decoded raw text, or a page's visible text.
        paragraphs: the spans that are in the body, with ``article_id``, ``raw_start`` and ``raw_end``.
        removals: the spans that are not, with the same columns.

    Returns:
        ``article_id``, ``lost`` (characters in no span), ``twice`` (in more than one) and ``outside`` (code points of
        spans that are beyond the text, or are of no text at all), for each article where one of them is not 0.
    """
    columns = ("article_id", "raw_start", "raw_end")
    spans = pl.concat([paragraphs.select(columns), removals.select(columns)]).drop_nulls()
    length, start, end = pl.col("length"), pl.col("raw_start"), pl.col("raw_end")
    known = texts.select("article_id", length=pl.col("text").str.len_chars().fill_null(0).cast(pl.Int64))
    # The spans of an article are neighbours, so each run of spans with the same id is looked up once.
    runs = spans.select(pl.col("article_id").rle().struct.field("value").alias("article_id"))
    orphans = runs.join(known, on="article_id", how="anti").unique(maintain_order=True)
    documents = (
        pl.concat([known, orphans.with_columns(length=pl.lit(0, pl.Int64))])
        .with_columns(offset=length.cum_sum() - length)
        .with_row_index("document")
    )
    of_runs = runs.join(documents, on="article_id", how="left", maintain_order="left").drop("article_id")
    spans = spans.hstack(of_runs[spans["article_id"].rle_id()]).with_columns(
        first=start.clip(0, length), last=pl.max_horizontal(start.clip(0, length), end.clip(0, length))
    )
    beyond = (end - start).clip(lower_bound=0) - (pl.col("last") - pl.col("first"))
    outside = spans.filter(beyond != 0).group_by("document").agg(outside=beyond.sum())
    lost, twice = _lost_and_twice(
        texts["text"],  # orphans have no text: they are the last documents, and their length is 0
        np.append(0, documents["length"].cum_sum().to_numpy()).astype(np.int64),
        (spans["first"] + spans["offset"]).to_numpy(),
        (spans["last"] + spans["offset"]).to_numpy(),
    )
    return (
        documents.with_columns(lost=pl.Series(lost, dtype=pl.Int64), twice=pl.Series(twice, dtype=pl.Int64))
        .join(outside, on="document", how="left", maintain_order="left")
        .select("article_id", "lost", "twice", pl.col("outside").fill_null(0))
        .filter(pl.any_horizontal(pl.col("lost", "twice", "outside") != 0))
    )


def _lost_and_twice(texts: pl.Series, borders: Rows, starts: Rows, ends: Rows) -> tuple[Rows, Rows]:
    """The numbers of each document's visible characters that are in no span, and in several.

    ``borders``, ``starts`` and ``ends`` are offsets into the texts laid end to end: where documents, and where spans,
    begin and end.
    """
    offsets = np.concatenate([borders, starts, ends])
    order = np.argsort(offsets)
    opened = np.repeat([0, 1, -1], [len(borders), len(starts), len(ends)])
    offsets, depth = offsets[order], np.cumsum(opened[order])[:-1]
    # What is in one span is as it must be. Only the rest is looked at, and most of it is blank lines.
    wrong = np.flatnonzero((depth != 1) & (offsets[1:] > offsets[:-1]))
    visible = _visible_characters(texts, offsets[wrong], offsets[wrong + 1])
    wrong, visible = wrong[visible > 0], visible[visible > 0]
    owner = np.searchsorted(borders, offsets[wrong], side="right") - 1
    size = len(borders) - 1
    lost = np.bincount(owner, weights=visible * (depth[wrong] == 0), minlength=size)[:size]
    twice = np.bincount(owner, weights=visible * (depth[wrong] > 1), minlength=size)[:size]
    return lost.astype(np.int64), twice.astype(np.int64)


def _visible_characters(texts: pl.Series, starts: Rows, ends: Rows) -> Rows:
    """The number of visible characters in each stretch of the texts laid end to end.

    Stretches are sorted, and no two share a character.
    """
    visible = np.zeros(len(starts), np.int64)
    done = 0
    for points in _code_points(texts):
        here = slice(np.searchsorted(ends, done, side="right"), np.searchsorted(starts, done + len(points)))
        first, last = np.maximum(starts[here] - done, 0), np.minimum(ends[here] - done, len(points))
        sizes = last - first
        stretch = np.repeat(np.arange(len(sizes)), sizes)
        seen = ~_WHITE_SPACE[np.minimum(points[_places_of_stretches(first, sizes)], len(_WHITE_SPACE) - 1)]
        visible[here] += np.bincount(stretch, seen, minlength=len(sizes)).astype(np.int64)
        done += len(points)
    return visible


def _places_of_stretches(starts: Rows, sizes: Rows) -> Rows:
    """Every place in some stretches, one stretch after the other: 7, 8, 3 for starts 7, 3 and sizes 2, 1."""
    before = np.cumsum(sizes) - sizes
    places: Rows = np.repeat(starts - before, sizes) + np.arange(sizes.sum())
    return places


def _all_code_points(texts: pl.Series) -> CodePoints:
    """The code points of the texts laid end to end."""
    return np.concatenate([np.zeros(0, np.uint32), *_code_points(texts)])


def _code_points(texts: pl.Series) -> Iterator[CodePoints]:
    """The code points of the texts laid end to end, in pieces of CHUNK bytes."""
    array = texts.to_arrow()
    _, offsets, data = array.buffers()
    if not len(array) or data is None:
        return
    first, last = np.frombuffer(offsets, np.int64)[[array.offset, array.offset + len(array)]]
    data = memoryview(data)[first:last]
    done = 0
    while done < len(data):
        stop = min(done + CHUNK, len(data))
        while stop < len(data) and data[stop] & 0xC0 == 0x80:  # in the middle of a character
            stop += 1
        yield np.frombuffer(str(data[done:stop], "utf-8").encode("utf-32-le"), np.uint32)
        done = stop


def _white_space_table() -> npt.NDArray[np.bool_]:
    """True for each code point with the property White_Space. The last entry is for all code points beyond."""
    table = np.zeros(0x3002, np.bool_)
    table[[*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F]] = True
    table[0x3000] = True
    return table


_WHITE_SPACE = _white_space_table()
