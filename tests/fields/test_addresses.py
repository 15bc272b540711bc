"""Addresses in texts: the article's own, and its publisher's."""

from __future__ import annotations

import pytest

from schemas.block_frames import Settled
from schemas.frames import Caught
from tasks.fields.addresses import caught_url, find_addresses
from tests.fields.small_articles import frame_of

SEAL = "https://courier.example/islands/seal"


@pytest.mark.parametrize(
    ("urls", "url"),
    [
        ([SEAL, SEAL], SEAL),
        ([SEAL, "https://courier.example/islands/piano"], None),
        ([SEAL, "https://courier.example/"], SEAL),
        (["https://courier.example/news"], None),
        (["https://twitter.com/InesKorvald/status/4711471147"], None),
        (["https://pictures.example/2024/seal-on-the-stairs.jpg"], None),
        ([SEAL, "https://www.youtube.com/watch?v=seal4711"], SEAL),
    ],
)
def test_the_address_of_the_article_is_the_only_deep_one(urls: list[str], url: str | None) -> None:
    caught = frame_of(Caught, doc=[0] * len(urls), role=["url"] * len(urls), caught_url=urls)
    assert caught.with_columns(amid=False).select(caught_url()).item() == url
    assert caught.with_columns(amid=True).select(caught_url()).item() is None  # the text goes on below it


def test_the_first_address_of_a_publisher_counts() -> None:
    blocks = frame_of(
        Settled,
        doc=[0, 0, 0, 1],
        role=["address", "address", "address", None],
        text=["Our mirrors:", "also at https://a.example, and", "www.b.example", "www.c.example"],
    )
    assert find_addresses(blocks).rows() == [(0, "https://a.example")]
