"""The steps in their order, for one part of the documents.

The work on a part has two passes. ``survey_documents`` finds what the part shows by itself. ``refine_documents`` also
needs the lines that recur within a source, and these are counted over all parts. Both are plain functions from frames
to frames; ``schemas/frames.py`` and the modules beside it declare the frames.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from schemas.block_frames import Evidenced, Fingerprinted, Ruled, Settled
from schemas.field_frames import Fields, Lead
from schemas.frames import (
    Caught,
    CutLines,
    DecidedPieces,
    Documents,
    Fingerprints,
    FlowingLines,
    Hits,
    Mended,
    NumberedDocuments,
    NumberedLines,
    Pages,
    Pieces,
    ReadDocuments,
    Recurring,
)
from schemas.options import DEFAULTS, Options
from schemas.rulebook import Rulebook
from tasks.cleaning import compose, copies, hyphens, printed_columns, repetition, rules, shape, unwrap, weigh
from tasks.cleaning.described import keep_described
from tasks.cleaning.owners import publishers_of
from tasks.cleaning.tables_of_pages import decide_tables
from tasks.columns.texts import number_texts
from tasks.columns.windows import ByDocument, by_document
from tasks.extraction.extract import extract_tables
from tasks.fields import gather
from tasks.fields.articlehood import measure_articlehood
from tasks.fields.lead import lead_words
from tasks.fields.roles import assign_headline_and_captions
from tasks.publishing.accept import Tables, accept_tables
from tasks.publishing.stamp import Stamp, stamp_rows
from tasks.reading import mend
from tasks.reading.page.page_lines import lines_of_pages
from tasks.reading.sources import source_of
from tasks.reading.text_lines import lines_of_texts

HEADING = r"^#{1,6}$"


class Survey(NamedTuple):
    """What a part shows by itself."""

    documents: Documents
    pages: Pages
    pieces: Pieces
    blocks: Ruled
    fingerprints: Fingerprints
    mended: Mended


def survey_documents(documents: ReadDocuments, rulebook: Rulebook, *, vote: bool = True) -> Survey:
    """Survey the documents of a part.

    Args:
        documents: the documents as read, refused ones included.
        rulebook: the rules.
        vote: whether trafilatura is asked about pages.
    """
    numbered = NumberedDocuments.of(documents.with_row_index("doc"))
    readable = numbered.filter(pl.col("reason").is_null())
    of_pages, pages = lines_of_pages(NumberedDocuments.of(readable.filter(pl.col("media") == "html")), vote=vote)
    of_texts = lines_of_texts(NumberedDocuments.of(readable.filter(pl.col("media") == "text")))
    numbered, pages, of_fields = mend.mend_fields(numbered, pages)
    in_order = of_pages.sort("doc", "line").with_columns(flows=pl.lit(False))
    raw_lines = FlowingLines.of(printed_columns.read_columns(of_texts, numbered).merge_sorted(in_order, key="doc"))
    mended_lines, of_lines = mend.mend_lines(raw_lines)
    lines = NumberedLines.of(number_texts(hyphens.split_at_hyphens(mended_lines, rulebook)))
    mended = Mended.of(pl.concat([of_lines, of_fields]))

    with_url = numbered.join(pages.select("doc", "page_url"), on="doc", how="left", maintain_order="left")
    sourced = Documents.of(with_url.with_columns(source=source_of("page_url")).drop("page_url"))
    texts = rules.index_texts(lines, rulebook)
    owners = publishers_of(lines, sourced, pages, rulebook, texts)
    cut = rules.cut_inline(lines, rulebook, owners, texts, mended)
    unwrapped = unwrap.unwrap_lines(CutLines.of(cut.filter(pl.col("rule").is_null())), rulebook)

    blocks = repetition.add_fingerprints(shape.shape_blocks(unwrapped, texts))
    ruled = _with_best_rule(blocks, rules.mark_blocks(blocks, rulebook, owners, texts))
    fingerprints = repetition.fingerprints_of(ruled, sourced)
    return Survey(sourced, pages, _with_blocks(cut, unwrapped), ruled, fingerprints, mended)


def gather_evidence(survey: Survey, recurring: Recurring) -> Evidenced:
    """Add to the blocks of a part what is known of their sources and documents."""
    documents, pieces = survey.documents, survey.pieces
    marks = pieces.filter(pl.col("rule").is_not_null() & pl.col("text").str.contains(HEADING)).select("doc", "line")
    of_blocks = pieces.select("doc", "line", "block").drop_nulls("block")
    headings = of_blocks.join(marks.unique(), on=["doc", "line"], how="semi")["block"]
    return Evidenced.of(
        repetition.add_recurrence(survey.blocks, documents, recurring)
        .join(documents.select("doc", "media"), on="doc", how="left", maintain_order="left")
        .join(survey.pages.select("doc", "page_title"), on="doc", how="left", maintain_order="left")
        .with_columns(is_heading=pl.col("block").is_in(headings.implode()))
    )


def decide_blocks(survey: Survey, recurring: Recurring) -> tuple[ByDocument[Settled], Lead]:
    """Decide on each block from all its evidence.

    Returns the blocks, headlines and captions included, and the words of the first paragraphs.
    """
    weighed = weigh.weigh_blocks(by_document(gather_evidence(survey, recurring)))
    weighed = keep_described(weighed, survey.pages)
    weighed = copies.cut_copies(decide_tables(weighed), survey.pages)
    lead = lead_words(weighed.frame)
    return assign_headline_and_captions(weighed, lead), lead


def find_fields(survey: Survey, settled: ByDocument[Settled], lead: Lead, rulebook: Rulebook) -> tuple[Settled, Fields]:
    """Find the fields of each document, and give the blocks that show them their roles.

    Returns the blocks, and one row per document with ``doc`` and the columns of ``articles`` that are known by now.
    """
    caught = catch_groups(survey.pieces, settled.frame, rulebook)
    return gather.gather_fields(survey.documents, survey.pages, settled, lead, caught, rulebook)


def spread_to_pieces(pieces: Pieces, blocks: Settled) -> DecidedPieces:
    """Give each piece the decision of the inline rule that cut it, else of its block."""
    owner = blocks["block"].to_numpy().searchsorted(pieces["block"].fill_null(0).to_numpy())
    of_block = blocks.select(pl.col("words", "keep", "role", "evidence", "confidence").gather(owner))
    cut = pl.col("rule").is_not_null()
    return DecidedPieces.of(
        pieces.select(
            "doc",
            "line",
            "raw_start",
            "raw_end",
            "text",
            "glue",
            "broken",
            "block",
            of_block["words"],
            keep=~cut & of_block["keep"],
            role=pl.when(cut).then("role").otherwise(of_block["role"]),
            evidence=pl.when(cut).then("rule").otherwise(of_block["evidence"]),
            confidence=pl.when(cut).then("confidence").otherwise(of_block["confidence"]),
        )
    )


def compose_tables(survey: Survey, recurring: Recurring, rulebook: Rulebook, stamp: Stamp) -> Tables:
    """Compose ``articles``, ``paragraphs`` and ``removals`` of a part, each with ``doc``.

    ``rejects`` only has what they may need: how likely each document is an article.
    """
    settled, lead = decide_blocks(survey, recurring)
    blocks, fields = find_fields(survey, settled, lead, rulebook)
    bodies, paragraphs, removals = compose.compose_bodies(spread_to_pieces(survey.pieces, blocks), survey.mended)
    likely = measure_articlehood(blocks, survey.pages, fields)
    found = fields.join(likely, on="doc", how="left", maintain_order="left")
    articles = stamp_rows(bodies.join(found, on="doc", maintain_order="left"), stamp)
    return {"articles": articles, "paragraphs": paragraphs, "removals": removals, "rejects": likely}


def refine_documents(
    survey: Survey, recurring: Recurring, rulebook: Rulebook, stamp: Stamp, options: Options = DEFAULTS
) -> Tables:
    """Make the tables of a part: cleaned articles, what is extracted from their bodies, and rejects.

    Raises:
        UnaccountedError: a document or a character is lost, or counted twice.
    """
    tables = compose_tables(survey, recurring, rulebook, stamp)
    extracted = extract_tables(tables["articles"], options.names)
    # ``extracted`` has the articles again, with inferred days: they replace those of ``tables``.
    least = options.least_article
    return accept_tables(survey.documents, survey.pages, survey.blocks, tables | extracted, stamp, least)


def catch_groups(pieces: Pieces, blocks: Settled, rulebook: Rulebook) -> Caught:
    """Find what the named groups of rules matched, in the blocks and pieces where the rule's role held."""
    columns = ("doc", "block", "raw_start", "text", "rule", "role")
    ruled = pl.col("rule").is_not_null()
    whole = blocks.select(pl.col(columns).filter(ruled & (pl.col("role") == pl.col("rule_role"))))
    inline = pieces.select(pl.col(columns).filter(ruled))
    return rules.caught_groups(pl.concat([whole, inline]), rulebook)


def _with_best_rule(blocks: Fingerprinted, hits: Hits) -> Ruled:
    """The blocks, each with the first of its hits, which is the best."""
    best = hits.unique("block", keep="first", maintain_order=True)
    columns = best.select("block", "rule", "reach", rule_role="role", rule_confidence="confidence")
    return Ruled.of(blocks.join(columns, on="block", how="left", maintain_order="left"))


def _with_blocks(lines: CutLines, unwrapped: Pieces) -> Pieces:
    """All pieces of lines. Those that no inline rule cut have their block, and how they join it, from ``unwrapped``."""
    uncut = lines["rule"].is_null()
    # The n-th uncut line is row n - 1 of ``unwrapped``.
    row = pl.select(pl.when(uncut).then(uncut.cum_sum() - 1)).to_series()
    return Pieces.of(lines.hstack(unwrapped.select(pl.col("block", "glue", "broken").gather(row))))
