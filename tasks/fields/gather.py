"""Gathers the fields of each document, from its own metadata, from texts that rules matched, and from single lines.

A field without evidence is null: nothing is inferred here.
"""

from __future__ import annotations

import polars as pl

from schemas import data
from schemas.block_frames import Settled
from schemas.field_frames import Fields, Lead
from schemas.frames import Caught, Documents, Pages
from schemas.rulebook import Rulebook
from tasks.columns.windows import ByDocument
from tasks.fields.addresses import caught_url, find_addresses, whole_address
from tasks.fields.agencies import agencies_by_voice, agency_code, caught_agency
from tasks.fields.authors import gather_authors
from tasks.fields.bylines import find_bylines
from tasks.fields.captions import gather_captions
from tasks.fields.datelines import day_of_dateline, find_datelines
from tasks.fields.language import detect_languages
from tasks.fields.publisher import caught_publisher, find_signatures
from tasks.fields.roles import assign_fields
from tasks.fields.sections import find_breadcrumbs, sections_of_url
from tasks.fields.shown_day import find_days
from tasks.reading.page.day import published_confidence
from tasks.reading.sources import domain_of

SURE_OF_RECORD = 0.95  # the confidence of a day that a JSON line gives: set by hand


def gather_fields(
    documents: Documents,
    pages: Pages,
    settled: ByDocument[Settled],
    lead: Lead,
    caught: Caught,
    rulebook: Rulebook,
) -> tuple[Settled, Fields]:
    """Gather the fields of each document, and give the blocks that show them their roles.

    Args:
        documents: all documents of the part.
        pages: the metadata of its pages.
        settled: its blocks, headlines and captions included.
        lead: the words of the first paragraphs.
        caught: the texts that the named groups of rules matched.
        rulebook: the rules.

    Returns:
        The blocks, with lines that show a day, authors or a publisher in their roles; and a row for each document.
    """
    blocks = settled.frame
    caught = Caught.of(caught.sort("doc", "raw_start"))
    languages = detect_languages(blocks)
    bylines = find_bylines(settled, lead, caught, pages)
    days = find_days(blocks, languages, rulebook)
    evidence = _join_by_document(
        documents,
        pages.drop("text"),
        languages,
        _shown_titles(blocks),
        _shown_standfirsts(blocks),
        _caught_names(caught, blocks, rulebook),
        find_addresses(blocks),
        agencies_by_voice(blocks, languages, rulebook),
        find_datelines(caught, blocks, rulebook),
        find_breadcrumbs(blocks),
        gather_captions(settled, caught),
        gather_authors(bylines, blocks, caught, pages),
        days,
    )
    evidence = evidence.with_columns(
        title=pl.coalesce("title", "page_title", "shown_title"),
        url=pl.coalesce(whole_address("url"), whole_address("page_url"), "shown_url"),
    ).with_columns(publisher_domain=pl.coalesce(domain_of("url"), domain_of("address")))
    # The forms to which a publisher's name may be abbreviated.
    shorts = evidence.select("doc", "publisher_domain", "folder", code=pl.col("dateline").struct.field("agency"))
    signatures = find_signatures(settled, shorts)
    fields = _join_by_document(evidence, signatures.drop("block")).select(**_columns_by_priority(rulebook))
    return assign_fields(blocks, days, bylines, signatures), Fields.of(fields.select(*Fields.declared))


def _join_by_document(documents: pl.DataFrame, *found: pl.DataFrame) -> pl.DataFrame:
    """Documents with the columns of other frames; null where a frame has no row for a document."""
    for columns in found:
        documents = documents.join(columns, on="doc", how="left", maintain_order="left")
    return documents


def _shown_titles(blocks: Settled) -> pl.DataFrame:
    """The headline of each document that shows one, as ``shown_title``."""
    shown = blocks.select(pl.col("doc", "title").filter(pl.col("title").is_not_null()))
    return shown.unique("doc", keep="first", maintain_order=True).select("doc", shown_title="title")


def _shown_standfirsts(blocks: Settled) -> pl.DataFrame:
    """The standfirst of each document that shows one, a line for each of its blocks."""
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("standfirst") & pl.col("keep")))
    return lines.group_by("doc", maintain_order=True).agg(standfirst=pl.col("text").str.join("\n"))


def _caught_names(caught: Caught, blocks: Settled, rulebook: Rulebook) -> pl.DataFrame:
    """The names that rules matched: ``named_publisher``, ``named_agency`` and ``shown_url``, by document."""
    kept = blocks.select(pl.col("doc", "block").filter("keep"))
    texts = kept.group_by("doc").agg(begins=pl.col("block").min(), ends=pl.col("block").max())
    placed = caught.join(texts, on="doc", how="left", maintain_order="left")
    amid = (pl.col("block") > pl.col("begins")) & (pl.col("block") < pl.col("ends"))
    return (
        placed.with_columns(amid=amid.fill_null(False))
        .group_by("doc", maintain_order=True)
        .agg(
            named_publisher=caught_publisher(),
            named_agency=caught_agency(rulebook),
            shown_url=caught_url(),
        )
    )


def _columns_by_priority(rulebook: Rulebook) -> dict[str, pl.Expr]:
    """The columns of ``Fields``. If several sources give one, the first of them counts."""
    same = (
        "doc",
        "path",
        "source",
        "raw_sha256",
        "media",
        "language",
        "language_confidence",
        "title",
        "standfirst",
        "url",
    )
    agency = pl.coalesce(pl.col("dateline").struct.field("agency"), "named_agency", "voiced_agency")
    of_page = pl.when(pl.col("page_section").list.len() > 0).then("page_section")
    return {
        **{name: pl.col(name) for name in (*same, "publisher_domain", "dateline")},
        "publisher": pl.coalesce("publisher", "named_publisher", "page_publisher", "signed_publisher"),
        "agency": agency_code(agency, rulebook),
        "section": pl.coalesce(of_page, "breadcrumb", sections_of_url()).fill_null([]),
        "captions": pl.col("captions").fill_null([]),
        "authors": pl.col("authors").fill_null([]),
        **_publication_day(),
    }


def _publication_day() -> dict[str, pl.Expr]:
    """The day of publication, with method and confidence.

    A record gives it, else the page, else a line of the text, else a dateline with its year. Where none of them does,
    ``tasks/extraction/publication_day.py`` looks for it in address, body and dateline.
    """
    by_page = pl.col("page_published_source")
    sure_of_page = by_page.replace_strict(published_confidence(), default=None, return_dtype=pl.Float64)
    sources = (
        (_day_in("published"), pl.lit("record"), pl.lit(SURE_OF_RECORD)),
        (_day_in("page_published"), by_page, sure_of_page),
        (pl.col("day"), pl.lit("date_line"), pl.col("day_confidence")),
        (day_of_dateline(), pl.lit("dateline"), pl.lit(data.load("weights/publication_day")["dateline"]["right"])),
    )
    day = pl.coalesce(day for day, _, _ in sources)
    return {
        "published_on": day,
        "published_earliest": day,
        "published_latest": day,
        "published_method": pl.coalesce(pl.when(day.is_not_null()).then(method) for day, method, _ in sources),
        "published_confidence": pl.coalesce(pl.when(day.is_not_null()).then(sure) for day, _, sure in sources),
    }


def _day_in(column: str) -> pl.Expr:
    """The day that a text begins with, as 2025-03-05; else null."""
    return pl.col(column).str.extract(r"^\s*(\d{4}-\d{2}-\d{2})").str.to_date("%Y-%m-%d", strict=False)
