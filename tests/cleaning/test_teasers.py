"""Sentences under the headlines of other articles are teasers, until the article goes on."""

from __future__ import annotations

import polars as pl

from tasks.cleaning.teasers import find_teasers
from tests.cleaning.some_blocks import shaped

ARTICLE = "The ferry sails again from Friday on, the council of the harbour said, and nobody in the town was surprised."
ON = "Three families of fishers gave the wood for the new pier, and the council paid for the cables, the harbour said."


def teasers_of(*texts: str) -> list[str]:
    """The teasers among the lines below a heading: what ends like a sentence is no headline."""
    blocks = shaped(list(texts))
    heading = texts.index("More stories")
    rows = range(heading, len(texts))
    read = pl.DataFrame(
        {
            "run": 0,
            "row": rows,
            "hit": [row == heading for row in rows],
            "follows": [not texts[row].endswith((".", "…")) for row in rows],
        }
    )
    return [texts[row] for row, is_one in zip(rows, find_teasers(read, blocks), strict=True) if is_one]


def test_a_sentence_in_the_words_of_its_headline_is_a_teaser() -> None:
    teaser = "Drones are often at the centre of quarrels over what may be seen from the air."
    assert teasers_of(ARTICLE, "More stories", "Museum buys drones to count its roofs", teaser, ON) == [teaser]


def test_a_name_and_a_day_may_be_between_headline_and_teaser() -> None:
    teaser = "A watchdog says that the baker violated the rules."
    lines = ("Baker accused of violating rules", "BY JOSS PENHALE | 01/12/15", teaser)
    assert teasers_of(ARTICLE, "More stories", *lines, "Gull steals ring", ON) == [teaser]


def test_a_sentence_that_is_broken_off_is_a_teaser() -> None:
    assert teasers_of("More stories", "Gull steals a ring", "It flew over the roofs and…", ON) == [
        "It flew over the roofs and…"
    ]


def test_the_article_goes_on_where_a_sentence_speaks_of_something_else() -> None:
    assert teasers_of(ARTICLE, "More stories", "Gull steals a wedding ring", ON) == []


def test_words_that_the_article_has_elsewhere_make_no_teaser() -> None:
    again = "The harbour master told reporters that the cables are new."
    assert teasers_of(ARTICLE, "More stories", "Harbour gets its fourth crane", again, ON) == []


def test_headings_follow_each_other() -> None:
    assert teasers_of("More stories", "Gull steals a ring", ON, "Gull again", "Gull is…") == []
