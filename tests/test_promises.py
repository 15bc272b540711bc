"""Promises 1 and 2, and the part of 3 about spans, held over arbitrary texts and pages.

``docs/how-it-works.md#promises`` lists the promises. ``tests.ledger`` holds tables to them, in plain Python.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.mill import mill_folder
from schemas import rulebook
from schemas.frames import ReadDocuments
from tasks import refine
from tasks.cleaning import repetition
from tasks.publishing.accept import Tables
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tests.arbitrary import ENTITIES, MARKS, MOJIBAKE, PROSE, markup, texts, whole_markup
from tests.conftest import ROOT
from tests.ledger import TABLES, faults, file_of, raw_texts, visible
from tests.other_parser import letters, seen_by_another_parser

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)


def documents_and_tables(raw: Path) -> tuple[pl.DataFrame, Tables]:
    """All files of a folder: the documents, and the tables made of them as one part."""
    names = sorted(path.name for path in raw.iterdir())
    book = rulebook.load()
    documents = pl.concat(read.read_documents(raw, names))
    surveyed = refine.survey_documents(documents, book)
    recurring = repetition.recurring_lines([surveyed.fingerprints])
    stamp = Stamp("run", AS_OF, book.version, dict.fromkeys(names, AS_OF))
    return documents, refine.refine_documents(surveyed, recurring, book, stamp)


def check_one_part(contents: list[str], suffix: str) -> None:
    """Hold what comes out of some documents to the promises: one part, without gate and publishing."""
    with TemporaryDirectory() as folder:
        for number, content in enumerate(contents):
            (Path(folder) / f"{number:02}{suffix}").write_bytes(content.encode())
        documents, tables = documents_and_tables(Path(folder))
        assert faults(tables, visible(documents)) == []
        outcomes = [*tables["articles"]["path"], *tables["rejects"]["path"]]
        assert sorted(outcomes) == sorted(documents["path"])
        assert len(outcomes) == len(contents)


def check_a_run(raw: Path, out: Path) -> dict[str, pl.DataFrame]:
    """Hold what a run over a folder publishes to the promises: with batches, gate and publishing."""
    outcome = mill_folder(raw, out, as_of=AS_OF)
    tables = {name: pl.read_parquet(outcome.snapshot / name / "*.parquet") for name in TABLES}
    assert faults(tables, raw_texts(raw, tables["articles"]["path"])) == []
    files = {str(path.relative_to(raw)) for path in raw.rglob("[!.]*") if path.is_file()}
    documents = {*tables["articles"]["path"], *tables["rejects"]["path"]}
    assert {file_of(path, raw) for path in documents} == files
    return tables


few_examples = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@few_examples
@given(st.lists(texts, min_size=1, max_size=10))
@example(["", " \r\n\u3000", "\ufeff", "x", *PROSE, *MARKS])
@example([f"{PROSE[0]}\n{mark}\n{PROSE[1]}\r\n\r\n{mark}{PROSE[2]}{mark}" for mark in MARKS])
@example(["\n".join([PROSE[0]] * 4) for _ in range(6)])
def test_no_text_is_lost_and_none_invented(contents: list[str]) -> None:
    check_one_part(contents, ".txt")


@few_examples
@given(st.lists(markup, min_size=1, max_size=10))
@example(["", "<", "<!-- -->", "<script>", "x", *PROSE, *(f"<p>{sentence}<p>{sentence}" for sentence in PROSE)])
@example([f"<html><body><nav>{mark}</nav><p>{PROSE[0]}<p>{mark}<p>{PROSE[1]}<br>{mark}" for mark in MARKS])
def test_no_page_is_lost_and_nothing_in_it_invented(contents: list[str]) -> None:
    check_one_part(contents, ".html")


@few_examples
@given(st.lists(whole_markup, min_size=1, max_size=10))
@example([f"<html><body><nav>{mark}</nav><p>{PROSE[0]}<p>{mark}<p>{PROSE[1]}<br>{mark}" for mark in MARKS])
def test_the_raw_text_of_a_page_is_all_that_another_parser_sees(contents: list[str]) -> None:
    """The test above holds tables to what our parser read: this one shows that our parser drops nothing."""
    rows = [{"path": f"{number}", "media": "html", "text": content} for number, content in enumerate(contents)]
    ours = visible(ReadDocuments.of(pl.DataFrame(rows, ReadDocuments.columns_and_types())))
    for number, content in enumerate(contents):
        assert letters(ours[f"{number}"]) == letters(seen_by_another_parser(content))


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_a_line_of_6_mb_keeps_both_promises(suffix: str) -> None:
    """Alone in its part: then polars sees one value where it saw a column."""
    check_one_part([f"{PROSE[0]} " * 55_000], suffix)


def test_each_repair_is_counted_once(tmp_path: Path) -> None:
    broken = (
        "The council said on Tuesday that it had never thought of what could be right for the\n"
        "people of the island, and   that the bridge would have to wait."
    )
    (tmp_path / "a.txt").write_text("\n\n".join([PROSE[0], ENTITIES, MOJIBAKE, broken, PROSE[1]]), "utf-8")
    _, tables = documents_and_tables(tmp_path)
    article = tables["articles"].row(0, named=True)
    assert article["body"].split("\n\n")[1:4] == [
        'Tom & Ines said the price of 5 crowns would stay, "as long as it can", &such; and ’ too.',
        "Der Bürgermeister sagte, dass die Fähre wieder fährt, also “ab sofort”, wie es im Rathaus heißt.",
        "The council said on Tuesday that it had never thought of what could be right for the people of the island, "
        "and that the bridge would have to wait.",
    ]
    counts = {repair["kind"]: repair["count"] for repair in article["repairs"]}
    assert counts == {
        "rejoined": 1,
        "white_space": 1,  # the three spaces after "and"; the no-break space of the entity is an entity
        "entity": 5,  # "&such;" is none
        "mojibake": 6,  # ü, ä twice, two quotation marks, ß
    }


def test_a_run_over_the_samples_keeps_the_promises(tmp_path: Path) -> None:
    tables = check_a_run(ROOT / "data" / "raw", tmp_path / "out")
    assert (tables["articles"].height, tables["rejects"].height) == (32, 3)


@pytest.mark.corpus
def test_a_run_over_a_corpus_keeps_the_promises(corpus: Path, tmp_path: Path) -> None:
    assert not check_a_run(corpus, tmp_path / "out")["articles"].is_empty()
