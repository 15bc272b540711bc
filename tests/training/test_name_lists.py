"""A name of several places is that of the largest; its country is known if no place abroad may be meant."""

from __future__ import annotations

from training.name_lists import NAME, Person, Place, count_names, keep_largest_places


def test_a_name_is_that_of_its_largest_place() -> None:
    places = [
        Place("Odmar", "Odmar", "NO", 20_000),
        Place("Odmar", "Odmár", "HU", 300_000),
        Place("Elm", "Elm", "US", 9),
    ]
    assert keep_largest_places(places).rows() == [("Odmar", "Odmár", "HU", 300_000), ("Elm", "Elm", "US", 9)]


def test_a_country_is_unknown_if_a_place_abroad_may_be_meant() -> None:
    large, near = Place("Odmar", "Odmar", "HU", 100_000), Place("Odmar", "Odmar", "NO", 30_000)
    assert keep_largest_places([large, near])["country"].to_list() == [None]
    assert keep_largest_places([large, near._replace(country="HU")])["country"].to_list() == ["HU"]
    assert keep_largest_places([large, near._replace(population=20_000)])["country"].to_list() == ["HU"]


def test_names_of_people_are_counted_once_a_locale() -> None:
    people = [Person("Ines", "first", "de"), Person("Ines", "first", "de"), Person("Ines", "first", "es")]
    people.append(Person("Ines", "last", "pt"))
    assert count_names(people).rows() == [("Ines", "first", 2), ("Ines", "last", 1)]


def test_names_are_written_in_the_scripts_of_our_packs() -> None:
    assert all(NAME.fullmatch(name) for name in ("Odmar", "Łódź", "Одмар", "Αθήνα", "القاهرة", "東京"))
    assert not any(NAME.fullmatch(name) for name in ("odmar", "O", "Odmar (island)", "Area 51", "ოდმარ"))
