"""The data files under ``schemas/``: where they are, and the one reader of TOML."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from schemas.errors import NewsmillError

SCHEMAS = Path(__file__).parent
MODELS = SCHEMAS / "models"
NAMES = SCHEMAS / "names"
LEXICON = SCHEMAS / "lexicons"


class DataError(NewsmillError):
    """A data file cannot be read; the message names the file and what to do."""


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``schemas/<name>.toml``. It is shared: do not change it.

    Raises:
        DataError: there is no such file, or it is not TOML in UTF-8.

    >>> load("weights/points")["run"]
    {'nearly': 0.6}
    """
    return read_once(SCHEMAS / f"{name}.toml")


@cache
def read_once(file: Path) -> dict[str, Any]:
    """The content of a TOML file that several modules read. It is shared: do not change it.

    Raises:
        DataError: there is no such file, or it is not TOML in UTF-8.
    """
    return read_toml(file)


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        DataError: there is no such file, or it is not TOML in UTF-8.
    """
    try:
        return parse_toml(file.read_bytes(), file)
    except OSError as error:
        raise DataError(f"{file} cannot be read ({error.strerror}). Restore it, or install newsmill again.") from error


def parse_toml(content: bytes, file: Path) -> dict[str, Any]:
    """The content of a TOML file whose bytes are known; ``file`` is named in errors.

    Raises:
        DataError: the bytes are not TOML in UTF-8.
    """
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{file}: not valid TOML in UTF-8: {error}. Correct the file.") from error
