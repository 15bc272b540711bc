"""Where lines are: their numbers, their neighbours, their distance from first sentence and headline."""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Settled
from tasks.columns.windows import by_document
from tasks.fields import layout
from tests.fields.small_articles import frame_of

# Two documents: the first has a menu, a headline and two sentences, the second has no sentence.
BLOCKS = frame_of(
    Settled,
    doc=[3, 3, 3, 3, 5, 5],
    block=[0, 1, 2, 3, 4, 5],
    keep=[False, True, True, True, True, False],
    prose=[False, False, False, True, False, True],
    sentence=[False, False, True, True, False, True],
)


def test_the_first_sentence_is_kept_and_more_than_a_short_line() -> None:
    first, none = layout.first_sentences(by_document(BLOCKS)).tolist()
    assert first == 2
    assert none < 0


def test_positions_count_from_the_start_of_the_document() -> None:
    placed = layout.add_positions(by_document(BLOCKS))
    assert placed["at"].to_list() == [0, 1, 2, 3, 0, 1]
    assert placed["first"].to_list() == [2, 2, 2, 2, None, None]


def test_a_line_is_above_or_below_the_headline_or_neither() -> None:
    lines = pl.DataFrame({"at": [0, 2, 3, 9, 4], "title_at": [2, 2, 2, 2, None], "first": [5, 5, 5, 5, 5]})
    placed = lines.select(**layout.distances_to_title())
    assert placed["over_title"].to_list() == [2, None, None, None, None]
    assert placed["under_title"].to_list() == [None, 0, 1, 7, None]
    assert placed["between"].to_list() == [False, False, True, False, False]
