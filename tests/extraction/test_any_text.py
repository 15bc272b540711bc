"""Extraction holds over any text in any language: it never stops a run, and each row is at its words."""

from __future__ import annotations

from datetime import date
from math import isfinite
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.lexicon import EVERY, LEXICON
from schemas.tables import FOUND
from tasks.extraction.extract import extract_tables
from tests.arbitrary import PROSE
from tests.extraction.test_extract import articles_of

CASES = Path(__file__).parent / "cases"
LANGUAGES = sorted({path.stem for path in LEXICON.glob("*.toml")} - {EVERY} | {"fi"})  # no file is for Finnish

# What numbers, days and names may look like when no person wrote them, or a parser broke them.
NUMBERS = (
    "0", "00", "-0", "1/0", "0/0", "½", "1 ½", "٣", "三", "百万億兆", "10^999", "1e400", "9" * 400, f"{'9' * 5000}/7",
    "1,2,3,4", "1.2.3.4", "-1", "−5", "%", "$", "€€", "$1e5", ".5", "5.", "II", "million million", "between 5 and",
    "one", "half a", "from 5 to", "3-2", "12 of 37", "1st", "0.000000000000000000001 km",
)  # fmt: skip
DAYS = (
    "31/02/2025", "30.02.", "0000-00-00", "9999-12-31", "10000-01-01", "99/99/99", "February 30", "29 February 2023",
    "the 32nd", "Q5 2023", "week 54", "24:00", "25:61", "5000 BC", "the year 0", "令和0年", "令和999年", "2570 BE",
    "last Monday", "next", "ago", "Easter", "in 999999 years", "1000000 days ago", "0 years ago",
)  # fmt: skip
NAMES = (
    "İstanbul",
    "Dr.",
    "Mr",
    "von der",
    "de",
    "O'",
    "Ines",
    "INES KORVALD",
    "ίνες",
    "イネス",
    "إيناس",
    "said",
    "he",
    "laut",
)
SIGNS = (
    "“",
    "”",
    "„",
    "«",
    "»",
    "'",
    '"',
    "—",
    "-",
    "(",
    ")",
    "[",
    ":",
    ",",
    ".",
    "?!",
    "\n\n",
    "\t",
    "\u2028",
    "👩‍👧",
)
# Words of the cases of every language, so that grammars and models begin to read.
WORDS = tuple(
    sorted({word for file in CASES.rglob("*.toml") for word in file.read_text("utf-8").split() if word.isalpha()})
)

pieces = st.sampled_from(NUMBERS) | st.sampled_from(DAYS) | st.sampled_from(NAMES) | st.sampled_from(SIGNS)
words = st.sampled_from(WORDS) | st.sampled_from(PROSE)
bodies = st.lists(pieces | words, min_size=1, max_size=25).flatmap(
    lambda parts: st.sampled_from([" ", "", "\u00a0"]).map(lambda glue: glue.join(parts).strip() or "x")
)
days = st.none() | st.dates(date(1990, 1, 1), date(2040, 12, 31))


@settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(st.tuples(st.sampled_from(LANGUAGES), bodies, days), min_size=1, max_size=30))
@example([(language, " ".join((*NUMBERS, *DAYS)), date(2031, 5, 4)) for language in LANGUAGES])
@example([("es", "Ik ben afgelopen september बजे weg nula 前二分钟", None)])  # a last name without a capital
@example([("ko", "이 다리는 1990년대 초에 지어졌다.", None)])  # a letter behind a year that makes it a decade
def test_no_text_stops_extraction_and_rows_are_at_their_words(texts: list[tuple[str, str, date | None]]) -> None:
    languages, contents, published = zip(*texts, strict=True)
    tables = extract_tables(articles_of(contents, languages, published))
    for table in FOUND:
        for row in tables[table.name].to_dicts():
            assert contents[row["doc"]][row["start"] : row["end"]] == row["text"] != "", row
            assert 0 < row["confidence"] <= 1
    numbers = tables["figures"].select(pl.concat_list("value", "value_high").explode()).to_series().drop_nulls()
    assert all(map(isfinite, numbers))
