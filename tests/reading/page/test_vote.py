"""Trafilatura votes on each block of a page, and changes nothing else."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from trafilatura import bare_extraction

from tasks.reading.page import vote
from tasks.reading.page.blocks import visible_blocks
from tasks.reading.page.parse import parse_page
from tasks.reading.page.vote import Kept, add_votes, ask_trafilatura
from tests.reading.page.small_pages import STORY, lines_and_pages


def votes_on(texts: list[str], kept: str | None) -> list[bool | None]:
    """The votes on lines with these texts where trafilatura keeps a text."""
    lines = pl.DataFrame({"doc": [0] * len(texts), "text": texts}, {"doc": pl.UInt32, "text": pl.String})
    of_page = pl.DataFrame({"doc": [0], "kept": [kept]}, {"doc": pl.UInt32, "kept": pl.String})
    return add_votes(lines.with_columns(vote=pl.lit(None, pl.Boolean)), of_page)["vote"].to_list()


def test_trafilatura_changes_nothing_else() -> None:
    # Both look at one tree, and trafilatura cuts it down: it must come second.
    page = f"<html><body><nav><a href=/>Home</a></nav><p>»</p>{STORY}<footer>© The Courier</footer></body></html>"
    asked, unasked = lines_and_pages(page), lines_and_pages(page, vote=False)
    assert asked[0].drop("vote").equals(unasked[0].drop("vote"))
    assert asked[1].equals(unasked[1])
    assert unasked[0]["vote"].null_count() == unasked[0].height


def test_each_block_has_a_vote() -> None:
    page = f"""<html lang="en"><head><title>The ferry sails again</title><meta property="og:url" content="https://courier.example/1">
    </head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav><article>{STORY}</article>
    <footer>© The Courier, all rights reserved</footer></body></html>"""
    frame, pages = lines_and_pages(page)
    votes = dict(frame.select("text", "vote").iter_rows())
    assert [votes[text] for text in votes if text.startswith(("The ferry to", "Divers", "“We"))] == [True] * 3
    assert votes["Home World"] is False
    assert pages.select("page_title", "page_url", "page_language").row(0) == (
        "The ferry sails again",
        "https://courier.example/1",
        "en",
    )


def test_a_very_long_block_has_a_vote() -> None:
    long = "The ferry to Odmar sailed again on Tuesday after eleven days in dock. " * 90_000
    frame, _ = lines_and_pages(f"<html><body><article>{STORY}<p>{long}</p></article></body></html>")
    assert frame.filter(pl.col("text").str.len_chars() > 1_000_000)["vote"].to_list() == [True]


def test_a_line_is_kept_if_its_letters_and_digits_are() -> None:
    kept = "The Ferry sails.\nIt sailed at 6:15, said Ines."
    assert votes_on(["the ferry “sails”", "sailed at 615", "Home", "»"], kept) == [True, True, False, False]
    assert votes_on(["the ferry sails"], None) == [None]


def test_the_generic_algorithm_is_asked_where_little_is_kept() -> None:
    page = "<html><body>" + "<div>The ferry to Odmar sailed again on Tuesday, the harbour office said.</div>" * 9
    tree = parse_page(page)
    kept = ask_trafilatura(tree, visible_blocks(tree))
    assert kept.text is not None
    assert kept.text.count("The ferry to Odmar") == 9


def test_an_empty_page_gives_no_text() -> None:
    tree = parse_page("")
    assert ask_trafilatura(tree, []) == Kept(None, failed=False)


@pytest.mark.parametrize("fails", ["bare_extraction", "try_readability"])
def test_an_error_of_trafilatura_is_marked_and_costs_its_votes_alone(
    fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of trafilatura")

    page = f"<html><body>{STORY}</body></html>"
    lines, pages = lines_and_pages(page)
    monkeypatch.setattr(vote, "LITTLE", 10_000)  # so that the generic algorithm is asked, too
    monkeypatch.setattr(vote, fails, fail)
    other_lines, other_pages = lines_and_pages(page)
    assert (pages["vote_failed"].item(), other_pages["vote_failed"].item()) == (False, True)
    assert other_pages.drop("vote_failed").equals(pages.drop("vote_failed"))
    assert other_lines.drop("vote").equals(lines.drop("vote"))
    assert set(other_lines["vote"]) == {None}


def test_an_error_on_one_page_is_not_one_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_on_first(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(vote, "bare_extraction", bare_extraction)
        raise RecursionError

    monkeypatch.setattr(vote, "bare_extraction", fail_on_first)
    lines, pages = lines_and_pages(STORY, STORY)
    assert pages["vote_failed"].to_list() == [True, False]
    assert set(lines.filter(pl.col("doc") == 0)["vote"]) == {None}
    assert set(lines.filter(pl.col("doc") == 1)["vote"]) == {True}


def test_a_vote_that_nobody_asks_for_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(vote, "bare_extraction")
    _, pages = lines_and_pages(STORY, vote=False)
    assert pages["vote_failed"].to_list() == [False]
