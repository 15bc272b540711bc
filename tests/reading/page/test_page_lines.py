"""A page becomes lines with offsets into its visible text, and one row of what it says about itself."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.reading.page.page_lines import PAGES
from tasks.reading.text_lines import LINES
from tests.reading.page.small_pages import STORY, lines_and_pages


def test_offsets_point_into_the_visible_text() -> None:
    frame, pages = lines_and_pages(STORY, "", "<p>one<p>two 🙂 é<p>three")
    assert frame.schema == LINES
    assert pages.schema == PAGES
    texts = dict(pages.select("doc", "text").iter_rows())
    assert texts[1] == ""
    assert texts[2] == "one\ntwo 🙂 é\nthree"
    for doc, start, end, text in frame.select("doc", "raw_start", "raw_end", "text").iter_rows():
        assert texts[doc][start:end] == text
    assert frame.filter(pl.col("doc") == 2)["line"].to_list() == [0, 1, 2]


def test_a_line_knows_its_block() -> None:
    lines, _ = lines_and_pages("<article><p>half<a href=/>half</a></p></article>", vote=False)
    assert lines.select("tag", "place", "linked", "gap").row(0) == ("p", "article", 0.5, 1)


def test_a_page_that_warns_stays_quiet(recwarn: pytest.WarningsRecorder, capfd: pytest.CaptureFixture[str]) -> None:
    lines_and_pages(f"<html><body><time>March 5, 2031 10:15 EST</time>{STORY}</body></html>", "<p>x", "")
    assert list(recwarn) == []
    assert capfd.readouterr() == ("", "")


def test_no_documents_give_no_lines() -> None:
    frame, pages = lines_and_pages()
    assert (frame.schema, frame.height) == (LINES, 0)
    assert (pages.schema, pages.height) == (PAGES, 0)
