"""The block of a page that is its headline."""

from __future__ import annotations

from tasks.fields.page_headline import SURE_OF_H1, SURE_OF_OTHERS, headlines_of_pages
from tests.fields.small_articles import STORY, TEASERS, steps_of

TITLE = "Ferry to Hernay will sail at night from May"
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)


def headline_of(above: str, below: str = "", title: str = TITLE) -> tuple[str, float] | None:
    """The headline of a page with some markup above and below a story, and how sure it is."""
    head = f"<head><title>{title}</title><meta property='og:title' content='{title}'></head>"
    page = f"<html>{head}<body>{above}<article>{ARTICLE}</article>{below}</body></html>"
    steps = steps_of(page, media="html")
    rows = headlines_of_pages(steps.weighed, steps.lead).select("title", "title_confidence").rows()
    return rows[0] if rows else None


def test_the_h1_that_says_what_the_page_calls_itself_is_the_headline() -> None:
    assert headline_of(f"<h1>The Skerry Island Courier</h1><h1>{TITLE}</h1>") == (TITLE, SURE_OF_H1)


def test_without_an_h1_the_block_that_says_so_is() -> None:
    assert headline_of(f"<div>{TEASERS[1]}</div><div>{TITLE}</div>") == (TITLE, SURE_OF_OTHERS)


def test_a_short_block_agrees_with_any_title() -> None:
    assert headline_of("<div>All the news</div>", title="All the news") is None
    assert headline_of("<h1>All the news</h1>", title="All the news") == ("All the news", SURE_OF_H1)


def test_nothing_below_the_first_sentence_is_a_headline() -> None:
    assert headline_of("", below=f"<h1>{TITLE}</h1>") is None
