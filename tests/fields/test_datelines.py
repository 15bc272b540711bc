"""Datelines and their parts."""

from __future__ import annotations

import pytest

from schemas import rulebook
from schemas.block_frames import Settled
from schemas.frames import Caught
from tasks.fields.datelines import find_datelines
from tests.fields.small_articles import STORY, frame_of, steps_of

NO_BLOCKS = frame_of(Settled)


@pytest.mark.parametrize(("line", "is_dateline"), [("HERNAY", True), ("Rotterdam", True), ("SPORT", False)])
def test_a_place_alone_above_the_text_is_a_dateline(line: str, is_dateline: bool) -> None:
    blocks = steps_of("\n\n".join(["Ferry to Hernay will sail at night from May", line, *STORY])).settled.frame
    roles = dict(blocks.select("text", "role").iter_rows())
    assert (roles[line] == "dateline") == is_dateline


@pytest.mark.parametrize(
    ("month", "day", "month_day"),
    [
        ("March", "5", "03-05"),
        ("Sept.", "15th", "09-15"),
        ("März", "05", "03-05"),
        ("3", "5", "03-05"),
        ("Monday", "5", None),
        ("March", "45", None),
        (None, "5", None),
    ],
)
def test_month_and_day_are_known_or_null(month: str | None, day: str, month_day: str | None) -> None:
    caught = frame_of(Caught, doc=[0], role=["dateline"], text=["-"], caught_month=[month], caught_day=[day])
    assert find_datelines(caught, NO_BLOCKS, rulebook.load())["dateline"].struct.field("month_day").item() == month_day


def test_the_first_dateline_of_a_document_counts() -> None:
    caught = frame_of(
        Caught,
        doc=[0, 0, 1],
        role=["dateline", "dateline", "caption"],
        text=["ALTENWIEK, (XYZ) --", "HERNAY --", "Photo"],
        caught_place=["ALTENWIEK,", "HERNAY", None],
        caught_agency=["XYZ", None, None],
    )
    dateline = {"text": "ALTENWIEK, (XYZ) --", "place": "ALTENWIEK", "month_day": None, "agency": "XYZ"}
    assert find_datelines(caught, NO_BLOCKS, rulebook.load()).rows() == [(0, dateline)]
