"""Blocks that hold a field get its role; where a block holds several, an order decides."""

from __future__ import annotations

from schemas.block_frames import Settled
from schemas.field_frames import Bylines, Days, Signatures
from tasks.fields.roles import assign_fields
from tests.fields.small_articles import STORY, frame_of, steps_of

TITLE = "Ferry to Hernay will sail at night from May"


def assigned(
    role: str | None, *, day: bool = False, byline: bool = False, signature: bool = False
) -> tuple[str | None, bool]:
    """The role of a line that shows some fields, and whether it is kept."""
    blocks = frame_of(Settled, doc=[0, 0], block=[6, 7], role=[None, role], keep=[True, role is None])
    found = assign_fields(
        blocks,
        frame_of(Days, doc=[0] * day, day_block=[7] * day),
        frame_of(Bylines, doc=[0] * byline, block=[7] * byline),
        frame_of(Signatures, doc=[0] * signature, block=[7] * signature),
    )
    assert found.row(0) == blocks.row(0)
    return found["role"][1], found["keep"][1]


def test_a_cut_line_gets_the_role_of_its_field() -> None:
    assert assigned("other", day=True) == ("date", False)
    assert assigned("other", byline=True) == ("byline", False)
    assert assigned("other", signature=True) == ("signature", False)


def test_a_kept_byline_is_cut_and_a_kept_day_stays() -> None:
    assert assigned(None, byline=True) == ("byline", False)
    assert assigned(None, day=True) == (None, True)


def test_a_role_by_a_rule_stays() -> None:
    assert assigned("dateline", day=True, byline=True) == ("dateline", False)


def test_the_signature_counts_before_the_byline_and_the_byline_before_the_day() -> None:
    assert assigned("other", day=True, byline=True) == ("byline", False)
    assert assigned("other", day=True, byline=True, signature=True) == ("signature", False)


def test_a_headline_is_cut_and_its_block_has_the_title() -> None:
    blocks = steps_of("\n\n".join([TITLE, *STORY])).settled.frame
    assert blocks.select("title", "role", "evidence", "keep").row(0) == (TITLE, "title", "field", False)
    assert blocks["title"].is_null().sum() == blocks.height - 1
