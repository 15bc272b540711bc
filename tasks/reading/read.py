"""Raw files to documents: unpack, decode, or refuse with a reason.

Every raw document becomes exactly one row, whatever is wrong with it: a refusal is a value. Containers are streamed
line by line. What is held at once is bounded by `part_bytes`, by `document_bytes` and, for one huge document, `KEPT`.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any, BinaryIO, cast

import polars as pl
import pyarrow as pa

from schemas.frames import ReadDocuments
from tasks.reading.decode import BOMS, Decoded, Refusal, decode_bytes, judged, sound
from tasks.reading.discover import KINDS, as_text, kind_of, weight

DOCUMENTS = ReadDocuments.columns_and_types()

KEPT = 512 << 20  # bytes: of a document above it not even the raw bytes are kept
OVERHEAD = 512  # bytes: what a row costs beside its raw bytes, so that millions of short lines end a part too

# 2025, 03, 2025-03-05, 20250305, 2025_03, W09, 2025-Q1, 2025-03-05T10, month=03
_DATE = re.compile(r"(?i)(?:\w+=)?(?=\D{0,2}\d)(?:[\d ._:-]|[wq](?=\d)|(?<=\d)t(?=\d)|(?<=\d)z)+")
_SAID = {"url": "url", "title": "title", "published": "published", "publisher": "source"}

Row = dict[str, Any]


def is_raw(name: str) -> bool:
    """Whether a file of this name is read; any other is a reject, `unsupported`.

    >>> is_raw("a/b.JSONL.gz"), is_raw("a/b.pdf")
    (True, False)
    """
    return kind_of(name)[0] is not None


def read_documents(
    raw: Path, names: Sequence[str], *, part_bytes: int = 32 << 20, document_bytes: int = 16 << 20
) -> Iterator[ReadDocuments]:
    """Read the named files, relative to the folder `raw`, in order, as frames of `DOCUMENTS`.

    A frame holds about `part_bytes` of raw bytes (`weight`), or one larger document. A document above `document_bytes`
    is a reject, `too_large`. Nothing in the data raises.
    """
    rows: list[Row] = []
    size = 0
    for name in names:
        for row in _rows(raw / name, name, document_bytes):
            cost = weight(len(row["raw"]), row["media"]) + OVERHEAD
            if rows and size + cost > part_bytes:
                part = ReadDocuments.of(pl.DataFrame(rows, schema=DOCUMENTS))
                rows, size = [], 0
                yield part
            rows.append(row)
            size += cost
    if rows:
        yield ReadDocuments.of(pl.DataFrame(rows, schema=DOCUMENTS))


def outlet_folder(name: str) -> str | None:
    """The nearest folder above a file, within the raw folder, whose name is no date or number.

    >>> outlet_folder("daily-owl/2025/03/05/a.txt")
    'daily-owl'
    """
    above = reversed(PurePosixPath(name).parts[:-1])
    return next((part for part in above if not _DATE.fullmatch(part)), None)


def _rows(file: Path, name: str, limit: int) -> Iterator[Row]:
    """All documents of one file."""
    kind, packing = kind_of(name)
    path = as_text(name)
    where: Row = {"path": path, "folder": outlet_folder(path), "media": None if kind == "lines" else kind}
    try:
        if not S_ISREG(file.stat().st_mode):
            raise OSError("not a regular file")
        yield from _content(file, where, kind, packing, limit)
    except OSError as error:
        yield _row(where, b"", Refusal("unreadable", error.strerror or str(error)))


def _content(file: Path, where: Row, kind: str | None, packing: str | None, limit: int) -> Iterator[Row]:
    """The documents of a file that is there; after what could be unpacked of a damaged archive, the archive."""
    try:
        with file.open("rb") as packed:
            stream = _unpacked(packed, packing)
            if kind == "lines":
                yield from _lines(stream, where, limit)
            elif kind:
                yield _document(where, _take(stream, KEPT), limit, html=kind == "html")
            else:
                yield _kept(where, _take(stream, limit), Refusal("unsupported", f"newsmill reads {' '.join(KINDS)}"))
    except OSError as error:
        if error.errno is not None:
            raise
        with file.open("rb") as packed:  # an error of Arrow's: the archive is to blame, not the disk
            yield _kept(where, _take(packed, KEPT), Refusal("damaged", str(error)))


def _unpacked(packed: BinaryIO, packing: str | None) -> io.BufferedReader:
    """The stream's content. Arrow unpacks because it refuses archives that end early; zstandard's reader takes them."""
    if packing is None:
        return cast(io.BufferedReader, packed)
    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), packing), 1 << 16)


def _take(stream: BinaryIO, limit: int) -> bytes | None:
    """All that is left of a stream, or None if that is more than `limit` bytes."""
    chunks: list[bytes] = []
    while chunk := stream.read(1 << 20):
        limit -= len(chunk)
        if limit < 0:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


@contextmanager
def _readline(stream: io.BufferedReader) -> Iterator[Callable[[int], bytes]]:
    """What gives a container's next line, up to so many bytes of it, in UTF-8 and without BOM.

    A container in UTF-16 or UTF-32 is recoded; what does not decode becomes `\\x..`, which no JSON string allows.
    """
    head = stream.peek(4)
    encoding = next((codec for bom, codec in BOMS.items() if head.startswith(bom)), "utf-8")
    if encoding in ("utf-16", "utf-32"):
        recoded = io.TextIOWrapper(stream, encoding, "backslashreplace", "\n")
        try:
            yield lambda most: recoded.readline(most).encode()
        finally:
            recoded.detach()
    else:
        stream.read(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        yield stream.readline


def _split(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """A container's lines, without their ends; None for one that is too long to hold."""
    with _readline(stream) as readline:
        while line := readline(KEPT + 1):
            if len(line) <= KEPT:
                yield line.rstrip(b"\r\n")
                continue
            yield None
            while line and not line.endswith(b"\n"):
                line = readline(1 << 20)


