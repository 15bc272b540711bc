"""A labelled quotation is found by its words, and its speaker is right by the end of the name."""

from __future__ import annotations

import polars as pl
import pytest

from bench.quotes import Judged, are_same, compute_shares, find_quotations, judge_speakers

TEXT = """Mayor Ines Korvald opened the new pier.
"It sails again on Tuesday," Korvald said.
"""


@pytest.mark.parametrize(
    ("text", "source", "method", "right"),
    [
        ("It sails again on Tuesday,", "Mayor Ines Korvald", True, True),
        ("sails again on Tuesday", "Korvald", True, True),
        ("It sails again on Tuesday", "the captain", True, False),
        ("Rain fell", "Korvald", False, False),
    ],
)
def test_the_speaker_of_a_quotation_is_judged_by_the_end_of_the_name(
    text: str, source: str, method: bool, right: bool
) -> None:
    rows = find_quotations(pl.DataFrame({"id": ["a"], "lang": ["en"], "text": [TEXT]}))
    (judged,) = judge_speakers(rows, pl.DataFrame({"id": ["a"], "text": [text], "sources": [[source]]}))
    assert judged.right == right
    assert (judged.method != "not found") == method
    assert (judged.confidence > 0) == method


def test_a_quotation_is_the_same_if_it_is_at_most_twice_as_long() -> None:
    label = ["on", "tuesday"]
    assert are_same(["it", "sails", *label], label)
    assert are_same(label, ["it", "sails", *label])
    assert not are_same(["it", "sails", "from", "odmar", "again", *label], label)
    assert not are_same(["on", "monday"], label)


def test_shares_are_those_of_each_method_and_half() -> None:
    judged = [
        Judged(0, "after", 0.9, True),
        Judged(1, "after", 0.7, False),
        Judged(1, "before", 0.95, True),
        Judged(1, "not found", 0, False),
    ]
    shares = compute_shares(judged)
    columns = ("method", "quotations", "right", "half_0", "half_1")
    assert shares.select(columns).rows() == [
        ("all", 4, 0.5, 1.0, 1 / 3),
        ("stated .9 and more", 2, 1.0, 1.0, 1.0),
        ("after", 2, 0.5, 1.0, 0.0),
        ("before", 1, 1.0, None, 1.0),
        ("not found", 1, 0.0, None, 0.0),
    ]
