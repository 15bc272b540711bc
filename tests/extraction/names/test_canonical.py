"""Canonical names: the fullest that the article gives."""

from __future__ import annotations

from typing import Any

import polars as pl

from tasks.extraction.names.canonical import add_canonical

COLUMNS = {
    "row": pl.UInt32, "doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "text": pl.String, "kind": pl.String,
    "usual": pl.String, "begins": pl.Int64, "ends": pl.Int64, "given": pl.Boolean, "parts": pl.Int64,
}  # fmt: skip


def canonical(*mentions: tuple[int, str, str], usual: str | None = None, apart: int = 1) -> list[str]:
    """The names of mentions (document, text, kind) that are ``apart`` characters from each other."""
    rows: list[dict[str, Any]] = []
    words: dict[tuple[int, str], int] = {}
    place = 0
    for row, (doc, text, kind) in enumerate(mentions):
        first, last = ((doc, text.split()[end].removesuffix("s")) for end in (0, -1))
        begins, ends = (words.setdefault(word, len(words)) for word in (first, last))
        rows.append(
            {
                "row": row, "doc": doc, "start": place, "end": place + len(text), "text": text, "kind": kind,
                "usual": usual, "begins": begins, "ends": ends, "given": text.split()[0] == "Ines",
                "parts": len(text.split()),
            }
        )  # fmt: skip
        place += len(text) + apart
    return add_canonical(pl.DataFrame(rows, COLUMNS))["name"].to_list()


def test_a_family_name_is_short_for_the_person_named_before() -> None:
    people = [(0, "Ines Calloway", "person"), (0, "Ida Calloway", "person"), (0, "Calloway", "person")]
    assert canonical(*people) == ["Ines Calloway", "Ida Calloway", "Ida Calloway"]


def test_a_name_may_be_given_in_full_only_later() -> None:
    assert canonical((0, "Calloway", "person"), (0, "Ines Calloway", "person"))[0] == "Ines Calloway"
    assert canonical((0, "Ines", "person"), (0, "Ines Calloway", "person"))[0] == "Ines Calloway"


def test_a_name_used_alone_first_is_not_short_for_an_odd_one_that_comes_once() -> None:
    alone = [(0, "Korva", "person")] * 2
    assert canonical(*alone, (0, "Ines Korva", "person"))[0] == "Ines Korva"
    for odd in ("Elegant Ines Korva", "Before Korva", "Korva Nine Lives"):
        names = canonical(*alone, (0, odd, "person"), (0, "Korva", "person"))
        assert names == ["Korva", "Korva", odd, "Korva"]
    assert canonical(*alone, *[(0, "Ana Ines Korva", "person")] * 2)[0] == "Ana Ines Korva"
    assert canonical((0, "Ana Ines Korva", "person"), *alone)[1] == "Ana Ines Korva"


def test_the_fullest_form_has_most_words_and_no_ending() -> None:
    people = [(0, "Ines Calloways", "person"), (0, "Ines Calloway", "person"), (0, "Ines M. Calloway", "person")]
    assert set(canonical(*people)) == {"Ines M. Calloway"}
    assert set(canonical(*people[:2])) == {"Ines Calloway"}


def test_names_of_another_document_say_nothing() -> None:
    assert canonical((0, "Ines Calloway", "person"), (1, "Calloway", "person"))[1] == "Calloway"


def test_an_acronym_in_brackets_has_its_long_form() -> None:
    names = [(0, "Harbour Commission", "organisation"), (0, "HC", "organisation"), (0, "HC", "organisation")]
    assert canonical(*names, apart=len(" (")) == ["Harbour Commission"] * 3
    assert canonical(*names, apart=5) == ["Harbour Commission", "HC", "HC"]


def test_a_listed_name_has_its_usual_one() -> None:
    assert canonical((0, "Frankreich", "place"), usual="France") == ["France"]


def test_a_numeral_makes_no_other_person_if_it_is_the_only_one() -> None:
    people = [(0, "Ines Calloway III", "person"), (0, "Calloway", "person"), (0, "Ines Calloway", "person")]
    assert set(canonical(*people)) == {"Ines Calloway III"}
    kings = [(0, "King Korva", "person"), (0, "King Korva II", "person"), (0, "King Korva IV", "person")]
    assert canonical(*kings) == ["King Korva", "King Korva II", "King Korva IV"]


def test_a_son_and_a_name_without_a_suffix_are_two() -> None:
    people = [(0, "Ines Calloway", "person"), (0, "Ines Calloway Jr", "person"), (0, "Calloway", "person")]
    assert canonical(*people) == ["Ines Calloway", "Ines Calloway Jr", "Ines Calloway"]
    assert canonical(*people[1:]) == ["Ines Calloway Jr", "Ines Calloway Jr"]
    assert set(canonical((0, "Ines Jr", "person"), people[1])) == {"Ines Calloway Jr"}
