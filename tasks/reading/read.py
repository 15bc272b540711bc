"""Reads raw files to documents: unpacks and decodes them, or refuses them with a reason.

Every raw document becomes exactly one row, whatever is wrong with it: a refusal is a value. Containers are streamed
line by line. Memory is bounded by `part_bytes`, by `document_bytes` and, for one huge document, by `KEPT_BYTES`.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO, cast

import polars as pl
import pyarrow as pa

from schemas.frames import ReadDocuments
from tasks.reading.away import stop_if_away
from tasks.reading.decode import BOMS, Decoded, Refusal, decode_bytes, judge_text, replace_lone_surrogates
from tasks.reading.files import KINDS, as_text, kind_of, weight_of
from tasks.reading.markup import holds_markup, unescape_text, with_breaks, without_markup
from tasks.reading.sources import outlet_folder

DOCUMENTS = ReadDocuments.columns_and_types()

# Set by hand.
KEPT_BYTES = 512 << 20  # of a larger document not even the raw bytes are kept
ROW_BYTES = 512  # what a row costs beside its raw bytes, so that millions of short lines end a part too
CHUNK_BYTES = 1 << 20
UNPACKED_BUFFER = 1 << 16

# Columns that a JSON line may give, by column: its key.
KEYS = {"url": "url", "title": "title", "published": "published", "publisher": "source"}

Row = dict[str, Any]


def read_documents(
    raw: Path, names: Sequence[str], *, part_bytes: int = 32 << 20, document_bytes: int = 16 << 20
) -> Iterator[ReadDocuments]:
    """Read files to frames of documents, part by part. Nothing in the data raises.

    Args:
        raw: the raw folder.
        names: the files, relative to `raw`; documents come in this order.
        part_bytes: about how much raw text a frame holds (`files.weight_of`), unless it is one larger document.
        document_bytes: the most that a document may have; a larger one is a reject, `too_large`.

    Raises:
        AwayError: the share or disk of the files is away.
    """
    rows: list[Row] = []
    size = 0
    for name in names:
        for row in _documents_of_file(raw / name, name, document_bytes):
            cost = weight_of(len(row["raw"]), row["media"]) + ROW_BYTES
            if rows and size + cost > part_bytes:
                part = ReadDocuments.of(pl.DataFrame(rows, schema=DOCUMENTS))
                rows, size = [], 0
                yield part
            rows.append(row)
            size += cost
    if rows:
        yield ReadDocuments.of(pl.DataFrame(rows, schema=DOCUMENTS))


def _documents_of_file(file: Path, name: str, limit: int) -> Iterator[Row]:
    """All documents of a file; a file that cannot be opened is one."""
    kind, packing = kind_of(name)
    path = as_text(name)
    origin: Row = {"path": path, "folder": outlet_folder(path), "media": None if kind == "lines" else kind}
    try:
        if not S_ISREG(file.stat().st_mode):
            raise OSError("not a regular file")
        yield from _documents_inside(file, origin, kind, packing, limit)
    except OSError as error:
        stop_if_away(error, file)
        yield _row(origin, b"", Refusal("unreadable", error.strerror or str(error)))


def _documents_inside(file: Path, origin: Row, kind: str | None, packing: str | None, limit: int) -> Iterator[Row]:
    """The documents in a file that can be opened; of a damaged archive, those before the damage and the archive."""
    try:
        with file.open("rb") as packed:
            stream = _unpacked_stream(packed, packing)
            if kind == "lines":
                yield from _documents_of_container(stream, origin, limit)
            elif kind:
                yield _document_of_bytes(origin, _bytes_up_to(stream, KEPT_BYTES), limit, html=kind == "html")
            else:
                refusal = Refusal("unsupported", f"newsmill reads {' '.join(KINDS)}")
                yield _reject(origin, _bytes_up_to(stream, limit), refusal)
    except OSError as error:
        if error.errno is not None:
            raise
        with file.open("rb") as packed:  # an error of Arrow's: the archive is to blame, not the disk
            yield _reject(origin, _bytes_up_to(packed, KEPT_BYTES), Refusal("damaged", str(error)))


def _unpacked_stream(packed: BinaryIO, packing: str | None) -> io.BufferedReader:
    """The content of a stream. Arrow unpacks: it refuses archives that end early, zstandard's reader accepts them."""
    if packing is None:
        return cast(io.BufferedReader, packed)
    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), packing), UNPACKED_BUFFER)


