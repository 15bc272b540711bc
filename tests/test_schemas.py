"""The tables, and what is read off them: schema, suites, dictionary, frames that conform."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import dictionary, suites
from schemas.arrow import ConformError, conform, empty, identity, reference
from schemas.suites import EXPECTATIONS, SuiteError, derived, load
from schemas.tables import TABLES, Column, Table

ROOT = Path(__file__).parent.parent

INT64 = st.integers(-(2**63), 2**63 - 1)
SCALARS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.text(max_size=5),
    pa.int64(): INT64,
    pa.uint64(): st.integers(0, 2**64 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.large_binary(): st.binary(max_size=5),
    pa.date32(): st.dates(),
    pa.timestamp("us", tz="UTC"): st.datetimes(dt.datetime(1900, 1, 1), timezones=st.just(dt.UTC)),
}


def values(kind: pa.DataType, null: bool) -> st.SearchStrategy[Any]:
    """Any value of a declared type."""
    if pa.types.is_list(kind):
        some: st.SearchStrategy[Any] = st.lists(values(kind.value_type, kind.value_field.nullable), max_size=3)
    elif pa.types.is_struct(kind):
        some = st.fixed_dictionaries({field.name: values(field.type, field.nullable) for field in kind})
    else:
        some = SCALARS[kind]
    return st.none() | some if null else some


def frames(table: str) -> st.SearchStrategy[pl.DataFrame]:
    rows = st.fixed_dictionaries({field.name: values(field.type, field.nullable) for field in TABLES[table].schema})
    return st.lists(rows, max_size=4).map(lambda rows: pl.DataFrame(rows, schema=empty(table).schema))


def row(table: str, **changes: Any) -> pl.DataFrame:
    """One row, null wherever it may be."""
    fillers = {
        "string": "x",
        "int64": 1,
        "double": 0.5,
        "large_binary": b"x",
        "timestamp[us, tz=UTC]": dt.datetime.now(dt.UTC),
    }
    filled = {
        field.name: None if field.nullable else [] if pa.types.is_list(field.type) else fillers[str(field.type)]
        for field in TABLES[table].schema
    }
    return pl.DataFrame([filled | changes], schema=empty(table).schema)


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_conforms_is_the_frame_in_the_declared_schema_and_parquet_takes_it(
    table: str, data: st.DataObject
) -> None:
    frame = data.draw(frames(table))
    arrow = conform(frame, table)
    arrow.validate(full=True)
    assert arrow.schema.equals(TABLES[table].schema, check_metadata=True)
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink)
    assert pl.DataFrame(pq.read_table(pa.BufferReader(sink.getvalue()))).equals(frame)


def test_the_order_of_columns_is_the_declared_one() -> None:
    frame = row("removals")
    assert conform(frame.select(reversed(frame.columns)), "removals").column_names == frame.columns


def test_rows_out_of_the_middle_of_a_frame_conform() -> None:
    captions = [
        None,
        [],
        [{"text": "a", "credit": None}],
        [{"text": "b", "credit": "c"}, {"text": "d", "credit": None}],
    ]
    whole = pl.concat(row("articles", captions=some or [], section=["s"] * n) for n, some in enumerate(captions))
    assert pl.DataFrame(conform(whole[2:], "articles")).equals(whole[2:])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (row("articles").drop("words"), "articles: column words is missing"),
        (row("articles").with_columns(tone=1), "articles: column tone is not declared"),
        (row("articles", body=None), r"articles\.body: null in 1 of 1"),
        (row("articles", section=["a", None]), r"articles\.section\[\]: null in 1 of 2"),
        (row("articles", captions=[{"text": None, "credit": "c"}]), r"articles\.captions\[\]\.text: null"),
        (row("articles", dateline={"text": None, "place": "Lima"}), r"articles\.dateline\.text: null"),
        (row("articles").with_columns(words=pl.lit("many")), r"articles\.words: String does not fit int64"),
    ],
)
def test_what_does_not_conform_is_named(frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ConformError, match=message):
        conform(frame, "articles")


def test_an_expectation_names_a_column_a_length_or_a_field() -> None:
    frame = row("articles", title="žába", section=["a", "b"], dateline={"text": "Lima, March 5", "place": "Lima"})
    raw = row("rejects", raw="žába".encode())

    def value(name: str) -> Any:
        return frame.select(reference(TABLES["articles"], name)).item()

    assert value("words") == 1
    assert value("title.length") == 4
    assert value("section.length") == 2
    assert value("dateline.place") == "Lima"
    assert value("agency.length") is None
    assert raw.select(reference(TABLES["rejects"], "raw.length")).item() == 6
    for unknown in ("tone", "words.length", "dateline.weather", "dateline.length"):
        with pytest.raises(KeyError, match="articles"):
            reference(TABLES["articles"], unknown)


def test_a_declaration_implies_its_expectations() -> None:
    table = Table(
        "sightings",
        "a sighting",
        (
            Column("sighting_id", pa.string(), "Id.", pattern=r"^[a-z]$", key=True),
            Column("kind", pa.string(), "Kind.", null=True, values=("owl", "fox")),
            Column("share", pa.float64(), "Share.", low=0, high=1),
            Column("count", pa.int64(), "Count.", null=True, low=1),
            Column("note", pa.string(), "Note.", null=True),
            Column("places", pa.list_(pa.string()), "Places."),
        ),
    )
    suite = derived(table)
    assert suite["name"] == "sightings.derived"
    assert {entry["severity"] for entry in suite["expectations"]} == {"critical"}
    assert [
        (entry["type"].removeprefix("expect_column_values_to_"), entry["kwargs"]) for entry in suite["expectations"]
    ] == [
        ("not_be_null", {"column": "sighting_id"}),
        ("be_unique", {"column": "sighting_id"}),
        ("match_regex", {"column": "sighting_id", "regex": r"^[a-z]\Z"}),
        ("be_in_set", {"column": "kind", "value_set": ["owl", "fox"]}),
        ("not_be_null", {"column": "share"}),
        ("be_between", {"column": "share", "min_value": 0, "max_value": 1}),
        ("be_between", {"column": "count", "min_value": 1}),
        ("be_between", {"column": "note.length", "min_value": 1}),
        ("not_be_null", {"column": "places"}),
    ]


def test_generated_files_are_up_to_date() -> None:
    stale = [path for path, text in suites.generated().items() if (ROOT / path).read_text("utf-8") != text]
    assert not stale, "run: newsmill docs"


def test_no_suite_is_left_of_a_table_that_is_gone() -> None:
    expected = {f"{table}{kind}.json" for table in TABLES for kind in ("", ".derived")}
    assert {file.name for file in EXPECTATIONS.iterdir()} == expected


def test_generated_files_are_written_once(tmp_path: Path) -> None:
    assert sorted(suites.write_generated(tmp_path)) == sorted(suites.generated())
    (tmp_path / "docs/data-dictionary.md").write_text("stale", "utf-8")
    assert suites.write_generated(tmp_path) == ["docs/data-dictionary.md"]
    assert suites.write_generated(tmp_path) == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_dictionary_has_every_column_in_a_row_of_six_cells(table: Table) -> None:
    section = dictionary.page().split(f"\n## {table.name}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in rows] == [column.name for column in table.columns]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_can_be_told_apart_by_its_identity_and_says_if_it_may_be_empty(table: Table) -> None:
    assert set(identity(table)) <= {column.name for column in table.columns}
    rows = [e for e in load(table.name) if e.type == suites.ROW_COUNT]
    assert len(rows) == 1
    assert rows[0].kwargs["min_value"] == (1 if table.name in {"articles", "paragraphs", "runs"} else 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the suites, to be broken."""
    return Path(shutil.copytree(EXPECTATIONS, tmp_path / "expectations"))


