"""Tables in the Markdown pages that newsmill makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def format_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write a table, one line per row; cells are Markdown, escaped so that each stays in its cell.

    >>> print(format_table(["sign", "means"], [["`|`", "either"]]))
    | sign | means |
    |---|---|
    | `\|` | either |
    """
    lines = [_format_row(head), f"|{'---|' * len(head)}", *map(_format_row, rows)]
    return "\n".join(lines)


def format_code(text: str) -> str:
    """Write a text as code, between two ticks where it holds one itself.

    >>> format_code("a|b"), format_code("a`b")
    ('`a|b`', '`` a`b ``')
    """
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _format_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_escape_cell, cells))} |"


def _escape_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")
