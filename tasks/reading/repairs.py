"""Repairs of characters in one text: what each kind looks for, what it puts there, and where it was in the raw text.

==============  ====================================================================================================
kind            mends
==============  ====================================================================================================
entity          "&eacute;", also "&amp;eacute;": layers of them are undone one after the other
mojibake        UTF-8 that was read as a code page: "CafÃ©"; as one of Central Europe or of Cyrillic letters too
invisible       soft hyphens, zero-width and direction marks, control characters: nobody sees them, and they part words
presentation    forms of letters for print: ligatures ("ﬁ"), Arabic forms, and full-width letters in a Western text
accent          a letter and its accent apart: "e" and U+0301
==============  ====================================================================================================

White space is mended where bodies are composed, because rules look at it; only the space behind a drop cap
("T he council") goes here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.entities import html5
from typing import NamedTuple

import ftfy

ENTITY = r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
# UTF-8 that was read as a code page leaves these pairs, which no language writes. The bytes C2 to C5, D0, D1 and E2 are
# the first of a letter beyond ASCII; here are the characters that they are in windows-1252 and windows-1250.
MOJIBAKE = (
    r"[ÃÂâÐÑÄÅĂĹĐŃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźˇ˘ŁĄŞŻ˛łąşĽ˝ľż]"
    # In windows-1251 they are letters of words: only with a second character that does not follow there.
    r"|[РС][°µѕЅ‚ЂѓЃ‡†€‹]|в[Ђ€][\u0080-\uffff]"
)
# The joiners U+200C and U+200D spell words in Persian and in Indian scripts, but not in Latin letters. The space of no
# width parts words in the scripts of South East Asia.
_SEA = r"\u0e00-\u109f\u1780-\u17ff"
INVISIBLE = (
    r"[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9]"
)
SPACE_OF_NO_WIDTH = rf"(?<![{_SEA}])\u200b|\u200b(?![{_SEA}])"
JOINERS = r"(?<=[\u0021-\u024f])[\u200c\u200d](?=[\u0021-\u024f])"
HYPHEN_AT_END = r"(?<=\w)\u00ad$"
PRESENTATION = r"[\ufb00-\ufb4f\ufb50-\ufdcf\ufdf0-\ufdf9\ufdfc\ufe70-\ufefc]"
FULL_WIDTH = r"[\uff01-\uff5e]"
EAST_ASIAN_LETTER = re.compile(r"[\u2e80-\u2fdf\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uffdc]")
JAMO = r"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"


def _composing_marks() -> str:
    """The marks that Unicode composes with a letter, as a piece of a class."""
    second = {
        chr(int(parts[1], 16))
        for code in range(0x3100)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2 and not parts[0].startswith("<")
    }
    return "".join(sorted(second))


MARKS = _composing_marks()
ACCENT = rf"[^\s{MARKS}][{MARKS}]+|{JAMO}"
# What a text has that must be mended. One search for all kinds takes half of the time of one for those of ASCII and one
# for the others.
SUSPECT = "|".join([
    ENTITY, MOJIBAKE, INVISIBLE, r"[\u200b-\u200d]", PRESENTATION, FULL_WIDTH, f"[{MARKS}]",
    r"[\u1100-\u1112][\u1161-\u1175]",
])  # fmt: skip

LAYERS = 3  # of entities in entities, and of UTF-8 read as a code page
# Code pages as which UTF-8 is read, and from how many mended characters on a text that is UTF-8 in all of its runs is
# surely none: pairs of letters in Cyrillic words may look like it by chance.
# In a document whose other lines were read so, one is enough.
CODE_PAGES = {"sloppy-windows-1252": 2, "sloppy-windows-1250": 2, "sloppy-windows-1251": 4, "latin-1": 2}
STRETCH = 200  # characters that are compared with their mended form at a time

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ENTITY, _MOJIBAKE = re.compile(ENTITY), re.compile(MOJIBAKE)
_HYPHEN, _FULL_WIDTH, _ACCENT = re.compile(HYPHEN_AT_END), re.compile(FULL_WIDTH), re.compile(ACCENT)
_SPACE_AFTER_CAPITAL = re.compile(r"^[\"“«„‘']?[^\W\d_]( )")
_INVISIBLE = re.compile(f"(?:{INVISIBLE}|{SPACE_OF_NO_WIDTH}|{JOINERS})+")
_PRESENTATION = re.compile(PRESENTATION)

Substitution = tuple[int, int, str]  # the characters from, to, and what they become


class Mending(NamedTuple):
    """A mended text."""

    text: str  # without white space at its ends; empty if nothing is left
    origin: list[int] | None  # where each character begins in the raw text, and where the last one ends; None if empty
    kinds: list[str]  # the kind of each repair
    places: list[int]  # the place of each repair in the raw text


class _Draft:
    """A text on its way: each repair replaces some of its characters."""

    def __init__(self, raw: str) -> None:
        self.text = raw
        self.origin = list(range(len(raw) + 1))
        self.kinds: list[str] = []
        self.places: list[int] = []

    def replace(self, kind: str, substitutions: Iterator[Substitution]) -> bool:
        """Replace characters, and say whether there were any to replace.

        Of what becomes nothing or a space, the raw characters count to the character before it; after a space, to the
        next one. So whatever a text is cut into, each raw character is in a piece.
        """
        text, origin = self.text, self.origin
        parts: list[str] = []
        places: list[int] = []
        done, carried, last = 0, None, ""

        def keep(start: int, end: int) -> None:
            nonlocal carried, last
            if start < end:
                parts.append(text[start:end])
                places.extend(origin[start:end])
                if carried is not None:  # up to the first character that is no space
                    spaces = end - start - len(text[start:end].lstrip())
                    reached = min(spaces + 1, end - start)
                    places[start - end : start - end + reached or None] = [carried] * reached
                    carried = carried if spaces == end - start else None
                last = text[end - 1]

        for start, end, new in substitutions:
            keep(done, start)
            first = origin[start] if carried is None else carried
            self.kinds.append(kind)
            self.places.append(min(first, origin[start]))
            done = end
            if not new.strip() and last.strip():
                places.extend([origin[end]] * len(new))
            elif not new.strip():
                places.extend([first] * len(new))
                carried = first
            else:
                bare = len(new.rstrip())
                places.extend([first] * bare + [origin[end]] * (len(new) - bare))
                carried = None
            parts.append(new)
            last = new[-1:] or last
        if not done:
            return False
        keep(done, len(text))
        self.text, self.origin = "".join(parts), [*places, origin[-1]]
        return True

    def finished(self) -> Mending:
        """The text, without white space at its ends."""
        bare = self.text.strip()
        if not bare:
            return Mending("", None, self.kinds, self.places)
        indent = len(self.text) - len(self.text.lstrip())
        origin = self.origin[indent : indent + len(bare) + 1]
        origin[0], origin[-1] = 0, self.origin[-1]
        return Mending(bare, origin, self.kinds, self.places)


def mend_text(raw: str, *, breaks: bool = False, code_page: str | None = None, apart: bool = False) -> Mending:
    """Mend the characters of a text that has no white space at its ends.

    Args:
        raw: the text.
        breaks: whether it is a line of a text, where a soft hyphen at the end broke a word: it is a hyphen.
        code_page: as which the other lines of its document were read.
        apart: whether its first letter is a drop cap, with a space behind it that is none.

    >>> mend_text("The B&amp;B on Caf\u00c3\u00a9 Street &such; it is").text
    'The B&B on Caf\xe9 Street &such; it is'
    >>> mend_text("Dreh\u00adbr\u00fccke").origin
    [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    """
    draft = _Draft(raw)
    if apart:
        draft.replace("white_space", ((*match.span(1), "") for match in _SPACE_AFTER_CAPITAL.finditer(raw)))
    for _ in range(LAYERS):
        if not draft.replace("entity", _entities(draft.text)):
            break
    for _ in range(LAYERS):
        if not _MOJIBAKE.search(draft.text) or not draft.replace("mojibake", _mojibake(draft.text, code_page)):
            break
    if breaks:
        draft.replace("invisible", ((*match.span(), "-") for match in _HYPHEN.finditer(draft.text)))
    draft.replace("invisible", ((*match.span(), "") for match in _INVISIBLE.finditer(draft.text)))
    draft.replace("presentation", _plain_letters(draft.text))
    if not unicodedata.is_normalized("NFC", draft.text):
        draft.replace("accent", _composed(draft.text))
    return draft.finished()


def _entities(text: str) -> Iterator[Substitution]:
    """The entities of a text; a name that HTML does not know is none."""
    for match in _ENTITY.finditer(text):
        if match[0][1] == "#" or match[0][1:] in html5:
            new = html.unescape(match[0])
            yield (*match.span(), new if new.strip() else " " * len(new))


def code_page_of(raw: str) -> str | None:
    """The code page as which a text was surely read; None if it was read as none, or as several."""
    if _MOJIBAKE.search(raw):
        for code_page, enough in CODE_PAGES.items():
            if len(_characters_by_code_page(raw, code_page)) >= enough:
                return code_page
    return None


def _mojibake(text: str, of_document: str | None) -> Iterator[Substitution]:
    """The characters of a text that are UTF-8 read as a code page."""
    fixed = ftfy.fix_encoding(text)
    for code_page, enough in CODE_PAGES.items():
        found = _characters_by_code_page(text, code_page)
        if found and (len(found) >= enough or fixed != text or code_page == of_document):
            yield from found
            return
    if fixed != text:  # in several code pages, or with some bytes lost
        for offset, stretch in _stretches(text):
            mended = ftfy.fix_encoding(stretch)
            for start, end, new in _changes(stretch, mended):
                yield offset + start, offset + end, new


def _changes(text: str, mended: str) -> list[Substitution]:
    """What changed in a text. Where a change would put characters between others, all changes are one.

    >>> _changes("a\u00c3\u00a9 b", "a\u00e9 b"), _changes("\u00c3\u00a9\u00e9", "\u00e9\u00e9")
    ([(1, 3, 'é')], [(0, 3, 'éé')])
    """
    codes = [code for code in SequenceMatcher(None, text, mended, False).get_opcodes() if code[0] != "equal"]
    if any(kind == "insert" for kind, *_ in codes):  # it has no place of its own in the text
        return [(codes[0][1], codes[-1][2], mended[codes[0][3] : codes[-1][4]])]
    return [(start, end, mended[first:last]) for _, start, end, first, last in codes]


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """A text in stretches of some STRETCH characters, which end before a space where one is near; each with its place.

    To compare two texts takes time that grows with the square of their length.
    """
    start = 0
    while start < len(text):
        space = text.find(" ", start + STRETCH, start + 2 * STRETCH)
        end = space if space > 0 else start + 2 * STRETCH
        yield start, text[start:end]
        start = end


def _characters_by_code_page(text: str, code_page: str) -> list[Substitution]:
    """The characters of a text that are UTF-8 read as one code page; none unless all beyond ASCII are."""
    found: list[Substitution] = []
    for run in BEYOND_ASCII.finditer(text):
        try:
            decoded = run[0].encode(code_page).decode()
        except UnicodeError:
            return []
        start = run.start()
        for character in decoded:
            end = start + len(character.encode())
            found.append((start, end, character))
            start = end
    return found


def _plain_letters(text: str) -> Iterator[Substitution]:
    """The letters of a text in forms for print, and full-width ones unless the text is East Asian."""
    matches = _PRESENTATION.finditer(text)
    if _FULL_WIDTH.search(text) and not EAST_ASIAN_LETTER.search(text):
        matches = re.finditer(f"{PRESENTATION}|{FULL_WIDTH}", text)
    for match in matches:
        new = unicodedata.normalize("NFKC", match[0])
        if " " not in new:
            yield (*match.span(), new)


def _composed(text: str) -> Iterator[Substitution]:
    """The letters of a text whose accents are characters of their own, where one character is both."""
    for match in _ACCENT.finditer(text):
        new = unicodedata.normalize("NFC", match[0])
        if len(new) < len(match[0]):
            yield (*match.span(), new)
