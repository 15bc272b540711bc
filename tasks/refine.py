"""The steps of cleaning in their order, for one part of the documents.

``survey`` is what can be known of a part by itself, ``refine`` what also takes the lines that recur in all parts. Both
are plain functions from frames to frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl

from schemas.arrow import empty
from schemas.errors import NewsmillError
from schemas.options import Names
from schemas.rulebook import Rulebook
from schemas.tables import FOUND, TABLES
from tasks.cleaning import compose, repetition, rules, shape, unwrap, weigh
from tasks.extraction.extract import extract_tables
from tasks.fields import gather, headline
from tasks.publishing import check
from tasks.reading.lines import number_texts, text_lines
from tasks.reading.page.blocks import page_lines

Frames = dict[str, pl.DataFrame]

HEADING = r"^#{1,6}$"


class UnaccountedError(NewsmillError):
    """A sum of promise 1 does not hold: something was lost, or told twice. A fault in newsmill, never in the data."""


def survey_documents(documents: pl.DataFrame, rulebook: Rulebook, *, vote: bool = True) -> Frames:
    """What a part shows by itself.

    Takes a documents frame (``tasks.reading.read.DOCUMENTS``). Gives ``documents`` (with ``doc`` and ``source``),
    ``pages``,
    ``pieces`` (lines, cut at what inline rules matched), ``blocks`` (with the best rule that hit each), and
    ``fingerprints`` (what is counted of each document). With ``vote=False`` trafilatura is not asked about pages.
    """
    documents = documents.with_row_index("doc")
    readable = documents.filter(pl.col("reason").is_null())
    from_pages, said = page_lines(readable.filter(pl.col("media") == "html"), vote=vote)
    from_texts = text_lines(readable.filter(pl.col("media") == "text"))
    lines = number_texts(from_texts.merge_sorted(from_pages.sort("doc", "line"), key="doc"))

    sources = documents.join(said.select("doc", "page_url"), on="doc", how="left", maintain_order="left")
    documents = sources.with_columns(source=gather.source_of("page_url")).drop("page_url")
    texts = rules.index_texts(lines, rulebook)
    owners = rules.publishers_of(lines, documents, rulebook, texts)
    cut = rules.cut_inline(lines, rulebook, owners, texts)
    stays = cut["rule"].is_null()
    whole = unwrap.unwrap_lines(cut.filter(stays), rulebook)
    row = pl.select(pl.when(stays).then(stays.cum_sum() - 1)).to_series()
    pieces = cut.drop("text_id").hstack(whole.select(pl.col("block", "glue").gather(row)))

    blocks = repetition.add_fingerprints(shape.shape_blocks(whole, texts))
    hits = rules.mark_blocks(blocks, rulebook, owners, texts).unique("block", keep="first", maintain_order=True)
    blocks = blocks.drop("text_id").join(
        hits.select("block", "rule", "reach", rule_role="role", rule_confidence="confidence"),
        on="block", how="left", maintain_order="left",
    )  # fmt: skip
    return {
        "documents": documents,
        "pages": said,
        "pieces": pieces,
        "blocks": blocks,
        "fingerprints": repetition.fingerprints_of(blocks, documents),
    }


def decide_blocks(surveyed: Frames, known: pl.DataFrame, rulebook: Rulebook) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The decision on each block, from all its evidence, and the fields of each document.

    See ``tasks.cleaning.weigh.weigh_blocks``, ``tasks.fields.headline.assign_headline`` and
    ``tasks.fields.gather.gather_fields``, which
    each add to it.
    """
    weighed = weigh.weigh_blocks(gather_evidence(surveyed, known))
    lead = headline.lead_words(weighed)
    settled = headline.assign_headline(weighed, lead)
    found = caught(surveyed["pieces"], settled, rulebook)
    return gather.gather_fields(surveyed["documents"], surveyed["pages"], settled, lead, found, rulebook)


