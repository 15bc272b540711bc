"""Names of people that a text has in another case come into their base form, where that is known."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.extraction.names.declension import add_base_forms


@pytest.mark.parametrize(
    ("language", "written", "base"),
    [
        ("pl", "Donalda Jesionka", "Donald Jesionek"),
        ("pl", "Jarosława Turzyckiego", "Jarosław Turzycki"),  # no listed name: the family name shows the case
        ("pl", "Janusza Grudka", "Janusz Grudek"),
        ("pl", "Andrzejowi Grudzie", "Andrzej Gruda"),
        ("pl", "Pawłem Nowotem", "Paweł Nowot"),
        ("pl", "Angeli Korvald", "Angela Korvald"),  # what is no Polish name has no case
        ("pl", "Anną Turzycką", "Anna Turzycka"),
        ("pl", "Turzyckiego", "Turzycki"),
        ("pl", "Agnieszką", "Agnieszka"),
        ("pl", "Donalda Grusia", "Donald Gruś"),
        ("pl", "Andrzej Gruda", "Andrzej Gruda"),
        ("pl", "Jana Nowota", "Jana Nowota"),  # Jan's, or a woman called Jana
        ("ru", "Дмитрию Одмареву", "Дмитрий Одмарев"),
        ("ru", "Владимира Ильича Туржинского", "Владимир Ильич Туржинский"),
        ("ru", "Марии Одмаревой", "Мария Одмарева"),
        ("ru", "Анна Одмарева", "Анна Одмарева"),
        ("ru", "Ольгой Корвальд", "Ольга Корвальд"),
        ("ru", "Юлии Корвальд", "Юлия Корвальд"),
        ("ru", "А. Одмаревой", "А. Одмарева"),
        ("ru", "Одмара", "Одмара"),
        ("uk", "Володимира Туржинського", "Володимир Туржинський"),
        ("uk", "Петру Одмаренку", "Петро Одмаренко"),
        ("uk", "Ганни Корвальд", "Ганна Корвальд"),
        ("en", "Donalda Korvald", "Donalda Korvald"),
    ],
)
def test_a_persons_name_comes_into_its_base_form(language: str, written: str, base: str) -> None:
    mentions = pl.DataFrame({"kind": ["person", "place"], "name": [written, written]})
    assert add_base_forms(mentions, language)["name"].to_list() == [base, written]
