"""Gathers the fields of each document, from its own metadata, from texts that rules matched, and from single lines.

A field without evidence is null: nothing is inferred here.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Fields, Lead
from schemas.frames import Caught, Documents, Pages
from schemas.rulebook import Rulebook
from tasks.columns.pinned import run_on
from tasks.columns.windows import ByDocument
from tasks.fields.addresses import caught_url, find_addresses, whole_address
from tasks.fields.agencies import agencies_by_voice, agency_code, caught_agency
from tasks.fields.authors import gather_authors
from tasks.fields.bylines import find_bylines
from tasks.fields.captions import gather_captions
from tasks.fields.datelines import find_datelines
from tasks.fields.language import detect_languages
from tasks.fields.publication import publication_columns, record_times, times_of_lines
from tasks.fields.publisher import caught_publisher, find_signatures
from tasks.fields.roles import assign_fields
from tasks.fields.sections import find_breadcrumbs, sections_of_url
from tasks.fields.shown_day import choose_days, find_likely_days
from tasks.reading.sources import domain_of


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
    # On threads of their own, where their large patterns stay compiled: bylines took 29 ms a part, and not 40.
    bylines = run_on("bylines", partial(find_bylines, settled, lead, caught, pages))
    likely_days = run_on("shown_day", partial(find_likely_days, blocks, languages, rulebook))
    days = choose_days(likely_days)
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
        _bodies_not_shown(blocks, pages),
        gather_captions(settled, caught),
        gather_authors(bylines, blocks, caught, pages),
        days,
        times_of_lines(days, likely_days, blocks, languages),
    )
    evidence = (
        record_times(evidence)
        .with_columns(
            title=pl.coalesce("title", "page_title", "shown_title"),
            url=pl.coalesce(whole_address("url"), whole_address("page_url"), "shown_url"),
        )
        .with_columns(publisher_domain=pl.coalesce(domain_of("url"), domain_of("address")))
    )
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


def _bodies_not_shown(blocks: Settled, pages: Pages) -> pl.DataFrame:
    """Where the body was read of each page whose body is what the page does not show, as ``read_in``."""
    unshown = pages.drop_nulls("unshown_source").select("doc", "unshown_start", "unshown_end", read_in="unshown_source")
    return (
        blocks.select(pl.col("doc", "raw_start").filter("keep"))
        .join(unshown, on="doc", maintain_order="left")
        .filter(pl.col("raw_start").is_between("unshown_start", "unshown_end", closed="left"))
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "read_in")
    )


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
        "body_source": pl.coalesce("read_in", pl.col("media").replace({"html": "page"})),
        "publisher": pl.coalesce("publisher", "named_publisher", "page_publisher", "signed_publisher"),
        "agency": agency_code(agency, rulebook),
        "section": pl.coalesce(of_page, "breadcrumb", sections_of_url()).fill_null([]),
        "captions": pl.col("captions").fill_null([]),
        "authors": pl.col("authors").fill_null([]),
        **publication_columns(),
    }
