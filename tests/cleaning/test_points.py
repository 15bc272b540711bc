"""Points: every kind of evidence counts for or against a block, and the article is the run that has enough of them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tasks.cleaning.points import points_by_kind, weights
from tests.cleaning.some_blocks import LABEL, PROSE, pointed

SHORT = [f"Link {number}" for number in range(80)]


@pytest.mark.parametrize(
    ("kind", "evidence"),
    [
        ("rule", {"rule": "any.share.bar"}),
        ("repeated", {"recurs": 0.6}),
        ("place", {"media": "html", "place": "body footer"}),
        ("links", {"linked": 0.8}),
        ("vote", {"media": "html", "vote": False}),
    ],
)
def test_evidence_against_a_block_is_negative_and_of_its_kind_alone(kind: str, evidence: dict[str, Any]) -> None:
    media = evidence.get("media", "text")
    (plain,), (with_it,) = (
        pointed([PROSE], media, **columns).frame.select(f"points_{name}" for name in points_by_kind()).rows(named=True)
        for columns in ({}, {name: value for name, value in evidence.items() if name != "media"})
    )
    assert with_it[f"points_{kind}"] < 0
    assert {name for name in plain if plain[name] != with_it[name]} == {f"points_{kind}"}


def test_every_place_of_an_element_counts() -> None:
    blocks = pointed([PROSE] * 3, "html", place=["nav", "nav footer", "article"]).frame
    of = weights()["place"]
    assert blocks["points_place"].to_list() == [of["nav"], of["nav"] + of["footer"], 0]


def test_the_sum_of_points_is_that_of_all_kinds() -> None:
    blocks = pointed([PROSE, LABEL, "It rained."], "html", vote=[True, False, None], linked=[0.0, 1.0, 0.5]).frame
    kinds = blocks.select(pl.sum_horizontal(f"points_{kind}" for kind in points_by_kind())).to_series()
    assert blocks["points"].equals(kinds.alias("points"))


def test_a_text_with_few_short_lines_was_copied() -> None:
    texts = [PROSE] * 3 + [LABEL] * 6 + SHORT
    blocks = pointed(texts, doc=[0] * 9 + [1] * len(SHORT)).frame
    assert blocks["copied"].unique(maintain_order=True).to_list() == [1 - 6 / 60, 0.0]


def test_the_article_is_the_first_run_with_nearly_the_most_points() -> None:
    texts = [*SHORT, PROSE, PROSE, PROSE, *SHORT, PROSE, PROSE, PROSE, PROSE, *SHORT]
    inside = pointed(texts).frame["inside"]
    assert inside.arg_true().to_list() == [80, 81, 82]
    shorter = [*SHORT, PROSE, *SHORT, PROSE, PROSE, PROSE, PROSE, *SHORT]
    assert pointed(shorter).frame["inside"].arg_true().to_list() == [161, 162, 163, 164]


def test_a_subheading_between_paragraphs_is_likely_and_a_label_below_them_is_not() -> None:
    texts = [*SHORT, PROSE, "A subheading", PROSE, PROSE, "A label", *SHORT]
    likely = pointed(texts).frame.filter("likely")["text"].to_list()
    assert likely == [PROSE, "A subheading", PROSE, PROSE]


def test_paragraphs_below_dates_are_comments_if_they_are_several_but_for_the_first() -> None:
    comment = ["Ana Sol, 12:30", PROSE]
    for several in (5, 6):
        blocks = pointed([PROSE] + comment * several).frame
        assert blocks["thread"].sum() == (several - 1 if several == 6 else 0)
        assert blocks["dated"].sum() == several
    assert not blocks["thread"][:3].any()


def test_a_year_alone_and_a_number_are_no_date_above_a_comment() -> None:
    lines = ["Ana Sol, 12:30", "5.3.2025", "05/03/25", "Photo of 2025", "Comments (12)", "at 7", f"{PROSE} 12:30"]
    assert pointed(lines).frame["dated"].to_list() == [True, True, True, False, False, False, False]


def test_documents_do_not_lend_each_other_points() -> None:
    documents = [[*SHORT, PROSE, PROSE], [LABEL, PROSE], SHORT]
    together = pointed(
        [text for texts in documents for text in texts],
        doc=[doc for doc, texts in enumerate(documents) for _ in texts],
    ).frame
    found = ("text", "copied", "dated", "thread", "points", "inside", "likely")
    for doc, texts in enumerate(documents):
        assert together.filter(doc=doc).select(found).equals(pointed(texts).frame.select(found))


def test_no_blocks_have_no_points() -> None:
    assert pointed([]).frame.is_empty()
