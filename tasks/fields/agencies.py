"""The news agency that a text is by: its code for its name, and how its own texts speak of it.

An agency writes that somebody did not answer it, or that it could not verify a report. That somebody told it something
is no evidence: others write so, too (of 25 labelled texts 9 were of the agency that was told).
"""

from __future__ import annotations

import re

import polars as pl

from schemas import lexicon
from schemas.rulebook import Rulebook
from tasks.columns.literals import literals_of

CALLED = "{agency}"  # stands for any name in the patterns of the lexicon
NAME = "[A-Z]+"  # and this for one where only the other words of a pattern are asked for


def agency_code(agency: pl.Expr, rulebook: Rulebook) -> pl.Expr:
    """An agency by its code, where it stands by its name."""
    codes = {_bare(name).lower(): code for code, name in reversed(rulebook.agencies.items())}
    bare = agency.str.to_lowercase().str.strip_prefix("the ")
    named = bare.replace_strict(codes, default=None, return_dtype=pl.String)
    return pl.when(agency.is_in(list(rulebook.agencies))).then(agency).otherwise(pl.coalesce(named, agency))


def agencies_by_voice(blocks: pl.DataFrame, languages: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The agency that speaks of itself in a text: ``doc`` and ``voiced_agency``, one a document.

    Takes settled blocks, and ``doc`` and ``language``. The patterns stand as ``own_voice`` in ``[citations]`` of the
    lexicon.
    """
    kept = (
        blocks.filter("keep")
        .select("doc", "text")
        .join(languages.select("doc", "language"), on="doc", how="left", maintain_order="left")
    )
    called = _called(rulebook)
    found = []
    for language, patterns in _own_voice().items():
        cues = sorted(cue for pattern in patterns for cue in literals_of(pattern.replace(CALLED, NAME)))
        cued = pl.col("text").str.contains_any(cues, ascii_case_insensitive=True)
        part = kept.filter(pl.col("language") == language).filter(cued)
        for pattern in patterns if part.height else ():
            said = pl.col("text").str.extract(pattern.replace(CALLED, called))
            found.append(part.select("doc", voiced_agency=said).drop_nulls())
    none = blocks.clear().select("doc", voiced_agency=pl.lit(None, pl.String))
    return pl.concat([none, *found]).unique("doc", keep="first", maintain_order=True)


def _own_voice() -> dict[str, list[str]]:
    """The patterns by language, each with literals of which one stands wherever it is found."""
    sections = lexicon.load("citations")
    return {language: section["own_voice"] for language, section in sections.items() if "own_voice" in section}


def _called(rulebook: Rulebook) -> str:
    """A pattern for any agency, by its code or its name."""
    names = {*rulebook.agencies, *map(_bare, rulebook.agencies.values())}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return rf"({'|'.join(map(re.escape, longest_first))})(?-u:\b)"


def _bare(name: str) -> str:
    return name.removeprefix("The ")
