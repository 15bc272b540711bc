"""From polars, which newsmill computes in, to Arrow, whose schemas it promises.

Arrays and scalars are made by polars: pyarrow imports pandas before it makes one, which takes 0.3 s in every process.
"""

from __future__ import annotations

from functools import cache

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import OF_SENTENCES, TABLES, Table


class ConformError(ValueError):
    """A frame is not what its table's declaration says; the message names table and column."""


@cache
def empty(table: str) -> pl.DataFrame:
    """A frame without rows, with the columns and polars types of `table`."""
    return pl.DataFrame(schema=pl.Schema(TABLES[table].schema))


@cache
def in_part(table: str) -> pl.Schema:
    """The columns of `table` while a part is milled: `doc`, the document's row in its part, in place of `article_id`.

    >>> in_part("citations").names()[:3]
    ['doc', 'paragraph', 'start']
    """
    declared = empty(table).schema
    return pl.Schema({"doc": pl.UInt32()} | {name: declared[name] for name in declared if name != "article_id"})


@cache
def before_sentences(table: str) -> pl.Schema:
    """The columns of `in_part` without those that say in which sentence a row stands."""
    return pl.Schema({name: kind for name, kind in in_part(table).items() if name not in OF_SENTENCES})


def identity(table: Table) -> tuple[str, ...]:
    """The columns by which a person finds a row: the table's keys, or its article and where it starts there."""
    names = [c.name for c in table.columns]
    place = "raw_start" if "raw_start" in names else "start"
    return tuple(c.name for c in table.columns if c.key) or ("article_id", place)


def reference(table: Table, name: str) -> pl.Expr:
    """The values that an expectation means by `name`: a column, the length of its values, or a field of a struct.

    `words` is the column itself, `body.length` the length of each value (code points of a string, bytes of a
    binary, items of a list) and `dateline.place` one field of a struct.

    Raises:
        KeyError: the table has no such column, or the column has no such field or no length.
    """
    column, _, part = name.partition(".")
    types = {c.name: c.type for c in table.columns}
    if column not in types:
        raise KeyError(f"{table.name} has no column {column!r}")
    value, kind = pl.col(column), types[column]
    if not part:
        return value
    if pa.types.is_struct(kind) and kind.get_field_index(part) >= 0:
        return value.struct.field(part)
    if part == "length" and pa.types.is_string(kind):
        return value.str.len_chars().cast(pl.Int64)
    if part == "length" and pa.types.is_large_binary(kind):
        return value.bin.size().cast(pl.Int64)
    if part == "length" and pa.types.is_list(kind):
        return value.list.len().cast(pl.Int64)
    raise KeyError(f"{table.name}.{column} ({kind}) has no {part!r}")


def conform(frame: pl.DataFrame, table: str) -> pa.Table:
    """Make a frame an Arrow table of exactly the declared schema, columns in declared order.

    Raises:
        ConformError: a column is missing or not declared, a value does not fit its type, or there is a null where
            none may be (also inside lists and structs). pyarrow itself would let such nulls through.
    """
    declared = TABLES[table]
    names = [column.name for column in declared.columns]
    if missing := [name for name in names if name not in frame.columns]:
        raise ConformError(f"{table}: column {', '.join(missing)} is missing; add it to the step that makes the table")
    if extra := [name for name in frame.columns if name not in names]:
        raise ConformError(
            f"{table}: column {', '.join(extra)} is not declared; declare it in schemas/tables.py or drop it"
        )
    arrays = []
    for field in declared.schema:
        where = f"{table}.{field.name}"
        try:
            values = frame[field.name].cast(empty(table).schema[field.name]).to_arrow()
            arrays.append(_as_declared(values, field, where))
        except (pl.exceptions.PolarsError, pa.ArrowException) as error:
            raise ConformError(f"{where}: {frame.schema[field.name]} does not fit {field.type}: {error}") from error
    return pa.Table.from_arrays(arrays, schema=declared.schema)


def _as_declared(values: pa.Array, field: pa.Field, where: str) -> pa.Array:
    """`values` with the field's exact type, its nested fields' nullability included."""
    if values.null_count and not field.nullable:
        row = pc.index(values.is_null(), True).as_py()
        raise ConformError(
            f"{where}: null in {values.null_count} of {len(values)} values, first at {row}; it may not be null"
        )
    if pa.types.is_list(field.type):
        items = _as_declared(values.flatten(), field.type.value_field, f"{where}[]")
        # Offsets are computed again: those of a slice, or of a null list, may not fit the flattened items.
        ends = pl.Series(pc.list_value_length(values), dtype=pl.Int32).fill_null(0).cum_sum()
        offsets = pl.concat([pl.Series([0], dtype=pl.Int32), ends]).to_arrow()
        return pa.ListArray.from_arrays(
            offsets, items, type=field.type, mask=values.is_null() if values.null_count else None
        )
    if pa.types.is_struct(field.type):
        there = values.is_valid()
        parts = []
        for part, inner in zip(field.type, values.flatten(), strict=True):
            if not part.nullable:
                # A null struct has no fields, but Parquet's writer wants values even there (and does not write them).
                inner = pc.if_else(there, inner, pl.Series([0]).to_arrow().cast(inner.type)[0])
            parts.append(_as_declared(inner, part, f"{where}.{part.name}"))
        return pa.StructArray.from_arrays(parts, fields=list(field.type), mask=pc.invert(there))
    return values.cast(field.type)
