"""The headline of a text: which lines may be it, and which one is taken."""

from __future__ import annotations

import re

import polars as pl
import pytest

from schemas.candidate_frames import HeadlineCandidates, LikelyHeadlines
from schemas.field_frames import Headlines
from tasks.fields import headline
from tasks.models import logit
from tests.fields.small_articles import STORY, frame_of, page_around, steps_of

TITLE = "Ferry to Hernay will sail at night from May"
LOOKS = (
    "asks", "stops", "hangs", "quotes", "colon", "bracket", "small_first", "pipe", "crumbs", "address",
)  # fmt: skip


def candidates_of(text: str) -> HeadlineCandidates:
    steps = steps_of(text)
    return headline.headline_candidates(steps.weighed, steps.lead)


def likely(*lines: tuple[str, float]) -> LikelyHeadlines:
    """Candidates of one document: their texts and probabilities."""
    texts, probabilities = zip(*lines, strict=True)
    plain = [text.lower() for text in texts]
    return frame_of(
        LikelyHeadlines,
        doc=[0] * len(lines),
        block=range(len(lines)),
        text=texts,
        plain=plain,
        probability=probabilities,
    )


def test_every_feature_of_the_model_is_declared_and_no_other() -> None:
    assert HeadlineCandidates.declared.keys() - {"doc", "block", "text", "plain"} == logit.points("headline").keys()


def rows_of_table() -> list[list[str]]:
    """The table in the docstring of the module: a line, the words that it shares, and its probability if it has one."""
    doc = headline.__doc__ or ""
    rows = re.split(r"^=.*=\n", doc, flags=re.MULTILINE)[2].splitlines()
    return [re.split("  +", row)[1:] for row in rows]


def test_the_table_of_the_module_is_what_the_model_says() -> None:
    lines = ["Harbour seal moves into the town library", TITLE, "By Aurelia Stroud", "3 March 2025"]
    steps = steps_of(page_around(*lines))
    candidates = headline.headline_candidates(steps.weighed, steps.lead)
    probabilities = headline.weigh_candidates(candidates)["probability"]
    found = [
        [text, f"{shared:.0f}", f"{probability:.2f}".removeprefix("0")]
        for text, shared, probability in zip(candidates["text"], candidates["shared_words"], probabilities, strict=True)
    ]
    rows = rows_of_table()
    assert len(rows) == 6
    for line, shared, *probability in rows:
        begin = line.removesuffix(" ...")
        expected = [] if shared == "is no candidate" else [[shared.split()[0], *probability]]
        assert [values for text, *values in found if text.startswith(begin)] == expected
    assert headline.find_headlines(steps.weighed, steps.lead)["title"].to_list() == [TITLE]


def test_items_of_menus_are_no_candidates() -> None:
    texts = candidates_of(page_around("* Sport and games", "* Weather on the islands", "* All letters", TITLE))["text"]
    assert "Weather on the islands" not in "\n".join(texts)
    assert TITLE in texts.to_list()


def test_features_say_where_a_line_is_and_what_is_beside_it() -> None:
    candidates = candidates_of(page_around(f"# {TITLE}", "Published 5 March 2025"))
    (row,) = candidates.filter(text=TITLE).to_dicts()
    assert row["distance"] == 2
    assert (row["is_heading"], row["dated"], row["dated_next"], row["shared_early"]) == (True, False, True, 1.0)
    assert row["rank_shared"] == 1


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("Rain at last", []),
        ("Who pays for the barrier?", ["asks"]),
        ("Ferry sails at night.", ["stops"]),
        ("The mayor said:", ["hangs"]),
        ("Ferry to Hernay will sail at ...", []),  # the first line is cut off, and does not hang
        ("“Rain at last”", ["quotes"]),
        ("“Rain at last.”", ["stops", "quotes"]),
        ("Ferry: night sailings", ["colon"]),
        ("[Photo] The new barrier", ["bracket"]),
        ("ferry to sail at night", ["small_first"]),
        ("Rain at last | Harbour Courier", ["pipe"]),
        ("Home > News > Coast", ["crumbs"]),
        ("Read it at www.owl.example", ["address"]),
    ],
)
def test_the_look_of_a_line(line: str, looks: list[str]) -> None:
    (row,) = candidates_of("\n\n".join([line, *STORY])).filter(at=0).to_dicts()
    assert [look for look in LOOKS if row[look]] == looks


@pytest.mark.parametrize(
    ("line", "capitals", "digits"), [("RAIN at Last", 5, 0), ("Ferry 12 at 3", 1, 3), ("rain at last", 0, 0)]
)
def test_capitals_and_digits_are_shares_of_the_characters(line: str, capitals: int, digits: int) -> None:
    (row,) = candidates_of("\n\n".join([line, *STORY])).filter(at=0).to_dicts()
    assert (row["capitals"], row["digits"]) == (capitals / len(line), digits / len(line))


# Three lines above the story: one that another begins with, and one that ends like another.
ALIKE = ("A night ferry to Hernay", "A night ferry to Hernay from May", "Courier: a night ferry to Hernay from May")


@pytest.mark.parametrize(
    ("feature", "values"),
    [
        ("begins_longer", [True, False, False]),
        ("begins_shorter", [False, True, False]),
        ("ends_longer", [False, True, False]),
        ("ends_shorter", [False, False, True]),
        ("rank_words", [6, 5, 4]),  # the three sentences of the story are longer
        ("rank_shared", [3, 1, 1]),
        ("rank_early", [1, 1, 3]),
        ("times", [1, 1, 1]),
    ],
)
def test_a_line_is_compared_with_the_other_candidates(feature: str, values: list[int]) -> None:
    candidates = candidates_of("\n\n".join([*ALIKE, *STORY]))
    assert candidates.filter(pl.col("text").is_in(ALIKE))[feature].to_list() == values


def test_lines_that_say_the_same_are_counted() -> None:
    candidates = candidates_of(page_around(TITLE, "Night for the islands", TITLE))
    assert candidates.filter(text=TITLE)["times"].to_list() == [2, 2]


def test_a_line_that_is_there_twice_counts_once() -> None:
    lines = likely(("Rain at last", 0.3), ("Sun again", 0.4), ("Rain at Last", 0.2))
    found = headline.choose_headlines(lines)
    assert found.select("block", "title_confidence").rows() == [(0, pytest.approx(0.5))]


def test_an_improbable_headline_is_none() -> None:
    assert headline.choose_headlines(likely(("Rain at last", 0.1), ("Sun again", 0.05))).is_empty()


def test_marks_before_a_headline_are_no_part_of_it() -> None:
    assert headline.choose_headlines(likely(("» Rain at last", 0.9)))["title"].to_list() == ["Rain at last"]


def test_without_documents_there_is_no_headline() -> None:
    steps = steps_of()
    assert headline.find_headlines(steps.weighed, steps.lead).schema == Headlines.columns_and_types()