def _bytes_up_to(stream: BinaryIO, limit: int) -> bytes | None:
    """All that is left of a stream, or None if that is more than `limit` bytes."""
    chunks: list[bytes] = []
    while chunk := stream.read(CHUNK_BYTES):
        limit -= len(chunk)
        if limit < 0:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


@contextmanager
def _line_reader(stream: io.BufferedReader) -> Iterator[Callable[[int], bytes]]:
    r"""A function that gives a container's next line, or a given number of bytes of it, in UTF-8 and without BOM.

    A container in UTF-16 or UTF-32 is recoded. Bytes that do not decode become ``\x..``, which no JSON string allows.
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


def _lines_of_container(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """The lines of a container, without their ends; None for a line that is too long to hold."""
    with _line_reader(stream) as read_line:
        while line := read_line(KEPT_BYTES + 1):
            if len(line) <= KEPT_BYTES:
                yield line.rstrip(b"\r\n")
                continue
            yield None
            while line and not line.endswith(b"\n"):
                line = read_line(CHUNK_BYTES)


def _documents_of_container(stream: io.BufferedReader, origin: Row, limit: int) -> Iterator[Row]:
    """The documents of a JSON Lines container: one for each line that is not blank, with its bytes."""
    empty = True
    for number, line in enumerate(_lines_of_container(stream), 1):
        if line is None or line.strip():
            empty = False
            yield _document_of_bytes(origin | {"path": f"{origin['path']}#{number}"}, line, limit, json_line=True)
    if empty:
        yield _row(origin, b"", Refusal("empty", "no line in it"))


def _document_of_bytes(
    origin: Row, raw: bytes | None, limit: int, *, html: bool = False, json_line: bool = False
) -> Row:
    """The document of a file's content or of a JSON line; None for the bytes if they are too many to hold."""
    if raw is None or len(raw) > limit:
        return _reject(origin, raw, Refusal("too_large", f"above the limit of {limit} bytes for one document"))
    outcome = decode_bytes(raw, html=html)
    if json_line and isinstance(outcome, Decoded):
        return _document_of_line(origin, raw, outcome)
    return _row(origin, raw, outcome)


def _document_of_line(origin: Row, raw: bytes, line: Decoded) -> Row:
    """The document of a decoded JSON line.

    A page is preferred to a text beside it: an unknown tool made the text from the page, so it cannot be traced. And
    the page also gives its title, its date and its address. A text that holds markup is a page.
    """
    try:
        record = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return _row(origin, raw, Refusal("invalid_json", str(error)))
    if not isinstance(record, Mapping):
        return _row(origin, raw, Refusal("no_text", f"a JSON {type(record).__name__}, not an object"))
    origin = origin | {
        column: without_markup(replace_lone_surrogates(value)[0].strip()) or None
        for column, key in KEYS.items()
        if isinstance(value := record.get(key), str)
    }
    given = [media for media in ("html", "text") if isinstance(record.get(media), str)]
    if not given:
        return _row(origin, raw, Refusal("no_text", 'no string under "text" or "html"'))
    media = next((media for media in given if record[media].strip()), given[0])
    text, lone = replace_lone_surrogates(record[media])
    if media == "text" and holds_markup(text := unescape_text(text)):
        media, text = "html", with_breaks(text)
    encoding = f"{line.encoding}, {lone} lone surrogates as U+FFFD" if lone else line.encoding
    return _row(origin | {"media": media}, raw, judge_text(text, encoding))


def _reject(origin: Row, raw: bytes | None, refusal: Refusal) -> Row:
    """The row of a refused document, with its raw bytes unless they are too many to hold."""
    if raw is None:
        return _row(origin, b"", refusal._replace(detail=f"{refusal.detail}; too many bytes to keep"))
    return _row(origin, raw, refusal)


def _row(origin: Row, raw: bytes, outcome: Decoded | Refusal) -> Row:
    """The row of a document; columns that it does not name are null."""
    return {**origin, "raw_sha256": sha256(raw).hexdigest(), "raw": raw, **outcome._asdict()}
