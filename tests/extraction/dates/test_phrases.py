"""Phrases of dates: words in any order and language, and the days that they mean."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import lexicon
from tasks.extraction import prose
from tasks.extraction.dates import dates
from tasks.extraction.dates.phrases import read_run
from tasks.extraction.dates.resolution import HOLIDAYS, days_of_phrase, easter_of, hijri_day, holiday_of
from tasks.extraction.dates.words import DayWords, load_words

THURSDAY = date(2025, 3, 6)
LANGUAGES = sorted(set(lexicon.load("days")) - {"any"})


def days_of(text: str, language: str = "en", published_on: date | None = THURSDAY) -> list[tuple[str, str, str]]:
    """The words, the first and the last day of each date of a text that has days."""
    schema = {"doc": pl.UInt32, "body": pl.String, "language": pl.String}
    bodies = pl.DataFrame({"doc": [7], "body": [text], "language": [language]}, schema)
    published = pl.DataFrame({"doc": [7], "published_on": [published_on]}, {"doc": pl.UInt32, "published_on": pl.Date})
    rows = dates.resolve_dates(dates.find_dates(prose.split_paragraphs(bodies)), published)
    known = rows.filter(pl.col("earliest").is_not_null())
    return [(row["text"], str(row["earliest"]), str(row["latest"])) for row in known.iter_rows(named=True)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("The lock closes the day after tomorrow.", "the day after tomorrow", "2025-03-08", "2025-03-08"),
        ("It shut on Monday last week.", "Monday last week", "2025-02-24", "2025-02-24"),
        ("The council meets a week from Friday.", "a week from Friday", "2025-03-14", "2025-03-14"),
        ("The fair is on the first Saturday of May.", "the first Saturday of May", "2025-05-03", "2025-05-03"),
        ("The ferry stops on the last Sunday in June.", "the last Sunday in June", "2025-06-29", "2025-06-29"),
        ("Tolls rose in Q3 2023.", "Q3 2023", "2023-07-01", "2023-09-30"),
        ("They fell in 2024-Q2.", "2024-Q2", "2024-04-01", "2024-06-30"),
        ("The deed is dated 3/4/24.", "3/4/24", "2024-03-04", "2024-03-04"),
        ("The deed is dated 2024/03/01.", "2024/03/01", "2024-03-01", "2024-03-01"),
        ("It lay there from June 30 to July 2, 2024.", "from June 30 to July 2, 2024", "2024-06-30", "2024-07-02"),
        ("It is shut from April 3 to 17.", "from April 3 to 17", "2025-04-03", "2025-04-17"),
        ("It sank three days after Easter 2024.", "three days after Easter 2024", "2024-04-03", "2024-04-03"),
        ("It was the second week of January 2024.", "the second week of January 2024", "2024-01-08", "2024-01-14"),
        ("The dam broke 2 weeks and 2 days ago.", "2 weeks and 2 days ago", "2025-02-18", "2025-02-18"),
        ("It will sail again in two weeks.", "in two weeks", "2025-03-17", "2025-03-23"),
        ("It was shut for the last three days.", "the last three days", "2025-03-03", "2025-03-06"),
        ("It rained for the rest of the month.", "the rest of the month", "2025-03-06", "2025-03-31"),
    ],
)
def test_phrases_in_english(text: str, words: str, first: str, last: str) -> None:
    assert days_of(text) == [(words, first, last)]


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("de", "Das Wehr schließt am ersten Montag im April 2025.", "2025-04-07", "2025-04-07"),
        ("de", "Das Fest ist an Pfingstmontag 2024.", "2024-05-20", "2024-05-20"),
        ("de", "Die Fähre fuhr zwischen dem 3. und dem 12. Mai 2024.", "2024-05-03", "2024-05-12"),
        ("fr", "Le pont ferme le dernier lundi de mai 2024.", "2024-05-27", "2024-05-27"),
        ("fr", "Le bac est arrêté du 3 au 12 mai 2024.", "2024-05-03", "2024-05-12"),
        ("es", "El puente cierra el primer lunes de abril de 2025.", "2025-04-07", "2025-04-07"),
        ("es", "La feria es la tercera semana de enero de 2024.", "2024-01-15", "2024-01-21"),
        ("it", "Il ponte chiude il primo lunedì di aprile 2025.", "2025-04-07", "2025-04-07"),
        ("it", "Il traghetto è fermo dal 3 al 12 maggio 2024.", "2024-05-03", "2024-05-12"),
        ("pt", "A ponte fecha na primeira segunda-feira de abril de 2025.", "2025-04-07", "2025-04-07"),
        ("nl", "De brug sluit op de eerste maandag van april 2025.", "2025-04-07", "2025-04-07"),
        ("nl", "De pont vaart niet van 3 tot 12 mei 2024.", "2024-05-03", "2024-05-12"),
        ("sv", "Bron stängs den 5 maj 2024.", "2024-05-05", "2024-05-05"),
        ("tr", "Köprü geçen hafta kapandı.", "2025-02-24", "2025-03-02"),
        ("zh", "渡轮将在2025年4月第一个星期一停运。", "2025-04-07", "2025-04-07"),
        ("zh", "大桥去年关闭。", "2024-01-01", "2024-12-31"),
        ("ja", "橋は2024年5月3日から12日まで閉鎖された。", "2024-05-03", "2024-05-12"),
        ("ja", "橋は令和3年に完成した。", "2021-01-01", "2021-12-31"),
        ("ko", "다리는 2024년 5월 3일에 닫혔다.", "2024-05-03", "2024-05-03"),
        ("ko", "배는 지난주에 멈췄다.", "2025-02-24", "2025-03-02"),
        ("ar", "أغلق الجسر في 3 مايو 2024", "2024-05-03", "2024-05-03"),
        ("ar", "أغلق الجسر الأسبوع الماضي", "2025-02-24", "2025-03-02"),
        ("hi", "पुल 3 मई 2024 को बंद हुआ", "2024-05-03", "2024-05-03"),
        ("hi", "पुल पिछले सप्ताह बंद हुआ", "2025-02-24", "2025-03-02"),
    ],
)
def test_phrases_in_other_languages(language: str, text: str, first: str, last: str) -> None:
    assert [days[1:] for days in days_of(text, language)] == [(first, last)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "About 1900 families live there, and 2050 visitors came."),
        ("en", "The Mail on Sunday and USA Today had it first."),
        ("en", "Of the boats, 1/8 to 3/8 were lost."),
        ("en", "The Sun and the Mar are boats."),
        ("de", "Das schreibt die Welt am Sonntag."),
        ("de", "Etwa 1950 Familien leben dort."),
        ("es", "El mar subió."),
    ],
)
def test_words_that_are_no_dates(language: str, text: str) -> None:
    assert days_of(text, language) == []


def test_distances_apart_from_each_other_stay_apart() -> None:
    texts = [words for words, _, _ in days_of("It sank on Wednesday, three days ago, and Monday, March 3, was fair.")]
    assert texts == ["Wednesday", "three days ago", "Monday, March 3"]


def test_without_a_day_of_publication_only_what_is_fixed_has_days() -> None:
    assert days_of("It shut on Monday last week, and on the first Monday of April 2024.", published_on=None) == [
        ("the first Monday of April 2024", "2024-04-01", "2024-04-01")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words(language: str) -> None:
    words = load_words(language)
    assert isinstance(words, DayWords)
    holidays = {value for kind, values in words.values.items() if kind == "holiday" for _, value in values}
    assert holidays <= set(HOLIDAYS)


def test_feasts() -> None:
    assert [str(easter_of(year)) for year in (2023, 2024, 2025)] == ["2023-04-09", "2024-03-31", "2025-04-20"]
    assert str(hijri_day(1446, 9, 1)) == "2025-03-01"
    assert str(holiday_of("advent_1", 2024)) == "2024-12-01"
    assert str(holiday_of("thanksgiving", 2024)) == "2024-11-28"
    assert all(holiday_of(name, 2024).year == 2024 for name in HOLIDAYS)


PIECES = "first 1st Monday of May 31 2025 next last week day ago from to between and - 3/4 , two year the in Easter"
runs = st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join)


@given(runs, st.sampled_from(LANGUAGES))
@settings(max_examples=150)
def test_phrases_of_any_words_end_behind_their_beginning(run: str, language: str) -> None:
    for found in read_run(run, language):
        assert 0 <= found.start < found.end <= len(run)
        for tense in (-1, 0, 1):
            days = days_of_phrase(found.phrase, THURSDAY, tense)
            assert days is None or days.first <= days.last
