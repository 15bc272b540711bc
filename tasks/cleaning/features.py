"""What the model looks at: a block's look, its neighbours, its place in the document and in the tree of its page.

All of it is columns, for those blocks only that may be body at all.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from schemas.frames import Pointed
from tasks.cleaning.vocabulary import shared_vocabulary
from tasks.columns import windows
from tasks.columns.windows import Array, Bounds, ByDocument, Rows

# A block without any sign of text in itself or so many blocks around it is none: three quarters of all blocks of texts,
# of which 2 in 1,000 are body.
NEAR = {"text": 2, "html": 12}
WINDOWS = (2, 5, 12)
SURE = 15  # points of a paragraph that is body by itself
FAR = 100  # blocks: further away is as far

TAGS = (
    "p", "li", "h1", "h2", "h3", "h4", "td", "div", "figcaption", "blockquote", "span", "article", "dd", "pre", "br",
)  # fmt: skip
PLACES = (
    "article", "aside", "blockquote", "body", "byline", "caption", "comment", "figcaption", "figure", "footer", "form",
    "header", "legal", "main", "nav", "navigation", "promo", "related", "share", "sidebar", "table",
)  # fmt: skip


def undecided_rows(pointed: ByDocument[Pointed]) -> Rows:
    """The rows of blocks that may be body: no rule and no repetition speaks, and there is some sign of text near.

    Of a document without any sign, all are: a table of results is an article too.

    Takes blocks with their points (``tasks.cleaning.points.add_points``).
    """
    blocks, docs = pointed
    # A paragraph that trafilatura keeps is a sign too: on some pages the names of all elements speak against text.
    voted = (pl.col("vote") & pl.col("prose")).fill_null(False)
    signs = blocks.select(pl.col("points").clip(0) + voted).to_series().to_numpy()
    near = NEAR["text" if blocks["tag"].null_count() == blocks.height else "html"]
    unknown = blocks["rule"].is_null().to_numpy() & (blocks["recurs"].to_numpy() == 0)
    rows = np.flatnonzero(unknown)
    near_signs = windows.window(windows.running(signs), docs, rows, -near, near) > 0
    none_at_all = windows.total(signs, docs)[rows] <= 0
    return rows[near_signs | none_at_all]


def block_features(pointed: ByDocument[Pointed], rows: Rows) -> pl.DataFrame:
    """The evidence on ``rows`` of blocks with their points, as Float32 columns; names say what a column holds.

    ``_before_5`` is a sum over the five blocks before, ``_-1`` the value of the block before, ``_total`` a sum over the
    document, ``_passed`` the share of that total that lies before the block. Pages have columns of their own.
    """
    blocks, docs = pointed
    columns = (
        _look(blocks, rows)
        | _around(blocks, docs, rows)
        | _whole(blocks, docs, rows)
        | _wording(shared_vocabulary(pointed, rows), docs, rows)
    )
    if blocks["tag"].null_count() < blocks.height:
        columns |= _page(blocks, docs, rows) | _siblings(blocks, rows)
    return pl.DataFrame({name: np.asarray(values, np.float32) for name, values in columns.items()})


def _look(blocks: pl.DataFrame, rows: Rows) -> dict[str, Array]:
    """What a block's own characters show, and what the points made of it."""
    text = pl.col("text")
    known = blocks.select(
        "words", "ended", "bullet", "small", "separators", "prose", "sentence", "linked", "points", "copied", "inside",
        "likely", "thread", "gap", "text",
    )[rows]  # fmt: skip
    told = known.with_columns(pl.col("gap").clip(0, 5)).with_columns(
        characters=text.str.len_chars(),
        commas=text.str.count_matches(",", literal=True),
        quotes=text.str.count_matches('["“”„«»]'),
        marks=text.str.count_matches("[.!?。！？؟]"),
        digits=text.str.count_matches("[0-9]"),
        capitals=text.str.count_matches(r"\p{Lu}"),
        colon=text.str.ends_with(":"),
        cut_short=text.str.contains(r"…|\.\.\."),
        bracket=text.str.contains(r"^[\[(<{]"),
        small_first=text.str.contains(r"^\p{Ll}"),
    )
    look = {column.name: column.to_numpy() for column in _numbers(told.drop("text"))}
    length = np.maximum(1, look["characters"])
    return look | {f"{name}_share": look[name] / length for name in ("commas", "quotes", "marks", "digits", "capitals")}


