"""Blocks share words with the rest of their document, never with themselves or with another document."""

from __future__ import annotations

import numpy as np

from tasks.cleaning.vocabulary import shared_vocabulary
from tests.cleaning.some_blocks import pointed

FERRY = "The ferry between harbour and islands was repaired, the council said, and will sail again from Friday morning."
COUNCIL = (
    "Members of the council had asked for another ferry, since the harbour of the islands cannot be reached today."
)
TEASER = "A teacher from the mountains collects painted clocks, of which nobody knows how many there may be altogether."


def shares(texts: list[str], **columns: object) -> list[dict[str, float]]:
    """What each text shares."""
    blocks = pointed(texts, **columns)
    return shared_vocabulary(blocks, np.arange(len(texts))).to_dicts()


def test_paragraphs_share_words_and_a_teaser_does_not() -> None:
    ferry, council, teaser = shares([FERRY, COUNCIL, TEASER])
    assert ferry["long_words"] == 10  # of five characters or more, commas included
    assert ferry["anywhere"] == np.float32(3 / 10)  # harbour, islands, council: "ferry," is no "ferry"
    assert council["anywhere"] > 0
    assert teaser["anywhere"] == 0


def test_a_word_is_the_same_with_another_ending_or_a_comma() -> None:
    one, two = shares(["There are elections, today or later on.", "The election was on Monday."])
    assert (one["long_words"], one["anywhere"]) == (4, 1 / 4)
    assert (two["long_words"], two["anywhere"]) == (2, 1 / 2)


def test_a_block_shares_nothing_with_itself() -> None:
    (once,) = shares([f"{FERRY} {FERRY}"])
    assert once["anywhere"] == once["in_run"] == once["in_first"] == 0
    assert all(twice["anywhere"] == 1 for twice in shares([FERRY, FERRY]))


def test_another_document_has_words_of_its_own() -> None:
    assert [block["anywhere"] for block in shares([FERRY, FERRY], doc=[0, 1])] == [0, 0]


def test_words_of_the_first_line_of_several_words_are_counted_apart() -> None:
    label, title, *others = shares(["Home", "The ferry sails again", FERRY, TEASER])
    assert label["in_first"] == title["in_first"] == 0
    assert [other["in_first"] > 0 for other in others] == [True, False]


def test_in_japanese_two_characters_are_a_word() -> None:
    one, two, other = shares(["連絡船は再開した。", "連絡船の乗客は多い。", "時計を集める先生。"])
    assert one["long_words"] == 4
    assert one["anywhere"] > 0
    assert two["anywhere"] > 0
    assert other["anywhere"] == 0


def test_blocks_that_are_not_asked_about_do_not_count_but_for_the_first_line() -> None:
    blocks = pointed([FERRY, COUNCIL, COUNCIL])
    (asked,) = shared_vocabulary(blocks, np.array([2])).to_dicts()
    assert asked["anywhere"] == asked["in_first"] > 0
    (alone,) = shared_vocabulary(pointed([TEASER, COUNCIL, COUNCIL]), np.array([2])).to_dicts()
    assert alone["anywhere"] == 0
