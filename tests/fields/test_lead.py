"""Words of the first paragraphs, and how much of them other lines share."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.block_frames import Weighed
from schemas.field_frames import LeadShares
from tasks.fields import lead
from tests.fields.small_articles import frame_of

WORDS = st.sampled_from(["rain", "harbour", "ferry", "office", "sun", "at"])
LINES = st.lists(st.tuples(st.integers(0, 1), st.booleans(), st.lists(WORDS, max_size=5)), min_size=1, max_size=14)


def shares_of(*lines: str, paragraphs: list[str]) -> LeadShares:
    """The shares of lines that are no part of the text."""
    blocks = frame_of(
        Weighed, doc=[1] * len(paragraphs), block=range(len(paragraphs)), text=paragraphs, keep=[True] * len(paragraphs)
    )
    rows = pl.DataFrame({"doc": 1, "block": 99, "text": lines}, {"doc": pl.UInt32, "block": pl.UInt32, "text": str})
    return lead.shared_with_lead(rows, lead.lead_words(blocks))


def test_words_are_shared_by_how_many_and_by_how_early_they_are() -> None:
    paragraphs = ["Rain fell on the harbour.", "The ferry stayed.", "“Harbour” is a word."]
    shares = shares_of("harbour ferry opera", "word", "at no", paragraphs=paragraphs)
    assert shares["shared"].to_list() == [pytest.approx(2 / 3), 1, None]
    assert shares["shared_words"].to_list() == [2, 1, None]
    assert shares["shared_early"].to_list() == [pytest.approx(2 / 3), 0, None]
    assert shares["shared_often"].to_list() == [1, 1, None]


def test_only_the_first_blocks_count() -> None:
    paragraphs = ["Nothing to see."] * lead.LEAD_BLOCKS + ["Rain fell on the harbour."]
    assert shares_of("rain on the harbour", paragraphs=paragraphs)["shared_words"].to_list() == [0]
    assert shares_of("rain on the harbour", paragraphs=paragraphs[1:])["shared_words"].to_list() == [2]


def test_in_scripts_without_spaces_two_characters_are_a_word() -> None:
    shares = shares_of("東京港", "大阪", paragraphs=["雨が東京に降った。"])
    assert shares["shared"].to_list() == [1, 0]


@given(LINES)
def test_shares_are_those_that_a_loop_counts(lines: list[tuple[int, bool, list[str]]]) -> None:
    lines = sorted(lines, key=lambda line: line[0])
    docs, keep, words = zip(*lines, strict=True)
    blocks = frame_of(
        Weighed, doc=docs, block=range(len(lines)), text=[" ".join(line) for line in words], keep=list(keep)
    )
    shares = lead.shared_with_lead(blocks, lead.lead_words(blocks))
    for number, (doc, line) in enumerate(zip(docs, words, strict=True)):
        longer = {word for word in line if len(word) >= lead.LONG_ENOUGH}
        kept = [block for block in range(len(lines)) if docs[block] == doc and keep[block]][: lead.LEAD_BLOCKS]
        elsewhere = [word for word in longer if any(word in words[block] for block in kept if block != number)]
        assert shares["shared_words"][number] == (len(elsewhere) if longer else None)
        assert shares["shared"][number] == (len(elsewhere) / len(longer) if longer else None)
