"""The headline of a text: which lines may be it, and which one is taken."""

from __future__ import annotations

import pytest

from schemas.candidate_frames import HeadlineCandidates, LikelyHeadlines
from schemas.field_frames import Headlines
from tasks.fields import headline
from tasks.models import logit
from tests.fields.small_articles import frame_of, page_around, steps_of

TITLE = "Ferry to Hernay will sail at night from May"


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


def test_the_headline_among_teasers_speaks_of_the_same_things_as_the_text() -> None:
    steps = steps_of(
        page_around("Harbour seal moves into the town library", "3 March 2025", TITLE, "By Aurelia Stroud")
    )
    found = headline.find_headlines(steps.weighed, steps.lead)
    assert found["title"].to_list() == [TITLE]
    assert found["title_confidence"].item() > 0.5


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
