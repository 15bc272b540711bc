"""Reads JSON that people wrote by hand or templates put together: nearly right."""

from __future__ import annotations

import json
import re
from json import JSONDecodeError
from typing import Any

# Around JSON: marks that hide it from browsers of long ago, and semicolons.
WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*$|;\s*$"
)
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
NAME = re.compile(r'"[^"\n]{1,80}"\s*:')
VALUE = re.compile(r'["{\[]')
BACKSLASH = "Invalid \\"  # so the message begins where a backslash escapes nothing
EXTRA = "Extra data"

# Set by hand.
MOST_CHARACTERS = 500_000
MOST_REPAIRS = 40  # each takes one more reading of the text


def parse_flawed_json(text: str) -> Any:
    """Read a text that is nearly JSON: its value, or the list of its values; None where it cannot be read.

    >>> parse_flawed_json('//<![CDATA[\\n{"a": 1, "b": [2,],};\\n//]]>')
    {'a': 1, 'b': [2]}
    >>> parse_flawed_json('{"a": "He said "no", and left" "b": 1} {"c": 2}')
    [{'a': 'He said "no", and left', 'b': 1}, {'c': 2}]
    """
    if len(text) > MOST_CHARACTERS:
        return None
    for flaw in (WRAPPING, WRAPPING, WRAPPING, TRAILING_COMMA):  # one may be around the next
        text = flaw.sub("", text)
    for _ in range(MOST_REPAIRS):
        try:
            return json.loads(text, strict=False)
        except JSONDecodeError as error:
            if error.msg == EXTRA:
                return _several_values(text)
            repaired = _repaired(text, error)
            if repaired is None:
                return None
            text = repaired
        except (ValueError, RecursionError):
            return None
    return None


def _repaired(text: str, error: JSONDecodeError) -> str | None:
    """The text with the flaw mended at which reading it stopped; None where it cannot be."""
    at = error.pos
    if at >= len(text):  # it is cut short
        return None
    if error.msg.startswith(BACKSLASH):
        return f"{text[:at]}\\{text[at:]}"
    if error.msg.startswith("Expecting ',' delimiter") and _begins_next(text, at):
        return f"{text[:at]},{text[at:]}"
    if error.msg.startswith(("Expecting ',' delimiter", "Expecting property name", "Expecting ':' delimiter")):
        # The quotation mark before was part of the string.
        mark = text.rfind('"', 0, at)
        if mark > 0 and text[mark - 1] != "\\":
            return f"{text[:mark]}\\{text[mark:]}"
    return None


def _begins_next(text: str, at: int) -> bool:
    """Whether a name or a value begins at a place where a comma should be."""
    if text[at] == '"':
        return NAME.match(text, at) is not None
    return text[at] in "{["


def _several_values(text: str) -> list[Any] | None:
    """The values of a text that has one after the other."""
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while found := VALUE.search(text, at):
        try:
            value, at = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values or None
