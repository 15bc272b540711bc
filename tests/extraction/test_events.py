"""What happened to those whom a figure counts: the column ``of`` of ``figures``."""

from __future__ import annotations

import polars as pl
import pytest

from tasks.extraction.figures import find_figures
from tasks.extraction.prose import split_paragraphs

NO_QUOTES = pl.DataFrame(
    schema={"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "speaker": pl.String, "confidence": pl.Float64}
)


def events_of(language: str, sentence: str) -> list[str | None]:
    """``of`` of each figure of a sentence."""
    bodies = pl.DataFrame({"doc": [0], "body": [sentence], "language": [language]})
    return find_figures(split_paragraphs(bodies), NO_QUOTES)["of"].to_list()


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        # Behind the counted.
        ("en", "At least 42 passengers died when the ferry sank.", ["died"]),
        ("en", "Forty-two guests, including the cook, were killed.", ["killed"]),
        ("en", "Of the crew, 12 were rescued and 3 are still missing.", ["rescued", "missing"]),
        ("en", "42 people in two villages were reported missing.", ["missing", None]),
        ("en", "10 percent of patients died within a year.", ["died"]),
        ("de", "Mindestens 42 Menschen kamen ums Leben.", ["ums Leben"]),
        ("de", "Bei dem Brand wurden 42 Menschen schwer verletzt.", ["verletzt"]),
        ("fr", "Au moins 42 personnes sont mortes dans l'incendie.", ["mortes"]),
        ("es", "42 personas murieron y 100 resultaron heridas.", ["murieron", "heridas"]),
        ("it", "42 persone sono rimaste ferite.", ["ferite"]),
        ("pt", "Pelo menos 42 pessoas morreram no incêndio.", ["morreram"]),
        ("nl", "Bij de brand kwamen 42 mensen om het leven.", ["om het leven"]),
        ("sv", "Minst 42 personer skadades.", ["skadades"]),
        ("pl", "42 osoby zostały ranne.", ["ranne"]),
        ("ru", "42 человека были ранены.", ["ранены"]),
        ("tr", "Kazada 42 kişi öldü.", ["öldü"]),
        ("zh", "火灾造成42人死亡，100人受伤。", ["死亡", "受伤"]),
        ("ja", "警察は12人を逮捕した。", ["逮捕"]),
        ("ko", "화재로 42명이 숨졌다.", ["숨졌"]),
        # Before the number.
        ("en", "The blast killed 42 people and injured 100.", ["killed", "injured"]),
        ("en", "The mill laid off 200 workers.", ["laid off"]),
        ("de", "Bei dem Unglück starben am Montag 42 Menschen.", ["starben"]),
        ("fr", "La police a arrêté 12 manifestants.", ["arrêté"]),
        ("es", "Fueron detenidas 12 personas.", ["Fueron detenidas"]),
        ("uk", "Внаслідок аварії загинули 42 людини.", ["загинули"]),
        # Tolls, and events that are counted.
        ("en", "The death toll rose to 42 on Friday.", ["death toll"]),
        ("de", "Die Zahl der Toten stieg am Freitag auf 42.", ["Zahl der Toten"]),
        ("ru", "Число погибших выросло до 42.", ["Число погибших"]),
        ("en", "There were 42 deaths and 100 injuries.", ["deaths", "injuries"]),
        ("de", "Es gab 42 Tote.", ["Tote"]),
    ],
)
def test_what_happened_to_the_counted_is_named(language: str, sentence: str, expected: list[str | None]) -> None:
    assert events_of(language, sentence) == expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "42 officers searched the quay."),  # nothing of the kind
        ("en", "The pilot was rescued by two men."),  # they did it
        ("en", "He was held for 42 days."),  # a duration
        ("en", "Ines Calloway, 53, was jailed."),  # an age
        ("en", "The killing cost 42 million crowns."),
        ("de", "42 Soldaten haben die Stadt verlassen."),
    ],
)
def test_where_nothing_happened_there_is_no_event(language: str, sentence: str) -> None:
    assert set(events_of(language, sentence)) == {None}


def test_an_event_belongs_to_the_figure_beside_it() -> None:
    assert events_of("en", "Police arrested 3 men after 12 hostages were killed.") == ["arrested", "killed"]
    assert events_of("en", "Police arrested 3 men after 12 people died.") == ["arrested", "died"]


def test_who_acts_is_not_the_one_to_whom_it_is_done() -> None:
    assert events_of("en", "42 officers arrested 12 protesters.") == [None, "arrested"]
    assert events_of("en", "300 soldiers killed rebels in the town.") == [None]
    assert events_of("de", "42 Soldaten haben 12 Menschen getötet.") == [None, "getötet"]
