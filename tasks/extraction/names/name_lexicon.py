"""How names look in a language: the section ``[mentions]`` of its lexicon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from schemas import lexicon

SECTION = "mentions"
EVERY = "any"  # the section for every language


@dataclass(frozen=True, kw_only=True, eq=False)
class NameLexicon:
    """Words that are names, are part of them, or are beside them. No list is needed: one that is missing is empty.

    >>> load_lexicon("de").endings[:1]
    ['s']
    """

    honorifics: Sequence[str] = ()  # before the name of a person: "Mr"
    roles: Sequence[str] = ()  # offices and professions, often beside the name: "president"
    organisation_words: Sequence[str] = ()  # parts of the names of organisations: "ministry"
    place_words: Sequence[str] = ()  # parts of the names of places, or beside them: "lake"
    sayings: Sequence[str] = ()  # words of saying: whoever says something has a name
    relations: Sequence[str] = ()  # relations between people: "father"
    prefixes: Sequence[str] = ()  # small words that a name may begin with: "van"
    particles: Sequence[str] = ()  # small words inside names: "de"
    joining: Sequence[str] = ()  # small words that join a person's names: "von"; not where they are function words
    demonyms: Sequence[str] = ()  # peoples, faiths and followers of parties, with a capital: alone they are no names
    events: Sequence[str] = ()  # words in the names of events, prizes and works, which are no organisations

    vessels: Sequence[str] = ()  # words before the names of ships, which may look like those of people: "ferry"

    # Words before the names of people that look like a part of them: left out where they begin a sentence or end with a
    # full stop ("M.", "Secondo").
    leads: Sequence[str] = ()
    # Endings that may be added to a name; the first one that fits is taken off.
    endings: Sequence[str] = ()

    # How the end of a place's name may change before an ending: "Praga", "w Pradze".
    alternations: Mapping[str, str] = field(default_factory=dict)
    # The cases of people's names: ``given`` and ``family``, endings and what they are in the base form; ``sure``, those
    # of family names that no base form has; ``alone``, those by which a family name alone is known to be in this case.
    declension: Sequence[Mapping[str, Mapping[str, str]]] = ()
    # By what it means (``jr``, ``sr``): patterns of words behind a name that show which of father and son it is, in
    # small letters without accents and without a full stop at the end.
    suffixes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    # Whether a name of several words may have a capital at the first one alone: "Akademija nauka".
    small_rest: bool = True

    # Whether the word for what an organisation is comes first in its name: "Grupo Cordillera".
    organisation_first: bool = False

    # By the usual name of an organisation: the forms in which it is written.
    organisations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # By the usual name of a place that is neither a country nor a town: its ``forms``, and the ``country`` that it lies
    # in, or "".
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@cache
def load_lexicon(language: str) -> NameLexicon:
    """Load the section of a language; it is empty if the language has none. EVERY has one of its own."""
    section = lexicon.load(SECTION).get(language, {})
    return NameLexicon(**{known.name: section[known.name] for known in fields(NameLexicon) if known.name in section})


@cache
def joins_nouns(language: str) -> bool:
    """Whether a language writes nouns with a capital and joins them, as German does (``[quotes]`` says so)."""
    return bool(lexicon.load("quotes").get(language, {}).get("capitalised_nouns"))
