"""Who is one person across articles: full names that are the same, and family names that only one person can mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tasks.extraction.names.people import find_people

# What most articles do not name: it tells of whom an article is.
FERRY = {"North Pier": "place", "Harbour Trust": "organisation", "Ada Brandt": "person"}
OTHERS = 30
FAIR = {"Lowmoor": "place", "Book Fair": "organisation"}


def people_in(*articles: dict[str, Any]) -> dict[str, dict[str, float | None]]:
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
    assert 0.8 <= (people["Ines Calloway"]["2 Calloway"] or 0) < 1


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


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Otto Marsh", "Otto Marsh Jr.", "Otto Marsh Sr"]),
        ("en", ["King Edmar", "King Edmar II", "King Edmar III", "King Edmar IV"]),
        ("en", ["Edmar V", "Edmar VI", "Edmar XI"]),
        ("en", ["Otto Marsh", "Otto Marsh the Younger", "Otto Marsh the Elder"]),
        ("de", ["Otto Marsch", "Otto Marsch jun.", "Otto Marsch sen.", "Otto Marsch III."]),
        ("fr", ["Otto Marais", "Otto Marais fils", "Otto Marais père"]),
        ("es", ["Otto Prado", "Otto Prado hijo", "Otto Prado III"]),
        ("it", ["Otto Marini", "Otto Marini il Giovane", "Otto Marini il Vecchio"]),
        ("pt", ["Otto Prado", "Otto Prado Júnior", "Otto Prado Filho", "Otto Prado III"]),
        ("ru", ["Отто Марш", "Отто Марш мл.", "Отто Марш старший"]),
        ("pl", ["Otto Marsz", "Otto Marsz młodszy", "Otto Marsz II"]),
    ],
)
def test_suffixes_and_numerals_keep_persons_apart(language: str, names: list[str]) -> None:
    people = people_in(*(naming(name, language=language) for name in names))
    assert people.keys() == {*names, "Ada Brandt"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Otto Marsh", "Otto Marsh III"), ("Otto Marsh", "Otto Marsh Jr."), ("Otto B. Marsh", "Otto Marsh, Jr")],
)
def test_a_name_is_that_of_the_only_person_with_a_suffix(one: str, other: str) -> None:
    people = people_in(naming(one), naming(other), naming(one))
    assert people.keys() == {one, "Ada Brandt"}
    assert people[one].keys() == {f"0 {one}", f"1 {other}", f"2 {one}"}


def test_father_and_son_in_one_article_are_two() -> None:
    people = people_in(naming("Otto Marsh", "Otto Marsh Jr."), naming("Otto Marsh"), naming("Otto Marsh Jr."))
    assert {name: len(articles) for name, articles in people.items() if "Marsh" in name} == {
        "Otto Marsh": 2, "Otto Marsh Jr.": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Otto Marsh Jr.", "Otto Marsh, Jr"),
        ("en", "Otto Marsh Jr.", "Otto Marsh Junior"),
        ("en", "Otto B. Marsh III", "Otto Marsh III"),
        ("de", "Otto Marsch jun.", "Otto Marsch Junior"),
        ("de", "Edmar III.", "Edmar III"),
        # Letters that others write otherwise.
        ("pl", "Łucjan Żuk", "Lucjan Zuk"),
        ("en", "Søren Ågård", "Soren Agard"),
        ("en", "Đorđe Marić", "Dorde Maric"),
        ("de", "Otto Großkurth", "Otto Grosskurth"),
        ("en", "Ægir Œhl", "Aegir Oehl"),
        ("tr", "Işıl Yalın", "Isil Yalin"),
        ("en", "Una O’Marsh", "Una O'Marsh"),
        # A hyphen, and none.
        ("en", "Han Dong-su", "Han Dong Su"),
        ("en", "Han Dong-su", "Han Dong-Su"),
    ],
)
def test_a_name_that_is_written_otherwise_is_the_same_person(language: str, one: str, other: str) -> None:
    people = people_in(naming(one, language=language), naming(one, language=language), naming(other, language=language))
    assert len(people[one]) == 3


@pytest.mark.parametrize(
    "names",
    [
        ["Han Dong-su", "Han Su"],
        ["Han Dong-su", "Han Jin-su"],
        ["Jean-Paul Marais", "Jean Marais", "Jean-Luc Marais"],
        ["Chen Xi", "Chen Vi"],  # no numerals
    ],
)
def test_names_that_differ_are_several_persons(names: list[str]) -> None:
    assert people_in(*map(naming, names)).keys() == {*names, "Ada Brandt"}


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("nl", "Una van der Mars", "van der Mars"),
        ("nl", "Una van der Mars", "Van der Mars"),
        ("de", "Una von Marsch", "von Marsch"),
        ("fr", "Una de Marais", "de Marais"),
        ("it", "Una Di Marini", "Di Marini"),
        ("es", "Una de la Prada", "de la Prada"),
        ("pt", "Una dos Prados", "dos Prados"),
        ("en", "Una bin Marsh", "bin Marsh"),
    ],
)
def test_a_family_name_with_particles_is_no_other_person(language: str, full: str, short: str) -> None:
    people = people_in(
        naming(full, language=language), naming(full, language=language), naming(short, language=language)
    )
    assert people.keys() == {full, "Ada Brandt"}
    assert people[full].keys() == {f"0 {full}", f"1 {full}", f"2 {short}"}


def test_a_family_name_alone_is_nobody_whatever_its_particles() -> None:
    assert people_in(naming("van der Mars"), naming("de Marais")).keys() == {"Ada Brandt"}


def test_the_name_of_a_person_is_a_full_one() -> None:
    full = naming("Una van der Mars")
    people = people_in(full, full, *[naming("van der Mars")] * 4)
    assert len(people["Una van der Mars"]) == 6


def test_a_given_name_that_looks_like_a_particle_is_one() -> None:
    assert people_in(naming("Van Calloway"), naming("Al Brandt")).keys() == {"Van Calloway", "Al Brandt", "Ada Brandt"}


def test_a_family_name_with_other_particles_is_nobodys() -> None:
    full = naming("Una van Mars")
    assert "2 de Mars" not in people_in(full, full, naming("de Mars"))["Una van Mars"]


def test_a_short_name_with_a_suffix_means_a_person_with_it() -> None:
    father, son = naming("Otto Marsh Sr."), naming("Otto Marsh Jr.", beside=FAIR)
    people = people_in(father, father, son, son, naming("Marsh Jr."))
    assert "4 Marsh Jr." not in people["Otto Marsh Sr."]


def test_a_name_that_ends_like_the_family_name_is_evidence() -> None:
    coast = {"Somali": "place"}
    people = people_in(naming("Ada Ali", beside=coast), naming("Ada Ali", beside=coast), naming("Ali", beside=coast))
    assert "2 Ali" in people["Ada Ali"]


def test_relatives_are_no_evidence() -> None:
    """Outlet and day make Ines likely, but not likely enough: another name that is shared decides."""
    for beside, is_ines in (({"Hugo Calloway": "place"}, False), ({"Hugo Marsh": "place"}, True)):
        ines = naming("Ines Calloway", beside=beside)
        people = people_in(ines, ines, naming("Calloway", beside=beside))
        assert ("2 Calloway" in people["Ines Calloway"]) == is_ines


def test_a_name_in_one_article_was_compared_with_nothing() -> None:
    people = people_in(naming("Ines Calloway", beside={}), naming("Hugo Pym", beside={}), naming("Hugo Pym", beside={}))
    assert people == {"Ines Calloway": {"0 Ines Calloway": None}, "Hugo Pym": {"1 Hugo Pym": 0.92, "2 Hugo Pym": 0.92}}


def test_articles_without_a_language_have_no_endings() -> None:
    people = people_in(naming("Фрол Тихоступов", language=None), naming("Фрола Тихоступова", language=None))
    assert people.keys() == {"Фрол Тихоступов", "Фрола Тихоступова", "Ada Brandt"}


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
    letters = {"article_id": "0", "kind": "person", "name": "C. I", "confidence": 0.9}
    trust = {"article_id": "0", "kind": "organisation", "name": "Harbour Trust", "confidence": 0.9}
    article = {"article_id": "0", "language": "en", "source": None, "published_on": None}
    schema = {"source": pl.String, "published_on": pl.Date}
    assert find_people(
        pl.DataFrame([doubtful, initial, letters, trust]), pl.DataFrame([article], schema_overrides=schema)
    ).is_empty()
