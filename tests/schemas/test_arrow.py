"""Frames that conform to a declared table, and columns by the names that expectations have for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.arrow import ConformError, conform, empty, identity, reference
from schemas.tables import TABLES
from tests.conftest import modules_after

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


def values_of_type(kind: pa.DataType, null: bool) -> st.SearchStrategy[Any]:
    """Any value of a declared type."""
    if pa.types.is_list(kind):
        some: st.SearchStrategy[Any] = st.lists(values_of_type(kind.value_type, kind.value_field.nullable), max_size=3)
    elif pa.types.is_struct(kind):
        some = st.fixed_dictionaries({field.name: values_of_type(field.type, field.nullable) for field in kind})
    else:
        some = SCALARS[kind]
    return st.none() | some if null else some


def frames_of_table(table: str) -> st.SearchStrategy[pl.DataFrame]:
    """Frames of up to four rows, in the polars types of a table."""
    rows = st.fixed_dictionaries(
        {field.name: values_of_type(field.type, field.nullable) for field in TABLES[table].schema}
    )
    return st.lists(rows, max_size=4).map(lambda rows: pl.DataFrame(rows, schema=empty(table).schema))


def row_of_table(table: str, **changes: Any) -> pl.DataFrame:
    """One row of a table, null wherever it may be."""
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
@settings(max_examples=25)
@given(data=st.data())
def test_what_conforms_is_the_frame_in_the_declared_schema_and_parquet_takes_it(
    table: str, data: st.DataObject
) -> None:
    frame = data.draw(frames_of_table(table))
    arrow = conform(frame, table)
    arrow.validate(full=True)
    assert arrow.schema.equals(TABLES[table].schema, check_metadata=True)
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink)
    assert pl.DataFrame(pq.read_table(pa.BufferReader(sink.getvalue()))).equals(frame)


def test_no_pandas_is_imported_for_it() -> None:
    """The steps run in several processes, and it would take 0.3 s in each."""
    code = """
from schemas.arrow import conform, empty
from schemas.tables import TABLES
for name in TABLES:
    conform(empty(name), name)
"""
    assert "pandas" not in modules_after(code)


def test_the_order_of_columns_is_the_declared_one() -> None:
    frame = row_of_table("removals")
    assert conform(frame.select(reversed(frame.columns)), "removals").column_names == frame.columns


def test_rows_out_of_the_middle_of_a_frame_conform() -> None:
    captions = [
        None,
        [],
        [{"text": "a", "credit": None}],
        [{"text": "b", "credit": "c"}, {"text": "d", "credit": None}],
    ]
    whole = pl.concat(
        row_of_table("articles", captions=some or [], section=["s"] * n) for n, some in enumerate(captions)
    )
    assert pl.DataFrame(conform(whole[2:], "articles")).equals(whole[2:])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (row_of_table("articles").drop("words"), "articles: column words is missing"),
        (row_of_table("articles").with_columns(tone=1), "articles: column tone is not declared"),
        (row_of_table("articles", body=None), r"articles\.body: null in 1 of 1"),
        (row_of_table("articles", section=["a", None]), r"articles\.section\[\]: null in 1 of 2"),
        (row_of_table("articles", captions=[{"text": None, "credit": "c"}]), r"articles\.captions\[\]\.text: null"),
        (row_of_table("articles", dateline={"text": None, "place": "Lima"}), r"articles\.dateline\.text: null"),
        (row_of_table("articles").with_columns(words=pl.lit("many")), r"articles\.words: String does not fit int64"),
    ],
)
def test_what_does_not_conform_is_named(frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ConformError, match=message):
        conform(frame, "articles")


def test_an_expectation_names_a_column_a_length_or_a_field() -> None:
    frame = row_of_table(
        "articles", title="žába", section=["a", "b"], dateline={"text": "Lima, March 5", "place": "Lima"}
    )
    raw = row_of_table("rejects", raw="žába".encode())

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


def test_a_row_is_found_by_its_keys_or_by_its_place_in_its_article() -> None:
    assert identity(TABLES["articles"]) == ("article_id", "path")
    assert identity(TABLES["removals"]) == ("article_id", "raw_start")
    assert identity(TABLES["quotes"]) == ("article_id", "start")
