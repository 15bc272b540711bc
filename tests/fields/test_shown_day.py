"""The day of publication among the days that a text shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas import rulebook
from schemas.candidate_frames import DayCandidates, LikelyDays
from tasks.fields import shown_day
from tasks.fields.language import detect_languages
from tasks.models import logit
from tests.fields.small_articles import STORY, frame_of, page_around, steps_of

TITLE = "Ferry to Hernay will sail at night from May"
DAY, NEXT = date(2025, 3, 5), date(2025, 3, 6)


def candidates_of(text: str) -> DayCandidates:
    blocks = steps_of(text).settled.frame
    return shown_day.day_candidates(blocks, detect_languages(blocks), rulebook.load())


def features_of(text: str) -> dict[date, dict[str, Any]]:
    """The features of each day that a text shows."""
    return {row["day"]: row for row in candidates_of(text).to_dicts()}


def test_every_feature_of_the_model_is_declared_and_no_other() -> None:
    assert DayCandidates.declared.keys() - {"doc", "block", "day", "other"} == logit.points("shown_day").keys()


def test_words_before_a_day_say_which_day_it_is() -> None:
    features = features_of(page_around(TITLE, "Published: 5 March 2025, 10:32", "Updated", "6 March 2025"))
    published, updated = features[DAY], features[NEXT]
    assert (published["says_published"], published["says_updated"], published["clock"]) == (True, False, True)
    assert (published["under_title"], published["between"], published["near"]) == (1, True, 1)
    assert (updated["says_updated"], updated["outdated"], updated["outdone"]) == (True, True, True)


def test_a_day_that_opens_a_paragraph_is_a_candidate_and_one_in_a_sentence_is_not() -> None:
    text = "\n\n".join([TITLE, f"5 March 2025 | Hernay - {STORY[0]}", f"{STORY[1]} That was on 6 March 2025."])
    assert features_of(text).keys() == {DAY}


def test_a_day_in_brackets_under_the_text_is_that_of_an_older_article() -> None:
    features = features_of(page_around(TITLE, "5 March 2025") + "\n\nA piano under the old pier (6 March 2025)")
    assert (features[DAY]["linked"], features[NEXT]["linked"]) == (False, True)


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (
            ["From: Ole Tarn <ole@example.org>", "Subject: Fwd: ferry", "Date: Thu, 6 Mar 2025 09:14:22 +0000"],
            "5 March 2025",
        ),
        (["Von: Ole Tarn", "Gesendet: Donnerstag, 6. März 2025 09:14", "Betreff: WG: Fähre"], "5. März 2025"),
        (["De : Ole Tarn", "Envoyé : jeudi 6 mars 2025 09:14", "Objet : TR: bac"], "Le 5 mars 2025"),
    ],
)
def test_the_day_of_a_mail_gives_way_to_that_of_the_article(head: list[str], shown: str) -> None:
    features = features_of(page_around(*head, TITLE, shown))
    assert (features[DAY]["mailed"], features[NEXT]["mailed"]) == (False, True)
    alone = features_of(page_around(*head, TITLE))
    assert alone[NEXT]["mailed"] is False


@pytest.mark.parametrize(("each", "days"), [(0.35, [(DAY, 0.7, 3)]), (0.25, [])])
def test_showings_of_a_day_count_together(each: float, days: list[tuple[date, float, int]]) -> None:
    shown = frame_of(LikelyDays, doc=[0, 0, 0], block=[1, 2, 3], day=[DAY, NEXT, DAY], probability=[each, 0.2, each])
    assert shown_day.choose_days(shown).select("day", "day_confidence", "day_block").rows() == days


def test_a_text_is_dated_by_the_day_of_publication_not_of_change() -> None:
    blocks = steps_of(page_around(TITLE, "Published 5 March 2025, 10:32", "Updated 6 March 2025")).settled.frame
    likely = shown_day.find_likely_days(blocks, detect_languages(blocks), rulebook.load())
    assert shown_day.choose_days(likely)["day"].to_list() == [DAY]
