"""Promises 1 and 2, and the part of 3 about spans, held over arbitrary texts and pages.

``docs/how-it-works.md#promises`` lists the promises. ``tests.promises`` holds tables to them, in plain Python.
"""

from __future__ import annotations

import json
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
from schemas.tables import REPAIRS
from tasks import refine
from tasks.cleaning import repetition
from tasks.publishing.accept import Tables
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tests.arbitrary import ENTITIES, MARKS, MOJIBAKE, PROSE, markup, texts, whole_markup
from tests.conftest import ROOT
from tests.other_parser import letters, seen_by_another_parser
from tests.promises import OF_A_RUN, faults, file_of, lost_bytes, raw_texts, visible

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


def check_one_part(contents: list[bytes], suffix: str) -> None:
    """Hold what comes out of some files to the promises: one part, without gate and publishing."""
    with TemporaryDirectory() as folder:
        raw = Path(folder)
        for number, content in enumerate(contents):
            (raw / f"{number:02}{suffix}").write_bytes(content)
        documents, tables = documents_and_tables(raw)
        assert faults(tables, visible(documents)) == []
        assert lost_bytes(tables["rejects"], raw) == []
        outcomes = [*tables["articles"]["path"], *tables["rejects"]["path"]]
        assert sorted(outcomes) == sorted(documents["path"])
        assert {file_of(path, raw) for path in outcomes} == {path.name for path in raw.iterdir()}


def check_a_run(raw: Path, out: Path) -> dict[str, pl.DataFrame]:
    """Hold what a run over a folder publishes to the promises: with batches, gate and publishing."""
    outcome = mill_folder(raw, out, as_of=AS_OF)
    tables = {name: pl.read_parquet(outcome.snapshot / name / "*.parquet") for name in OF_A_RUN}
    assert faults(tables, raw_texts(raw, tables["articles"]["path"])) == []
    assert lost_bytes(tables["rejects"], raw) == []
    files = {str(path.relative_to(raw)) for path in raw.rglob("[!.]*") if path.is_file()}
    documents = {*tables["articles"]["path"], *tables["rejects"]["path"]}
    assert {file_of(path, raw) for path in documents} == files
    return tables


# The same few each time (without `derandomize`, others): an example takes a second, and the checker is code that may be
# wrong about rare mojibake.
few_examples = settings(
    max_examples=15, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@few_examples
@given(st.lists(texts, min_size=1, max_size=10))
@example(["", " \r\n\u3000", "\ufeff", "x", *PROSE, *MARKS])
@example([f"{PROSE[0]}\n{mark}\n{PROSE[1]}\r\n\r\n{mark}{PROSE[2]}{mark}" for mark in MARKS])
@example(["\n".join([PROSE[0]] * 4) for _ in range(6)])
def test_no_text_is_lost_and_none_invented(contents: list[str]) -> None:
    check_one_part([content.encode() for content in contents], ".txt")


@few_examples
@given(st.lists(markup, min_size=1, max_size=10))
@example(["", "<", "<!-- -->", "<script>", "x", *PROSE, *(f"<p>{sentence}<p>{sentence}" for sentence in PROSE)])
@example([f"<html><body><nav>{mark}</nav><p>{PROSE[0]}<p>{mark}<p>{PROSE[1]}<br>{mark}" for mark in MARKS])
def test_no_page_is_lost_and_nothing_in_it_invented(contents: list[str]) -> None:
    check_one_part([content.encode() for content in contents], ".html")


records = st.fixed_dictionaries({}, optional={"text": texts, "html": markup, "title": st.sampled_from(PROSE)})
json_lines = st.lists(records.map(json.dumps) | st.sampled_from(["", "[1]", "{", "null"]), max_size=4).map("\n".join)
some_bytes = st.binary(max_size=80) | st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    texts | markup | json_lines,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
)


