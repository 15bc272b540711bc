"""The base form of people's names: "Donalda Korvalda" is Donald Korvald, where the language declines names.

The cases are data, ``declension`` in ``[mentions]`` of a lexicon. A name is put into its base form only where that is
known: its given name with the ending of a case changed is listed and the one in the text is not, or the ending of the
family name is one that no base form has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from schemas.data import NAMES
from schemas.tables import NAME_KINDS
from tasks.extraction.names.name_lexicon import load_lexicon
from tasks.extraction.names.recognition import PERSON

LEAST_LETTERS = 2  # of a word, without its ending


def add_base_forms(mentions: pl.DataFrame, language: str) -> pl.DataFrame:
    """Put the ``name`` of people into the base form; takes ``kind`` and ``name``."""
    cases = load_lexicon(language).declension
    if not cases:
        return mentions
    people = mentions.filter(pl.col("kind") == NAME_KINDS[PERSON]).select("name").unique(maintain_order=True)
    words = pl.col("name").str.split(" ")
    people = people.with_columns(given=words.list.first(), others=words.list.slice(1), family=words.list.last())
    known = _given_names_among(people["given"], cases)
    people = people.with_columns(base=pl.coalesce(*(_undo_case(case, known) for case in cases)))
    base = people.drop_nulls("base").select("name", "base").with_columns(kind=pl.lit(NAME_KINDS[PERSON]))
    joined = mentions.join(base, on=["name", "kind"], how="left", maintain_order="left")
    return joined.with_columns(name=pl.coalesce("base", "name")).drop("base")


def _given_names_among(given: pl.Series, cases: Sequence[Mapping[str, Mapping[str, str]]]) -> pl.Series:
    """The listed given names among words and what they may be in the base form."""
    endings = {pair for case in cases for pair in case["given"].items()}
    changed = [
        given.filter(given.str.ends_with(ending)).str.head(-len(ending)) + base for ending, base in sorted(endings)
    ]
    forms = pl.concat([given, *changed]).unique()
    return forms.filter(forms.is_in(_given_names().implode()))


def _undo_case(case: Mapping[str, Mapping[str, str]], names: pl.Series) -> pl.Expr:
    """A name in the base form, if it may be in a case; else null.

    ``given`` and ``family`` are endings and what they are in the base form; the first one that fits counts. So are the
    endings of ``sure``, of family names, which only this case has; ``alone`` are those of them by which a family name
    alone is known to be in this case, too. So is a given name alone.
    """
    several = pl.col("others").list.len() > 0
    known = _change_ending(pl.col("given"), case["given"], names)
    likely = _change_ending(pl.col("given"), case["given"])
    sure = _change_ending(pl.col("family"), case.get("sure", {}))
    listed = pl.col("given").is_in(names.implode())
    likely = pl.when(pl.col("given").str.ends_with(".")).then("given").otherwise(likely)  # an initial
    given = pl.when(sure.is_not_null()).then(pl.coalesce(known, likely)).when(~listed).then(known)
    every = {**case.get("sure", {}), **case["family"]}
    others = pl.col("others").list.eval(_change_ending(pl.element(), every))
    whole = pl.concat_str(given, others.list.join(" ", ignore_nulls=False), separator=" ")
    alone = pl.coalesce(_change_ending(pl.col("given"), case.get("alone", {})), pl.when(~listed).then(known))
    return pl.when(several).then(whole).otherwise(alone)


def _change_ending(word: pl.Expr, endings: Mapping[str, str], names: pl.Series | None = None) -> pl.Expr:
    """A word with the first ending that it has changed, to one of ``names`` if these are given; else null."""
    found = pl.lit(None, pl.String)
    for ending, base in reversed([*endings.items()]):
        stem = word.str.head(-len(ending)) if ending else word
        changed = stem + pl.lit(base)
        fits = word.str.ends_with(ending) & (stem.str.len_chars() >= LEAST_LETTERS)
        found = (
            pl.when(fits & (True if names is None else changed.is_in(names.implode()))).then(changed).otherwise(found)
        )
    return found


@cache
def _given_names() -> pl.Series:
    """All listed given names."""
    return pl.read_parquet(NAMES / "people.parquet").filter(pl.col("kind") == "first")["name"]
