"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def align_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Give the lines of a table: the first column is aligned to the left, the others to the right.

    >>> print(*align_table(["step", "ms"], [["read", "1.5"], ["cut", "12"]]), sep="\\n")
    | step |  ms |
    | ---- | --: |
    | read | 1.5 |
    | cut  |  12 |
    """
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    aligned = [[cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])] for cells in (head, rule, *rows)]
    return [f"| {' | '.join(cells)} |" for cells in aligned]
