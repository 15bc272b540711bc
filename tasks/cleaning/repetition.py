"""Lines that recur within a source are its furniture, whatever they say.

A line is counted by its fingerprint, in the documents that teach: those of this run, and those of earlier runs that the
table ``fingerprints`` still holds. All parts of a run are judged by the same counts, so the outcome does not depend on
how documents fell into batches.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import polars as pl
from xxhash import xxh3_64_intdigest

from schemas.arrow import empty
from schemas.frames import Documents, Fingerprinted, Fingerprints, Recurring, Ruled, Shaped
from schemas.tables import FINGERPRINTS
from tasks.columns.texts import distinct_texts

# A line is repeated when it stands in so many documents that teach, and in such a share of those of its source. What
# reads like text takes more of them than a label does, the longer the more.
LABEL_DOCUMENTS, TEXT_DOCUMENTS, WORDS_A_DOCUMENT = 3, 5, 20
SHARE, MOST = 0.2, 0.5
# What closes a text may stand in fewer: who wrote it, whom to call. A line does where little text is left below it.
END, MOSTLY = 0.25, 0.75
END_WORDS, END_SHARE = 14, 0.05
# An article told again teaches no text: more than this share of its text was told before. Nor labels, from more on.
TWIN_TEXT, TWIN_LABELS = 0.5, 0.9
# What later runs count: the latest documents of a source, and of one with many lines the first and the last.
LATEST, ENDS = 128, 256

NUMBER = r"[0-9]+"

Digest = TypeVar("Digest", pl.Expr, pl.Series)


def add_fingerprints(blocks: Shaped) -> Fingerprinted:
    """Adds ``line``, a digest of the text (XXH3, 64 bits: the same on every machine and in every version).

    Takes blocks (``tasks.cleaning.shape.shape_blocks``).

    Dates and counters do not make a label another one. In text they do, and in three labels with numbers in a row: a
    table tells something else each time.
    """
    texts, number = distinct_texts(blocks.select("text", "text_id", "prose"))
    label = pl.when(~pl.col("prose")).then("text")
    numbered = texts.select(label.str.contains(NUMBER).fill_null(False)).to_series()
    doc = pl.col("doc")
    near = {by: pl.col("numbered").shift(by) & (doc == doc.shift(by)) for by in (-2, -1, 1, 2)}
    in_a_table = (near[-2] & near[-1]) | (near[-1] & near[1]) | (near[1] & near[2])
    varies = (
        blocks.select("doc", numbered=numbered.gather(number))
        .select(pl.col("numbered") & ~in_a_table.fill_null(False))
        .to_series()
    )
    as_it_is = _digests(texts["text"])
    without = as_it_is.clone().scatter(
        numbered.arg_true(), _digests(texts["text"].filter(numbered).str.replace_all(NUMBER, "0"))
    )
    return Fingerprinted.of(blocks.with_columns(line=without.gather(number).zip_with(varies, as_it_is.gather(number))))


def fingerprints_of(blocks: Fingerprinted, documents: Documents) -> Fingerprints:
    """What is counted of documents: ``path``, ``source`` and ``lines``, as in the table of that name.

    Takes blocks with their fingerprints, and documents in their order. Documents without a source teach nothing.
    """
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
    """What is furniture: KNOWN, lines by their fingerprint in their source, and the share of documents they stand in.

    Takes what is counted of all documents of a run (``fingerprints``), and what is remembered of earlier ones: rows of
    the table of that name, of which the latest count. Of twins, the first teaches.
    """
    columns = ("path", "source", "lines")
    remembered = empty(FINGERPRINTS.name) if remembered is None else remembered
    counts_still = pl.col("path").is_in(latest_documents((), remembered)[1].implode())
    before = remembered.filter(counts_still).sort("run_id", "path").select(columns)
    now = pl.concat([before.clear(), *found]).sort("path")
    counted = pl.concat([before, now]).with_row_index("doc")
    lines = (
        counted.lazy()
        .select("doc", "lines", source=_digests_of_few(counted["source"]))
        .explode("lines")
        .unnest("lines")
        .with_columns(line=_in_source(pl.col("line"), pl.col("source")))
        .with_columns(new=pl.col("line").is_first_distinct(), read=pl.col("words").cum_sum())
        .collect()
    )
    words, new = pl.col("words"), pl.col("new")
    # Where nothing reads like text, lines are counted: a poem, a list.
    told = pl.when(words.sum() > 0).then(words.filter(~new).sum() / words.sum()).otherwise((~new).mean())
    documents = (
        lines.lazy()
        .group_by("doc")
        .agg(pl.col("source").first(), told=told, text=words.sum(), read_all=pl.col("read").max())
    )
    teaches = {"label": pl.col("told") <= TWIN_LABELS, "text": pl.col("told") <= TWIN_TEXT}
    sources = documents.group_by("source").agg(of.sum().alias(f"of_{kind}") for kind, of in teaches.items())
    counts = (
        lines.lazy()
        .filter(pl.col("line").is_duplicated())  # half of all, or less: the rest is not worth joining
        .join(documents.drop("source"), on="doc")
        .with_columns(label=words == 0, at_end=pl.col("read_all") - pl.col("read") <= END * pl.col("text"))
        .filter(pl.when("label").then(teaches["label"]).otherwise(teaches["text"]))
        .group_by("line")
        .agg(pl.col("source", "label", "words").first(), documents=pl.len(), at_end=pl.col("at_end").mean())
        .filter(pl.col("documents") >= LABEL_DOCUMENTS)
        .join(sources, on="source")
        .with_columns(recurs=pl.col("documents") / pl.when("label").then("of_label").otherwise("of_text"))
    )
    enough = (
        pl.when(pl.col("label") | (pl.col("recurs") >= MOST))
        .then(LABEL_DOCUMENTS)
        .otherwise(TEXT_DOCUMENTS + words // WORDS_A_DOCUMENT)
    )
    closes = (words >= END_WORDS) & (pl.col("at_end") >= MOSTLY)
    share = pl.when(closes).then(END_SHARE).otherwise(SHARE)
    return Recurring.of(
        counts.filter((pl.col("documents") >= enough) & (pl.col("recurs") >= share))
        .select("line", "recurs")
        .sort("line")
        .collect()
    )


def latest_documents(found: Iterable[Fingerprints], remembered: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Of this run's documents, and of those remembered, which later runs count: the latest of each source, by path."""
    columns = ("path", "source", "run_id")
    now = [frame.select("path", "source", run_id=pl.lit(None, pl.String)) for frame in found]
    documents = pl.concat([remembered.select(columns), *now]).sort("run_id", "path", descending=True)
    counted = documents.filter(pl.int_range(pl.len()).over("source") < LATEST)  # this run's sort first
    is_new = counted["run_id"].is_null()
    return counted.filter(is_new)["path"], counted.filter(~is_new)["path"]