def gather_evidence(surveyed: Frames, known: pl.DataFrame) -> pl.DataFrame:
    """The blocks of a part with all that is weighed: ``recurs``, ``media``, ``page_title`` and ``is_heading``."""
    documents, pieces = surveyed["documents"], surveyed["pieces"]
    marks = pieces.filter(pl.col("rule").is_not_null() & pl.col("text").str.contains(HEADING)).select("doc", "line")
    of_blocks = pieces.select("doc", "line", "block").drop_nulls("block")
    headed = of_blocks.join(marks.unique(), on=["doc", "line"], how="semi")["block"]
    return (
        repetition.add_recurrence(surveyed["blocks"], documents, known)
        .join(documents.select("doc", "media"), on="doc", how="left", maintain_order="left")
        .join(surveyed["pages"].select("doc", "page_title"), on="doc", how="left", maintain_order="left")
        .with_columns(is_heading=pl.col("block").is_in(headed.implode()))
    )


def spread_to_pieces(pieces: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The decision on each piece: that of the inline rule that cut it, or its block's.

    Gives what ``tasks.cleaning.compose.compose_bodies`` takes.
    """
    of = blocks["block"].to_numpy().searchsorted(pieces["block"].fill_null(0).to_numpy())
    of_block = blocks.select(pl.col("words", "keep", "role", "evidence", "confidence").gather(of))
    cut = pl.col("rule").is_not_null()
    return pieces.select(
        "doc",
        "line",
        "raw_start",
        "raw_end",
        "text",
        "glue",
        "block",
        of_block["words"],
        keep=~cut & of_block["keep"],
        role=pl.when(cut).then("role").otherwise(of_block["role"]),
        evidence=pl.when(cut).then("rule").otherwise(of_block["evidence"]),
        confidence=pl.when(cut).then("confidence").otherwise(of_block["confidence"]),
    )


def refine_documents(
    surveyed: Frames, known: pl.DataFrame, rulebook: Rulebook, stamp: Stamp, names: Names = "model"
) -> Frames:
    """The tables of one part: ``articles``, ``paragraphs``, ``removals``, what bodies tell, and ``rejects``.

    Raises:
        UnaccountedError: a document or a character is lost, or told twice.
    """
    tables = compose_tables(surveyed, known, rulebook, stamp)
    return accept_tables(surveyed, tables | extract_tables(tables["articles"], names), stamp)


def compose_tables(surveyed: Frames, known: pl.DataFrame, rulebook: Rulebook, stamp: Stamp) -> Frames:
    """``articles``, ``paragraphs`` and ``removals`` of a part, each with ``doc``."""
    blocks, facts = decide_blocks(surveyed, known, rulebook)
    bodies, paragraphs, removals = compose.compose_bodies(spread_to_pieces(surveyed["pieces"], blocks))
    articles = _stamped(bodies.join(facts, on="doc", maintain_order="left"), stamp)
    return {"articles": articles, "paragraphs": paragraphs, "removals": removals}


def accept_tables(surveyed: Frames, tables: Frames, stamp: Stamp) -> Frames:
    """The tables as declared, and held to the promises; what gives no article stands in ``rejects``.

    Takes frames with ``doc``, ``articles`` among them. Rows that break a row-level expectation, or whose span does not
    hold their text, take their article to ``rejects``.

    Raises:
        UnaccountedError: a document or a character is lost, or told twice.
    """
    documents, articles = surveyed["documents"], tables["articles"]
    ids = articles.select("doc", "article_id")
    tables = {
        name: frame if name == "articles" else frame.join(ids, on="doc", maintain_order="left")
        for name, frame in tables.items()
    }
    spans = [tables[table.name] for table in FOUND if table.name in tables]
    faults = pl.concat(
        fault.select("article_id", "expectation", "detail")
        for fault in (
            *(check.broken_rows(_declared(frame, name), name) for name, frame in tables.items()),
            *(check.misplaced_spans(frame, articles) for frame in spans),
        )
    ).unique("article_id", keep="first", maintain_order=True)
    refused = _refused(documents, articles, surveyed["blocks"], faults)
    if not faults.is_empty():
        tables = {
            name: frame.join(faults, on="article_id", how="anti", maintain_order="left")
            for name, frame in tables.items()
        }
    tables = {name: _declared(frame, name) for name, frame in (tables | {"rejects": _stamped(refused, stamp)}).items()}
    _account(surveyed, ids, tables)
    return tables


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every row of a run is stamped with."""

    run_id: str
    as_of: datetime
    rules_version: str
    first_seen: dict[str, datetime]  # by raw file


def article_id(path: str, raw_sha256: str) -> str:
    """An article's id: it stays while path and bytes do, so that what points into a body never points elsewhere."""
    return sha256(f"{path}\0{raw_sha256}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def caught(pieces: pl.DataFrame, blocks: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """What named groups caught in the lines that rules hit, where the rule's role stood."""
    columns = ("doc", "block", "raw_start", "text", "rule", "role")
    ruled = pl.col("rule").is_not_null()
    whole = blocks.select(pl.col(columns).filter(ruled & (pl.col("role") == pl.col("rule_role"))))
    inline = pieces.select(pl.col(columns).filter(ruled))
    return rules.caught_groups(pl.concat([whole, inline]), rulebook)


def _stamped(frame: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    file = pl.col("path").str.replace(r"#\d+$", "")
    seen = pl.Series("", list(stamp.first_seen.values()), pl.Datetime("us", "UTC"))
    ids = pl.Series([article_id(*key) for key in frame.select("path", "raw_sha256").iter_rows()], dtype=pl.String)
    return frame.with_columns(
        article_id=ids,
        first_seen_at=pl.coalesce(
            pl.col("path").replace_strict(list(stamp.first_seen), seen, default=None, return_dtype=seen.dtype),
            file.replace_strict(list(stamp.first_seen), seen, default=None, return_dtype=seen.dtype),
        ),
        refined_at=pl.lit(stamp.as_of),
        run_id=pl.lit(stamp.run_id),
        rules_version=pl.lit(stamp.rules_version),
    )


def _refused(
    documents: pl.DataFrame, articles: pl.DataFrame, blocks: pl.DataFrame, faults: pl.DataFrame
) -> pl.DataFrame:
    """The documents that give no article, with ``reason`` and ``detail``."""
    lines = blocks.group_by("doc").agg(lines=pl.len())
    broken = faults.join(articles.select("doc", "article_id"), on="article_id").select(
        "doc", "expectation", fault="detail"
    )
    return (
        documents.join(articles.join(faults, on="article_id", how="anti"), on="doc", how="anti", maintain_order="left")
        .join(lines, on="doc", how="left", maintain_order="left")
        .join(broken, on="doc", how="left", maintain_order="left")
        .with_columns(
            reason=pl.when(pl.col("reason").is_not_null())
            .then("reason")
            .when(pl.col("expectation").is_not_null())
            .then(pl.lit("expectation"))
            .when(pl.col("lines").is_null())
            .then(pl.lit("no_text"))
            .otherwise(pl.lit("boilerplate")),
            detail=pl.coalesce(
                "detail",
                pl.concat_str("expectation", pl.lit(": "), "fault"),
                pl.format("nothing of its {} lines reads like an article", "lines"),
                pl.lit("no visible text"),
            ),
        )
    )


def _declared(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    return frame.select(column.name for column in TABLES[table].columns).cast(empty(table).schema)


def _account(surveyed: Frames, ids: pl.DataFrame, tables: Frames) -> None:
    """Both sums of promise 1, over the part."""
    documents = surveyed["documents"]
    astray = check.unaccounted_documents(documents, tables["articles"], tables["rejects"])
    visible = documents.select("doc", "text", "media").join(
        surveyed["pages"].select("doc", visible="text"), on="doc", how="left", maintain_order="left"
    )
    texts = (
        visible.join(ids, on="doc", maintain_order="left")
        .join(tables["articles"].select("article_id"), on="article_id", how="semi", maintain_order="left")
        .select("article_id", text=pl.coalesce("visible", "text"))
    )
    open_sums = check.unaccounted_characters(texts, tables["paragraphs"], tables["removals"])
    if not astray.is_empty() or not open_sums.is_empty():
        told = [*astray.head(3).to_dicts(), *open_sums.head(3).to_dicts()]
        raise UnaccountedError(
            f"{astray.height} documents and the characters of {open_sums.height} articles are not accounted for "
            f"exactly once: {told}. Nothing was published. This is a fault in newsmill: please report it."
        )