def _lines(stream: io.BufferedReader, where: Row, limit: int) -> Iterator[Row]:
    """The documents of a JSON Lines container; a line's bytes are without its end, and blank lines are none."""
    empty = True
    for number, raw in enumerate(_split(stream), 1):
        if raw is None or raw.strip():
            empty = False
            yield _document(where | {"path": f"{where['path']}#{number}"}, raw, limit, line=True)
    if empty:
        yield _row(where, b"", Refusal("empty", "no line in it"))


def _document(where: Row, raw: bytes | None, limit: int, *, html: bool = False, line: bool = False) -> Row:
    """One document: a file's content, or a JSON line."""
    if raw is None or len(raw) > limit:
        return _kept(where, raw, Refusal("too_large", f"above the limit of {limit} bytes for one document"))
    outcome = decode_bytes(raw, html=html)
    if line and isinstance(outcome, Decoded):
        return _line(where, raw, outcome)
    return _row(where, raw, outcome)


def _line(where: Row, raw: bytes, line: Decoded) -> Row:
    """A JSON line's document.

    A page is preferred to a text beside it: the text was made from the page by a tool we do not know, and cannot be
    traced; the page also says its title, its date and its address.
    """
    try:
        said = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return _row(where, raw, Refusal("invalid_json", str(error)))
    if not isinstance(said, Mapping):
        return _row(where, raw, Refusal("no_text", f"a JSON {type(said).__name__}, not an object"))
    where = where | {
        column: sound(value)[0].strip() or None
        for column, key in _SAID.items()
        if isinstance(value := said.get(key), str)
    }
    given = [media for media in ("html", "text") if isinstance(said.get(media), str)]
    if not given:
        return _row(where, raw, Refusal("no_text", 'no string under "text" or "html"'))
    media = next((media for media in given if said[media].strip()), given[0])
    text, lone = sound(said[media])
    note = f"{line.encoding}, {lone} lone surrogates as U+FFFD" if lone else line.encoding
    return _row(where | {"media": media}, raw, judged(text, note))


def _kept(where: Row, raw: bytes | None, refusal: Refusal) -> Row:
    """A reject with its raw bytes, or without them where they are too many to hold."""
    if raw is None:
        return _row(where, b"", refusal._replace(detail=f"{refusal.detail}; too many bytes to keep"))
    return _row(where, raw, refusal)


def _row(where: Row, raw: bytes, outcome: Decoded | Refusal) -> Row:
    """One row of documents; what it does not name is null."""
    return {**where, "raw_sha256": sha256(raw).hexdigest(), "raw": raw, **outcome._asdict()}
