"""Words that a hyphen breaks in two are whole again, and words with a hyphen of their own keep it."""

from __future__ import annotations

import polars as pl
import pytest

from schemas import rulebook
from tasks.cleaning.hyphens import split_at_hyphens, verdict_on, verdicts_on_lines
from tasks.reading.text_lines import lines_of_texts


def lines_of(text: str) -> pl.DataFrame:
    return lines_of_texts(pl.DataFrame({"doc": [0], "text": [text]}, {"doc": pl.UInt32, "text": pl.String}))


@pytest.mark.parametrize(
    ("first", "second", "known", "verdict"),
    [
        ("har", "bour", "", "broken"),
        ("Cal", "loway", "", "broken"),
        ("HAR", "BOUR", "", "broken"),
        ("Frau", "en", "", "broken"),
        ("dix", "sept", "", "hyphenated"),
        ("twenty", "four", "", "hyphenated"),
        ("six", "teen", "", "broken"),
        ("long", "standing", "", "hyphenated"),
        ("long", "er", "", "broken"),
        ("Port", "Elm", "", "hyphenated"),
        ("state-of-the", "art", "", "hyphenated"),
        ("40", "tonne", "", "hyphenated"),
        ("re", "open", "re-open", "hyphenated"),
        ("set", "up", "setup", "broken"),
        ("Hafen", "und", "", "hanging"),
        ("land", "en", "", "hanging"),
        ("what", "ever", "whatever", "broken"),
    ],
)
def test_what_a_hyphen_at_a_break_is(first: str, second: str, known: str, verdict: str) -> None:
    assert verdict_on(first, second, frozenset(known.split())) == verdict


def test_a_break_is_seen_between_lines_that_follow_each_other() -> None:
    lines = lines_of("The har-\nbour was shut.\n\n\nIt re-\n\n\nopened on Fri-\n\nday: 1990-\nand 2001 -\nwere worse.")
    assert verdicts_on_lines(lines).to_list() == [None, "broken", None, None, "broken", "hanging", None]


def test_a_hyphen_that_is_set_for_breaks_only_is_always_left_out() -> None:
    assert verdicts_on_lines(lines_of("Port\u00ad\nElm and the run¬\nup to it")).to_list() == [None, "broken", "broken"]


@pytest.mark.parametrize("line", ["https://harbour-courier.example/the-ferry-", "Saved as pier_2-", "ines@harbour-"])
def test_an_address_at_the_end_of_a_line_is_no_word(line: str) -> None:
    assert verdicts_on_lines(lines_of(f"{line}\nThe ferry sails.")).to_list() == [None, None]


def texts_of(text: str) -> list[str]:
    lines = split_at_hyphens(lines_of(text), rulebook.load())
    for start, end, part in lines.select("raw_start", "raw_end", "text").iter_rows():
        assert text[start:end] == part
    return lines["text"].to_list()


def test_a_break_inside_a_line_is_one_if_the_whole_word_is_elsewhere() -> None:
    assert texts_of("The har- bour was shut.\nThe harbour is open.") == [
        "The har-",
        "bour was shut.",
        "The harbour is open.",
    ]


def test_several_breaks_inside_lines_are_breaks() -> None:
    line = "The coun- cil shut the har- bour, and the fer- ry sails in the run- up to its pre- and post-war fair."
    assert len(texts_of(line)) == 5


def test_a_hyphen_that_stands_for_a_dash_is_none() -> None:
    line = "The mayor- who was ill last week- said that the bridge- the oldest in town- would stay open."
    assert texts_of(line) == [line]
