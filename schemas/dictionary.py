"""The data dictionary, ``docs/data-dictionary.md``, read off the tables."""

from __future__ import annotations

import pyarrow as pa

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


def page() -> str:
    """The whole dictionary as Markdown."""
    contents = "\n".join(f"- [`{table.name}`](#{table.name}): a row is {table.row}" for table in TABLES.values())
    return "\n".join([_HEAD, contents + "\n", *(_section(table) for table in TABLES.values())])


def _section(table: Table) -> str:
    rows = "\n".join(f"| {' | '.join(_cell(text) for text in _row(column))} |" for column in table.columns)
    return f"""\
## {table.name}

A row is {table.row}.

| column | type | null | unit | meaning | limits |
|---|---|---|---|---|---|
{rows}
"""


def _row(column: Column) -> tuple[str, ...]:
    null = "yes" if column.null else ""
    return f"`{column.name}`", _type(column.type), null, column.unit or "", column.meaning, _limits(column)


def _limits(column: Column) -> str:
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


def _type(kind: pa.DataType) -> str:
    """The type as analysts say it; a question mark after a field that may be null."""
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        fields = (f"{field.name} {_type(field.type)}{'?' if field.nullable else ''}" for field in kind)
        return f"struct ({', '.join(fields)})"
    if pa.types.is_timestamp(kind):
        return "timestamp, UTC"
    names = {pa.large_binary(): "binary", pa.date32(): "date", pa.float64(): "double", pa.bool_(): "boolean"}
    return names.get(kind, str(kind))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