def entry(**changes: Any) -> dict[str, Any]:
    whole = {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "text"},
        "severity": "warning",
        "meta": {"why": "For a test."},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (entry(kwargs={"column": "tone"}), "removals has no column 'tone'"),
        (entry(kwargs={"column_A": "raw_end", "column_B": "raw_middle"}), "no column 'raw_middle'"),
        (entry(kwargs={"column_list": ["raw_end", "raw_middle"]}), "no column 'raw_middle'"),
        (entry(severity="grave"), "severity 'grave' is none of"),
        (entry(severity=None), "needs type, kwargs and severity"),
        (entry(meta={}), "say why"),
        (entry(mostly=0.5), "unknown mostly"),
        ("not even an object", "needs type"),
    ],
)
def test_a_wrong_expectation_is_named_with_its_file(folder: Path, changed: Any, message: str) -> None:
    file = folder / "removals.json"
    suite = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(suite | {"expectations": [*suite["expectations"], changed]}), "utf-8")
    with pytest.raises(SuiteError, match=rf"removals\.json: expectation {len(suite['expectations']) + 1}\b.*{message}"):
        load("removals", folder)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("articles.json", "{", "not valid JSON"),
        ("articles.json", "[]", "must hold"),
        ("articles.json", '{"name": "article", "expectations": []}', "must hold"),
        ("articles.json", '{"name": "articles", "expectations": []}', "an empty table would pass"),
        ("articles.json", None, "missing; write one"),
        ("articles.derived.json", None, "missing; run: newsmill docs"),
    ],
)
def test_a_wrong_suite_file_is_an_error(folder: Path, name: str, text: str | None, message: str) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, "utf-8")
    with pytest.raises(SuiteError, match=message):
        load("articles", folder)


def test_the_version_changes_with_any_suite(folder: Path) -> None:
    before = suites.version(folder)
    assert before == suites.version() == suites.version(folder)
    file = folder / "runs.json"
    file.write_text(file.read_text("utf-8").replace("itself", "also"), "utf-8")
    assert suites.version(folder) != before
