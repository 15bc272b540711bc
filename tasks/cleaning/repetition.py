"""Finds lines that recur within a source: they are its boilerplate, whatever they say.

A line is counted by its fingerprint, in the documents of this run and in those of earlier runs that the table
``fingerprints`` still holds. All parts of a run are judged by the same counts, so that the result does not depend on
how documents fell into batches.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import polars as pl
from xxhash import xxh3_64_intdigest

from schemas.arrow import empty
from schemas.block_frames import Fingerprinted, Recurred, Ruled, Shaped
from schemas.frames import Documents, Fingerprints, Recurring
from schemas.tables import FINGERPRINTS
from tasks.columns.texts import distinct_texts

# Set by hand; `python -m bench.learning` shows from which document on a line is cut, and which text is lost. F1 is
# .9159 on labelled texts and .9516 on pages; counts of strings, the method before, gave .9161 and .9518.

# In how many documents a line must be, and in which share of its source: see ``recurring_lines``.
LABEL_DOCUMENTS, TEXT_DOCUMENTS, WORDS_A_DOCUMENT = 3, 5, 20
SHARE, MOST_DOCUMENTS = 0.2, 0.5
# A line closes documents if, in this share of them, at most this share of the text is below it.
CLOSING_WORDS, CLOSING_SHARE = 14, 0.05
CLOSES_MOST, TEXT_BELOW = 0.75, 0.25
# A document of whose text more than this share was in documents before teaches nothing about text, or about labels.
TWIN_TEXT, TWIN_LABELS = 0.5, 0.9
# Later runs count the latest documents of a source, and of a document with many lines the first and the last.
LATEST, ENDS = 128, 256

NUMBER = r"[0-9]+"

Digest = TypeVar("Digest", pl.Expr, pl.Series)


def add_fingerprints(blocks: Shaped) -> Fingerprinted:
    """Add a digest of each block's text (XXH3, 64 bits: the same on every machine and in every version).

    Dates and counters do not make a label another one, so its numbers are replaced by 0. They do make text another one,
    and also three labels with numbers in a row: a table says something else each time.
    """
    texts, number = distinct_texts(blocks.select("text", "text_id", "prose"))
    label = pl.when(~pl.col("prose")).then("text")
    has_number = texts.select(label.str.contains(NUMBER).fill_null(False)).to_series()
    varies = blocks.select("doc", has_number=has_number.gather(number)).select(_has_number_to_replace()).to_series()
    as_it_is = _digests_of_texts(texts["text"])
    # The digests of the texts with a number are computed again, and put in place of (scattered over) those before.
    without_numbers = as_it_is.clone().scatter(
        has_number.arg_true(), _digests_of_texts(texts["text"].filter(has_number).str.replace_all(NUMBER, "0"))
    )
    line = without_numbers.gather(number).zip_with(varies, as_it_is.gather(number))
    return Fingerprinted.of(blocks.with_columns(line=line))


def _has_number_to_replace() -> pl.Expr:
    """Whether a block is a label with a number, but not one of three in a row. Takes ``doc`` and ``has_number``."""
    doc, has_number = pl.col("doc"), pl.col("has_number")
    near = {by: has_number.shift(by) & (doc == doc.shift(by)) for by in (-2, -1, 1, 2)}
    in_a_table = (near[-2] & near[-1]) | (near[-1] & near[1]) | (near[1] & near[2])
    return has_number & ~in_a_table.fill_null(False)


def fingerprints_of(blocks: Fingerprinted, documents: Documents) -> Fingerprints:
    """List the lines of each document that are counted. Documents without a source teach nothing, and are left out."""
    reads = pl.col("prose") | pl.col("sentence")
    lines = (
        blocks.lazy()
        .filter(_in_source(pl.col("line"), pl.col("doc").cast(pl.UInt64)).is_first_distinct())
        .select("doc", "line", words=pl.when(reads).then("words").otherwise(0).cast(pl.Int64))
        .group_by("doc", maintain_order=True)
        .agg(lines=pl.struct("line", "words"))
        .with_columns(
            pl.when(pl.col("lines").list.len() <= 2 * ENDS)
            .then("lines")
            .otherwise(pl.concat_list(pl.col("lines").list.head(ENDS), pl.col("lines").list.tail(ENDS)))
        )
    )
    return Fingerprints.of(
        documents.lazy()
        .filter(pl.col("source").is_not_null())
        .join(lines, on="doc", maintain_order="left")  # one without lines has nothing to count
        .select("path", "source", "lines")
        .collect()
    )


def recurring_lines(found: Iterable[Fingerprints], remembered: pl.DataFrame | None = None) -> Recurring:
    """Find the lines that are boilerplate of their source: they are in enough documents, and in enough of all.

    ============================================================== =================================== =====
    line                                                           documents                           share
    ============================================================== =================================== =====
    a label: a few words, no sentence                              3                                   .2
    text that is in most documents of its source                   3                                   .5
    text                                                           5, and one more for every 20 words  .2
    text of 14 words or more that closes documents: in three of    the same                            .05
    four, at most a quarter of the document's text is below it
    ============================================================== =================================== =====

    Only documents that teach are counted. A story that is told twice, by the agency or by the outlet itself, must not
    teach that it is boilerplate: a document teaches about text if at most half of its text was in documents before it,
    and about labels if at most nine tenths were.

    Args:
        found: the fingerprints of all documents of this run.
        remembered: rows of the table ``fingerprints``, of earlier runs; the latest of each source count.
    """
    lines = _counted_lines(found, empty(FINGERPRINTS.name) if remembered is None else remembered)
    documents = _documents_of(lines)
    counts = _counts_of_lines(lines, documents)
    return Recurring.of(counts.filter(_is_enough()).select("line", "recurs").sort("line").collect())


def _counted_lines(found: Iterable[Fingerprints], remembered: pl.DataFrame) -> pl.DataFrame:
    """A row per line of a document, those of earlier runs first.

    Has ``doc``, ``line`` (its fingerprint within its source), ``source`` (its digest), ``words``, whether it is ``new``
    (in no document before) and ``read`` (the words of all lines so far, with its own).
    """
    columns = ("path", "source", "lines")
    counts_still = pl.col("path").is_in(latest_documents((), remembered)[1].implode())
    before = remembered.filter(counts_still).sort("run_id", "path").select(columns)
    now = pl.concat([before.clear(), *found]).sort("path")
    documents = pl.concat([before, now]).with_row_index("doc")
    return (
        documents.lazy()
        .select("doc", "lines", source=_digests_of_few(documents["source"]))
        .explode("lines")
        .unnest("lines")
        .with_columns(line=_in_source(pl.col("line"), pl.col("source")))
        .with_columns(new=pl.col("line").is_first_distinct(), read=pl.col("words").cum_sum())
        .collect()
    )


def _documents_of(lines: pl.DataFrame) -> pl.LazyFrame:
    """A row per document: whether it teaches about labels and about text, and its words.

    Has ``doc``, ``source``, ``teaches_label``, ``teaches_text``, ``text`` (the words of its text) and ``read_all`` (the
    words of all lines so far, with its own).
    """
    words, new = pl.col("words"), pl.col("new")
    # If nothing reads like text, lines are counted: a poem, a list.
    known = pl.when(words.sum() > 0).then(words.filter(~new).sum() / words.sum()).otherwise((~new).mean())
    return (
        lines.lazy()
        .group_by("doc")
        .agg(pl.col("source").first(), known=known, text=words.sum(), read_all=pl.col("read").max())
        .with_columns(
            teaches_label=pl.col("known") <= TWIN_LABELS,
            teaches_text=pl.col("known") <= TWIN_TEXT,
        )
    )


def _counts_of_lines(lines: pl.DataFrame, documents: pl.LazyFrame) -> pl.LazyFrame:
    """A row per line that is in several documents which teach.

    Has ``line``, ``words``, whether it is a ``label``, in how many ``documents`` it is, in which share of its source's
    (``recurs``), and in which share of its own it is ``at_end``.
    """
    teaches = pl.when("label").then("teaches_label").otherwise("teaches_text")
    of_source = documents.group_by("source").agg(pl.col("teaches_label", "teaches_text").sum())
    return (
        lines.lazy()
        .filter(pl.col("line").is_duplicated())  # half of all, or less: the rest is not worth joining
        .join(documents.drop("source"), on="doc")
        .with_columns(
            label=pl.col("words") == 0,
            at_end=pl.col("read_all") - pl.col("read") <= TEXT_BELOW * pl.col("text"),
        )
        .filter(teaches)
        .group_by("line")
        .agg(pl.col("source", "label", "words").first(), documents=pl.len(), at_end=pl.col("at_end").mean())
        .filter(pl.col("documents") >= LABEL_DOCUMENTS)
        .join(of_source, on="source")
        .with_columns(recurs=pl.col("documents") / teaches)
    )


def _is_enough() -> pl.Expr:
    """Whether a line is in enough documents and in a large enough share: the table of ``recurring_lines``."""
    needed = (
        pl.when(pl.col("label") | (pl.col("recurs") >= MOST_DOCUMENTS))
        .then(LABEL_DOCUMENTS)
        .otherwise(TEXT_DOCUMENTS + pl.col("words") // WORDS_A_DOCUMENT)
    )
    closes = (pl.col("words") >= CLOSING_WORDS) & (pl.col("at_end") >= CLOSES_MOST)
    share = pl.when(closes).then(CLOSING_SHARE).otherwise(SHARE)
    return (pl.col("documents") >= needed) & (pl.col("recurs") >= share)


def latest_documents(found: Iterable[Fingerprints], remembered: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Choose the documents that later runs count: the latest of each source.

    Returns:
        The paths of those of this run, and of those that are remembered.
    """
    columns = ("path", "source", "run_id")
    now = [frame.select("path", "source", run_id=pl.lit(None, pl.String)) for frame in found]
    documents = pl.concat([remembered.select(columns), *now]).sort("run_id", "path", descending=True)
    counted = documents.filter(pl.int_range(pl.len()).over("source") < LATEST)  # those of this run sort first
    is_new = counted["run_id"].is_null()
    return counted.filter(is_new)["path"], counted.filter(~is_new)["path"]


