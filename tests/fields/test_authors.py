"""Names of authors: of pages and of bylines."""

from __future__ import annotations

from schemas.block_frames import Settled
from schemas.field_frames import Authors, Bylines
from schemas.frames import Caught, Pages
from tasks.fields.authors import gather_authors
from tests.fields.small_articles import frame_of

NO_BLOCKS, NO_PAGES, NOTHING_CAUGHT = frame_of(Settled), frame_of(Pages), frame_of(Caught)


def by_document(authors: Authors) -> dict[int, list[str]]:
    return dict(authors.iter_rows())


def test_a_page_is_believed_before_its_byline() -> None:
    bylines = frame_of(Bylines, doc=[5], block=[9], names=[["Mia Tor"]])
    pages = frame_of(Pages, doc=[3, 4], page_authors=[["Veit Laubner"], []])
    blocks = frame_of(
        Settled,
        doc=[3, 4],
        block=[7, 8],
        text=["By Lionel Marsh", "By Hanne Frisch"],
        role=["byline"] * 2,
        evidence=["field"] * 2,
        media=["html"] * 2,
    )
    found = by_document(gather_authors(bylines, blocks, NOTHING_CAUGHT, pages))
    assert found == {3: ["Veit Laubner"], 4: ["Hanne Frisch"], 5: ["Mia Tor"]}


def test_a_rule_counts_before_the_place_of_a_byline() -> None:
    blocks = frame_of(
        Settled,
        doc=[3, 3],
        block=[7, 8],
        text=["More by", "Text: Mia Tor"],
        role=["byline"] * 2,
        evidence=["field", "any.byline"],
        media=["html"] * 2,
    )
    caught = frame_of(Caught, doc=[3], block=[8], role=["byline"], caught_authors=["Mia Tor"])
    assert by_document(gather_authors(frame_of(Bylines), blocks, caught, NO_PAGES)) == {3: ["Mia Tor"]}


def test_names_come_once_and_without_the_word_before_them() -> None:
    bylines = frame_of(Bylines, doc=[0], block=[1], names=[["by Mia Tor", "Lionel Marsh, Mia Tor", "3"]])
    assert by_document(gather_authors(bylines, NO_BLOCKS, NOTHING_CAUGHT, NO_PAGES)) == {0: ["Mia Tor", "Lionel Marsh"]}


def test_a_name_at_the_end_of_a_text_counts_if_nothing_else_names_anybody() -> None:
    bylines = frame_of(Bylines, doc=[0], block=[1], names=[["Mia Tor"]])
    caught = frame_of(Caught, doc=[0, 1], block=[None, None], role=["byline"] * 2, caught_authors=["佐藤みなと"] * 2)
    assert by_document(gather_authors(bylines, NO_BLOCKS, caught, NO_PAGES)) == {0: ["Mia Tor"], 1: ["佐藤みなと"]}
