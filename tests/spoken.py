"""Bodies of cases, read for who says what."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from tasks.extraction import prose
from tasks.extraction.names import mentions
from tasks.extraction.speech import attribution
from tasks.extraction.speech.citations import find_citations
from tasks.extraction.speech.quotes import find_quotes

FIELDS = Path(__file__).parent / "fields"
BODIES = {"doc": pl.UInt32, "body": pl.String, "language": pl.String}
MENTIONS = {"doc": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "kind": pl.String, "name": pl.String}


def cases(table: str) -> list[Path]:
    return sorted((FIELDS / table).glob("*.toml"))


def load(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def read(body: str, language: str | None, people: Iterable[str] = (), after: str = "") -> attribution.Text:
    """A body as a document of a part; mentions are where the people stand, by their names or the last word of them.

    ``after`` is the body of the document before it.
    """
    bodies = pl.DataFrame({"doc": [0, 1], "body": [after, body], "language": [language] * 2}, BODIES)
    found: dict[tuple[int, int], tuple[int, int, int, str, str]] = {}
    for name in people:
        for form in (name.split()[-1], name):  # the whole name counts, where it stands
            for doc, text in enumerate((after, body)):
                for match in re.finditer(re.escape(form), text):
                    found[doc, match.end()] = (doc, match.start(), match.end(), "person", name)
    mentions = pl.DataFrame([found[place] for place in sorted(found)], MENTIONS, orient="row")
    return attribution.read_speech(prose.split_paragraphs(bodies), mentions)


def told() -> str:
    """A digest of who says what in the bodies of all cases, of quotes and citations, read as one part."""
    files = [load(file) for table in ("quotes", "citations") for file in cases(table)]
    rows = [(doc, case["body"].strip(), case["language"]) for doc, case in enumerate(files)]
    paragraphs = prose.split_paragraphs(pl.DataFrame(rows, BODIES, orient="row"))
    text = attribution.read_speech(paragraphs, mentions.find_names(paragraphs))
    return hashlib.sha256((find_quotes(text).write_json() + find_citations(text).write_json()).encode()).hexdigest()
