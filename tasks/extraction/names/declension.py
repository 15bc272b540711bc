"""The base form of people's names: "Donalda Korvalda" is Donald Korvald, where the language declines names.

The cases are data, ``declension`` in ``[mentions]`` of a lexicon. A name is put into its base form only where that is
known: its given name with the ending of a case changed is listed and the one in the text is not, or the ending of the
family name is one that no base form has.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import cache

import polars as pl

from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.recognition import PERSON

Case = Mapping[str, Mapping[str, str]]

LEAST_LETTERS = 2  # of a word, without its ending


def add_base_forms(mentions: pl.DataFrame, language: str) -> pl.DataFrame:
    """Put the ``name`` of people into the base form; takes ``kind`` and ``name``."""
    cases = load_lexicon(language).declension
    if not cases:
        return mentions
    is_person = pl.col("kind") == NAME_KINDS[PERSON]
    # A loop over the names: as expressions of polars, cases took ten times as long, for a part has few names.
    base = {name: _base_form(name, cases) or name for name in mentions.filter(is_person)["name"].unique()}
    return mentions.with_columns(name=pl.when(is_person).then(pl.col("name").replace(base)).otherwise("name"))


def _base_form(name: str, cases: Sequence[Case]) -> str | None:
    """The base form of a name by the first case that it may be in; None if there is none."""
    return next((base for case in cases if (base := _undo_case(name, case)) is not None), None)


def _undo_case(name: str, case: Case) -> str | None:
    """A name in the base form, if it may be in a case.

    ``given`` and ``family`` are endings and what they are in the base form; the first one that fits counts. So are the
    endings of ``sure``, of family names, which only this case has; ``alone`` are those of them by which a family name
    alone is known to be in this case, too. So is a given name alone.
    """
    given, *others = name.split(" ")
    known = _change_ending(given, case["given"], _given_names())
    known_alone = None if given in _given_names() else known
    if not others:
        return _change_ending(given, case.get("alone", {})) or known_alone
    sure = case.get("sure", {})
    if _change_ending(others[-1], sure) is None:
        first = known_alone
    elif given.endswith("."):  # an initial
        first = known or given
    else:
        first = known or _change_ending(given, case["given"])
    words = [first, *(_change_ending(word, {**sure, **case["family"]}) for word in others)]
    changed = [word for word in words if word is not None]
    return " ".join(changed) if len(changed) == len(words) else None


def _change_ending(word: str, endings: Mapping[str, str], names: Container[str] | None = None) -> str | None:
    """A word with the first ending that it has changed, to one of ``names`` if these are given; else None."""
    for ending, base in endings.items():
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) >= LEAST_LETTERS and (names is None or stem + base in names):
            return stem + base
    return None


@cache
def _given_names() -> frozenset[str]:
    """All listed given names."""
    return frozenset(pl.read_parquet(NAMES / "people.parquet").filter(pl.col("kind") == "first")["name"])
