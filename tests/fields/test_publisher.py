"""The publisher that signs a text with a name that others abbreviate."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.block_frames import Settled
from tasks.columns.windows import by_document
from tasks.fields.publisher import abbreviates, find_signatures
from tests.fields.small_articles import frame_of

BLOCKS = frame_of(
    Settled,
    doc=[0, 0, 0, 0],
    block=[0, 1, 2, 3],
    text=["Radio Habana Cuba", "Rain fell.", "Radio Habana Cuba", "Read more"],
    keep=[False, True, False, False],
    words=[3, 2, 3, 2],
    ended=[False, True, False, False],
)


@pytest.mark.parametrize(
    ("short", "name", "is_one"),
    [
        ("radiohc.cu", "Radio Habana Cuba", True),
        ("RHC", "Radio Habana Cuba", True),
        ("skerrycourier.example", "The Skerry Courier", False),
        ("skerrycourier.example", "Skerry Courier", True),
        ("courier", "Courier", False),
        ("rc", "Radio Habana Cuba", False),
        ("hrc", "Radio Habana Cuba", False),
        ("", "Radio Habana", False),
    ],
)
def test_a_short_form_is_beginnings_of_all_words_in_order(short: str, name: str, is_one: bool) -> None:
    assert abbreviates(short, name) == is_one


@pytest.mark.parametrize("short", [("radiohc.cu", None), (None, "RHC")])
def test_a_signature_is_under_the_text_and_abbreviated(short: tuple[str | None, str | None]) -> None:
    shorts = pl.DataFrame([(0, *short)], {"doc": pl.UInt32, "domain": str, "code": str}, orient="row")
    assert find_signatures(by_document(BLOCKS), shorts).rows() == [(0, 2, "Radio Habana Cuba")]


def test_a_name_that_nothing_abbreviates_is_no_signature() -> None:
    shorts = pl.DataFrame([(0, "courier.example")], {"doc": pl.UInt32, "domain": str}, orient="row")
    assert find_signatures(by_document(BLOCKS), shorts).is_empty()
