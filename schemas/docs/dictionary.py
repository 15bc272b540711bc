"""The data dictionary, ``docs/data-dictionary.md``, made from the declarations in ``schemas/tables.py``."""

from __future__ import annotations

import pyarrow as pa

from schemas.docs.markdown import format_table
from schemas.tables import TABLES, Column, Table

_HEAD = """\
# Data dictionary

<!-- Made by `newsmill docs` from schemas/tables.py: change it there. -->

All tables are Parquet files, compressed with zstd, under `data/processed/<table>/`.

- **Offsets** count Unicode code points from 0 and are half open: `text[start:end]` in Python. `raw_start` and `raw_end`
  point into the decoded raw text (for a page, its visible text), `start` and `end` into `articles.body`.
- **Paragraphs** in a body are joined by a blank line.
- **Ids** are strings. `article_id` joins every table to `articles`; it stays the same as long as the raw document's
  path and bytes do.
- **Null** means not known: newsmill does not guess. A string is never empty; a list may be.
- Every character of the raw text that is not white space lies in exactly one span of `paragraphs` or of `removals`, and
  every raw document is exactly one row of `articles` or of `rejects`.
"""

_COLUMNS = ("column", "type", "null", "unit", "meaning", "limits")


def make_page() -> str:
    """Make the whole dictionary, in Markdown: one section per table, one row per column."""
    contents = "\n".join(f"- [`{table.name}`](#{table.name}): a row is {table.row}" for table in TABLES.values())
    return "\n".join([_HEAD, contents + "\n", *map(_section_of_table, TABLES.values())])


def _section_of_table(table: Table) -> str:
    rows = format_table(_COLUMNS, map(_row_of_column, table.columns))
    return f"## {table.name}\n\nA row is {table.row}.\n\n{rows}\n"


def _row_of_column(column: Column) -> tuple[str, ...]:
    null = "yes" if column.null else ""
    kind, limits = _name_of_type(column.type), _limits_of_column(column)
    return f"`{column.name}`", kind, null, column.unit or "", column.meaning, limits


def _limits_of_column(column: Column) -> str:
    limits = ["unique"] if column.key else []
    if column.values:
        limits.append("one of " + ", ".join(f"`{value}`" for value in column.values))
    if column.pattern:
        limits.append(f"matches `{column.pattern}`")
    if column.low is not None and column.high is not None:
        limits.append(f"{column.low:g} to {column.high:g}")
    elif column.low is not None:
        limits.append(f"at least {column.low:g}")
    elif column.high is not None:
        limits.append(f"at most {column.high:g}")
    return "; ".join(limits)


def _name_of_type(kind: pa.DataType) -> str:
    """The type as analysts call it; a question mark after a field that may be null."""
    if pa.types.is_list(kind):
        return f"list of {_name_of_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        fields = (f"{field.name} {_name_of_type(field.type)}{'?' if field.nullable else ''}" for field in kind)
        return f"struct ({', '.join(fields)})"
    if pa.types.is_timestamp(kind):
        return "timestamp, UTC"
    names = {pa.large_binary(): "binary", pa.date32(): "date", pa.float64(): "double", pa.bool_(): "boolean"}
    return names.get(kind, str(kind))