@few_examples
@given(st.lists(some_bytes, min_size=1, max_size=6), st.sampled_from([".txt", ".html", ".jsonl", ".pdf"]))
@example([b"", b"\n \n", b'{"text": "cut sho\r\n\r\n[1]\n{}', b"\xff\xfe\x00\xd8a"], ".jsonl")
@example(['{"text": "The ferry is back."}\r\n[1]\nno'.encode("utf-16")], ".jsonl")
@example([b"%PDF-1.7", b"\x00\x01\x02" * 9, b"\xff\xfe\x00\xd8a\x00b\x00", b" \r\n"], ".txt")
def test_no_bytes_are_lost(contents: list[bytes], suffix: str) -> None:
    """Whatever the bytes are."""
    check_one_part([b"", *contents], suffix)


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
    check_one_part([f"{PROSE[0]} ".encode() * 55_000], suffix)


BROKEN = "The council said on Tuesday that it had never thought of what could be right for the"
REST = "people of the island, and that the bridge would have to wait."
# By kind of repair: a raw text, the paragraphs of its body, and how often each kind was needed.
REPAIRED = {
    "rejoined": (f"{BROKEN}\n{REST}", [f"{BROKEN} {REST}"], {"rejoined": 1}),
    "white_space": (f"{BROKEN}   {REST}", [f"{BROKEN} {REST}"], {"white_space": 1}),
    "hyphen": (
        f"{BROKEN} light-\nhouses of the island, and of every lighthouse keeper there.",
        [f"{BROKEN} lighthouses of the island, and of every lighthouse keeper there."],
        {"rejoined": 1, "hyphen": 1},
    ),
    "columns": (
        """La barca de la isla volverá a salir   |   Los comerciantes del muelle no
el viernes, once meses después de     |   creen que el camino más largo les
la riada que se la llevó, ha dicho    |   cueste los clientes de un verano
el consejo de Villasol, tras todo     |   que iba a ser el mejor de todos,
un debate que acabó a medianoche.     |   dice Inés Queralt, la panadera.""",
        [
            "La barca de la isla volverá a salir el viernes, once meses después de la riada que se la llevó, ha dicho "
            "el consejo de Villasol, tras todo un debate que acabó a medianoche.",
            "Los comerciantes del muelle no creen que el camino más largo les cueste los clientes de un verano que iba "
            "a ser el mejor de todos, dice Inés Queralt, la panadera.",
        ],
        {"rejoined": 8, "columns": 1},
    ),
    "entity": (
        ENTITIES,
        ['Tom & Ines said the price of 5 crowns would stay, "as long as it can", &such; and ’ too.'],
        {"entity": 5},  # "&such;" is none; and the no-break space is an entity, no white space to be mended
    ),
    "mojibake": (
        MOJIBAKE,
        ["Der Bürgermeister sagte, dass die Fähre wieder fährt, also “ab sofort”, wie es im Rathaus heißt."],
        {"mojibake": 6},  # ü, ä twice, two quotation marks, ß
    ),
    "invisible": (f"{BROKEN} ten\u200bants, {REST}", [f"{BROKEN} tenants, {REST}"], {"invisible": 1}),
    "presentation": (f"{BROKEN} oﬃce, {REST}", [f"{BROKEN} office, {REST}"], {"presentation": 1}),
    "accent": (f"{BROKEN} cafe\u0301, {REST}", [f"{BROKEN} caf\xe9, {REST}"], {"accent": 1}),
}


@pytest.mark.parametrize("kind", REPAIRS)
def test_each_repair_is_counted_once(kind: str, tmp_path: Path) -> None:
    raw, paragraphs, counts = REPAIRED[kind]
    above, below = PROSE[:2]
    (tmp_path / "a.txt").write_text("\n\n".join([above, raw, below]), "utf-8")
    documents, tables = documents_and_tables(tmp_path)
    assert faults(tables, visible(documents)) == []
    article = tables["articles"].row(0, named=True)
    assert article["body"].split("\n\n") == [above, *paragraphs, below]
    assert {repair["kind"]: repair["count"] for repair in article["repairs"]} == counts


def test_a_run_over_the_samples_keeps_the_promises(tmp_path: Path) -> None:
    tables = check_a_run(ROOT / "data" / "raw", tmp_path / "out")
    # No articles: an empty file, a page that only asks for consent, and a text of nothing but service lines.
    assert (tables["articles"].height, tables["rejects"].height) == (32, 3)


@pytest.mark.corpus
def test_a_run_over_a_corpus_keeps_the_promises(corpus: Path, tmp_path: Path) -> None:
    assert not check_a_run(corpus, tmp_path / "out")["articles"].is_empty()
