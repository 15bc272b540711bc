"""What the name of a raw file says about it, and how a path is written in a table."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "lines", ".ndjson": "lines"}
PACKINGS = {"": None, ".gz": "gzip", ".zst": "zstd"}
# So many bytes of a page cost as much as one of a text: most of a page is markup, which no frame holds. Set by hand.
PAGE_BYTES = 3


def kind_of(name: str) -> tuple[str | None, str | None]:
    """The kind of a file and its packing, by its name.

    Returns:
        The kind is `text`, `html` or `lines` (JSON Lines), or None if newsmill does not read such files. The packing
        is `gzip`, `zstd` or None.

    >>> kind_of("a/b.JSONL.gz"), kind_of("a/b.pdf.gz")
    (('lines', 'gzip'), (None, None))
    """
    path = PurePosixPath(name.lower())
    packing = path.suffix if path.suffix in PACKINGS else ""
    kind = KINDS.get(PurePosixPath(path.name.removesuffix(packing)).suffix)
    return kind, PACKINGS[packing] if kind else None


def is_raw(name: str) -> bool:
    """Whether newsmill reads a file of this name; any other is a reject, `unsupported`.

    >>> is_raw("a/b.JSONL.gz"), is_raw("a/b.pdf")
    (True, False)
    """
    return kind_of(name)[0] is not None


def weight_of(size: int, kind: str | None) -> int:
    """The bytes of text that cost as much work and memory as `size` bytes of this kind.

    >>> weight_of(900, "text"), weight_of(900, "html")
    (900, 300)
    """
    return size // PAGE_BYTES if kind == "html" else size


def as_text(path: str) -> str:
    r"""A path as it is written in tables: file names need not be UTF-8, columns must be.

    >>> as_text("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