def add_recurrence(blocks: Ruled, documents: Documents, recurring: Recurring) -> Recurred:
    """Add in which share of its source's documents each block is."""
    of_doc = _digests_of_few(documents["source"]).gather(blocks["doc"])
    recurs = _in_source(blocks["line"], of_doc).replace_strict(
        recurring["line"], recurring["recurs"], default=0.0, return_dtype=pl.Float64
    )
    doc, text = pl.col("doc"), pl.col("prose") | pl.col("sentence")
    own = text & (pl.col("recurs") == 0)
    # A column opens each day with the same short sentence: right above the document's own text, with none before it.
    opens = (
        (pl.col("sentence") & ~pl.col("prose") & (pl.col("recurs") > 0))
        & (own.shift(-1) & (doc == doc.shift(-1))).fill_null(False)
        & (own.cum_sum().over("doc") == 0)
    )
    found = blocks.with_columns(recurs=recurs)
    return Recurred.of(found.with_columns(recurs=pl.when(opens).then(0.0).otherwise("recurs")))


def _in_source(line: Digest, source: Digest) -> Digest:
    """A line's fingerprint within its source: one number to count and to look up."""
    return line ^ source


def _digests_of_texts(texts: pl.Series) -> pl.Series:
    """The digest of each text."""
    # Not polars' own hash, which changes with its releases. A compiled function mapped over a list: 3 ms per megabyte.
    digests = map(xxh3_64_intdigest, texts.cast(pl.Binary).to_list())
    return pl.Series(np.fromiter(digests, np.uint64, len(texts)))


def _digests_of_few(names: pl.Series) -> pl.Series:
    """The digests of names that recur, such as sources; null where there is none."""
    distinct = names.drop_nulls().unique()
    return names.replace_strict(distinct, _digests_of_texts(distinct), default=None, return_dtype=pl.UInt64)
