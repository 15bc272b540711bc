"""The words by which fields are found in bodies, by language: ``schemas/lexicon/<language>.toml``.

What holds in every language stands in ``any.toml``. A section of a file belongs to the module of ``tasks/extraction``
that has its name, which says what it takes. To add a language is to add a file; months and weekdays stand in its rule
pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schemas.data import LEXICON, DataError, read_toml
from schemas.errors import NewsmillError

SECTIONS = ("quotes", "citations", "mentions", "figures", "dates")


class LexiconError(NewsmillError):
    """A file of words is wrong; the message names the file and what to do."""


@cache
def load(section: str, folder: Path = LEXICON) -> Mapping[str, Mapping[str, Any]]:
    """A section of each language that has it, by language (``any`` among them).

    Raises:
        LexiconError: a file is no TOML, or has a section that no module knows.
    """
    found = {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}
    if not found:
        raise LexiconError(f"{folder}: no file of words here. Name the folder that holds any.toml.")
    return {language: sections[section] for language, sections in found.items() if section in sections}


@cache
def _read(file: Path) -> dict[str, Any]:
    try:
        sections = read_toml(file)
    except DataError as error:
        raise LexiconError(str(error)) from error
    if unknown := sections.keys() - set(SECTIONS):
        raise LexiconError(f"{file}: no module knows {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")
    return sections
