"""Gives blocks that hold a field their role: a headline, a caption or a byline is no part of the body."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from schemas.block_frames import Settled, Weighed
from schemas.field_frames import Bylines, Days, Headlines, Lead, Signatures
from tasks.columns.pinned import run_on
from tasks.columns.texts import letters_and_digits
from tasks.columns.windows import Array, ByDocument, Rows
from tasks.fields.captions import find_kickers, find_lines_under_headline
from tasks.fields.datelines import find_place_lines
from tasks.fields.headline import find_headlines
from tasks.fields.layout import first_sentences

SURE_BY_PLACE = 0.6  # the confidence of captions and kickers that are known by their place: set by hand


def assign_headline_and_captions(weighed: ByDocument[Weighed], lead: Lead) -> ByDocument[Settled]:
    """Give headlines, and the captions and kickers above texts, their roles.

    They are cut from the body, with their confidence, and ``title`` is set in the headline's block. A standfirst is
    text: it stays, and ``standfirst`` is set in its blocks.
    """
    blocks, docs = weighed
    found = run_on("headline", partial(find_headlines, weighed, lead))
    headlines = _rows_of(found, blocks)
    repeats = _headlines_repeated(found, weighed)
    is_headline = np.zeros(blocks.height, bool)
    is_headline[headlines] = is_headline[repeats] = True
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
        "title": np.concatenate([repeats, headlines]),
    }
    by_place = np.full(sum(map(len, by_role.values())) - len(headlines), SURE_BY_PLACE)
    confidence = np.concatenate([by_place, found["title_confidence"]])
    titles = pl.repeat(None, blocks.height, dtype=pl.String, eager=True).scatter(headlines, found["title"])
    return weighed.with_frame(_settled(blocks, by_role, confidence, titles, standfirsts))


def _settled(
    blocks: Weighed, by_role: dict[str, Rows], confidence: Array, titles: pl.Series, standfirsts: Rows
) -> Settled:
    """Blocks whose rows have new roles, each with its confidence, and whose standfirsts stay."""
    rows = np.concatenate(list(by_role.values()))
    roles = [role for role, of_role in by_role.items() for _ in of_role]
    decided = _with_roles(blocks, rows, roles)
    settled = decided.with_columns(
        blocks["keep"].scatter(standfirsts, True).scatter(rows, False),
        blocks["confidence"].scatter(rows, confidence),
        *(decided[name].scatter(standfirsts, None) for name in ("role", "evidence")),
        title=titles,
        standfirst=pl.repeat(False, blocks.height, eager=True).scatter(standfirsts, True),
    )
    return Settled.of(settled)


def _headlines_repeated(found: Headlines, weighed: ByDocument[Weighed]) -> Rows:
    """The rows of blocks that are the headline once more, and that no rule knows as something else."""
    blocks, docs = weighed
    letters = letters_and_digits(pl.col("text"))
    titles = found.select("doc", headline="block", text="title").with_columns(
        title=letters, begins=pl.col("text").str.head(4).str.to_lowercase()
    )
    # Few blocks are as long as the headline's letters, and few of these begin as it does: only they are compared.
    least = np.full(len(docs.starts), np.iinfo(np.int64).max)
    least[docs.owner[_rows_of(found, blocks)]] = titles["title"].str.len_chars().to_numpy()
    is_long = pl.col("text").str.len_bytes() >= pl.Series(least[docs.owner])
    rows = blocks.select((pl.col("rule").is_null() & is_long).arg_true()).to_series()
    return (
        blocks.select(pl.col("doc", "block", "text").gather(rows))
        .with_columns(row=rows, begins=pl.col("text").str.head(4).str.to_lowercase())
        .join(titles.drop("text"), on=["doc", "begins"], maintain_order="left")
        .filter(pl.col("block") != pl.col("headline"))
        .filter(letters == pl.col("title"))["row"]
        .to_numpy()
        .astype(np.int64)
    )


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