def _around(blocks: pl.DataFrame, docs: Bounds, rows: Rows) -> dict[str, Array]:
    """The blocks before and after: one by one, summed up in windows, and over the whole document."""
    points = blocks["points"].to_numpy()
    words = blocks["words"].to_numpy()
    summed = {
        "for": np.maximum(points, 0),
        "against": np.minimum(points, 0),
        "prose_words": words * blocks["prose"].to_numpy(),
        "ruled": blocks["rule"].is_not_null().to_numpy(),
        "words": words,
        "dated": blocks["dated"].to_numpy(),
        "short": words < 5,
        "ended": blocks["ended"].to_numpy(),
    }
    columns: dict[str, Array] = {}
    whole = blocks.height
    # A row of all sums lies together in memory: what is looked up is looked up once.
    sums = windows.running(*summed.values())
    for size in WINDOWS:
        columns |= _named(summed, f"before_{size}", windows.window(sums, docs, rows, -size, -1))
        columns |= _named(summed, f"after_{size}", windows.window(sums, docs, rows, 1, size))
    total = windows.window(sums, docs, rows, -whole, whole)
    passed = windows.window(sums, docs, rows, -whole, -1) / np.maximum(1e-6, np.abs(total))
    columns |= _named(summed, "total", total) | _named(summed, "passed", passed)
    beside = _numbers(blocks.select("words", "ended", "prose", "points", "gap", "small", "linked"))
    values = beside.to_numpy(order="c")
    for step in (-3, -2, -1, 1, 2, 3):
        columns |= _named(beside.columns, f"{step:+d}", windows.neighbour(values, docs, rows, step, -1))
    return columns


def _numbers(blocks: pl.DataFrame) -> pl.DataFrame:
    """Columns as Float32; where nothing is known, 0."""
    return blocks.cast(pl.Float32).fill_null(0).fill_nan(0)


def _named(names: Iterable[str], what: str, values: Array) -> dict[str, Array]:
    """The columns of an array, by their names; a column lies together in memory."""
    columns = np.ascontiguousarray(values.T, np.float32)
    return {f"{name}_{what}": column for name, column in zip(names, columns, strict=True)}


def _whole(blocks: pl.DataFrame, docs: Bounds, rows: Rows) -> dict[str, Array]:
    """A block's place in its document, seen from the best run, from the nearest sure paragraph and from both ends."""
    every = np.arange(blocks.height)
    inside = blocks["inside"].to_numpy()
    words = blocks["words"].to_numpy()
    prose = blocks["prose"].to_numpy()
    sure = blocks["points"].to_numpy() > SURE
    run_first = windows.least(np.where(inside, every, blocks.height), docs)[rows]
    run_last = windows.most(np.where(inside, every, -1), docs)[rows]
    run_words = windows.total(np.where(inside, words, 0), docs)[rows]
    before = np.maximum.accumulate(np.where(sure, every, -1))[rows]
    after = np.minimum.accumulate(np.where(sure, every, blocks.height)[::-1])[::-1][rows]
    first, last = docs.first[rows], docs.last[rows]
    return {
        "number": rows - first,
        "left": last - rows,
        "blocks": last - first + 1,
        "way": (rows - first) / (last - first + 1),
        "from_run_start": np.clip(rows - run_first, -FAR, FAR),
        "from_run_end": np.clip(rows - run_last, -FAR, FAR),
        "run_blocks": run_last - run_first,
        "run_words": run_words,
        "run_share": run_words / np.maximum(1, windows.total(words, docs)[rows]),
        "from_sure": np.where(before >= first, np.minimum(rows - before, FAR), FAR),
        "to_sure": np.where(after <= last, np.minimum(after - rows, FAR), FAR),
        "longest_prose": windows.most(words * prose, docs)[rows],
        "paragraphs": windows.total(prose.astype(np.int64), docs)[rows],
    }


def _wording(shares: pl.DataFrame, docs: Bounds, rows: Rows) -> dict[str, Array]:
    """The words a block shares, its neighbours', and the document's: windows count only the blocks in ``rows``."""
    columns: dict[str, Array] = {column.name: column.to_numpy() for column in shares}
    of = windows.bounds_of(pl.Series(docs.owner[rows]))
    every, whole = np.arange(len(rows)), len(rows)
    long_words = columns["long_words"]
    names = ("anywhere", "in_run", "in_first")
    sums = windows.running(long_words, *(columns[name] * long_words for name in names))
    for what, low, high in (
        ("before_2", -2, -1),
        ("after_2", 1, 2),
        ("before_6", -6, -1),
        ("after_6", 1, 6),
        ("total", -whole, whole),
    ):
        of_all, *of_each = windows.window(sums, of, every, low, high).T
        columns |= _named(names, what, np.column_stack(of_each) / np.maximum(1, of_all)[:, None])
    return columns