def add_recurrence(blocks: Ruled, documents: Documents, recurring: Recurring) -> pl.DataFrame:
    """Adds ``recurs``: the share of its source's documents that a block stands in; 0 where it is not repeated."""
    of_doc = _digests_of_few(documents["source"]).gather(blocks["doc"])
    recurs = _in_source(blocks["line"], of_doc).replace_strict(
        recurring["line"], recurring["recurs"], default=0.0, return_dtype=pl.Float64
    )
    doc, text = pl.col("doc"), pl.col("prose") | pl.col("sentence")
    own = text & (pl.col("recurs") == 0)
    # A short sentence above all text of the document's own, and right before it, is how a column opens each day.
    opens = (
        (pl.col("sentence") & ~pl.col("prose") & (pl.col("recurs") > 0))
        & (own.shift(-1) & (doc == doc.shift(-1))).fill_null(False)
        & (own.cum_sum().over("doc") == 0)
    )
    return blocks.with_columns(recurs=recurs).with_columns(recurs=pl.when(opens).then(0.0).otherwise("recurs"))


def _in_source(line: Digest, source: Digest) -> Digest:
    """A line's fingerprint within its source: one number to count and to look up."""
    return line ^ source


def _digests(texts: pl.Series) -> pl.Series:
    # Not by a hash of polars: those change with its releases. A compiled function mapped over a list: 3 ms a megabyte.
    found = map(xxh3_64_intdigest, texts.cast(pl.Binary).to_list())
    return pl.Series(np.fromiter(found, np.uint64, len(texts)))


def _digests_of_few(names: pl.Series) -> pl.Series:
    """The digests of names that recur, such as sources; null where there is none."""
    known = names.drop_nulls().unique()
    return names.replace_strict(known, _digests(known), default=None, return_dtype=pl.UInt64)
