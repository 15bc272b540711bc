"""What the parser of Python's own library sees of a page: it shares no code with the one that reads pages here."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

from tests.promises import bare

UNSEEN = {"script", "style", "noscript", "template", "title"}


class _Text(HTMLParser):
    """Collects the text of a page outside of elements that no reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.unseen: list[str] = []  # open elements
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that no reader sees."""
        if tag in UNSEEN:
            self.unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Forget it."""
        if tag in self.unseen:
            self.unseen.remove(tag)

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if not self.unseen:
            self.parts.append(data)


def seen_by_another_parser(page: str) -> str:
    """The visible text of a page in which every tag is whole."""
    parser = _Text()
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)


def letters(text: str) -> str:
    """A text without white space, control characters and byte order marks: parsers need not keep these."""
    return bare(
        "".join(character for character in text if unicodedata.category(character) != "Cc" and character != "\ufeff")
    )
