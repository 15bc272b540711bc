"""Gives blocks that hold a field their role: a headline, a caption or a byline is no part of the body."""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas.block_frames import Settled, Weighed
from schemas.field_frames import Bylines, Days, Headlines, Lead, Signatures
from tasks.columns.windows import Array, ByDocument, Rows
from tasks.fields.captions import find_kickers, find_lines_under_headline
from tasks.fields.datelines import find_place_lines
from tasks.fields.headline import find_headlines
from tasks.fields.layout import first_sentences

# Where a headline is said again: up to the first sentence, which it is itself if it ends like one, and the next lines.
LINES_AFTER_FIRST = 2
LEAST_WORDS = 3  # of such a line: a shorter one is a menu's
SURE_BY_PLACE = 0.6  # the confidence of captions and kickers that are known by their place: set by hand


def assign_headline_and_captions(weighed: ByDocument[Weighed], lead: Lead) -> ByDocument[Settled]:
    """Give headlines, and the captions and kickers above texts, their roles.

    They are cut from the body, with their confidence, and ``title`` is set in the headline's block. A standfirst is
    text: it stays, and ``standfirst`` is set in its blocks.
    """
    blocks, docs = weighed
    found = find_headlines(weighed, lead)
    headlines = _rows_of(found, blocks)
    is_headline = np.zeros(blocks.height, bool)
    is_headline[headlines] = True
    begins = first_sentences(weighed, is_headline)
    repeated = _repeated_headlines(weighed, found, is_headline, begins)
    if len(repeated):
        is_headline[repeated] = True
        begins = first_sentences(weighed, is_headline)
    captions, standfirsts = find_lines_under_headline(weighed, lead, headlines, begins)
    places = find_place_lines(weighed, begins)
    is_taken = is_headline.copy()
    is_taken[places] = True
    captions, standfirsts = (rows[~is_taken[rows]] for rows in (captions, standfirsts))
    places = places[~is_headline[places]]
    text = blocks["keep"].to_numpy() & ~is_headline
    text[captions] = False
    text[standfirsts] = False
    text[places] = False
    kickers = find_kickers(text, blocks["words"].to_numpy(), docs, begins)
    # No row has two of these roles.
    by_role = {
        "other": kickers,
        "caption": captions,
        "dateline": places,
        "title": np.concatenate([repeated, headlines]),
    }
    rows = np.concatenate(list(by_role.values()))
    roles = [role for role, of_role in by_role.items() for _ in of_role]
    by_place = np.full(len(rows) - len(headlines), SURE_BY_PLACE)
    confidence = np.concatenate([by_place, found["title_confidence"]])
    titles = pl.repeat(None, blocks.height, dtype=pl.String, eager=True).scatter(headlines, found["title"])
    is_standfirst = pl.repeat(False, blocks.height, eager=True).scatter(standfirsts, True)
    kept = blocks["keep"].scatter(standfirsts, True).scatter(rows, False)
    decided = _with_roles(blocks, rows, roles)
    settled = decided.with_columns(
        kept,
        blocks["confidence"].scatter(rows, confidence),
        *(decided[name].scatter(standfirsts, None) for name in ("role", "evidence")),
        title=titles,
        standfirst=is_standfirst,
    )
    return weighed.with_frame(Settled.of(settled))


def _repeated_headlines(weighed: ByDocument[Weighed], found: Headlines, is_headline: Array, begins: Rows) -> Rows:
    """The lines at the head of a document that say its headline again, to the letter."""
    blocks, docs = weighed
    titles = found.select("doc", said=_letters("title"))
    has_title = np.zeros(len(docs.starts), bool)
    has_title[docs.owner[is_headline]] = True
    is_head = has_title[docs.owner] & (np.arange(blocks.height) <= (begins + LINES_AFTER_FIRST)[docs.owner])
    head = np.flatnonzero(is_head & ~is_headline)
    lines = blocks.select(pl.col("doc", "text", "words").gather(head)).with_columns(row=head)
    near = lines.filter(pl.col("words") >= LEAST_WORDS).join(titles, on="doc", maintain_order="left")
    return near.filter(_letters("text") == pl.col("said"))["row"].to_numpy()


def _letters(column: str) -> pl.Expr:
    """A text by its letters and digits alone, in lower case."""
    return pl.col(column).str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def assign_fields(settled: Settled, days: Days, bylines: Bylines, signatures: Signatures) -> Settled:
    """Give the lines that show the day, the authors and the publisher their roles.

    A byline is cut from the body, if it was kept; a kept line that shows the day stays. A line that already has a role
    other than ``other`` keeps it, unless it is the signature. If a line shows several of these fields, the signature
    counts before the byline, and the byline before the day.
    """
    role = settled["role"]
    of_days = settled["block"].search_sorted(days["day_block"].drop_nulls()).to_numpy()
    of_days = of_days[(role.gather(of_days) == "other").fill_null(False).to_numpy()]
    of_bylines = _rows_of(bylines, settled)
    of_bylines = of_bylines[(role.gather(of_bylines).fill_null("other") == "other").to_numpy()]
    of_signatures = _rows_of(signatures, settled)
    # If a row has several values, ``scatter`` keeps the last: the signature's, then the byline's.
    rows = np.concatenate([of_days, of_bylines, of_signatures])
    roles = ["date"] * len(of_days) + ["byline"] * len(of_bylines) + ["signature"] * len(of_signatures)
    assigned = _with_roles(settled, rows, roles)
    return Settled.of(assigned.with_columns(settled["keep"].scatter(of_bylines, False)))


def _rows_of(found: Headlines | Bylines | Signatures, blocks: pl.DataFrame) -> Rows:
    return blocks["block"].search_sorted(found["block"]).to_numpy()


def _with_roles(blocks: pl.DataFrame, rows: Rows, roles: list[str]) -> pl.DataFrame:
    """The blocks, with their roles in some rows; a field is the evidence for these."""
    return blocks.with_columns(
        blocks["role"].scatter(rows, roles), blocks["evidence"].scatter(rows, ["field"] * len(rows))
    )
