"""The place of an element is read off whole words of its tag, class and id."""

from __future__ import annotations

import pytest

from schemas import data
from tasks.reading.page.places import OF_OTHER_TEXTS, place_of, place_within, tags_with_place


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ("articleComments", "article comment"),
        ("article-comments", "article comment"),
        ("ARTICLE comments", "article comment"),
        ("HTMLComments2", "comment"),
        ("read-more", "related"),
        ("recommender", ""),
        ("", ""),
    ],
)
def test_names_are_read_by_whole_words(names: str, place: str) -> None:
    assert place_of("div", names) == place


def test_a_word_may_be_written_as_two() -> None:
    assert "body" in place_of("div", "article-body").split()
    assert "body" not in place_of("div", "body-article").split()


def test_a_tag_is_a_place_itself_or_a_word_of_one() -> None:
    assert place_of("figcaption", "") == "caption figcaption"
    assert place_of("p", "") == ""


def test_the_tags_with_a_place_are_those_that_have_one_alone() -> None:
    words = [word for words in data.load("weights/places")["places"].values() for word in words]
    tags = {"p", "div", "section", "h1", *tags_with_place(), *words}
    assert tags_with_place() == {tag for tag in tags if place_of(tag, " ")}


def test_places_follow_each_other_inwards() -> None:
    assert place_within(place_within("", "article", None, None, False), "p", "x", None, True) == "article hidden"
    assert place_within("article", "p", None, None, False) == "article"


def test_places_of_other_texts_are_recognised() -> None:
    assert OF_OTHER_TEXTS.search(place_of("div", "related"))
    assert not OF_OTHER_TEXTS.search(place_of("article", "story byline"))
