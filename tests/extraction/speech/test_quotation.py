"""Which stretches of a text are in quotation marks."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.extraction.speech.character_bits import MARKS
from tasks.extraction.speech.quotation import QUOTATIONS, find_quotations
from tasks.extraction.speech.stream import Stream


def quoted(*paragraphs: str) -> list[str]:
    """The texts of the quotations in paragraphs."""
    return find_quotations(Stream.of(pl.Series(paragraphs)))["text"].to_list()


MARKED = (
    "“The tide is late”", "„The tide is late“", "„The tide is late”", "«The tide is late»", "« The tide is late »",
    "»The tide is late«", "‹The tide is late›", '"The tide is late"', "‘The tide is late’", "‚The tide is late‘",
    "''The tide is late''", "「The tide is late」", "『The tide is late』", "“The ‘wet’ tide is late”",
    "“The tide is late", "\"The tide's late\"", "“The tide is late\"", "\"The tide is late”",
)  # fmt: skip


@pytest.mark.parametrize("marked", MARKED)
def test_all_marks_in_use_are_known(marked: str) -> None:
    assert quoted(f"It didn't rain in O'Neil's town. {marked}") == [marked.strip("“”„«»‹›\"‘’‚'「」『』 ")]


def test_an_apostrophe_is_no_mark() -> None:
    assert quoted("The captains' boats didn't leave at 5' or 6’.") == []


def test_a_quotation_within_a_quotation_belongs_to_it() -> None:
    assert quoted("“He said ‘no’ and “never” to us,” she said.") == ["He said ‘no’ and “never” to us,"]


def test_a_mark_that_is_forgotten_ends_a_quotation_before_the_next_one() -> None:
    assert quoted('"It was dark, she said. "It was wet," he said.') == ["It was dark, she said.", "It was wet,"]


def test_only_the_last_paragraph_of_a_quotation_closes_it() -> None:
    assert quoted("“It was dark.", "“It was wet.”", "It is over.") == ["It was dark.", "It was wet."]
    assert quoted("“It was dark.", "It was wet,” she said.") == ["It was dark.", "It was wet,"]


def test_a_quotation_says_how_it_ends() -> None:
    found = find_quotations(Stream.of(pl.Series(["“Dark.” “Dark,” “dark”"])))
    assert found.select("text", "ended", "parted").rows() == [
        ("Dark.", True, True),
        ("Dark,", False, True),
        ("dark", False, False),
    ]


@pytest.mark.parametrize(("mark", "quotations"), [("„", 1), ("“", 2), ('"', 0), ("‘", 0), ("»«", 0), ("“”", 0)])
def test_ornament_of_marks_is_read_without_getting_lost_in_it(mark: str, quotations: int) -> None:
    assert len(quoted("Tide " + mark * 100_000)) == quotations


@given(st.lists(st.one_of(st.sampled_from([*MARKS, " ", "s", ". "]), st.text(max_size=4)), max_size=30))
@example(["“", "“", "“", '"', '"'])
def test_quotations_are_in_order_and_apart(pieces: list[str]) -> None:
    text = "".join(pieces).replace("\n", " ")
    found = find_quotations(Stream.of(pl.Series([text])))
    assert found.schema == QUOTATIONS
    assert [text[start:end] for start, end in found.select("inner", "inner_end").rows()] == found["text"].to_list()
    ends = [0, *found["outer_end"]]
    assert all(start >= end for start, end in zip(found["outer"], ends, strict=False))
    assert (found["text"].str.len_chars() > 0).all()
