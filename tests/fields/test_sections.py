"""Sections from breadcrumbs and addresses."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.block_frames import Settled
from tasks.fields.sections import find_breadcrumbs, sections_of_url
from tests.fields.small_articles import frame_of


def test_the_first_breadcrumb_gives_its_steps() -> None:
    blocks = frame_of(
        Settled,
        doc=[0, 0, 1],
        role=["section", "section", None],
        text=["Home » Islands › Sport", "News", "Home / News"],
    )
    assert find_breadcrumbs(blocks).rows() == [(0, ["Home", "Islands", "Sport"])]


@pytest.mark.parametrize(
    ("url", "sections"),
    [
        ("https://courier.example/islands/sport/seal-moves", ["islands", "sport"]),
        ("https://courier.example/de-DE/artikel/2025/03/seal", []),
        ("https://courier.example/seal", []),
        ("https://courier.example/Islands/seal", []),
    ],
)
def test_words_in_an_address_are_sections(url: str, sections: list[str]) -> None:
    assert pl.DataFrame({"url": [url]}).select(sections_of_url()).item().to_list() == sections


@pytest.mark.parametrize(
    ("line", "sections"),
    [
        ("Posted in: Islands", ["Islands"]),
        ("Rubrik: Inseln / Sport", ["Inseln", "Sport"]),
        ("News › Comments (12)", ["News"]),
        ("Tags: seal, stairs, library", None),
        ("Topics", None),
    ],
)
def test_tags_and_counters_are_no_sections(line: str, sections: list[str] | None) -> None:
    found = find_breadcrumbs(frame_of(Settled, doc=[0], role=["section"], text=[line]))
    assert found["breadcrumb"].to_list() == ([] if sections is None else [sections])
