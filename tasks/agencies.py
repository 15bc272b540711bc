"""The news agency that a text is by: its code for its name, and how its own texts speak of it.

An agency writes that somebody did not answer it, or that it could not verify a report. That somebody told it something
is no evidence: others write so, too (of 25 labelled texts 9 were of the agency that was told).
"""

from __future__ import annotations

import re

import polars as pl

from schemas import lexicon
from schemas.rulebook import Rulebook

CALLED = "{agency}"  # stands for any name in the patterns of the lexicon


def code(agency: pl.Expr, rulebook: Rulebook) -> pl.Expr:
    """An agency by its code, where it stands by its name."""
    codes = {_bare(name).lower(): code for code, name in reversed(rulebook.agencies.items())}
    bare = agency.str.to_lowercase().str.strip_prefix("the ")
    named = bare.replace_strict(codes, default=None, return_dtype=pl.String)
    return pl.when(agency.is_in(list(rulebook.agencies))).then(agency).otherwise(pl.coalesce(named, agency))


def by_voice(blocks: pl.DataFrame, languages: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The agency that speaks of itself in a text: ``doc`` and ``voiced_agency``, the first in each document.

    Takes settled blocks, and ``doc`` and ``language``. The patterns stand as ``own_voice`` in ``[citations]`` of the
    lexicon.
    """
    names = sorted({*rulebook.agencies, *map(_bare, rulebook.agencies.values())}, key=lambda name: (-len(name), name))
    kept = blocks.filter(pl.col("keep") & pl.col("text").str.contains_any(names)).select("doc", "text")
    spoken = kept.join(languages.select("doc", "language"), on="doc", how="left", maintain_order="left")
    called = "|".join(map(re.escape, names))
    found = []
    for (language,), part in spoken.group_by("language", maintain_order=True):
        for pattern in lexicon.load("citations").get(str(language), {}).get("own_voice", ()):
            said = pl.col("text").str.extract(pattern.replace(CALLED, rf"({called})(?-u:\b)"))
            found.append(part.select("doc", voiced_agency=said).drop_nulls())
    none = blocks.clear().select("doc", voiced_agency=pl.lit(None, pl.String))
    return pl.concat([none, *found]).unique("doc", keep="first", maintain_order=True)


def _bare(name: str) -> str:
    return name.removeprefix("The ")
