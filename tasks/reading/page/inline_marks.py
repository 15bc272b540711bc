"""What inline elements mean that their text alone does not show: footnote marks, readings, exponents, quotation marks.

Glued to a number, a footnote mark makes another number of it; how a word is read, glued to the word, makes no word at
all; without its marks, a quotation is none. Drop caps are here, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lxml import html

from tasks.reading.drop_caps import WORDS_OF_ONE_LETTER

# Around a footnote mark or a reading in the text of a block: Unicode's characters for annotations. A rule cuts what is
# between.
ANNOTATION, END = "\ufffa", "\ufffb"
NOTE = re.compile(r"[\[(]?(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,5}|[*†‡§]{1,3})[\])]?")
LINKED_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3})[\])]?")
LONGEST_READING = 40  # characters; the rule that cuts annotations knows it too
# Before a raised number: powers of ten, a variable, or a unit of length.
POWER = re.compile(r"(?:^|[^\d.,])10$|(?:^|[\s(=+*/×·])[a-zA-Z]$")
UNIT = re.compile(r"(?:^|[\s\d/(])(?:[kcdmµnhq]?m|ft|in|yd|mi|km)$")
EXPONENT = re.compile(r"[-−–]?\d{1,3}")
RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")

# The marks that browsers put around ``q``, by the language of the page; English ones elsewhere.
QUOTATION_MARKS = {
    "de": "„“", "cs": "„“", "sk": "„“", "sl": "„“", "bg": "„“", "lt": "„“", "is": "„“", "et": "„“", "ka": "„“",
    "pl": "„”", "hu": "„”", "ro": "„”", "nl": "“”", "hr": "„”", "fr": "«»", "ru": "«»", "uk": "«»", "be": "«»",
    "it": "«»", "es": "«»", "el": "«»", "no": "«»", "nb": "«»", "nn": "«»", "fa": "«»", "hy": "«»", "ca": "«»",
    "sv": "””", "fi": "””", "ja": "「」", "zh-tw": "「」", "zh-hk": "「」",
}  # fmt: skip
INNER_MARKS = "‘’"
ANY_MARKS = "\"'“”„«»‘’「」"

# A drop cap is a capital alone; the paragraph behind it goes on with a small letter.
CAPITAL = re.compile(r"[\"'“„«‘]?[^\W\d_]")
IN_ONE = re.compile(r"([\"'“„«‘]?([^\W\d_])) ([^\W\d_]+)")
LEAST = 40  # characters of the paragraph, set by hand
WORD = re.compile(r"[^\W\d_]+")


def note_mark(element: html.HtmlElement, before: Sequence[str]) -> str | None:
    """The text of a raised or linked element that is a footnote mark or an exponent; None if it is neither.

    Args:
        element: a ``sup``, or a link within the page.
        before: what was read of its block.
    """
    text = "".join(element.itertext()).strip()
    if not text or len(text) > 20:
        return None
    read = "".join(before[-4:])
    if not read.strip():
        return None  # it begins a block: a note, not its mark
    is_linked = element.tag == "a" or next(element.iter("a"), None) is not None
    if not is_linked and text in ("2", "3") and UNIT.search(read):
        return None
    if not is_linked and EXPONENT.fullmatch(text) and POWER.search(read):
        return text.translate(RAISED)
    if not (LINKED_NOTE if is_linked else NOTE).fullmatch(text):
        return None
    if element.tag == "a" and read[-1:].isspace() and not text.startswith(("[", "(")):
        return None  # a link on a number of the text
    return f"{ANNOTATION}{text}{END}"


def reading_mark(element: html.HtmlElement) -> str | None:
    """The text of an ``rt``, which says how the characters before it are read, as an annotation.

    None if the page puts it in brackets (``rp``) for those who see no ruby: then it reads as part of the text.
    """
    text = "".join(element.itertext()).strip()
    ruby = element.getparent()
    if ruby is None or ruby.tag != "ruby" or ruby.find("rp") is not None or not 0 < len(text) <= LONGEST_READING:
        return None
    return f"{ANNOTATION}{text}{END}"


@cache
def marks_of(language: str) -> str:
    """The marks before and after a quotation in a language.

    >>> marks_of("de-AT"), marks_of("xx")
    ('„“', '“”')
    """
    return QUOTATION_MARKS.get(language.lower()) or QUOTATION_MARKS.get(language.lower().split("-")[0], "“”")


def quotation_marks(element: html.HtmlElement, before: Sequence[str], marks: str) -> str:
    """The marks to put around a ``q``: none where the text has its own.

    Args:
        element: the element.
        before: what was read of its block.
        marks: those of the language, or those of a quotation in a quotation.
    """
    text = "".join(element.itertext()).strip()
    has_own = not text or text[0] in ANY_MARKS or "".join(before[-1:]).rstrip()[-1:] in tuple(ANY_MARKS)
    return "" if has_own else marks


def joined_drop_caps(texts: Sequence[str]) -> list[str | None]:
    """The texts of blocks, drop caps joined to their paragraph; None for a block that is part of the next one now.

    A capital that may be a word too ("A") is joined if the page has the whole word; any other also if the page has the
    rest of the word nowhere else.

    >>> joined_drop_caps(["C", "ouncillors voted on Tuesday night to close the bridge."])
    [None, 'Councillors voted on Tuesday night to close the bridge.']
    """
    joined: list[str | None] = list(texts)
    vocabulary: set[str] = set()
    whole = ""
    for row, text in enumerate(texts):
        if len(text) > 2 and text[1] != " " != text[2]:
            continue
        after = texts[row + 1] if row + 1 < len(texts) else ""
        is_alone = len(text) <= 2 and CAPITAL.fullmatch(text) and text[-1].isupper()
        if is_alone and len(after) >= LEAST and after[0].islower():
            vocabulary = vocabulary or _words_of(texts)
            joined[row], joined[row + 1] = None, _joined(text, after, vocabulary)
        elif len(text) > LEAST and (found := IN_ONE.match(text)) and _is_capital_apart(found):
            whole = whole or "\n".join(texts).lower()
            is_no_word = found[2] not in WORDS_OF_ONE_LETTER and len(re.findall(rf"\b{found[3]}\b", whole)) == 1
            word = (found[2] + found[3]).lower()
            if is_no_word or (word in whole and re.search(rf"\b{word}\b", whole)):  # ``in`` takes a tenth of the time
                joined[row] = found[1] + text[found.start(3) :]
    return joined


def _is_capital_apart(found: re.Match[str]) -> bool:
    return found[2].isupper() and found[3].islower()


def _joined(capital: str, rest: str, vocabulary: set[str]) -> str:
    first = WORD.match(rest)
    word = first[0].lower() if first else ""
    apart = word in vocabulary and (capital[-1] + word).lower() not in vocabulary
    return f"{capital} {rest}" if apart else capital + rest


def _words_of(texts: Sequence[str]) -> set[str]:
    """The words of a page, but for the first of blocks that begin with a small letter: they may be a rest of one."""
    return {word for text in texts for word in WORD.findall(text.lower())[text[:1].islower() :]}
