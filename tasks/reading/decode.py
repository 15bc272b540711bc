"""Bytes to text: the encoding that a document is in, or why it is none that can be read."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import chardet

from schemas.tables import Reason

BOMS = {  # UTF-32 first: its little-endian mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MAGIC = re.compile(
    rb"%PDF-|\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}W|PK\x03\x04|\x1f\x8b|\x28\xb5\x2f\xfd|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!"
    rb"|\x7fELF|\xd0\xcf\x11\xe0|SQLite format|PAR1"
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_CUT_SHORT = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}

# What is detected: the code pages that news was written in.
_LEGACY = (
    "cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "cp1253",
    "iso8859-7", "cp1256", "cp1255", "cp874", "cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949",
)  # fmt: skip
# What may be declared: more than is worth guessing, and no codec that is none of text.
_DECLARABLE = {
    *_LEGACY, *(f"iso8859-{part}" for part in (3, 4, 6, 8, 10, 13, 14, 15, 16)),
    "cp950", "cp1258", "mac-roman", "mac-cyrillic", "iso2022_jp",
}  # fmt: skip
# What pages mean by a label, as browsers read it (WHATWG Encoding): mostly the Windows superset. By Python's names.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "cp31j": "cp932",
    "euc_kr": "cp949", "euc_jp": "euc_jis_2004",
}  # fmt: skip
_LABEL = re.compile(rb"""(?i)(?:^\s*<\?xml[^>]*\bencoding|<meta[^>]*\bcharset)\s*=\s*["']?\s*([\w.:-]+)""")
_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>")
# The detector's confidence: noise was seen to reach .061, and a text of 60 letters never less than .099.
_DOUBT = 0.065

_LONE = re.compile("[\ud800-\udfff]")
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


_EMPTY = Refusal("empty", "no character but white space")


def decode_bytes(raw: bytes, *, html: bool = False) -> Decoded | Refusal:
    """The text of a document's bytes, without BOM, or why there is none.

    What counts, in order: a BOM; NULs as UTF-16 has them; strict UTF-8; what a page declares; UTF-8 with a few stray
    bytes; what a library detects. Two flaws are let pass, and `encoding` says so:

    - the last character is cut short: U+FFFD stands for its stump;
    - bytes that are no UTF-8, in a text that otherwise is: read as windows-1252, which they nearly always are, one
      character for each byte, so that none is lost. To each there must be two whole characters beyond ASCII; legacy
      texts were seen to have .4 by chance.
    """
    if not raw or raw.isspace():
        return _EMPTY
    if magic := _MAGIC.match(raw):
        return Refusal("binary", f"begins like a binary file: {magic[0]!r}")
    bom = next((codec for mark, codec in BOMS.items() if raw.startswith(mark)), None)
    if codec := bom or _wide(raw):
        read = _strict(raw, codec) or (_strayed(raw[3:]) if codec == "utf-8-sig" else None)
        unread = Refusal("undecodable" if bom else "binary", f"is no {codec}, though it begins so")
    elif refusal := _binary(raw):
        return refusal
    else:
        read = (
            (_strict(raw, "iso2022_jp") if b"\x1b$" in raw else None)
            or _strict(raw, "utf-8")
            or (_declared(raw) if html else None)
            or _strayed(raw)
            or _detected(raw, html=html)
        )
        unread = Refusal("undecodable", "no encoding fits; save the file as UTF-8")
    return judged(*read) if read else unread


def judged(text: str, encoding: str) -> Decoded | Refusal:
    """A text that was read, or why it is none: nothing to see in it, or it is a binary file's."""
    if not text or text.isspace():
        return _EMPTY
    return _binary(text.encode()) or Decoded(text, encoding)


def sound(text: str) -> tuple[str, int]:
    """A string that has a UTF-8 form, U+FFFD for each half of a broken pair that JSON let in, and how many it took."""
    return _LONE.subn("\ufffd", text)


def _binary(raw: bytes) -> Refusal | None:
    """Whether there are NULs, or many other control characters."""
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
        if error.reason not in _CUT_SHORT or error.start == 0 or one:
            return None
        return Decoded(raw[: error.start].decode(codec) + "\ufffd", f"{codec}, last character cut short")


def _strayed(raw: bytes) -> Decoded | None:
    """UTF-8 with stray bytes in it, each read as windows-1252."""
    text = raw.decode(errors="surrogateescape")
    strays = len(_LONE.findall(text))
    if len(text) - len(text.encode("ascii", "ignore")) < 3 * strays:  # the strays themselves, and two whole to each
        return None
    return Decoded(text.translate(_STRAYS), f"utf-8, {strays} stray bytes as windows-1252")


def _declared(raw: bytes) -> Decoded | None:
    """By what a page declares near its top, as browsers understand the label."""
    if not (found := _LABEL.search(raw[:4096])):
        return None
    label = found[1].decode("ascii", "ignore").lower().removeprefix("x-").replace("windows-", "cp")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = label
    codec = _MEANT.get(name, name)
    return _strict(raw, codec) if codec in _DECLARABLE else None


def _detected(raw: bytes, *, html: bool) -> Decoded | None:
    """By the legacy encoding that a library finds in it; by windows-1252 where it finds next to nothing."""
    seen = _MARKUP.sub(b" ", raw) if html else raw
    sample = b" " + (raw if seen.isascii() else seen)  # not "BMW" or "ID3" first: it would see a picture, or a song
    found = chardet.detect(sample, include_encodings=_LEGACY, compat_names=False, max_bytes=len(sample))
    codec = found["encoding"] if found["confidence"] > _DOUBT else "cp1252"
    # Big5 of Taiwan and of Hong Kong look the same to it; where both read a text, the first is far more common.
    return (_strict(raw, "cp950") if codec == "big5hkscs" else None) or _strict(raw, codec or "cp1252")
