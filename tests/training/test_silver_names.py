"""Family names that spaCy takes for something else are people, if a full name ends with them."""

from __future__ import annotations

from training.silver_names import Name, Paragraph, correct_names, find_english_paragraphs, load_places

FULL = "Ines Korvald’s ferry sailed."


def corrected(text: str, *names: tuple[str, str], places: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The names of a text in an article about Ines Korvald: text and kind."""
    about = Paragraph("Ines Korvald owns a ferry.", [Name("Ines Korvald", 0, "person")])
    own = Paragraph(text, [Name(name, text.index(name), kind) for name, kind in names])
    _, result = correct_names([about, own], places)
    assert all(text[name.start :].startswith(name.text) for name in result.names)
    return [(text[name.span()["start"] : name.span()["end"]], name.kind) for name in result.names]


def test_a_family_name_is_a_person() -> None:
    assert corrected("Korvald left Odmar.", ("Korvald", "organisation"), ("Odmar", "place")) == [
        ("Korvald", "person"),
        ("Odmar", "place"),
    ]


def test_a_family_name_that_is_also_a_place_keeps_its_kind() -> None:
    assert corrected("Korvald won.", ("Korvald", "place"), places=frozenset({"Korvald"})) == [("Korvald", "place")]


def test_the_ending_of_a_genitive_is_not_part_of_a_name() -> None:
    assert corrected(FULL, ("Ines Korvald’s", "person")) == [("Ines Korvald", "person")]
    assert corrected("Korvald's ferry sailed.", ("Korvald's", "organisation")) == [("Korvald", "person")]


def test_longer_paragraphs_of_english_bodies_are_labelled() -> None:
    english = "The ferry between the island and the mainland sails again.\nRain fell."
    german = "Die Fähre zwischen der Insel und dem Festland fährt wieder.\nEs hat geregnet."
    assert list(find_english_paragraphs([german, english])) == [english.split("\n")[0]]


def test_small_towns_do_not_keep_a_family_name_from_being_one() -> None:
    places = load_places()
    assert "London" in places
    assert len(places) > 1000
