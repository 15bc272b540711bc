"""Captions and kickers: lines above a text that are no part of it; captions with their credits."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.block_frames import Settled
from schemas.frames import Caught
from tasks.columns.windows import bounds_of, by_document
from tasks.fields import captions
from tests.fields.small_articles import STORY, frame_of, steps_of

TITLE = "Ferry to Hernay will sail at night from May"


def roles_of(*lines: str) -> dict[str, str | None]:
    """The role of each line of a text."""
    return dict(steps_of("\n\n".join(lines)).settled.frame.select("text", "role").iter_rows())


def test_a_line_under_the_headline_that_speaks_of_the_story_is_a_caption() -> None:
    caption = "Waiting room of the harbour office in Hernay before the ferry sailed"
    assert roles_of(TITLE, caption, *STORY) == {TITLE: "title", caption: "caption", **dict.fromkeys(STORY)}


def test_a_second_headline_is_a_standfirst_and_stays() -> None:
    second = "Harbour office adds three ferries, council says"
    blocks = steps_of("\n\n".join([TITLE, second, *STORY])).settled.frame
    assert blocks.filter("standfirst").select("text", "keep", "role").rows() == [(second, True, None)]


def test_a_headline_that_is_said_again_is_a_title_twice() -> None:
    assert roles_of(TITLE, TITLE + ".", *STORY) == {TITLE: "title", TITLE + ".": "title", **dict.fromkeys(STORY)}


def test_a_line_that_speaks_of_other_things_is_a_kicker() -> None:
    kicker = "Lighthouse keeper wins regional chess cup"
    assert roles_of(TITLE, kicker, *STORY)[kicker] == "other"


@pytest.mark.parametrize(("words", "kickers"), [([3, 2, 20], [0, 1]), ([9, 8, 20], [])])
def test_short_lines_with_a_third_of_the_words_are_text(words: list[int], kickers: list[int]) -> None:
    docs = bounds_of(frame_of(Settled, doc=[4, 4, 4])["doc"])
    found = captions.find_kickers(np.array([True, True, True]), np.array(words), docs, np.array([2]))
    assert found.tolist() == kickers


def test_a_credit_alone_on_its_line_belongs_to_the_caption_before_it() -> None:
    blocks = frame_of(
        Settled,
        doc=[0, 0, 0],
        block=[0, 1, 2],
        text=["The organ on Sunday.", "Photo: Hanne Frisch", "Its 212 pumps. Photo: Mia Tor"],
        role=["caption"] * 3,
        media=["text"] * 3,
        inside=[False] * 3,
    )
    caught = frame_of(
        Caught,
        doc=[0, 0],
        block=[1, 2],
        role=["caption"] * 2,
        rest=["", "Its 212 pumps."],
        caught_credit=["Hanne Frisch", "Mia Tor"],
    )
    (row,) = captions.gather_captions(by_document(blocks), caught)["captions"].to_list()
    assert row == [
        {"text": "The organ on Sunday.", "credit": "Hanne Frisch"},
        {"text": "Its 212 pumps.", "credit": "Mia Tor"},
    ]


def test_captions_below_the_article_of_a_page_belong_to_teasers() -> None:
    blocks = frame_of(
        Settled,
        doc=[0, 0, 0],
        block=[0, 1, 2],
        text=["The ferry at night.", STORY[0], "A bakery without a roof."],
        role=["caption", None, "caption"],
        media=["html"] * 3,
        inside=[False, True, False],
    )
    (row,) = captions.gather_captions(by_document(blocks), frame_of(Caught))["captions"].to_list()
    assert [caption["text"] for caption in row] == ["The ferry at night."]
