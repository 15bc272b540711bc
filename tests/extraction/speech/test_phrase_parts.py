"""Noun phrases, taken apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from schemas.lexicon import load_speech
from tasks.extraction.speech.phrase_parts import WRITTEN, take_apart
from tests.extraction.speech.reading import text_of

MENTIONS = {"begin": pl.Int64, "stop": pl.Int64, "kind": pl.String, "name": pl.String}


def parts_of(body: str, mention: str = "") -> dict[str, Any]:
    """The parts of the first phrase of an English body; ``mention`` is a person who is mentioned in it."""
    text = text_of(body, "en")
    reading = text.readings[0]
    begin = text.stream.text.index(mention)
    rows = [(begin, begin + len(mention), "person", mention)] if mention else []
    mentions = pl.DataFrame(rows, MENTIONS, orient="row")
    parts = take_apart(reading.near, text.stream, reading.docs, np.array([0]), mentions, load_speech("en"))
    assert parts.schema == WRITTEN
    return parts.row(0, named=True)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("The mayor left.", {"text": "The mayor", "bare": "mayor", "head": "mayor", "definite": True, "tail": None}),
        ("A mayor left.", {"text": "A mayor", "bare": "mayor", "article": True, "definite": False}),
        ("Mayor Ines Calloway left.", {"tail": "Ines Calloway", "tail_words": 2, "key": "Calloway", "gender": "f"}),
        ("Calloway's boat was lost.", {"text": "Calloway's boat", "tail": None, "owner": None, "has_owner": True}),
        ("Calloway's report was long.", {"owner": "Calloway", "key": "Calloway", "has_owner": True}),
        ("She left.", {"pronoun": True, "tail": None, "key": None}),
    ],
)
def test_a_phrase_has_its_parts(body: str, parts: dict[str, Any]) -> None:
    found = parts_of(body)
    assert {name: found[name] for name in parts} == parts


def test_a_phrase_ends_with_a_mention_or_not() -> None:
    assert parts_of("Mayor Ines Calloway left.", "Ines Calloway")["mention"] == "Ines Calloway"
    assert parts_of("Mayor Ines Calloway left.", "Ines")["mention"] is None
    assert parts_of("Ines Calloway's was lost.", "Ines Calloway")["mention"] == "Ines Calloway"
