"""Which languages the findings in bodies are read in, as the lexicons and the models of names say.

A language has a reader of a table if it has words, a grammar or a model of its own. In the others only what is alike in
all languages is found, so that a table with few rows may mean that nobody read the article.
"""

from __future__ import annotations

from functools import cache

from schemas import lexicon
from schemas.data import NAMES
from schemas.tables import CITATIONS, DATES, FIGURES, MENTIONS, QUOTES

# The sections of the lexicon that read a table, each by itself; names have models instead.
SECTIONS = {
    QUOTES.name: ("quotes", "sayings"),
    FIGURES.name: ("figures",),
    DATES.name: ("dates", "days"),
    CITATIONS.name: ("citations",),
}
# The one that reads only a part of a table: the quotations in marks, with their speakers.
IN_PART = {QUOTES.name: "sayings"}
# What is found in a language without a reader, by table.
WITHOUT_READER = {
    QUOTES.name: "words in quotation marks, without speakers",
    MENTIONS.name: "names, by a model of no particular language",
    FIGURES.name: "numbers with a sign: money, percent, kilometres",
    DATES.name: "days in digits",
    CITATIONS.name: "nothing",
}


@cache
def languages_of(table: str) -> frozenset[str]:
    """The languages that have a reader of a table of findings, as ISO 639-1 codes.

    >>> "de" in languages_of("quotes"), "any" in languages_of("quotes")
    (True, False)
    """
    if table == MENTIONS.name:
        found = {file.stem for file in NAMES.glob("??.npz")}
    else:
        found = {language for section in SECTIONS[table] for language in lexicon.load(section)}
    return frozenset(found - {lexicon.EVERY})


@cache
def languages_in_part(table: str) -> frozenset[str]:
    """Those of the languages in which only a part of a table is read.

    >>> "ja" in languages_in_part("quotes"), "de" in languages_in_part("quotes")
    (True, False)
    """
    return frozenset(lexicon.load(IN_PART[table])) if table in IN_PART else frozenset()
