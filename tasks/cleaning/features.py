"""Computes the features that models look at, as columns, for the blocks that may be body.

Six groups of features, and what each is worth to the models: its share of the gain of all splits (``split_gain`` in
``schemas/models/*.txt``).

==================== =========================================== ======= ===== ===== ========
group                what it looks at                            columns texts pages no vote
==================== =========================================== ======= ===== ===== ========
``_own_looks``       the block itself, its points and the run         29   .41   .30      .14
``_surroundings``    the blocks before and after                     106   .31   .15      .19
``_positions``       where it is in its document                      13   .21   .06      .08
``_shared_words``    its words in the rest of the document            20   .07   .05      .07
``_page_elements``   its element, its place, trafilatura's vote       38     -   .17      .06
``_siblings``        the other blocks of its parent element           16     -   .26      .46
==================== =========================================== ======= ===== ===== ========

Names of columns are the names of features in the trained models. A suffix says what a column holds: ``_-1`` is the
value of the block before, ``_before_5`` the sum over the five blocks before, ``_total`` the sum over the document,
``_passed`` the share of that total which is before the block.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from schemas.block_frames import Pointed
from tasks.cleaning.vocabulary import shared_vocabulary
from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows

# A block is skipped if neither it nor this many blocks on each side show a sign of text. In texts that settles three
# quarters of all blocks; 2 in 1,000 of these are body after all. F1 is .9284 without them, and .9286 if models are
# asked about them too (docs/decisions.md).
NEAR = {"text": 2, "html": 12}

# Set by hand. The models are trained on the features that these make: after a change, train them again.
WINDOWS = (2, 5, 12)  # blocks before and after, summed up
WORD_WINDOWS = (2, 6)
VOTE_WINDOWS = (5, 12)
SHORT_WORDS = 5  # a block with fewer is short
SURE = 15  # points: a paragraph with more is body by itself
FAR = 100  # blocks: a longer way counts as this one
FAR_PARENT = 300  # elements: the same between parents
MOST_BLANK = 5  # blank lines: more before a block make no difference

TAGS = (
    "p", "li", "h1", "h2", "h3", "h4", "td", "div", "figcaption", "blockquote", "span", "article", "dd", "pre", "br",
)  # fmt: skip
PLACES = (
    "article", "aside", "blockquote", "body", "byline", "caption", "comment", "consent", "figcaption", "figure",
    "footer", "form", "header", "hidden", "legal", "main", "nav", "navigation", "promo", "related", "share", "sidebar",
    "table",
)  # fmt: skip

Columns = dict[str, Array]  # by name, a value per row


def undecided_rows(pointed: ByDocument[Pointed]) -> Rows:
    """Find the rows of blocks that a model is asked about.

    No rule and no repetition cuts them, and there is a sign of text near them: points above 0, or a paragraph that
    trafilatura keeps. (On some pages the names of all elements count against text, and no block has points above 0.) Of
    a document without any sign, all are asked about: a table of results is an article too.
    """
    blocks, docs = pointed
    voted = (pl.col("vote") & pl.col("prose")).fill_null(False)
    signs = blocks.select(pl.col("points").clip(0) + voted).to_series().to_numpy()
    near = NEAR["html" if _has_elements(blocks) else "text"]
    is_open = blocks["rule"].is_null().to_numpy() & (blocks["recurs"].to_numpy() == 0)
    rows = np.flatnonzero(is_open)
    has_sign_near = windows.window(windows.running(signs), docs, rows, -near, near) > 0
    has_no_sign_at_all = windows.total(signs, docs)[rows] <= 0
    return rows[has_sign_near | has_no_sign_at_all]


def block_features(pointed: ByDocument[Pointed], rows: Rows) -> pl.DataFrame:
    """Compute the features of some rows of blocks, as Float32 columns without nulls; pages have two groups more."""
    columns = (
        _own_looks(pointed.frame, rows)
        | _surroundings(pointed, rows)
        | _positions(pointed, rows)
        | _shared_words(pointed, rows)
    )
    if _has_elements(pointed.frame):
        columns |= _page_elements(pointed, rows) | _siblings(pointed.frame, rows)
    return pl.DataFrame({name: np.asarray(values, np.float32) for name, values in columns.items()})


def _has_elements(blocks: pl.DataFrame) -> bool:
    """Whether the blocks are of pages."""
    return blocks["tag"].null_count() < blocks.height


def _own_looks(blocks: pl.DataFrame, rows: Rows) -> Columns:
    """What a block's own characters show, and what the points made of it.

    Its shape (``words`` ... ``linked``, ``gap``), counts of characters by kind and their ``_share`` of all, and how it
    begins and ends. ``likely`` (body by points and run alone) and ``inside`` (in the best run) are the two strongest
    features in texts, with .31 of the gain.
    """
    text = pl.col("text")
    shape = blocks.select(
        "words", "ended", "bullet", "small", "separators", "prose", "sentence", "linked", "points", "copied", "inside",
        "likely", "thread", "gap", "text",
    )[rows]  # fmt: skip
    looks = shape.with_columns(pl.col("gap").clip(0, MOST_BLANK)).with_columns(
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
    columns = {column.name: column.to_numpy() for column in _as_numbers(looks.drop("text"))}
    length = np.maximum(1, columns["characters"])
    shares = {f"{name}_share": columns[name] / length for name in ("commas", "quotes", "marks", "digits", "capitals")}
    return columns | shares


def _surroundings(pointed: ByDocument[Pointed], rows: Rows) -> Columns:
    """The blocks before and after: three of them one by one, and sums over windows and over the whole document.

    Summed up are points ``for`` and ``against`` body, ``words``, ``prose_words``, and how many blocks are ``ruled``,
    ``dated``, ``short`` or ``ended``. The same short line is a subheading among paragraphs and a teaser among short
    lines.
    """
    blocks, docs = pointed
    points = blocks["points"].to_numpy()
    words = blocks["words"].to_numpy()
    summed = {
        "for": np.maximum(points, 0),
        "against": np.minimum(points, 0),
        "prose_words": words * blocks["prose"].to_numpy(),
        "ruled": blocks["rule"].is_not_null().to_numpy(),
        "words": words,
        "dated": blocks["dated"].to_numpy(),
        "short": words < SHORT_WORDS,
        "ended": blocks["ended"].to_numpy(),
    }
    columns: Columns = {}
    whole = blocks.height
    # All sums of a row are together in memory, so that a row is looked up once: .56 of the time (docs/decisions.md).
    sums = windows.running(*summed.values())
    for size in WINDOWS:
        columns |= _split_columns(summed, f"before_{size}", windows.window(sums, docs, rows, -size, -1))
        columns |= _split_columns(summed, f"after_{size}", windows.window(sums, docs, rows, 1, size))
    total = windows.window(sums, docs, rows, -whole, whole)
    passed = windows.window(sums, docs, rows, -whole, -1) / np.maximum(1e-6, np.abs(total))
    columns |= _split_columns(summed, "total", total) | _split_columns(summed, "passed", passed)
    neighbours = _as_numbers(blocks.select("words", "ended", "prose", "points", "gap", "small", "linked"))
    values = neighbours.to_numpy(order="c")
    for step in (-3, -2, -1, 1, 2, 3):
        columns |= _split_columns(
            neighbours.columns, f"{step:+d}", windows.neighbour(values, docs, rows, step, missing=-1)
        )
    return columns


def _positions(pointed: ByDocument[Pointed], rows: Rows) -> Columns:
    """Where a block is in its document: from both ends, from the best run, and from the nearest sure paragraph.

    ``number``, ``left`` and ``way`` count from the ends; ``from_run_start`` and ``from_run_end`` are negative before
    these; ``from_sure`` and ``to_sure`` are the way to the sure paragraph before and after. The rest describes the run
    and the document. In texts ``from_run_end`` has .03 of the gain: below the article are teasers and comments.
    """
    blocks, docs = pointed
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


def _shared_words(pointed: ByDocument[Pointed], rows: Rows) -> Columns:
    """The words that a block shares with the rest of its document (``SharedVocabulary``), and those of its neighbours.

    Windows and totals are over ``rows`` only, and a block weighs as much as it has longer words. With these features
    the F1 of bodies rose by .006 on texts (docs/decisions.md).
    """
    columns: Columns = {column.name: column.to_numpy() for column in shared_vocabulary(pointed, rows)}
    docs = windows.bounds_of(pl.Series(pointed.docs.owner[rows]))
    every, whole = np.arange(len(rows)), len(rows)
    long_words = columns["long_words"]
    names = ("anywhere", "in_run", "in_first")
    sums = windows.running(long_words, *(columns[name] * long_words for name in names))
    around = {
        f"{side}_{size}": bounds
        for size in WORD_WINDOWS
        for side, bounds in (("before", (-size, -1)), ("after", (1, size)))
    }
    for window, (low, high) in (around | {"total": (-whole, whole)}).items():
        of_all, *of_each = windows.window(sums, docs, every, low, high).T
        columns |= _split_columns(names, window, np.column_stack(of_each) / np.maximum(1, of_all)[:, None])
    return columns


def _page_elements(pointed: ByDocument[Pointed], rows: Rows) -> Columns:
    """The element of a block, the places that it is in, and trafilatura's vote on it and around it.

    ``tag`` is a number (1: p, 2: li ...; 0: none of TAGS), ``vote`` 1, 0 or -1 where there is none; both of two
    neighbours on each side, too. ``in_<place>`` says whether an element around the block has that place. The vote alone
    has .12 of the gain: with it, bodies came to an F1 of .951 where they came to .934 without (docs/decisions.md).
    """
    blocks, docs = pointed
    tags = blocks["tag"].replace_strict({tag: number for number, tag in enumerate(TAGS, 1)}, default=0).to_numpy()
    vote = blocks["vote"].cast(pl.Int8).fill_null(-1).to_numpy()
    kept = windows.running(vote == 1)
    columns: Columns = {"tag": tags[rows], "depth": blocks["depth"].to_numpy()[rows], "vote": vote[rows]}
    for size in VOTE_WINDOWS:
        columns[f"voted_{size}"] = windows.window(kept, docs, rows, -size, size)
    columns["voted_words"] = windows.total((vote == 1) * blocks["words"].to_numpy(), docs)[rows]
    for step in (-2, -1, 1, 2):
        columns[f"tag_{step:+d}"] = windows.neighbour(tags, docs, rows, step, missing=-1)
        columns[f"vote_{step:+d}"] = windows.neighbour(vote, docs, rows, step, missing=-1)
    places = blocks["place"][rows].fill_null("")
    distinct = places.unique()
    words = distinct.str.split(" ")
    for place in PLACES:
        has_place = dict(zip(distinct, words.list.contains(place), strict=True))
        columns[f"in_{place}"] = places.replace_strict(has_place, return_dtype=pl.Boolean).to_numpy()
    columns["places"] = places.str.count_matches(" ", literal=True).to_numpy()
    return columns


def _siblings(blocks: pl.DataFrame, rows: Rows) -> Columns:
    """The blocks that share a block's parent element, as the paragraphs of an article do, and the best parent.

    ``sibling_...`` are sums over the blocks of the parent, and how far it is from the parent with the most prose: in
    elements (``parents_away``), in depth (``levels_below``), in shares of its sums. ``same_before`` and ``same_after``
    say whether the neighbours have the same parent. Without the vote, this is the strongest group of pages.
    """
    own = ["doc", "parent"]
    parents = _sums_by_parent(blocks)
    parent = pl.col("parent").cast(pl.Int64)
    with_next = (pl.col("parent") == pl.col("parent").shift(-1)) & (pl.col("doc") == pl.col("doc").shift(-1))
    columns = (
        blocks.select(*own, "depth", same_after=with_next, same_before=with_next.shift(1))[rows]
        .lazy()
        .join(parents, on=own, how="left", maintain_order="left")
        .join(_best_parents(parents), on="doc", how="left", maintain_order="left")
        .with_columns(
            has_most_prose=pl.col("parent") == pl.col("by_prose"),
            has_most_points=pl.col("parent") == pl.col("by_points"),
            share_of_most_prose=pl.col("sibling_prose") / pl.col("most_prose").clip(1),
            share_of_most_points=pl.col("sibling_points") / pl.col("most_points").clip(1),
            levels_below=pl.col("depth").cast(pl.Int32) - pl.col("best_level").cast(pl.Int32),
            parents_away=(parent - pl.col("by_prose").cast(pl.Int64)).clip(-FAR_PARENT, FAR_PARENT),
        )
        .drop(*own, "depth", "level", "by_prose", "by_points", "best_level", "most_prose", "most_points")
        .collect()
    )
    return {column.name: column.cast(pl.Float32).fill_null(0).to_numpy() for column in columns}


def _sums_by_parent(blocks: pl.DataFrame) -> pl.LazyFrame:
    """A row per document and ``parent``: sums over its blocks, and its ``level``, which is their depth."""
    words, prose = pl.col("words"), pl.when("prose").then("words").otherwise(0)
    return blocks.lazy().group_by("doc", "parent").agg(
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


def _best_parents(parents: pl.LazyFrame) -> pl.LazyFrame:
    """A row per document: the parents with the most prose and the most points, and how much these have.

    Of several with as much, the first of the page.
    """

    def first_by(name: str, most: str) -> pl.Expr:
        return pl.col(name).sort_by([most, "parent"], descending=[True, False]).first()

    return parents.group_by("doc").agg(
        most_prose=pl.col("sibling_prose").max(),
        most_points=pl.col("sibling_points").max(),
        by_prose=first_by("parent", "sibling_prose"),
        by_points=first_by("parent", "sibling_points"),
        best_level=first_by("level", "sibling_prose"),
    )


def _as_numbers(columns: pl.DataFrame) -> pl.DataFrame:
    """Columns as Float32, with 0 for null and for NaN."""
    return columns.cast(pl.Float32).fill_null(0).fill_nan(0)


def _split_columns(names: Iterable[str], suffix: str, values: Array) -> Columns:
    """The columns of an array by their names, each together in memory."""
    columns = np.ascontiguousarray(values.T, np.float32)
    return {f"{name}_{suffix}": column for name, column in zip(names, columns, strict=True)}
