"""Who is one person across articles: full names that are the same, and family names that only one person can mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from tasks.extraction.names.people import find_people

# What most articles do not name: it tells of whom an article is.
FERRY = {"North Pier": "place", "Harbour Trust": "organisation", "Ada Brandt": "person"}
OTHERS = 30
FAIR = {"Lowmoor": "place", "Book Fair": "organisation"}


def people_in(*articles: dict[str, Any]) -> dict[str, dict[str, float]]:
    """For each person, the articles (by their number) with the form that they have, and the confidence.

    OTHERS more articles name other things.
    """
    articles = (*articles, *({"names": {f"Village {number}": "place"}} for number in range(OTHERS)))
    mentions = [
        {"article_id": str(number), "kind": kind, "name": name, "confidence": 0.95}
        for number, article in enumerate(articles)
        for name, kind in article["names"].items()
    ]
    about = [
        {
            "article_id": str(number),
            "language": article.get("language", "en"),
            "source": article.get("source", "Harbour Post"),
            "published_on": article.get("day", date(2025, 3, 5)),
        }
        for number, article in enumerate(articles)
    ]
    people = find_people(pl.DataFrame(mentions), pl.DataFrame(about))
    return {
        row["name"]: {f"{entry['article_id']} {entry['name']}": entry["confidence"] for entry in row["articles"]}
        for row in people.iter_rows(named=True)
    }


def naming(*persons: str, beside: dict[str, str] = FERRY, **about: Any) -> dict[str, Any]:
    return {"names": dict.fromkeys(persons, "person") | beside, **about}


def test_a_family_name_is_the_person_whom_like_articles_name_in_full() -> None:
    people = people_in(naming("Ines Calloway"), naming("Ines Calloway"), naming("Calloway"))
    assert people["Ines Calloway"].keys() == {"0 Ines Calloway", "1 Ines Calloway", "2 Calloway"}
    assert 0.8 <= people["Ines Calloway"]["2 Calloway"] < 1


def test_a_family_name_in_an_article_that_shares_nothing_is_nobodys() -> None:
    stranger = naming("Calloway", beside=FAIR, source="Lowmoor Echo", day=date(2021, 1, 1))
    people = people_in(naming("Ines Calloway"), stranger)
    assert people["Ines Calloway"].keys() == {"0 Ines Calloway"}


def test_of_two_persons_with_a_family_name_the_one_with_the_same_company_is_meant() -> None:
    ines, hugo = naming("Ines Calloway"), naming("Hugo Calloway", beside=FAIR)
    people = people_in(ines, ines, hugo, hugo, naming("Calloway"))
    assert "4 Calloway" in people["Ines Calloway"]
    assert people["Hugo Calloway"].keys() == {"2 Hugo Calloway", "3 Hugo Calloway"}


def test_two_persons_who_are_as_likely_are_not_told_apart() -> None:
    people = people_in(naming("Ines Calloway"), naming("Hugo Calloway"), naming("Calloway"))
    assert not [entry for forms in people.values() for entry in forms if entry == "2 Calloway"]


def test_names_of_other_languages_are_no_candidates() -> None:
    people = people_in(naming("Ines Calloway"), naming("Ines Calloway"), naming("Calloway", language="de"))
    assert "2 Calloway" not in people["Ines Calloway"]


def test_middle_names_capitals_and_accents_make_no_other_person() -> None:
    people = people_in(naming("José Prado"), naming("Jose A. Prado"), naming("JOSÉ PRADO"), naming("José Prado"))
    assert people.keys() == {"José Prado", "Ada Brandt"}
    assert len(people["José Prado"]) == 4


def test_junior_is_no_family_name() -> None:
    people = people_in(naming("Otto Marsh Jr."), naming("Otto Marsh, Jr."), naming("Otto Marsh"))
    assert len(people["Otto Marsh"]) == 3


def test_names_without_spaces_are_full() -> None:
    people = people_in(
        naming("浜名十蔵", language="ja"), naming("浜名十蔵", language="ja"), naming("浜名", language="ja")
    )
    assert len(people["浜名十蔵"]) == 2


def test_persons_who_differ_by_a_middle_initial_stay_apart() -> None:
    people = people_in(naming("Otto B. Marsh"), naming("Otto H. R. Marsh"), naming("Otto Marsh"))
    assert people.keys() == {"Otto B. Marsh", "Otto H. R. Marsh", "Otto Marsh", "Ada Brandt"}


def test_an_inflected_name_is_that_of_the_person() -> None:
    people = people_in(naming("Фрол Тихоступов", language="ru"), naming("Фрола Тихоступова", language="ru"))
    assert people["Фрол Тихоступов"].keys() == {"0 Фрол Тихоступов", "1 Фрола Тихоступова"}


def test_an_ending_of_a_name_without_the_base_form_is_its_own() -> None:
    assert "Ottilie Mertens" in people_in(naming("Ottilie Mertens", language="de"))


def test_the_name_is_the_full_form_of_most_articles_whatever_their_order() -> None:
    articles = [naming("Ines Calloway"), naming("Calloway"), naming("Ines M. Calloway"), naming("Ines Calloway")]
    assert people_in(*articles).keys() == people_in(*reversed(articles)).keys() == {"Ines Calloway", "Ada Brandt"}


def test_doubtful_names_organisations_and_initials_are_no_persons() -> None:
    doubtful = {"article_id": "0", "kind": "person", "name": "Vague Shape", "confidence": 0.3}
    initial = {"article_id": "0", "kind": "person", "name": "I. Calloway", "confidence": 0.9}
    trust = {"article_id": "0", "kind": "organisation", "name": "Harbour Trust", "confidence": 0.9}
    article = {"article_id": "0", "language": "en", "source": None, "published_on": None}
    schema = {"source": pl.String, "published_on": pl.Date}
    assert find_people(
        pl.DataFrame([doubtful, initial, trust]), pl.DataFrame([article], schema_overrides=schema)
    ).is_empty()
