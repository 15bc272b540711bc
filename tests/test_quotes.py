"""Each file in ``tests/fields/quotes`` is a body and all that is quoted in it; in ``citations``, all its sources."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import lexicon
from schemas.tables import QUOTE_KINDS, SOURCE_KINDS
from tasks.extraction.speech import attribution
from tasks.extraction.speech.citations import CITATIONS, find_citations
from tasks.extraction.speech.quotation import MARKS
from tasks.extraction.speech.quotes import QUOTES, find_quotes
from tests.spoken import cases, load, read, told

ROOT = Path(__file__).parents[1]

LANGUAGES = sorted(lexicon.load("quotes").keys() - {"any"})
# What quotations are made of, in any order: the machinery must not mind.
pieces = st.one_of(
    st.sampled_from(
        [
            *MARKS,
            " ",
            "\n\n",
            ". ",
            ", ",
            ": ",
            " said ",
            "she",
            " sagte er",
            "The mayor",
            "Ines Calloway",
            "dass",
            "according to ",
            "'s",
            "«",
            "laut",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
)
bodies = st.lists(pieces, max_size=30).map("".join)


@pytest.mark.parametrize("file", cases("quotes"), ids=lambda file: file.stem)
def test_quotes_of_a_case(file: Path) -> None:
    case = load(file)
    found = find_quotes(read(case["body"].strip(), case["language"], case.get("people", ())))
    _as_expected(found, case["quote"])


@pytest.mark.parametrize("file", cases("citations"), ids=lambda file: file.stem)
def test_citations_of_a_case(file: Path) -> None:
    case = load(file)
    found = find_citations(read(case["body"].strip(), case["language"], case.get("people", ())))
    _as_expected(found, case["citation"])


def _as_expected(found: pl.DataFrame, expected: list[dict[str, str]]) -> None:
    rows = [row | {name: row[name] or "" for name in row if row[name] is None} for row in found.to_dicts()]
    assert [row["text"] for row in rows] == [row["text"] for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        assert {name: row[name] for name in wanted} == wanted


def test_each_case_says_what_it_shows() -> None:
    files = [*cases("quotes"), *cases("citations")]
    assert len(files) >= 25
    assert [file.stem for file in files if not load(file).get("why")] == []
    assert {load(file)["language"] for file in cases("quotes")} >= set(LANGUAGES)


@settings(deadline=None)
@given(body=bodies, language=st.sampled_from([*LANGUAGES, "ja", None]))
@example(body="", language="en")
@example(body='"', language="de")
@example(body=": a", language="de")
@example(body="He said, she said, he said that. According to. So, laut zufolge", language="en")
def test_any_text_can_be_read(body: str, language: str | None) -> None:
    text = read(body, language, ["Ines Calloway"])
    for found, schema, kinds in (
        (find_quotes(text), QUOTES, QUOTE_KINDS),
        (find_citations(text), CITATIONS, SOURCE_KINDS),
    ):
        assert found.schema == schema
        assert [body[row["start"] : row["end"]] for row in found.to_dicts()] == found["text"].to_list()
        assert found["text"].str.len_chars().min() != 0
        assert set(found["kind"]) <= set(kinds)
        assert found["confidence"].is_between(0, 1).all()
        assert not found.select("doc", "start", "end").is_duplicated().any()
        assert found["start"].is_sorted()


@settings(deadline=None)
@given(bodies)
def test_what_is_quoted_stands_in_marks_once(body: str) -> None:
    found = find_quotes(read(body, "en")).filter(pl.col("kind") != "indirect")
    ends = [0, *found["end"]]
    assert all(start >= end for start, end in zip(found["start"], ends, strict=False))  # none within another


def test_a_pronoun_looks_back_in_its_article_only() -> None:
    first, second = "Ines Calloway spoke.", '"It was dark," she said.'
    assert find_quotes(read(f"{first}\n\n{second}", "en", ["Ines Calloway"]))["speaker"].to_list() == ["Ines Calloway"]
    assert find_quotes(read(second, "en", ["Ines Calloway"], after=first))["speaker"].to_list() == [None]


def test_of_two_genders_told_as_often_always_the_same_counts() -> None:
    names = [f"Orlen {start}{end}" for start in ("Bol", "Hal", "Tar", "Vey") for end in ("den", "mar", "sk", "wick")]
    body = "\n\n".join(f'Mrs {name} met Mr {name}.\n\n"It was dark," she said.' for name in names)
    assert find_quotes(read(body, "en", names))["speaker"].to_list() == names  # women


def test_the_same_bodies_give_the_same_rows_in_another_process() -> None:
    here = subprocess.run(
        [sys.executable, "-c", "from tests.spoken import told; print(told())"],
        env={**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told() == told() == here.stdout.strip()


MARKED = (
    "“The tide is late”", "„The tide is late“", "„The tide is late”", "«The tide is late»", "« The tide is late »",
    "»The tide is late«", "‹The tide is late›", '"The tide is late"', "‘The tide is late’", "‚The tide is late‘",
    "''The tide is late''", "「The tide is late」", "『The tide is late』", "“The ‘wet’ tide is late”",
    "“The tide is late", "\"The tide's late\"",
)  # fmt: skip


@pytest.mark.parametrize("marked", MARKED)
def test_all_marks_in_use_are_known(marked: str) -> None:
    body = f"It didn't rain in O'Neil's town. {marked}"
    found = find_quotes(read(body, "en"))["text"].to_list()
    assert found == [marked.strip("“”„«»‹›\"‘’‚'「」『』 ")]


@pytest.mark.parametrize("mark", ["„", "“", '"', "‘", "»«"])
def test_ornament_of_marks_can_be_read(mark: str) -> None:
    found = find_quotes(read("Tide " + mark * 100_000, "en"))
    assert (found["start"].shift(-1) >= found["end"]).all()


def test_a_stated_confidence_stands_for_each_way() -> None:
    ways = set(lexicon.load("quotes")["any"]["confidence"])
    for language, section in lexicon.load("quotes").items():
        for name, value in section.get("confidence", {}).items():
            assert 0 <= value <= 1, (language, name)
            assert name.split(".")[0] in ways, (language, name)


def test_a_lexicon_that_lacks_something_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {"any": lexicon.load("quotes")["any"], "xx": {"v2": False, "say": ["zei"]}}
    monkeypatch.setattr(lexicon, "load", lambda section: sections)
    with pytest.raises(lexicon.LexiconError, match=r"xx\.toml: \[quotes\] lacks article, definite, pronouns"):
        attribution.words_of("xx")
