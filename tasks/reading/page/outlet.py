"""Finds the name of the outlet of a page: where the page gives it, else in its title, else in its line of copyright."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from tasks.reading.page.blocks import Block
from tasks.reading.page.title import SEPARATOR, letters_of

# The sources that give the name, in the order in which they are believed.
PUBLISHERS = ("json-ld", "og", "meta")

# Set by hand.
NAME_CHARACTERS, NAME_WORDS = 60, 6  # a longer value is the title of the page, put there by mistake
LINES_AT_END = 60  # among which the line of copyright is looked for
YEARS = r"(?:19|20)\d\d(?:\s?[-–—/,]\s?(?:(?:19|20)?\d\d|present|heute))?"
COPYRIGHT = re.compile(
    rf"(?i)(?:©|\(c\)|\bcopyright\b)[\s©:]*(?:\(c\)\s*)?(?:copyright\s*)?(?:{YEARS})?[\s,:–-]*(?:by\s+)?"
    r"(?P<name>(?-i:[^\W\d_a-z])[^|,©\d\n]{2,60}?)"
    rf"(?=\s*(?:{YEARS}|[|,©\n]|\.\s|\.?$|[–—-]\s|\b(?:all rights|alle rechte|tous droits|todos los derechos|"
    r"todos os direitos|tutti i diritti|alle rechten|wszelkie prawa|все права|gmbh|ltd|llc|inc)))"
)


def find_publisher(
    given: Mapping[str, Sequence[str]],
    titles: Sequence[str],
    title: str | None,
    hosts: Collection[str],
    blocks: Sequence[Block],
) -> str | None:
    """Find the name of the outlet; None where nothing gives it.

    Args:
        given: what the page gives for its publisher, by source.
        titles: the text of its element ``title``.
        title: its headline.
        hosts: the parts of its host, as ``letters_of`` them.
        blocks: its visible blocks.
    """
    for source in PUBLISHERS:
        for name in given.get(source, ()):
            if len(name) <= NAME_CHARACTERS and "://" not in name:
                return name
    owner = _owner_of_rights(blocks)
    if outlet := _outlet_in_title(titles[0] if titles else "", title or "", hosts, owner):
        return outlet
    handle = next(iter(given.get("twitter", ())), "").lstrip("@")
    return owner or (handle if handle and letters_of(handle) in hosts else None)


def _outlet_in_title(whole: str, title: str, hosts: Collection[str], owner: str | None) -> str | None:
    """The part of a page's title beside the headline: what host or copyright name too, else a short last part.

    >>> _outlet_in_title("Rain at last | Weather | The Courier", "Rain at last", [], None)
    'The Courier'
    >>> _outlet_in_title("Rain at last - and then snow", "Rain at last - and then snow", [], None)
    """
    parts: list[str] = [part.strip() for part in SEPARATOR.split(whole)]
    texts, separators = parts[::2], parts[1::2]
    headline = letters_of(title)
    others = [text for text in texts if text and letters_of(text) not in headline]
    known = {*hosts, letters_of(owner or "")} - {""}
    for text in reversed(others):
        letters = letters_of(text)
        if len(text) <= NAME_CHARACTERS and any(letters == name or letters == f"the{name}" for name in known):
            return text
    is_last = bool(others) and bool(separators) and others[-1] == texts[-1] and separators[-1] != ":"
    is_short = is_last and len(others[-1].split()) <= NAME_WORDS and others[-1][0].isupper()
    return others[-1] if is_short and headline and headline in letters_of(whole) else None


def _owner_of_rights(blocks: Sequence[Block]) -> str | None:
    """The name in the line of copyright at the end of the page."""
    for block in reversed(blocks[-LINES_AT_END:]):
        if found := COPYRIGHT.search(block.text):
            name: str = found["name"].strip(" .–—-")
            if len(name.split()) <= NAME_WORDS and len(letters_of(name)) > 1 and not RIGHTS.search(name):
                return name
    return None


RIGHTS = re.compile(r"(?i)\b(?:rights|rechte|droits|derechos|direitos|diritti|reserved|policy|terms|notice|license)\b")
