"""Decodes bytes to text, in the encoding that fits them best, or says why they are no text that can be read."""

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
BINARY_START = re.compile(
    rb"%PDF-|\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}W|PK\x03\x04|\x1f\x8b|\x28\xb5\x2f\xfd|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!"
    rb"|\x7fELF|\xd0\xcf\x11\xe0|SQLite format|PAR1"
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
FEW_CONTROLS = 5  # NULs among them; set by hand
SHORT_SHARE = 20  # a text of a few bytes may have one in so many
CUT_SHORT = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}  # Python's reasons

# Encodings that are detected: the code pages that news was written in.
LEGACY = (
    "cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "cp1253",
    "iso8859-7", "cp1256", "cp1255", "cp874", "cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949",
)  # fmt: skip
# Encodings that may be declared: more than are worth guessing, and no codec that is not of text.
DECLARABLE = {
    *LEGACY, *(f"iso8859-{part}" for part in (3, 4, 6, 8, 10, 13, 14, 15, 16)),
    "cp950", "cp1258", "mac-roman", "mac-cyrillic", "iso2022_jp",
}  # fmt: skip
# The encoding that pages mean by a label, as browsers read it (WHATWG Encoding): mostly the Windows superset. Both by
# Python's names. The library webencodings would not replace this: for ten labels in Chinese and Japanese it takes a
# smaller codec than we do, and it does not know 198 spellings that Python's lookup accepts ("latin9", "iso8859_1").
MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "cp31j": "cp932",
    "euc_kr": "cp949", "euc_jp": "euc_jis_2004",
}  # fmt: skip
LABEL = re.compile(rb"""(?i)(?:^\s*<\?xml[^>]*\bencoding|<meta[^>]*\bcharset)\s*=\s*["']?\s*([\w.:-]+)""")
LABEL_BYTES = 4_096  # from the start of a page: where its label is looked for
MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>")
# The detector's confidence: noise was seen to reach .061, and a text of 60 letters never less than .099.
DOUBT = 0.065

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# The characters of stray bytes, which Python decodes to lone surrogates, in windows-1252. Five bytes are unassigned
# there; browsers read them as control characters.
STRAYS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
STRAYS |= {0xDC00 + byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
WHOLE_TO_A_STRAY = 2  # characters beyond ASCII: legacy texts were seen to have .4 that look whole by chance


class Decoded(NamedTuple):
    """A text, and how its bytes were read."""

    text: str
    encoding: str


class Refusal(NamedTuple):
    """Why there is no text."""

    reason: Reason
    detail: str


EMPTY = Refusal("empty", "no character but white space")


def decode_bytes(raw: bytes, *, html: bool = False) -> Decoded | Refusal:
    """Decode a document's bytes to a text without BOM, or say why they are none.

    These count, in order: a BOM; NULs where UTF-16 has them; strict UTF-8; the encoding that a page declares; UTF-8
    with a few stray bytes; the encoding that chardet detects. Two flaws are accepted, and `encoding` names them:

    - the last character is cut short: its stump is read as U+FFFD;
    - some bytes are no UTF-8 in a text that otherwise is: each is read as windows-1252, which it nearly always is, so
      that none is lost. There must be two whole characters beyond ASCII for each of them.

    Args:
        raw: the bytes, unpacked.
        html: whether they are a page: it may declare its encoding, and only its visible text shows it.

    >>> decode_bytes("Straße".encode("cp1252"))
    Decoded(text='Straße', encoding='cp1252')
    >>> decode_bytes(b" ")
    Refusal(reason='empty', detail='no character but white space')
    """
    if not raw or raw.isspace():
        return EMPTY
    if start := BINARY_START.match(raw):
        return Refusal("binary", f"begins like a binary file: {start[0]!r}")
    bom = next((codec for mark, codec in BOMS.items() if raw.startswith(mark)), None)
    if codec := bom or _utf16_by_nuls(raw):
        read = _decoded_by(raw, codec) or (_utf8_with_strays(raw[3:]) if codec == "utf-8-sig" else None)
        unread = Refusal("undecodable" if bom else "binary", f"is no {codec}, though it begins so")
    elif refusal := _refusal_of_binary(raw):
        return refusal
    else:
        read = (
            (_decoded_by(raw, "iso2022_jp") if b"\x1b$" in raw else None)
            or _decoded_by(raw, "utf-8")
            or (_decoded_as_declared(raw) if html else None)
            or _utf8_with_strays(raw)
            or _decoded_as_detected(raw, html=html)
        )
        unread = Refusal("undecodable", "no encoding fits; save the file as UTF-8")
    return judge_text(*read) if read else unread


def judge_text(text: str, encoding: str) -> Decoded | Refusal:
    """Accept a decoded text, or refuse it: it is blank, or a binary file's."""
    if not text or text.isspace():
        return EMPTY
    return _refusal_of_binary(text.encode()) or Decoded(text, encoding)


def replace_lone_surrogates(text: str) -> tuple[str, int]:
    r"""Replace each half of a broken surrogate pair, which JSON lets in and UTF-8 does not, by U+FFFD; count them.

    >>> replace_lone_surrogates("Rain \ud83d fell")
    ('Rain � fell', 1)
    """
    return LONE_SURROGATE.subn("\ufffd", text)


def _refusal_of_binary(raw: bytes) -> Refusal | None:
    """A refusal if too many bytes are control characters; a few strays are in any crawl."""
    controls, nuls = len(raw) - len(raw.translate(None, CONTROLS)), raw.count(0)
    if (
        controls > max(FEW_CONTROLS, len(raw) / 100)
        or nuls > max(FEW_CONTROLS, len(raw) / 10_000)
        or _is_short_binary(raw)
    ):
        return Refusal("binary", f"{controls} control characters in {len(raw)} bytes")
    return None


def _is_short_binary(raw: bytes) -> bool:
    """Whether so few bytes are mostly no text."""
    return (len(raw) - len(raw.translate(None, CONTROLS))) * SHORT_SHARE > len(raw)


def _utf16_by_nuls(raw: bytes) -> str | None:
    """The UTF-16 codec of bytes without a BOM that have many NULs, nearly all of them on one side of the pairs."""
    even, odd = raw[:4096:2].count(0), raw[1:4096:2].count(0)
    few, many = sorted((even, odd))
    if few * 10 >= many or many * 20 < len(raw[:4096]):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded_by(raw: bytes, codec: str) -> Decoded | None:
    """The text of the bytes if one codec reads them all; only the last character may be cut short."""
    try:
        return Decoded(raw.decode(codec), codec)
    except UnicodeDecodeError as error:
        # One byte alone after pure ASCII is more likely a legacy text's last letter: "caf\xe9".
        is_letter = error.start + 1 == len(raw) and raw[: error.start].isascii()
        if error.reason not in CUT_SHORT or error.start == 0 or is_letter:
            return None
        return Decoded(raw[: error.start].decode(codec) + "\ufffd", f"{codec}, last character cut short")


def _utf8_with_strays(raw: bytes) -> Decoded | None:
    """The text of bytes that are UTF-8 but for a few, each of which is read as windows-1252."""
    text = raw.decode(errors="surrogateescape")
    strays = len(LONE_SURROGATE.findall(text))
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if beyond_ascii - strays < WHOLE_TO_A_STRAY * strays:
        return None
    return Decoded(text.translate(STRAYS), f"utf-8, {strays} stray bytes as windows-1252")


def _decoded_as_declared(raw: bytes) -> Decoded | None:
    """The text of a page by the encoding that it declares near its top, as browsers understand the label."""
    if not (found := LABEL.search(raw[:LABEL_BYTES])):
        return None
    label = found[1].decode("ascii", "ignore").lower().removeprefix("x-").replace("windows-", "cp")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = label
    codec = MEANT.get(name, name)
    return _decoded_by(raw, codec) if codec in DECLARABLE else None


def _decoded_as_detected(raw: bytes, *, html: bool) -> Decoded | None:
    """The text by the legacy encoding that chardet detects; by windows-1252 where it detects next to nothing."""
    visible = MARKUP.sub(b" ", raw) if html else raw
    sample = b" " + (raw if visible.isascii() else visible)  # not "BMW" or "ID3" first: it would see a picture, a song
    found = chardet.detect(sample, include_encodings=LEGACY, compat_names=False, max_bytes=len(sample))
    codec = found["encoding"] if found["confidence"] > DOUBT else "cp1252"
    # Big5 of Taiwan and of Hong Kong look the same to it; where both read a text, the first is far more common.
    return (_decoded_by(raw, "cp950") if codec == "big5hkscs" else None) or _decoded_by(raw, codec or "cp1252")
