"""The line that names the authors of a text: which lines may be it, and which one is taken."""

from __future__ import annotations

import pytest

from schemas.candidate_frames import BylineCandidates, LikelyBylines
from tasks.fields import bylines
from tasks.models import logit
from tests.fields.small_articles import Steps, frame_of, page_around, steps_of

TITLE = "Ferry to Hernay will sail at night from May"


def candidates_of(steps: Steps) -> BylineCandidates:
    return bylines.byline_candidates(steps.settled, steps.lead, steps.caught)


def names_of(*lines: str) -> list[list[str]]:
    """The names in lines under a headline that can be read as names."""
    return candidates_of(steps_of(page_around(TITLE, *lines)))["names"].to_list()


def test_every_feature_of_the_model_is_declared_and_no_other() -> None:
    assert (
        BylineCandidates.declared.keys() - {"doc", "block", "names", "key", "opens_copy"}
        == logit.points("authors").keys()
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Aurelia Stroud", ["Aurelia Stroud"]),
        ("Von Veit Laubner und Hanne Frisch", ["Veit Laubner", "Hanne Frisch"]),
        ("Af Mette Holm og Jens Krag, reporter", ["Mette Holm", "Jens Krag"]),
        ("Benedict Oyelaran • Skerry Courier", ["Benedict Oyelaran"]),
        ("Maria van Dam", ["Maria van Dam"]),
    ],
)
def test_a_line_is_read_as_names(line: str, names: list[str]) -> None:
    assert names in names_of(line)


@pytest.mark.parametrize("line", ["Privacy Policy", "By then the ferry had sailed", "Follow Us", "Skerry News"])
def test_a_line_with_other_words_is_not(line: str) -> None:
    assert names_of(line) == []


def test_the_author_is_under_the_headline_not_in_a_list_of_columnists() -> None:
    columnists = ["Merrin Tate", "Elspeth Tarn", "Joss Penhale"]
    steps = steps_of(page_around(*columnists, "Columns", TITLE, "Benedict Oyelaran", "Reporter", "5 March 2025"))
    candidates = candidates_of(steps)
    features = {row["key"]: row for row in candidates.to_dicts()}
    assert [features[name]["list"] for name in columnists] == [1, 2, 1]
    author = features["Benedict Oyelaran"]
    assert (author["under_title"], author["trade_under"], author["date_near"]) == (1, True, True)
    assert bylines.find_bylines(steps.settled, steps.lead, steps.caught)["names"].to_list() == [["Benedict Oyelaran"]]


def test_lines_with_the_same_names_count_together() -> None:
    lines = frame_of(
        LikelyBylines,
        doc=[0, 0, 0],
        block=[1, 2, 3],
        key=["Mia Tor", "Lionel Marsh", "Mia Tor"],
        names=[["Mia Tor"], ["Lionel Marsh"], ["Mia Tor"]],
        probability=[0.3, 0.4, 0.2],
    )
    assert bylines.choose_bylines(lines).rows() == [(0, 1, ["Mia Tor"])]


def test_an_improbable_byline_is_none() -> None:
    lines = frame_of(LikelyBylines, doc=[0], block=[1], key=["Mia Tor"], names=[["Mia Tor"]], probability=[0.3])
    assert bylines.choose_bylines(lines).is_empty()


def test_authors_on_lines_of_their_own_are_all_named() -> None:
    steps = steps_of(page_around(TITLE, "By", "Mia Tor", ",", "Lionel Marsh", "and", "Hanne Frisch", "5 March 2025"))
    found = bylines.find_bylines(steps.settled, steps.lead, steps.caught)
    assert found["names"].to_list() == [["Mia Tor", "Lionel Marsh", "Hanne Frisch"]]


def test_the_outlet_under_a_byline_is_no_author() -> None:
    steps = steps_of(page_around(TITLE, "By Mia Tor", "Skerry Gazette", "5 March 2025"))
    found = bylines.find_bylines(steps.settled, steps.lead, steps.caught)
    assert found["names"].to_list() == [["Mia Tor"]]