def _page(blocks: pl.DataFrame, docs: Bounds, rows: Rows) -> dict[str, Array]:
    """The element a block is in, what stands around it in the tree, and trafilatura's vote on it and its neighbours."""
    tags = blocks["tag"].replace_strict({tag: number for number, tag in enumerate(TAGS, 1)}, default=0).to_numpy()
    vote = blocks["vote"].cast(pl.Int8).fill_null(-1).to_numpy()
    kept = windows.running(vote == 1)
    columns: dict[str, Array] = {
        "tag": tags[rows],
        "depth": blocks["depth"].to_numpy()[rows],
        "vote": vote[rows],
        "voted_5": windows.window(kept, docs, rows, -5, 5),
        "voted_12": windows.window(kept, docs, rows, -12, 12),
        "voted_words": windows.total((vote == 1) * blocks["words"].to_numpy(), docs)[rows],
    }
    for step in (-2, -1, 1, 2):
        columns[f"tag_{step:+d}"] = windows.neighbour(tags, docs, rows, step, -1)
        columns[f"vote_{step:+d}"] = windows.neighbour(vote, docs, rows, step, -1)
    places = blocks["place"][rows].fill_null("")
    distinct = places.unique()
    words = distinct.str.split(" ")
    for place in PLACES:
        told = dict(zip(distinct, words.list.contains(place), strict=True))
        columns[f"in_{place}"] = places.replace_strict(told, return_dtype=pl.Boolean).to_numpy()
    columns["places"] = places.str.count_matches(" ", literal=True).to_numpy()
    return columns


def _siblings(blocks: pl.DataFrame, rows: Rows) -> dict[str, Array]:
    """The blocks that share a block's parent element: the paragraphs of an article do."""
    own = ["doc", "parent"]
    words, prose = pl.col("words"), pl.when("prose").then("words").otherwise(0)
    parents = blocks.lazy().group_by(own).agg(
        siblings=pl.len(),
        sibling_words=words.sum(),
        sibling_prose=prose.sum(),
        sibling_paragraphs=pl.col("prose").sum(),
        sibling_points=pl.col("points").clip(0).sum(),
        sibling_ends=pl.col("ended").sum(),
        sibling_links=(pl.col("linked") * words).sum() / words.sum().clip(1),
        sibling_votes=(pl.col("vote").fill_null(False) * words).sum() / words.sum().clip(1),
        level=pl.col("depth").first(),
    )  # fmt: skip
    best = parents.group_by("doc").agg(
        most_prose=pl.col("sibling_prose").max(),
        most_points=pl.col("sibling_points").max(),
        by_prose=pl.col("parent").sort_by(["sibling_prose", "parent"], descending=[True, False]).first(),
        by_points=pl.col("parent").sort_by(["sibling_points", "parent"], descending=[True, False]).first(),
        best_level=pl.col("level").sort_by(["sibling_prose", "parent"], descending=[True, False]).first(),
    )  # fmt: skip
    parent = pl.col("parent").cast(pl.Int64)
    with_next = (pl.col("parent") == pl.col("parent").shift(-1)) & (pl.col("doc") == pl.col("doc").shift(-1))
    found = (
        blocks.select(*own, "depth", same_after=with_next, same_before=with_next.shift(1))[rows]
        .lazy()
        .join(parents, on=own, how="left", maintain_order="left")
        .join(best, on="doc", how="left", maintain_order="left")
        .with_columns(
            has_most_prose=pl.col("parent") == pl.col("by_prose"),
            has_most_points=pl.col("parent") == pl.col("by_points"),
            share_of_most_prose=pl.col("sibling_prose") / pl.col("most_prose").clip(1),
            share_of_most_points=pl.col("sibling_points") / pl.col("most_points").clip(1),
            levels_below=pl.col("depth").cast(pl.Int32) - pl.col("best_level").cast(pl.Int32),
            parents_away=(parent - pl.col("by_prose").cast(pl.Int64)).clip(-300, 300),
        )
        .drop(*own, "depth", "level", "by_prose", "by_points", "best_level", "most_prose", "most_points")
        .collect()
    )
    return {column.name: column.cast(pl.Float32).fill_null(0).to_numpy() for column in found}
